//! Roles, version 2.0
//!
//! For a client of version 2.0. By name: v2.roles.

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
/// - params: by name: "name" (required).
/// - value: receives the object; free it with ks_value_free.
///
/// POST /OS-KSADM/roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.create", &[], params, Some(value), error) }
}

/// Gets a role by id.
///
/// - client: the client.
/// - role: the id of the role.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-KSADM/roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_get(
    client: *const ks_client,
    role: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.get", &[role], ptr::null(), Some(value), error) }
}

/// Lists roles.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-KSADM/roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_list(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.list", &[], ptr::null(), Some(value), error) }
}

/// Finds the only one of the roles with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-KSADM/roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.find", &[], params, Some(value), error) }
}

/// Lists the roles with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-KSADM/roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_findall(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.findall", &[], params, Some(value), error) }
}

/// Deletes a role.
///
/// - client: the client.
/// - role: the id of the role.
///
/// DELETE /OS-KSADM/roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_delete(
    client: *const ks_client,
    role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.delete", &[role], ptr::null(), None, error) }
}

/// Lists the roles of a user, on a tenant or everywhere.
///
/// - client: the client.
/// - user: the id of the user.
/// - params: by name: "tenant". NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users/{user}/roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_roles_for_user(
    client: *const ks_client,
    user: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.roles_for_user", &[user], params, Some(value), error) }
}

/// Gives a user a role, on a tenant or everywhere.
///
/// - client: the client.
/// - user: the id of the user.
/// - role: the id of the role.
/// - params: by name: "tenant". NULL for none.
///
/// PUT /users/{user}/roles/OS-KSADM/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_add_user_role(
    client: *const ks_client,
    user: *const c_char,
    role: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.add_user_role", &[user, role], params, None, error) }
}

/// Takes a role from a user, on a tenant or everywhere.
///
/// - client: the client.
/// - user: the id of the user.
/// - role: the id of the role.
/// - params: by name: "tenant". NULL for none.
///
/// DELETE /users/{user}/roles/OS-KSADM/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_roles_remove_user_role(
    client: *const ks_client,
    user: *const c_char,
    role: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.roles.remove_user_role", &[user, role], params, None, error) }
}
