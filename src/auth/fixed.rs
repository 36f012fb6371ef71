//! Plugins that never log in: what they authenticate with is there from the beginning.

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{Credentials, Plugin, answers};
use crate::access::Access;
use crate::catalog::EndpointQuery;
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Pending, Pipeline};
use crate::text::Secret;

/// Header fields that stay as they are, and one endpoint for whatever is asked for.
#[derive(Debug)]
pub struct Fixed {
    headers: Arc<Headers>,
    endpoint: Option<String>,
}

impl Fixed {
    fn new(name: &str, value: &str, endpoint: Option<&str>) -> Result<Self> {
        let mut headers = Headers::new();
        headers.set(name, value)?;
        Ok(Self { headers: Arc::new(headers), endpoint: endpoint.map(str::to_owned) })
    }

    /// A service that asks for a token and takes any.
    pub fn nobody(endpoint: Option<&str>) -> Result<Self> {
        Self::new("X-Auth-Token", "notused", endpoint)
    }

    /// A token that was given, such as an administrator's.
    pub fn token(token: &Secret, endpoint: Option<&str>) -> Result<Self> {
        Self::new("X-Auth-Token", token.expose(), endpoint)
            .map_err(|_| Error::new(Code::OPTION_ERROR, "a 'token' cannot hold control characters"))
    }

    /// A service that knows users itself.
    pub fn basic(username: &str, password: &Secret, endpoint: Option<&str>) -> Result<Self> {
        if username.contains(':') {
            // The peer would take what is behind it for a part of the password.
            return Err(Error::new(Code::OPTION_ERROR, "a 'username' of http_basic cannot have a colon"));
        }
        Self::new("Authorization", &basic(username, password), endpoint)
    }
}

/// The value of `Authorization` for a user and a password.
pub(super) fn basic(username: &str, password: &Secret) -> Zeroizing<String> {
    let pair = Zeroizing::new([username, ":", password.expose()].concat());
    let encoded = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    Zeroizing::new(["Basic ", &encoded].concat())
}

impl Plugin for Fixed {
    fn authenticate<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { Ok(Credentials::lasting(&self.headers)) })
    }

    fn endpoint<'a>(
        &'a self,
        _pipeline: &'a Pipeline,
        _filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.endpoint.clone()) })
    }
}

/// A token that is there with all that it says. It is never renewed.
pub struct Existing {
    access: Arc<Access>,
    headers: Arc<Headers>,
    auth_url: Option<String>,
}

impl Existing {
    /// A plugin of this token, which came from `auth_url`.
    ///
    /// Fails with `AuthorizationFailure` where the token itself is not there.
    pub fn new(access: Arc<Access>, auth_url: Option<&str>) -> Result<Self> {
        let mut headers = Headers::new();
        let token = access.auth_token().ok_or_else(|| {
            Error::new(Code::AUTHORIZATION_FAILURE, "what is known of this token does not hold the token itself")
        })?;
        headers.set("X-Auth-Token", token.expose())?;
        let headers = Arc::new(headers);
        Ok(Self { access, headers, auth_url: auth_url.map(str::to_owned) })
    }
}

impl Plugin for Existing {
    fn authenticate<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { Ok(Credentials::lasting(&self.headers)) })
    }

    fn endpoint<'a>(
        &'a self,
        pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(answers::endpoint(self.access(pipeline), filter))
    }

    fn access<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(async { Ok(self.access.clone()) })
    }

    fn auth_url<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.auth_url.clone()) })
    }

    fn user_id<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(answers::fact(&self.access, Access::user_id)) })
    }

    fn project_id<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(answers::fact(&self.access, Access::project_id)) })
    }

    fn sp_auth_url<'a>(&'a self, _pipeline: &'a Pipeline, id: &'a str) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move { answers::of_service_provider(&self.access, id, |provider| provider.auth_url) })
    }

    fn sp_url<'a>(&'a self, _pipeline: &'a Pipeline, id: &'a str) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move { answers::of_service_provider(&self.access, id, |provider| provider.sp_url) })
    }

    fn state(&self) -> Result<Option<Secret>> {
        Ok(Some(self.access.to_state()))
    }
}

impl fmt::Debug for Existing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Existing")
            .field("access", &self.access)
            .field("auth_url", &self.auth_url)
            .finish_non_exhaustive()
    }
}
