//! Validation of tokens, version 3
//!
//! For a client of version 3. By name: v3.tokens.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Validates a token and gets all that it says.
///
/// - client: the client.
/// - token: the token that is asked about.
/// - params: by name: "include_catalog" (false: without the catalog), "allow_expired" (true: one that has expired, too),
///   "access_rules_support". NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /auth/tokens. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_tokens_validate(
    client: *const ks_client,
    token: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.tokens.validate", &[token], params, Some(value), error) }
}

/// Validates a token and gets the whole answer.
///
/// - client: the client.
/// - token: the token that is asked about.
/// - params: by name: "include_catalog" (false: without the catalog), "allow_expired" (true: one that has expired, too),
///   "access_rules_support". NULL for none.
/// - value: receives the whole answer; free it with ks_value_free.
///
/// GET /auth/tokens. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_tokens_get_token_data(
    client: *const ks_client,
    token: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.tokens.get_token_data", &[token], params, Some(value), error) }
}

/// Looks whether a token is valid.
///
/// - client: the client.
/// - token: the token that is asked about.
/// - params: by name: "include_catalog" (false: without the catalog), "allow_expired" (true: one that has expired, too),
///   "access_rules_support". NULL for none.
///
/// HEAD /auth/tokens. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_tokens_check(
    client: *const ks_client,
    token: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.tokens.check", &[token], params, None, error) }
}

/// Revokes a token.
///
/// - client: the client.
/// - token: the token that is asked about.
///
/// DELETE /auth/tokens. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_tokens_revoke_token(
    client: *const ks_client,
    token: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.tokens.revoke_token", &[token], ptr::null(), None, error) }
}

/// Gets the list of revoked tokens.
///
/// - client: the client.
/// - params: by name: "audit_id_only" (true: their audit ids alone). NULL for none.
/// - value: receives the whole answer; free it with ks_value_free.
///
/// GET /auth/tokens/OS-PKI/revoked. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_tokens_get_revoked(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.tokens.get_revoked", &[], params, Some(value), error) }
}
