//! Receipts
//!
//! What a login with too few methods brings: KS_ERROR_MISSING_AUTH_METHODS with the methods that are required, and a receipt for
//! those that were passed. ks_auth_add_method goes on from there.

use std::ffi::c_char;
use std::ptr;

use super::boundary::{Out, guard, null};
use super::error::{fact, ks_error};
use super::result::ks_result;
use super::value::ks_value;
use crate::error::Receipt;

/// The receipt, for a login that another plugin or program goes on with, by the option "receipt". It is a secret.
///
/// - error: NULL is allowed.
///
/// Returns a string borrowed from the error; NULL for all errors without a receipt. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_receipt(error: *const ks_error) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe {
        fact(error, ptr::null(), |error| Some(error.receipt()?.receipt().expose_with_nul().as_ptr().cast::<c_char>()))
    }
}

/// Which methods were passed, and which are required.
///
/// - failure: the error of the login.
/// - methods: receives an object with "passed", a list of names; "required", a list of lists of names, of which one is to be passed
///   in full, in any order; and "expires_at", until when the receipt is taken, in microseconds since 1970, or null. Free it with
///   ks_value_free. NULL for an error without a receipt.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_error_get_auth_methods(
    failure: *const ks_error,
    methods: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(methods, "methods") }?;
        if failure.is_null() {
            return Err(null("failure"));
        }
        // SAFETY: as above.
        let receipt = unsafe { fact(failure, None, |failure| Some(failure.receipt().map(described))) };
        if let Some(receipt) = receipt {
            out.set(ks_value::told(&receipt)?);
        }
        Ok(())
    })
}

fn described(receipt: &Receipt) -> serde_json::Value {
    let names = |methods: &[crate::text::Text]| -> serde_json::Value {
        methods.iter().map(|method| serde_json::Value::from(method.as_str())).collect()
    };
    let required: serde_json::Value = receipt.required_auth_methods().iter().map(|methods| names(methods)).collect();
    serde_json::json!({"passed": names(receipt.methods()), "required": required, "expires_at": receipt.expires_at()})
}
