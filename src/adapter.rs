//! A session with one service's defaults.

use crate::catalog::{EndpointFilter, EndpointQuery};
use crate::error::Result;
use crate::http::Response;
use crate::session::{RequestOptions, Session};

/// A session that speaks to one service. Cheap to clone; it keeps its session alive.
#[derive(Clone, Debug)]
pub struct Adapter {
    session: Session,
    filter: EndpointFilter,
}

impl Adapter {
    /// An adapter for the service that `filter` asks for.
    pub fn new(session: &Session, filter: EndpointFilter) -> Self {
        Self { session: session.clone(), filter }
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The URL of the service; `None` when nothing says it.
    pub async fn endpoint(&self) -> Result<Option<String>> {
        self.session.endpoint(EndpointQuery::from(&self.filter)).await
    }

    /// Sends a request to the service. What `options` leave open in their filter, the adapter's says.
    pub async fn request(&self, method: &str, path: &str, options: &RequestOptions) -> Result<Response> {
        self.session.request_from(method, path, options, EndpointQuery::from(&self.filter)).await
    }
}
