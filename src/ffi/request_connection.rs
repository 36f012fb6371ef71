//! Connection of a request
//!
//! TLS that only one request asks for. Its connections are kept as others are, but never shared with requests that ask for
//! something else. What the session's plugin asks for comes first; what neither says is as the session has it.

use std::ffi::c_char;
use std::sync::Arc;

use super::boundary::{optional_string, string};
use super::request_options::{ks_request_options, set};
use super::result::ks_result;
use crate::http::{Connection, Verify};
use crate::session::options::certificate;
use crate::text::Secret;

/// Whether the peer's certificate is checked for this request, and by whose word; by default as the session does.
///
/// - options: the options to change.
/// - verify: true or false.
/// - cacert: the CAs that are trusted in place of the session's: a file, a directory, or PEM text; copied. NULL for the
///   system's. Without verify it says nothing.
///
/// Errors: KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT; the request fails with KS_ERROR_CERTIFICATE_CONFIG_ERROR for what
/// cannot be used. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_verify(
    options: *mut ks_request_options,
    verify: bool,
    cacert: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let cacert = unsafe { optional_string(cacert, "cacert") };
    let change = |connection: &mut Connection| {
        connection.verify = Some(match cacert? {
            _ if !verify => Verify::Off,
            Some(cacert) => Verify::Authorities(cacert.into()),
            None => Verify::System,
        });
        Ok(())
    };
    // SAFETY: as above.
    unsafe { set(options, |options| change(options.connection())) }
}

/// Shows this client certificate to a server that asks, in place of the session's. It does not follow a redirect to another
/// origin.
///
/// - options: the options to change.
/// - cert: a file with the certificate and those between it and its authority, or its PEM text; copied, and the copy is wiped.
/// - key: a file with its key, or its PEM text; copied, and the copy is wiped. NULL when it stands beside the certificate.
///
/// Errors: KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT; the request fails with KS_ERROR_CERTIFICATE_CONFIG_ERROR for what
/// cannot be used. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_cert(
    options: *mut ks_request_options,
    cert: *const c_char,
    key: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let cert = unsafe { string(cert, "cert") };
    // SAFETY: the caller's promise is handed on.
    let key = unsafe { optional_string(key, "key") };
    let change = |connection: &mut Connection| {
        connection.certificate = certificate(Some(&Secret::new(cert?)), key?.map(Secret::new).as_ref())?;
        Ok(())
    };
    // SAFETY: as above.
    unsafe { set(options, |options| change(options.connection())) }
}

impl ks_request_options {
    fn connection(&mut self) -> &mut Connection {
        Arc::make_mut(self.options_mut().connection.get_or_insert_default())
    }
}
