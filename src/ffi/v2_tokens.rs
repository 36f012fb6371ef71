//! Tokens, version 2.0
//!
//! For a client of version 2.0. By name: v2.tokens.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Gets a token for a user and password or for another token, which comes first.
///
/// - client: the client.
/// - params: by name: "username", "password", "token", "tenant_id", "tenant_name".
/// - value: receives the object; free it with ks_value_free.
///
/// POST /tokens. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tokens_authenticate(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tokens.authenticate", &[], params, Some(value), error) }
}

/// Validates a token and gets all that it says.
///
/// - client: the client.
/// - token: the token that is asked about.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /tokens/{token}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tokens_validate(
    client: *const ks_client,
    token: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tokens.validate", &[token], ptr::null(), Some(value), error) }
}

/// Validates a token and gets the whole answer.
///
/// - client: the client.
/// - token: the token that is asked about.
/// - value: receives the whole answer; free it with ks_value_free.
///
/// GET /tokens/{token}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tokens_get_token_data(
    client: *const ks_client,
    token: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tokens.get_token_data", &[token], ptr::null(), Some(value), error) }
}

/// As tokens.validate.
///
/// - client: the client.
/// - token: the token that is asked about.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /tokens/{token}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tokens_validate_access_info(
    client: *const ks_client,
    token: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tokens.validate_access_info", &[token], ptr::null(), Some(value), error) }
}

/// Lists the endpoints that a token may use.
///
/// - client: the client.
/// - token: the token that is asked about.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /tokens/{token}/endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tokens_endpoints(
    client: *const ks_client,
    token: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tokens.endpoints", &[token], ptr::null(), Some(value), error) }
}

/// Revokes a token.
///
/// - client: the client.
/// - token: the token that is asked about.
///
/// DELETE /tokens/{token}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tokens_delete(
    client: *const ks_client,
    token: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tokens.delete", &[token], ptr::null(), None, error) }
}

/// Gets the list of revoked tokens.
///
/// - client: the client.
/// - value: receives the whole answer; free it with ks_value_free.
///
/// GET /tokens/revoked. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tokens_get_revoked(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tokens.get_revoked", &[], ptr::null(), Some(value), error) }
}
