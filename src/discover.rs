//! Which versions of a service there are, and where: version documents and what they say.
//!
//! [`Discovery`] is a document, [`Cache`] keeps those that were got, [`Candidates`] says where one may be, and [`EndpointData`]
//! is what is known in the end. What asks for documents on behalf of a session is [`crate::session::Session::endpoint_data`].

mod cache;
mod candidates;
mod discovery;
mod document;
mod endpoint;
mod hacks;
mod link;
mod microversion;
mod range;
mod told;
mod version;

pub use cache::{Cache, Found};
pub use candidates::{Candidates, Question};
pub use discovery::Discovery;
pub use document::{Entry, Status, entries};
pub use endpoint::EndpointData;
pub use hacks::Hacks;
pub use link::version_in;
pub use microversion::Bounds;
pub use range::{Allow, Range};
pub use version::{LATEST, Version};

pub(crate) use discovery::{LIMITS, document};

use std::sync::Arc;

use crate::error::Result;
use crate::http::{Connection, Headers, Pipeline};

/// What goes along with a request for a document.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// The header fields.
    pub headers: Arc<Headers>,
    /// What the plugin asks of the connection.
    pub connection: Option<Arc<Connection>>,
}

/// Asks `url` for its version document. What is found lies within the origin that was asked; whether another one answered, the
/// document says.
///
/// Fails with `DiscoveryFailure` when the answer is none, or with the error that its status means, or as the connection fails.
pub async fn fetch(pipeline: &Pipeline, url: &str, credentials: Option<&Credentials>) -> Result<Arc<Discovery>> {
    let mut request = pipeline.request("GET", url)?;
    request.headers.set("Accept", "application/json")?;
    request.most_bytes = LIMITS.bytes as u64;
    if let Some(credentials) = credentials {
        credentials.headers.iter().try_for_each(|(name, value)| request.headers.set(name, value))?;
        request.connection.clone_from(&credentials.connection);
    }
    let answer = pipeline.send(&request).await.and_then(|response| pipeline.raise(&request, response));
    let found = answer.and_then(|response| Discovery::of_answer(&response, url));
    told::versions(pipeline, url, found.as_ref().map(Discovery::entries));
    Ok(Arc::new(found?))
}
