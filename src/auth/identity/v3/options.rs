//! The options of version 3 logins, described once: reading, errors, documentation follow from it.

use crate::options::{Scalar, Spec};

/// Where to log in, for what, and how.
pub static SCOPE: &[Spec] = &[
    Spec::string("auth_url", "The URL of Identity").required(),
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

/// Who logs in.
pub static USER: &[Spec] = &[
    Spec::string("user_id", "Id of the user"),
    Spec::string("username", "Name of the user").deprecated(&["user_name"]),
    Spec::string("user_domain_id", "Id of the domain that the user is in"),
    Spec::string("user_domain_name", "Name of the domain that the user is in"),
];

/// The user's password.
pub static PASSWORD: &[Spec] = &[Spec::string("password", "The user's password").secret().prompt("Password")];

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
