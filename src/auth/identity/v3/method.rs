//! How a version 3 login proves who asks.

mod oauth1;
mod receipt;

use crate::auth::identity::scope::{Named, domain_of};
use crate::auth::{CacheId, Source};
use crate::error::{Code, Error, Result};
use crate::http::Headers;
use crate::options::Options;
use crate::text::Secret;
use crate::time::Timestamp;
use crate::value::Json;

pub use oauth1::{OAuth1, Signer};
pub use receipt::GivenReceipt;

use super::super::given::{Given, missing};

/// The request of a login, as far as it can be signed.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// `POST`.
    pub method: &'a str,
    /// Where it goes.
    pub url: &'a str,
    /// The time of day.
    pub now: Timestamp,
}

/// One method of a login.
pub trait Method: Send + Sync {
    /// Its name on the wire; `None` for what is no method itself but goes along.
    fn name(&self) -> Option<&'static str>;

    /// The secret that it proves.
    fn secret(&self) -> &Source;

    /// What else of it must not show.
    fn other_secret(&self) -> Option<&Secret> {
        None
    }

    /// What stands under its name.
    fn body<'a>(&'a self, secret: &'a Secret) -> Json<'a>;

    /// The header fields that it needs beside the body.
    fn add_headers(&self, _secret: &Secret, _request: Signed<'_>, _headers: &mut Headers) -> Result<()> {
        Ok(())
    }

    /// Whose tokens its logins get, and by what, but for what is typed.
    fn tell(&self, id: &mut CacheId);
}

/// Who logs in: an id, or a name within a domain.
#[derive(Debug)]
struct User {
    name: Named,
    domain: Option<Named>,
}

impl User {
    /// The user of the options; `None` when they name none. With an id the domain is of no use and left out.
    fn read(options: &Options) -> Result<Option<Self>> {
        if let Some(id) = options.string("user_id") {
            return Ok(Some(Self { name: Named::Id(id.to_owned()), domain: None }));
        }
        let Some(name) = options.string("username") else { return Ok(None) };
        let domain = domain_of(options, "user").ok_or_else(|| {
            let message =
                "'username' needs 'user_domain_id' or 'user_domain_name': names are unique within a domain only";
            Error::new(Code::OPTION_ERROR, message)
        })?;
        Ok(Some(Self { name: Named::Name(name.to_owned()), domain: Some(domain) }))
    }

    fn required(options: &Options) -> Result<Self> {
        Self::read(options)?.ok_or_else(|| missing("user_id or username"))
    }

    fn members(&self) -> Vec<(&'static str, Json<'_>)> {
        let mut members = vec![self.name.member()];
        members.extend(self.domain.as_ref().map(|domain| ("domain", domain.object())));
        members
    }

    /// The user and what the user proves it by.
    fn proving<'a>(&'a self, name: &'static str, secret: &'a Secret) -> Json<'a> {
        let mut user = self.members();
        user.push((name, Json::String(secret.expose())));
        Json::Object(vec![("user", Json::Object(user))])
    }

    fn tell(&self, id: &mut CacheId) {
        self.name.tell("user", id);
        if let Some(domain) = &self.domain {
            domain.tell("user_domain", id);
        }
    }
}

/// User and password.
#[derive(Debug)]
pub struct Password {
    user: User,
    password: Source,
}

impl Password {
    /// User and password of the options.
    pub fn make(given: &Given<'_>) -> Result<Box<dyn Method>> {
        // What is wrong with the user comes first: what is missing was found before.
        let user = User::required(given.options)?;
        Ok(Box::new(Self { user, password: given.secret("password", false)? }))
    }
}

impl Method for Password {
    fn name(&self) -> Option<&'static str> {
        Some("password")
    }

    fn secret(&self) -> &Source {
        &self.password
    }

    fn body<'a>(&'a self, secret: &'a Secret) -> Json<'a> {
        self.user.proving("password", secret)
    }

    fn tell(&self, id: &mut CacheId) {
        self.user.tell(id);
        self.password.tell(id);
    }
}

/// User and one-time password.
#[derive(Debug)]
pub struct Totp {
    user: User,
    passcode: Source,
}

impl Totp {
    /// User and passcode of the options.
    pub fn make(given: &Given<'_>) -> Result<Box<dyn Method>> {
        let user = User::required(given.options)?;
        Ok(Box::new(Self { user, passcode: given.secret("passcode", true)? }))
    }
}

impl Method for Totp {
    fn name(&self) -> Option<&'static str> {
        Some("totp")
    }

    fn secret(&self) -> &Source {
        &self.passcode
    }

    fn body<'a>(&'a self, secret: &'a Secret) -> Json<'a> {
        self.user.proving("passcode", secret)
    }

    fn tell(&self, id: &mut CacheId) {
        // A passcode is another one each time, and the token that it brought is still the same user's.
        self.user.tell(id);
    }
}

/// A token that is there already; what comes back lives no longer than it.
#[derive(Debug)]
pub struct Token {
    token: Source,
}

impl Token {
    /// The token of the options.
    pub fn make(given: &Given<'_>) -> Result<Box<dyn Method>> {
        Ok(Box::new(Self { token: given.secret("token", false)? }))
    }

    /// A login with this token.
    pub fn of(token: Secret) -> Self {
        Self { token: Source::Given(token) }
    }
}

impl Method for Token {
    fn name(&self) -> Option<&'static str> {
        Some("token")
    }

    fn secret(&self) -> &Source {
        &self.token
    }

    fn body<'a>(&'a self, secret: &'a Secret) -> Json<'a> {
        Json::Object(vec![("id", Json::String(secret.expose()))])
    }

    fn add_headers(&self, secret: &Secret, _request: Signed<'_>, headers: &mut Headers) -> Result<()> {
        headers.set("X-Auth-Token", secret.expose())
    }

    fn tell(&self, id: &mut CacheId) {
        self.token.tell(id);
    }
}

/// An application credential: by its id, or by its name and its user. It brings its own scope.
#[derive(Debug)]
pub struct ApplicationCredential {
    name: Named,
    user: Option<User>,
    secret: Source,
}

impl ApplicationCredential {
    /// The application credential of the options.
    pub fn make(given: &Given<'_>) -> Result<Box<dyn Method>> {
        let name = Named::read(given.options, "application_credential")
            .ok_or_else(|| missing("application_credential_id or application_credential_name"))?;
        // An id says whose it is; a name does not.
        let user = if matches!(name, Named::Id(_)) { None } else { Some(User::required(given.options)?) };
        Ok(Box::new(Self { name, user, secret: given.secret("application_credential_secret", false)? }))
    }

    /// The application credential of this id.
    pub fn of(id: &str, secret: Secret) -> Self {
        Self { name: Named::Id(id.to_owned()), user: None, secret: Source::Given(secret) }
    }
}

impl Method for ApplicationCredential {
    fn name(&self) -> Option<&'static str> {
        Some("application_credential")
    }

    fn secret(&self) -> &Source {
        &self.secret
    }

    fn body<'a>(&'a self, secret: &'a Secret) -> Json<'a> {
        let mut members = vec![("secret", Json::String(secret.expose())), self.name.member()];
        members.extend(self.user.as_ref().map(|user| ("user", Json::Object(user.members()))));
        Json::Object(members)
    }

    fn tell(&self, id: &mut CacheId) {
        self.name.tell("application_credential", id);
        if let Some(user) = &self.user {
            user.tell(id);
        }
        self.secret.tell(id);
    }
}
