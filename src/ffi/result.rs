//! Result codes.

use std::ffi::c_char;

use super::boundary::value_or;
use crate::error::Code;

/// What every call that can fail returns: `KS_OK`, or why it failed.
///
/// An HTTP error is its status. 1 to 99: the call or the library is at fault. 100 to 299: the reference's exceptions without a
/// status. 1000 to 1999: abstract classes, for `ks_result_is_a`. From 10000: the codes of your own callbacks. Numbers never change.
pub type ks_result = i32;

/// Success.
pub(super) const KS_OK: ks_result = 0;

/// Whether `result` is of the class `ancestor` or a kind of it, as the exception tree says.
///
/// Thread-safe, never fails. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_result_is_a(result: ks_result, ancestor: ks_result) -> bool {
    Code::from_number(result).is_a(Code::from_number(ancestor))
}

/// The class of `result` as the reference spells it, `NotFound` for 404; the family's for a status without a class.
///
/// Returns a static string, never NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_result_class(result: ks_result) -> *const c_char {
    value_or(c"".as_ptr(), || None)
}
