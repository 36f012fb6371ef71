//! Adapters
//!
//! A session with one service's defaults: paths are put behind the service's URL.

use std::ffi::c_char;

use super::auth::ks_auth;
use super::boundary::{Out, borrow, guard, run, string};
use super::endpoint::{filter, ks_endpoint_filter};
use super::error::ks_error;
use super::handle::{release, retain, share};
use super::params::{given, ks_params};
use super::request_options::ks_request_options;
use super::response::ks_response;
use super::result::ks_result;
use super::session::ks_session;
use super::text::ks_text;
use super::value::ks_value;
use super::wait;
use crate::adapter::Adapter;
use crate::text::Secret;

/// A session that speaks to one service: paths are put behind the service's URL. Thread-safe; reference counted.
#[derive(Debug)]
pub struct ks_adapter(Adapter);

impl ks_adapter {
    pub(super) fn adapter(&self) -> &Adapter {
        &self.0
    }
}

/// Makes an adapter. No I/O: the service's URL is looked up when a request needs it.
///
/// - session: the session; the adapter takes a reference of its own.
/// - filter: which service; read, not kept. NULL when the plugin knows just one.
/// - adapter: receives the adapter; free it with ks_adapter_free.
///
/// Errors: KS_ERROR_INVALID_UTF8; KS_ERROR_INVALID_ARGUMENT for a filter whose size was never set,
/// KS_ERROR_UNSUPPORTED_PARAMETERS for one that asks for what this library does not know; KS_ERROR_NULL_ARGUMENT. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_new(
    session: *const ks_session,
    filter: *const ks_endpoint_filter,
    adapter: *mut *mut ks_adapter,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(adapter, "adapter") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let filter = unsafe { self::filter(filter) }?.unwrap_or_default().to_filter();
        out.set(share(ks_adapter(Adapter::new(session, filter))));
        Ok(())
    })
}

/// Makes an adapter by named options, which hold for requests that do not say it themselves. No I/O.
///
/// - session: the session; the adapter takes a reference of its own.
/// - auth: what authenticates in place of the session's plugin; the adapter takes a reference of its own. NULL for the session's.
/// - options: by name, NULL for none; read, not kept. What is not given the session says.
///   "service_type", "service_name", "interface", "region_name": which service;
///   "endpoint_override": its URL, whatever the catalog says; %(project_id)s, %(tenant_id)s and %(user_id)s stand for the token's;
///   "version", or "min_version" and "max_version": the versions of the service that will do; "allow_experimental",
///   "allow_deprecated", "allow_unknown", "unstable", "allow_version_hack", "allow_fallback", "skip_discovery": how they are found,
///   see Looking for endpoints by version. Without a version, requests go where the catalog says;
///   "default_microversion": the microversion of requests that say none;
///   "user_agent": the whole of User-Agent; "client_name", "client_version": the service's library in it;
///   "connect_retries", "connect_retry_delay", "status_code_retries", "status_code_retry_delay", "retriable_status_codes": as
///   those of a session;
///   "additional_headers" (an object): fields for requests that have none of the same name; "global_request_id";
///   "rate_limit", "concurrency": bounds on the requests of this adapter alone, in place of the session's;
///   "raise_exc": whether a status of 400 and above is an error.
/// - adapter: receives the adapter; free it with ks_adapter_free.
///
/// Errors: KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_OPTION_ERROR; KS_ERROR_INVALID_ARGUMENT for header fields that are none,
/// for what is no version and for versions that contradict each other;
/// KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_new_with_options(
    session: *const ks_session,
    auth: *const ks_auth,
    options: *const ks_params,
    adapter: *mut *mut ks_adapter,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(adapter, "adapter") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let auth = unsafe { auth.as_ref() }.map(|auth| auth.plugin().clone());
        // SAFETY: as above.
        let options = unsafe { given(options) };
        out.set(share(ks_adapter(Adapter::open(session, auth, &options)?)));
        Ok(())
    })
}

/// The URL of the adapter's service.
///
/// - adapter: the adapter.
/// - url: receives it; free it with ks_text_free. NULL when the plugin knows of none.
///
/// Errors: as ks_session_get_endpoint. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get_endpoint(
    adapter: *const ks_adapter,
    url: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(url, "url") }?;
        // SAFETY: as above.
        let adapter = unsafe { borrow(adapter, "adapter") }?;
        if let Some(url) = wait(adapter.0.endpoint())? {
            out.set(ks_text::into_raw(Secret::new(&url)));
        }
        Ok(())
    })
}

/// Sends a request of any method to the adapter's service and reads its answer.
///
/// - adapter: the adapter.
/// - method: "GET", "POST" or any other.
/// - path: put behind the service's URL with one slash between them; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept. Their endpoint filter comes before the adapter's.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_request(
    adapter: *const ks_adapter,
    method: *const c_char,
    path: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(response, "response") }?;
        // SAFETY: as above.
        let adapter = unsafe { borrow(adapter, "adapter") }?;
        // SAFETY: as above.
        let method = unsafe { string(method, "method") }?;
        // SAFETY: as above.
        let path = unsafe { string(path, "path") }?;
        // SAFETY: as above.
        let options = ks_request_options::read(unsafe { options.as_ref() })?;
        out.set(ks_response::into_raw(wait(adapter.0.request(method, path, &options))?));
        Ok(())
    })
}

/// Sends a request that asks for JSON, and reads its answer as JSON.
///
/// - adapter: the adapter.
/// - method: "GET", "POST" or any other.
/// - path: put behind the service's URL with one slash between them; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept. A field Accept in them stays as it is.
/// - response: receives the answer; free it with ks_response_free.
/// - value: receives what the body says; free it with ks_value_free, also after the answer. NULL when the body is empty or no
///   JSON, whatever its content type.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_request_json(
    adapter: *const ks_adapter,
    method: *const c_char,
    path: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(response, "response") };
        // SAFETY: as above.
        let value = unsafe { Out::new(value, "value") };
        let (out, value) = (out?, value?);
        // SAFETY: as above.
        let adapter = unsafe { borrow(adapter, "adapter") }?;
        // SAFETY: as above.
        let method = unsafe { string(method, "method") }?;
        // SAFETY: as above.
        let path = unsafe { string(path, "path") }?;
        // SAFETY: as above.
        let options = ks_request_options::read(unsafe { options.as_ref() })?;
        let response = wait(adapter.0.request_json(method, path, options))?;
        if let Some(document) = response.document() {
            value.set(ks_value::share(document.clone()));
        }
        out.set(ks_response::into_raw(response));
        Ok(())
    })
}

/// Sends a GET request; otherwise as ks_adapter_request.
///
/// - adapter: the adapter.
/// - path: put behind the service's URL with one slash between them; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept. Their endpoint filter comes before the adapter's.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get(
    adapter: *const ks_adapter,
    path: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { ks_adapter_request(adapter, c"GET".as_ptr(), path, options, response, error) }
}

/// Sends a HEAD request; otherwise as ks_adapter_request. The answer has no body.
///
/// - adapter: the adapter.
/// - path: put behind the service's URL with one slash between them; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept. Their endpoint filter comes before the adapter's.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_head(
    adapter: *const ks_adapter,
    path: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { ks_adapter_request(adapter, c"HEAD".as_ptr(), path, options, response, error) }
}

/// Sends a POST request; otherwise as ks_adapter_request.
///
/// - adapter: the adapter.
/// - path: put behind the service's URL with one slash between them; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept. Their endpoint filter comes before the adapter's.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_post(
    adapter: *const ks_adapter,
    path: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { ks_adapter_request(adapter, c"POST".as_ptr(), path, options, response, error) }
}

/// Sends a PUT request; otherwise as ks_adapter_request.
///
/// - adapter: the adapter.
/// - path: put behind the service's URL with one slash between them; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept. Their endpoint filter comes before the adapter's.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_put(
    adapter: *const ks_adapter,
    path: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { ks_adapter_request(adapter, c"PUT".as_ptr(), path, options, response, error) }
}

/// Sends a PATCH request; otherwise as ks_adapter_request.
///
/// - adapter: the adapter.
/// - path: put behind the service's URL with one slash between them; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept. Their endpoint filter comes before the adapter's.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_patch(
    adapter: *const ks_adapter,
    path: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { ks_adapter_request(adapter, c"PATCH".as_ptr(), path, options, response, error) }
}

/// Sends a DELETE request; otherwise as ks_adapter_request.
///
/// - adapter: the adapter.
/// - path: put behind the service's URL with one slash between them; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept. Their endpoint filter comes before the adapter's.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_delete(
    adapter: *const ks_adapter,
    path: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { ks_adapter_request(adapter, c"DELETE".as_ptr(), path, options, response, error) }
}

/// Takes one more reference to the adapter; give it back with ks_adapter_free. NULL stays NULL.
///
/// - adapter: an adapter. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_ref(adapter: *const ks_adapter) -> *mut ks_adapter {
    // SAFETY: NULL or a live handle, as the header demands.
    unsafe { retain(adapter) }
}

/// Gives a reference back. NULL is fine.
///
/// - adapter: an adapter that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_free(adapter: *mut ks_adapter) {
    // SAFETY: NULL or a handle whose reference ends here, as the header demands.
    run(|| unsafe { release(adapter) });
}
