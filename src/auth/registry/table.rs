//! Every auth type in one table.

use std::sync::Arc;

use super::{AuthType, MULTI_FACTOR, MethodType, identity, v3};
use crate::auth::Plugin;
use crate::auth::fixed::Fixed;
use crate::auth::identity::Given;
use crate::auth::identity::generic::Generic;
use crate::auth::identity::v2::V2;
use crate::auth::identity::v3::oauth2::{ClientCredential, MtlsClientCredential};
use crate::auth::identity::v3::options::{
    APPLICATION_CREDENTIAL, AUTH_METHODS, AUTH_URL, BASIC_USER, BEHAVIOUR, DEFAULT_DOMAIN, ENDPOINT, OAUTH1, OAUTH2,
    OAUTH2_SECRET, PASSCODE, PASSWORD, PLAIN_USER, RECEIPT, SCOPE, TENANT, TOKEN, TOKENLESS, USER,
};
use crate::auth::identity::v3::tokenless::Tokenless;
use crate::auth::identity::v3::{self as methods, Method, V3};
use crate::error::{Code, Error, Result};
use crate::text::Secret;

/// Who logs in.
const WHO: &[&str] = &["user_id", "username"];

static PASSWORD_METHOD: MethodType =
    MethodType { options: &[USER, PASSWORD], needs: &[WHO, &["password"]], make: methods::Password::make };
static TOKEN_METHOD: MethodType = MethodType { options: &[TOKEN], needs: &[&["token"]], make: methods::Token::make };
static TOTP_METHOD: MethodType =
    MethodType { options: &[USER, PASSCODE], needs: &[WHO, &["passcode"]], make: methods::Totp::make };
static APPLICATION_CREDENTIAL_METHOD: MethodType = MethodType {
    options: &[USER, APPLICATION_CREDENTIAL],
    needs: &[&["application_credential_id", "application_credential_name"]],
    make: methods::ApplicationCredential::make,
};
static OAUTH1_METHOD: MethodType = MethodType { options: &[OAUTH1], needs: &[], make: methods::OAuth1::make };

/// What most of them have in common: a login by version 3.
const V3_LOGIN: AuthType = AuthType {
    name: "",
    aliases: &[],
    help: "",
    options: &[AUTH_URL, SCOPE, RECEIPT],
    needs: &[],
    method: None,
    make: v3,
};

/// Every auth type, sorted by name.
pub static AUTH_TYPES: &[AuthType] = &[
    AuthType {
        name: "admin_token",
        aliases: &["token_endpoint"],
        help: "A token that is there already, and the URL of the service that takes it",
        options: &[ENDPOINT, TOKEN],
        needs: &[&["token"]],
        make: |given, _| fixed(secret(given, "token").and_then(|token| Fixed::token(&token, endpoint(given)))),
        ..V3_LOGIN
    },
    AuthType {
        name: "http_basic",
        help: "User and password of a service that knows its users itself",
        options: &[BASIC_USER, PASSWORD, ENDPOINT],
        needs: &[&["password"]],
        make: |given, _| {
            let username = given.options.string("username").unwrap_or_default();
            fixed(secret(given, "password").and_then(|password| Fixed::basic(username, &password, endpoint(given))))
        },
        ..V3_LOGIN
    },
    AuthType {
        name: "none",
        aliases: &["noauth"],
        help: "No login, for a service that takes all requests",
        options: &[ENDPOINT],
        make: |given, _| fixed(Fixed::nobody(endpoint(given))),
        ..V3_LOGIN
    },
    AuthType {
        name: "password",
        help: "User and password; discovers the version of Identity",
        options: &[AUTH_URL, SCOPE, USER, DEFAULT_DOMAIN, PASSWORD],
        needs: &[WHO, &["password"]],
        make: |given, _| generic(given, methods::Password::make(given), V2::password(given)),
        ..V3_LOGIN
    },
    AuthType {
        name: "token",
        help: "A token that is there already; discovers the version of Identity",
        options: &[AUTH_URL, SCOPE, DEFAULT_DOMAIN, TOKEN],
        needs: &[&["token"]],
        make: |given, _| generic(given, methods::Token::make(given), V2::token(given)),
        ..V3_LOGIN
    },
    AuthType {
        name: "v2password",
        help: "User and password, at version 2.0 of Identity",
        options: &[AUTH_URL, TENANT, PLAIN_USER, PASSWORD],
        needs: &[WHO, &["password"]],
        make: |given, _| V2::password(given).map(|login| identity(given, login)),
        ..V3_LOGIN
    },
    AuthType {
        name: "v2token",
        help: "A token that is there already, at version 2.0 of Identity",
        options: &[AUTH_URL, TENANT, TOKEN],
        needs: &[&["token"]],
        make: |given, _| V2::token(given).map(|login| identity(given, login)),
        ..V3_LOGIN
    },
    AuthType {
        name: "v3applicationcredential",
        aliases: &["applicationcredential"],
        help: "An application credential",
        method: Some(&APPLICATION_CREDENTIAL_METHOD),
        ..V3_LOGIN
    },
    AuthType {
        name: MULTI_FACTOR,
        aliases: &["multifactor"],
        help: "Several methods in one login",
        options: &[AUTH_URL, SCOPE, RECEIPT, AUTH_METHODS],
        ..V3_LOGIN
    },
    AuthType {
        name: "v3oauth1",
        help: "A consumer of OAuth 1 and the access token that a user has granted it",
        options: &[AUTH_URL, BEHAVIOUR],
        method: Some(&OAUTH1_METHOD),
        ..V3_LOGIN
    },
    AuthType {
        name: "v3oauth2clientcredential",
        help: "A client of OAuth 2 that proves itself by a secret; requests carry the access token too",
        options: &[AUTH_URL, SCOPE, OAUTH2, OAUTH2_SECRET],
        make: |given, _| ClientCredential::new(given).map(|login| identity(given, login)),
        ..V3_LOGIN
    },
    AuthType {
        name: "v3oauth2mtlsclientcredential",
        help: "A client of OAuth 2 that proves itself by the session's certificate",
        options: &[AUTH_URL, SCOPE, OAUTH2],
        make: |given, _| MtlsClientCredential::new(given).map(|login| identity(given, login)),
        ..V3_LOGIN
    },
    AuthType {
        name: "v3password",
        help: "User and password, at version 3 of Identity",
        method: Some(&PASSWORD_METHOD),
        ..V3_LOGIN
    },
    AuthType {
        name: "v3token",
        help: "A token that is there already, at version 3 of Identity",
        method: Some(&TOKEN_METHOD),
        ..V3_LOGIN
    },
    AuthType {
        name: "v3tokenlessauth",
        help: "No token: the session's certificate says who asks",
        options: &[AUTH_URL, TOKENLESS],
        make: |given, _| Ok(Arc::new(Tokenless::new(given)?)),
        ..V3_LOGIN
    },
    AuthType {
        name: "v3totp",
        aliases: &["totp"],
        help: "User and one-time password",
        method: Some(&TOTP_METHOD),
        ..V3_LOGIN
    },
];

fn endpoint<'a>(given: &'a Given<'_>) -> Option<&'a str> {
    given.options.string("endpoint")
}

/// A secret that is needed at once, so that nobody can be asked for it later.
fn secret(given: &Given<'_>, name: &str) -> Result<Secret> {
    given.options.secret(name).cloned().ok_or_else(|| {
        Error::new(Code::MISSING_REQUIRED_OPTIONS, format!("this auth type requires '{name}' from the beginning"))
    })
}

fn fixed(plugin: Result<Fixed>) -> Result<Arc<dyn Plugin>> {
    Ok(Arc::new(plugin?))
}

fn generic(given: &Given<'_>, method: Result<Box<dyn Method>>, v2: Result<V2>) -> Result<Arc<dyn Plugin>> {
    let v3 = method.and_then(|method| V3::new(given, vec![method]));
    Generic::new(given, v3, v2).map(|login| identity(given, login))
}
