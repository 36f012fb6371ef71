//! Users, version 3
//!
//! For a client of version 3. By name: v3.users.

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
/// - params: by name: "name" (required), "domain", "default_project", "project" (the older name of "default_project"),
///   "password", "email", "description", "enabled" (default true); others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /users. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.create", &[], params, Some(value), error) }
}

/// Gets a user by id.
///
/// - client: the client.
/// - user: the id of the user.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_get(
    client: *const ks_client,
    user: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.get", &[user], ptr::null(), Some(value), error) }
}

/// Looks whether a user of this id is there.
///
/// - client: the client.
/// - user: the id of the user.
///
/// HEAD /users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_head(
    client: *const ks_client,
    user: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.head", &[user], ptr::null(), None, error) }
}

/// Lists users, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "group", "domain", "default_project", "project" (on the wire "default_project_id") (the older name of
///   "default_project"); others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.list", &[], params, Some(value), error) }
}

/// Finds a user by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "domain"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a user that are given.
///
/// - client: the client.
/// - user: the id of the user.
/// - params: by name: "name", "domain", "default_project", "project" (the older name of "default_project"), "password",
///   "email", "description", "enabled"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_update(
    client: *const ks_client,
    user: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.update", &[user], params, Some(value), error) }
}

/// Deletes a user.
///
/// - client: the client.
/// - user: the id of the user.
///
/// DELETE /users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_delete(
    client: *const ks_client,
    user: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.delete", &[user], ptr::null(), None, error) }
}

/// Changes the password of the user who is logged in, or of 'user' who knows the old one.
///
/// - client: the client.
/// - params: by name: "user" (default: the user of the token), "old_password" (on the wire "original_password") (required),
///   "new_password" (on the wire "password") (required).
///
/// POST /users/{user}/password. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_update_password(
    client: *const ks_client,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.update_password", &[], params, None, error) }
}

/// Adds a user to a group.
///
/// - client: the client.
/// - user: the id of the user.
/// - group: the id of the group.
///
/// PUT /groups/{group}/users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_add_to_group(
    client: *const ks_client,
    user: *const c_char,
    group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.add_to_group", &[user, group], ptr::null(), None, error) }
}

/// Looks whether a user is in a group.
///
/// - client: the client.
/// - user: the id of the user.
/// - group: the id of the group.
///
/// HEAD /groups/{group}/users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_check_in_group(
    client: *const ks_client,
    user: *const c_char,
    group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.check_in_group", &[user, group], ptr::null(), None, error) }
}

/// Takes a user out of a group.
///
/// - client: the client.
/// - user: the id of the user.
/// - group: the id of the group.
///
/// DELETE /groups/{group}/users/{user}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_users_remove_from_group(
    client: *const ks_client,
    user: *const c_char,
    group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.users.remove_from_group", &[user, group], ptr::null(), None, error) }
}
