//! Texts
//!
//! A string of its own: where the library makes a string for you, and where a callback of yours hands one to the library.
//! It may be a token or hold a password; so its memory is wiped when the last reference goes.

use std::ffi::{c_char, c_void};
use std::fmt;
use std::ptr;
use std::sync::{Arc, OnceLock};

use super::boundary::{borrow, guard, run, string, utf8, value_or};
use super::handle::{release, retain, share};
use super::result::ks_result;
use crate::error::{Code, Error, Result};
use crate::text::Secret;

/// A string that has an owner. Set once, shared by any number of threads, wiped when it is freed.
pub struct ks_text(OnceLock<Secret>);

impl ks_text {
    /// A text for C, with one reference, which C frees.
    pub(super) fn into_raw(content: Secret) -> *mut ks_text {
        share(Self(OnceLock::from(content)))
    }

    /// Lends an empty text to a callback and returns what the callback returned and what it set.
    pub(super) fn filled_by<T>(call: impl FnOnce(*mut ks_text) -> T) -> (T, Option<Secret>) {
        // Counted, although the callback only borrows it: one that keeps a reference is right too.
        let text = Arc::new(Self(OnceLock::new()));
        let returned = call(Arc::as_ptr(&text).cast_mut());
        let content = match Arc::try_unwrap(text) {
            Ok(text) => text.0.into_inner(),
            Err(kept) => kept.0.get().cloned(),
        };
        (returned, content)
    }

    fn set(&self, content: &str) -> Result<()> {
        let again = |_| Error::new(Code::INVALID_ARGUMENT, "the text is set already");
        self.0.set(Secret::new(content)).map_err(again)
    }
}

impl fmt::Debug for ks_text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ks_text").field(&self.0.get()).finish()
    }
}

/// The string.
///
/// - text: NULL is allowed.
///
/// Returns UTF-8 that ends in NUL, borrowed from the text; NULL for NULL and for a text that is not set yet. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_text_string(text: *const ks_text) -> *const c_char {
    value_or(ptr::null(), || {
        // SAFETY: the caller's promise is handed on.
        let text = unsafe { text.as_ref() }?;
        Some(text.0.get()?.expose_with_nul().as_ptr().cast())
    })
}

/// How many bytes the string has, without the NUL behind it; more than strlen says if it holds a NUL itself.
///
/// - text: NULL is allowed.
///
/// Returns 0 for NULL and for a text that is not set yet. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_text_length(text: *const ks_text) -> usize {
    value_or(0, || {
        // SAFETY: the caller's promise is handed on.
        let text = unsafe { text.as_ref() }?;
        Some(text.0.get()?.expose().len())
    })
}

/// Sets the text that the library lent to a callback. The string is copied.
///
/// - out: the text, which dies when the callback returns. It can be set once.
/// - string: UTF-8 that ends in NUL. NULL is an error, so that a forgotten token is not an empty one.
///
/// Returns KS_OK or why not; a callback may return it as its own result.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8; KS_ERROR_INVALID_ARGUMENT for a text that is set already.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_text_set(out: *mut ks_text, string: *const c_char) -> ks_result {
    guard(ptr::null_mut(), || {
        // SAFETY: the caller's promise is handed on.
        let out = unsafe { borrow(out, "out") }?;
        // SAFETY: as above.
        let string = unsafe { self::string(string, "string") }?;
        out.set(string)
    })
}

/// Sets the text that the library lent to a callback, from a string that need not end in NUL. The bytes are copied.
///
/// - out: the text, which dies when the callback returns. It can be set once.
/// - data: UTF-8. NULL is allowed if length is 0.
/// - length: how many bytes there are.
///
/// Returns KS_OK or why not; a callback may return it as its own result.
/// Errors: those of ks_text_set, and KS_ERROR_OUT_OF_RANGE for a length that no memory has.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_text_set_bytes(out: *mut ks_text, data: *const c_void, length: usize) -> ks_result {
    guard(ptr::null_mut(), || {
        // SAFETY: the caller's promise is handed on.
        let out = unsafe { borrow(out, "out") }?;
        // SAFETY: as above.
        let data = unsafe { utf8(data, length, "data") }?;
        out.set(data)
    })
}

/// One more reference to the text.
///
/// - text: NULL is allowed.
///
/// Returns the same pointer, which is now yours to free once more; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_text_ref(text: *const ks_text) -> *mut ks_text {
    // SAFETY: the caller's promise is handed on.
    value_or(ptr::null_mut(), || Some(unsafe { retain(text) }))
}

/// Gives a reference back; with the last one the string is wiped.
///
/// - text: a text that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_text_free(text: *mut ks_text) {
    // SAFETY: the caller's promise is handed on.
    run(|| unsafe { release(text) });
}

#[cfg(test)]
mod tests {
    #![allow(clippy::undocumented_unsafe_blocks, reason = "all pointers are the tests' own")]
    #![allow(clippy::multiple_unsafe_ops_per_block, reason = "as above")]

    use std::ffi::CStr;

    use super::*;

    fn filled(call: impl FnOnce(*mut ks_text) -> ks_result) -> (i32, Option<String>) {
        let (result, secret) = ks_text::filled_by(call);
        (result, secret.map(|secret| secret.expose().to_owned()))
    }

    #[test]
    fn a_callback_hands_over_a_copy() {
        let mut token = *b"gAAAA\0";
        let (result, content) = filled(|out| {
            let result = unsafe { ks_text_set(out, token.as_ptr().cast()) };
            token.fill(b'x');
            result
        });
        assert_eq!((result, content.as_deref()), (0, Some("gAAAA")));
    }

    #[test]
    fn bytes_need_no_nul_and_may_hold_one() {
        let (result, content) = filled(|out| unsafe { ks_text_set_bytes(out, b"a\0bc".as_ptr().cast(), 3) });
        assert_eq!((result, content.as_deref()), (0, Some("a\0b")));
        let (result, content) = filled(|out| unsafe { ks_text_set_bytes(out, ptr::null(), 0) });
        assert_eq!((result, content.as_deref()), (0, Some("")));
    }

    #[test]
    fn what_is_refused_sets_nothing() {
        assert_eq!(filled(|out| unsafe { ks_text_set(out, ptr::null()) }), (Code::NULL_ARGUMENT.number(), None));
        assert_eq!(filled(|out| unsafe { ks_text_set(out, c"\xff".as_ptr()) }), (Code::INVALID_UTF8.number(), None));
        let endless = |out| unsafe { ks_text_set_bytes(out, c"x".as_ptr().cast(), usize::MAX) };
        assert_eq!(filled(endless), (Code::OUT_OF_RANGE.number(), None));
        assert_eq!(filled(|_| 10_001), (10_001, None), "a callback that set nothing");
    }

    #[test]
    fn a_text_is_set_once() {
        let twice = |out| unsafe {
            assert_eq!(ks_text_set(out, c"first".as_ptr()), 0);
            ks_text_set(out, c"second".as_ptr())
        };
        assert_eq!(filled(twice), (Code::INVALID_ARGUMENT.number(), Some("first".to_owned())));
    }

    #[test]
    fn a_callback_that_keeps_a_reference_keeps_its_text() {
        let mut kept = ptr::null_mut();
        let (_, content) = filled(|out| {
            kept = unsafe { ks_text_ref(out) };
            unsafe { ks_text_set(out, c"token".as_ptr()) }
        });
        assert_eq!(content.as_deref(), Some("token"));
        unsafe {
            assert_eq!(CStr::from_ptr(ks_text_string(kept)), c"token");
            ks_text_free(kept);
        }
    }

    #[test]
    fn a_text_that_is_not_set_has_no_string() {
        let unset = |out: *mut ks_text| unsafe {
            assert!(ks_text_string(out).is_null());
            assert_eq!(ks_text_length(out), 0);
            0
        };
        assert_eq!(filled(unset), (0, None));
    }

    #[test]
    fn debug_output_hides_the_string() {
        let text = ks_text(OnceLock::from(Secret::new("hunter2")));
        assert!(!format!("{text:?}").contains("hunter2"));
    }
}
