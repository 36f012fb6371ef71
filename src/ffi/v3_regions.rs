//! Regions, version 3
//!
//! For a client of version 3. By name: v3.regions.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a region.
///
/// - client: the client.
/// - params: by name: "id", "description", "parent_region"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /regions. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_regions_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.regions.create", &[], params, Some(value), error) }
}

/// Gets a region by id.
///
/// - client: the client.
/// - region: the id of the region.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /regions/{region}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_regions_get(
    client: *const ks_client,
    region: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.regions.get", &[region], ptr::null(), Some(value), error) }
}

/// Looks whether a region of this id is there.
///
/// - client: the client.
/// - region: the id of the region.
///
/// HEAD /regions/{region}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_regions_head(
    client: *const ks_client,
    region: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.regions.head", &[region], ptr::null(), None, error) }
}

/// Lists regions, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "parent_region"; others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /regions. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_regions_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.regions.list", &[], params, Some(value), error) }
}

/// Finds a region by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "parent_region"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /regions. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_regions_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.regions.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a region that are given.
///
/// - client: the client.
/// - region: the id of the region.
/// - params: by name: "description", "parent_region"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /regions/{region}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_regions_update(
    client: *const ks_client,
    region: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.regions.update", &[region], params, Some(value), error) }
}

/// Deletes a region.
///
/// - client: the client.
/// - region: the id of the region.
///
/// DELETE /regions/{region}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_regions_delete(
    client: *const ks_client,
    region: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.regions.delete", &[region], ptr::null(), None, error) }
}
