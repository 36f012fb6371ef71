//! Endpoints, version 3
//!
//! For a client of version 3. By name: v3.endpoints.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates an endpoint.
///
/// - client: the client.
/// - params: by name: "service" (required), "url" (required), "interface" (public, internal or admin), "region", "enabled"
///   (default true); others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoints_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoints.create", &[], params, Some(value), error) }
}

/// Gets an endpoint by id.
///
/// - client: the client.
/// - endpoint: the id of the endpoint.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoints_get(
    client: *const ks_client,
    endpoint: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoints.get", &[endpoint], ptr::null(), Some(value), error) }
}

/// Looks whether an endpoint of this id is there.
///
/// - client: the client.
/// - endpoint: the id of the endpoint.
///
/// HEAD /endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoints_head(
    client: *const ks_client,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoints.head", &[endpoint], ptr::null(), None, error) }
}

/// Lists endpoints, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "service", "interface" (public, internal or admin), "region", "enabled"; others are filters of the
///   server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoints_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoints.list", &[], params, Some(value), error) }
}

/// Finds an endpoint by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "service", "interface" (public, internal or admin), "region", "enabled"; others are filters of the
///   server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoints_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoints.find", &[], params, Some(value), error) }
}

/// Changes the attributes of an endpoint that are given.
///
/// - client: the client.
/// - endpoint: the id of the endpoint.
/// - params: by name: "service", "url", "interface" (public, internal or admin), "region", "enabled"; others are attributes
///   and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoints_update(
    client: *const ks_client,
    endpoint: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoints.update", &[endpoint], params, Some(value), error) }
}

/// Deletes an endpoint.
///
/// - client: the client.
/// - endpoint: the id of the endpoint.
///
/// DELETE /endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoints_delete(
    client: *const ks_client,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.endpoints.delete", &[endpoint], ptr::null(), None, error) }
}
