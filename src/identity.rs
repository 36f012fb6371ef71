//! The Identity API: every operation as a row of a table, and the one function that carries out a row.
//!
//! [`MANAGERS`] is the table. A row says name, method, path, arguments, how the body is wrapped and what of the answer is the result;
//! the few operations that data cannot describe bring a function for their path, body or check. By name they are reached
//! through [`call()`]; the C functions `ks_v3_*` and `ks_v2_*`, their comments and the page of documentation are written out of the
//! same rows.

mod arguments;
mod call;
mod client;
mod description;
mod ec2_signature;
pub mod generic;
mod operation;
mod outcome;
mod paging;
mod request;
mod utilities;
pub mod v2;
pub mod v3;

pub use call::{call, pages};
pub use client::{CLIENT, Client};
pub use description::describe;
pub use ec2_signature::ec2_signature;
pub use operation::{Answer, Arg, Operation, Place, Rest, Usual, Written};
pub use outcome::Outcome;
pub use paging::Pages;
pub use utilities::{find_resource, hash_signed_token};

use std::borrow::Cow;

use crate::error::{Code, Error, Result};
use crate::options::may_be_misspelt;

/// The operations of one manager, or of a few that belong together.
#[derive(Debug)]
pub struct Manager {
    /// Its name, version first: `v3_users`.
    pub name: &'static str,
    /// What it manages, as a heading.
    pub title: &'static str,
    /// Its operations.
    pub operations: &'static [Operation],
}

/// Every operation, by manager.
pub static MANAGERS: &[Manager] = &[
    Manager { name: "v3_users", title: "Users", operations: v3::USERS },
    Manager { name: "v3_groups", title: "Groups", operations: v3::GROUPS },
    Manager { name: "v3_projects", title: "Projects", operations: v3::PROJECTS },
    Manager { name: "v3_domains", title: "Domains", operations: v3::DOMAINS },
    Manager { name: "v3_domain_configs", title: "Configuration of domains", operations: v3::DOMAIN_CONFIGS },
    Manager { name: "v3_roles", title: "Roles and grants", operations: v3::ROLES },
    Manager { name: "v3_inference_rules", title: "Roles that imply others", operations: v3::INFERENCE_RULES },
    Manager { name: "v3_role_assignments", title: "Role assignments", operations: v3::ROLE_ASSIGNMENTS },
    Manager { name: "v3_services", title: "Services", operations: v3::SERVICES },
    Manager { name: "v3_endpoints", title: "Endpoints", operations: v3::ENDPOINTS },
    Manager { name: "v3_regions", title: "Regions", operations: v3::REGIONS },
    Manager { name: "v3_endpoint_groups", title: "Endpoint groups", operations: v3::ENDPOINT_GROUPS },
    Manager { name: "v3_endpoint_filter", title: "Endpoints that projects see", operations: v3::ENDPOINT_FILTER },
    Manager { name: "v3_endpoint_policy", title: "Policies of endpoints", operations: v3::ENDPOINT_POLICY },
    Manager { name: "v3_policies", title: "Policies", operations: v3::POLICIES },
    Manager { name: "v3_credentials", title: "Credentials", operations: v3::CREDENTIALS },
    Manager { name: "v3_ec2", title: "EC2 credentials", operations: v3::EC2 },
    Manager {
        name: "v3_application_credentials",
        title: "Application credentials",
        operations: v3::APPLICATION_CREDENTIALS,
    },
    Manager { name: "v3_access_rules", title: "Access rules", operations: v3::ACCESS_RULES },
    Manager { name: "v3_trusts", title: "Trusts", operations: v3::TRUSTS },
    Manager { name: "v3_registered_limits", title: "Registered limits", operations: v3::REGISTERED_LIMITS },
    Manager { name: "v3_limits", title: "Limits", operations: v3::LIMITS },
    Manager { name: "v3_tokens", title: "Validation of tokens", operations: v3::TOKENS },
    Manager { name: "v3_auth", title: "Scopes to choose from", operations: v3::AUTH },
    Manager {
        name: "v3_federation_identity_providers",
        title: "Identity providers of federation",
        operations: v3::IDENTITY_PROVIDERS,
    },
    Manager { name: "v3_federation_mappings", title: "Mappings of federation", operations: v3::MAPPINGS },
    Manager { name: "v3_federation_protocols", title: "Protocols of federation", operations: v3::PROTOCOLS },
    Manager {
        name: "v3_federation_service_providers",
        title: "Service providers of federation",
        operations: v3::SERVICE_PROVIDERS,
    },
    Manager { name: "v3_federation_scopes", title: "Scopes of federated users", operations: v3::FEDERATED_SCOPES },
    Manager { name: "v3_federation_saml", title: "SAML of federation", operations: v3::SAML },
    Manager { name: "v3_oauth1", title: "OAuth 1", operations: v3::OAUTH1 },
    Manager { name: "v3_simple_cert", title: "Certificates of tokens", operations: v3::SIMPLE_CERT },
    Manager { name: "v2_tenants", title: "Tenants, version 2.0", operations: v2::TENANTS },
    Manager { name: "v2_users", title: "Users, version 2.0", operations: v2::USERS },
    Manager { name: "v2_roles", title: "Roles, version 2.0", operations: v2::ROLES },
    Manager { name: "v2_services", title: "Services, version 2.0", operations: v2::SERVICES },
    Manager { name: "v2_endpoints", title: "Endpoints, version 2.0", operations: v2::ENDPOINTS },
    Manager { name: "v2_ec2", title: "EC2 credentials, version 2.0", operations: v2::EC2 },
    Manager { name: "v2_tokens", title: "Tokens, version 2.0", operations: v2::TOKENS },
    Manager { name: "v2_certificates", title: "Certificates, version 2.0", operations: v2::CERTIFICATES },
    Manager { name: "v2_extensions", title: "Extensions, version 2.0", operations: v2::EXTENSIONS },
];

/// The operations, one after the other.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    MANAGERS.iter().flat_map(|manager| manager.operations)
}

/// The operation of this name; the reference calls version 2.0 `v2_0`, which will do as well.
///
/// Fails with `MethodNotImplemented`, naming the nearest that there is.
pub fn find(name: &str) -> Result<&'static Operation> {
    let name = &*name.strip_prefix("v2_0.").map_or(Cow::Borrowed(name), |rest| Cow::Owned(format!("v2.{rest}")));
    operations().find(|operation| operation.name == name).ok_or_else(|| {
        let near = operations().filter(|_| may_be_misspelt(name)).max_by(|one, other| {
            let likeness = |operation: &Operation| strsim::jaro_winkler(operation.name, name);
            likeness(one).total_cmp(&likeness(other))
        });
        let near = near.map(|operation| format!("; did you mean {:?}?", operation.name)).unwrap_or_default();
        Error::new(Code::METHOD_NOT_IMPLEMENTED, format!("there is no operation {name:?}{near}"))
    })
}
