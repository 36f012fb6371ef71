//! Tokens from elsewhere
//!
//! A token need not come from a session: here is how one is read from its body, from an answer, or from what was saved of it.

use std::ffi::c_char;
use std::sync::Arc;

use super::access::{ks_access, value};
use super::boundary::{Out, borrow, bytes, guard, optional_string};
use super::error::ks_error;
use super::response::ks_response;
use super::result::ks_result;
use super::text::ks_text;
use super::value::ks_value;
use crate::access::Access;
use crate::error::{Failure, Result};
use crate::http::url;
use crate::time;

/// Reads the body of a token that was obtained somewhere else.
///
/// - json: the body as Keystone sent it, version 3 or 2; need not end in NUL. It is copied.
/// - length: how many bytes it has.
/// - token_id: the token itself, which version 3 sends in the header X-Subject-Token. NULL if it is not known, or to take the one
///   that a body of version 2 holds.
/// - access: receives the token; free it with ks_access_free.
/// - error: receives what went wrong; NULL is allowed. It names what is wrong in the body, and shows nothing of its content.
///
/// Errors: KS_ERROR_INVALID_RESPONSE if the body is no token, KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8,
/// KS_ERROR_OUT_OF_RANGE.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_from_json(
    json: *const c_char,
    length: usize,
    token_id: *const c_char,
    access: *mut *mut ks_access,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let access = unsafe { Out::new(access, "access") }?;
        // SAFETY: as above.
        let body = unsafe { text_of(json, length, "json") }?;
        // SAFETY: as above.
        let token_id = unsafe { optional_string(token_id, "token_id") }?;
        access.set(ks_access::share(Arc::new(Access::from_json(body, token_id)?)));
        Ok(())
    })
}

/// Reads the answer to a login (POST /v3/auth/tokens), or to the question what a token says (GET /v3/auth/tokens).
///
/// - response: the answer. Version 3 has the token in its header X-Subject-Token, version 2 in its body.
/// - access: receives the token; free it with ks_access_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: the error that the answer's status means, if that is 400 or more: KS_ERROR_UNAUTHORIZED. KS_ERROR_INVALID_RESPONSE if
/// the body is no token or the header is missing, KS_ERROR_NULL_ARGUMENT.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_from_response(
    response: *const ks_response,
    access: *mut *mut ks_access,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let access = unsafe { Out::new(access, "access") }?;
        // SAFETY: as above.
        let response = unsafe { borrow(response, "response") }?.inner();
        let read = Access::from_answer(&Failure {
            status: response.status,
            header: &|name| response.headers.get(name),
            body: response.body(),
            method: "",
            url: &url::shown(response.url.as_str()),
            now: time::now(),
        })?;
        access.set(ks_access::share(Arc::new(read)));
        Ok(())
    })
}

/// Reads a token that ks_access_to_state saved, or the get_auth_state of a plugin of keystoneauth.
///
/// - state: the text; need not end in NUL. It is copied, and the copy is wiped.
/// - length: how many bytes it has.
/// - access: receives the token; free it with ks_access_free. It may have expired by now: ks_access_will_expire_soon tells.
/// - error: receives what went wrong; NULL is allowed. It names what is wrong, and shows nothing of the content.
///
/// Errors: KS_ERROR_INVALID_RESPONSE if the text is no saved token, KS_ERROR_NULL_ARGUMENT, KS_ERROR_OUT_OF_RANGE.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_from_state(
    state: *const c_char,
    length: usize,
    access: *mut *mut ks_access,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let access = unsafe { Out::new(access, "access") }?;
        // SAFETY: as above.
        let state = unsafe { text_of(state, length, "state") }?;
        access.set(ks_access::share(Arc::new(Access::from_state(state)?)));
        Ok(())
    })
}

/// Saves a token: the JSON object {"auth_token": ..., "body": ...}, which a plugin of keystoneauth takes as well, by set_auth_state.
///
/// - access: the token.
/// - state: receives the text; free it with ks_text_free. It holds the token and so is a secret: ks_text_free wipes it.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: KS_ERROR_NULL_ARGUMENT.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_to_state(
    access: *const ks_access,
    state: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let state = unsafe { Out::new(state, "state") }?;
        // SAFETY: as above.
        let access = unsafe { borrow(access.cast::<Access>(), "access") }?;
        state.set(ks_text::into_raw(access.to_state()));
        Ok(())
    })
}

/// The whole body, for what has no function of its own, and where null and absent differ. A body of version 2 holds the token.
///
/// - access: NULL is allowed.
///
/// Returns a value borrowed from the token, which ks_value_ref may keep beyond it; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_body(access: *const ks_access) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { value(access, |access| Some(access.body())) }
}

/// A text that may be empty but not NULL.
unsafe fn text_of<'a>(text: *const c_char, length: usize, name: &str) -> Result<&'a [u8]> {
    // SAFETY: the caller's promise is handed on.
    unsafe { borrow(text, name) }?;
    // SAFETY: as above.
    unsafe { bytes(text.cast(), length, name) }
}

#[cfg(test)]
mod tests;
