//! The Identity API: every operation as a row of a table, and the one function that carries out a row.
//!
//! [`OPERATIONS`] is the table. A row says name, method, path, arguments, how the body is wrapped and what of the answer is the result;
//! the few operations that data cannot describe bring a function for their path, body or check. By name they are reached
//! through [`call()`]; the C functions `ks_v3_*` and `ks_v2_*`, their comments and the page of documentation are written out of the
//! same rows.

mod arguments;
mod call;
mod client;
mod ec2_signature;
mod operation;
mod outcome;
mod paging;
mod request;
mod utilities;
pub mod v2;
pub mod v3;

pub use call::{call, pages};
pub use client::{CLIENT, Client};
pub use ec2_signature::ec2_signature;
pub use operation::{Answer, Arg, Operation, Place, Rest};
pub use outcome::Outcome;
pub use paging::Pages;
pub use utilities::{find_resource, hash_signed_token};

use crate::error::{Code, Error, Result};

/// Every operation, by manager.
pub static OPERATIONS: &[&[Operation]] = &[
    v3::USERS,
    v3::GROUPS,
    v3::PROJECTS,
    v3::DOMAINS,
    v3::DOMAIN_CONFIGS,
    v3::ROLES,
    v3::INFERENCE_RULES,
    v3::ROLE_ASSIGNMENTS,
    v3::SERVICES,
    v3::ENDPOINTS,
    v3::REGIONS,
    v3::ENDPOINT_GROUPS,
    v3::ENDPOINT_FILTER,
    v3::ENDPOINT_POLICY,
    v3::POLICIES,
    v3::CREDENTIALS,
    v3::EC2,
    v3::APPLICATION_CREDENTIALS,
    v3::ACCESS_RULES,
    v3::TRUSTS,
    v3::REGISTERED_LIMITS,
    v3::LIMITS,
    v3::TOKENS,
    v3::AUTH,
    v3::FEDERATION,
    v3::OAUTH1,
    v3::SIMPLE_CERT,
    v2::TENANTS,
    v2::USERS,
    v2::ROLES,
    v2::SERVICES,
    v2::ENDPOINTS,
    v2::EC2,
    v2::TOKENS,
    v2::CERTIFICATES,
    v2::EXTENSIONS,
];

/// The operations, one after the other.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter().copied().flatten()
}

/// The operation of this name. Fails with `MethodNotImplemented`, naming the nearest that there is.
pub fn find(name: &str) -> Result<&'static Operation> {
    operations().find(|operation| operation.name == name).ok_or_else(|| {
        let near = operations().max_by(|one, other| {
            let likeness = |operation: &Operation| strsim::jaro_winkler(operation.name, name);
            likeness(one).total_cmp(&likeness(other))
        });
        let near = near.map(|operation| format!("; did you mean {:?}?", operation.name)).unwrap_or_default();
        Error::new(Code::METHOD_NOT_IMPLEMENTED, format!("there is no operation {name:?}{near}"))
    })
}
