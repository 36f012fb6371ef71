//! Limits, version 3
//!
//! For a client of version 3. By name: v3.limits.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a limit.
///
/// - client: the client.
/// - params: by name: "project", "domain", "service" (required), "resource_name" (required), "resource_limit" (required),
///   "description", "region"; others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /limits. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_limits_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.limits.create", &[], params, Some(value), error) }
}

/// Gets a limit by id.
///
/// - client: the client.
/// - limit: the id of the limit.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /limits/{limit}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_limits_get(
    client: *const ks_client,
    limit: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.limits.get", &[limit], ptr::null(), Some(value), error) }
}

/// Looks whether a limit of this id is there.
///
/// - client: the client.
/// - limit: the id of the limit.
///
/// HEAD /limits/{limit}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_limits_head(
    client: *const ks_client,
    limit: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.limits.head", &[limit], ptr::null(), None, error) }
}

/// Lists limits, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "service", "region", "resource_name"; others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /limits. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_limits_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.limits.list", &[], params, Some(value), error) }
}

/// Finds a limit by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "service", "region", "resource_name"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /limits. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_limits_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.limits.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a limit that are given.
///
/// - client: the client.
/// - limit: the id of the limit.
/// - params: by name: "project", "service", "resource_name", "resource_limit", "description"; others are attributes and
///   sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /limits/{limit}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_limits_update(
    client: *const ks_client,
    limit: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.limits.update", &[limit], params, Some(value), error) }
}

/// Deletes a limit.
///
/// - client: the client.
/// - limit: the id of the limit.
///
/// DELETE /limits/{limit}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_limits_delete(
    client: *const ks_client,
    limit: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.limits.delete", &[limit], ptr::null(), None, error) }
}

/// Gets the model by which limits of a tree of projects are enforced.
///
/// - client: the client.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /limits/model. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_limits_model(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.limits.model", &[], ptr::null(), Some(value), error) }
}
