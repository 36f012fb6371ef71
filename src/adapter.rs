//! A session with one service's defaults.

pub mod options;

use std::sync::Arc;

use crate::auth::Plugin;
use crate::catalog::EndpointFilter;
use crate::discover::{EndpointData, Version};
use crate::error::Result;
use crate::http::Response;
use crate::options::Params;
use crate::session::{Defaults, RequestOptions, Resolution, Session};
use crate::watch::Log;

/// A session that speaks to one service. Cheap to clone; it keeps its session alive.
#[derive(Clone, Debug)]
pub struct Adapter {
    session: Session,
    defaults: Arc<Defaults>,
    log: Arc<Log>,
}

impl Adapter {
    /// An adapter for the service that `filter` asks for.
    pub fn new(session: &Session, filter: EndpointFilter) -> Self {
        Self::with_defaults(session.clone(), Defaults { filter, ..Defaults::default() })
    }

    /// The same adapter for some versions of the service.
    #[must_use]
    pub fn with_versions(self, resolution: Resolution) -> Self {
        let defaults = Defaults { resolution: Some(Arc::new(resolution)), ..(*self.defaults).clone() };
        Self::with_defaults(self.session, defaults)
    }

    /// An adapter whose requests say what `defaults` say where they do not say it themselves.
    pub fn with_defaults(session: Session, mut defaults: Defaults) -> Self {
        let log = defaults.listener.get_or_insert_default().clone();
        Self { session, defaults: Arc::new(defaults), log }
    }

    /// The place for who hears of the adapter's requests in place of who hears of the session.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// An adapter with the named options in `params`, and a plugin of its own if there is one.
    ///
    /// Fails as [`options::read`] does.
    pub fn open(session: &Session, auth: Option<Arc<dyn Plugin>>, params: &Params) -> Result<Self> {
        let defaults = options::read(params, session)?;
        let session = auth.map_or_else(|| session.clone(), |auth| session.with_auth(auth));
        Ok(Self::with_defaults(session, defaults))
    }

    /// The session, with the adapter's plugin if it has one of its own.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The URL of the service; `None` when nothing says it.
    pub async fn endpoint(&self) -> Result<Option<String>> {
        match (&self.defaults.endpoint_override, &self.defaults.resolution) {
            (Some(template), _) => Ok(Some(self.session.filled(template).await?.into_owned())),
            (None, Some(resolution)) => self.session.endpoint_within(self.defaults.query(), resolution).await,
            (None, None) => self.session.endpoint(self.defaults.query()).await,
        }
    }

    /// What is known of the service's endpoint. Without `asked`, the adapter says which versions will do.
    pub async fn endpoint_data(&self, asked: Option<&Resolution>) -> Result<Option<EndpointData>> {
        self.session.endpoint_data(self.defaults.query(), &self.resolution(asked).await?).await
    }

    /// The version of the service.
    pub async fn api_major_version(&self, asked: Option<&Resolution>) -> Result<Option<Version>> {
        self.session.api_major_version(self.defaults.query(), &self.resolution(asked).await?).await
    }

    async fn resolution(&self, asked: Option<&Resolution>) -> Result<Resolution> {
        let mut resolution = asked.or(self.defaults.resolution.as_deref()).cloned().unwrap_or_default();
        if let (None, Some(template)) = (&resolution.endpoint_override, &self.defaults.endpoint_override) {
            resolution.endpoint_override = Some(self.session.filled(template).await?.into_owned());
        }
        Ok(resolution)
    }

    /// Sends a request to the service. What `options` leave open, the adapter says.
    pub async fn request(&self, method: &str, path: &str, options: &RequestOptions) -> Result<Response> {
        self.session.request_from(method, path, options, &self.defaults).await
    }

    /// Sends a request that asks for JSON, unless `options` say what it asks for.
    pub async fn request_json(&self, method: &str, path: &str, mut options: RequestOptions) -> Result<Response> {
        options.headers.set_default("Accept", "application/json")?;
        self.request(method, path, &options).await
    }
}
