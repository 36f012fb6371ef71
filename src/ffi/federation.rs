//! Federation of a token
//!
//! Users who come from another identity provider, and other clouds that take a token of this one.

use std::ffi::c_char;
use std::ptr;

use super::access::{fact, ks_access, text};
use super::boundary::{Out, borrow, guard, string};
use super::error::ks_error;
use super::result::ks_result;
use crate::access::Access;
use crate::catalog::Lent;

/// Whether the user comes from another identity provider.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_is_federated(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.is_federated())) }
}

/// The id of the identity provider that the user comes from.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the user comes from none. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_federation_identity_provider_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::federation_identity_provider_id) }
}

/// The id of the protocol by which the user came: "saml2", "openid".
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the user comes from no identity provider. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_federation_protocol_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::federation_protocol_id) }
}

/// The number of groups that the mapping of the identity provider put the user into.
///
/// - access: NULL is allowed.
///
/// Returns 0 for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_federation_group_count(access: *const ks_access) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, 0, |access| Some(access.federation_group_count())) }
}

/// The id of a group that the mapping put the user into, by its number.
///
/// - access: NULL is allowed.
/// - index: the number, from 0 to ks_access_federation_group_count - 1.
///
/// Returns a string borrowed from the token; NULL beyond the end, or if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_federation_group_id(access: *const ks_access, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.federation_group_id(index)) }
}

/// The number of clouds that take an assertion made from this token. Version 2 has none.
///
/// - access: NULL is allowed.
///
/// Returns 0 for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_service_provider_count(access: *const ks_access) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, 0, |access| Some(access.service_provider_count())) }
}

/// The id of a service provider, by its number.
///
/// - access: NULL is allowed.
/// - index: the number, from 0 to ks_access_service_provider_count - 1.
///
/// Returns a string borrowed from the token; NULL beyond the end, or if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_service_provider_id(access: *const ks_access, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.service_provider(index)?.id) }
}

/// Where a service provider gives tokens, by its number.
///
/// - access: NULL is allowed.
/// - index: the number, from 0 to ks_access_service_provider_count - 1.
///
/// Returns a string borrowed from the token; NULL beyond the end, or if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_service_provider_auth_url(access: *const ks_access, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.service_provider(index)?.auth_url) }
}

/// Where a service provider takes assertions, by its number.
///
/// - access: NULL is allowed.
/// - index: the number, from 0 to ks_access_service_provider_count - 1.
///
/// Returns a string borrowed from the token; NULL beyond the end, or if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_service_provider_sp_url(access: *const ks_access, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.service_provider(index)?.sp_url) }
}

/// The service provider of this id; the last one if there are several.
///
/// - access: the token.
/// - id: the id of the service provider.
/// - auth_url: receives where it gives tokens, borrowed from the token; NULL if the token does not say so.
/// - sp_url: receives where it takes assertions, borrowed from the token; NULL if the token does not say so.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: KS_ERROR_SERVICE_PROVIDER_NOT_FOUND if the token names no such service provider, KS_ERROR_NULL_ARGUMENT,
/// KS_ERROR_INVALID_UTF8.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_find_service_provider(
    access: *const ks_access,
    id: *const c_char,
    auth_url: *mut *const c_char,
    sp_url: *mut *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let auth_url = unsafe { Out::new(auth_url, "auth_url") };
        // SAFETY: as above.
        let sp_url = unsafe { Out::new(sp_url, "sp_url") };
        let (auth_url, sp_url) = (auth_url?, sp_url?);
        // SAFETY: as above.
        let access = unsafe { borrow(access.cast::<Access>(), "access") }?;
        // SAFETY: as above.
        let id = unsafe { string(id, "id") }?;
        let provider = access.find_service_provider(id)?;
        let lend = |text: Option<Lent<'_>>| text.map_or(ptr::null(), |text| text.with_nul().as_ptr().cast());
        auth_url.set(lend(provider.auth_url));
        sp_url.set(lend(provider.sp_url));
        Ok(())
    })
}
