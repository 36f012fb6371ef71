//! Responses
//!
//! What a service answered.

use std::ffi::{c_char, c_void};
use std::ptr;
use std::time::Duration;

use super::boundary::{optional_string, run, value_or};
use super::handle::{release, retain, share};
use super::value::ks_value;
use crate::http::Response;

/// An answer, read to its end. What its getters return is borrowed from it. Thread-safe; reference counted.
#[derive(Debug)]
pub struct ks_response(Response);

impl ks_response {
    pub(super) fn into_raw(response: Response) -> *mut ks_response {
        share(Self(response))
    }

    pub(super) fn inner(&self) -> &Response {
        &self.0
    }
}

/// What a getter answers; default for NULL.
unsafe fn get<T>(response: *const ks_response, default: T, get: impl FnOnce(&Response) -> Option<T>) -> T {
    // SAFETY: NULL or a live handle, as the header demands.
    value_or(default, || get(&unsafe { response.as_ref() }?.0))
}

/// The status, such as 200; 0 for NULL.
///
/// - response: the answer. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_status(response: *const ks_response) -> i32 {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, 0, |response| Some(i32::from(response.status))) }
}

/// What the service calls the status, such as "Not Found"; empty when it does not say.
///
/// - response: the answer. NULL is allowed.
///
/// Returns a string that lives as long as the answer; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_reason(response: *const ks_response) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, ptr::null(), |response| Some(response.reason.with_nul().as_ptr().cast())) }
}

/// The value of the first header field of this name, whatever its case.
///
/// - response: the answer. NULL is allowed.
/// - name: the name of the field.
///
/// Returns a string that lives as long as the answer; NULL when there is no such field. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_header(response: *const ks_response, name: *const c_char) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    let name = unsafe { optional_string(name, "name") };
    // SAFETY: as above.
    unsafe {
        get(response, ptr::null(), |response| {
            response.headers.get_with_nul(name.ok()??).map(|value| value.as_ptr().cast())
        })
    }
}

/// How many header fields there are; a field that was sent twice counts twice. 0 for NULL.
///
/// - response: the answer. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_header_count(response: *const ks_response) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, 0, |response| Some(response.headers.len())) }
}

/// The name of header field number index as the service wrote it, counting from 0 in the order in which they came.
///
/// - response: the answer. NULL is allowed.
/// - index: the number of the field.
///
/// Returns a string that lives as long as the answer; NULL out of range. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_header_name(response: *const ks_response, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, ptr::null(), |response| Some(response.headers.at_with_nul(index)?.0.as_ptr().cast())) }
}

/// The value of header field number index, counting from 0 in the order in which they came.
///
/// - response: the answer. NULL is allowed.
/// - index: the number of the field.
///
/// Returns a string that lives as long as the answer; NULL out of range. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_header_value(response: *const ks_response, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, ptr::null(), |response| Some(response.headers.at_with_nul(index)?.1.as_ptr().cast())) }
}

/// The body: ks_response_body_length bytes, and a NUL behind them that is not counted.
///
/// - response: the answer. NULL is allowed.
///
/// Returns bytes that live as long as the answer, also for an empty body; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_body(response: *const ks_response) -> *const c_void {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, ptr::null(), |response| Some(response.body_with_nul().as_ptr().cast())) }
}

/// The length of the body in bytes. 0 for NULL.
///
/// - response: the answer. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_body_length(response: *const ks_response) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, 0, |response| Some(response.body().len())) }
}

/// The body as JSON, whatever its content type says. Parsed at the first call.
///
/// - response: the answer. NULL is allowed.
///
/// Returns a value that lives as long as the answer; NULL when the body is not JSON. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_json(response: *const ks_response) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, ptr::null(), |response| Some(ks_value::lend(response.json()?))) }
}

/// The URL that answered, which redirects may have led to.
///
/// - response: the answer. NULL is allowed.
///
/// Returns a string that lives as long as the answer; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_url(response: *const ks_response) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, ptr::null(), |response| Some(response.url.with_nul().as_ptr().cast())) }
}

/// The id that the service gave the request, to name it when asking for help.
///
/// - response: the answer. NULL is allowed.
///
/// Returns a string that lives as long as the answer; NULL when there is none. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_request_id(response: *const ks_response) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, ptr::null(), |response| Some(response.request_id_with_nul()?.as_ptr().cast())) }
}

/// How many redirects led to this answer. 0 for NULL.
///
/// - response: the answer. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_redirect_count(response: *const ks_response) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, 0, |response| Some(response.history.len())) }
}

/// The status of redirect number index, counting from 0, the oldest first.
///
/// - response: the answer. NULL is allowed.
/// - index: the number of the redirect.
///
/// Returns 0 out of range. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_redirect_status(response: *const ks_response, index: usize) -> i32 {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, 0, |response| Some(i32::from(response.history.get(index)?.status))) }
}

/// The URL that redirect number index came from, counting from 0, the oldest first: the first is the URL that was asked for.
///
/// - response: the answer. NULL is allowed.
/// - index: the number of the redirect.
///
/// Returns a string that lives as long as the answer; NULL out of range. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_redirect_url(response: *const ks_response, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, ptr::null(), |response| Some(response.history.get(index)?.url.with_nul().as_ptr().cast())) }
}

/// How long the exchange took that this is the answer of, in microseconds: from its beginning to the last byte.
///
/// Logins, redirects and tries before it are exchanges of their own, which are not counted.
///
/// - response: the answer. NULL is allowed.
///
/// Returns 0 when that is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_elapsed(response: *const ks_response) -> i64 {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, 0, |response| Some(micros(response.elapsed.whole))) }
}

/// How long it took until there was a connection, TLS included, in microseconds; a part of ks_response_elapsed.
///
/// - response: the answer. NULL is allowed.
///
/// Returns 0 for a connection that was there already. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_elapsed_to_connect(response: *const ks_response) -> i64 {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, 0, |response| Some(micros(response.elapsed.connect))) }
}

/// How long it took until the header of the answer was there, in microseconds; a part of ks_response_elapsed.
///
/// - response: the answer. NULL is allowed.
///
/// Returns 0 when that is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_elapsed_to_header(response: *const ks_response) -> i64 {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(response, 0, |response| Some(micros(response.elapsed.head))) }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// Takes one more reference to the answer; give it back with ks_response_free. NULL stays NULL.
///
/// - response: the answer. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_ref(response: *const ks_response) -> *mut ks_response {
    // SAFETY: NULL or a live handle, as the header demands.
    unsafe { retain(response) }
}

/// Gives a reference back. NULL is fine.
///
/// - response: an answer that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_response_free(response: *mut ks_response) {
    // SAFETY: NULL or a handle whose reference ends here, as the header demands.
    run(|| unsafe { release(response) });
}
