//! Version 3 logins: one request with one or more methods and a scope.

mod method;
pub mod options;

use std::fmt;
use std::sync::Arc;

pub use method::{ApplicationCredential, Method, Methods, Password, Token};

use once_cell::race::OnceBox;

use super::Scope;
use super::generic::{locate, v3_within};
use crate::access::Access;
use crate::auth::{Credentials, Generation, Held, Plugin, Renewal, told};
use crate::catalog::EndpointQuery;
use crate::discover::Cache;
use crate::error::{Code, Error, Result};
use crate::http::{Body, Headers, Pending, Pipeline, url};
use crate::options::Options;
use crate::time::Timestamp;
use crate::value::Json;

/// A plugin that logs in by version 3.
pub struct V3 {
    place: Place,
    methods: Vec<Box<dyn Method>>,
    scope: Scope,
    include_catalog: bool,
    renewal: Renewal,
    discoveries: Cache,
}

/// Where to log in.
enum Place {
    /// At this URL.
    Known(String),
    /// Where discovery from this URL leads. It is found within the first login, so that of all who wait one asks.
    Discovered { from: String, found: OnceBox<String> },
}

impl V3 {
    /// A login by `methods` at the `auth_url` of `options`; scope and behaviour are read from there, too.
    pub fn new(options: &Options, methods: Vec<Box<dyn Method>>) -> Result<Self> {
        let place = Place::Known(options.string("auth_url").unwrap_or_default().to_owned());
        Self::at(place, options, methods)
    }

    /// The same where the `auth_url` need not name the version.
    pub fn discovered(options: &Options, methods: Vec<Box<dyn Method>>) -> Result<Self> {
        let from = options.string("auth_url").unwrap_or_default().to_owned();
        Self::at(Place::Discovered { from, found: OnceBox::new() }, options, methods)
    }

    fn at(place: Place, options: &Options, methods: Vec<Box<dyn Method>>) -> Result<Self> {
        Ok(Self {
            place,
            methods,
            scope: Scope::read(options)?,
            include_catalog: options.bool("include_catalog", true),
            renewal: Renewal::new(options.bool("reauthenticate", true)),
            discoveries: Cache::default(),
        })
    }

    /// Where the login goes: behind the version's segment, which is put in where the URL has none.
    async fn token_url(&self, pipeline: &Pipeline) -> Result<String> {
        let base = match &self.place {
            Place::Known(url) => url,
            Place::Discovered { from, found } => {
                if found.get().is_none() {
                    // Nobody else is here: this is within the one login for all who wait.
                    let _ = found.set(Box::new(locate(pipeline, from).await?));
                }
                found.get().unwrap_or(from)
            }
        };
        let query = if self.include_catalog { "" } else { "?nocatalog" };
        let version = v3_within(base).map_or_else(
            || format!("{}/v3", base.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')),
            str::to_owned,
        );
        Ok(format!("{version}/auth/tokens{query}"))
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
        let outcome = self.exchange(pipeline).await.map_err(|error| {
            let secrets: Vec<&str> = self.methods.iter().map(|method| method.secret().expose()).collect();
            error.without(&secrets)
        });
        told::login(pipeline, outcome.as_ref());
        outcome
    }

    async fn exchange(&self, pipeline: &Pipeline) -> Result<Access> {
        let mut request = pipeline.request("POST", self.token_url(pipeline).await?)?;
        request.secret = true;
        request.headers.set("Accept", "application/json")?;
        request.headers.set("Content-Type", "application/json")?;
        for method in &self.methods {
            method.add_headers(&mut request.headers)?;
        }
        request.body = self.body();
        let response = pipeline.raise(&request, pipeline.send(&request).await?)?;
        let shown = url::shown(&request.url);
        let invalid = |what: &str| {
            let message = format!("the login at {shown} was answered {what}");
            response.describe(Error::new(Code::INVALID_RESPONSE, message)).with_request("POST", &shown)
        };
        let Some(token) = response.headers.get("x-subject-token").filter(|token| !token.is_empty()) else {
            return Err(invalid("without a token: header X-Subject-Token is missing"));
        };
        if Headers::new().set("X-Auth-Token", token).is_err() {
            return Err(invalid("with a token that cannot be sent: it holds a control character"));
        }
        Access::from_json(response.body(), Some(token))
            .map_err(|error| invalid(&format!("with something else than a token: {error}")).without(&[token]))
    }

    async fn held(&self, pipeline: &Pipeline) -> Result<Arc<Held>> {
        let driver = pipeline.driver();
        match self.renewal.fresh(driver.now()) {
            Some(held) => Ok(held),
            // In a box of its own: a login is large, and every request would carry the room for it.
            None => Box::pin(self.renewal.renewed(|| driver.now(), self.log_in(pipeline))).await,
        }
    }
}

impl Place {
    fn asked(&self) -> &str {
        let (Self::Known(url) | Self::Discovered { from: url, .. }) = self;
        url
    }
}

impl Plugin for V3 {
    fn authenticate<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { Ok(self.held(pipeline).await?.credentials.clone()) })
    }

    fn ready(&self, now: Timestamp) -> Option<Credentials> {
        self.renewal.ready(now)
    }

    fn endpoint<'a>(
        &'a self,
        pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            // The first endpoint of whatever service would get a token that is not meant for it.
            if !filter.names_a_service() {
                return Ok(None);
            }
            let catalog = self.held(pipeline).await?.access.catalog()?;
            Ok(Some(catalog.url_for(filter)?.as_str().to_owned()))
        })
    }

    fn access<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(async { Ok(self.held(pipeline).await?.access.clone()) })
    }

    fn auth_url<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(Some(self.place.asked().to_owned())) })
    }

    fn discoveries(&self) -> Option<&Cache> {
        Some(&self.discoveries)
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
            .field("auth_url", &url::shown(self.place.asked()))
            .field("methods", &self.methods.iter().map(|method| method.name()).collect::<Vec<_>>())
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
