//! Clients of Identity
//!
//! A client speaks the version of the Identity API that was discovered.

use std::ffi::c_char;
use std::ptr;

use super::boundary::{Out, borrow, guard, run, string, value_or};
use super::error::ks_error;
use super::handle::{release, retain, share};
use super::params::{given, ks_params};
use super::request_options::ks_request_options;
use super::response::ks_response;
use super::result::ks_result;
use super::session::ks_session;
use super::text::ks_text;
use super::wait;
use crate::identity::Client;
use crate::text::{Secret, Text};

/// A client of the Identity API. Thread-safe; reference counted.
#[derive(Debug)]
pub struct ks_client {
    client: Client,
    version: Text,
    discovered_url: Text,
}

/// Discovers which versions of Identity there are, and makes a client of the newest that will do: version 3 before version 2.0.
///
/// It is discovered where the session's plugin logs in, unless an option says where. That logs nobody in, unless the service hides
/// its versions from strangers.
///
/// - session: the session; the client takes a reference of its own.
/// - options: by name, NULL for none; read, not kept.
///   "version": the version that must be there, "3" or "3.8"; newer ones of its major version will do;
///   "unstable", "allow_experimental", "allow_deprecated", "allow_unknown": which versions count, see Version discovery;
///   "endpoint": the URL of Identity, to discover at and to send requests to, whatever the catalog says;
///   "auth_url": the URL to discover at; requests go where the catalog says;
///   "interface", "region_name": which of the catalog's endpoints; the session's when not given.
/// - client: receives the client; free it with ks_client_free.
///
/// Errors: KS_ERROR_VERSION_NOT_AVAILABLE, saying which versions there are, when none will do; KS_ERROR_DISCOVERY_FAILURE when
/// there is no version document, no URL, or a version that no client is for; the status of a refusal; KS_ERROR_CONNECT_FAILURE
/// and its like, and those of a login, see ks_session_get_access; KS_ERROR_INVALID_ARGUMENT, KS_ERROR_UNSUPPORTED_PARAMETERS,
/// KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_new(
    session: *const ks_session,
    options: *const ks_params,
    client: *mut *mut ks_client,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(client, "client") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let options = unsafe { given(options) };
        let client = wait(Client::discover(session, &options))?;
        let version = Text::from(client.version().to_string());
        let discovered_url = Text::new(client.discovered_url());
        out.set(share(ks_client { client, version, discovered_url }));
        Ok(())
    })
}

/// The version that was taken: "3.14".
///
/// - client: NULL is allowed.
///
/// Returns a string borrowed from the client; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_version(client: *const ks_client) -> *const c_char {
    // SAFETY: NULL or a live handle, as the header demands.
    value_or(ptr::null(), || Some(unsafe { client.as_ref() }?.version.with_nul().as_ptr().cast()))
}

/// Where that version was discovered. Requests go there only if the option "endpoint" was given, see ks_client_get_endpoint.
///
/// - client: NULL is allowed.
///
/// Returns a string borrowed from the client; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_discovered_url(client: *const ks_client) -> *const c_char {
    // SAFETY: NULL or a live handle, as the header demands.
    value_or(ptr::null(), || Some(unsafe { client.as_ref() }?.discovered_url.with_nul().as_ptr().cast()))
}

/// The URL that requests go to: that of the option "endpoint", or what the catalog has for the version.
///
/// - client: the client.
/// - url: receives it; free it with ks_text_free. NULL when the plugin knows of none.
///
/// Errors: as ks_session_get_endpoint_data. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_get_endpoint(
    client: *const ks_client,
    url: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(url, "url") }?;
        // SAFETY: as above.
        let client = unsafe { borrow(client, "client") }?;
        if let Some(url) = wait(client.client.endpoint())? {
            out.set(ks_text::into_raw(Secret::new(&url)));
        }
        Ok(())
    })
}

/// Sends a request to this version of the Identity API.
///
/// - client: the client.
/// - method: "GET", "POST" or any other.
/// - path: put behind the URL of the version with one slash between them: "users"; a URL with a host is taken as it is.
/// - options: NULL for none; read, not kept.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_request(
    client: *const ks_client,
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
        let client = unsafe { borrow(client, "client") }?;
        // SAFETY: as above.
        let method = unsafe { string(method, "method") }?;
        // SAFETY: as above.
        let path = unsafe { string(path, "path") }?;
        // SAFETY: as above.
        let options = ks_request_options::read(unsafe { options.as_ref() })?;
        out.set(ks_response::into_raw(wait(client.client.request(method, path, &options))?));
        Ok(())
    })
}

/// Takes one more reference to the client; give it back with ks_client_free. NULL stays NULL.
///
/// - client: a client. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_ref(client: *const ks_client) -> *mut ks_client {
    // SAFETY: NULL or a live handle, as the header demands.
    unsafe { retain(client) }
}

/// Gives a reference back. NULL is fine. A client keeps its session alive.
///
/// - client: a client that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_free(client: *mut ks_client) {
    // SAFETY: NULL or a handle whose reference ends here, as the header demands.
    run(|| unsafe { release(client) });
}
