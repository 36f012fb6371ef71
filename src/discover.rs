//! Which versions of a service there are, and where: version documents and what they say.

mod document;
mod told;
mod version;

pub use document::{Entry, Status, entries};
pub use version::Version;

use crate::error::{Code, Error, Result};
use crate::http::{Pipeline, url};

/// Asks `url` for its version document, without credentials.
///
/// What is found lies within the origin that answered, which redirects may have led to: whoever sends credentials there looks.
///
/// Fails with `DiscoveryFailure` when the answer is none, or with the error that its status means, or as the connection fails.
pub async fn discover(pipeline: &Pipeline, url: &str) -> Result<Vec<Entry>> {
    let outcome = ask(pipeline, url).await;
    told::versions(pipeline, url, outcome.as_deref());
    outcome
}

async fn ask(pipeline: &Pipeline, url: &str) -> Result<Vec<Entry>> {
    let mut request = pipeline.request("GET", url)?;
    request.headers.set("Accept", "application/json")?;
    let response = pipeline.raise(&request, pipeline.send(&request).await?)?;
    let answered = response.url.as_str();
    let found = response.json().and_then(|document| entries(document, answered));
    found.ok_or_else(|| {
        let shown = url::shown(answered);
        let message = format!("the answer of {shown} is not a version document: it names no versions");
        response.describe(Error::new(Code::DISCOVERY_FAILURE, message)).with_request("GET", &shown)
    })
}
