//! What a plugin knows
//!
//! The questions that sessions ask their plugin, for programs that send requests of their own or keep tokens themselves. Each
//! takes a session, whose connections and times are used where a login is needed; the plugin of that session does not matter.

use std::ffi::c_char;

use super::access::ks_access;
use super::auth::ks_auth;
use super::boundary::{borrow, string};
use super::endpoint::{filter, ks_endpoint_filter};
use super::error::ks_error;
use super::headers::ks_headers;
use super::questions::{self, text};
use super::result::ks_result;
use super::session::ks_session;
use super::text::ks_text;
use super::value::ks_value;
use super::wait;
use crate::error::Result;
use crate::session::Session;

/// Asks the session as it were with this plugin.
unsafe fn ask<T>(
    auth: *const ks_auth,
    session: *const ks_session,
    out: *mut *mut T,
    name: &str,
    error: *mut *mut ks_error,
    answer: impl FnOnce(&Session) -> Result<*mut T>,
) -> ks_result {
    let session = || {
        // SAFETY: the caller's promise is handed on.
        let plugin = unsafe { borrow(auth, "auth") }?.plugin().clone();
        // SAFETY: as above.
        Ok(unsafe { borrow(session, "session") }?.session().with_auth(plugin))
    };
    // SAFETY: as above.
    unsafe { questions::ask(out, name, error, session, answer) }
}

/// The token with all that it says; logs in when there is none or it is about to end.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - access: receives it; free it with ks_access_free. It does not change when the token is renewed.
///
/// After a login was refused with 401, further calls fail alike without asking Identity again, which would lock the account
/// in the end: until the credentials are others (ks_auth_add_method, a password typed anew), or ks_auth_invalidate allows it.
/// No time lifts it, for no time makes a wrong password right: a program that learns of a change, such as an account that is
/// unlocked or a role that is granted, calls ks_auth_invalidate, or makes a new plugin.
/// After a 429, or a 503 with Retry-After, they fail alike until that time has come, at most five minutes, unless
/// ks_auth_invalidate allows it.
///
/// Errors: KS_ERROR_UNAUTHORIZED and other refusals of Identity; KS_ERROR_MISSING_AUTH_METHODS when it wants more methods, see
/// ks_auth_add_method; KS_ERROR_CONNECT_FAILURE, KS_ERROR_CONNECT_TIMEOUT (also for a thread that waited for another one's
/// login as long as the session's "request_timeout"), KS_ERROR_SSL_ERROR, KS_ERROR_UNKNOWN_CONNECTION_ERROR;
/// KS_ERROR_DISCOVERY_FAILURE; KS_ERROR_INVALID_RESPONSE; KS_ERROR_METHOD_NOT_IMPLEMENTED for a plugin that holds no such token;
/// KS_ERROR_NULL_ARGUMENT. Thread-safe: of all threads that need a login one does it. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_access(
    auth: *const ks_auth,
    session: *const ks_session,
    access: *mut *mut ks_access,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, access, "access", error, questions::access) }
}

/// The token with all that it says, for work that takes so long: one that ends before is renewed now.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - seconds: how long the token must last from now; 0 and less is as ks_auth_get_access.
/// - access: receives it; free it with ks_access_free.
///
/// Errors: KS_ERROR_AUTHORIZATION_FAILURE when a new token does not last so long either; as ks_auth_get_access. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_access_lasting(
    auth: *const ks_auth,
    session: *const ks_session,
    seconds: i64,
    access: *mut *mut ks_access,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe {
        ask(auth, session, access, "access", error, |session| {
            wait(session.access_lasting(seconds)).map(ks_access::share)
        })
    }
}

/// The token itself; logs in when need be.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - token: receives it; free it with ks_text_free, which wipes it. NULL when the plugin authenticates by other means.
///
/// Errors: as ks_auth_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_token(
    auth: *const ks_auth,
    session: *const ks_session,
    token: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, token, "token", error, questions::token) }
}

/// The header fields that authenticate a request; logs in when need be.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - headers: receives the fields, "X-Auth-Token" among them most often; free them with ks_headers_free. None at all means that
///   requests go out as they are.
///
/// Errors: as ks_auth_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_headers(
    auth: *const ks_auth,
    session: *const ks_session,
    headers: *mut *mut ks_headers,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, headers, "headers", error, questions::auth_headers) }
}

/// The URL of a service, out of the catalog of the plugin's token.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - filter: which service; NULL for whatever the plugin answers to that. The session's region and interface count where it says none.
/// - url: receives it; free it with ks_text_free. NULL when the plugin knows of none.
///
/// Errors: as ks_session_get_endpoint. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_endpoint(
    auth: *const ks_auth,
    session: *const ks_session,
    filter: *const ks_endpoint_filter,
    url: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on; the filter's strings live as long as the call.
    let query = || unsafe { self::filter(filter) }.map(Option::unwrap_or_default);
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, url, "url", error, |session| text(session.endpoint(query()?))) }
}

/// The URL of the version of Identity that the plugin logs in to; asks which there are when need be.
///
/// - auth: the plugin.
/// - session: what asks.
/// - url: receives it; free it with ks_text_free. NULL when the plugin logs in nowhere.
///
/// Errors: as ks_auth_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_auth_url(
    auth: *const ks_auth,
    session: *const ks_session,
    url: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, url, "url", error, |session| text(session.login_url())) }
}

/// The id of the user who is logged in.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - user_id: receives it; free it with ks_text_free. NULL when the plugin does not know it.
///
/// Errors: as ks_auth_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_user_id(
    auth: *const ks_auth,
    session: *const ks_session,
    user_id: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, user_id, "user_id", error, questions::user_id) }
}

/// The id of the project that the token is for.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - project_id: receives it; free it with ks_text_free. NULL when the token is for no project, or the plugin does not know.
///
/// Errors: as ks_auth_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_project_id(
    auth: *const ks_auth,
    session: *const ks_session,
    project_id: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, project_id, "project_id", error, questions::project_id) }
}

/// Where to log in at another cloud that takes this one's tokens.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - sp_id: the id of that cloud, the service provider.
/// - url: receives it; free it with ks_text_free. NULL when the plugin does not know.
///
/// Errors: KS_ERROR_SERVICE_PROVIDER_NOT_FOUND; KS_ERROR_INVALID_UTF8; as ks_auth_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_sp_auth_url(
    auth: *const ks_auth,
    session: *const ks_session,
    sp_id: *const c_char,
    url: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on; the string lives as long as the call.
    let id = || unsafe { string(sp_id, "sp_id") };
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, url, "url", error, |session| text(session.sp_auth_url(id()?))) }
}

/// Where another cloud that takes this one's tokens wants the assertion that it takes.
///
/// - auth: the plugin.
/// - session: what logs in.
/// - sp_id: the id of that cloud, the service provider.
/// - url: receives it; free it with ks_text_free. NULL when the plugin does not know.
///
/// Errors: as ks_auth_get_sp_auth_url. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_sp_url(
    auth: *const ks_auth,
    session: *const ks_session,
    sp_id: *const c_char,
    url: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on; the string lives as long as the call.
    let id = || unsafe { string(sp_id, "sp_id") };
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, url, "url", error, |session| text(session.sp_url(id()?))) }
}

/// What the connections of authenticated requests need, where it is not what the session says.
///
/// - auth: the plugin.
/// - session: what asks.
/// - params: receives an object with "verify" (true, false or the file of the CAs), "cert" and "key" (files), as far as the
///   plugin says: most say nothing, which is an empty object. Free it with ks_value_free.
///
/// Errors: as ks_auth_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_get_connection_params(
    auth: *const ks_auth,
    session: *const ks_session,
    params: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(auth, session, params, "params", error, questions::connection_params) }
}
