//! Service catalogs
//!
//! Where the services of a cloud are, as the token tells it. A catalog keeps what it needs of the token that it came with, and
//! lends its strings without a copy.

use std::ffi::c_char;
use std::ptr;
use std::sync::Arc;

use super::boundary::{Out, borrow, bytes, guard, null, run, value_or};
use super::endpoint::{self, ks_endpoint, ks_endpoint_filter};
use super::error::ks_error;
use super::handle::{release, retain};
use super::result::ks_result;
use super::value::ks_value;
use crate::catalog::{Catalog, EndpointQuery};
use crate::error::Result;
use crate::value::Document;

/// A service catalog: immutable, and read by any number of threads.
#[derive(Debug)]
pub struct ks_catalog {
    // What C holds points to a Catalog in an Arc.
    _opaque: [u8; 0],
}

impl ks_catalog {
    /// Gives a reference to C.
    pub(super) fn share(catalog: Arc<Catalog>) -> *mut ks_catalog {
        Arc::into_raw(catalog).cast_mut().cast()
    }
}

/// Reads a catalog out of a text that was obtained somewhere else.
///
/// - json: the answer to GET /v3/auth/catalog, or the body of a token, version 3 or 2; need not end in NUL. It is copied, and the copy
///   is wiped when it is freed.
/// - length: how many bytes it has.
/// - catalog: receives the catalog; free it with ks_catalog_free.
/// - error: receives what went wrong; NULL is allowed. It names the place in the body that is wrong.
///
/// Errors: KS_ERROR_INVALID_RESPONSE if the text holds no catalog, KS_ERROR_NULL_ARGUMENT, KS_ERROR_OUT_OF_RANGE.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_from_json(
    json: *const c_char,
    length: usize,
    catalog: *mut *mut ks_catalog,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let catalog = unsafe { Out::new(catalog, "catalog") }?;
        // SAFETY: as above.
        unsafe { borrow(json, "json") }?;
        // SAFETY: as above.
        let json = unsafe { bytes(json.cast(), length, "json") }?;
        catalog.set(ks_catalog::share(Arc::new(Catalog::from_json(json)?)));
        Ok(())
    })
}

/// One more reference to a catalog.
///
/// - catalog: NULL is allowed.
///
/// Returns the same pointer, which is now yours to free once more; NULL for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_ref(catalog: *const ks_catalog) -> *mut ks_catalog {
    // SAFETY: the caller's promise is handed on.
    unsafe { retain(catalog.cast::<Catalog>()) }.cast()
}

/// Gives a reference back.
///
/// - catalog: a catalog that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_free(catalog: *mut ks_catalog) {
    run(|| {
        // SAFETY: the caller's promise is handed on.
        unsafe { release(catalog.cast::<Catalog>()) };
    });
}

/// The list of services, as the body has it.
///
/// - catalog: NULL is allowed.
///
/// Returns a value borrowed from the catalog; NULL for NULL and if the body has no catalog. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_data(catalog: *const ks_catalog) -> *const ks_value {
    value_or(ptr::null(), || {
        // SAFETY: the caller's promise is handed on.
        let catalog = unsafe { catalog.cast::<Catalog>().as_ref() }?;
        catalog.data().map(ks_value::lend)
    })
}

/// What the body of the catalog says of its token: an object of "id", "expires", "user_id", "tenant_id" and "domain_id", each a
/// string; what the body does not say is left out.
///
/// The id of the token stands in bodies of version 2 only; of any other token, ks_access_auth_token has it.
///
/// - catalog: where to look.
/// - token: receives the object, which is wiped when it is freed; free it with ks_value_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_LIMIT_EXCEEDED if there is more than 64 MiB to tell.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_get_token(
    catalog: *const ks_catalog,
    token: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let token = unsafe { Out::new(token, "token") }?;
        // SAFETY: as above.
        let catalog = unsafe { borrow(catalog.cast::<Catalog>(), "catalog") }?;
        token.set(ks_value::share(catalog.token()?));
        Ok(())
    })
}

/// The number of endpoints. Those that have no URL are not counted, nor those of services that have no type.
///
/// - catalog: NULL is allowed.
///
/// Returns 0 for NULL. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_endpoint_count(catalog: *const ks_catalog) -> usize {
    // SAFETY: the caller's promise is handed on.
    value_or(0, || unsafe { catalog.cast::<Catalog>().as_ref() }.map(Catalog::endpoint_count))
}

/// An endpoint, by its number, from 0 to ks_catalog_endpoint_count - 1, in the order of the catalog.
///
/// - catalog: NULL is allowed.
/// - index: the number.
/// - endpoint: begin with KS_ENDPOINT_INIT. Receives strings that are borrowed from the catalog; NULL is allowed.
///
/// Returns whether there is such an endpoint; if not, all members but the size become NULL. Returns false and changes nothing if
/// the size was not set. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_endpoint(
    catalog: *const ks_catalog,
    index: usize,
    endpoint: *mut ks_endpoint,
) -> bool {
    value_or(false, || {
        // SAFETY: the caller's promise is handed on.
        let found = unsafe { catalog.cast::<Catalog>().as_ref() }.and_then(|catalog| catalog.endpoint(index));
        // SAFETY: as above.
        unsafe { endpoint::fill(endpoint, found) }
    })
}

/// The URL of the first endpoint that a filter takes; of the first of its interfaces for which there is one.
///
/// A service type goes by its official name and by those that it had before: "block-storage" finds "volumev3", and the other way
/// round. What the catalog has under the name that is asked for stands before what it has under another one. Without a service
/// type, the first type that has such an endpoint is taken.
///
/// - catalog: where to look.
/// - filter: what the endpoint must be. Begin with KS_ENDPOINT_FILTER_INIT.
/// - url: receives a string that is borrowed from the catalog.
/// - error: receives what went wrong; NULL is allowed. Its message says what was asked and what there is.
///
/// Errors: KS_ERROR_EMPTY_CATALOG if the token has no catalog, KS_ERROR_ENDPOINT_NOT_FOUND, of which the former is a kind, if the
/// catalog has no such endpoint, KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8, KS_ERROR_INVALID_ARGUMENT if the size was not set,
/// KS_ERROR_UNSUPPORTED_PARAMETERS if the filter has members that this library does not know.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_url_for(
    catalog: *const ks_catalog,
    filter: *const ks_endpoint_filter,
    url: *mut *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let url = unsafe { Out::new(url, "url") }?;
        // SAFETY: as above.
        let catalog = unsafe { borrow(catalog.cast::<Catalog>(), "catalog") }?;
        let mut query = EndpointQuery::default();
        // SAFETY: as above.
        if !unsafe { endpoint::read(filter, &mut query) }? {
            return Err(null("filter"));
        }
        url.set(catalog.look_up(&query)?.with_nul().as_ptr().cast());
        Ok(())
    })
}

/// The endpoint whose URL ks_catalog_url_for finds.
///
/// - catalog: where to look.
/// - filter: what the endpoint must be. Begin with KS_ENDPOINT_FILTER_INIT.
/// - endpoint: begin with KS_ENDPOINT_INIT. Receives what is borrowed from the catalog.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: those of ks_catalog_url_for; KS_ERROR_INVALID_ARGUMENT also if the size of the endpoint was not set.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_endpoint_for(
    catalog: *const ks_catalog,
    filter: *const ks_endpoint_filter,
    endpoint: *mut ks_endpoint,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        unsafe { endpoint::clear(endpoint) }?;
        // SAFETY: as above.
        let catalog = unsafe { borrow(catalog.cast::<Catalog>(), "catalog") }?;
        // SAFETY: as above.
        let query = unsafe { endpoint::filter(filter) }?;
        let found = catalog.endpoint_for(query.ok_or_else(|| null("filter"))?)?;
        // SAFETY: as above.
        unsafe { endpoint::fill(endpoint, Some(found)) };
        Ok(())
    })
}

/// The URLs of all endpoints that a filter takes, type by type, each type's in the order of the catalog.
///
/// Each type has the endpoints of the best interface only. If a type is asked for that goes by several names, the best name that has
/// an endpoint is taken. Without any endpoint the list is empty; that is no error.
///
/// - catalog: where to look.
/// - filter: what the endpoints must be. Begin with KS_ENDPOINT_FILTER_INIT. NULL, as without an interface: all that are "public".
/// - urls: receives a list of strings; free it with ks_value_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: KS_ERROR_NULL_ARGUMENT, KS_ERROR_INVALID_UTF8, KS_ERROR_INVALID_ARGUMENT and KS_ERROR_UNSUPPORTED_PARAMETERS as in
/// ks_catalog_url_for; KS_ERROR_LIMIT_EXCEEDED if there is more than 64 MiB to tell.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_get_urls(
    catalog: *const ks_catalog,
    filter: *const ks_endpoint_filter,
    urls: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { answer(catalog, filter, (urls, "urls"), error, |catalog, query| catalog.urls(query)) }
}

/// All endpoints that a filter takes, as the catalog has them: an object from each service type to a list.
///
/// Types of which the filter takes nothing are there, but empty. Each type has the endpoints of the best interface only, and
/// without an interface those of every one. Of version 2, each object is there once.
///
/// - catalog: where to look.
/// - filter: what the endpoints must be. Begin with KS_ENDPOINT_FILTER_INIT. NULL for all.
/// - endpoints: receives the object; free it with ks_value_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: those of ks_catalog_get_urls.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_get_endpoints(
    catalog: *const ks_catalog,
    filter: *const ks_endpoint_filter,
    endpoints: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    let list = |catalog: &Catalog, query: EndpointQuery<'_>| catalog.endpoints_by_type(query);
    // SAFETY: the caller's promise is handed on.
    unsafe { answer(catalog, filter, (endpoints, "endpoints"), error, list) }
}

/// What ks_catalog_get_endpoints gives, but each endpoint as an object of "index", which is its number, "service_type",
/// "service_name", "service_id", "interface", "region", "url" and "id"; what the catalog does not say is null.
///
/// - catalog: where to look.
/// - filter: what the endpoints must be. Begin with KS_ENDPOINT_FILTER_INIT. NULL for all.
/// - endpoints: receives the object; free it with ks_value_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: those of ks_catalog_get_urls.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_get_endpoints_data(
    catalog: *const ks_catalog,
    filter: *const ks_endpoint_filter,
    endpoints: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    let list = |catalog: &Catalog, query: EndpointQuery<'_>| catalog.endpoints_data(query);
    // SAFETY: the caller's promise is handed on.
    unsafe { answer(catalog, filter, (endpoints, "endpoints"), error, list) }
}

/// Why ks_catalog_url_for finds what it finds, or nothing.
///
/// The answer is an object:
/// - "asked": what the filter asks for;
/// - "chosen": the number of the endpoint that is found, or null;
/// - "candidates": the endpoints in the order in which they are tried, each an object of "index", "service_type", "service_name",
///   "service_id", "interface", "region", "url", "id", "taken" and "why", a sentence. Endpoints without a URL have no index. At most
///   1000 and the one that is taken; of long strings, 1024 characters;
/// - "left_out": how many more there are.
///
/// - catalog: where to look.
/// - filter: what the endpoint must be. Begin with KS_ENDPOINT_FILTER_INIT. NULL asks for any that is "public".
/// - explanation: receives the object; free it with ks_value_free.
/// - error: receives what went wrong; NULL is allowed.
///
/// Errors: those of ks_catalog_get_urls. That nothing is found is none.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_catalog_explain(
    catalog: *const ks_catalog,
    filter: *const ks_endpoint_filter,
    explanation: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    let explain = |catalog: &Catalog, query: EndpointQuery<'_>| catalog.explain(query);
    // SAFETY: the caller's promise is handed on.
    unsafe { answer(catalog, filter, (explanation, "explanation"), error, explain) }
}

/// Gives C the document that answers a query.
unsafe fn answer(
    catalog: *const ks_catalog,
    filter: *const ks_endpoint_filter,
    (out, name): (*mut *mut ks_value, &str),
    error: *mut *mut ks_error,
    ask: impl FnOnce(&Catalog, EndpointQuery<'_>) -> Result<Arc<Document>>,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promise is handed on.
        let out = unsafe { Out::new(out, name) }?;
        // SAFETY: as above.
        let catalog = unsafe { borrow(catalog.cast::<Catalog>(), "catalog") }?;
        // SAFETY: as above.
        let query = unsafe { endpoint::filter(filter) }?;
        out.set(ks_value::share(ask(catalog, query.unwrap_or_default())?));
        Ok(())
    })
}

#[cfg(test)]
mod tests;
