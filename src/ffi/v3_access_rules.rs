//! Access rules, version 3
//!
//! For a client of version 3. By name: v3.access_rules.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Gets an access rule by id.
///
/// - client: the client.
/// - access_rule: the id of the access rule.
/// - params: by name: "user" (default: the user of the token). NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users/{user}/access_rules/{access_rule}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_access_rules_get(
    client: *const ks_client,
    access_rule: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.access_rules.get", &[access_rule], params, Some(value), error) }
}

/// Looks whether an access rule of this id is there.
///
/// - client: the client.
/// - access_rule: the id of the access rule.
/// - params: by name: "user" (default: the user of the token). NULL for none.
///
/// HEAD /users/{user}/access_rules/{access_rule}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_access_rules_head(
    client: *const ks_client,
    access_rule: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.access_rules.head", &[access_rule], params, None, error) }
}

/// Lists the access rules of a user, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "user" (default: the user of the token); others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users/{user}/access_rules. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_access_rules_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.access_rules.list", &[], params, Some(value), error) }
}

/// Finds an access rule by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "user" (default: the user of the token); others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users/{user}/access_rules. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_access_rules_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.access_rules.find", &[], params, Some(value), error) }
}

/// Deletes an access rule.
///
/// - client: the client.
/// - access_rule: the id of the access rule.
/// - params: by name: "user" (default: the user of the token). NULL for none.
///
/// DELETE /users/{user}/access_rules/{access_rule}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_access_rules_delete(
    client: *const ks_client,
    access_rule: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.access_rules.delete", &[access_rule], params, None, error) }
}
