//! The operations of version 3, a file for each kind of resource.

mod application_credentials;
mod auth;
mod domains;
mod endpoint_policy;
mod endpoints;
mod federation;
mod groups;
mod limits;
mod oauth1;
mod projects;
mod role_assignments;
mod roles;
mod services;
mod trusts;
mod users;

pub use application_credentials::{ACCESS_RULES, APPLICATION_CREDENTIALS};
pub use auth::{AUTH, SIMPLE_CERT, TOKENS};
pub use domains::{DOMAIN_CONFIGS, DOMAINS};
pub use endpoint_policy::{ENDPOINT_FILTER, ENDPOINT_POLICY, POLICIES};
pub use endpoints::{ENDPOINT_GROUPS, ENDPOINTS, REGIONS};
pub use federation::{FEDERATED_SCOPES, IDENTITY_PROVIDERS, MAPPINGS, PROTOCOLS, SAML, SERVICE_PROVIDERS};
pub use groups::GROUPS;
pub use limits::{LIMITS, REGISTERED_LIMITS};
pub use oauth1::OAUTH1;
pub use projects::PROJECTS;
pub use role_assignments::ROLE_ASSIGNMENTS;
pub use roles::{INFERENCE_RULES, ROLES};
pub use services::SERVICES;
pub use trusts::TRUSTS;
pub use users::{CREDENTIALS, EC2, USERS};

/// The rows that most managers have alike: `standard!(get, "v3.users", "/users", "user", "users", "a user", "users")`.
macro_rules! standard {
    (create, $manager:literal, $path:literal, $key:literal, $one:literal) => {
        Operation::new(concat!($manager, ".create"), "POST", $path, Answer::One($key), concat!("Creates ", $one, "."))
            .wrap($key)
            .rest(Rest::Body)
    };
    (get, $manager:literal, $path:literal, $key:literal, $one:literal) => {
        Operation::new(
            concat!($manager, ".get"),
            "GET",
            concat!($path, "/{", $key, "}"),
            Answer::One($key),
            concat!("Gets ", $one, " by id."),
        )
        .ids(&[$key])
    };
    (head, $manager:literal, $path:literal, $key:literal, $one:literal) => {
        Operation::new(
            concat!($manager, ".head"),
            "HEAD",
            concat!($path, "/{", $key, "}"),
            Answer::Exists,
            concat!("Looks whether ", $one, " of this id is there."),
        )
        .ids(&[$key])
    };
    (update, $manager:literal, $path:literal, $key:literal, $one:literal) => {
        Operation::new(
            concat!($manager, ".update"),
            "PATCH",
            concat!($path, "/{", $key, "}"),
            Answer::One($key),
            concat!("Changes the attributes of ", $one, " that are given."),
        )
        .ids(&[$key])
        .wrap($key)
        .rest(Rest::Body)
    };
    (delete, $manager:literal, $path:literal, $key:literal, $one:literal) => {
        Operation::new(
            concat!($manager, ".delete"),
            "DELETE",
            concat!($path, "/{", $key, "}"),
            Answer::Nothing,
            concat!("Deletes ", $one, "."),
        )
        .ids(&[$key])
    };
    (list, $manager:literal, $path:literal, $plural:literal, $many:literal) => {
        Operation::new(
            concat!($manager, ".list"),
            "GET",
            $path,
            Answer::Many($plural),
            concat!("Lists ", $many, ", all of them or those that match the filters."),
        )
        .rest(Rest::Query)
    };
    (find, $manager:literal, $path:literal, $plural:literal, $one:literal) => {
        Operation::new(
            concat!($manager, ".find"),
            "GET",
            $path,
            Answer::Only($plural),
            concat!("Finds ", $one, " by filters that only one matches."),
        )
        .rest(Rest::Query)
    };
    (missing, $name:literal, $help:literal) => {
        Operation::new($name, "", "", Answer::Unimplemented, $help).rest(Rest::Query)
    };
}
use standard;
