//! SAML of federation, version 3
//!
//! For a client of version 3. By name: v3.federation.saml.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

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
