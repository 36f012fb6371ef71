//! Role assignments, version 3
//!
//! For a client of version 3. By name: v3.role_assignments.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Lists who has which role where.
///
/// - client: the client.
/// - params: by name: "user" (on the wire "user.id"), "group" (on the wire "group.id"), "project" (on the wire
///   "scope.project.id"), "domain" (on the wire "scope.domain.id"), "system" (on the wire "scope.system") (all), "role" (on
///   the wire "role.id"), "effective" (true: what follows of groups, inheritance and implied roles),
///   "os_inherit_extension_inherited_to" (on the wire "scope.OS-INHERIT:inherited_to") (projects), "include_subtree" (true:
///   those of the projects below, too), "include_names" (true: names beside ids). NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /role_assignments. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_role_assignments_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.role_assignments.list", &[], params, Some(value), error) }
}
