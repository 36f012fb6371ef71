//! What may be asked of a session, whether it is asked itself, through an adapter, or for a plugin.

use std::borrow::Borrow;
use std::ptr;

use super::access::ks_access;
use super::boundary::{Out, guard};
use super::error::ks_error;
use super::headers::ks_headers;
use super::result::ks_result;
use super::text::ks_text;
use super::value::ks_value;
use super::wait;
use crate::error::Result;
use crate::session::Session;
use crate::text::Secret;

/// Asks a session; the answer is a handle, or NULL for nothing.
pub(super) unsafe fn ask<S: Borrow<Session>, T>(
    out: *mut *mut T,
    name: &str,
    error: *mut *mut ks_error,
    session: impl FnOnce() -> Result<S>,
    answer: impl FnOnce(&Session) -> Result<*mut T>,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(out, name) }?;
        out.set(answer(session()?.borrow())?);
        Ok(())
    })
}

/// An answer that is a string.
pub(super) fn text(answer: impl Future<Output = Result<Option<String>>>) -> Result<*mut ks_text> {
    Ok(wait(answer)?.map_or(ptr::null_mut(), |answer| ks_text::into_raw(Secret::new(&answer))))
}

pub(super) fn access(session: &Session) -> Result<*mut ks_access> {
    wait(session.access()).map(ks_access::share)
}

pub(super) fn auth_headers(session: &Session) -> Result<*mut ks_headers> {
    wait(session.auth_headers()).map(ks_headers::share)
}

pub(super) fn token(session: &Session) -> Result<*mut ks_text> {
    Ok(wait(session.token())?.map_or(ptr::null_mut(), ks_text::into_raw))
}

pub(super) fn user_id(session: &Session) -> Result<*mut ks_text> {
    text(session.user_id())
}

pub(super) fn project_id(session: &Session) -> Result<*mut ks_text> {
    text(session.project_id())
}

/// What the plugin asks of connections, as an object.
pub(super) fn connection_params(session: &Session) -> Result<*mut ks_value> {
    let connection = wait(session.auth_connection())?;
    ks_value::told(&connection.map_or_else(|| serde_json::json!({}), |connection| connection.describe()))
}
