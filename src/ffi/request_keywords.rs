//! How a request is sent
//!
//! Whose request it is, for which version of the service, and when it is sent again.

use std::ffi::c_char;

use super::auth::ks_auth;
use super::boundary::{null, optional_string};
use super::params::{given, ks_params};
use super::request_options::{change, json_body, ks_request_options, seconds, set};
use super::result::ks_result;
use super::value::{ks_value, text_of};
use crate::error::{Code, Error, Result};
use crate::http::{Headers, forwarded};
use crate::session::RequestOptions;

/// Sends a value as JSON; otherwise as ks_request_options_set_json.
///
/// - options: the options to change.
/// - value: the value; read, not kept.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_json_value(
    options: *mut ks_request_options,
    value: *const ks_value,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let json = unsafe { text_of(value) }.map(|json| json.as_bytes().to_vec());
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            json_body(&mut options.options, json?);
            Ok(())
        })
    }
}

/// Sends params as a JSON object; otherwise as ks_request_options_set_json.
///
/// - options: the options to change.
/// - params: the members of the object; read, not kept.
///
/// Errors: the first failure of the params; KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_json_params(
    options: *mut ks_request_options,
    params: *const ks_params,
) -> ks_result {
    let json = if params.is_null() {
        Err(null("params"))
    } else {
        // SAFETY: the caller's promise is handed on.
        unsafe { given(params) }.to_json()
    };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            json_body(&mut options.options, json?);
            Ok(())
        })
    }
}

/// Authenticates the request by another plugin than the session's or adapter's, and looks its service up in that one's catalog.
///
/// - options: the options to change.
/// - auth: the plugin; the options take a reference of their own. NULL for the session's or adapter's.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_auth(
    options: *mut ks_request_options,
    auth: *const ks_auth,
) -> ks_result {
    // SAFETY: NULL or a live handle, as the header demands.
    let plugin = unsafe { auth.as_ref() }.map(|auth| auth.plugin().clone());
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.auth = plugin) }
}

/// Asks for a version of the service's API within its major version, in the header fields that the service knows.
///
/// - options: the options to change.
/// - microversion: such as "2.30", or "latest"; NULL for the adapter's.
/// - service_type: the type of the service that it is for; NULL for the one that is asked.
///
/// A request of which nothing says the type of the service fails with KS_ERROR_INVALID_ARGUMENT, as it does for what is no
/// microversion. Whether the service has it is for the service to say.
///
/// Errors: KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_microversion(
    options: *mut ks_request_options,
    microversion: *const c_char,
    service_type: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let microversion = unsafe { optional_string(microversion, "microversion") };
    // SAFETY: the caller's promise is handed on.
    let service_type = unsafe { optional_string(service_type, "service_type") };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            let (microversion, service_type) = (microversion?.map(str::to_owned), service_type?.map(str::to_owned));
            options.options.microversion = microversion;
            options.options.microversion_service_type = service_type;
            Ok(())
        })
    }
}

/// Sends this as the whole of User-Agent, in place of what session and adapter say.
///
/// - options: the options to change.
/// - user_agent: the field; NULL leaves it to session and adapter.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for control characters; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. One thread at a
/// time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_user_agent(
    options: *mut ks_request_options,
    user_agent: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { text(options, user_agent, "user_agent", as_field, |options| &mut options.user_agent) }
}

/// Names the address of whom the request is made for, in the header field Forwarded.
///
/// - options: the options to change.
/// - original_ip: the address; NULL leaves it to the session.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for what is neither an address nor a name; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT.
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_original_ip(
    options: *mut ks_request_options,
    original_ip: *const c_char,
) -> ks_result {
    let check = |ip: &str| forwarded(ip, "").map(drop);
    // SAFETY: the caller's promises are handed on.
    unsafe { text(options, original_ip, "original_ip", check, |options| &mut options.original_ip) }
}

/// Names the operation that the request is part of, in X-OpenStack-Request-ID, so that its traces are found in all services.
///
/// - options: the options to change.
/// - global_request_id: "req-" and a UUID; NULL leaves it to adapter and session.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for control characters; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. One thread at a
/// time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_global_request_id(
    options: *mut ks_request_options,
    global_request_id: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { text(options, global_request_id, "global_request_id", as_field, |options| &mut options.global_request_id) }
}

/// Whether the request and its answer may be logged; by default they may. Secrets never are.
///
/// - options: the options to change.
/// - log: true or false.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_log(options: *mut ks_request_options, log: bool) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.unlogged = !log) }
}

/// The pause before a connection that failed is tried again; by default the adapter's or session's.
///
/// - options: the options to change.
/// - delay: in seconds.
///
/// Errors: KS_ERROR_OUT_OF_RANGE for what is no number of seconds; KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_connect_retry_delay(
    options: *mut ks_request_options,
    delay: f64,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        set(options, |options| {
            options.options.retries.connect_delay = Some(seconds(delay, "delay")?);
            Ok(())
        })
    }
}

/// How often the request is sent again after a status that may pass; by default the adapter's or session's number.
///
/// - options: the options to change.
/// - retries: the number.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_status_code_retries(
    options: *mut ks_request_options,
    retries: u32,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { change(options, |options| options.retries.status = Some(retries)) }
}

/// The pause before each of them, unless the service asks for a longer one; by default the adapter's or session's.
///
/// - options: the options to change.
/// - delay: in seconds.
///
/// Errors: KS_ERROR_OUT_OF_RANGE for what is no number of seconds; KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_status_code_retry_delay(
    options: *mut ks_request_options,
    delay: f64,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        set(options, |options| {
            options.options.retries.status_delay = Some(seconds(delay, "delay")?);
            Ok(())
        })
    }
}

/// The statuses that may pass; by default the adapter's or session's.
///
/// - options: the options to change.
/// - codes: the statuses, from 400 to 599; copied. NULL is allowed if count is 0.
/// - count: how many; 0 for none that may pass.
///
/// Errors: KS_ERROR_OUT_OF_RANGE for another status; KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_retriable_status_codes(
    options: *mut ks_request_options,
    codes: *const i32,
    count: usize,
) -> ks_result {
    let codes = match count {
        0 => Ok(&[][..]),
        _ if codes.is_null() => Err(null("codes")),
        // SAFETY: not NULL means so many numbers, as the header demands.
        1..=MOST_STATUSES => Ok(unsafe { std::slice::from_raw_parts(codes, count) }),
        _ => Err(Error::new(Code::OUT_OF_RANGE, format!("{count} statuses are more than there are"))),
    };
    let status = |code: &i32| {
        u16::try_from(*code)
            .ok()
            .filter(|code| (400..600).contains(code))
            .ok_or_else(|| Error::new(Code::OUT_OF_RANGE, format!("'codes' holds {code}, which is no error status")))
    };
    // SAFETY: the caller's promises are handed on.
    unsafe {
        set(options, |options| {
            options.options.retries.statuses = Some(codes?.iter().map(status).collect::<Result<_>>()?);
            Ok(())
        })
    }
}

/// As many as can differ.
const MOST_STATUSES: usize = 200;

/// Sets a text, or takes it away for NULL.
unsafe fn text(
    options: *mut ks_request_options,
    text: *const c_char,
    name: &str,
    check: impl FnOnce(&str) -> Result<()>,
    place: impl FnOnce(&mut RequestOptions) -> &mut Option<String>,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let text = unsafe { optional_string(text, name) };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            let text = text?;
            text.map_or(Ok(()), check)?;
            *place(&mut options.options) = text.map(str::to_owned);
            Ok(())
        })
    }
}

/// Whether a text can be the value of a header field.
fn as_field(text: &str) -> Result<()> {
    Headers::new()
        .append("x", text)
        .map_err(|_| Error::new(Code::INVALID_ARGUMENT, "a header field cannot hold a control character"))
}
