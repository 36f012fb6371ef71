//! Registered limits, version 3
//!
//! For a client of version 3. By name: v3.registered_limits.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a registered limit.
///
/// - client: the client.
/// - params: by name: "service" (required), "resource_name" (required), "default_limit" (required), "description",
///   "region"; others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /registered_limits. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_registered_limits_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.registered_limits.create", &[], params, Some(value), error) }
}

/// Gets a registered limit by id.
///
/// - client: the client.
/// - registered_limit: the id of the registered limit.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /registered_limits/{registered_limit}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_registered_limits_get(
    client: *const ks_client,
    registered_limit: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.registered_limits.get", &[registered_limit], ptr::null(), Some(value), error) }
}

/// Looks whether a registered limit of this id is there.
///
/// - client: the client.
/// - registered_limit: the id of the registered limit.
///
/// HEAD /registered_limits/{registered_limit}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_registered_limits_head(
    client: *const ks_client,
    registered_limit: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.registered_limits.head", &[registered_limit], ptr::null(), None, error) }
}

/// Lists registered limits, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "service", "region", "resource_name"; others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /registered_limits. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_registered_limits_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.registered_limits.list", &[], params, Some(value), error) }
}

/// Finds a registered limit by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "service", "region", "resource_name"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /registered_limits. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_registered_limits_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.registered_limits.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a registered limit that are given.
///
/// - client: the client.
/// - registered_limit: the id of the registered limit.
/// - params: by name: "service", "resource_name", "default_limit", "description", "region"; others are attributes and sent
///   as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /registered_limits/{registered_limit}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_registered_limits_update(
    client: *const ks_client,
    registered_limit: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.registered_limits.update", &[registered_limit], params, Some(value), error) }
}

/// Deletes a registered limit.
///
/// - client: the client.
/// - registered_limit: the id of the registered limit.
///
/// DELETE /registered_limits/{registered_limit}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_registered_limits_delete(
    client: *const ks_client,
    registered_limit: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.registered_limits.delete", &[registered_limit], ptr::null(), None, error) }
}
