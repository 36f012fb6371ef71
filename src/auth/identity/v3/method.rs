//! How a version 3 login proves who asks.

use crate::auth::identity::scope::{Named, domain_of};
use crate::error::{Code, Error, Result};
use crate::http::Headers;
use crate::options::Options;
use crate::text::Secret;
use crate::value::Json;

/// One method of a login.
pub trait Method: Send + Sync {
    /// Its name on the wire.
    fn name(&self) -> &'static str;

    /// What stands under its name.
    fn body(&self) -> Json<'_>;

    /// What of it must not show, whatever the peer repeats.
    fn secret(&self) -> &Secret;

    /// The header fields that it needs beside the body.
    fn add_headers(&self, _headers: &mut Headers) -> Result<()> {
        Ok(())
    }
}

/// How the methods of a login are made from its options.
pub type Methods = fn(&Options) -> Result<Vec<Box<dyn Method>>>;

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
}

fn missing(name: &str) -> Error {
    Error::new(Code::MISSING_REQUIRED_OPTIONS, format!("the login requires {name}"))
}

fn secret(options: &Options, name: &str) -> Option<Secret> {
    options.secret(name).cloned()
}

/// User and password.
#[derive(Debug)]
pub struct Password {
    user: User,
    password: Secret,
}

impl Password {
    /// User and password of the options.
    pub fn new(options: &Options) -> Result<Self> {
        let password = secret(options, "password").ok_or_else(|| missing("password"))?;
        Ok(Self { user: User::required(options)?, password })
    }
}

impl Method for Password {
    fn name(&self) -> &'static str {
        "password"
    }

    fn secret(&self) -> &Secret {
        &self.password
    }

    fn body(&self) -> Json<'_> {
        let mut user = self.user.members();
        user.push(("password", Json::String(self.password.expose())));
        Json::Object(vec![("user", Json::Object(user))])
    }
}

/// A token that is there already; what comes back lives no longer than it.
#[derive(Debug)]
pub struct Token {
    token: Secret,
}

impl Token {
    /// The token of the options.
    pub fn new(options: &Options) -> Result<Self> {
        Ok(Self { token: secret(options, "token").ok_or_else(|| missing("token"))? })
    }
}

impl Method for Token {
    fn name(&self) -> &'static str {
        "token"
    }

    fn secret(&self) -> &Secret {
        &self.token
    }

    fn body(&self) -> Json<'_> {
        Json::Object(vec![("id", Json::String(self.token.expose()))])
    }

    fn add_headers(&self, headers: &mut Headers) -> Result<()> {
        headers.set("X-Auth-Token", self.token.expose())
    }
}

/// An application credential: by its id, or by its name and its user. It brings its own scope.
#[derive(Debug)]
pub struct ApplicationCredential {
    name: Named,
    user: Option<User>,
    secret: Secret,
}

impl ApplicationCredential {
    /// The application credential of the options.
    pub fn new(options: &Options) -> Result<Self> {
        let secret = secret(options, "application_credential_secret");
        let secret = secret.ok_or_else(|| missing("application_credential_secret"))?;
        let name = Named::read(options, "application_credential")
            .ok_or_else(|| missing("application_credential_id or application_credential_name"))?;
        // An id says whose it is; a name does not.
        let user = if matches!(name, Named::Id(_)) { None } else { Some(User::required(options)?) };
        Ok(Self { name, user, secret })
    }
}

impl Method for ApplicationCredential {
    fn name(&self) -> &'static str {
        "application_credential"
    }

    fn secret(&self) -> &Secret {
        &self.secret
    }

    fn body(&self) -> Json<'_> {
        let mut members = vec![("secret", Json::String(self.secret.expose())), self.name.member()];
        members.extend(self.user.as_ref().map(|user| ("user", Json::Object(user.members()))));
        Json::Object(members)
    }
}
