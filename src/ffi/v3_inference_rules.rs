//! Roles that imply others, version 3
//!
//! For a client of version 3. By name: v3.inference_rules.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::result::ks_result;
use super::value::ks_value;

/// Lets whoever has the prior role have the implied role, too.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - implied_role: the id of the role that is implied.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /roles/{prior_role}/implies/{implied_role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_inference_rules_create(
    client: *const ks_client,
    prior_role: *const c_char,
    implied_role: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.inference_rules.create", &[prior_role, implied_role], ptr::null(), Some(value), error)
    }
}

/// Gets the rule between two roles.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - implied_role: the id of the role that is implied.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /roles/{prior_role}/implies/{implied_role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_inference_rules_get(
    client: *const ks_client,
    prior_role: *const c_char,
    implied_role: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.inference_rules.get", &[prior_role, implied_role], ptr::null(), Some(value), error) }
}

/// Looks whether one role implies the other.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - implied_role: the id of the role that is implied.
///
/// HEAD /roles/{prior_role}/implies/{implied_role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_inference_rules_check(
    client: *const ks_client,
    prior_role: *const c_char,
    implied_role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.inference_rules.check", &[prior_role, implied_role], ptr::null(), None, error) }
}

/// Deletes the rule between two roles.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - implied_role: the id of the role that is implied.
///
/// DELETE /roles/{prior_role}/implies/{implied_role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_inference_rules_delete(
    client: *const ks_client,
    prior_role: *const c_char,
    implied_role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.inference_rules.delete", &[prior_role, implied_role], ptr::null(), None, error) }
}

/// Gets the rules of one prior role: an object whose 'implies' lists the roles.
///
/// - client: the client.
/// - prior_role: the id of the role that implies the other.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /roles/{prior_role}/implies. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_inference_rules_list(
    client: *const ks_client,
    prior_role: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.inference_rules.list", &[prior_role], ptr::null(), Some(value), error) }
}

/// Lists all rules, by prior role.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /role_inferences. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_inference_rules_list_inference_roles(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.inference_rules.list_inference_roles", &[], ptr::null(), Some(value), error) }
}
