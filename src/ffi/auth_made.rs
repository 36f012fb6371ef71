//! Plugins of other kinds
//!
//! Plugins out of tokens and other plugins, logins in several steps, and secrets that somebody types.

use std::ffi::{c_char, c_void};
use std::fmt;
use std::ptr;
use std::sync::Arc;

use super::access::ks_access;
use super::auth::ks_auth;
use super::boundary::{Out, borrow, functions, guard, members, null, optional_string, string};
use super::error::{answered, ks_error};
use super::params::{given, ks_params};
use super::result::ks_result;
use super::text::ks_text;
use crate::auth::fixed::Existing;
use crate::auth::{Prompter, ServiceToken, registry};
use crate::error::{Code, Error, Result};
use crate::text::Secret;

/// Makes a plugin of a token that is there already. It is never renewed: when it has ended, requests fail with 401.
///
/// - access: the token with all that it says, as ks_access_from_json and ks_auth_get_access give it. The plugin keeps it alive.
/// - auth_url: the URL of the version of Identity that it came from, for ks_session_with_scope; NULL if that is not known.
/// - auth: receives the plugin; free it with ks_auth_free.
///
/// Errors: KS_ERROR_AUTHORIZATION_FAILURE where the token itself is not there; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_new_from_access(
    access: *const ks_access,
    auth_url: *const c_char,
    auth: *mut *mut ks_auth,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(auth, "auth") }?;
        // SAFETY: as above.
        let access = unsafe { ks_access::shared(access) }.ok_or_else(|| null("access"))?;
        // SAFETY: as above.
        let auth_url = unsafe { optional_string(auth_url, "auth_url") }?;
        out.set(ks_auth::into_raw(Arc::new(Existing::new(access, auth_url)?)));
        Ok(())
    })
}

/// Makes a plugin for what a service does in the name of a user: requests carry the user's token, and the service's as
/// X-Service-Token. Everything else is the user's. Of a plugin that this function made, only its user counts here.
///
/// - user_auth: the user's plugin. The new one takes a reference of its own.
/// - service_auth: the service's plugin, likewise.
/// - auth: receives the plugin; free it with ks_auth_free.
///
/// When one of the two cannot log in, requests fail as that login does.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_new_service_token(
    user_auth: *const ks_auth,
    service_auth: *const ks_auth,
    auth: *mut *mut ks_auth,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(auth, "auth") }?;
        // SAFETY: as above.
        let user = unsafe { borrow(user_auth, "user_auth") }?.plugin().clone();
        // SAFETY: as above.
        let service = unsafe { borrow(service_auth, "service_auth") }?.plugin().clone();
        out.set(ks_auth::into_raw(Arc::new(ServiceToken::new(user, service))));
        Ok(())
    })
}

/// Adds a method to a plugin that logs in by version 3, for an Identity that wants more than one.
///
/// - auth: the plugin. Sessions that have it go on with it.
/// - auth_type: the auth type of the method: "v3totp", "v3password", "v3token", "v3applicationcredential", "v3oauth1".
/// - options: the options of the method by name, such as "passcode"; without those of the scope. Read, not kept. NULL for none.
///
/// When a login fails with KS_ERROR_MISSING_AUTH_METHODS, the error says which methods are required, and the plugin keeps the
/// receipt for those that were passed: the next login goes on from there with the methods that were added meanwhile. Later
/// logins use all of them. A method takes the place of one of the same name: so a new passcode is given, or a new password to a
/// plugin whose password was refused or changed.
///
/// Errors: KS_ERROR_NO_MATCHING_PLUGIN for an auth type that is no such method; KS_ERROR_METHOD_NOT_IMPLEMENTED for a plugin that
/// logs in otherwise; as ks_auth_new for the options. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_add_method(
    auth: *const ks_auth,
    auth_type: *const c_char,
    options: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let auth = unsafe { borrow(auth, "auth") }?;
        // SAFETY: as above.
        let auth_type = unsafe { string(auth_type, "auth_type") }?;
        // SAFETY: as above.
        let options = unsafe { given(options) };
        auth.plugin().add_method(registry::method(auth_type, &options, None)?)
    })
}

/// Functions that supply what a person types. Begin with KS_AUTH_PROMPT_INIT.
///
/// They are called on a thread that is inside a call of this library and needs a login, never under a lock of that library but
/// while other threads wait for the login. They must return, and must not use the plugin that asks, nor a session of another scope
/// of it: that fails with KS_ERROR_REENTRANT. Two prompts that use each other's plugins would wait for each other.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ks_auth_prompt {
    /// sizeof(ks_auth_prompt), as the macro sets it.
    pub size: usize,
    /// Sets out to the value of option, such as "password"; prompt is what to show, such as "Passcode". A password is asked for
    /// once and again when it was refused, a passcode for each login. One that fails returns a code from KS_ERROR_USER on, or
    /// any other, and the login fails with it; so it does with KS_ERROR_AUTHORIZATION_FAILURE when out is left as it is.
    pub ask: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            option: *const c_char,
            prompt: *const c_char,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Called once, when nothing will use userdata any more; also when the call that took it fails.
    pub destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// Makes a plugin of an auth type, whose password or passcode is asked for when it is needed.
///
/// - auth_type: its name, as for ks_auth_new.
/// - options: its options by name; those that have a "prompt" in ks_auth_types may be left out. Read, not kept. NULL for none.
/// - prompt: the functions; copied. The library itself never reads a terminal.
/// - userdata: handed to each of them. It is the library's from this call on, success or not, until destroy is called with it;
///   only where prompt is NULL, or its size was never set, there is no destroy to call.
/// - auth: receives the plugin; free it with ks_auth_free.
///
/// Errors: as ks_auth_new; KS_ERROR_INVALID_ARGUMENT for a prompt whose size was never set; KS_ERROR_UNSUPPORTED_PARAMETERS for
/// functions that this library does not know; KS_ERROR_NULL_ARGUMENT, also for a prompt without ask. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_new_prompting(
    auth_type: *const c_char,
    options: *const ks_params,
    prompt: *const ks_auth_prompt,
    userdata: *mut c_void,
    auth: *mut *mut ks_auth,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(auth, "auth") };
        // SAFETY: as above.
        let given = unsafe { members(prompt, "prompt", "KS_AUTH_PROMPT_INIT") };
        let none = ks_auth_prompt { size: 0, ask: None, destroy: None };
        // From here on userdata has an owner, whatever else goes wrong.
        let prompting = functions(given, none, "prompt", |prompt| Prompting { prompt, userdata })?;
        let out = out?;
        if prompting.prompt.ask.is_none() {
            return Err(null("prompt.ask"));
        }
        // SAFETY: as above.
        let auth_type = unsafe { string(auth_type, "auth_type") }?;
        // SAFETY: as above.
        let options = unsafe { self::given(options) };
        let prompter: Arc<dyn Prompter> = Arc::new(prompting);
        out.set(ks_auth::into_raw(registry::create_asking(auth_type, &options, Some(&prompter))?));
        Ok(())
    })
}

/// The functions as whoever can be asked.
struct Prompting {
    prompt: ks_auth_prompt,
    userdata: *mut c_void,
}

// SAFETY: the header demands that the functions may be called, and userdata used, on any thread.
unsafe impl Send for Prompting {}
// SAFETY: as above, on several threads at once.
unsafe impl Sync for Prompting {}

impl Prompter for Prompting {
    fn ask(&self, option: &'static str, prompt: &'static str) -> Result<Secret> {
        let Some(ask) = self.prompt.ask else { return Err(null("prompt.ask")) };
        let (name, shown) = (Secret::new(option), Secret::new(prompt));
        let mut error = ptr::null_mut();
        let (result, text) = ks_text::filled_by(|out| {
            let (name, shown) = (name.expose_with_nul().as_ptr().cast(), shown.expose_with_nul().as_ptr().cast());
            // SAFETY: the caller's function, called as the header says; the strings live until it returns.
            unsafe { ask(self.userdata, name, shown, out, &raw mut error) }
        });
        // SAFETY: NULL, or an error of this library that the callback handed over.
        unsafe { answered("ask", result, error) }?;
        text.ok_or_else(|| {
            Error::new(Code::AUTHORIZATION_FAILURE, format!("nobody gave the {option} that was asked for"))
        })
    }
}

impl Drop for Prompting {
    fn drop(&mut self) {
        if let Some(destroy) = self.prompt.destroy {
            // SAFETY: the caller's function; nothing uses userdata after this.
            unsafe { destroy(self.userdata) };
        }
    }
}

impl fmt::Debug for Prompting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prompting").finish_non_exhaustive()
    }
}
