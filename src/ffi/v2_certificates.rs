//! Certificates, version 2.0
//!
//! For a client of version 2.0. By name: v2.certificates.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::result::ks_result;
use super::value::ks_value;

/// Gets the certificate of the authority, in PEM.
///
/// - client: the client.
/// - value: receives the text, a string; free it with ks_value_free.
///
/// GET /certificates/ca. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_certificates_get_ca_certificate(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.certificates.get_ca_certificate", &[], ptr::null(), Some(value), error) }
}

/// Gets the certificate that tokens were signed with, in PEM.
///
/// - client: the client.
/// - value: receives the text, a string; free it with ks_value_free.
///
/// GET /certificates/signing. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v2_certificates_get_signing_certificate(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v2.certificates.get_signing_certificate", &[], ptr::null(), Some(value), error) }
}
