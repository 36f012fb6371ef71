//! Groups, version 3
//!
//! For a client of version 3. By name: v3.groups.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a group.
///
/// - client: the client.
/// - params: by name: "name" (required), "domain", "description"; others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /groups. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_groups_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.groups.create", &[], params, Some(value), error) }
}

/// Gets a group by id.
///
/// - client: the client.
/// - group: the id of the group.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /groups/{group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_groups_get(
    client: *const ks_client,
    group: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.groups.get", &[group], ptr::null(), Some(value), error) }
}

/// Looks whether a group of this id is there.
///
/// - client: the client.
/// - group: the id of the group.
///
/// HEAD /groups/{group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_groups_head(
    client: *const ks_client,
    group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.groups.head", &[group], ptr::null(), None, error) }
}

/// Lists groups, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "user", "domain"; others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /groups. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_groups_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.groups.list", &[], params, Some(value), error) }
}

/// Finds a group by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "domain"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /groups. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_groups_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.groups.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a group that are given.
///
/// - client: the client.
/// - group: the id of the group.
/// - params: by name: "name", "description"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /groups/{group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_groups_update(
    client: *const ks_client,
    group: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.groups.update", &[group], params, Some(value), error) }
}

/// Deletes a group.
///
/// - client: the client.
/// - group: the id of the group.
///
/// DELETE /groups/{group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_groups_delete(
    client: *const ks_client,
    group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.groups.delete", &[group], ptr::null(), None, error) }
}
