//! The generic client
//!
//! What keystoneclient's older generic client asks before there is a client of a version. ks_discovery and ks_v2_extensions_list say more.

use std::ffi::c_char;
use std::sync::Arc;

use super::boundary::{Out, borrow, guard, optional_string, string};
use super::error::ks_error;
use super::result::ks_result;
use super::session::ks_session;
use super::value::ks_value;
use super::wait;
use crate::error::Result;
use crate::identity::generic;
use crate::session::Session;
use crate::value::Document;

/// The versions of Identity at a URL, of whatever status. Nobody is logged in.
///
/// - session: the session; one without a plugin will do.
/// - url: where to ask; NULL for where the session's plugin logs in.
/// - value: receives an object: "message", and for each version by its id, as "v3.14", an object with "id", "status" and "url"; free it
///   with ks_value_free.
///
/// Errors: as ks_discovery_new without a token; keystoneclient gives nothing instead. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_generic_discover(
    session: *const ks_session,
    url: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    let url = || unsafe { optional_string(url, "url") };
    // SAFETY: as above.
    unsafe { found(session, value, error, |session| wait(generic::discover(session, url()?))) }
}

/// The extensions of version 2.0 of Identity. Nobody is logged in.
///
/// - session: the session; one without a plugin will do.
/// - url: the URL of the version: "http://keystone:5000/v2.0".
/// - value: receives an object: the name of each extension by its alias; free it with ks_value_free.
///
/// Errors: KS_ERROR_INVALID_RESPONSE for an answer that lists none; otherwise as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_generic_discover_extensions(
    session: *const ks_session,
    url: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    let url = || unsafe { string(url, "url") };
    // SAFETY: as above.
    unsafe { found(session, value, error, |session| wait(generic::discover_extensions(session, url()?))) }
}

/// Hands out what is asked for over a session.
unsafe fn found(
    session: *const ks_session,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
    ask: impl FnOnce(&Session) -> Result<Arc<Document>>,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(value, "value") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        out.set(ks_value::share(ask(session)?));
        Ok(())
    })
}
