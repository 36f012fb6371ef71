//! A session with one service's defaults.

use std::sync::Arc;

use crate::catalog::{EndpointFilter, EndpointQuery};
use crate::discover::{EndpointData, Version};
use crate::error::Result;
use crate::http::Response;
use crate::session::{RequestOptions, Resolution, Session};

/// A session that speaks to one service. Cheap to clone; it keeps its session alive.
#[derive(Clone, Debug)]
pub struct Adapter {
    session: Session,
    filter: EndpointFilter,
    resolution: Option<Arc<Resolution>>,
}

impl Adapter {
    /// An adapter for the service that `filter` asks for.
    pub fn new(session: &Session, filter: EndpointFilter) -> Self {
        Self { session: session.clone(), filter, resolution: None }
    }

    /// The same adapter for some versions of the service.
    #[must_use]
    pub fn with_versions(self, resolution: Resolution) -> Self {
        Self { resolution: Some(Arc::new(resolution)), ..self }
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The URL of the service; `None` when nothing says it.
    pub async fn endpoint(&self) -> Result<Option<String>> {
        match &self.resolution {
            Some(resolution) => self.session.endpoint_within(self.query(), resolution).await,
            None => self.session.endpoint(self.query()).await,
        }
    }

    /// What is known of the service's endpoint. Without `asked`, the adapter says which versions will do.
    pub async fn endpoint_data(&self, asked: Option<&Resolution>) -> Result<Option<EndpointData>> {
        self.session.endpoint_data(self.query(), &self.resolution(asked)).await
    }

    /// The version of the service.
    pub async fn api_major_version(&self, asked: Option<&Resolution>) -> Result<Option<Version>> {
        self.session.api_major_version(self.query(), &self.resolution(asked)).await
    }

    fn query(&self) -> EndpointQuery<'_> {
        EndpointQuery::from(&self.filter)
    }

    fn resolution(&self, asked: Option<&Resolution>) -> Resolution {
        asked.or(self.resolution.as_deref()).cloned().unwrap_or_default()
    }

    /// Sends a request to the service. What `options` leave open in their filter, the adapter's says.
    pub async fn request(&self, method: &str, path: &str, options: &RequestOptions) -> Result<Response> {
        if options.resolution.is_none() && self.resolution.is_some() {
            let options = RequestOptions { resolution: self.resolution.clone(), ..options.clone() };
            return self.session.request_from(method, path, &options, self.query()).await;
        }
        self.session.request_from(method, path, options, self.query()).await
    }
}
