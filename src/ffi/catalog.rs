//! Service catalogs
//!
//! Where the services of a cloud are, as the token tells it. A catalog keeps what it needs of the token that it came with, and
//! lends its strings without a copy.

use std::ffi::c_char;
use std::sync::Arc;

use super::boundary::{Out, borrow, guard, null, run, value_or};
use super::endpoint::{self, ks_endpoint, ks_endpoint_filter};
use super::error::ks_error;
use super::handle::{release, retain};
use super::result::ks_result;
use crate::catalog::Catalog;

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
        // SAFETY: as above.
        let query = unsafe { endpoint::filter(filter) }?;
        let query = query.ok_or_else(|| null("filter"))?;
        url.set(catalog.url_for(query)?.with_nul().as_ptr().cast());
        Ok(())
    })
}

#[cfg(test)]
mod tests;
