//! Identity providers of federation, version 3
//!
//! For a client of version 3. By name: v3.federation.identity_providers.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates an identity provider under this id.
///
/// - client: the client.
/// - identity_provider: the id that the identity provider is to have.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /OS-FEDERATION/identity_providers/{identity_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_identity_providers_create(
    client: *const ks_client,
    identity_provider: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.identity_providers.create", &[identity_provider], params, Some(value), error)
    }
}

/// Gets an identity provider by id.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/identity_providers/{identity_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_identity_providers_get(
    client: *const ks_client,
    identity_provider: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.identity_providers.get", &[identity_provider], ptr::null(), Some(value), error)
    }
}

/// Looks whether an identity provider of this id is there.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
///
/// HEAD /OS-FEDERATION/identity_providers/{identity_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_identity_providers_head(
    client: *const ks_client,
    identity_provider: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.identity_providers.head", &[identity_provider], ptr::null(), None, error) }
}

/// Lists identity providers, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-FEDERATION/identity_providers. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_identity_providers_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.identity_providers.list", &[], params, Some(value), error) }
}

/// Finds an identity provider by filters that only one matches.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/identity_providers. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_identity_providers_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.identity_providers.find", &[], params, Some(value), error) }
}

/// Changes the attributes of an identity provider that are given.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /OS-FEDERATION/identity_providers/{identity_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_identity_providers_update(
    client: *const ks_client,
    identity_provider: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.identity_providers.update", &[identity_provider], params, Some(value), error)
    }
}

/// Deletes an identity provider.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
///
/// DELETE /OS-FEDERATION/identity_providers/{identity_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_identity_providers_delete(
    client: *const ks_client,
    identity_provider: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.identity_providers.delete", &[identity_provider], ptr::null(), None, error)
    }
}
