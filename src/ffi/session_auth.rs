//! Sessions for other HTTP clients
//!
//! What a request needs that is sent by other means: the header fields that authenticate it, and what its connection needs.

use super::error::ks_error;
use super::headers::ks_headers;
use super::questions;
use super::result::ks_result;
use super::session::{ask, ks_session};
use super::value::ks_value;

/// The header fields that authenticate a request; logs in when there is no token or it is about to end.
///
/// Ask for them before each request: while the token lasts that costs nothing. When a service answers 401, call
/// ks_session_invalidate, ask again, and send once more.
///
/// - session: the session.
/// - headers: receives the fields; free them with ks_headers_free. They are the token of this moment, and stay as they are.
///
/// Errors: as ks_session_get_access. Thread-safe: of all threads that need a login one does it. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_auth_headers(
    session: *const ks_session,
    headers: *mut *mut ks_headers,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(session, headers, "headers", error, questions::auth_headers) }
}

/// What the plugin asks of the connections of authenticated requests, in place of what session and request say.
///
/// - session: the session.
/// - params: receives an object; free it with ks_value_free. It has "verify", true, false or the file of the CAs, and "cert" and
///   "key", the files of a client certificate, as far as the plugin says: most say nothing, which is an empty object.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_auth_connection_params(
    session: *const ks_session,
    params: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(session, params, "params", error, questions::connection_params) }
}
