//! Users and scopes
//!
//! Who a token is, and what it may act on: a project, a domain, the whole system, or nothing yet.

use std::ffi::c_char;

use super::access::{fact, ks_access, moment, text, value};
use super::value::ks_value;
use crate::access::{Access, Scope};

/// What a token may act on: one of the enumerators of ks_scope_code.
pub type ks_scope = i32;

/// The names of scopes.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ks_scope_code {
    /// There is no token: the pointer is NULL.
    KS_SCOPE_ABSENT = 0,
    /// Nothing yet: the token is good for getting another one.
    KS_SCOPE_UNSCOPED = 1,
    /// A project.
    KS_SCOPE_PROJECT = 2,
    /// A domain.
    KS_SCOPE_DOMAIN = 3,
    /// The whole system.
    KS_SCOPE_SYSTEM = 4,
    /// What a trust lends: a project, or nothing, which ks_access_project_id tells.
    KS_SCOPE_TRUST = 5,
}

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

/// When the user's password expires, in microseconds since 1970, UTC. Version 2 does not tell.
///
/// - access: NULL is allowed.
/// - microseconds: receives the moment, 0 if there is none. NULL is allowed.
///
/// Returns whether the token says so. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_password_expires(access: *const ks_access, microseconds: *mut i64) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { moment(access, microseconds, Access::password_expires) }
}

/// When the user's password expires, as the body says it: ISO 8601.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it does not say so, and for passwords that never expire. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_password_expires_text(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::password_expires_text) }
}

/// What the token may act on. A trust counts before the project that it lends.
///
/// - access: NULL is allowed.
///
/// Returns one of ks_scope_code; KS_SCOPE_ABSENT for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_scope(access: *const ks_access) -> ks_scope {
    let scope = |access: &Access| match access.scope() {
        Scope::Unscoped => ks_scope_code::KS_SCOPE_UNSCOPED,
        Scope::Project => ks_scope_code::KS_SCOPE_PROJECT,
        Scope::Domain => ks_scope_code::KS_SCOPE_DOMAIN,
        Scope::System => ks_scope_code::KS_SCOPE_SYSTEM,
        Scope::Trust => ks_scope_code::KS_SCOPE_TRUST,
    };
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, ks_scope_code::KS_SCOPE_ABSENT, |access| Some(scope(access))) as ks_scope }
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

/// The same as ks_access_project_id, by the older name of a project.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it is not scoped to one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_tenant_id(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::project_id) }
}

/// The same as ks_access_project_name, by the older name of a project.
///
/// - access: NULL is allowed.
///
/// Returns a string borrowed from the token; NULL if it is not scoped to one. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_tenant_name(access: *const ks_access) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(access, Access::project_name) }
}

/// Whether the project is a domain that acts as one. In version 2 none is.
///
/// - access: NULL is allowed.
/// - fallback: what is returned if the token does not say so, or says null.
///
/// Returns what the token says or the fallback, which stands for NULL as well. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_project_is_domain(access: *const ks_access, fallback: bool) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, fallback, Access::project_is_domain) }
}

/// Whether the project is the administrative one of the cloud. Also true where the token does not say, as in clouds that have none.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_is_admin_project(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(access.is_admin_project())) }
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

/// All that the token says of the system scope: {"all": true}.
///
/// - access: NULL is allowed.
///
/// Returns a value borrowed from the token; NULL if the token does not say so, a null if it says null. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_system(access: *const ks_access) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { value(access, Access::system) }
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

/// Whether the token is scoped to anything: project, domain or system. Deprecated with keystoneclient 1.7: ks_access_scope says more.
///
/// - access: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_access_scoped(access: *const ks_access) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(access, false, |access| Some(!access.unscoped())) }
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
