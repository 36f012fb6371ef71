//! Version 3 logins: one request with one or more methods and a scope.

mod exchange;
mod method;
mod methods;
pub mod oauth2;
pub mod options;
pub mod tokenless;

use std::fmt;
use std::sync::Arc;

pub use method::{ApplicationCredential, GivenReceipt, Method, OAuth1, Password, Signed, Signer, Token, Totp};

pub(super) use exchange::{invalid, read_body, read_token, token_url};
use methods::Methods;

use super::generic::v3_within;
use super::{Given, Scope};
use crate::auth::cache_id::Fingerprint;
use crate::auth::{Attempt, CacheId, Granted, Kept, Login, told};
use crate::error::{Receipt, Result};
use crate::http::{Body, Pending, Pipeline, Request, url};
use crate::text::Secret;
use crate::value::Json;

/// A login by version 3.
pub struct V3 {
    auth_url: String,
    methods: Methods,
    scope: Scope,
    include_catalog: bool,
}

/// A method and its secret, which may have been typed.
struct Ready<'a> {
    method: &'a dyn Method,
    secret: Secret,
}

impl V3 {
    /// A login by `methods` at the `auth_url` of `options`; scope and behaviour are read from there, too.
    pub fn new(given: &Given<'_>, methods: Vec<Box<dyn Method>>) -> Result<Self> {
        let options = given.options;
        let mut login = Self::with(options.string("auth_url").unwrap_or_default(), methods, Scope::read(options)?);
        login.include_catalog = options.bool("include_catalog", true);
        if options.knows("receipt")
            && let Some(receipt) = options.secret("receipt")
        {
            login.methods.add(Box::new(GivenReceipt::new(receipt.clone())));
        }
        Ok(login)
    }

    /// A login by `methods` at `auth_url` for `scope`, with a catalog.
    pub fn with(auth_url: &str, methods: Vec<Box<dyn Method>>, scope: Scope) -> Self {
        Self { auth_url: auth_url.to_owned(), methods: Methods::new(methods), scope, include_catalog: true }
    }

    /// The same, and without a catalog if `without` says so.
    #[must_use]
    pub(super) fn without_catalog(mut self, without: bool) -> Self {
        self.include_catalog = !without;
        self
    }

    /// Logs in at `base`, which need not name the version.
    pub(super) async fn log_in_at(&self, base: &str, attempt: Attempt<'_>) -> Result<Granted> {
        let Attempt { pipeline, kept } = attempt;
        let methods = self.methods.all();
        let sources: Vec<_> = methods.iter().map(|method| method.secret()).collect();
        let outcome = self.attempt(base, &methods, pipeline, kept).await;
        kept.forget_typed(&sources);
        outcome
    }

    async fn attempt(
        &self,
        base: &str,
        methods: &[Arc<dyn Method>],
        pipeline: &Pipeline,
        kept: &mut Kept,
    ) -> Result<Granted> {
        let mut ready = Vec::new();
        for method in methods {
            ready.push(Ready { method: &**method, secret: kept.secret(method.secret())? });
        }
        let url = token_url(base, self.include_catalog);
        let credentials = print_of(&url, &ready);
        kept.check(&credentials)?;
        let outcome = self.exchange(pipeline, &url, &ready, kept).await;
        let others = ready.iter().filter_map(|ready| ready.method.other_secret());
        let secrets = ready.iter().map(|ready| &ready.secret).chain(others).map(Secret::expose);
        let outcome = kept.noted(credentials, outcome, &secrets.collect::<Vec<_>>());
        told::login(pipeline, outcome.as_ref().map(|granted| &granted.access));
        outcome
    }

    async fn exchange(&self, pipeline: &Pipeline, url: &str, ready: &[Ready<'_>], kept: &Kept) -> Result<Granted> {
        let passed = kept.receipt.as_deref();
        let remaining: Vec<&Ready<'_>> = ready.iter().filter(|ready| !is_passed(ready.method, passed)).collect();
        // With nothing new to offer the receipt would be sent for nothing: all is proved once more.
        let goes_on = passed.filter(|_| remaining.iter().any(|ready| ready.method.name().is_some()));
        let sent: Vec<&Ready<'_>> = if goes_on.is_some() { remaining } else { ready.iter().collect() };
        let mut request = self.request(pipeline, url, &sent)?;
        if let Some(receipt) = goes_on {
            request.headers.set("Openstack-Auth-Receipt", receipt.receipt().expose())?;
        }
        let response = pipeline.raise(&request, pipeline.send(&request).await?)?;
        read_token(&request, &response).map(Granted::from)
    }

    fn request(&self, pipeline: &Pipeline, url: &str, sent: &[&Ready<'_>]) -> Result<Request> {
        let mut request = pipeline.request("POST", url)?;
        request.secret = true;
        request.headers.set("Accept", "application/json")?;
        request.headers.set("Content-Type", "application/json")?;
        // Keystone checks signatures without the query, whatever RFC 5849 says.
        let address = url.split('?').next().unwrap_or_default();
        for ready in sent {
            let signed = Signed { method: "POST", url: address, now: pipeline.driver().now() };
            ready.method.add_headers(&ready.secret, signed, &mut request.headers)?;
        }
        request.body = self.body(sent);
        Ok(request)
    }

    fn body(&self, sent: &[&Ready<'_>]) -> Body {
        let proofs = || sent.iter().filter_map(|ready| Some((ready.method.name()?, ready)));
        let names = proofs().map(|(name, _)| Json::String(name)).collect();
        let mut identity = vec![("methods", Json::List(names))];
        identity.extend(proofs().map(|(name, ready)| (name, ready.method.body(&ready.secret))));
        let mut auth = vec![("identity", Json::Object(identity))];
        auth.extend(self.scope.to_json().map(|scope| ("scope", scope)));
        Body::bytes(Json::Object(vec![("auth", Json::Object(auth))]).to_bytes())
    }

    /// Adds all that its tokens depend on.
    pub(super) fn tell(&self, id: &mut CacheId) {
        id.add("auth_url", self.auth_url.trim_end_matches('/'));
        if !self.include_catalog {
            id.add("include_catalog", "false");
        }
        self.scope.tell(id);
        for method in self.methods.all() {
            id.add("method", method.name().unwrap_or_default());
            method.tell(id);
        }
    }
}

/// Whether the receipt says that this method was passed.
fn is_passed(method: &dyn Method, receipt: Option<&Receipt>) -> bool {
    let passed = receipt.map(Receipt::methods).unwrap_or_default();
    method.name().is_some_and(|name| passed.iter().any(|passed| passed.as_str() == name))
}

/// Stands for who proves what, and where.
fn print_of(url: &str, ready: &[Ready<'_>]) -> Fingerprint {
    let mut print = CacheId::new(url);
    for ready in ready {
        ready.method.tell(&mut print);
        // One that was typed is not told.
        print.add(ready.method.name().unwrap_or_default(), ready.secret.expose());
    }
    print.fingerprint()
}

impl Login for V3 {
    fn log_in<'a>(&'a self, attempt: Attempt<'a>) -> Pending<'a, Result<Granted>> {
        Box::pin(self.log_in_at(&self.auth_url, attempt))
    }

    fn auth_url(&self) -> Option<&str> {
        Some(&self.auth_url)
    }

    fn login_url<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<String>> {
        Box::pin(async { Ok(versioned(&self.auth_url)) })
    }

    fn cache_id(&self) -> Result<Option<CacheId>> {
        let mut id = CacheId::new("v3");
        self.tell(&mut id);
        Ok(Some(id))
    }

    fn add_method(&self, method: Box<dyn Method>) -> Result<()> {
        self.methods.add(method);
        Ok(())
    }
}

/// `url` as far as its segment `v3`, which is put in where there is none.
pub(super) fn versioned(url: &str) -> String {
    v3_within(url).map_or_else(
        || format!("{}/v3", url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/')),
        str::to_owned,
    )
}

impl fmt::Debug for V3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("V3")
            .field("auth_url", &url::shown(&self.auth_url))
            .field("methods", &self.methods.all().iter().filter_map(|method| method.name()).collect::<Vec<_>>())
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// Makes one method.
pub type MakeMethod = fn(&Given<'_>) -> Result<Box<dyn Method>>;
