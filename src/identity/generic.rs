//! The older generic client of keystoneclient: which versions and extensions there are, before a client of a version is made.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::outcome::list;
use crate::discover::{Allow, Version};
use crate::error::{Code, Error, Result};
use crate::http::url;
use crate::session::{RequestOptions, Session};
use crate::value::{Document, Value, from_json};

/// The versions of Identity at `url`, or where the plugin logs in: `message`, and by id `{id, status, url}`. Nobody is logged in.
///
/// Fails as discovery does: the reference turns every failure into nothing.
pub async fn discover(session: &Session, url: Option<&str>) -> Result<Arc<Document>> {
    let discovery = session.discovery(url, Some(false)).await?;
    let all = Allow { experimental: true, deprecated: true, unknown: true };
    let raw = discovery.raw_version_data(all)?;
    let mut found = Map::new();
    found.insert("message".to_owned(), format!("Keystone found at {}", url::shown(discovery.url())).into());
    for version in raw.root().iter() {
        let text = |key| version.get(key).and_then(Value::as_str);
        let Some(id) = text("id") else { continue };
        let number = Version::parse(id);
        let entry = discovery.entries().iter().find(|entry| Some(entry.version) == number);
        let Some(entry) = entry else { continue };
        let about = serde_json::json!({"id": id, "status": text("status"), "url": entry.url});
        found.insert(id.to_owned(), about);
    }
    document(&Json::Object(found))
}

/// The extensions of the API at `url`, which names a version: their names by alias. Nobody is logged in.
///
/// Fails with `InvalidResponse` for an answer that lists none, and as the request does.
pub async fn discover_extensions(session: &Session, url: &str) -> Result<Arc<Document>> {
    let mut options = RequestOptions { authenticated: Some(false), ..RequestOptions::default() };
    options.headers.set("Accept", "application/json")?;
    let response = session.request("GET", &url::join(url, "/extensions"), &options).await?;
    let extensions = response.document().and_then(|document| list(document.root(), "extensions"));
    let Some(extensions) = extensions else {
        let shown = url::shown(response.url.as_str());
        let error = Error::new(Code::INVALID_RESPONSE, "the answer lists no extensions").with_request("GET", &shown);
        return Err(response.describe(error));
    };
    let pair = |extension: Value<'_>| {
        let text = |key| extension.get(key).and_then(Value::as_str);
        Some((text("alias")?.to_owned(), Json::from(text("name"))))
    };
    document(&Json::Object(extensions.iter().filter_map(pair).collect()))
}

fn document(json: &Json) -> Result<Arc<Document>> {
    from_json(json).map_err(|error| Error::new(Code::LIMIT_EXCEEDED, format!("the answer is too large: {error}")))
}
