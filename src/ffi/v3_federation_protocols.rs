//! Protocols of federation, version 3
//!
//! For a client of version 3. By name: v3.federation.protocols.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a protocol of an identity provider.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - protocol: the id that the protocol is to have.
/// - params: by name: "mapping" (required); others are attributes and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /OS-FEDERATION/identity_providers/{identity_provider}/protocols/{protocol}. Errors: as ks_client_call. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_protocols_create(
    client: *const ks_client,
    identity_provider: *const c_char,
    protocol: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.protocols.create", &[identity_provider, protocol], params, Some(value), error)
    }
}

/// Gets a protocol of an identity provider.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - protocol: the id of the protocol.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/identity_providers/{identity_provider}/protocols/{protocol}. Errors: as ks_client_call. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_protocols_get(
    client: *const ks_client,
    identity_provider: *const c_char,
    protocol: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.protocols.get", &[identity_provider, protocol], ptr::null(), Some(value), error)
    }
}

/// Looks whether an identity provider has a protocol.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - protocol: the id of the protocol.
///
/// HEAD /OS-FEDERATION/identity_providers/{identity_provider}/protocols/{protocol}. Errors: as ks_client_call. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_protocols_head(
    client: *const ks_client,
    identity_provider: *const c_char,
    protocol: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.protocols.head", &[identity_provider, protocol], ptr::null(), None, error) }
}

/// Lists the protocols of an identity provider.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-FEDERATION/identity_providers/{identity_provider}/protocols. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_protocols_list(
    client: *const ks_client,
    identity_provider: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.protocols.list", &[identity_provider], params, Some(value), error) }
}

/// Finds a protocol of an identity provider by filters that only one matches.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/identity_providers/{identity_provider}/protocols. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_protocols_find(
    client: *const ks_client,
    identity_provider: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.protocols.find", &[identity_provider], params, Some(value), error) }
}

/// Changes a protocol of an identity provider.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - protocol: the id of the protocol.
/// - params: by name: "mapping"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /OS-FEDERATION/identity_providers/{identity_provider}/protocols/{protocol}. Errors: as ks_client_call.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_protocols_update(
    client: *const ks_client,
    identity_provider: *const c_char,
    protocol: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.protocols.update", &[identity_provider, protocol], params, Some(value), error)
    }
}

/// Deletes a protocol of an identity provider.
///
/// - client: the client.
/// - identity_provider: the id of the identity provider.
/// - protocol: the id of the protocol.
///
/// DELETE /OS-FEDERATION/identity_providers/{identity_provider}/protocols/{protocol}. Errors: as ks_client_call.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_protocols_delete(
    client: *const ks_client,
    identity_provider: *const c_char,
    protocol: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.protocols.delete", &[identity_provider, protocol], ptr::null(), None, error)
    }
}
