//! Services, version 2.0
//!
//! For a client of version 2.0. By name: v2.services.

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
/// - params: by name: "name" (required), "service_type" (on the wire "type") (required), "description".
/// - value: receives the object; free it with ks_value_free.
///
/// POST /OS-KSADM/services. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_services_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.services.create", &[], params, Some(value), error) }
}

/// Gets a service by id.
///
/// - client: the client.
/// - service: the id of the service.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-KSADM/services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_services_get(
    client: *const ks_client,
    service: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.services.get", &[service], ptr::null(), Some(value), error) }
}

/// Lists services.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-KSADM/services. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_services_list(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.services.list", &[], ptr::null(), Some(value), error) }
}

/// Finds the only one of the services with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-KSADM/services. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_services_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.services.find", &[], params, Some(value), error) }
}

/// Lists the services with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-KSADM/services. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_services_findall(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.services.findall", &[], params, Some(value), error) }
}

/// Deletes a service.
///
/// - client: the client.
/// - service: the id of the service.
///
/// DELETE /OS-KSADM/services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_services_delete(
    client: *const ks_client,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.services.delete", &[service], ptr::null(), None, error) }
}
