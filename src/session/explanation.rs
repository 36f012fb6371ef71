//! How an endpoint was found: each URL that was tried, what came back, and why it was taken or not.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::endpoint::{Trace, Tried};
use super::{Resolution, Session};
use crate::catalog::EndpointQuery;
use crate::discover::{EndpointData, Entry, document};
use crate::error::Result;
use crate::http::url;
use crate::value::Document;

impl Session {
    /// What [`Session::endpoint_data`] does, as an object: `asked`, `endpoint` or null, `error` or null, and `tried`, the URLs in
    /// their order, each with `outcome`, `taken` and `why`. What fails is told, too.
    ///
    /// Fails only for a question that makes no sense.
    pub async fn explain_discovery(&self, filter: EndpointQuery<'_>, resolution: &Resolution) -> Result<Arc<Document>> {
        let range = resolution.range(filter.service_type)?;
        let mut trace = Trace::default();
        let outcome = self.resolved(filter, resolution, true, &mut trace).await;
        let last = trace.tried.len().saturating_sub(1);
        let version = outcome.as_ref().ok().and_then(|data| data.as_ref()?.api_version);
        let tried: Vec<Json> = trace
            .tried
            .iter()
            .enumerate()
            .map(|(number, tried)| {
                let failure =
                    outcome.as_ref().err().filter(|_| number == last).map(|error| error.message().to_string());
                tried.to_json(version.map(|version| version.to_string()), failure)
            })
            .collect();
        let (data, error) = match &outcome {
            Ok(data) => (data.as_ref(), None),
            Err(error) => (None, Some(error)),
        };
        let mut interfaces: Vec<&str> = filter.or(self.filter()).interface.iter().collect();
        if interfaces.is_empty() {
            interfaces.push("public");
        }
        document(&json!({
            "asked": {
                "service_type": filter.service_type,
                "interface": interfaces,
                "region_name": filter.or(self.filter()).region_name,
                "service_name": filter.service_name,
                "versions": range.to_string(),
                "endpoint_override": resolution.endpoint_override.as_deref().map(url::shown),
                "skip_discovery": resolution.skip_discovery,
            },
            "tried": tried,
            "endpoint": data.map(EndpointData::to_json),
            "error": error.map(|error| json!({"class": error.code().class_name(), "message": error.message().as_str()})),
        }))
    }
}

impl Tried {
    fn to_json(&self, version: Option<String>, failure: Option<String>) -> Json {
        let (status, versions, taken, why) = match &self.outcome {
            Err(error) => {
                let status = Some(error.http_status()).filter(|status| *status != 0);
                (status, None, false, error.message().to_string())
            }
            Ok(discovery) => {
                let versions: Vec<Json> = discovery.entries().iter().map(Entry::to_json).collect();
                let taken = failure.is_none() && version.is_some();
                let why = match (version, failure) {
                    (_, Some(failure)) => failure,
                    (Some(version), None) => format!("it is a version document, and has {version}"),
                    (None, None) => "it is a version document, but has nothing that may be used".to_owned(),
                };
                (None, Some(versions), taken, why)
            }
        };
        json!({
            "url": url::shown(&self.url),
            "cached": self.cached,
            "outcome": if self.outcome.is_ok() { "document" } else { "failure" },
            "status": status,
            "versions": versions,
            "taken": taken,
            "why": why,
        })
    }
}
