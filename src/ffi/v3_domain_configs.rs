//! Configuration of domains
//!
//! For a client of version 3. By name: v3.domain_configs.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Gives a domain this configuration: groups of options by name.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /domains/{domain}/config. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_create(
    client: *const ks_client,
    domain: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.create", &[domain], params, Some(value), error) }
}

/// Gets the configuration of a domain.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /domains/{domain}/config. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_get(
    client: *const ks_client,
    domain: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.get", &[domain], ptr::null(), Some(value), error) }
}

/// Changes the options of a domain's configuration that are given.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /domains/{domain}/config. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_update(
    client: *const ks_client,
    domain: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.update", &[domain], params, Some(value), error) }
}

/// Deletes the configuration of a domain.
///
/// - client: the client.
/// - domain: the id of the domain.
///
/// DELETE /domains/{domain}/config. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_delete(
    client: *const ks_client,
    domain: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.delete", &[domain], ptr::null(), None, error) }
}
