//! Domains, version 3
//!
//! For a client of version 3. By name: v3.domains.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a domain.
///
/// - client: the client.
/// - params: by name: "name" (required), "description", "enabled" (default true); others are attributes and sent as they
///   are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /domains. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domains_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domains.create", &[], params, Some(value), error) }
}

/// Gets a domain by id.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /domains/{domain}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domains_get(
    client: *const ks_client,
    domain: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domains.get", &[domain], ptr::null(), Some(value), error) }
}

/// Looks whether a domain of this id is there.
///
/// - client: the client.
/// - domain: the id of the domain.
///
/// HEAD /domains/{domain}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domains_head(
    client: *const ks_client,
    domain: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domains.head", &[domain], ptr::null(), None, error) }
}

/// Lists domains, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /domains. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domains_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domains.list", &[], params, Some(value), error) }
}

/// Finds a domain by filters that only one matches.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /domains. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domains_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domains.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a domain that are given.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - params: by name: "name", "description", "enabled"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /domains/{domain}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domains_update(
    client: *const ks_client,
    domain: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domains.update", &[domain], params, Some(value), error) }
}

/// Deletes a domain.
///
/// - client: the client.
/// - domain: the id of the domain.
///
/// DELETE /domains/{domain}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domains_delete(
    client: *const ks_client,
    domain: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domains.delete", &[domain], ptr::null(), None, error) }
}
