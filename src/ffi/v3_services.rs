//! Services, version 3
//!
//! For a client of version 3. By name: v3.services.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a service.
///
/// - client: the client.
/// - params: by name: "name" (required), "service_type" (on the wire "type"), "enabled" (default true), "description";
///   others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /services. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_services_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.services.create", &[], params, Some(value), error) }
}

/// Gets a service by id.
///
/// - client: the client.
/// - service: the id of the service.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_services_get(
    client: *const ks_client,
    service: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.services.get", &[service], ptr::null(), Some(value), error) }
}

/// Looks whether a service of this id is there.
///
/// - client: the client.
/// - service: the id of the service.
///
/// HEAD /services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_services_head(
    client: *const ks_client,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.services.head", &[service], ptr::null(), None, error) }
}

/// Lists services, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "name", "service_type" (on the wire "type"); others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /services. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_services_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.services.list", &[], params, Some(value), error) }
}

/// Finds a service by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "name", "service_type" (on the wire "type"); others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /services. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_services_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.services.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a service that are given.
///
/// - client: the client.
/// - service: the id of the service.
/// - params: by name: "name", "service_type" (on the wire "type"), "enabled", "description"; others are attributes and sent
///   as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_services_update(
    client: *const ks_client,
    service: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.services.update", &[service], params, Some(value), error) }
}

/// Deletes a service.
///
/// - client: the client.
/// - service: the id of the service.
///
/// DELETE /services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_services_delete(
    client: *const ks_client,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.services.delete", &[service], ptr::null(), None, error) }
}
