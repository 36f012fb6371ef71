//! Tenants, version 2.0
//!
//! For a client of version 2.0. By name: v2.tenants.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a tenant.
///
/// - client: the client.
/// - params: by name: "tenant_name" (on the wire "name") (required), "description", "enabled" (default true); others are
///   attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /tenants. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.create", &[], params, Some(value), error) }
}

/// Gets a tenant by id.
///
/// - client: the client.
/// - tenant: the id of the tenant.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /tenants/{tenant}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_get(
    client: *const ks_client,
    tenant: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.get", &[tenant], ptr::null(), Some(value), error) }
}

/// Lists tenants.
///
/// - client: the client.
/// - params: by name: "limit", "marker". NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /tenants. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.list", &[], params, Some(value), error) }
}

/// Finds the only one of the tenants with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /tenants. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.find", &[], params, Some(value), error) }
}

/// Lists the tenants with these attributes.
///
/// - client: the client.
/// - params: by name: attributes that the resources must have. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /tenants. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_findall(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.findall", &[], params, Some(value), error) }
}

/// Changes the attributes of a tenant that are given.
///
/// - client: the client.
/// - tenant: the id of the tenant.
/// - params: by name: "tenant_name" (on the wire "name"), "description", "enabled"; others are attributes and sent as they
///   are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /tenants/{tenant}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_update(
    client: *const ks_client,
    tenant: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.update", &[tenant], params, Some(value), error) }
}

/// Deletes a tenant.
///
/// - client: the client.
/// - tenant: the id of the tenant.
///
/// DELETE /tenants/{tenant}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_delete(
    client: *const ks_client,
    tenant: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.delete", &[tenant], ptr::null(), None, error) }
}

/// Lists the users of a tenant.
///
/// - client: the client.
/// - tenant: the id of the tenant.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /tenants/{tenant}/users. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_list_users(
    client: *const ks_client,
    tenant: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.list_users", &[tenant], ptr::null(), Some(value), error) }
}

/// Gives a user a role on a tenant.
///
/// - client: the client.
/// - tenant: the id of the tenant.
/// - user: the id of the user.
/// - role: the id of the role.
///
/// PUT /tenants/{tenant}/users/{user}/roles/OS-KSADM/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_add_user(
    client: *const ks_client,
    tenant: *const c_char,
    user: *const c_char,
    role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.add_user", &[tenant, user, role], ptr::null(), None, error) }
}

/// Takes a role on a tenant from a user.
///
/// - client: the client.
/// - tenant: the id of the tenant.
/// - user: the id of the user.
/// - role: the id of the role.
///
/// DELETE /tenants/{tenant}/users/{user}/roles/OS-KSADM/{role}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_tenants_remove_user(
    client: *const ks_client,
    tenant: *const c_char,
    user: *const c_char,
    role: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.tenants.remove_user", &[tenant, user, role], ptr::null(), None, error) }
}
