//! What authenticates a request.

use std::fmt;
use std::sync::Arc;

use crate::access::Access;
use crate::catalog::EndpointQuery;
use crate::discover::Cache;
use crate::error::{Code, Error, Result};
use crate::http::{Connection, Headers, Pending, Pipeline};
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
        Box::pin(async {
            Err(Error::new(
                Code::METHOD_NOT_IMPLEMENTED,
                "this authentication plugin holds no Identity token to look into",
            ))
        })
    }

    /// Where it logs in: the URL of Identity, or of one version of it; `None` when it knows of none.
    fn auth_url<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
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

    /// Drops the token of `refused`, or whichever there is. True when asking again gives another one.
    fn invalidate(&self, _refused: Option<Generation>) -> bool {
        false
    }
}
