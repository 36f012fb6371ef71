//! Errors
//!
//! What went wrong, with all that is known about it. Every call that can fail takes a ks_error **error last, sets it to NULL,
//! and on failure stores a ks_error there, whose code is the call's result. Pass NULL to do without.

use std::ffi::{CStr, c_char, c_void};
use std::ptr;

use super::boundary::{run, value_or};
use super::result::{KS_OK, ks_result};
use crate::error::{Code, Error, Result};
use crate::text::Text;

/// What went wrong: immutable, and read by any number of threads.
#[derive(Debug)]
pub struct ks_error {
    // What C holds points to an Error: a cause is lent out of the error that it led to.
    _opaque: [u8; 0],
}

impl ks_error {
    /// Gives an error to C, which frees it.
    pub(super) fn into_raw(error: Error) -> *mut ks_error {
        Box::into_raw(Box::new(error)).cast()
    }

    /// Takes an error back from C; None for NULL.
    pub(super) unsafe fn from_raw(error: *mut ks_error) -> Option<Error> {
        if error.is_null() {
            return None;
        }
        // SAFETY: not NULL means a pointer that `into_raw` gave out and that C will not use again, as the header demands.
        Some(*unsafe { Box::from_raw(error.cast()) })
    }

    fn lend(error: &Error) -> *const ks_error {
        ptr::from_ref(error).cast()
    }
}

/// Reads one fact of an error; `default` stands for no error and for an error without this fact.
pub(super) unsafe fn fact<T>(error: *const ks_error, default: T, read: impl FnOnce(&Error) -> Option<T>) -> T {
    // SAFETY: not NULL means a pointer that `into_raw` or `lend` gave out, as the header demands.
    value_or(default, || unsafe { error.cast::<Error>().as_ref() }.and_then(read))
}

/// A string for C, for as long as what holds it lives.
pub(super) fn lend(text: &Text) -> *const c_char {
    text.with_nul().as_ptr().cast()
}

/// The code, which the failed call returned too.
///
/// - error: NULL is allowed.
///
/// Returns KS_OK for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_code(error: *const ks_error) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, KS_OK, |error| Some(error.code().number())) }
}

/// The name of the class as keystoneauth spells it, "NotFound" for 404; see ks_result_class.
///
/// - error: NULL is allowed.
///
/// Returns a string that lives for ever, never NULL; "" for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_class(error: *const ks_error) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, c"".as_ptr(), |error| Some(error.code().class_name_with_nul().as_ptr().cast())) }
}

/// One line that says what failed. It holds no secret.
///
/// - error: NULL is allowed.
///
/// Returns a string borrowed from the error, never NULL; "" for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_message(error: *const ks_error) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, c"".as_ptr(), |error| Some(lend(error.message()))) }
}

/// What the server said beyond its message.
///
/// - error: NULL is allowed.
///
/// Returns a string borrowed from the error; NULL if there is nothing. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_details(error: *const ks_error) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, ptr::null(), |error| error.details().map(lend)) }
}

/// The status that the server answered.
///
/// - error: NULL is allowed.
///
/// Returns 0 without an answer. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_http_status(error: *const ks_error) -> i32 {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, 0, |error| Some(i32::from(error.http_status()))) }
}

/// The method of the request that failed: "GET".
///
/// - error: NULL is allowed.
///
/// Returns a string borrowed from the error; NULL if there was no request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_method(error: *const ks_error) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, ptr::null(), |error| error.method().map(lend)) }
}

/// The URL of the request that failed.
///
/// - error: NULL is allowed.
///
/// Returns a string borrowed from the error; NULL if there was no request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_url(error: *const ks_error) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, ptr::null(), |error| error.url().map(lend)) }
}

/// The id that the server gave the request, which its operators find in their logs.
///
/// - error: NULL is allowed.
///
/// Returns a string borrowed from the error; NULL if there is none. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_request_id(error: *const ks_error) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, ptr::null(), |error| error.request_id().map(lend)) }
}

/// After how many seconds the server wants to be asked again.
///
/// - error: NULL is allowed.
///
/// Returns -1 if the server did not say. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_retry_after(error: *const ks_error) -> i32 {
    let seconds = |error: &Error| i32::try_from(error.retry_after()?.clamp(0, i64::from(i32::MAX))).ok();
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, -1, seconds) }
}

/// The body that the server answered, at most 64 KiB of it, with a NUL behind it.
///
/// - error: NULL is allowed.
///
/// Returns ks_error_body_length bytes borrowed from the error; NULL if there was no answer. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_body(error: *const ks_error) -> *const c_void {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, ptr::null(), |error| error.body_with_nul().map(|body| body.as_ptr().cast())) }
}

/// How many bytes the body has, without the NUL behind it.
///
/// - error: NULL is allowed.
///
/// Returns 0 if there was no answer. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_body_length(error: *const ks_error) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, 0, |error| error.body().map(<[u8]>::len)) }
}

/// What led to this error, for example the connection that failed when a login failed.
///
/// - error: NULL is allowed.
///
/// Returns an error borrowed from this one; NULL if nothing more is known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_cause(error: *const ks_error) -> *const ks_error {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, ptr::null(), |error| error.cause().map(ks_error::lend)) }
}

/// Makes the error that says why a callback failed.
///
/// - error: where the error goes; what is there is overwritten, not freed. NULL is allowed.
/// - code: what the callback will return, KS_ERROR_USER or above for a code of its own. KS_OK makes no error.
/// - message: one line without secrets, copied; NULL for what ks_result_message says. What is not UTF-8 in it is replaced.
///
/// Returns the code, so that a callback ends with: return ks_error_set(error, KS_ERROR_USER, "the vault is sealed");
/// Errors: none of its own.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_set(error: *mut *mut ks_error, code: ks_result, message: *const c_char) -> ks_result {
    run(|| {
        if error.is_null() {
            return;
        }
        let made = match code {
            KS_OK => ptr::null_mut(),
            // SAFETY: the caller's promise is handed on.
            _ => ks_error::into_raw(unsafe { spoken(Code::from_number(code), message) }),
        };
        // SAFETY: not NULL means that it may be written, as the header demands.
        unsafe { error.write(made) };
    });
    code
}

unsafe fn spoken(code: Code, message: *const c_char) -> Error {
    if message.is_null() {
        return Error::of(code);
    }
    // SAFETY: not NULL means a string that ends in NUL, as the header demands.
    Error::new(code, unsafe { CStr::from_ptr(message) }.to_string_lossy())
}

/// What a callback of the caller returned: its own error if it made one, else one that names it.
///
/// `error` is NULL or an error of this library that is handed over.
pub(super) unsafe fn answered(name: &str, result: ks_result, error: *mut ks_error) -> Result<()> {
    // SAFETY: the caller's promise is handed on.
    let error = unsafe { ks_error::from_raw(error) };
    if result == KS_OK {
        return Ok(());
    }
    let code = Code::from_number(result);
    let message = format!("callback {name} failed with {result}");
    Err(match error {
        Some(error) if error.code() == code => error,
        Some(error) => Error::new(code, message).with_cause(error),
        None => Error::new(code, message),
    })
}

/// One more reference to the error, or to a cause that was borrowed.
///
/// - error: NULL is allowed.
///
/// Returns an error that is yours to free; the pointer may be another one. NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_ref(error: *const ks_error) -> *mut ks_error {
    // SAFETY: the caller's promise is handed on.
    unsafe { fact(error, ptr::null_mut(), |error| Some(ks_error::into_raw(error.clone()))) }
}

/// Gives an error back.
///
/// - error: an error that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_free(error: *mut ks_error) {
    // SAFETY: the caller's promise is handed on.
    run(|| drop(unsafe { ks_error::from_raw(error) }));
}

/// Frees the error in a variable and sets the variable to NULL, so that it serves the next call.
///
/// - error: the variable. NULL does nothing, and so does a variable that is NULL.
///
/// Thread-safe, apart from the variable itself. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_clear(error: *mut *mut ks_error) {
    run(|| {
        // SAFETY: not NULL means a variable that may be read and written, as the header demands.
        if let Some(error) = unsafe { error.as_mut() } {
            let held = std::mem::replace(error, ptr::null_mut());
            // SAFETY: the variable was the only one to know it.
            drop(unsafe { ks_error::from_raw(held) });
        }
    });
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::undocumented_unsafe_blocks,
        clippy::multiple_unsafe_ops_per_block,
        reason = "all pointers are the tests' own"
    )]

    use super::*;

    fn read(text: *const c_char) -> Option<&'static str> {
        (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("not UTF-8"))
    }

    #[test]
    fn an_http_error_reads_back_whole() {
        let raw = ks_error::into_raw(
            Error::new(Code::from_status(429), "slow down")
                .with_details("quota")
                .with_request("GET", "http://keystone/v3/users")
                .with_http_status(429)
                .with_request_id("req-1")
                .with_retry_after(i64::MAX)
                .with_body(b"{\"error\":\0}"),
        );
        unsafe {
            assert_eq!((ks_error_code(raw), ks_error_http_status(raw)), (429, 429));
            assert_eq!(read(ks_error_class(raw)), Some("TooManyRequests"));
            assert_eq!(read(ks_error_message(raw)), Some("slow down"));
            assert_eq!(read(ks_error_details(raw)), Some("quota"));
            assert_eq!(read(ks_error_method(raw)), Some("GET"));
            assert_eq!(read(ks_error_url(raw)), Some("http://keystone/v3/users"));
            assert_eq!(read(ks_error_request_id(raw)), Some("req-1"));
            assert_eq!(ks_error_retry_after(raw), i32::MAX);
            let length = ks_error_body_length(raw);
            let body = std::slice::from_raw_parts(ks_error_body(raw).cast::<u8>(), length + 1);
            assert_eq!(body, b"{\"error\":\0}\0");
            assert!(ks_error_cause(raw).is_null());
            ks_error_free(raw);
        }
    }

    #[test]
    fn an_error_without_an_answer_has_no_facts_of_one() {
        let raw = ks_error::into_raw(Error::of(Code::NULL_ARGUMENT));
        unsafe {
            assert_eq!((ks_error_http_status(raw), ks_error_retry_after(raw), ks_error_body_length(raw)), (0, -1, 0));
            assert!(ks_error_body(raw).is_null());
            for text in [ks_error_details(raw), ks_error_method(raw), ks_error_url(raw), ks_error_request_id(raw)] {
                assert_eq!(read(text), None);
            }
            ks_error_free(raw);
        }
    }

    #[test]
    fn a_cause_outlives_its_error_by_a_reference_of_its_own() {
        let cause = Error::new(Code::CONNECT_FAILURE, "refused");
        let raw = ks_error::into_raw(Error::new(Code::DISCOVERY_FAILURE, "no versions").with_cause(cause));
        unsafe {
            let kept = ks_error_ref(ks_error_cause(raw));
            ks_error_free(raw);
            assert_eq!(ks_error_code(kept), Code::CONNECT_FAILURE.number());
            assert_eq!(read(ks_error_message(kept)), Some("refused"));
            ks_error_free(kept);
        }
    }

    #[test]
    fn a_callback_says_why_it_failed() {
        let mut error = ptr::null_mut();
        unsafe {
            assert_eq!(ks_error_set(&raw mut error, 10_007, c"the vault is sealed \xff".as_ptr()), 10_007);
            let taken = ks_error::from_raw(error).map(|error| (error.code().number(), error.message().to_string()));
            assert_eq!(taken, Some((10_007, "the vault is sealed \u{fffd}".to_owned())));
            assert_eq!(ks_error_set(&raw mut error, KS_OK, c"unused".as_ptr()), KS_OK);
            assert!(error.is_null());
            assert_eq!(ks_error_set(&raw mut error, 404, ptr::null()), 404);
            assert_eq!(read(ks_error_message(error)), Some("not found"));
            ks_error_clear(&raw mut error);
            assert!(error.is_null());
            assert_eq!(ks_error_set(ptr::null_mut(), 404, c"nobody listens".as_ptr()), 404);
        }
    }
}
