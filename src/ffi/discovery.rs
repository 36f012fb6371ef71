//! Version discovery
//!
//! Which versions of a service there are, and where. A ks_discovery is a version document, as services send it at their root.
//! Its links lead nowhere but to the host that was asked, whatever the document says: services behind a proxy name hosts and
//! schemes of their own.
//!
//! A session keeps the documents that it gets for an hour, or as its option "discovery_age" says, and asks once for each URL,
//! however many threads want it. An answer that is no document is kept for a minute.
//!
//! Options choose among versions by their status, in every function that takes them: "allow_experimental" (false),
//! "allow_deprecated" (true), "allow_unknown" (false): whether such versions count; "unstable" (false): whether all do.

use std::ffi::c_char;
use std::sync::Arc;

use super::api_version::version;
use super::boundary::{Out, borrow, bytes, guard, optional_string, run, string, value_or};
use super::error::ks_error;
use super::handle::{release, retain, share};
use super::params::{given, ks_params};
use super::result::ks_result;
use super::session::ks_session;
use super::text::ks_text;
use super::value::ks_value;
use super::wait;
use crate::discover::{Allow, Discovery, Entry, Range};
use crate::error::Result;
use crate::session::{Asking, status_options};
use crate::text::{Secret, Text};

/// A version document. Immutable, and read by any number of threads; reference counted.
#[derive(Debug)]
pub struct ks_discovery {
    document: Arc<Discovery>,
    url: Text,
}

impl ks_discovery {
    fn into_raw(document: Arc<Discovery>) -> *mut ks_discovery {
        let url = Text::new(document.url());
        share(Self { document, url })
    }
}

/// Gets the version document at a URL, unless the session has it already.
///
/// It is asked for without a token, and once more with one if that is refused with 401 and the session has a plugin.
///
/// - session: the session.
/// - url: where to ask; NULL for where the session's plugin logs in.
/// - options: by name, NULL for none; read, not kept. "authenticated": true to send a token at once, false never to send one;
///   "version_header": what OpenStack-API-Version says, such as "baremetal 1.6", for services that tell nothing without it. With it
///   the service is always asked, and what it answers is not kept.
/// - discovery: receives the document; free it with ks_discovery_free.
///
/// Errors: KS_ERROR_DISCOVERY_FAILURE when the answer is no version document, or there is no URL; the status of a refusal;
/// KS_ERROR_CONNECT_FAILURE and its like, and those of a login, see ks_session_get_access; KS_ERROR_UNSUPPORTED_PARAMETERS,
/// KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. Thread-safe: of all threads that ask for one URL one does it. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_new(
    session: *const ks_session,
    url: *const c_char,
    options: *const ks_params,
    discovery: *mut *mut ks_discovery,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(discovery, "discovery") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let url = unsafe { optional_string(url, "url") }?;
        // SAFETY: as above.
        let asking = Asking::read(&*unsafe { given(options) })?;
        out.set(ks_discovery::into_raw(wait(session.discovery_as(url, &asking))?));
        Ok(())
    })
}

/// Reads a version document that was obtained somewhere else.
///
/// - json: the document; need not end in NUL. It is copied.
/// - length: how many bytes it has.
/// - url: where it came from: its links are relative to it.
/// - discovery: receives the document; free it with ks_discovery_free.
///
/// Errors: KS_ERROR_DISCOVERY_FAILURE when it is no version document; KS_ERROR_INVALID_ARGUMENT when url is none;
/// KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT, KS_ERROR_OUT_OF_RANGE. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_from_json(
    json: *const c_char,
    length: usize,
    url: *const c_char,
    discovery: *mut *mut ks_discovery,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(discovery, "discovery") }?;
        // SAFETY: as above.
        unsafe { borrow(json, "json") }?;
        // SAFETY: as above.
        let json = unsafe { bytes(json.cast(), length, "json") }?;
        // SAFETY: as above.
        let url = unsafe { string(url, "url") }?;
        out.set(ks_discovery::into_raw(Arc::new(Discovery::from_json(json, url)?)));
        Ok(())
    })
}

/// The URL that the document came from: its links are relative to it.
///
/// - discovery: NULL is allowed.
///
/// Returns a string borrowed from the document; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_url(discovery: *const ks_discovery) -> *const c_char {
    value_or(std::ptr::null(), || {
        // SAFETY: NULL or a live handle, as the header demands.
        Some(unsafe { discovery.as_ref() }?.url.with_nul().as_ptr().cast())
    })
}

/// The versions as the document writes them, in its order. Older clients call it available_versions.
///
/// - discovery: the document.
/// - options: which versions count, see above; NULL for none.
/// - versions: receives a list; free it with ks_value_free. Versions without a status are left out.
///
/// Errors: KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_raw_version_data(
    discovery: *const ks_discovery,
    options: *const ks_params,
    versions: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(versions, "versions") }?;
        // SAFETY: as above.
        let (document, allow) = unsafe { read(discovery, options) }?;
        out.set(ks_value::share(document.raw_version_data(allow)?));
        Ok(())
    })
}

/// The versions as objects, the oldest first, each with "version", "url", "collection", "min_microversion", "max_microversion",
/// "next_min_version", "not_before", "status" ("CURRENT", "SUPPORTED", "DEPRECATED", "EXPERIMENTAL" or "UNKNOWN") and
/// "raw_status". All are strings, or null where the document does not say.
///
/// - discovery: the document.
/// - options: which versions count, see above; NULL for none.
/// - versions: receives a list; free it with ks_value_free. Versions without a number, a status or a link are left out.
///
/// Errors: KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_version_data(
    discovery: *const ks_discovery,
    options: *const ks_params,
    versions: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(versions, "versions") }?;
        // SAFETY: as above.
        let (document, allow) = unsafe { read(discovery, options) }?;
        out.set(ks_value::share(document.version_data(allow)?));
        Ok(())
    })
}

/// The newest version that does what was written for another: of the same major version, and no older.
///
/// - discovery: the document.
/// - version: the version that must be met; "latest" for the newest of all.
/// - options: which versions count, see above; NULL for none.
/// - data: receives an object as ks_discovery_version_data tells; free it with ks_value_free. NULL when there is none.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for what is no version; KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_INVALID_UTF8,
/// KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_data_for(
    discovery: *const ks_discovery,
    version: *const c_char,
    options: *const ks_params,
    data: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(data, "data") }?;
        // SAFETY: as above.
        let (document, allow) = unsafe { read(discovery, options) }?;
        // SAFETY: as above.
        let version = unsafe { self::version(version, "version") }?;
        set_entry(out, document.data_for(version, allow))
    })
}

/// The URL of the version that ks_discovery_data_for finds.
///
/// - discovery: the document.
/// - version: the version that must be met; "latest" for the newest of all.
/// - options: which versions count, see above; NULL for none.
/// - url: receives it; free it with ks_text_free. NULL when there is none.
///
/// Errors: as ks_discovery_data_for. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_url_for(
    discovery: *const ks_discovery,
    version: *const c_char,
    options: *const ks_params,
    url: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(url, "url") }?;
        // SAFETY: as above.
        let (document, allow) = unsafe { read(discovery, options) }?;
        // SAFETY: as above.
        let version = unsafe { self::version(version, "version") }?;
        if let Some(entry) = document.data_for(version, allow) {
            out.set(ks_text::into_raw(Secret::new(&entry.url)));
        }
        Ok(())
    })
}

/// The best version of a range: the one at a URL, or else the newest within the range. Without a range, and with none at the URL,
/// the newest.
///
/// - discovery: the document.
/// - url: the URL of a version; NULL for none.
/// - min_version: the oldest that will do; NULL for no such bound, "latest" for none but the newest.
/// - max_version: the newest that will do; NULL for no such bound.
/// - options: which versions count, see above; NULL for none.
/// - data: receives an object as ks_discovery_version_data tells; free it with ks_value_free. NULL when there is none.
///
/// Errors: as ks_discovery_data_for; KS_ERROR_INVALID_ARGUMENT also for a range whose ends are the wrong way round. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_versioned_data_for(
    discovery: *const ks_discovery,
    url: *const c_char,
    min_version: *const c_char,
    max_version: *const c_char,
    options: *const ks_params,
    data: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(data, "data") }?;
        // SAFETY: as above.
        let (document, allow) = unsafe { read(discovery, options) }?;
        // SAFETY: as above.
        let url = unsafe { optional_string(url, "url") }?;
        // SAFETY: as above.
        let min = unsafe { optional_string(min_version, "min_version") }?;
        // SAFETY: as above.
        let max = unsafe { optional_string(max_version, "max_version") }?;
        set_entry(out, document.versioned_data_for(url, Range::read(None, min, max, None)?, allow))
    })
}

/// One more reference to a document; give it back with ks_discovery_free. NULL stays NULL.
///
/// - discovery: NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_ref(discovery: *const ks_discovery) -> *mut ks_discovery {
    // SAFETY: NULL or a live handle, as the header demands.
    unsafe { retain(discovery) }
}

/// Gives a reference back. NULL is fine.
///
/// - discovery: a document that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_discovery_free(discovery: *mut ks_discovery) {
    // SAFETY: NULL or a handle whose reference ends here, as the header demands.
    run(|| unsafe { release(discovery) });
}

/// The document, and which of its versions count.
unsafe fn read<'a>(discovery: *const ks_discovery, options: *const ks_params) -> Result<(&'a Discovery, Allow)> {
    // SAFETY: the caller's promise is handed on.
    let discovery = unsafe { borrow(discovery, "discovery") }?;
    // SAFETY: as above.
    let options = unsafe { given(options) };
    Ok((&discovery.document, status_options(&options)?))
}

fn set_entry(out: Out<*mut ks_value>, entry: Option<&Entry>) -> Result<()> {
    if let Some(entry) = entry {
        out.set(ks_value::share(entry.to_document()?));
    }
    Ok(())
}
