//! Authentication of your own
//!
//! A plugin may be a few functions in C: what they answer authenticates the requests of a session.

use std::ffi::{c_char, c_void};
use std::sync::Arc;

use super::access::ks_access;
use super::auth::ks_auth;
use super::auth_custom::Custom;
use super::boundary::{Out, functions, guard, members};
use super::endpoint::ks_endpoint_filter;
use super::error::ks_error;
use super::params::ks_params;
use super::result::ks_result;
use super::session::ks_session;
use super::text::ks_text;

/// The functions of a plugin. Each may be NULL, which means what is said there.
///
/// They are called with the userdata of ks_auth_new_custom, on threads that are inside a call of this library and on several at
/// once, never under a lock. One that fails returns a code of its own from KS_ERROR_USER on, or any other, and may say more with
/// ks_error_set. They must return: no longjmp, no exception and no Lua error may cross them.
///
/// A session that is lent to a function has the connections of the session that asks, and does not authenticate: a plugin that
/// would authenticate itself gets KS_ERROR_REENTRANT, and so does one that asks a session of another scope of itself while that
/// waits for it.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ks_auth_callbacks {
    /// sizeof(ks_auth_callbacks), which KS_AUTH_CALLBACKS_INIT sets.
    pub size: usize,
    /// Sets out to the token. Without it, or when it leaves out as it is, requests fail with KS_ERROR_AUTHORIZATION_FAILURE,
    /// unless there is get_headers.
    pub get_token: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Sets out to the URL of the service that filter asks for. Without it, or when it leaves out as it is, there is none.
    pub get_endpoint: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            filter: *const ks_endpoint_filter,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// The token was refused: drop it. Returns whether get_token would now give another one. Without it that is never so.
    /// Requests of other threads wait for it; it must not wait for them, nor for another plugin that does.
    pub invalidate: Option<unsafe extern "C" fn(userdata: *mut c_void) -> bool>,
    /// Called once, when nothing will use userdata any more; also when ks_auth_new_custom fails.
    pub destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
    /// Puts the header fields of a request into headers, by ks_params_set_string: in place of get_token, which is not called
    /// then. None at all means that requests go out as they are.
    pub get_headers: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            headers: *mut ks_params,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Sets access to a token with all that it says; the reference becomes the library's. Without it, or when it leaves access
    /// NULL, there is none to look into, and ks_auth_get_access fails with KS_ERROR_METHOD_NOT_IMPLEMENTED.
    pub get_access: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            access: *mut *mut ks_access,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Sets out to the id of the user. Without it the id in the token of get_access counts, as far as there is one.
    pub get_user_id: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Sets out to the id of the project. Without it the id in the token of get_access counts, as far as there is one.
    pub get_project_id: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Puts what connections of authenticated requests need into params: "verify" (a truth value, or the file of the CAs),
    /// "cert" and "key" (files). Without it, or what it leaves out, the session says.
    pub get_connection_params: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            params: *mut ks_params,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Sets out to the URL where to log in at the service provider sp_id. Without it, or when it leaves out as it is, none is known.
    pub get_sp_auth_url: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            sp_id: *const c_char,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Sets out to the URL where the service provider sp_id takes assertions. Without it, or when it leaves out as it is, none is
    /// known.
    pub get_sp_url: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            sp_id: *const c_char,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Sets out to an id that only plugins with equal options have. Without it, or when it leaves out as it is, the plugin's
    /// state is not to be kept.
    pub get_cache_id:
        Option<unsafe extern "C" fn(userdata: *mut c_void, out: *mut ks_text, error: *mut *mut ks_error) -> ks_result>,
    /// Sets out to what set_state can go on from; it holds a token, most likely. Without it ks_auth_get_state fails.
    pub get_state:
        Option<unsafe extern "C" fn(userdata: *mut c_void, out: *mut ks_text, error: *mut *mut ks_error) -> ks_result>,
    /// Takes what get_state gave; NULL drops the token. Without it ks_auth_set_state fails.
    pub set_state: Option<
        unsafe extern "C" fn(userdata: *mut c_void, state: *const c_char, error: *mut *mut ks_error) -> ks_result,
    >,
}

/// Makes a plugin out of functions of your own.
///
/// - callbacks: the functions; copied.
/// - userdata: handed to each of them. It is the library's from this call on, success or not, until destroy is called with it;
///   only where callbacks is NULL, or its size was never set, there is no destroy to call.
/// - auth: receives the plugin; free it with ks_auth_free.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for callbacks whose size was never set; KS_ERROR_UNSUPPORTED_PARAMETERS for functions that
/// this library does not know; KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_new_custom(
    callbacks: *const ks_auth_callbacks,
    userdata: *mut c_void,
    auth: *mut *mut ks_auth,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(auth, "auth") };
        // SAFETY: as above.
        let given = unsafe { members(callbacks, "callbacks", "KS_AUTH_CALLBACKS_INIT") };
        // From here on userdata has an owner, whatever else goes wrong.
        let custom = functions(given, NONE, "callbacks", |callbacks| Custom::new(callbacks, userdata))?;
        out?.set(ks_auth::into_raw(Arc::new(custom)));
        Ok(())
    })
}

/// No functions at all.
const NONE: ks_auth_callbacks = ks_auth_callbacks {
    size: 0,
    get_token: None,
    get_endpoint: None,
    invalidate: None,
    destroy: None,
    get_headers: None,
    get_access: None,
    get_user_id: None,
    get_project_id: None,
    get_connection_params: None,
    get_sp_auth_url: None,
    get_sp_url: None,
    get_cache_id: None,
    get_state: None,
    set_state: None,
};
