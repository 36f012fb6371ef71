//! A session with one service's defaults.

pub mod options;

use std::sync::Arc;

use crate::auth::Plugin;
use crate::catalog::EndpointFilter;
use crate::error::Result;
use crate::http::Response;
use crate::options::Params;
use crate::session::{Defaults, RequestOptions, Session};

/// A session that speaks to one service. Cheap to clone; it keeps its session alive.
#[derive(Clone, Debug)]
pub struct Adapter {
    session: Session,
    defaults: Arc<Defaults>,
}

impl Adapter {
    /// An adapter for the service that `filter` asks for.
    pub fn new(session: &Session, filter: EndpointFilter) -> Self {
        Self::with_defaults(session.clone(), Defaults { filter, ..Defaults::default() })
    }

    /// An adapter whose requests say what `defaults` say where they do not say it themselves.
    pub fn with_defaults(session: Session, defaults: Defaults) -> Self {
        Self { session, defaults: Arc::new(defaults) }
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
        match &self.defaults.endpoint_override {
            Some(template) => Ok(Some(self.session.filled(template).await?.into_owned())),
            None => self.session.endpoint(self.defaults.query()).await,
        }
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
