//! Credentials, version 3
//!
//! For a client of version 3. By name: v3.credentials.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a credential.
///
/// - client: the client.
/// - params: by name: "user" (required), "type" (required), "blob" (a text) (required), "project"; others are attributes
///   and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /credentials. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_credentials_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.credentials.create", &[], params, Some(value), error) }
}

/// Gets a credential by id.
///
/// - client: the client.
/// - credential: the id of the credential.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /credentials/{credential}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_credentials_get(
    client: *const ks_client,
    credential: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.credentials.get", &[credential], ptr::null(), Some(value), error) }
}

/// Looks whether a credential of this id is there.
///
/// - client: the client.
/// - credential: the id of the credential.
///
/// HEAD /credentials/{credential}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_credentials_head(
    client: *const ks_client,
    credential: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.credentials.head", &[credential], ptr::null(), None, error) }
}

/// Lists credentials, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "user", "type"; others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /credentials. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_credentials_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.credentials.list", &[], params, Some(value), error) }
}

/// Finds a credential by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "user", "type"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /credentials. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_credentials_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.credentials.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a credential that are given.
///
/// - client: the client.
/// - credential: the id of the credential.
/// - params: by name: "user", "type", "blob" (a text), "project"; others are attributes and sent as they are. NULL for
///   none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /credentials/{credential}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_credentials_update(
    client: *const ks_client,
    credential: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.credentials.update", &[credential], params, Some(value), error) }
}

/// Deletes a credential.
///
/// - client: the client.
/// - credential: the id of the credential.
///
/// DELETE /credentials/{credential}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_credentials_delete(
    client: *const ks_client,
    credential: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.credentials.delete", &[credential], ptr::null(), None, error) }
}
