//! Policies, version 3
//!
//! For a client of version 3. By name: v3.policies.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a policy.
///
/// - client: the client.
/// - params: by name: "blob" (a text) (required), "type" (default "application/json"); others are attributes and sent as
///   they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /policies. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_policies_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.policies.create", &[], params, Some(value), error) }
}

/// Gets a policy by id.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /policies/{policy}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_policies_get(
    client: *const ks_client,
    policy: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.policies.get", &[policy], ptr::null(), Some(value), error) }
}

/// Looks whether a policy of this id is there.
///
/// - client: the client.
/// - policy: the id of the policy.
///
/// HEAD /policies/{policy}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_policies_head(
    client: *const ks_client,
    policy: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.policies.head", &[policy], ptr::null(), None, error) }
}

/// Lists policies, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /policies. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_policies_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.policies.list", &[], params, Some(value), error) }
}

/// Finds a policy by filters that only one matches.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /policies. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_policies_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.policies.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a policy that are given.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - params: by name: "blob" (a text), "type"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /policies/{policy}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_policies_update(
    client: *const ks_client,
    policy: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.policies.update", &[policy], params, Some(value), error) }
}

/// Deletes a policy.
///
/// - client: the client.
/// - policy: the id of the policy.
///
/// DELETE /policies/{policy}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_policies_delete(
    client: *const ks_client,
    policy: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.policies.delete", &[policy], ptr::null(), None, error) }
}
