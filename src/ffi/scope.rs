//! Users and scopes
//!
//! Who a token is, and what it may act on: a project, a domain, the whole system, or nothing yet.

use std::ffi::c_char;

use super::access::{fact, ks_access, text};
use crate::access::Access;

/// The id of the user.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_user_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::user_id) }
}

/// The name of the user.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_username(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::username) }
}

/// The id of the domain that the user belongs to.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the token does not say so, as in version 2 and for some federated users. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_user_domain_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::user_domain_id) }
}

/// The name of the domain that the user belongs to.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the token does not say so, as in version 2 and for some federated users. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_user_domain_name(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::user_domain_name) }
}

/// Whether the token is scoped to a project.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_project_scoped(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.project_scoped())) }
}

/// The id of the project that the token is scoped to.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it is not scoped to one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_project_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::project_id) }
}

/// The name of the project that the token is scoped to.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it is not scoped to one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_project_name(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::project_name) }
}

/// The id of the domain that the project belongs to.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the token is not scoped to a project, and in version 2. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_project_domain_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::project_domain_id) }
}

/// The name of the domain that the project belongs to.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if the token is not scoped to a project, and in version 2. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_project_domain_name(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::project_domain_name) }
}

/// Whether the token is scoped to a domain.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_domain_scoped(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.domain_scoped())) }
}

/// The id of the domain that the token is scoped to.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it is not scoped to one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_domain_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::domain_id) }
}

/// The name of the domain that the token is scoped to.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it is not scoped to one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_domain_name(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::domain_name) }
}

/// Whether the token is scoped to the whole system.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_system_scoped(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.system_scoped())) }
}

/// Whether the token is scoped to nothing: neither project nor domain nor system.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_unscoped(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.unscoped())) }
}

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

/// The number of roles that the user has in the scope.
///
/// - access: NULL is allowed.
///
/// Returns 0 for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_role_count(access: *const ks_access) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, 0, |access| Some(access.role_count())) }
}

/// The id of a role, by its number.
///
/// - access: NULL is allowed.
/// - index: the number, from 0 to ks_access_role_count - 1.
///
/// Returns a string borrowed from the token; NULL beyond the end, or if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_role_id(access: *const ks_access, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.role_id(index)) }
}

/// The name of a role, by its number: "admin".
///
/// - access: NULL is allowed.
/// - index: the number, from 0 to ks_access_role_count - 1.
///
/// Returns a string borrowed from the token; NULL beyond the end, or if the token does not say so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_role_name(access: *const ks_access, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, |access| access.role_name(index)) }
}
