//! Federation, version 3
//!
//! For a client of version 3. By name: v3.federation.identity_providers, v3.federation.mappings, v3.federation.protocols, v3.federation.service_providers, v3.federation.projects, v3.federation.domains, v3.federation.saml.

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

/// Creates a mapping under this id.
///
/// - client: the client.
/// - mapping: the id that the mapping is to have.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_create(
    client: *const ks_client,
    mapping: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.create", &[mapping], params, Some(value), error) }
}

/// Gets a mapping by id.
///
/// - client: the client.
/// - mapping: the id of the mapping.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_get(
    client: *const ks_client,
    mapping: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.get", &[mapping], ptr::null(), Some(value), error) }
}

/// Looks whether a mapping of this id is there.
///
/// - client: the client.
/// - mapping: the id of the mapping.
///
/// HEAD /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_head(
    client: *const ks_client,
    mapping: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.head", &[mapping], ptr::null(), None, error) }
}

/// Lists mappings, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-FEDERATION/mappings. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.list", &[], params, Some(value), error) }
}

/// Finds a mapping by filters that only one matches.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/mappings. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a mapping that are given.
///
/// - client: the client.
/// - mapping: the id of the mapping.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_update(
    client: *const ks_client,
    mapping: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.update", &[mapping], params, Some(value), error) }
}

/// Deletes a mapping.
///
/// - client: the client.
/// - mapping: the id of the mapping.
///
/// DELETE /OS-FEDERATION/mappings/{mapping}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_mappings_delete(
    client: *const ks_client,
    mapping: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.mappings.delete", &[mapping], ptr::null(), None, error) }
}

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

/// Creates a service provider under this id.
///
/// - client: the client.
/// - service_provider: the id that the service provider is to have.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /OS-FEDERATION/service_providers/{service_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_service_providers_create(
    client: *const ks_client,
    service_provider: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.service_providers.create", &[service_provider], params, Some(value), error)
    }
}

/// Gets a service provider by id.
///
/// - client: the client.
/// - service_provider: the id of the service provider.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/service_providers/{service_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_service_providers_get(
    client: *const ks_client,
    service_provider: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.service_providers.get", &[service_provider], ptr::null(), Some(value), error)
    }
}

/// Looks whether a service provider of this id is there.
///
/// - client: the client.
/// - service_provider: the id of the service provider.
///
/// HEAD /OS-FEDERATION/service_providers/{service_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_service_providers_head(
    client: *const ks_client,
    service_provider: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.service_providers.head", &[service_provider], ptr::null(), None, error) }
}

/// Lists service providers, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-FEDERATION/service_providers. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_service_providers_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.service_providers.list", &[], params, Some(value), error) }
}

/// Finds a service provider by filters that only one matches.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-FEDERATION/service_providers. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_service_providers_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.service_providers.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a service provider that are given.
///
/// - client: the client.
/// - service_provider: the id of the service provider.
/// - params: by name: others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /OS-FEDERATION/service_providers/{service_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_service_providers_update(
    client: *const ks_client,
    service_provider: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.federation.service_providers.update", &[service_provider], params, Some(value), error)
    }
}

/// Deletes a service provider.
///
/// - client: the client.
/// - service_provider: the id of the service provider.
///
/// DELETE /OS-FEDERATION/service_providers/{service_provider}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_service_providers_delete(
    client: *const ks_client,
    service_provider: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.service_providers.delete", &[service_provider], ptr::null(), None, error) }
}

/// Lists the projects that a federated user may scope a token to.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /auth/projects. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_projects_list(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.projects.list", &[], ptr::null(), Some(value), error) }
}

/// Lists the domains that a federated user may scope a token to.
///
/// - client: the client.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /auth/domains. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_domains_list(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.domains.list", &[], ptr::null(), Some(value), error) }
}

/// Gets a SAML assertion about the user of a token for a service provider, in XML.
///
/// - client: the client.
/// - params: by name: "service_provider" (required), "token_id" (required).
/// - value: receives the text, a string; free it with ks_value_free.
///
/// POST /auth/OS-FEDERATION/saml2. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_saml_create_saml_assertion(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.saml.create_saml_assertion", &[], params, Some(value), error) }
}

/// Gets the same assertion in an envelope for enhanced clients, in XML.
///
/// - client: the client.
/// - params: by name: "service_provider" (required), "token_id" (required).
/// - value: receives the text, a string; free it with ks_value_free.
///
/// POST /auth/OS-FEDERATION/saml2/ecp. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_saml_create_ecp_assertion(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.saml.create_ecp_assertion", &[], params, Some(value), error) }
}

/// Gets the SAML metadata of this Keystone as an identity provider, in XML.
///
/// - client: the client.
/// - value: receives the text, a string; free it with ks_value_free.
///
/// GET /OS-FEDERATION/saml2/metadata. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_federation_saml_get_metadata(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.federation.saml.get_metadata", &[], ptr::null(), Some(value), error) }
}
