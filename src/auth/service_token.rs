//! A user's request that a service makes: it carries the token of both.

use std::sync::Arc;

use super::identity::v3::Method;
use super::{Credentials, Generation, Plugin};
use crate::access::Access;
use crate::catalog::EndpointQuery;
use crate::discover::Cache;
use crate::error::{Code, Error, Result};
use crate::http::{Connection, Headers, Pending, Pipeline};
use crate::text::Secret;

/// A user's plugin, whose requests carry the token of a service as well. All but the header is the user's.
#[derive(Debug)]
pub struct ServiceToken {
    user: Arc<dyn Plugin>,
    service: Arc<dyn Plugin>,
}

/// How many bits of a generation are the service's.
const BITS: u32 = 32;
const SERVICE: Generation = (1 << BITS) - 1;

impl ServiceToken {
    /// Requests of `user` with the token of `service`.
    ///
    /// Of either one token is sent, that of its own user: of a plugin like this one its service counts for nothing here, and a
    /// generation tells two tokens apart.
    pub fn new(user: Arc<dyn Plugin>, service: Arc<dyn Plugin>) -> Self {
        let alone = |plugin: Arc<dyn Plugin>| plugin.user_alone().unwrap_or(plugin);
        Self { user: alone(user), service: alone(service) }
    }
}

impl Plugin for ServiceToken {
    fn authenticate<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async move {
            let user = self.user.authenticate(pipeline).await?;
            let service = self.service.authenticate(pipeline).await?;
            let token = service.headers.get("x-auth-token").ok_or_else(|| {
                let message = "the service's authentication plugin has no token for X-Service-Token";
                Error::new(Code::AUTHORIZATION_FAILURE, message)
            })?;
            let mut headers = Headers::clone(&user.headers);
            headers.set("X-Service-Token", token)?;
            let generation = user.generation << BITS | service.generation & SERVICE;
            Ok(Credentials { headers: Arc::new(headers), generation })
        })
    }

    fn endpoint<'a>(
        &'a self,
        pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        self.user.endpoint(pipeline, filter)
    }

    fn access<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        self.user.access(pipeline)
    }

    fn access_lasting<'a>(&'a self, pipeline: &'a Pipeline, seconds: i64) -> Pending<'a, Result<Arc<Access>>> {
        self.user.access_lasting(pipeline, seconds)
    }

    fn auth_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        self.user.auth_url(pipeline)
    }

    fn login_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        self.user.login_url(pipeline)
    }

    fn discoveries(&self) -> Option<&Cache> {
        self.user.discoveries()
    }

    fn user_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        self.user.user_id(pipeline)
    }

    fn project_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        self.user.project_id(pipeline)
    }

    fn sp_auth_url<'a>(&'a self, pipeline: &'a Pipeline, id: &'a str) -> Pending<'a, Result<Option<String>>> {
        self.user.sp_auth_url(pipeline, id)
    }

    fn sp_url<'a>(&'a self, pipeline: &'a Pipeline, id: &'a str) -> Pending<'a, Result<Option<String>>> {
        self.user.sp_url(pipeline, id)
    }

    fn connection<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<Arc<Connection>>>> {
        self.user.connection(pipeline)
    }

    fn cache_id(&self) -> Result<Option<Secret>> {
        self.user.cache_id()
    }

    fn state(&self) -> Result<Option<Secret>> {
        self.user.state()
    }

    fn set_state(&self, state: Option<&str>) -> Result<()> {
        self.user.set_state(state)
    }

    fn add_method(&self, method: Box<dyn Method>) -> Result<()> {
        self.user.add_method(method)
    }

    fn user_alone(&self) -> Option<Arc<dyn Plugin>> {
        Some(Arc::clone(&self.user))
    }

    fn is_entered(&self) -> bool {
        self.user.is_entered() || self.service.is_entered()
    }

    fn invalidate(&self, refused: Option<Generation>) -> bool {
        // Nobody says which of both tokens was refused.
        let user = self.user.invalidate(refused.map(|both| both >> BITS));
        let service = self.service.invalidate(refused.map(|both| both & SERVICE));
        user || service
    }
}
