//! A login to Identity, and the plugin that any login makes: it holds the token, and renews it.

use std::fmt;
use std::sync::Arc;

use super::cache_id::CacheId;
use super::identity::v3::Method;
use super::kept::Kept;
use super::{Credentials, Generation, Held, Lack, Plugin, Renewal, answers};
use crate::access::Access;
use crate::catalog::EndpointQuery;
use crate::discover::Cache;
use crate::error::Result;
use crate::http::{Headers, Pending, Pipeline};
use crate::text::Secret;
use crate::time::Timestamp;

/// What a login brings.
#[derive(Debug)]
pub struct Granted {
    /// The token with all that it says.
    pub access: Access,
    /// What requests carry beside the token.
    pub headers: Headers,
    /// For how many seconds `headers` serve, if that is shorter than the token's life.
    pub seconds: Option<i64>,
}

impl From<Access> for Granted {
    fn from(access: Access) -> Self {
        Self { access, headers: Headers::new(), seconds: None }
    }
}

/// One login under way. Of one plugin there is never a second one at the same time.
#[allow(missing_debug_implementations, reason = "it leads to what was typed")]
pub struct Attempt<'a> {
    /// What sends.
    pub pipeline: &'a Pipeline,
    /// What is kept from one login to the next.
    pub kept: &'a mut Kept,
}

/// A way to log in to Identity.
pub trait Login: Send + Sync + fmt::Debug {
    /// Logs in.
    fn log_in<'a>(&'a self, attempt: Attempt<'a>) -> Pending<'a, Result<Granted>>;

    /// The URL of Identity as the options say it.
    fn auth_url(&self) -> Option<&str>;

    /// The URL of the version of Identity that it logs in to.
    fn login_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<String>>;

    /// Version documents that it keeps itself, or shares with another plugin.
    fn discoveries(&self) -> Option<&Cache> {
        None
    }

    /// Whether this thread is within a step of another plugin that it waits for.
    fn is_entered(&self) -> bool {
        false
    }

    /// All that its tokens depend on. `None`: they are not to be kept.
    fn cache_id(&self) -> Result<Option<CacheId>>;

    /// What is kept of a token, and of the header fields of its requests where those do not follow from it.
    fn state(&self, access: &Access, _headers: &Headers) -> Secret {
        access.to_state()
    }

    /// What requests carry beside a token that was kept like this. Fails where that was not kept with it.
    fn headers_of(&self, _access: &Access, _state: &str) -> Result<Headers> {
        Ok(Headers::new())
    }

    /// Adds a method to it.
    fn add_method(&self, _method: Box<dyn Method>) -> Result<()> {
        Lack::Methods.said()
    }
}

/// The plugin that a login makes.
#[derive(Debug)]
pub struct Identity<L> {
    login: L,
    renewal: Renewal,
    discoveries: Cache,
}

impl<L: Login> Identity<L> {
    /// A plugin without a token. One that does not renew keeps its token until a service refuses it.
    pub fn new(login: L, renews: bool) -> Self {
        Self { login, renewal: Renewal::new(renews), discoveries: Cache::default() }
    }

    async fn held(&self, pipeline: &Pipeline, seconds: i64) -> Result<Arc<Held>> {
        match self.renewal.fresh(pipeline.driver().now(), seconds) {
            Some(held) => Ok(held),
            // In a box of its own: a login is large, and every request would carry the room for it.
            None => Box::pin(self.renewal.renewed(pipeline, seconds, &self.login)).await,
        }
    }

    async fn token(&self, pipeline: &Pipeline, seconds: i64) -> Result<Arc<Access>> {
        Ok(self.held(pipeline, seconds).await?.access.clone())
    }
}

impl<L: Login> Plugin for Identity<L> {
    fn authenticate<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { Ok(self.held(pipeline, 0).await?.credentials.clone()) })
    }

    fn ready(&self, now: Timestamp) -> Option<Credentials> {
        self.renewal.ready(now)
    }

    fn endpoint<'a>(
        &'a self,
        pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(answers::endpoint(self.token(pipeline, 0), filter))
    }

    fn access<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(self.token(pipeline, 0))
    }

    fn access_lasting<'a>(&'a self, pipeline: &'a Pipeline, seconds: i64) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(self.token(pipeline, seconds))
    }

    fn auth_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async {
            match self.login.auth_url() {
                Some(url) => Ok(Some(url.to_owned())),
                None => self.login.login_url(pipeline).await.map(Some),
            }
        })
    }

    fn login_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { self.login.login_url(pipeline).await.map(Some) })
    }

    fn discoveries(&self) -> Option<&Cache> {
        Some(self.login.discoveries().unwrap_or(&self.discoveries))
    }

    fn user_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(answers::fact(&*self.token(pipeline, 0).await?, Access::user_id)) })
    }

    fn project_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(answers::fact(&*self.token(pipeline, 0).await?, Access::project_id)) })
    }

    fn sp_auth_url<'a>(&'a self, pipeline: &'a Pipeline, id: &'a str) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            let access = self.token(pipeline, 0).await?;
            answers::of_service_provider(&access, id, |provider| provider.auth_url)
        })
    }

    fn sp_url<'a>(&'a self, pipeline: &'a Pipeline, id: &'a str) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            let access = self.token(pipeline, 0).await?;
            answers::of_service_provider(&access, id, |provider| provider.sp_url)
        })
    }

    fn cache_id(&self) -> Result<Option<Secret>> {
        Ok(self.login.cache_id()?.map(CacheId::finish))
    }

    fn state(&self) -> Result<Option<Secret>> {
        Ok(self.renewal.held().map(|held| self.login.state(&held.access, &held.credentials.headers)))
    }

    fn set_state(&self, state: Option<&str>) -> Result<()> {
        let Some(state) = state.filter(|state| !state.is_empty()) else {
            self.renewal.restore(None);
            return Ok(());
        };
        let access = Access::from_state(state)?;
        let headers = self.login.headers_of(&access, state)?;
        self.renewal.restore(Some(Held::restored(Granted { access, headers, seconds: None })?));
        Ok(())
    }

    fn add_method(&self, method: Box<dyn Method>) -> Result<()> {
        self.login.add_method(method)
    }

    fn is_entered(&self) -> bool {
        self.renewal.is_entered() || self.login.is_entered()
    }

    fn invalidate(&self, refused: Option<Generation>) -> bool {
        self.renewal.invalidate(refused)
    }
}
