//! Version 2.0 logins, for clouds that have nothing newer.

use std::fmt;

use super::given::{Given, missing};
use super::scope::Named;
use super::v3::{invalid, read_body};
use crate::access::{Access, Version};
use crate::auth::{Attempt, CacheId, Granted, Login, Source, told};
use crate::error::{Code, Error, Result};
use crate::http::{Body, Pending, Pipeline, Request, Response, url};
use crate::options::Options;
use crate::text::Secret;
use crate::value::Json;

/// A login by version 2.0.
pub struct V2 {
    auth_url: String,
    who: Who,
    secret: Source,
    tenant: Option<Named>,
    trust_id: Option<String>,
}

/// Who proves it.
#[derive(Debug)]
enum Who {
    /// A user, by the password.
    User(Named),
    /// Whoever has the token.
    Token,
}

impl V2 {
    /// User and password of the options, for the tenant or trust that they name.
    ///
    /// Fails with `OptionError` for what version 2.0 knows nothing of.
    pub fn password(given: &Given<'_>) -> Result<Self> {
        let options = given.options;
        // A name comes before an id here, unlike in version 3.
        let named = options.string("username").map(|name| Named::Name(name.to_owned()));
        let user = named.or_else(|| options.string("user_id").map(|id| Named::Id(id.to_owned())));
        let user = user.ok_or_else(|| missing("username or user_id"))?;
        Self::new(options, Who::User(user), given.secret("password", false)?)
    }

    /// The token of the options, for the tenant or trust that they name.
    ///
    /// Fails with `OptionError` for what version 2.0 knows nothing of.
    pub fn token(given: &Given<'_>) -> Result<Self> {
        Self::new(given.options, Who::Token, given.secret("token", false)?)
    }

    fn new(options: &Options, who: Who, secret: Source) -> Result<Self> {
        // The generic types have the names of version 3.
        let tenant = if options.knows("tenant_id") { "tenant" } else { "project" };
        let unknown = [
            "domain_id",
            "domain_name",
            "user_domain_id",
            "user_domain_name",
            "project_domain_id",
            "project_domain_name",
            "system_scope",
        ];
        let asked: Vec<&str> = unknown.into_iter().filter(|name| options.knows(name) && options.given(name)).collect();
        if !asked.is_empty() {
            let message = format!("version 2.0 of Identity knows nothing of {}", asked.join(", "));
            return Err(Error::new(Code::OPTION_ERROR, message));
        }
        Ok(Self {
            auth_url: options.string("auth_url").unwrap_or_default().to_owned(),
            who,
            secret,
            tenant: Named::read(options, tenant),
            trust_id: options.string("trust_id").map(str::to_owned),
        })
    }

    /// Logs in at `base`, the URL of version 2.0.
    pub(super) async fn log_in_at(&self, base: &str, attempt: Attempt<'_>) -> Result<Granted> {
        let Attempt { pipeline, kept } = attempt;
        let secret = kept.secret(&self.secret)?;
        let url = url::join(base, "tokens");
        let mut credentials = CacheId::new(&url);
        credentials.add("secret", secret.expose());
        let credentials = credentials.fingerprint();
        kept.check(&credentials)?;
        let outcome = self.exchange(pipeline, &url, &secret).await;
        let outcome = kept.noted(credentials, outcome, &[secret.expose()]);
        told::login(pipeline, outcome.as_ref());
        outcome.map(Granted::from)
    }

    async fn exchange(&self, pipeline: &Pipeline, url: &str, secret: &Secret) -> Result<Access> {
        let mut request = pipeline.request("POST", url)?;
        request.secret = true;
        request.headers.set("Accept", "application/json")?;
        request.headers.set("Content-Type", "application/json")?;
        if let Who::Token = self.who {
            request.headers.set("X-Auth-Token", secret.expose())?;
        }
        request.body = self.body(secret);
        let response = pipeline.raise(&request, pipeline.send(&request).await?)?;
        read(&request, &response)
    }

    fn body(&self, secret: &Secret) -> Body {
        let secret = Json::String(secret.expose());
        let mut auth = match &self.who {
            Who::Token => vec![("token", Json::Object(vec![("id", secret)]))],
            Who::User(Named::Name(name)) => {
                let user = vec![("username", Json::String(name)), ("password", secret)];
                vec![("passwordCredentials", Json::Object(user))]
            }
            Who::User(Named::Id(id)) => {
                let user = vec![("userId", Json::String(id)), ("password", secret)];
                vec![("passwordCredentials", Json::Object(user))]
            }
        };
        auth.extend(self.tenant.as_ref().map(|tenant| match tenant {
            Named::Id(id) => ("tenantId", Json::String(id)),
            Named::Name(name) => ("tenantName", Json::String(name)),
        }));
        auth.extend(self.trust_id.as_ref().map(|id| ("trust_id", Json::String(id))));
        Body::bytes(Json::Object(vec![("auth", Json::Object(auth))]).to_bytes())
    }

    fn tell(&self, id: &mut CacheId) {
        id.add("auth_url", self.auth_url.trim_end_matches('/'));
        if let Who::User(user) = &self.who {
            user.tell("user", id);
        }
        if let Some(tenant) = &self.tenant {
            tenant.tell("tenant", id);
        }
        id.add_some("trust_id", self.trust_id.as_deref());
        self.secret.tell(id);
    }
}

/// The token that an answer of version 2.0 brings, in its body.
fn read(request: &Request, response: &Response) -> Result<Access> {
    let access = read_body(request, response, None)?;
    if access.version() == Version::V2 {
        return Ok(access);
    }
    Err(invalid(request, response, "with a token of another version than 2.0"))
}

impl Login for V2 {
    fn log_in<'a>(&'a self, attempt: Attempt<'a>) -> Pending<'a, Result<Granted>> {
        Box::pin(self.log_in_at(&self.auth_url, attempt))
    }

    fn auth_url(&self) -> Option<&str> {
        Some(&self.auth_url)
    }

    fn login_url<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<String>> {
        Box::pin(async { Ok(self.auth_url.clone()) })
    }

    fn cache_id(&self) -> Result<Option<CacheId>> {
        let mut id = CacheId::new("v2");
        self.tell(&mut id);
        Ok(Some(id))
    }
}

impl fmt::Debug for V2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("V2")
            .field("auth_url", &url::shown(&self.auth_url))
            .field("who", &self.who)
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}
