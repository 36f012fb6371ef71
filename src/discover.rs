//! Which versions of a service there are, and where: version documents and what they say.

mod document;
mod version;

pub use document::{Entry, Status, entries};
pub use version::Version;

use crate::error::{Code, Error, Result};
use crate::http::{Pipeline, Request};

/// Asks `url` for its version document, without credentials.
///
/// Fails with `DiscoveryFailure` when the answer is none, or with the error that its status means, or as the connection fails.
pub async fn discover(pipeline: &Pipeline, url: &str) -> Result<Vec<Entry>> {
    let mut request = Request::new("GET", url);
    request.headers.set("Accept", "application/json")?;
    let response = pipeline.raise("GET", pipeline.send(&request).await?)?;
    let answered = response.url.as_str();
    let Some(document) = response.json() else {
        let message = format!("the answer of {answered} is not a version document: it is not JSON");
        return Err(Error::new(Code::DISCOVERY_FAILURE, message).with_request("GET", answered));
    };
    entries(document, answered).map_err(|error| error.with_request("GET", answered))
}
