//! Version 3 logins: one request with one or more methods and a scope.

mod method;
pub mod options;

use std::fmt;
use std::sync::Arc;

pub use method::{ApplicationCredential, Method, Methods, Password, Token};

use super::Scope;
use crate::access::Access;
use crate::auth::{Credentials, Generation, Held, Plugin, Renewal};
use crate::catalog::EndpointQuery;
use crate::error::{Code, Error, Result};
use crate::http::{Body, Pending, Pipeline, Request, url};
use crate::options::Options;
use crate::value::Json;

/// A plugin that logs in by version 3.
pub struct V3 {
    auth_url: String,
    methods: Vec<Box<dyn Method>>,
    scope: Scope,
    include_catalog: bool,
    renewal: Renewal,
}

impl V3 {
    /// A login at `auth_url` by `methods`; scope and behaviour are read from `options`.
    pub fn new(auth_url: &str, methods: Vec<Box<dyn Method>>, options: &Options) -> Result<Self> {
        Ok(Self {
            auth_url: auth_url.to_owned(),
            methods,
            scope: Scope::read(options)?,
            include_catalog: options.bool("include_catalog", true),
            renewal: Renewal::new(options.bool("reauthenticate", true)),
        })
    }

    /// Where the login goes: `/v3` is put in where the URL does not end in it.
    fn token_url(&self) -> String {
        let base = self.auth_url.trim_end_matches('/');
        let version = if base.rsplit('/').next() == Some("v3") { "" } else { "/v3" };
        let query = if self.include_catalog { "" } else { "?nocatalog" };
        format!("{base}{version}/auth/tokens{query}")
    }

    fn body(&self) -> Body {
        let names = self.methods.iter().map(|method| Json::String(method.name())).collect();
        let mut identity = vec![("methods", Json::List(names))];
        identity.extend(self.methods.iter().map(|method| (method.name(), method.body())));
        let mut auth = vec![("identity", Json::Object(identity))];
        auth.extend(self.scope.to_json().map(|scope| ("scope", scope)));
        Body::bytes(Json::Object(vec![("auth", Json::Object(auth))]).to_bytes())
    }

    async fn log_in(&self, pipeline: &Pipeline) -> Result<Access> {
        self.exchange(pipeline).await.map_err(|error| {
            let secrets: Vec<&str> = self.methods.iter().map(|method| method.secret().expose()).collect();
            error.without(&secrets)
        })
    }

    async fn exchange(&self, pipeline: &Pipeline) -> Result<Access> {
        let mut request = Request::new("POST", self.token_url());
        request.secret = true;
        request.headers.set("Accept", "application/json")?;
        request.headers.set("Content-Type", "application/json")?;
        for method in &self.methods {
            method.add_headers(&mut request.headers)?;
        }
        request.body = self.body();
        let shown = url::shown(&request.url).into_owned();
        let response = pipeline.raise("POST", pipeline.send(&request).await?)?;
        let invalid = |message: String| {
            let error = Error::new(Code::INVALID_RESPONSE, message).with_request("POST", &shown);
            let error = error.with_http_status(response.status);
            match response.request_id() {
                Some(id) => error.with_request_id(id.as_str()),
                None => error,
            }
        };
        let Some(token) = response.headers.get("x-subject-token").filter(|token| !token.is_empty()) else {
            return Err(invalid(format!(
                "the login at {shown} was answered without a token: header X-Subject-Token is missing"
            )));
        };
        Access::from_json(response.body(), Some(token)).map_err(|error| {
            invalid(format!("the login at {shown} was answered with something else than a token: {error}"))
        })
    }

    async fn held(&self, pipeline: &Pipeline) -> Result<Arc<Held>> {
        let driver = pipeline.driver();
        match self.renewal.fresh(driver.now()) {
            Some(held) => Ok(held),
            None => self.renewal.renewed(|| driver.now(), self.log_in(pipeline)).await,
        }
    }
}

impl Plugin for V3 {
    fn authenticate<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { Ok(self.held(pipeline).await?.credentials.clone()) })
    }

    fn endpoint<'a>(
        &'a self,
        pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            let catalog = self.held(pipeline).await?.access.catalog()?;
            Ok(Some(catalog.url_for(filter)?.as_str().to_owned()))
        })
    }

    fn access<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(async { Ok(self.held(pipeline).await?.access.clone()) })
    }

    fn user_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.held(pipeline).await?.access.user_id().map(|id| id.as_str().to_owned())) })
    }

    fn project_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.held(pipeline).await?.access.project_id().map(|id| id.as_str().to_owned())) })
    }

    fn invalidate(&self, refused: Option<Generation>) -> bool {
        self.renewal.invalidate(refused)
    }
}

impl fmt::Debug for V3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("V3")
            .field("auth_url", &url::shown(&self.auth_url))
            .field("methods", &self.methods.iter().map(|method| method.name()).collect::<Vec<_>>())
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
