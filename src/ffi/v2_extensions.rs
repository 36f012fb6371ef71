//! Extensions, version 2.0
//!
//! For a client of version 2.0. By name: v2.extensions.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Lists the extensions.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /extensions. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_extensions_list(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.extensions.list", &[], ptr::null(), Some(value), error) }
}

/// Finds the only one of the extensions with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /extensions. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_extensions_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.extensions.find", &[], params, Some(value), error) }
}

/// Lists the extensions with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /extensions. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_extensions_findall(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.extensions.findall", &[], params, Some(value), error) }
}
