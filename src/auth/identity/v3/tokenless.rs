//! Requests to Identity without a token: the certificate of the connection says who asks, the header fields for what.

use std::sync::Arc;

use super::versioned;
use crate::auth::identity::scope::Named;
use crate::auth::identity::{Given, Scope};
use crate::auth::{Credentials, Plugin};
use crate::catalog::EndpointQuery;
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Pending, Pipeline};

/// A plugin without a token.
#[derive(Debug)]
pub struct Tokenless {
    auth_url: String,
    headers: Arc<Headers>,
}

impl Tokenless {
    /// A plugin for the project or domain of the options.
    ///
    /// Fails with `OptionError` where they name neither.
    pub fn new(given: &Given<'_>) -> Result<Self> {
        let mut headers = Headers::new();
        let mut add = |what: &str, named: &Named| match named {
            Named::Id(id) => headers.set(&format!("X-{what}-Id"), id),
            Named::Name(name) => headers.set(&format!("X-{what}-Name"), name),
        };
        match Scope::read(given.options)? {
            Scope::Project(project) => add("Project", &project)?,
            Scope::ProjectIn(name, domain) => {
                add("Project", &Named::Name(name))?;
                add("Project-Domain", &domain)?;
            }
            Scope::Domain(domain) => add("Domain", &domain)?,
            _ => {
                let message = "v3tokenlessauth needs a project or a domain, by id or by name";
                return Err(Error::new(Code::OPTION_ERROR, message));
            }
        }
        let auth_url = given.options.string("auth_url").unwrap_or_default();
        Ok(Self { auth_url: versioned(auth_url), headers: Arc::new(headers) })
    }
}

impl Plugin for Tokenless {
    fn authenticate<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { Ok(Credentials::lasting(&self.headers)) })
    }

    fn endpoint<'a>(
        &'a self,
        _pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        let is_identity = filter.service_type.is_some_and(|service| service.eq_ignore_ascii_case("identity"));
        Box::pin(async move { Ok(is_identity.then(|| self.auth_url.clone())) })
    }

    fn auth_url<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(Some(self.auth_url.clone())) })
    }
}
