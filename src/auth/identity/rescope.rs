//! A token that is exchanged for one of another scope: one login serves many scopes.

use std::fmt;
use std::sync::Arc;

use super::Scope;
use super::generic::within;
use super::v3::options::SCOPE;
use super::v3::{Token, V3};
use crate::auth::{Attempt, CacheId, Credentials, Granted, Identity, Login, Plugin};
use crate::catalog::EndpointQuery;
use crate::discover::Cache;
use crate::error::{Code, Error, Result};
use crate::http::{Pending, Pipeline};
use crate::options::{Options, Params};
use crate::text::Secret;

/// A login by the token of another plugin.
pub struct Rescoped {
    base: Arc<dyn Plugin>,
    scope: Scope,
    include_catalog: bool,
}

impl Rescoped {
    /// A plugin whose tokens are for the scope that `params` name, and are got by those of `base`.
    ///
    /// Fails as the scope of any login does.
    pub fn plugin(base: Arc<dyn Plugin>, params: &Params) -> Result<Arc<dyn Plugin>> {
        let options = Options::read(&[SCOPE], params, "a scope")?;
        let scope = Scope::read(&options)?;
        let include_catalog = options.bool("include_catalog", true);
        Ok(Arc::new(Identity::new(Self { base, scope, include_catalog }, options.bool("reauthenticate", true))))
    }

    async fn exchange(&self, attempt: Attempt<'_>, credentials: &Credentials) -> Result<Granted> {
        let token = credentials.headers.get("x-auth-token").map(Secret::new).ok_or_else(|| {
            let message = "the authentication plugin has no token that could be exchanged for one of another scope";
            Error::new(Code::METHOD_NOT_IMPLEMENTED, message)
        })?;
        let auth_url = located(&*self.base, attempt.pipeline).await?;
        if within(&auth_url, "v2.0").is_some() {
            let message = "tokens of version 2.0 of Identity are not exchanged: log in by version 3 for that";
            return Err(Error::new(Code::UNSUPPORTED_VERSION, message));
        }
        let login = V3::with(&auth_url, vec![Box::new(Token::of(token))], self.scope.clone());
        login.without_catalog(!self.include_catalog).log_in_at(&auth_url, attempt).await
    }
}

/// Where `plugin` logs in, or else the Identity of its catalog.
async fn located(plugin: &dyn Plugin, pipeline: &Pipeline) -> Result<String> {
    if let Some(url) = plugin.login_url(pipeline).await? {
        return Ok(url);
    }
    let identity = EndpointQuery { service_type: Some("identity"), ..EndpointQuery::default() };
    plugin.endpoint(pipeline, identity).await?.ok_or_else(|| {
        let message = "nothing says where Identity is: the authentication plugin neither logs in nor has a catalog";
        Error::new(Code::ENDPOINT_NOT_FOUND, message)
    })
}

impl Login for Rescoped {
    fn log_in<'a>(&'a self, attempt: Attempt<'a>) -> Pending<'a, Result<Granted>> {
        Box::pin(async move {
            let Attempt { pipeline, kept } = attempt;
            let credentials = self.base.authenticate(pipeline).await?;
            let outcome = self.exchange(Attempt { pipeline, kept }, &credentials).await;
            match outcome {
                // The other token was revoked, or has ended: its owner logs in once more.
                // A new one that is refused as well is not at fault: then the scope is.
                Err(error)
                    if !kept.repeats
                        && [Code::UNAUTHORIZED, Code::NOT_FOUND].contains(&error.code())
                        && self.base.invalidate(Some(credentials.generation)) =>
                {
                    let renewed = self.base.authenticate(pipeline).await?;
                    self.exchange(Attempt { pipeline, kept }, &renewed).await
                }
                outcome => outcome,
            }
        })
    }

    fn auth_url(&self) -> Option<&str> {
        None
    }

    fn discoveries(&self) -> Option<&Cache> {
        self.base.discoveries()
    }

    fn login_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<String>> {
        Box::pin(located(&*self.base, pipeline))
    }

    fn is_entered(&self) -> bool {
        self.base.is_entered()
    }

    fn cache_id(&self) -> Result<Option<CacheId>> {
        Ok(self.base.cache_id()?.map(|base| {
            let mut id = CacheId::new("rescoped");
            id.add("base", base.expose());
            id.add("include_catalog", if self.include_catalog { "true" } else { "false" });
            self.scope.tell(&mut id);
            id
        }))
    }
}

impl fmt::Debug for Rescoped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rescoped").field("base", &self.base).field("scope", &self.scope).finish_non_exhaustive()
    }
}
