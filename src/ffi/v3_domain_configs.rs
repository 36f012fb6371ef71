//! Configuration of domains, version 3
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

/// Looks whether the configuration of a domain is set.
///
/// - client: the client.
/// - domain: the id of the domain.
///
/// HEAD /domains/{domain}/config. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_head(
    client: *const ks_client,
    domain: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.head", &[domain], ptr::null(), None, error) }
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

/// Gets a group of options of a domain's configuration.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - group: the group of options: "ldap", "identity".
/// - value: receives the object; free it with ks_value_free.
///
/// GET /domains/{domain}/config/{group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_get_group(
    client: *const ks_client,
    domain: *const c_char,
    group: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.get_group", &[domain, group], ptr::null(), Some(value), error) }
}

/// Looks whether a group of options of a domain's configuration is set.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - group: the group of options: "ldap", "identity".
///
/// HEAD /domains/{domain}/config/{group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_head_group(
    client: *const ks_client,
    domain: *const c_char,
    group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.head_group", &[domain, group], ptr::null(), None, error) }
}

/// Changes the options of a group that are given; the answer is the whole configuration.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - group: the group of options: "ldap", "identity".
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /domains/{domain}/config/{group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_update_group(
    client: *const ks_client,
    domain: *const c_char,
    group: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.update_group", &[domain, group], params, Some(value), error) }
}

/// Deletes a group of options of a domain's configuration.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - group: the group of options: "ldap", "identity".
///
/// DELETE /domains/{domain}/config/{group}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_delete_group(
    client: *const ks_client,
    domain: *const c_char,
    group: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.delete_group", &[domain, group], ptr::null(), None, error) }
}

/// Gets an option of a domain's configuration.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - group: the group of options: "ldap", "identity".
/// - option: the option: "url".
/// - value: receives the object; free it with ks_value_free.
///
/// GET /domains/{domain}/config/{group}/{option}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_get_option(
    client: *const ks_client,
    domain: *const c_char,
    group: *const c_char,
    option: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.domain_configs.get_option", &[domain, group, option], ptr::null(), Some(value), error)
    }
}

/// Looks whether an option of a domain's configuration is set.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - group: the group of options: "ldap", "identity".
/// - option: the option: "url".
///
/// HEAD /domains/{domain}/config/{group}/{option}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_head_option(
    client: *const ks_client,
    domain: *const c_char,
    group: *const c_char,
    option: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.head_option", &[domain, group, option], ptr::null(), None, error) }
}

/// Sets an option that has a value already; the answer is the whole configuration.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - group: the group of options: "ldap", "identity".
/// - option: the option: "url".
/// - params: by name: "value" (required).
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /domains/{domain}/config/{group}/{option}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_update_option(
    client: *const ks_client,
    domain: *const c_char,
    group: *const c_char,
    option: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.update_option", &[domain, group, option], params, Some(value), error) }
}

/// Deletes an option of a domain's configuration.
///
/// - client: the client.
/// - domain: the id of the domain.
/// - group: the group of options: "ldap", "identity".
/// - option: the option: "url".
///
/// DELETE /domains/{domain}/config/{group}/{option}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_delete_option(
    client: *const ks_client,
    domain: *const c_char,
    group: *const c_char,
    option: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.delete_option", &[domain, group, option], ptr::null(), None, error) }
}

/// Gets what holds for a domain that has no configuration.
///
/// - client: the client.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /domains/config/default. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_get_default(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.get_default", &[], ptr::null(), Some(value), error) }
}

/// Gets a group of options of the default configuration.
///
/// - client: the client.
/// - group: the group of options: "ldap", "identity".
/// - value: receives the object; free it with ks_value_free.
///
/// GET /domains/config/{group}/default. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_get_default_group(
    client: *const ks_client,
    group: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.domain_configs.get_default_group", &[group], ptr::null(), Some(value), error) }
}

/// Gets an option of the default configuration.
///
/// - client: the client.
/// - group: the group of options: "ldap", "identity".
/// - option: the option: "url".
/// - value: receives the object; free it with ks_value_free.
///
/// GET /domains/config/{group}/{option}/default. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_domain_configs_get_default_option(
    client: *const ks_client,
    group: *const c_char,
    option: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.domain_configs.get_default_option", &[group, option], ptr::null(), Some(value), error)
    }
}
