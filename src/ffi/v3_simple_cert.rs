//! Certificates of tokens, version 3
//!
//! For a client of version 3. By name: v3.simple_cert.

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
/// GET /OS-SIMPLE-CERT/ca. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_simple_cert_get_ca_certificates(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.simple_cert.get_ca_certificates", &[], ptr::null(), Some(value), error) }
}

/// Gets the certificates that tokens were signed with, in PEM.
///
/// - client: the client.
/// - value: receives the text, a string; free it with ks_value_free.
///
/// GET /OS-SIMPLE-CERT/certificates. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_simple_cert_get_certificates(
    client: *const ks_client,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.simple_cert.get_certificates", &[], ptr::null(), Some(value), error) }
}
