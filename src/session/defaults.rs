//! What an adapter says for requests that do not say it themselves.

use std::fmt;
use std::sync::Arc;

use super::Resolution;
use crate::catalog::{EndpointFilter, EndpointQuery};
use crate::http::{Headers, Limiter, RetryOptions, url};
use crate::watch::Log;

/// The defaults of one service; by default none.
#[derive(Clone, Default)]
pub struct Defaults {
    /// Which service.
    pub filter: EndpointFilter,
    /// The URL that stands in front of one without a host, whatever the catalog says.
    pub endpoint_override: Option<String>,
    /// Which versions of the service will do; by default whichever the catalog has.
    pub resolution: Option<Arc<Resolution>>,
    /// Header fields for requests that have none of the same name.
    pub headers: Headers,
    /// The whole of `User-Agent`.
    pub user_agent: Option<String>,
    /// The version of the service's API within its major version.
    pub microversion: Option<String>,
    /// The id that links the requests of one operation across services.
    pub global_request_id: Option<String>,
    /// Whether a status of 400 and above is an error.
    pub raise_exc: Option<bool>,
    /// When requests are sent again.
    pub retries: RetryOptions,
    /// Who hears of requests in place of who hears of the session.
    pub listener: Option<Arc<Log>>,
    /// Whose permit requests need.
    pub limiter: Option<Arc<Limiter>>,
}

impl Defaults {
    /// Which service.
    pub fn query(&self) -> EndpointQuery<'_> {
        EndpointQuery::from(&self.filter)
    }
}

impl fmt::Debug for Defaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Defaults")
            .field("filter", &self.filter)
            .field("endpoint_override", &self.endpoint_override.as_deref().map(url::shown))
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
