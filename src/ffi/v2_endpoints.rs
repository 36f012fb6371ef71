//! Endpoints, version 2.0
//!
//! For a client of version 2.0. By name: v2.endpoints.

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
/// - params: by name: "region" (required), "service_id" (required), "publicurl" (required), "adminurl", "internalurl".
/// - value: receives the object; free it with ks_value_free.
///
/// POST /endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_endpoints_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.endpoints.create", &[], params, Some(value), error) }
}

/// Lists endpoints.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_endpoints_list(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.endpoints.list", &[], ptr::null(), Some(value), error) }
}

/// Finds the only one of the endpoints with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_endpoints_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.endpoints.find", &[], params, Some(value), error) }
}

/// Lists the endpoints with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_endpoints_findall(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.endpoints.findall", &[], params, Some(value), error) }
}

/// Deletes an endpoint.
///
/// - client: the client.
/// - endpoint: the id of the endpoint.
///
/// DELETE /endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_endpoints_delete(
    client: *const ks_client,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.endpoints.delete", &[endpoint], ptr::null(), None, error) }
}
