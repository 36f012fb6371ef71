//! Delegation
//!
//! Tokens of those who act for somebody else: by a trust, by OAuth 1, or by an application credential.

use std::ffi::c_char;

use super::access::{fact, ks_access, text, value};
use super::value::ks_value;
use crate::access::Access;

/// Whether the token was made by a trust.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_trust_scoped(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.trust_scoped())) }
}

/// The id of the trust that the token was made by.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it was not made by one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_trust_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::trust_id) }
}

/// The id of the user who gave the trust. Version 2 does not tell.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_trustor_user_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::trustor_user_id) }
}

/// The id of the user whom the trust was given.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_trustee_user_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::trustee_user_id) }
}

/// Whether the trustee acts in the trustor's name.
///
/// - access: NULL is allowed.
/// - fallback: what is returned if the token does not say so, or says null.
///
/// Returns what the token says or the fallback, which stands for NULL as well. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_trust_impersonation(access: *const ks_access, fallback: bool) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, fallback, Access::trust_impersonation) }
}

/// The id of the OAuth 1 access token that the token was made by.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it was not made by one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_oauth_access_token_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::oauth_access_token_id) }
}

/// The id of the OAuth 1 consumer that the token was made for.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it was not made for one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_oauth_consumer_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::oauth_consumer_id) }
}

/// The id of the application credential that the token was made by.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it was not made by one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_application_credential_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::application_credential_id) }
}

/// The name of the application credential that the token was made by.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it was not made by one, or the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_application_credential_name(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::application_credential_name) }
}

/// Whether the application credential may not make others, nor trusts.
///
/// - access: NULL is allowed.
/// - fallback: what is returned if the token does not say so, or says null.
///
/// Returns what the token says or the fallback, which stands for NULL as well. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_application_credential_restricted(access: *const ks_access, fallback: bool) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, fallback, Access::application_credential_restricted) }
}

/// What the application credential is restricted to: a list of objects with path, method and service.
///
/// - access: NULL is allowed.
///
/// Returns a value borrowed from the token; NULL if the token does not say so, a null if it says null. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_application_credential_access_rules(access: *const ks_access) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { value(access, Access::application_credential_access_rules) }
}

/// All that the token says of the application credential.
///
/// - access: NULL is allowed.
///
/// Returns a value borrowed from the token; NULL if the token does not say so, a null if it says null. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_application_credential(access: *const ks_access) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { value(access, Access::application_credential) }
}

/// The thumbprint of the certificate that the token is bound to (RFC 8705).
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it is not bound to one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_oauth2_credential_thumbprint(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::oauth2_credential_thumbprint) }
}

/// All that the token says of the OAuth 2 credential.
///
/// - access: NULL is allowed.
///
/// Returns a value borrowed from the token; NULL if the token does not say so, a null if it says null. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_oauth2_credential(access: *const ks_access) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { value(access, Access::oauth2_credential) }
}
