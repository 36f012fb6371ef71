//! How an endpoint was found: each URL that was tried, what came back, and why it was taken or not.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::endpoint::{Trace, Tried};
use super::{Resolution, Session};
use crate::catalog::EndpointQuery;
use crate::discover::{EndpointData, Entry, Version, document};
use crate::error::{Error, Result};
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
        let (data, error) = match &outcome {
            Ok(data) => (data.as_ref(), None),
            Err(error) => (None, Some(error)),
        };
        // Whatever became of a document, no other URL was tried after it.
        let used = match (data, error) {
            (Some(EndpointData { fallback: Some(error), .. }), _) | (_, Some(error)) => Err(error),
            (data, None) => Ok(data.and_then(|data| data.api_version)),
        };
        let tried: Vec<Json> = trace.tried.iter().map(|tried| tried.to_json(used)).collect();
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
    /// `used`: the version that a document was used for, or why it was not.
    fn to_json(&self, used: Result<Option<Version>, &Error>) -> Json {
        let (status, versions, why) = match &self.outcome {
            Err(error) => (Some(error.http_status()).filter(|status| *status != 0), None, error.message().to_string()),
            Ok(discovery) => {
                let versions: Vec<Json> = discovery.entries().iter().map(Entry::to_json).collect();
                let why = match used {
                    Ok(Some(version)) => format!("it is a version document, and has {version}"),
                    Ok(None) => "it is a version document".to_owned(),
                    Err(error) => error.message().to_string(),
                };
                (None, Some(versions), why)
            }
        };
        json!({
            "url": url::shown(&self.url),
            "cached": self.cached,
            "outcome": if self.outcome.is_ok() { "document" } else { "failure" },
            "status": status,
            "versions": versions,
            "taken": self.outcome.is_ok() && used.is_ok(),
            "why": why,
        })
    }
}
