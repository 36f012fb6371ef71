//! Trusts, version 3
//!
//! For a client of version 3. By name: v3.trusts.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a trust.
///
/// - client: the client.
/// - params: by name: "trustee_user" (required), "trustor_user" (required), "role_names" (a list), "role_ids" (a list),
///   "project", "impersonation" (whether the trustee acts in the trustor's name) (default false), "expires_at" (a time as
///   ks_isotime writes it), "remaining_uses"; others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /OS-TRUST/trusts. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.create", &[], params, Some(value), error) }
}

/// Gets a trust by id.
///
/// - client: the client.
/// - trust: the id of the trust.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-TRUST/trusts/{trust}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_get(
    client: *const ks_client,
    trust: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.get", &[trust], ptr::null(), Some(value), error) }
}

/// Looks whether a trust of this id is there.
///
/// - client: the client.
/// - trust: the id of the trust.
///
/// HEAD /OS-TRUST/trusts/{trust}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_head(
    client: *const ks_client,
    trust: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.head", &[trust], ptr::null(), None, error) }
}

/// Lists trusts, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "trustee_user", "trustor_user"; others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-TRUST/trusts. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.list", &[], params, Some(value), error) }
}

/// Finds a trust by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "trustee_user", "trustor_user"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-TRUST/trusts. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.find", &[], params, Some(value), error) }
}

/// Deletes a trust.
///
/// - client: the client.
/// - trust: the id of the trust.
///
/// DELETE /OS-TRUST/trusts/{trust}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_delete(
    client: *const ks_client,
    trust: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.delete", &[trust], ptr::null(), None, error) }
}

/// Lists the roles that a trust lends.
///
/// - client: the client.
/// - trust: the id of the trust.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-TRUST/trusts/{trust}/roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_list_roles(
    client: *const ks_client,
    trust: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.list_roles", &[trust], ptr::null(), Some(value), error) }
}

/// Gets a role that a trust lends.
///
/// - client: the client.
/// - trust: the id of the trust.
/// - role: the id of the role.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-TRUST/trusts/{trust}/roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_get_role(
    client: *const ks_client,
    trust: *const c_char,
    role: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.get_role", &[trust, role], ptr::null(), Some(value), error) }
}

/// Looks whether a trust lends a role.
///
/// - client: the client.
/// - trust: the id of the trust.
/// - role: the id of the role.
///
/// HEAD /OS-TRUST/trusts/{trust}/roles/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_trusts_check_role(
    client: *const ks_client,
    trust: *const c_char,
    role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.trusts.check_role", &[trust, role], ptr::null(), None, error) }
}
