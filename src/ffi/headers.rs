//! Header fields
//!
//! For callers who send with their own HTTP client: the fields by which a session authenticates a request.

use std::ffi::c_char;
use std::ptr;
use std::sync::Arc;

use super::boundary::{optional_string, run, value_or};
use super::handle::{release, retain};
use crate::http::Headers;

/// Header fields, in order. What its getters return is borrowed from it. Thread-safe; reference counted.
#[derive(Debug)]
pub struct ks_headers {
    // What C holds points to Headers that are shared with the session, so that no copy is made.
    _opaque: [u8; 0],
}

impl ks_headers {
    /// Gives a reference to C.
    pub(super) fn share(headers: Arc<Headers>) -> *mut ks_headers {
        Arc::into_raw(headers).cast_mut().cast()
    }
}

/// What a getter answers; `default` for NULL.
unsafe fn look<T>(headers: *const ks_headers, default: T, look: impl FnOnce(&Headers) -> Option<T>) -> T {
    // SAFETY: NULL or a pointer that `share` gave out and that is still referenced, as the header demands.
    value_or(default, || look(unsafe { headers.cast::<Headers>().as_ref() }?))
}

/// How many fields there are. 0 for NULL.
///
/// - headers: the fields. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_headers_count(headers: *const ks_headers) -> usize {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(headers, 0, |headers| Some(headers.len())) }
}

/// The name of field number index, counting from 0.
///
/// - headers: the fields. NULL is allowed.
/// - index: the number of the field.
///
/// Returns a string that lives as long as the fields; NULL out of range. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_headers_name(headers: *const ks_headers, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(headers, ptr::null(), |headers| Some(headers.at_with_nul(index)?.0.as_ptr().cast())) }
}

/// The value of field number index, counting from 0. It may be a token: keep it out of logs.
///
/// - headers: the fields. NULL is allowed.
/// - index: the number of the field.
///
/// Returns a string that lives as long as the fields; NULL out of range. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_headers_value(headers: *const ks_headers, index: usize) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { look(headers, ptr::null(), |headers| Some(headers.at_with_nul(index)?.1.as_ptr().cast())) }
}

/// The value of the first field of this name, whatever its case.
///
/// - headers: the fields. NULL is allowed.
/// - name: the name of the field.
///
/// Returns a string that lives as long as the fields; NULL when there is no such field. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_headers_get(headers: *const ks_headers, name: *const c_char) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    let name = unsafe { optional_string(name, "name") };
    // SAFETY: as above.
    unsafe { look(headers, ptr::null(), |headers| Some(headers.get_with_nul(name.ok()??)?.as_ptr().cast())) }
}

/// Takes one more reference to the fields; give it back with ks_headers_free. NULL stays NULL.
///
/// - headers: the fields. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_headers_ref(headers: *const ks_headers) -> *mut ks_headers {
    // SAFETY: NULL or a live handle, as the header demands.
    unsafe { retain(headers.cast::<Headers>()) }.cast()
}

/// Gives a reference back; with the last one the secrets are wiped. NULL is fine.
///
/// - headers: fields that are yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_headers_free(headers: *mut ks_headers) {
    // SAFETY: NULL or a handle whose reference ends here, as the header demands.
    run(|| unsafe { release(headers.cast::<Headers>()) });
}
