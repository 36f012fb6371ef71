//! The options of logins, described once: reading, errors, documentation follow from it.

use crate::options::{Scalar, Spec};

/// Where to log in.
pub static AUTH_URL: &[Spec] = &[Spec::string("auth_url", "The URL of Identity").required()];

/// What the token is for, and how it is got.
pub static SCOPE: &[Spec] = &[
    Spec::string("system_scope", "'all' for a token that is for the whole deployment"),
    Spec::string("domain_id", "Id of the domain that the token is for"),
    Spec::string("domain_name", "Name of the domain that the token is for"),
    Spec::string("project_id", "Id of the project that the token is for").deprecated(&["tenant_id"]),
    Spec::string("project_name", "Name of the project that the token is for").deprecated(&["tenant_name"]),
    Spec::string("project_domain_id", "Id of the domain that the project is in"),
    Spec::string("project_domain_name", "Name of the domain that the project is in"),
    Spec::string("trust_id", "Id of the trust that the token makes use of"),
    Spec::bool("unscoped", "Ask for a token without a scope, even for a user with a default project")
        .default(Scalar::Bool(false)),
    Spec::bool("include_catalog", "Ask for the service catalog with the token").default(Scalar::Bool(true)),
    Spec::bool("reauthenticate", "Log in again before the token ends").default(Scalar::Bool(true)),
];

/// How a login without a choice of scope is got.
pub static BEHAVIOUR: &[Spec] = &[
    Spec::bool("include_catalog", "Ask for the service catalog with the token").default(Scalar::Bool(true)),
    Spec::bool("reauthenticate", "Log in again before the token ends").default(Scalar::Bool(true)),
];

/// Who logs in.
pub static USER: &[Spec] = &[
    Spec::string("user_id", "Id of the user"),
    Spec::string("username", "Name of the user").deprecated(&["user_name"]),
    Spec::string("user_domain_id", "Id of the domain that the user is in"),
    Spec::string("user_domain_name", "Name of the domain that the user is in"),
];

/// The user's password.
pub static PASSWORD: &[Spec] = &[Spec::string("password", "The user's password").secret().prompt("Password")];

/// The user's one-time password.
pub static PASSCODE: &[Spec] = &[Spec::string("passcode", "The user's one-time password").secret().prompt("Passcode")];

/// A login that was not finished.
pub static RECEIPT: &[Spec] =
    &[Spec::string("receipt", "What a login with too few methods brought, to be finished by further ones").secret()];

/// A token that is there already.
pub static TOKEN: &[Spec] = &[Spec::string("token", "The token to log in with").secret()];

/// An application credential.
pub static APPLICATION_CREDENTIAL: &[Spec] = &[
    Spec::string("application_credential_secret", "Secret of the application credential").secret().required(),
    Spec::string("application_credential_id", "Id of the application credential"),
    Spec::string("application_credential_name", "Name of the application credential; needs its user"),
];

/// The domain of names that come without one.
pub static DEFAULT_DOMAIN: &[Spec] = &[
    Spec::string("default_domain_id", "Id of the domain of users and projects that are named without one"),
    Spec::string("default_domain_name", "Name of the domain of users and projects that are named without one"),
];

/// Methods that log in together.
pub static AUTH_METHODS: &[Spec] = &[Spec::list(
    "auth_methods",
    "The auth types whose methods log in together, such as v3password and v3totp; their options stand beside",
)
.required()];

/// A consumer of OAuth 1 and its access token.
pub static OAUTH1: &[Spec] = &[
    Spec::string("consumer_key", "Key of the OAuth 1 consumer").required(),
    Spec::string("consumer_secret", "Secret of the OAuth 1 consumer").secret().required(),
    Spec::string("access_key", "Key of the OAuth 1 access token").required(),
    Spec::string("access_secret", "Secret of the OAuth 1 access token").secret().required(),
];

/// A client of OAuth 2.
pub static OAUTH2: &[Spec] = &[
    Spec::string("oauth2_endpoint", "The URL where OAuth 2 hands out access tokens").required(),
    Spec::string("oauth2_client_id", "Id of the OAuth 2 client").required(),
];

/// What a client of OAuth 2 proves itself by.
pub static OAUTH2_SECRET: &[Spec] =
    &[Spec::string("oauth2_client_secret", "Secret of the OAuth 2 client").secret().required()];

/// The project or domain of requests that bring no token.
pub static TOKENLESS: &[Spec] = &[
    Spec::string("domain_id", "Id of the domain that requests are for"),
    Spec::string("domain_name", "Name of the domain that requests are for"),
    Spec::string("project_id", "Id of the project that requests are for").deprecated(&["tenant_id"]),
    Spec::string("project_name", "Name of the project that requests are for").deprecated(&["tenant_name"]),
    Spec::string("project_domain_id", "Id of the domain that the project is in"),
    Spec::string("project_domain_name", "Name of the domain that the project is in"),
];

/// What a version 2.0 token is for.
pub static TENANT: &[Spec] = &[
    Spec::string("tenant_id", "Id of the tenant that the token is for"),
    Spec::string("tenant_name", "Name of the tenant that the token is for"),
    Spec::string("trust_id", "Id of the trust that the token makes use of"),
    Spec::bool("reauthenticate", "Log in again before the token ends").default(Scalar::Bool(true)),
];

/// Who logs in by version 2.0, which has no domains.
pub static PLAIN_USER: &[Spec] = &[
    Spec::string("username", "Name of the user").deprecated(&["user_name"]),
    Spec::string("user_id", "Id of the user"),
];

/// A user of a service that knows users itself.
pub static BASIC_USER: &[Spec] = &[Spec::string("username", "Name of the user").deprecated(&["user_name"]).required()];

/// Where all requests go.
pub static ENDPOINT: &[Spec] =
    &[Spec::string("endpoint", "The URL of the service, whichever is asked for").deprecated(&["url"])];
