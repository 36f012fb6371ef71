//! Roles and grants, version 3
//!
//! For a client of version 3. By name: v3.roles.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a role.
///
/// - client: the client.
/// - params: by name: "name" (required), "domain"; others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.create", &[], params, Some(value), error) }
}

/// Gets a role by id.
///
/// - client: the client.
/// - role: the id of the role.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_get(
    client: *const ks_client,
    role: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.get", &[role], ptr::null(), Some(value), error) }
}

/// Looks whether a role of this id is there.
///
/// - client: the client.
/// - role: the id of the role.
///
/// HEAD /roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_head(
    client: *const ks_client,
    role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.head", &[role], ptr::null(), None, error) }
}

/// Lists roles, or those granted to a user or group on a project, domain or system.
///
/// - client: the client.
/// - params: by name: "user", "group", "project", "domain", "system" (all), "os_inherit_extension_inherited" (true: for the
///   projects below it); others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.list", &[], params, Some(value), error) }
}

/// Finds a role by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "domain"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a role that are given.
///
/// - client: the client.
/// - role: the id of the role.
/// - params: by name: "name"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_update(
    client: *const ks_client,
    role: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.update", &[role], params, Some(value), error) }
}

/// Deletes a role.
///
/// - client: the client.
/// - role: the id of the role.
///
/// DELETE /roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_delete(
    client: *const ks_client,
    role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.delete", &[role], ptr::null(), None, error) }
}

/// Grants a role to a user or group on a project, domain or system.
///
/// - client: the client.
/// - role: the id of the role.
/// - params: by name: "user", "group", "project", "domain", "system" (all), "os_inherit_extension_inherited" (true: for the
///   projects below it).
///
/// PUT /roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_grant(
    client: *const ks_client,
    role: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.grant", &[role], params, None, error) }
}

/// Looks whether a role is granted to a user or group on a project, domain or system.
///
/// - client: the client.
/// - role: the id of the role.
/// - params: by name: "user", "group", "project", "domain", "system" (all), "os_inherit_extension_inherited" (true: for the
///   projects below it).
///
/// HEAD /roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_check(
    client: *const ks_client,
    role: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.check", &[role], params, None, error) }
}

/// Takes a role from a user or group on a project, domain or system.
///
/// - client: the client.
/// - role: the id of the role.
/// - params: by name: "user", "group", "project", "domain", "system" (all), "os_inherit_extension_inherited" (true: for the
///   projects below it).
///
/// DELETE /roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_revoke(
    client: *const ks_client,
    role: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.revoke", &[role], params, None, error) }
}

/// As inference_rules.create.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - implied_role: the id of the role that is implied.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /roles/{prior_role}/implies/{implied_role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_create_implied(
    client: *const ks_client,
    prior_role: *const c_char,
    implied_role: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.create_implied", &[prior_role, implied_role], ptr::null(), Some(value), error) }
}

/// As inference_rules.get.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - implied_role: the id of the role that is implied.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /roles/{prior_role}/implies/{implied_role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_get_implied(
    client: *const ks_client,
    prior_role: *const c_char,
    implied_role: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.get_implied", &[prior_role, implied_role], ptr::null(), Some(value), error) }
}

/// As inference_rules.check.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - implied_role: the id of the role that is implied.
///
/// HEAD /roles/{prior_role}/implies/{implied_role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_check_implied(
    client: *const ks_client,
    prior_role: *const c_char,
    implied_role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.check_implied", &[prior_role, implied_role], ptr::null(), None, error) }
}

/// As inference_rules.delete.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - implied_role: the id of the role that is implied.
///
/// DELETE /roles/{prior_role}/implies/{implied_role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_delete_implied(
    client: *const ks_client,
    prior_role: *const c_char,
    implied_role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.delete_implied", &[prior_role, implied_role], ptr::null(), None, error) }
}

/// As inference_rules.list_inference_roles.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /role_inferences. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_roles_list_role_inferences(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.roles.list_role_inferences", &[], ptr::null(), Some(value), error) }
}
