//! Endpoints and their versions
//!
//! What is known of an endpoint: what the catalog says, and what version discovery adds.

use std::ffi::c_char;
use std::ptr;

use super::api_version::version;
use super::boundary::{Out, borrow, guard, run, value_or};
use super::error::ks_error;
use super::handle::{release, retain, share};
use super::result::ks_result;
use super::text::ks_text;
use super::value::ks_value;
use crate::discover::{EndpointData, Status, Version};
use crate::text::{Secret, Text};

/// What is known of an endpoint. Immutable, and read by any number of threads; reference counted.
#[derive(Debug)]
pub struct ks_endpoint_data {
    data: EndpointData,
    texts: [Option<Text>; 14],
}

/// The strings of an endpoint, in the order in which they are kept.
#[derive(Clone, Copy)]
enum Fact {
    Url,
    CatalogUrl,
    ServiceType,
    ServiceName,
    ServiceId,
    RegionName,
    Interface,
    EndpointId,
    ApiVersion,
    MinMicroversion,
    MaxMicroversion,
    NextMinVersion,
    NotBefore,
    Fallback,
}

impl ks_endpoint_data {
    pub(super) fn into_raw(data: EndpointData) -> *mut ks_endpoint_data {
        let text = |text: &Option<String>| text.as_deref().map(Text::new);
        let version = |version: Option<Version>| version.map(|version| Text::from(version.to_string()));
        let texts = [
            Some(Text::new(data.url())),
            text(&data.catalog_url),
            text(&data.service_type),
            text(&data.service_name),
            text(&data.service_id),
            text(&data.region_name),
            text(&data.interface),
            text(&data.endpoint_id),
            version(data.api_version),
            version(data.microversions.min),
            version(data.microversions.max),
            version(data.next_min_version),
            text(&data.not_before),
            data.fallback.as_ref().map(|error| error.message().clone()),
        ];
        share(Self { data, texts })
    }

    pub(super) fn data(&self) -> &EndpointData {
        &self.data
    }
}

unsafe fn text(data: *const ks_endpoint_data, fact: Fact) -> *const c_char {
    value_or(ptr::null(), || {
        // SAFETY: NULL or a live handle, as the header demands.
        let text = unsafe { data.as_ref() }?.texts.get(fact as usize)?.as_ref()?;
        Some(text.with_nul().as_ptr().cast())
    })
}

/// The URL to send requests to: the one that was discovered, or else the catalog's.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; never NULL but for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_url(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::Url) }
}

/// The URL that the catalog has.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where there is none. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_catalog_url(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::CatalogUrl) }
}

/// The type of the service, as the catalog spells it.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_service_type(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::ServiceType) }
}

/// The name of the service.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_service_name(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::ServiceName) }
}

/// The id of the service.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_service_id(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::ServiceId) }
}

/// The region.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_region_name(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::RegionName) }
}

/// The interface, as the catalog spells it.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_interface(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::Interface) }
}

/// The id of the endpoint.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_endpoint_id(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::EndpointId) }
}

/// The version of the endpoint, as discovered, or as its URL names it: "2.1".
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_api_version(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::ApiVersion) }
}

/// The oldest micro-version that the endpoint answers to.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_min_microversion(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::MinMicroversion) }
}

/// The newest micro-version that the endpoint answers to.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_max_microversion(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::MaxMicroversion) }
}

/// What the oldest micro-version will be after ks_endpoint_data_not_before.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_next_min_version(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::NextMinVersion) }
}

/// The date before which the oldest micro-version stays, as the service writes it.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where it is not known. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_not_before(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::NotBefore) }
}

/// Why the URL is the catalog's own although versions were to be discovered: what was tried, and what came back.
///
/// - data: NULL is allowed.
///
/// Returns a string borrowed from the data; NULL where discovery did what it was to do, or nothing was to be discovered. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_fallback(data: *const ks_endpoint_data) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { text(data, Fact::Fallback) }
}

/// How far the version may be relied on: "CURRENT", "SUPPORTED", "DEPRECATED", "EXPERIMENTAL" or "UNKNOWN".
///
/// - data: NULL is allowed.
///
/// Returns a string that lives for ever; NULL where nothing was discovered. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_status(data: *const ks_endpoint_data) -> *const c_char {
    value_or(ptr::null(), || {
        // SAFETY: NULL or a live handle, as the header demands.
        let status = unsafe { data.as_ref() }?.data.status?;
        let name = match status {
            Status::Current => c"CURRENT",
            Status::Supported => c"SUPPORTED",
            Status::Deprecated => c"DEPRECATED",
            Status::Experimental => c"EXPERIMENTAL",
            Status::Unknown => c"UNKNOWN",
        };
        Some(name.as_ptr())
    })
}

/// The endpoint as the catalog has it.
///
/// - data: NULL is allowed.
///
/// Returns a value borrowed from the data; NULL where the endpoint is not the catalog's. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_raw_endpoint(data: *const ks_endpoint_data) -> *const ks_value {
    // SAFETY: NULL or a live handle, as the header demands.
    value_or(ptr::null(), || unsafe { data.as_ref() }?.data.raw_endpoint().map(ks_value::lend))
}

/// The newest micro-version of a range that the endpoint answers to, for ks_request_options and their like.
///
/// - data: the endpoint, discovered.
/// - min_version: the oldest that the program can do with.
/// - max_version: the newest that it can do with; "latest" for any.
/// - microversion: receives it; free it with ks_text_free.
///
/// Errors: KS_ERROR_UNSUPPORTED_VERSION, telling both ranges, when they do not meet or the endpoint tells no micro-versions;
/// KS_ERROR_INVALID_ARGUMENT for what is no version or the wrong way round; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_negotiate_microversion(
    data: *const ks_endpoint_data,
    min_version: *const c_char,
    max_version: *const c_char,
    microversion: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(microversion, "microversion") }?;
        // SAFETY: as above.
        let data = unsafe { borrow(data, "data") }?;
        // SAFETY: as above.
        let low = unsafe { version(min_version, "min_version") }?;
        // SAFETY: as above.
        let high = unsafe { version(max_version, "max_version") }?;
        set_version(out, Some(data.data.negotiate(low, high)?));
        Ok(())
    })
}

/// One more reference; give it back with ks_endpoint_data_free. NULL stays NULL.
///
/// - data: NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_ref(data: *const ks_endpoint_data) -> *mut ks_endpoint_data {
    // SAFETY: NULL or a live handle, as the header demands.
    unsafe { retain(data) }
}

/// Gives a reference back. NULL is fine.
///
/// - data: what is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_endpoint_data_free(data: *mut ks_endpoint_data) {
    // SAFETY: NULL or a handle whose reference ends here, as the header demands.
    run(|| unsafe { release(data) });
}

pub(super) fn set_version(out: Out<*mut ks_text>, version: Option<Version>) {
    if let Some(version) = version {
        out.set(ks_text::into_raw(Secret::new(&version.to_string())));
    }
}
