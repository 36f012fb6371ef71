//! Request options
//!
//! What a request says beyond method and URL.

use std::ffi::{c_char, c_void};
use std::time::Duration;

use super::boundary::{borrow_mut, bytes, guard, optional_string, run, string, utf8};
use super::endpoint::{filter, ks_endpoint_filter};
use super::result::ks_result;
use crate::error::{Code, Error, Result};
use crate::http::{Body, Headers, Most, Timeouts};
use crate::session::RequestOptions;

/// What a request says beyond method and URL: body, header fields, query, and how it is sent.
///
/// A builder: requests read it and do not keep it, and any number of them may. One thread at a time may change it. A setter that
/// fails leaves everything as it was; the first failure is kept, and the request that reads the options reports it, so that the
/// results of setters need not be looked at.
#[derive(Debug, Default)]
pub struct ks_request_options {
    pub(super) options: RequestOptions,
    failure: Option<Error>,
}

impl ks_request_options {
    /// The options for one request; those of a request without any. A copy: callbacks may change the builder meanwhile.
    pub(super) fn read(builder: Option<&Self>) -> Result<RequestOptions> {
        match builder {
            None => Ok(RequestOptions::default()),
            Some(Self { failure: Some(failure), .. }) => Err(failure.clone()),
            Some(Self { options, .. }) => Ok(options.clone()),
        }
    }

    pub(super) fn options_mut(&mut self) -> &mut RequestOptions {
        &mut self.options
    }
}

/// Runs a setter and keeps its failure.
pub(super) unsafe fn set(
    options: *mut ks_request_options,
    set: impl FnOnce(&mut ks_request_options) -> Result<()>,
) -> ks_result {
    guard(std::ptr::null_mut(), || {
        // SAFETY: NULL or a live builder, as the header demands.
        let options = unsafe { borrow_mut(options, "options") }?;
        set(options).inspect_err(|error| {
            options.failure.get_or_insert_with(|| error.clone());
        })
    })
}

/// Makes options that say nothing. Free them with ks_request_options_free.
///
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub extern "C" fn ks_request_options_new() -> *mut ks_request_options {
    Box::into_raw(Box::default())
}

/// Frees the options. NULL is fine.
///
/// - options: options that are yours. NULL does nothing.
///
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_free(options: *mut ks_request_options) {
    if !options.is_null() {
        // SAFETY: not NULL means a builder that ends here, as the header demands.
        run(|| drop(unsafe { Box::from_raw(options) }));
    }
}

/// Sends length bytes of JSON as the body; Content-Type is application/json unless a header field says otherwise.
///
/// The bytes are copied, and the copy is wiped after use. In place of an earlier body.
///
/// - options: the options to change.
/// - json: one JSON text; it need not end in NUL.
/// - length: its bytes.
///
/// Errors: KS_ERROR_INVALID_JSON, KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_json(
    options: *mut ks_request_options,
    json: *const c_char,
    length: usize,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let json = unsafe { utf8(json.cast(), length, "json") };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            let json = json?;
            serde_json::from_str::<serde::de::IgnoredAny>(json)
                .map_err(|error| Error::new(Code::INVALID_JSON, format!("the body is not JSON: {error}")))?;
            json_body(&mut options.options, json);
            Ok(())
        })
    }
}

pub(super) fn json_body(options: &mut RequestOptions, json: impl Into<Vec<u8>>) {
    options.body = Body::bytes(json);
    options.content_type = Some("application/json".to_owned());
}

/// Sends length bytes as the body; none make an empty body, which is not the same as no body.
///
/// - options: the options to change.
/// - data: the bytes; NULL is allowed if length is 0.
/// - length: its bytes.
/// - content_type: their type unless a header field says it; NULL for none.
///
/// The bytes are copied, and the copy is wiped after use. In place of an earlier body.
///
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_body(
    options: *mut ks_request_options,
    data: *const c_void,
    length: usize,
    content_type: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let data = unsafe { bytes(data, length, "data") };
    // SAFETY: the caller's promise is handed on.
    let content_type = unsafe { optional_string(content_type, "content_type") };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            let content_type = content_type?.map(str::to_owned);
            options.options.body = Body::bytes(data?);
            options.options.content_type = content_type;
            Ok(())
        })
    }
}

/// Sends a header field, in place of one of the same name. A field by which the session
/// authenticates the request replaces it.
///
/// - options: the options to change.
/// - name: the name.
/// - value: the value.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for a name that is none and for control characters; KS_ERROR_INVALID_UTF8,
/// KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_header(
    options: *mut ks_request_options,
    name: *const c_char,
    value: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { header(options, name, value, Headers::set) }
}

/// Sends a header field beside others of the same name; otherwise as ks_request_options_set_header.
///
/// - options: the options to change.
/// - name: the name.
/// - value: the value.
///
/// Errors: as ks_request_options_set_header. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_add_header(
    options: *mut ks_request_options,
    name: *const c_char,
    value: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { header(options, name, value, Headers::append) }
}

unsafe fn header(
    options: *mut ks_request_options,
    name: *const c_char,
    value: *const c_char,
    put: fn(&mut Headers, &str, &str) -> Result<()>,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let name = unsafe { string(name, "name") };
    // SAFETY: the caller's promise is handed on.
    let value = unsafe { string(value, "value") };
    // SAFETY: as above.
    unsafe { set(options, |options| put(&mut options.options.headers, name?, value?)) }
}

/// Puts name=value at the end of the URL's query, both encoded.
///
/// - options: the options to change.
/// - name: the name.
/// - value: the value.
///
/// Errors: KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_add_query(
    options: *mut ks_request_options,
    name: *const c_char,
    value: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let name = unsafe { string(name, "name") };
    // SAFETY: the caller's promise is handed on.
    let value = unsafe { string(value, "value") };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            options.options.query.push((name?.to_owned(), value?.to_owned()));
            Ok(())
        })
    }
}

/// Says which service a URL without a host belongs to.
///
/// - options: the options to change.
/// - filter: read, not kept; NULL leaves it to the adapter or session.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for a filter of no valid size, KS_ERROR_UNSUPPORTED_PARAMETERS for one that asks for
/// what this library does not know, KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. One thread
/// at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_endpoint_filter(
    options: *mut ks_request_options,
    filter: *const ks_endpoint_filter,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let filter = unsafe { self::filter(filter) };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            options.options.filter = filter?.unwrap_or_default().to_filter();
            Ok(())
        })
    }
}

/// Puts this URL in front of one without a host, whatever the catalog says; NULL leaves it to adapter and catalog.
///
/// %(project_id)s, %(tenant_id)s and %(user_id)s in it stand for the ids of the token; a request whose token has no such id fails
/// with KS_ERROR_ENDPOINT_NOT_FOUND. Any other % stays as it is.
///
/// - options: the options to change.
/// - url: the URL; copied. NULL is allowed.
///
/// Errors: KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_endpoint_override(
    options: *mut ks_request_options,
    url: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let url = unsafe { optional_string(url, "url") };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            options.options.endpoint_override = url?.map(str::to_owned);
            Ok(())
        })
    }
}

/// Whether the request is authenticated; by default it is when the session has a plugin.
///
/// - options: the options to change.
/// - authenticated: true or false.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_authenticated(
    options: *mut ks_request_options,
    authenticated: bool,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.authenticated = Some(authenticated)) }
}

/// Whether a status of 400 and above is an error; by default as the adapter or session says, and if neither does it is. Without,
/// the answer is returned whatever its status.
///
/// - options: the options to change.
/// - raise_exc: true or false.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_raise_exc(
    options: *mut ks_request_options,
    raise_exc: bool,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.raise_exc = Some(raise_exc)) }
}

/// Whether a 401 makes the session log in again and send the request once more; by default it does.
///
/// - options: the options to change.
/// - allow_reauth: true or false.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_allow_reauth(
    options: *mut ks_request_options,
    allow_reauth: bool,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.no_reauthentication = !allow_reauth) }
}

/// How many redirects are followed: 0 for none, below 0 for all; by default the session's number.
///
/// With none, the answer that redirects is returned; one more than allowed is an error whose code is the status.
///
/// - options: the options to change.
/// - most: the number.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_redirect(options: *mut ks_request_options, most: i32) -> ks_result {
    let redirects = match u32::try_from(most) {
        Ok(0) => Most::None,
        Ok(most) => Most::Number(most),
        Err(_) => Most::All,
    };
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.redirects = Some(redirects)) }
}

/// How often a connection that failed is tried again; by default the adapter's or session's number.
///
/// - options: the options to change.
/// - retries: the number.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_connect_retries(
    options: *mut ks_request_options,
    retries: u32,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.retries.connect = Some(retries)) }
}

/// How long the request may take, in seconds; 0 waits for ever; by default the session's times.
///
/// - options: the options to change.
/// - connect: to look up the host, connect and agree on TLS.
/// - read: between bytes.
/// - whole: for one exchange from its first to its last byte; a redirect or replay is another one. So long it also waits for
///   another thread's login, and for its turn where requests are limited; then it fails with KS_ERROR_CONNECT_TIMEOUT.
///
/// Errors: KS_ERROR_OUT_OF_RANGE for negative times and those that are no numbers; KS_ERROR_NULL_ARGUMENT. One thread at a
/// time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_timeouts(
    options: *mut ks_request_options,
    connect: f64,
    read: f64,
    whole: f64,
) -> ks_result {
    let time = |time: f64, name: &str| Ok(Some(seconds(time, name)?).filter(|time| !time.is_zero()));
    // SAFETY: the caller's promises are handed on.
    unsafe {
        set(options, |options| {
            options.options.timeouts = Some(Timeouts {
                connect: time(connect, "connect")?,
                read: time(read, "read")?,
                whole: time(whole, "whole")?,
            });
            Ok(())
        })
    }
}

/// A time that C gives in seconds.
pub(super) fn seconds(seconds: f64, name: &str) -> Result<Duration> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| Error::new(Code::OUT_OF_RANGE, format!("'{name}' is {seconds}, which is no number of seconds")))
}

/// The most bytes that the body of the answer may have; by default the session's number, and no limit for one that goes to
/// ks_answer_callbacks. More is KS_ERROR_LIMIT_EXCEEDED.
///
/// - options: the options to change.
/// - most_bytes: the number.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_most_bytes(
    options: *mut ks_request_options,
    most_bytes: u64,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.most_bytes = Some(most_bytes)) }
}

pub(super) unsafe fn change(options: *mut ks_request_options, change: impl FnOnce(&mut RequestOptions)) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        set(options, |options| {
            change(&mut options.options);
            Ok(())
        })
    }
}
