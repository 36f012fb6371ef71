//! Utilities
//!
//! What keystoneclient has beside its managers: signatures of EC2 and S3 requests, hashes of tokens, and times as Keystone writes them.

use std::ffi::{c_char, c_void};

use super::boundary::{Out, bytes, guard, string};
use super::error::ks_error;
use super::params::{given, ks_params};
use super::result::ks_result;
use super::text::ks_text;
use crate::identity;
use crate::text::Secret;
use crate::time;

/// The signature of an EC2 or S3 request: what the credentials of ks_v3_ec2_create sign with.
///
/// - secret: the secret of the credential.
/// - request: what is signed. "params": an object of strings, the query; its "SignatureVersion" is "0", "1" or "2", and version 4 is meant
///   without it; "verb", "host", "path"; for version 4 "headers", an object of strings with Authorization and X-Amz-Date, and "body_hash",
///   the SHA-256 of the body in hexadecimal digits. Read, not kept. For version 2 the request must say SignatureMethod=HmacSHA256.
/// - signature: receives it; free it with ks_text_free.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for another version, for a request that lacks what is signed, and for a credential of another date
/// than the request's; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_ec2_signature(
    secret: *const c_char,
    request: *const ks_params,
    signature: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(signature, "signature") }?;
        // SAFETY: as above.
        let secret = unsafe { string(secret, "secret") }?;
        // SAFETY: as above.
        let request = unsafe { given(request) };
        out.set(ks_text::into_raw(Secret::new(&identity::ec2_signature(secret, &request)?)));
        Ok(())
    })
}

/// The hash of a signed token, by which lists of revoked tokens name it.
///
/// - token: the bytes of the token; NULL is allowed if length is 0.
/// - length: how many they are.
/// - mode: "md5", "sha1", "sha224", "sha256", "sha384" or "sha512".
/// - hash: receives it in hexadecimal digits; free it with ks_text_free.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for another mode; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT, KS_ERROR_OUT_OF_RANGE.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_token_hash(
    token: *const c_void,
    length: usize,
    mode: *const c_char,
    hash: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(hash, "hash") }?;
        // SAFETY: as above.
        let token = unsafe { bytes(token, length, "token") }?;
        // SAFETY: as above.
        let mode = unsafe { string(mode, "mode") }?;
        out.set(ks_text::into_raw(Secret::new(&identity::hash_signed_token(token, mode)?)));
        Ok(())
    })
}

/// A moment as Keystone writes it: "2026-01-15T13:00:00Z", or "2026-01-15T13:00:00.000000Z".
///
/// - moment: microseconds since 1970 in UTC.
/// - subsecond: whether microseconds are written.
/// - text: receives it; free it with ks_text_free.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_isotime(
    moment: i64,
    subsecond: bool,
    text: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(text, "text") }?;
        out.set(ks_text::into_raw(Secret::new(&time::isotime(moment, subsecond))));
        Ok(())
    })
}

/// A moment without a zone, as older services write it: "2026-01-15T13:00:00.000000".
///
/// - moment: microseconds since 1970 in UTC.
/// - text: receives it; free it with ks_text_free.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_strtime(moment: i64, text: *mut *mut ks_text, error: *mut *mut ks_error) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(text, "text") }?;
        out.set(ks_text::into_raw(Secret::new(time::format(moment).trim_end_matches('Z'))));
        Ok(())
    })
}
