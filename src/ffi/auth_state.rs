//! Tokens that are kept
//!
//! The token that a plugin holds: dropped, kept over the end of the program, and taken up again.

use std::ffi::c_char;

use super::auth::ks_auth;
use super::boundary::{Out, borrow, guard, optional_string, value_or};
use super::error::ks_error;
use super::result::ks_result;
use super::session::set_text;
use super::text::ks_text;

/// Drops the plugin's token, so that whoever needs one logs in; also allows a login at once, whatever became of the last one.
///
/// - auth: the plugin. NULL is allowed.
///
/// The token stays valid at the server. Returns true when there was one and the plugin can get another; false for NULL.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_invalidate(auth: *const ks_auth) -> bool {
    // SAFETY: NULL or a live handle, as the header demands.
    value_or(false, || Some(unsafe { auth.as_ref() }?.plugin().invalidate(None)))
}

/// An id under which to keep the plugin's state: plugins whose options are equal have the same.
///
/// - auth: the plugin.
/// - cache_id: receives it, letters, digits, "-" and "_"; free it with ks_text_free. NULL for a plugin whose tokens are not to be kept.
///
/// It is a digest. The password is in it, so that a wrong one does not lead to the right one's token; who could try all
/// passwords could find it. A one-time password, and one that is asked for, is not in it. No I/O.
///
/// Errors: KS_ERROR_NULL_ARGUMENT; whatever a callback returns. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_cache_id(
    auth: *const ks_auth,
    cache_id: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(cache_id, "cache_id") }?;
        // SAFETY: as above.
        set_text(out, unsafe { borrow(auth, "auth") }?.plugin().cache_id()?);
        Ok(())
    })
}

/// The plugin's token and what it says, for a later run of the program. It holds the token: keep it as you would a password.
///
/// - auth: the plugin.
/// - state: receives a JSON object with "auth_token" and "body", as keystoneauth has it, and for a client of OAuth 2 with a secret
///   "oauth2_access_token" beside them; free it with ks_text_free, which wipes it. NULL when there is no token.
///
/// No I/O: whoever wants a state logs in before, by ks_auth_get_access.
///
/// Errors: KS_ERROR_METHOD_NOT_IMPLEMENTED for a plugin that has none; KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_state(
    auth: *const ks_auth,
    state: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(state, "state") }?;
        // SAFETY: as above.
        set_text(out, unsafe { borrow(auth, "auth") }?.plugin().state()?);
        Ok(())
    })
}

/// Takes a state in place of the plugin's token. It is used until it nears its end, by the clock of whoever issued it.
///
/// - auth: the plugin.
/// - state: what ks_auth_get_state gave, from a plugin with the same ks_auth_cache_id. NULL or "" drops the token.
///
/// No I/O: a token that was revoked meanwhile is noticed when a service refuses it.
///
/// Errors: KS_ERROR_INVALID_RESPONSE for what is no state; KS_ERROR_METHOD_NOT_IMPLEMENTED for a plugin that takes none;
/// KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_set_state(
    auth: *const ks_auth,
    state: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let auth = unsafe { borrow(auth, "auth") }?;
        // SAFETY: as above.
        auth.plugin().set_state(unsafe { optional_string(state, "state") }?)
    })
}
