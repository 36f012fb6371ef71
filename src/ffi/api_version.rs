//! Versions of services
//!
//! A version of a service's API is written "v3.14" or "3.14": a major number, a minor number, and for some a third. "latest" is
//! above all others, "2.latest" above all of its major version. "v3.10" is 3.10, not 3.1.

use std::ffi::c_char;

use super::boundary::{Out, guard, optional_string, string};
use super::error::ks_error;
use super::result::ks_result;
use super::text::ks_text;
use crate::discover::{LATEST, Range, Version};
use crate::error::Result;
use crate::text::Secret;

/// A version that may not be NULL.
pub(super) unsafe fn version(pointer: *const c_char, name: &str) -> Result<Version> {
    // SAFETY: the caller's promise is handed on.
    Version::read(unsafe { string(pointer, name) }?, name)
}

/// A version that may be NULL or empty.
unsafe fn optional_version(pointer: *const c_char, name: &str) -> Result<Option<Version>> {
    // SAFETY: the caller's promise is handed on.
    Version::read_given(unsafe { optional_string(pointer, name) }?, name)
}

/// Reads a version.
///
/// - text: "v3.14", "3.14", "v3", "1.20.3", "2.latest", "latest".
/// - major: receives the major number; INT64_MAX for "latest".
/// - minor: receives the minor number, 0 where there is none; INT64_MAX for "latest".
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for what is no version; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_version_parse(
    text: *const c_char,
    major: *mut i64,
    minor: *mut i64,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let major = unsafe { Out::new(major, "major") };
        // SAFETY: as above.
        let minor = unsafe { Out::new(minor, "minor") };
        let (major, minor) = (major?, minor?);
        // SAFETY: as above.
        let read = unsafe { version(text, "text") }?;
        let number = |number: u32| if number == LATEST { i64::MAX } else { i64::from(number) };
        major.set(number(read.major));
        minor.set(number(read.minor));
        Ok(())
    })
}

/// Writes a version in its normal form: "3.0" for "v3", "latest" for "latest.latest".
///
/// - text: a version, as ks_version_parse takes it.
/// - normal: receives it; free it with ks_text_free.
///
/// Errors: as ks_version_parse. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_version_normalize(
    text: *const c_char,
    normal: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(normal, "normal") }?;
        // SAFETY: as above.
        let read = unsafe { version(text, "text") }?;
        out.set(ks_text::into_raw(Secret::new(&read.to_string())));
        Ok(())
    })
}

/// Compares two versions, number by number.
///
/// - one: a version, as ks_version_parse takes it.
/// - other: another.
/// - order: receives -1 if one is older than other, 0 if they are the same, 1 if it is newer.
///
/// Errors: as ks_version_parse. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_version_compare(
    one: *const c_char,
    other: *const c_char,
    order: *mut i32,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(order, "order") }?;
        // SAFETY: as above.
        let one = unsafe { version(one, "one") }?;
        // SAFETY: as above.
        let other = unsafe { version(other, "other") }?;
        out.set(one.cmp(&other) as i32);
        Ok(())
    })
}

/// Whether a version does what was written for another: the same major version, and no older.
///
/// - required: the version that must be met.
/// - candidate: the version that there is.
/// - matches: receives the answer.
///
/// Errors: as ks_version_parse. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_version_match(
    required: *const c_char,
    candidate: *const c_char,
    matches: *mut bool,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(matches, "matches") }?;
        // SAFETY: as above.
        let required = unsafe { version(required, "required") }?;
        // SAFETY: as above.
        let candidate = unsafe { version(candidate, "candidate") }?;
        out.set(candidate.satisfies(required));
        Ok(())
    })
}

/// Whether a version is within a range.
///
/// - min_version: the oldest that will do; NULL or "" for no such bound.
/// - max_version: the newest that will do; NULL or "" for no such bound.
/// - candidate: the version that there is.
/// - between: receives the answer.
///
/// Errors: as ks_version_parse. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_version_between(
    min_version: *const c_char,
    max_version: *const c_char,
    candidate: *const c_char,
    between: *mut bool,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(between, "between") }?;
        // SAFETY: as above.
        let min = unsafe { optional_version(min_version, "min_version") }?;
        // SAFETY: as above.
        let max = unsafe { optional_version(max_version, "max_version") }?;
        // SAFETY: as above.
        let candidate = unsafe { version(candidate, "candidate") }?;
        out.set(Range { min, max }.holds(candidate));
        Ok(())
    })
}
