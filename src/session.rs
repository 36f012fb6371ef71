//! A session: requests that carry a token, and log in again when it is refused.

mod defaults;
mod discovery;
mod endpoint;
mod explanation;
mod microversion;
pub mod options;
mod place;
mod request;
mod resolution;
mod service_limits;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use defaults::Defaults;
pub use request::RequestOptions;
pub use resolution::{Asking, QUESTION, Resolution, STATUS, VERSIONS, status_options};

pub(crate) use options::names;
pub(crate) use resolution::allow;

use self::discovery::Discoveries;
use self::service_limits::ServiceLimits;

use crate::access::Access;
use crate::auth::identity::rescope::Rescoped;
use crate::auth::{Credentials, Plugin};
use crate::catalog::{EndpointFilter, EndpointQuery};
use crate::driver::blocking::Blocking;
use crate::error::{Code, Error, Result};
use crate::http::{Agent, Connection, Driver, Headers, Limits, Pipeline, Policy};
use crate::options::Params;
use crate::text::Secret;
use crate::watch::Watch;

/// What holds for all requests of a session.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// How requests are sent, those of logins and discovery too.
    pub policy: Policy,
    /// What a filter asks for that does not say itself: region and interface.
    pub filter: EndpointFilter,
    /// How old a version document may be before it is asked for again; an hour when not given.
    pub discovery_age: Option<Duration>,
    /// Header fields for requests that have none of the same name.
    pub headers: Headers,
    /// Whose request this is of: the address that `Forwarded` names.
    pub original_ip: Option<String>,
    /// The id that links the requests of one operation across services.
    pub global_request_id: Option<String>,
    /// Whether a status of 400 and above is an error; by default it is.
    pub raise_exc: Option<bool>,
    /// Bounds on the requests to each service.
    pub limits: Limits,
    /// Whether it keeps how long each exchange took.
    pub collect_timing: bool,
}

/// Connections, and a plugin that authenticates what goes over them. Cheap to clone; clones are the same session.
#[derive(Clone)]
pub struct Session {
    auth: Option<Arc<dyn Plugin>>,
    shared: Arc<Shared>,
}

/// What a session and those made of it have in common.
struct Shared {
    pipeline: Pipeline,
    filter: EndpointFilter,
    discoveries: Discoveries,
    headers: Headers,
    original_ip: Option<String>,
    global_request_id: Option<String>,
    raise_exc: bool,
    limits: ServiceLimits,
}

impl Session {
    /// A session over `driver`. Without a plugin only requests that need no token can be made.
    pub fn new(auth: Option<Arc<dyn Plugin>>, settings: Settings, driver: Arc<dyn Driver>) -> Self {
        let pipeline = Pipeline::new(driver, settings.policy.clone());
        if settings.collect_timing {
            pipeline.watch().timings.collect();
        }
        Self::over(auth, pipeline, settings)
    }

    fn over(auth: Option<Arc<dyn Plugin>>, pipeline: Pipeline, settings: Settings) -> Self {
        let shared = Shared {
            pipeline,
            filter: settings.filter,
            discoveries: Discoveries::new(settings.discovery_age),
            headers: settings.headers,
            original_ip: settings.original_ip,
            global_request_id: settings.global_request_id,
            raise_exc: settings.raise_exc.unwrap_or(true),
            limits: ServiceLimits::new(settings.limits),
        };
        Self { auth, shared: Arc::new(shared) }
    }

    /// The same session with another plugin.
    #[must_use]
    pub fn with_auth(&self, auth: Arc<dyn Plugin>) -> Self {
        Self { auth: Some(auth), shared: self.shared.clone() }
    }

    /// The same session for the scope that `params` name: same connections, same policy, and one login for both.
    ///
    /// Fails with `MissingAuthPlugin` without a plugin, and as the scope of a login does.
    pub fn with_scope(&self, params: &Params) -> Result<Self> {
        Ok(self.with_auth(Rescoped::plugin(self.auth()?.clone(), params)?))
    }

    /// A session over connections of its own, with the named options in `params`.
    ///
    /// Fails as [`options::read`] does, and with `CertificateConfigError` for certificate files that cannot be used.
    pub fn open(auth: Option<Arc<dyn Plugin>>, params: &Params) -> Result<Self> {
        let (settings, connections) = options::read(params)?;
        let driver = Blocking::new(connections)?;
        Ok(Self::new(auth, settings, Arc::new(driver)))
    }

    /// A session for a plugin to do its own requests with: same connections and policy, no authentication but `auth`.
    pub fn for_plugin(pipeline: &Pipeline, auth: Arc<dyn Plugin>) -> Self {
        Self::over(Some(auth), pipeline.clone(), Settings::default())
    }

    /// The token with all that it says; logs in when there is none or it is about to expire.
    pub async fn access(&self) -> Result<Arc<Access>> {
        self.asked(self.auth()?.access(self.pipeline())).await
    }

    /// The same, where the token must last for so many seconds from now.
    pub async fn access_lasting(&self, seconds: i64) -> Result<Arc<Access>> {
        self.asked(self.auth()?.access_lasting(self.pipeline(), seconds)).await
    }

    /// The URL of the version of Identity where the plugin logs in.
    pub async fn login_url(&self) -> Result<Option<String>> {
        self.asked(self.auth()?.login_url(self.pipeline())).await
    }

    /// Where to log in at a service provider.
    pub async fn sp_auth_url(&self, id: &str) -> Result<Option<String>> {
        self.asked(self.auth()?.sp_auth_url(self.pipeline(), id)).await
    }

    /// Where a service provider takes assertions.
    pub async fn sp_url(&self, id: &str) -> Result<Option<String>> {
        self.asked(self.auth()?.sp_url(self.pipeline(), id)).await
    }

    /// The header fields by which a request is authenticated; logs in as [`Session::access`] does.
    pub async fn auth_headers(&self) -> Result<Arc<Headers>> {
        let limit = self.pipeline().policy().timeouts.whole;
        Ok(self.credentials(&**self.auth()?, limit).await?.headers)
    }

    /// What the plugin asks of the connection of an authenticated request.
    pub async fn auth_connection(&self) -> Result<Option<Arc<Connection>>> {
        self.asked(self.auth()?.connection(self.pipeline())).await
    }

    /// The token itself; `None` when the plugin authenticates by other means.
    pub async fn token(&self) -> Result<Option<Secret>> {
        Ok(self.auth_headers().await?.get("x-auth-token").map(Secret::new))
    }

    /// The id of the user, as far as the plugin knows it.
    pub async fn user_id(&self) -> Result<Option<String>> {
        self.asked(self.auth()?.user_id(self.pipeline())).await
    }

    /// The id of the project, as far as the plugin knows it.
    pub async fn project_id(&self) -> Result<Option<String>> {
        self.asked(self.auth()?.project_id(self.pipeline())).await
    }

    /// The URL of the service that `filter` asks for; the session's own filter says what it leaves open.
    pub async fn endpoint(&self, filter: EndpointQuery<'_>) -> Result<Option<String>> {
        let filter = filter.or(EndpointQuery::from(&self.shared.filter));
        self.asked(self.auth()?.endpoint(self.pipeline(), filter)).await
    }

    /// Drops the token, so that the next request logs in. True when there was one and another can be had.
    pub fn invalidate(&self) -> Result<bool> {
        Ok(self.auth()?.invalidate(None))
    }

    /// Ends what is under way on all threads, waiting included, and all that comes later, with `ShutDown`.
    pub fn shut_down(&self) {
        self.pipeline().shut_down();
    }

    /// Who asks.
    pub fn agent(&self) -> &Agent {
        &self.pipeline().policy().agent
    }

    /// What sends, and tells the time.
    pub fn driver(&self) -> &dyn Driver {
        self.pipeline().driver()
    }

    fn pipeline(&self) -> &Pipeline {
        &self.shared.pipeline
    }

    fn filter(&self) -> EndpointQuery<'_> {
        EndpointQuery::from(&self.shared.filter)
    }

    fn discoveries(&self) -> &Discoveries {
        &self.shared.discoveries
    }

    fn plugin(&self) -> Option<&Arc<dyn Plugin>> {
        self.auth.as_ref()
    }

    /// What is seen of it: who listens, what is counted.
    pub fn watch(&self) -> &Watch {
        self.pipeline().watch()
    }

    fn auth(&self) -> Result<&Arc<dyn Plugin>> {
        self.auth.as_ref().ok_or_else(|| {
            Error::new(Code::MISSING_AUTH_PLUGIN, "this session has no authentication plugin, and the call needs one")
        })
    }

    /// What a plugin answers, within the time for one exchange where it waits for another thread.
    async fn asked<T>(&self, flow: impl Future<Output = Result<T>>) -> Result<T> {
        self.pipeline().asked(self.pipeline().policy().timeouts.whole, flow).await
    }

    /// The plugin's header fields, within `limit` where it waits for another thread.
    async fn credentials(&self, auth: &dyn Plugin, limit: Option<Duration>) -> Result<Credentials> {
        self.pipeline().check()?;
        if let Some(credentials) = auth.ready(self.driver().now()) {
            return Ok(credentials);
        }
        self.pipeline().asked(limit, auth.authenticate(self.pipeline())).await
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("auth", &self.auth).field("filter", &self.shared.filter).finish_non_exhaustive()
    }
}
