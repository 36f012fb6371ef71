//! Users, version 2.0
//!
//! For a client of version 2.0. By name: v2.users.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a user.
///
/// - client: the client.
/// - params: by name: "name" (required), "password", "email", "tenant_id" (on the wire "tenantId"), "enabled" (default
///   true).
/// - value: receives the object; free it with ks_value_free.
///
/// POST /users. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.create", &[], params, Some(value), error) }
}

/// Gets a user by id.
///
/// - client: the client.
/// - user: the id of the user.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_get(
    client: *const ks_client,
    user: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.get", &[user], ptr::null(), Some(value), error) }
}

/// Lists users, all or those of a tenant.
///
/// - client: the client.
/// - params: by name: "tenant_id", "limit", "marker". NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.list", &[], params, Some(value), error) }
}

/// Finds the only one of the users with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.find", &[], params, Some(value), error) }
}

/// Lists the users with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_findall(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.findall", &[], params, Some(value), error) }
}

/// Changes the attributes of a user that are given.
///
/// - client: the client.
/// - user: the id of the user.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_update(
    client: *const ks_client,
    user: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.update", &[user], params, Some(value), error) }
}

/// Enables or disables a user.
///
/// - client: the client.
/// - user: the id of the user.
/// - params: by name: "enabled" (required).
///
/// PUT /users/{user}/OS-KSADM/enabled. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_update_enabled(
    client: *const ks_client,
    user: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.update_enabled", &[user], params, None, error) }
}

/// Sets the password of a user.
///
/// - client: the client.
/// - user: the id of the user.
/// - params: by name: "password" (required).
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /users/{user}/OS-KSADM/password. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_update_password(
    client: *const ks_client,
    user: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.update_password", &[user], params, Some(value), error) }
}

/// Changes the password of the user who is logged in; the answer is a new token.
///
/// - client: the client.
/// - params: by name: "user" (default: the user of the token), "passwd" (on the wire "password") (required), "origpasswd"
///   (on the wire "original_password") (required).
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /OS-KSCRUD/users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_update_own_password(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.update_own_password", &[], params, Some(value), error) }
}

/// Sets the default tenant of a user.
///
/// - client: the client.
/// - user: the id of the user.
/// - params: by name: "tenant" (on the wire "tenantId") (required).
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /users/{user}/OS-KSADM/tenant. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_update_tenant(
    client: *const ks_client,
    user: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.update_tenant", &[user], params, Some(value), error) }
}

/// Deletes a user.
///
/// - client: the client.
/// - user: the id of the user.
///
/// DELETE /users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_users_delete(
    client: *const ks_client,
    user: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.delete", &[user], ptr::null(), None, error) }
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
pub unsafe extern "C" fn ks_v2_users_list_roles(
    client: *const ks_client,
    user: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.users.list_roles", &[user], params, Some(value), error) }
}
