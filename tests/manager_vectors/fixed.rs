//! A plugin for tests that are about requests, not about logins.

use std::sync::Arc;

use keystoneclient::auth::{Credentials, Plugin};
use keystoneclient::catalog::EndpointQuery;
use keystoneclient::error::Result;
use keystoneclient::http::{Headers, Pending, Pipeline};

/// A plugin that has been told everything.
#[derive(Debug)]
pub(crate) struct Fixed {
    pub(crate) endpoint: String,
    pub(crate) token: String,
    pub(crate) user: Option<String>,
}

impl Plugin for Fixed {
    fn authenticate<'a>(&'a self, _: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async {
            let mut headers = Headers::new();
            headers.set("X-Auth-Token", &self.token)?;
            Ok(Credentials { headers: Arc::new(headers), generation: 1 })
        })
    }

    fn endpoint<'a>(&'a self, _: &'a Pipeline, _: EndpointQuery<'a>) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(Some(self.endpoint.clone())) })
    }

    fn user_id<'a>(&'a self, _: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.user.clone()) })
    }
}
