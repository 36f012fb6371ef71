//! Mappings of federation, version 3
//!
//! For a client of version 3. By name: v3.federation.mappings.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a mapping under this id.
///
/// - client: the client.
/// - mapping: the id that the mapping is to have.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_create(
    client: *const ks_client,
    mapping: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.create", &[mapping], params, Some(value), error) }
}

/// Gets a mapping by id.
///
/// - client: the client.
/// - mapping: the id of the mapping.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_get(
    client: *const ks_client,
    mapping: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.get", &[mapping], ptr::null(), Some(value), error) }
}

/// Looks whether a mapping of this id is there.
///
/// - client: the client.
/// - mapping: the id of the mapping.
///
/// HEAD /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_head(
    client: *const ks_client,
    mapping: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.head", &[mapping], ptr::null(), None, error) }
}

/// Lists mappings, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-FEDERATION/mappings. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.list", &[], params, Some(value), error) }
}

/// Finds a mapping by filters that only one matches.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/mappings. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a mapping that are given.
///
/// - client: the client.
/// - mapping: the id of the mapping.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_update(
    client: *const ks_client,
    mapping: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.update", &[mapping], params, Some(value), error) }
}

/// Deletes a mapping.
///
/// - client: the client.
/// - mapping: the id of the mapping.
///
/// DELETE /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_delete(
    client: *const ks_client,
    mapping: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.delete", &[mapping], ptr::null(), None, error) }
}
