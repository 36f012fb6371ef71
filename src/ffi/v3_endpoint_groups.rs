//! Endpoint groups, version 3
//!
//! For a client of version 3. By name: v3.endpoint_groups.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates an endpoint group.
///
/// - client: the client.
/// - params: by name: "name" (required), "filters" (an object) (required), "description"; others are attributes and sent as
///   they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /OS-EP-FILTER/endpoint_groups. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_groups_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoint_groups.create", &[], params, Some(value), error) }
}

/// Gets an endpoint group by id.
///
/// - client: the client.
/// - endpoint_group: the id of the endpoint group.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-EP-FILTER/endpoint_groups/{endpoint_group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_groups_get(
    client: *const ks_client,
    endpoint_group: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoint_groups.get", &[endpoint_group], ptr::null(), Some(value), error) }
}

/// Looks whether an endpoint group is there.
///
/// - client: the client.
/// - endpoint_group: the id of the endpoint group.
///
/// HEAD /OS-EP-FILTER/endpoint_groups/{endpoint_group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_groups_check(
    client: *const ks_client,
    endpoint_group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoint_groups.check", &[endpoint_group], ptr::null(), None, error) }
}

/// Lists endpoint groups, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-EP-FILTER/endpoint_groups. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_groups_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoint_groups.list", &[], params, Some(value), error) }
}

/// Finds an endpoint group by filters that only one matches.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-EP-FILTER/endpoint_groups. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_groups_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoint_groups.find", &[], params, Some(value), error) }
}

/// Changes the attributes of an endpoint group that are given.
///
/// - client: the client.
/// - endpoint_group: the id of the endpoint group.
/// - params: by name: "name", "filters" (an object), "description"; others are attributes and sent as they are. NULL for
///   none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /OS-EP-FILTER/endpoint_groups/{endpoint_group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_groups_update(
    client: *const ks_client,
    endpoint_group: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoint_groups.update", &[endpoint_group], params, Some(value), error) }
}

/// Deletes an endpoint group.
///
/// - client: the client.
/// - endpoint_group: the id of the endpoint group.
///
/// DELETE /OS-EP-FILTER/endpoint_groups/{endpoint_group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_groups_delete(
    client: *const ks_client,
    endpoint_group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoint_groups.delete", &[endpoint_group], ptr::null(), None, error) }
}
