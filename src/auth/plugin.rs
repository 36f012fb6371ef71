//! What authenticates a request.

use std::fmt;
use std::sync::Arc;

use super::identity::v3::Method;
use crate::access::Access;
use crate::catalog::EndpointQuery;
use crate::discover::Cache;
use crate::error::{Code, Error, Result};
use crate::http::{Connection, Headers, Pending, Pipeline};
use crate::text::Secret;
use crate::time::Timestamp;

/// Which of a plugin's tokens: the first is 1, each login counts one up.
pub type Generation = u64;

/// What a plugin adds to a request.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The header fields. None at all is fine: the request then goes out as it is.
    pub headers: Arc<Headers>,
    /// The token that they carry, so that a 401 can say which one was refused.
    pub generation: Generation,
}

impl Credentials {
    /// Header fields that never become others.
    pub(super) fn lasting(headers: &Arc<Headers>) -> Self {
        Self { headers: Arc::clone(headers), generation: 1 }
    }
}

/// What plugins may lack.
#[derive(Clone, Copy, Debug)]
pub enum Lack {
    /// A token of Identity that is there to be looked into.
    Access,
    /// A state that can be kept.
    State,
    /// A place for a state that was kept.
    SetState,
    /// Methods of version 3, so that there could be more of them.
    Methods,
}

impl Lack {
    /// What a plugin says that lacks it.
    pub fn said<T>(self) -> Result<T> {
        let what = match self {
            Self::Access => "holds no Identity token to look into",
            Self::State => "has no state to keep",
            Self::SetState => "takes no state",
            Self::Methods => "logs in by no methods of version 3, so that none can be added",
        };
        Err(Error::new(Code::METHOD_NOT_IMPLEMENTED, format!("this authentication plugin {what}")))
    }
}

/// Something that can authenticate requests. Shared by threads and by sessions.
pub trait Plugin: Send + Sync + fmt::Debug {
    /// The header fields for a request; logs in when there is no token or it is about to expire.
    fn authenticate<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>>;

    /// What [`Plugin::authenticate`] would answer at `now` without waiting and without I/O; `None` when it must be asked.
    fn ready(&self, _now: Timestamp) -> Option<Credentials> {
        None
    }

    /// The URL of the service that `filter` asks for; `None` when the plugin knows of none.
    fn endpoint<'a>(&'a self, pipeline: &'a Pipeline, filter: EndpointQuery<'a>)
    -> Pending<'a, Result<Option<String>>>;

    /// The token with all that it says. A plugin that holds none fails.
    fn access<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(async { Lack::Access.said() })
    }

    /// The same, where the token must last for so many seconds: one that does not is renewed before its time.
    ///
    /// Fails with `AuthorizationFailure` when no token lasts so long.
    fn access_lasting<'a>(&'a self, pipeline: &'a Pipeline, seconds: i64) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(async move {
            let access = self.access(pipeline).await?;
            if access.will_expire_soon(pipeline.driver().now(), seconds) {
                let message = format!("the token does not last for another {seconds} s, and the plugin gets no other");
                return Err(Error::new(Code::AUTHORIZATION_FAILURE, message));
            }
            Ok(access)
        })
    }

    /// Where it logs in: the URL of Identity, or of one version of it; `None` when it knows of none.
    fn auth_url<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
    }

    /// The URL of the version of Identity that it logs in to, which is asked for if need be; `None` when it knows of none.
    fn login_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        self.auth_url(pipeline)
    }

    /// The version documents that sessions got for it; sessions of one plugin share them.
    fn discoveries(&self) -> Option<&Cache> {
        None
    }

    /// The id of the user, as far as the plugin knows it.
    fn user_id<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
    }

    /// The id of the project in whose scope it is, as far as the plugin knows it.
    fn project_id<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
    }

    /// What the connections of authenticated requests need; takes the place of what session and request say.
    fn connection<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<Arc<Connection>>>> {
        Box::pin(async { Ok(None) })
    }

    /// Where to log in at a service provider that takes this cloud's tokens, as far as the plugin knows it.
    fn sp_auth_url<'a>(&'a self, _pipeline: &'a Pipeline, _id: &'a str) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
    }

    /// Where a service provider takes assertions, as far as the plugin knows it.
    fn sp_url<'a>(&'a self, _pipeline: &'a Pipeline, _id: &'a str) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
    }

    /// What tells this plugin's tokens from those of others: equal options give an equal id. `None`: not to be kept.
    fn cache_id(&self) -> Result<Option<Secret>> {
        Ok(None)
    }

    /// The token and its body, to be kept over the end of the program; `None` when there is none. No I/O.
    fn state(&self) -> Result<Option<Secret>> {
        Lack::State.said()
    }

    /// Takes a state in place of the token; `None` drops the token. No I/O.
    fn set_state(&self, _state: Option<&str>) -> Result<()> {
        Lack::SetState.said()
    }

    /// Adds a method to its logins, as Identity asks for by `MissingAuthMethods`.
    fn add_method(&self, _method: Box<dyn Method>) -> Result<()> {
        Lack::Methods.said()
    }

    /// The plugin of the user alone, where requests carry the token of a service as well.
    fn user_alone(&self) -> Option<Arc<dyn Plugin>> {
        None
    }

    /// Whether this thread is within a step of the plugin that others wait for: it cannot wait for them.
    fn is_entered(&self) -> bool {
        false
    }

    /// Drops the token of `refused`, or whichever there is. True when asking again gives another one.
    fn invalidate(&self, _refused: Option<Generation>) -> bool {
        false
    }
}
