//! Who an adapter is
//!
//! The token behind an adapter: its session's, or that of a plugin of its own.

use super::access::ks_access;
use super::adapter::ks_adapter;
use super::boundary::{borrow, value_or};
use super::error::ks_error;
use super::headers::ks_headers;
use super::questions;
use super::result::ks_result;
use super::text::ks_text;
use crate::error::Result;
use crate::session::Session;

/// Asks the adapter's session.
unsafe fn ask<T>(
    adapter: *const ks_adapter,
    out: *mut *mut T,
    name: &str,
    error: *mut *mut ks_error,
    answer: impl FnOnce(&Session) -> Result<*mut T>,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let session = || unsafe { borrow(adapter, "adapter") }.map(|adapter| adapter.adapter().session());
    // SAFETY: as above.
    unsafe { questions::ask(out, name, error, session, answer) }
}

/// The token with all that it says; logs in when there is none or it is about to end.
///
/// - adapter: the adapter.
/// - access: receives it; free it with ks_access_free. It does not change when the token is renewed.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get_access(
    adapter: *const ks_adapter,
    access: *mut *mut ks_access,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(adapter, access, "access", error, questions::access) }
}

/// The header fields that authenticate a request, as ks_session_get_auth_headers gives them.
///
/// - adapter: the adapter.
/// - headers: receives the fields; free them with ks_headers_free.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get_auth_headers(
    adapter: *const ks_adapter,
    headers: *mut *mut ks_headers,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(adapter, headers, "headers", error, questions::auth_headers) }
}

/// The token itself; logs in when need be.
///
/// - adapter: the adapter.
/// - token: receives it; free it with ks_text_free, which wipes it. NULL when the plugin authenticates by other means.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get_token(
    adapter: *const ks_adapter,
    token: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(adapter, token, "token", error, questions::token) }
}

/// The id of the user who is logged in.
///
/// - adapter: the adapter.
/// - user_id: receives it; free it with ks_text_free. NULL when the plugin does not know it.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get_user_id(
    adapter: *const ks_adapter,
    user_id: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(adapter, user_id, "user_id", error, questions::user_id) }
}

/// The id of the project that the token is for.
///
/// - adapter: the adapter.
/// - project_id: receives it; free it with ks_text_free. NULL when the token is for no project, or the plugin does not know.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get_project_id(
    adapter: *const ks_adapter,
    project_id: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(adapter, project_id, "project_id", error, questions::project_id) }
}

/// Drops the token, so that the next request logs in. True when there was one and the plugin can get another.
///
/// - adapter: the adapter. NULL is allowed.
///
/// The token stays valid at the server. NULL gives false. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_invalidate(adapter: *const ks_adapter) -> bool {
    // SAFETY: NULL or a live handle, as the header demands.
    value_or(false, || unsafe { adapter.as_ref() }?.adapter().session().invalidate().ok())
}
