//! Authentication
//!
//! Ways to log in: an auth type with its options by name. Functions of your own can be one, too.

use std::ffi::c_char;
use std::sync::Arc;

use super::boundary::{Out, guard, run, string};
use super::error::ks_error;
use super::handle::{release, retain, share};
use super::params::{given, ks_params};
use super::result::ks_result;
use super::value::ks_value;
use crate::auth::{Plugin, registry};
use crate::error::Result;
use crate::options::describe;

/// A way to log in: an auth type with its options, or callbacks of your own.
///
/// It holds the token, so that sessions that share a plugin share the login. Thread-safe; reference counted.
#[derive(Debug)]
pub struct ks_auth(Arc<dyn Plugin>);

impl ks_auth {
    pub(super) fn into_raw(plugin: Arc<dyn Plugin>) -> *mut ks_auth {
        share(Self(plugin))
    }

    pub(super) fn plugin(&self) -> &Arc<dyn Plugin> {
        &self.0
    }
}

/// Makes a plugin of an auth type. No I/O: the login happens when a token is first needed.
///
/// - auth_type: its name, such as "password" or "v3applicationcredential", or an alias; ks_auth_types lists them.
/// - options: its options by name, such as "auth_url"; read, not kept, and still yours. NULL for none.
/// - auth: receives the plugin; free it with ks_auth_free.
///
/// Errors: KS_ERROR_NO_MATCHING_PLUGIN for an auth type that does not exist; KS_ERROR_UNSUPPORTED_PARAMETERS naming every option
/// that is not known or of the wrong type; KS_ERROR_MISSING_REQUIRED_OPTIONS naming all that are missing; KS_ERROR_OPTION_ERROR
/// for options that make no sense together; KS_ERROR_AUTHORIZATION_FAILURE for several scopes at once. The first of these three is
/// the code, and the message tells them all. KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_new(
    auth_type: *const c_char,
    options: *const ks_params,
    auth: *mut *mut ks_auth,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(auth, "auth") }?;
        // SAFETY: as above.
        let auth_type = unsafe { string(auth_type, "auth_type") }?;
        // SAFETY: as above.
        let options = unsafe { given(options) };
        let plugin = registry::create(auth_type, &options)?;
        out.set(ks_auth::into_raw(plugin));
        Ok(())
    })
}

/// Lists the auth types.
///
/// - types: receives a list of objects with "name", "aliases" (other names that it goes by), "help" and "options"; free it with
///   ks_value_free. An option has "name", "type", "default", "required", "secret", "prompt", "help" and "deprecated" (names that it
///   had). For v3multifactor the options of its methods come on top, see ks_auth_type_options.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_types(types: *mut *mut ks_value, error: *mut *mut ks_error) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(types, "types") }?;
        let rows = registry::AUTH_TYPES.iter().map(|auth_type| {
            let options = registry::options_of(auth_type, &[])?;
            Ok(serde_json::json!({"name": auth_type.name, "aliases": auth_type.aliases, "help": auth_type.help,
                                  "options": describe(&options)}))
        });
        out.set(ks_value::told(&rows.collect::<Result<_>>()?)?);
        Ok(())
    })
}

/// Describes the options of one auth type.
///
/// - auth_type: its name, or one of its aliases.
/// - options: what is known of them already: for "v3multifactor" the list "auth_methods", whose options are described as well.
///   Read, not kept. NULL for nothing.
/// - described: receives the list of options as ks_auth_types has it; free it with ks_value_free.
///
/// Errors: KS_ERROR_NO_MATCHING_PLUGIN for an auth type, or a method, that does not exist; KS_ERROR_NULL_ARGUMENT,
/// KS_ERROR_INVALID_UTF8. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_type_options(
    auth_type: *const c_char,
    options: *const ks_params,
    described: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(described, "described") }?;
        // SAFETY: as above.
        let auth_type = unsafe { string(auth_type, "auth_type") }?;
        // SAFETY: as above.
        let options = unsafe { given(options) };
        let groups = registry::options_given(auth_type, &options)?;
        out.set(ks_value::told(&describe(&groups))?);
        Ok(())
    })
}

/// Takes one more reference to the plugin; give it back with ks_auth_free. NULL stays NULL.
///
/// - auth: a plugin. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_ref(auth: *const ks_auth) -> *mut ks_auth {
    // SAFETY: NULL or a live handle, as the header demands.
    unsafe { retain(auth) }
}

/// Gives a reference back; with the last one the token is wiped from memory. NULL is fine. Sessions keep their plugin alive.
///
/// - auth: a plugin that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_free(auth: *mut ks_auth) {
    // SAFETY: NULL or a handle whose reference ends here, as the header demands.
    run(|| unsafe { release(auth) });
}
