//! Params
//!
//! Values by name: the options of a login or a session, the attributes of a resource. Names are those that keystoneauth uses
//! (project_domain_id, connect_retries). What is not set, what is null and what is empty differ. Every string may be a password:
//! all are copied, never shown, and wiped when the params are freed.
//!
//! A ks_params is read by the calls that take one, never used up or changed by them; so one serves for many calls. It remembers
//! the first thing that went wrong while it was filled, and the call that takes it fails with that error. So the results of the
//! setters may be ignored.

use std::borrow::Cow;
use std::ffi::{c_char, c_void};
use std::ptr;

use super::boundary::{Out, borrow, borrow_mut, bytes, guard, run, string, utf8, value_or};
use super::error::ks_error;
use super::result::ks_result;
use crate::error::{Error, Result};
use crate::options::{Param, Params};

/// Values by name, in the order in which they were first set. A builder: one thread at a time.
#[derive(Debug)]
pub struct ks_params(Params);

impl ks_params {
    /// Has `call` fill params, and takes them.
    pub(super) fn filled_by<T>(call: impl FnOnce(*mut ks_params) -> T) -> (T, Params) {
        let mut params = Self(Params::new());
        (call(&raw mut params), params.0)
    }
}

/// What a caller gives by name; NULL is nothing.
pub(super) unsafe fn given<'a>(params: *const ks_params) -> Cow<'a, Params> {
    // SAFETY: not NULL means live params that no other thread changes, as the header demands.
    unsafe { params.as_ref() }.map_or_else(Cow::default, |params| Cow::Borrowed(&params.0))
}

/// Gives the value that `make` makes to `put`. What fails is kept for the call that reads the params; the first failure is the
/// result.
unsafe fn fill(
    params: *mut ks_params,
    key: *const c_char,
    make: impl FnOnce() -> Result<Param>,
    put: impl FnOnce(&mut Params, &str, Param),
) -> ks_result {
    guard(ptr::null_mut(), || {
        // SAFETY: the caller's promise is handed on.
        let key = unsafe { string(key, "key") };
        // Before the params are borrowed to be changed: they may be the value, too.
        let filled = key.and_then(|key| Ok((key, make().map_err(|failure| about(key, &failure))?)));
        // SAFETY: the caller's promise is handed on.
        let params = &mut unsafe { borrow_mut(params, "params") }?.0;
        match filled {
            Ok((key, value)) => put(params, key, value),
            Err(failure) => params.fail(failure),
        }
        params.check()
    })
}

fn about(key: &str, failure: &Error) -> Error {
    Error::new(failure.code(), format!("parameter '{key}': {}", failure.message()))
}

/// Makes params that hold nothing yet.
///
/// Returns params that are yours: free them with ks_params_free. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_params_new() -> *mut ks_params {
    value_or(ptr::null_mut(), || Some(Box::into_raw(Box::new(ks_params(Params::new())))))
}

/// The members of a JSON object as params. The text is copied.
///
/// - json: the text, which need not end in NUL. Of a key that is repeated the last value counts.
/// - length: how many bytes it has. At most 16 MiB, 262 144 values and 64 levels of nesting are taken.
/// - params: receives the params; free them with ks_params_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8, KS_ERROR_INVALID_JSON, KS_ERROR_LIMIT_EXCEEDED; KS_ERROR_WRONG_TYPE
/// for JSON that is not an object; KS_ERROR_OUT_OF_RANGE for a whole number beyond int64_t.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_from_json(
    json: *const c_char,
    length: usize,
    params: *mut *mut ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let params = unsafe { Out::new(params, "params") }?;
        // SAFETY: as above.
        let json = unsafe { bytes(json.cast(), length, "json") }?;
        params.set(Box::into_raw(Box::new(ks_params(Params::from_json(json)?))));
        Ok(())
    })
}

/// Sets a string, in place of what stands there.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
/// - string: UTF-8 that ends in NUL, copied. NULL is an error; for null there is ks_params_set_null.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_string(
    params: *mut ks_params,
    key: *const c_char,
    string: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let value = || Ok(unsafe { self::string(string, "string") }?.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Sets a string that need not end in NUL and may hold one, in place of what stands there.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
/// - data: UTF-8, copied. NULL is allowed if length is 0.
/// - length: how many bytes it has.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8, KS_ERROR_OUT_OF_RANGE.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_bytes(
    params: *mut ks_params,
    key: *const c_char,
    data: *const c_void,
    length: usize,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let value = || Ok(unsafe { utf8(data, length, "data") }?.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Sets a whole number, in place of what stands there.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
/// - number: the number.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_int(params: *mut ks_params, key: *const c_char, number: i64) -> ks_result {
    let value = || Ok(number.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Sets a number, in place of what stands there.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
/// - number: the number, which must be finite.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8; KS_ERROR_OUT_OF_RANGE for infinity and NaN.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_double(params: *mut ks_params, key: *const c_char, number: f64) -> ks_result {
    let value = || Ok(number.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Sets a truth value, in place of what stands there.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
/// - truth: the value.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_bool(params: *mut ks_params, key: *const c_char, truth: bool) -> ks_result {
    let value = || Ok(truth.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Sets null, which says explicitly that there is nothing; in a request it is sent as null.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_null(params: *mut ks_params, key: *const c_char) -> ks_result {
    let value = || Ok(Param::Null);
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Sets an object, in place of what stands there.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
/// - value: the object's members, copied as they are now. They may be the params themselves.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8; KS_ERROR_LIMIT_EXCEEDED beyond 64 levels; what went wrong with the value.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_params(
    params: *mut ks_params,
    key: *const c_char,
    value: *const ks_params,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let value = || Ok(Param::Params(unsafe { borrow(value, "value") }?.0.clone()));
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Sets an empty list, in place of what stands there.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_list(params: *mut ks_params, key: *const c_char) -> ks_result {
    let value = || Ok(Param::List(Vec::new()));
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Sets any JSON value, in place of what stands there.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
/// - json: the value as JSON, which need not end in NUL; copied.
/// - length: how many bytes it has.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8, KS_ERROR_INVALID_JSON, KS_ERROR_LIMIT_EXCEEDED, KS_ERROR_OUT_OF_RANGE.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_set_json(
    params: *mut ks_params,
    key: *const c_char,
    json: *const c_char,
    length: usize,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let value = || Param::from_json(unsafe { bytes(json.cast(), length, "json") }?);
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::set) }
}

/// Puts a string at the end of a list.
///
/// - params: the params.
/// - key: the name of the list, which is made if there is none.
/// - string: UTF-8 that ends in NUL, copied.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8; KS_ERROR_WRONG_TYPE if what stands there is no list.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_append_string(
    params: *mut ks_params,
    key: *const c_char,
    string: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let value = || Ok(unsafe { self::string(string, "string") }?.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::append) }
}

/// Puts a whole number at the end of a list.
///
/// - params: the params.
/// - key: the name of the list, which is made if there is none.
/// - number: the number.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8; KS_ERROR_WRONG_TYPE if what stands there is no list.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_append_int(params: *mut ks_params, key: *const c_char, number: i64) -> ks_result {
    let value = || Ok(number.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::append) }
}

/// Puts a number at the end of a list.
///
/// - params: the params.
/// - key: the name of the list, which is made if there is none.
/// - number: the number, which must be finite.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8; KS_ERROR_OUT_OF_RANGE for infinity and NaN; KS_ERROR_WRONG_TYPE if what stands there is no list.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_append_double(params: *mut ks_params, key: *const c_char, number: f64) -> ks_result {
    let value = || Ok(number.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::append) }
}

/// Puts a truth value at the end of a list.
///
/// - params: the params.
/// - key: the name of the list, which is made if there is none.
/// - truth: the value.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8; KS_ERROR_WRONG_TYPE if what stands there is no list.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_append_bool(params: *mut ks_params, key: *const c_char, truth: bool) -> ks_result {
    let value = || Ok(truth.into());
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::append) }
}

/// Puts an object at the end of a list.
///
/// - params: the params.
/// - key: the name of the list, which is made if there is none.
/// - value: the object's members, copied as they are now.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8, KS_ERROR_LIMIT_EXCEEDED; KS_ERROR_WRONG_TYPE if what stands there is no list.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_append_params(
    params: *mut ks_params,
    key: *const c_char,
    value: *const ks_params,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let value = || Ok(Param::Params(unsafe { borrow(value, "value") }?.0.clone()));
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, value, Params::append) }
}

/// Takes away what stands under a name, as if it had never been set. A name that was not set is fine.
///
/// - params: the params.
/// - key: the name, UTF-8 that ends in NUL.
///
/// Returns KS_OK, or the first thing that went wrong with these params.
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_unset(params: *mut ks_params, key: *const c_char) -> ks_result {
    let unset = |params: &mut Params, key: &str, _| drop(params.unset(key));
    // SAFETY: the caller's promise is handed on.
    unsafe { fill(params, key, || Ok(Param::Null), unset) }
}

/// How many names are set.
///
/// - params: NULL is allowed.
///
/// Returns 0 for NULL. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_length(params: *const ks_params) -> usize {
    // SAFETY: the caller's promise is handed on.
    value_or(0, || unsafe { params.as_ref() }.map(|params| params.0.len()))
}

/// Frees params. No call keeps them: they may go as soon as the call that took them returned.
///
/// - params: params that are yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_params_free(params: *mut ks_params) {
    run(|| {
        if !params.is_null() {
            // SAFETY: not NULL means params that a function above made and that the caller will not use again.
            drop(unsafe { Box::from_raw(params) });
        }
    });
}

#[cfg(test)]
mod tests;
