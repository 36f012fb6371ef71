//! Looking for endpoints by version
//!
//! These functions take options by name; an adapter that was made with some of them uses those where the question has none of its
//! own:
//!   "version": the version that must be there, newer ones of its major version will do; or "min_version" and "max_version";
//!   "allow_experimental", "allow_deprecated", "allow_unknown", "unstable": which versions count, by their status;
//!   "allow_version_hack" (true): whether a version document is looked for beside the URL that the catalog has;
//!   "allow_fallback" (true): whether the catalog's own URL will do where no version document is found;
//!   "skip_discovery" (false): whether to take the catalog's URL as it is;
//!   "discover_versions": whether to discover also where the URL itself tells the version;
//!   "endpoint_override": the URL of the service, whatever the catalog says;
//!   "auth_interface" (false): whether the service is where the session's plugin logs in.

use std::ffi::c_char;
use std::sync::Arc;

use super::adapter::ks_adapter;
use super::boundary::{Out, borrow, guard, run, string};
use super::endpoint::{filter, ks_endpoint_filter};
use super::endpoint_data::{ks_endpoint_data, set_version};
use super::error::ks_error;
use super::params::{given, ks_params};
use super::request_options::{self, ks_request_options};
use super::result::ks_result;
use super::session::ks_session;
use super::text::ks_text;
use super::value::ks_value;
use super::wait;
use crate::discover::EndpointData;
use crate::error::Result;
use crate::session::Resolution;

/// What is known of the endpoint of a service. Versions are discovered, unless options say otherwise.
///
/// - session: the session.
/// - filter: which service; NULL when the plugin knows just one.
/// - options: by name, see above; NULL for none. Read, not kept.
/// - data: receives it; free it with ks_endpoint_data_free. NULL when the plugin knows of no such endpoint.
///
/// Errors: KS_ERROR_ENDPOINT_NOT_FOUND, KS_ERROR_EMPTY_CATALOG; KS_ERROR_VERSION_NOT_AVAILABLE, saying which versions there are,
/// when none will do; KS_ERROR_DISCOVERY_FAILURE, saying what was tried, when no version document is found and the catalog's URL
/// will not do; KS_ERROR_IMPLIED_VERSION_MISMATCH when the service type contradicts the versions; KS_ERROR_INVALID_ARGUMENT,
/// KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT; as ks_session_get_access. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_endpoint_data(
    session: *const ks_session,
    filter: *const ks_endpoint_filter,
    options: *const ks_params,
    data: *mut *mut ks_endpoint_data,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(data, "data") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let query = unsafe { self::filter(filter) }?.unwrap_or_default();
        // SAFETY: as above.
        let resolution = Resolution::read(&*unsafe { given(options) })?;
        set(out, wait(session.endpoint_data(query, &resolution))?);
        Ok(())
    })
}

/// What discovery tells of an endpoint that is known already, such as where another version of it is.
///
/// - session: the session.
/// - data: the endpoint; it stays as it is.
/// - options: by name, see above; NULL for none. Read, not kept. "endpoint_override" and "auth_interface" are not among them.
/// - versioned: receives it; free it with ks_endpoint_data_free.
///
/// Errors: as ks_session_get_endpoint_data; KS_ERROR_INVALID_ARGUMENT also for options that name an endpoint. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_versioned_data(
    session: *const ks_session,
    data: *const ks_endpoint_data,
    options: *const ks_params,
    versioned: *mut *mut ks_endpoint_data,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(versioned, "versioned") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let data = unsafe { borrow(data, "data") }?.data().clone();
        // SAFETY: as above.
        let resolution = Resolution::read(&*unsafe { given(options) })?;
        out.set(ks_endpoint_data::into_raw(wait(session.versioned_data(data, &resolution))?));
        Ok(())
    })
}

/// What is known of the endpoint of an adapter's service.
///
/// - adapter: the adapter.
/// - options: by name, see above; NULL for those of the adapter. Read, not kept.
/// - data: receives it; free it with ks_endpoint_data_free. NULL when the plugin knows of no such endpoint.
///
/// Errors: as ks_session_get_endpoint_data. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get_endpoint_data(
    adapter: *const ks_adapter,
    options: *const ks_params,
    data: *mut *mut ks_endpoint_data,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(data, "data") }?;
        // SAFETY: as above.
        let adapter = unsafe { borrow(adapter, "adapter") }?.adapter();
        // SAFETY: as above.
        let asked = unsafe { asked(options) }?;
        set(out, wait(adapter.endpoint_data(asked.as_ref()))?);
        Ok(())
    })
}

/// The version of a service's endpoint: as its URL names it, or else as it is discovered.
///
/// - session: the session.
/// - filter: which service; NULL when the plugin knows just one.
/// - options: by name, see above; NULL for none. Read, not kept.
/// - version: receives it: "2.1"; free it with ks_text_free. NULL when nothing tells.
///
/// Errors: as ks_session_get_endpoint_data. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_api_major_version(
    session: *const ks_session,
    filter: *const ks_endpoint_filter,
    options: *const ks_params,
    version: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(version, "version") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let query = unsafe { self::filter(filter) }?.unwrap_or_default();
        // SAFETY: as above.
        let resolution = Resolution::read(&*unsafe { given(options) })?;
        set_version(out, wait(session.api_major_version(query, &resolution))?);
        Ok(())
    })
}

/// The version of an adapter's service: as its URL names it, or else as it is discovered.
///
/// - adapter: the adapter.
/// - options: by name, see above; NULL for those of the adapter. Read, not kept.
/// - version: receives it: "2.1"; free it with ks_text_free. NULL when nothing tells.
///
/// Errors: as ks_session_get_endpoint_data. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_get_api_major_version(
    adapter: *const ks_adapter,
    options: *const ks_params,
    version: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(version, "version") }?;
        // SAFETY: as above.
        let adapter = unsafe { borrow(adapter, "adapter") }?.adapter();
        // SAFETY: as above.
        let asked = unsafe { asked(options) }?;
        set_version(out, wait(adapter.api_major_version(asked.as_ref()))?);
        Ok(())
    })
}

/// The versions of every service in the catalog: an object from each region to one from each interface to one from each service
/// type to a list, as ks_discovery_version_data makes it. A service that cannot be asked has the version that its URL names.
///
/// - session: the session.
/// - filter: which services; NULL for all, of every interface.
/// - versions: receives the object; free it with ks_value_free.
///
/// Errors: KS_ERROR_EMPTY_CATALOG; KS_ERROR_INVALID_ARGUMENT, KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_INVALID_UTF8,
/// KS_ERROR_NULL_ARGUMENT; as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_all_version_data(
    session: *const ks_session,
    filter: *const ks_endpoint_filter,
    versions: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(versions, "versions") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let query = unsafe { self::filter(filter) }?.unwrap_or_default();
        out.set(ks_value::share(wait(session.all_version_data(query))?));
        Ok(())
    })
}

/// How ks_session_get_endpoint_data comes to its answer: an object with "asked"; "tried", a list of the URLs that were asked for a
/// version document, each with "url", "cached", "outcome" ("document" or "failure"), "status", "versions", "taken" and "why";
/// "endpoint", what was found, or null; "error", why not, or null.
///
/// - session: the session.
/// - filter: which service; NULL when the plugin knows just one.
/// - options: by name, see above; NULL for none. Read, not kept.
/// - explanation: receives the object; free it with ks_value_free.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT, KS_ERROR_IMPLIED_VERSION_MISMATCH, KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_INVALID_UTF8,
/// KS_ERROR_NULL_ARGUMENT; whatever fails on the way is in the explanation. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_explain(
    session: *const ks_session,
    filter: *const ks_endpoint_filter,
    options: *const ks_params,
    explanation: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(explanation, "explanation") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let query = unsafe { self::filter(filter) }?.unwrap_or_default();
        // SAFETY: as above.
        let resolution = Resolution::read(&*unsafe { given(options) })?;
        out.set(ks_value::share(wait(session.explain_discovery(query, &resolution))?));
        Ok(())
    })
}

/// Says which versions of the service will do for a request whose URL has no host, in place of what its adapter says.
///
/// - options: the options to change.
/// - versions: by name, see above; read, not kept. NULL leaves it to the adapter.
///
/// A request for which no version will do fails with KS_ERROR_ENDPOINT_NOT_FOUND; its cause says why.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for what is no version or contradicts itself; KS_ERROR_UNSUPPORTED_PARAMETERS,
/// KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_versions(
    options: *mut ks_request_options,
    versions: *const ks_params,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let resolution = unsafe { asked(versions) };
    // SAFETY: as above.
    unsafe {
        request_options::set(options, |options| {
            options.options.resolution = resolution?.map(Arc::new);
            Ok(())
        })
    }
}

/// Adds a rule for URLs of the catalog that no version document is found for: where one is looked for in the end, every match of
/// the pattern is replaced. For "identity", "/v2.0" at the end becomes "/" without a rule.
///
/// - session: the session whose rule it is.
/// - service_type: the type of the services, as the catalog spells it.
/// - pattern: a regular expression: "/v[0-9.]+/?$".
/// - replacement: what stands in its place; "\1" is the first group.
///
/// The first rule of a type that changes a URL counts.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for a pattern that is none; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_add_catalog_discover_hack(
    session: *const ks_session,
    service_type: *const c_char,
    pattern: *const c_char,
    replacement: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let service_type = unsafe { string(service_type, "service_type") }?;
        // SAFETY: as above.
        let pattern = unsafe { string(pattern, "pattern") }?;
        // SAFETY: as above.
        let replacement = unsafe { string(replacement, "replacement") }?;
        session.add_catalog_discover_hack(service_type, pattern, replacement)
    })
}

/// Forgets the version documents that the session and its plugin keep, so that they are asked for again.
///
/// - session: the session. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_drop_discovery(session: *const ks_session) {
    run(|| {
        // SAFETY: NULL or a live handle, as the header demands.
        if let Some(session) = unsafe { session.as_ref() } {
            session.session().drop_discovery();
        }
    });
}

fn set(out: Out<*mut ks_endpoint_data>, data: Option<EndpointData>) {
    if let Some(data) = data {
        out.set(ks_endpoint_data::into_raw(data));
    }
}

/// What a question says itself; None for NULL.
unsafe fn asked(options: *const ks_params) -> Result<Option<Resolution>> {
    if options.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise is handed on.
    Resolution::read(&*unsafe { given(options) }).map(Some)
}
