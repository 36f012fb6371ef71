//! Sessions of other scopes
//!
//! One login that serves many projects.

use super::boundary::{Out, borrow, guard};
use super::error::ks_error;
use super::params::{given, ks_params};
use super::result::ks_result;
use super::session::ks_session;

/// Makes a session for another scope: same connections, same options, and the token of this session's plugin is exchanged for one
/// of that scope. So one login, best without a scope, serves any number of projects.
///
/// - session: the session.
/// - scope: the scope by the names that ks_auth_new has: "project_id", "domain_name", "system_scope" ...; and "include_catalog",
///   "reauthenticate". Read, not kept. NULL for a token of the user's default project.
/// - scoped: receives the session; free it with ks_session_free.
///
/// No I/O: the exchange happens when a token is first needed. Identity refuses it for tokens of application credentials and trusts.
/// One that is refused with 401 is tried once more with a new token of the plugin, and then not again before
/// ks_session_invalidate of the scoped session allows it.
///
/// Errors: KS_ERROR_MISSING_AUTH_PLUGIN for a session without a plugin; KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_OPTION_ERROR,
/// KS_ERROR_AUTHORIZATION_FAILURE for several scopes at once; KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_with_scope(
    session: *const ks_session,
    scope: *const ks_params,
    scoped: *mut *mut ks_session,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(scoped, "scoped") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let scope = unsafe { given(scope) };
        out.set(ks_session::into_raw(session.with_scope(&scope)?));
        Ok(())
    })
}
