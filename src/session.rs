//! A session: requests that carry a token, and log in again when it is refused.

pub mod options;
mod request;

use std::fmt;
use std::sync::Arc;

pub use request::RequestOptions;

use crate::access::Access;
use crate::auth::Plugin;
use crate::auth::identity::rescope::Rescoped;
use crate::catalog::{EndpointFilter, EndpointQuery};
use crate::driver::blocking::{self, Blocking};
use crate::error::{Code, Error, Result};
use crate::http::{Driver, Pipeline, Policy};
use crate::options::Params;
use crate::text::Secret;

/// What holds for all requests of a session.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How requests are sent, those of logins and discovery too.
    pub policy: Policy,
    /// What a filter asks for that does not say itself: region and interface.
    pub filter: EndpointFilter,
}

/// Connections, and a plugin that authenticates what goes over them. Cheap to clone; clones are the same session.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    auth: Option<Arc<dyn Plugin>>,
    pipeline: Pipeline,
    filter: EndpointFilter,
}

impl Session {
    /// A session over `driver`. Without a plugin only requests that need no token can be made.
    pub fn new(auth: Option<Arc<dyn Plugin>>, settings: Settings, driver: Arc<dyn Driver>) -> Self {
        Self(Arc::new(Inner { auth, pipeline: Pipeline::new(driver, settings.policy), filter: settings.filter }))
    }

    /// A session over connections of its own, with the named options in `params`.
    ///
    /// Fails as [`options::read`] does, and with `CertificateConfigError` for certificate files that cannot be used.
    pub fn open(auth: Option<Arc<dyn Plugin>>, params: &Params) -> Result<Self> {
        let (settings, tls) = options::read(params)?;
        let driver = Blocking::new(blocking::Options { tls, ..blocking::Options::default() })?;
        Ok(Self::new(auth, settings, Arc::new(driver)))
    }

    /// A session for a plugin to do its own requests with: same connections and policy, no authentication but `auth`.
    pub fn for_plugin(pipeline: &Pipeline, auth: Arc<dyn Plugin>) -> Self {
        Self(Arc::new(Inner { auth: Some(auth), pipeline: pipeline.clone(), filter: EndpointFilter::default() }))
    }

    /// The same session for the scope that `params` name: same connections, same policy, and one login for both.
    ///
    /// Fails with `MissingAuthPlugin` without a plugin, and as the scope of a login does.
    pub fn with_scope(&self, params: &Params) -> Result<Self> {
        let auth = Rescoped::plugin(self.auth()?.clone(), params)?;
        let (pipeline, filter) = (self.0.pipeline.clone(), self.0.filter.clone());
        Ok(Self(Arc::new(Inner { auth: Some(auth), pipeline, filter })))
    }

    /// What sends for plugins.
    pub fn pipeline(&self) -> &Pipeline {
        &self.0.pipeline
    }

    /// The token with all that it says; logs in when there is none or it is about to expire.
    pub async fn access(&self) -> Result<Arc<Access>> {
        self.auth()?.access(&self.0.pipeline).await
    }

    /// The token itself; `None` when the plugin authenticates by other means.
    pub async fn token(&self) -> Result<Option<Secret>> {
        let credentials = self.auth()?.authenticate(&self.0.pipeline).await?;
        Ok(credentials.headers.get("x-auth-token").map(Secret::new))
    }

    /// The id of the user, as far as the plugin knows it.
    pub async fn user_id(&self) -> Result<Option<String>> {
        self.auth()?.user_id(&self.0.pipeline).await
    }

    /// The id of the project, as far as the plugin knows it.
    pub async fn project_id(&self) -> Result<Option<String>> {
        self.auth()?.project_id(&self.0.pipeline).await
    }

    /// The URL of the service that `filter` asks for; the session's own filter says what it leaves open.
    pub async fn endpoint(&self, filter: EndpointQuery<'_>) -> Result<Option<String>> {
        let filter = filter.or(EndpointQuery::from(&self.0.filter));
        self.auth()?.endpoint(&self.0.pipeline, filter).await
    }

    /// Drops the token, so that the next request logs in. True when there was one and another can be had.
    pub fn invalidate(&self) -> Result<bool> {
        Ok(self.auth()?.invalidate(None))
    }

    /// What sends, and tells the time.
    pub fn driver(&self) -> &dyn Driver {
        self.0.pipeline.driver()
    }

    fn auth(&self) -> Result<&Arc<dyn Plugin>> {
        self.0.auth.as_ref().ok_or_else(|| {
            Error::new(Code::MISSING_AUTH_PLUGIN, "this session has no authentication plugin, and the call needs one")
        })
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("auth", &self.0.auth).field("filter", &self.0.filter).finish_non_exhaustive()
    }
}
