//! Scopes of federated users, version 3
//!
//! For a client of version 3. By name: v3.federation.projects, v3.federation.domains.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::result::ks_result;
use super::value::ks_value;

/// Lists the projects that a federated user may scope a token to.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /auth/projects. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_projects_list(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.projects.list", &[], ptr::null(), Some(value), error) }
}

/// Lists the domains that a federated user may scope a token to.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /auth/domains. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_domains_list(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.domains.list", &[], ptr::null(), Some(value), error) }
}
