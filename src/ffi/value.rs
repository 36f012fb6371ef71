//! Values
//!
//! A parsed JSON text. What is in it is reached by key, by index or by JSON pointer, and read with a fallback for the case that it
//! is missing or of another kind; so a chain of getters needs no check between its steps. A value that came through an out
//! parameter is yours to free; every value within it, and every string, is borrowed from it and lives as long.

use std::ffi::c_char;
use std::ptr;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::boundary::{Out, bytes, guard, null, run, string, value_or};
use super::error::ks_error;
use super::result::ks_result;
use super::text::ks_text;
use crate::error::{Code, Error, Result};
use crate::text::Secret;
use crate::value::{Document, Kind, Limits, Node, ParseError, Value, from_json};

/// A JSON value: immutable, and read by any number of threads.
#[derive(Debug)]
pub struct ks_value {
    // What C holds points to a Node, from which the way leads to its document.
    _opaque: [u8; 0],
}

/// What a value is: one of the enumerators of ks_kind_code.
pub type ks_kind = i32;

/// The names of kinds.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ks_kind_code {
    /// There is no value: the pointer is NULL.
    KS_VALUE_ABSENT = 0,
    /// null.
    KS_VALUE_NULL = 1,
    /// true or false.
    KS_VALUE_BOOL = 2,
    /// A whole number, written without fraction and exponent.
    KS_VALUE_INT = 3,
    /// Any other number, and a whole one that needs more than 64 bits.
    KS_VALUE_DOUBLE = 4,
    /// A string.
    KS_VALUE_STRING = 5,
    /// An array.
    KS_VALUE_LIST = 6,
    /// An object.
    KS_VALUE_OBJECT = 7,
}

impl ks_value {
    /// Lends a value to C for as long as its document lives.
    pub(super) fn lend(value: Value<'_>) -> *const ks_value {
        // Out of the pointer to all nodes: from it, the first node is in reach again.
        value.document().nodes().as_ptr().wrapping_add(value.node().index() as usize).cast()
    }

    /// Gives a whole document to C, which frees it.
    pub(super) fn share(document: Arc<Document>) -> *mut ks_value {
        let root = Self::lend(document.root());
        let _held_by_c = Arc::into_raw(document);
        root.cast_mut()
    }

    /// The same for what the library itself says as JSON.
    pub(super) fn told(json: &serde_json::Value) -> Result<*mut ks_value> {
        // It is well formed: who cannot read it has a defect.
        from_json(json).map(Self::share).map_err(|error| Error::new(Code::PANIC, error.to_string()))
    }
}

/// The value behind a pointer, and its document as an owner would hold it.
unsafe fn locate<'a>(pointer: *const ks_value) -> Option<(Value<'a>, *const Document)> {
    let node: *const Node = pointer.cast();
    // SAFETY: not NULL means a pointer that `lend` gave out and whose document lives, as the header demands.
    let index = unsafe { node.as_ref() }?.index();
    // SAFETY: `lend` made the pointer out of one to all nodes, and this one is so many nodes behind the first.
    let first = unsafe { node.sub(index as usize) };
    // SAFETY: as above.
    let document = unsafe { &*first }.document()?.as_ptr();
    // SAFETY: a document that lives is behind its weak pointer.
    Some((unsafe { &*document }.value(index)?, document))
}

/// Reads from a value; `default` stands for NULL and for a value that has no answer.
unsafe fn look<'a, T>(pointer: *const ks_value, default: T, read: impl FnOnce(Value<'a>) -> Option<T>) -> T {
    // SAFETY: the caller's promise is handed on.
    value_or(default, || unsafe { locate(pointer) }.and_then(|(value, _)| read(value)))
}

/// A value as JSON.
pub(super) unsafe fn text_of(value: *const ks_value) -> Result<Zeroizing<String>> {
    // SAFETY: the caller's promise is handed on.
    let (value, _) = unsafe { locate(value) }.ok_or_else(|| null("value"))?;
    Ok(Zeroizing::new(value.to_json()))
}

fn refused(error: &ParseError) -> Error {
    let code = match error {
        ParseError::TooLong(..) | ParseError::TooMany(_) | ParseError::TooDeep(_) => Code::LIMIT_EXCEEDED,
        ParseError::Utf8(_) => Code::INVALID_UTF8,
        ParseError::Syntax(_) => Code::INVALID_JSON,
    };
    Error::new(code, format!("argument 'json' is refused: {error}"))
}

/// Parses a JSON text. The text is copied; the copy is wiped when the value is freed.
///
/// - json: the text, which need not end in NUL.
/// - length: how many bytes it has. At most 64 MiB, 1 048 576 values and 64 levels of nesting are taken.
/// - value: receives the value; free it with ks_value_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8, KS_ERROR_INVALID_JSON, KS_ERROR_LIMIT_EXCEEDED, KS_ERROR_OUT_OF_RANGE.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_parse(
    json: *const c_char,
    length: usize,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let value = unsafe { Out::new(value, "value") }?;
        // SAFETY: as above.
        let json = unsafe { bytes(json.cast(), length, "json") }?;
        let document = Document::parse_secret(json, Limits::default()).map_err(|error| refused(&error))?;
        value.set(ks_value::share(document));
        Ok(())
    })
}

/// What a value is.
///
/// - value: NULL is allowed.
///
/// Returns one of ks_kind_code; KS_VALUE_ABSENT for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_kind(value: *const ks_value) -> ks_kind {
    let kind = |value: Value<'_>| {
        Some(match value.kind() {
            Kind::Null => ks_kind_code::KS_VALUE_NULL,
            Kind::Bool => ks_kind_code::KS_VALUE_BOOL,
            Kind::Int => ks_kind_code::KS_VALUE_INT,
            Kind::Double => ks_kind_code::KS_VALUE_DOUBLE,
            Kind::String => ks_kind_code::KS_VALUE_STRING,
            Kind::List => ks_kind_code::KS_VALUE_LIST,
            Kind::Object => ks_kind_code::KS_VALUE_OBJECT,
        })
    };
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, ks_kind_code::KS_VALUE_ABSENT, kind) as ks_kind }
}

/// Whether a value is null. A value that is not there is not null.
///
/// - value: NULL is allowed.
///
/// Returns false for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_is_null(value: *const ks_value) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, false, |value| Some(value.is_null())) }
}

/// A member of an object, by its key.
///
/// - value: NULL is allowed, and so is a value that is no object.
/// - key: UTF-8 that ends in NUL. NULL is allowed and finds nothing.
///
/// Returns a value borrowed from this one, NULL if there is no such member; where a key is repeated, the last one. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_get(value: *const ks_value, key: *const c_char) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    let get = |value: Value<'_>| value.get(unsafe { string(key, "key") }.ok()?).map(ks_value::lend);
    // SAFETY: as above.
    unsafe { look(value, ptr::null(), get) }
}

/// An element of a list or a member of an object, by its number, from 0 to ks_value_length - 1. Members keep the order of the text.
///
/// - value: NULL is allowed, and so is a value that is neither list nor object.
/// - index: the number.
///
/// Returns a value borrowed from this one; NULL beyond the end. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_at(value: *const ks_value, index: usize) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, ptr::null(), |value| value.at(index).map(ks_value::lend)) }
}

/// The key of a member of an object, by its number.
///
/// - value: NULL is allowed, and so is a value that is no object.
/// - index: the number, from 0 to ks_value_length - 1.
///
/// Returns a string borrowed from the value; NULL beyond the end. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_key_at(value: *const ks_value, index: usize) -> *const c_char {
    let key = |value: Value<'_>| match value.kind() {
        Kind::Object => Some(value.at(index)?.key_with_nul().as_ptr().cast()),
        _ => None,
    };
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, ptr::null(), key) }
}

/// The value that a JSON pointer (RFC 6901) leads to: "/token/catalog/0/type".
///
/// - value: where the pointer starts. NULL is allowed.
/// - json_pointer: "" for the value itself. "~1" in a key stands for "/", "~0" for "~". NULL is allowed and finds nothing.
///
/// Returns a value borrowed from this one; NULL if the pointer leads nowhere. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_pointer(value: *const ks_value, json_pointer: *const c_char) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    let follow =
        |value: Value<'_>| value.pointer(unsafe { string(json_pointer, "json_pointer") }.ok()?).map(ks_value::lend);
    // SAFETY: as above.
    unsafe { look(value, ptr::null(), follow) }
}

/// The whole that a value is a part of: of the list that an operation gave it is the answer, with "truncated" and "links".
///
/// - value: NULL is allowed.
///
/// Returns a value borrowed from this one; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_root(value: *const ks_value) -> *const ks_value {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, ptr::null(), |value| Some(ks_value::lend(value.document().root()))) }
}

/// The number of elements of a list or members of an object.
///
/// - value: NULL is allowed.
///
/// Returns 0 for NULL and for any other kind. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_length(value: *const ks_value) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, 0, |value| Some(value.len())) }
}

/// The string.
///
/// - value: NULL is allowed.
///
/// Returns UTF-8 that ends in NUL, borrowed from the value; NULL if it is not a string. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_string(value: *const ks_value) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, ptr::null(), |value| Some(value.as_str_with_nul()?.as_ptr().cast())) }
}

/// How many bytes the string has, without the NUL behind it; more than strlen says if it holds a NUL itself.
///
/// - value: NULL is allowed.
///
/// Returns 0 if it is not a string. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_string_length(value: *const ks_value) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, 0, |value| value.as_str().map(str::len)) }
}

/// The whole number.
///
/// - value: NULL is allowed.
/// - fallback: what is returned if it is not a KS_VALUE_INT, or beyond int64_t.
///
/// Returns the number or the fallback. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_int(value: *const ks_value, fallback: i64) -> i64 {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, fallback, Value::as_i64) }
}

/// The number, rounded if a double cannot hold it.
///
/// - value: NULL is allowed.
/// - fallback: what is returned if it is neither a KS_VALUE_DOUBLE nor a KS_VALUE_INT.
///
/// Returns the number or the fallback. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_double(value: *const ks_value, fallback: f64) -> f64 {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, fallback, Value::as_f64) }
}

/// The truth value.
///
/// - value: NULL is allowed.
/// - fallback: what is returned if it is not a KS_VALUE_BOOL.
///
/// Returns the truth value or the fallback. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_bool(value: *const ks_value, fallback: bool) -> bool {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(value, fallback, Value::as_bool) }
}

/// Prints a value as JSON, without white space; members keep their order.
///
/// - value: the value, which may be a part of another one.
/// - text: receives the JSON; free it with ks_text_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: KS_ERROR_NULL_ARGUMENT.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_to_json(
    value: *const ks_value,
    text: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let text = unsafe { Out::new(text, "text") }?;
        // SAFETY: as above.
        let json = unsafe { text_of(value) }?;
        text.set(ks_text::into_raw(Secret::new(&json)));
        Ok(())
    })
}

/// One more reference to what a value is part of: the whole of it stays until all references are given back.
///
/// - value: any value, also one that is borrowed. NULL is allowed.
///
/// Returns the same pointer, which is now yours to free once more; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_ref(value: *const ks_value) -> *mut ks_value {
    value_or(ptr::null_mut(), || {
        // SAFETY: the caller's promise is handed on.
        let (_, document) = unsafe { locate(value) }?;
        // SAFETY: the document lives, in an Arc as every document does.
        unsafe { Arc::increment_strong_count(document) };
        Some(value.cast_mut())
    })
}

/// Gives a reference back.
///
/// - value: a value that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_value_free(value: *mut ks_value) {
    run(|| {
        // SAFETY: the caller's promise is handed on.
        if let Some((_, document)) = unsafe { locate(value) } {
            // SAFETY: `share` or `ks_value_ref` left this reference to C, which gives it back.
            unsafe { Arc::decrement_strong_count(document) };
        }
    });
}

#[cfg(test)]
mod tests;
