//! Tokens
//!
//! What a token says: who, in which scope, with which roles, until when; version 2 and 3 of the Identity API read alike. It comes
//! from a session that is logged in, or from a body that another program obtained. Nothing here uses the network.

use std::ffi::c_char;
use std::ptr;
use std::sync::Arc;

use super::boundary::{Out, borrow, guard, run, value_or};
use super::catalog::ks_catalog;
use super::error::ks_error;
use super::handle::{release, retain};
use super::result::ks_result;
use super::value::ks_value;
use crate::access::{Access, SOON, Version};
use crate::catalog::Lent;
use crate::time::{self, Timestamp};
use crate::value::Value;

/// A token and what is known about it: immutable, and read by any number of threads.
#[derive(Debug)]
pub struct ks_access {
    // What C holds points to an Access in an Arc.
    _opaque: [u8; 0],
}

impl ks_access {
    /// Gives a reference to C.
    pub(super) fn share(access: Arc<Access>) -> *mut ks_access {
        Arc::into_raw(access).cast_mut().cast()
    }

    /// Takes one more reference to what C holds; None for NULL.
    pub(super) unsafe fn shared(access: *const ks_access) -> Option<Arc<Access>> {
        let access = access.cast::<Access>();
        if access.is_null() {
            return None;
        }
        // SAFETY: not NULL means a pointer that `share` gave out and that is still referenced, as the header demands.
        unsafe { Arc::increment_strong_count(access) };
        // SAFETY: as above; the reference that was just taken is this one's.
        Some(unsafe { Arc::from_raw(access) })
    }

    /// Takes over the reference that a callback hands in; None for NULL.
    pub(super) unsafe fn taken(access: *mut ks_access) -> Option<Arc<Access>> {
        // SAFETY: not NULL means a pointer that `share` gave out, and a reference that is nobody else's.
        (!access.is_null()).then(|| unsafe { Arc::from_raw(access.cast_const().cast()) })
    }
}

/// Reads one fact; `default` stands for NULL and for a token that does not have it.
pub(super) unsafe fn fact<'a, T>(
    access: *const ks_access,
    default: T,
    read: impl FnOnce(&'a Access) -> Option<T>,
) -> T {
    // SAFETY: not NULL means a pointer that `share` gave out and that is still referenced, as the header demands.
    value_or(default, || unsafe { access.cast::<Access>().as_ref() }.and_then(read))
}

/// Lends a string; NULL where there is none.
pub(super) unsafe fn text<'a>(
    access: *const ks_access,
    read: impl FnOnce(&'a Access) -> Option<Lent<'a>>,
) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, ptr::null(), |access| Some(read(access)?.with_nul().as_ptr().cast())) }
}

/// Lends a value; NULL where there is none.
pub(super) unsafe fn value<'a>(
    access: *const ks_access,
    read: impl FnOnce(&'a Access) -> Option<Value<'a>>,
) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, ptr::null(), |access| Some(ks_value::lend(read(access)?))) }
}

/// Stores a moment, 0 where there is none; tells whether there is one.
pub(super) unsafe fn moment(
    access: *const ks_access,
    microseconds: *mut i64,
    read: impl FnOnce(&Access) -> Option<Timestamp>,
) -> bool {
    // SAFETY: the caller's promise is handed on.
    let moment = unsafe { fact(access, None, |access| Some(read(access))) };
    // SAFETY: not NULL means that it may be written, as the header demands.
    if let Some(microseconds) = unsafe { microseconds.as_mut() } {
        *microseconds = moment.unwrap_or(0);
    }
    moment.is_some()
}

/// One more reference to a token.
///
/// - access: NULL is allowed.
///
/// Returns the same pointer, which is now yours to free once more; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_ref(access: *const ks_access) -> *mut ks_access {
    // SAFETY: the caller's promise is handed on.
    unsafe { retain(access.cast::<Access>()) }.cast()
}

/// Gives a reference back. The last one wipes the token from memory.
///
/// - access: a token that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_free(access: *mut ks_access) {
    run(|| {
        // SAFETY: the caller's promise is handed on.
        unsafe { release(access.cast::<Access>()) };
    });
}

/// The version of the Identity API that made the token: "v3" or "v2.0".
///
/// - access: NULL is allowed.
///
/// Returns a string that lives for ever; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_version(access: *const ks_access) -> *const c_char {
    let name = |access: &Access| match access.version() {
        Version::V2 => c"v2.0".as_ptr(),
        Version::V3 => c"v3".as_ptr(),
    };
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, ptr::null(), |access| Some(name(access))) }
}

/// The token itself, as X-Auth-Token wants it. It is a secret: do not print it.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_auth_token(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, ptr::null(), |access| Some(access.auth_token()?.expose_with_nul().as_ptr().cast())) }
}

/// How many bytes the token has, without the NUL behind it.
///
/// - access: NULL is allowed.
///
/// Returns 0 if it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_auth_token_length(access: *const ks_access) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, 0, |access| Some(access.auth_token()?.expose().len())) }
}

/// When the token expires, in microseconds since 1970, UTC.
///
/// - access: NULL is allowed.
/// - microseconds: receives the moment, 0 if there is none. NULL is allowed.
///
/// Returns whether the token says so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_expires(access: *const ks_access, microseconds: *mut i64) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { moment(access, microseconds, Access::expires) }
}

/// When the token expires, as its body says it: ISO 8601.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_expires_text(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::expires_text) }
}

/// Whether the token expires within so many seconds from now.
///
/// - access: NULL is allowed.
/// - seconds: how long from now. Negative for the usual 30.
///
/// Returns true also if it has expired; false for NULL and for a token that does not say when. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_will_expire_soon(access: *const ks_access, seconds: i64) -> bool {
    let seconds = if seconds < 0 { SOON } else { seconds };
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.will_expire_soon(time::now(), seconds))) }
}

/// When the token was issued, in microseconds since 1970, UTC.
///
/// - access: NULL is allowed.
/// - microseconds: receives the moment, 0 if there is none. NULL is allowed.
///
/// Returns whether the token says so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_issued(access: *const ks_access, microseconds: *mut i64) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { moment(access, microseconds, Access::issued) }
}

/// When the token was issued, as its body says it: ISO 8601.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_issued_text(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::issued_text) }
}

/// The number of methods by which the user logged in. Version 2 does not tell.
///
/// - access: NULL is allowed.
///
/// Returns 0 for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_method_count(access: *const ks_access) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, 0, |access| Some(access.method_count())) }
}

/// A method by which the user logged in, by its number: "password".
///
/// - access: NULL is allowed.
/// - index: the number, from 0 to ks_access_method_count - 1.
///
/// Returns a string borrowed from the token; NULL beyond the end. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_method(access: *const ks_access, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.method(index)) }
}

/// The audit id of this token.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it has none. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_audit_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::audit_id) }
}

/// The audit id of the first token in the chain that this one was made from.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it was not made from another one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_audit_chain_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::audit_chain_id) }
}

/// The audit id that the chain of tokens began with: that of the first token, or that of this one if it was not made from another.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it has none. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_initial_audit_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::initial_audit_id) }
}

/// The number of audit ids: one, or two if the token was made from another one.
///
/// - access: NULL is allowed.
///
/// Returns 0 for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_audit_id_count(access: *const ks_access) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, 0, |access| Some(access.audit_id_count())) }
}

/// An audit id, by its number: 0 is the token's own, 1 that of the first token in its chain.
///
/// - access: NULL is allowed.
/// - index: the number, from 0 to ks_access_audit_id_count - 1.
///
/// Returns a string borrowed from the token; NULL beyond the end. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_audit_id_at(access: *const ks_access, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.audit_id_at(index)) }
}

/// What the token is bound to: an object such as {"kerberos": "principal"}.
///
/// - access: NULL is allowed.
///
/// Returns a value borrowed from the token; NULL if the token does not say so, a null if it says null. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_bind(access: *const ks_access) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { value(access, Access::bind) }
}

/// Whether a catalog came with the token, be it an empty one.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_has_service_catalog(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.has_service_catalog())) }
}

/// The service catalog. It is indexed by the first call, and shared by all.
///
/// - access: the token.
/// - catalog: receives the catalog, an empty one if none came with the token; free it with ks_catalog_free. It may outlive the
///   token.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: KS_ERROR_INVALID_RESPONSE naming what is wrong in the catalog, KS_ERROR_NULL_ARGUMENT.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_get_catalog(
    access: *const ks_access,
    catalog: *mut *mut ks_catalog,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let catalog = unsafe { Out::new(catalog, "catalog") }?;
        // SAFETY: as above.
        let access = unsafe { borrow(access.cast::<Access>(), "access") }?;
        catalog.set(ks_catalog::share(access.catalog()?));
        Ok(())
    })
}

/// The first public URL of the identity service in the catalog. Deprecated with keystoneclient 1.7: ks_catalog_url_for says more.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the catalog has none. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_auth_url(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.identity_url("public")) }
}

/// The first admin URL of the identity service in the catalog. Deprecated with keystoneclient 1.7: ks_catalog_url_for says more.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the catalog has none. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_management_url(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.identity_url("admin")) }
}

#[cfg(test)]
mod tests;
