//! Operations
//!
//! Every operation of the Identity API by name, for scripts and for what is decided at run time; the functions of the sections below are
//! the same operations one by one. An operation is named by version, manager and verb as keystoneclient has them: "v3.users.create".
//! ks_operations lists them all with their arguments; docs/operations.md is the same list to read.
//!
//! Arguments have keystoneclient's names or those on the wire ("domain" or "domain_id"). Ids are put into paths percent-encoded, and may
//! not be empty. What an operation does not know by name is an attribute for create and update, a filter for list and find, and
//! refused otherwise. Null is sent as null: it clears an attribute. Lists are followed over their pages, at the same origin; what
//! the server cut off is told by "truncated" in ks_value_root.

use std::ffi::c_char;
use std::sync::Arc;

use super::boundary::{Out, borrow, borrow_mut, guard, run, string};
use super::client::ks_client;
use super::error::ks_error;
use super::params::{given, ks_params};
use super::response::ks_response;
use super::result::ks_result;
use super::value::ks_value;
use super::wait;
use crate::error::Result;
use crate::identity::{self, Outcome, Pages};

/// The result for C: the node of its document, of which C holds a reference.
fn result(outcome: &Outcome) -> Option<*mut ks_value> {
    let (document, index) = outcome.result()?;
    let value = ks_value::lend(document.value(index)?);
    let _held_by_c = Arc::into_raw(Arc::clone(document));
    Some(value.cast_mut())
}

/// Carries out an operation of the table; the functions that are written out of it come here.
pub(super) unsafe fn operate(
    client: *const ks_client,
    name: &str,
    ids: &[*const c_char],
    params: *const ks_params,
    value: Option<*mut *mut ks_value>,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the caller's promises are handed on.
        let out = value.map(|value| unsafe { Out::new(value, "value") }).transpose()?;
        // SAFETY: as above.
        let client = unsafe { borrow(client, "client") }?.client();
        let names = identity::find(name)?.ids;
        // SAFETY: as above.
        let ids = names.iter().zip(ids).map(|(name, id)| unsafe { string(*id, name) }).collect::<Result<Vec<_>>>()?;
        // SAFETY: as above.
        let params = unsafe { given(params) };
        let outcome = wait(client.call(name, &ids, &params))?;
        if let (Some(out), Some(value)) = (out, result(&outcome)) {
            out.set(value);
        }
        Ok(())
    })
}

/// Carries out the operation of this name.
///
/// - client: the client, of the version that the name begins with.
/// - name: "v3.users.create"; keystoneclient's "v2_0.users.create" is the same as "v2.users.create".
/// - params: its arguments by name, those that identify a resource as well; NULL for none. Read, not kept.
/// - value: receives the result; free it with ks_value_free. A resource is an object with its id, name and links, a list is a list, text
///   is a string. NULL for an operation that has no result, as delete and check.
///
/// Errors: KS_ERROR_METHOD_NOT_IMPLEMENTED for what the API does not have, KS_ERROR_UNSUPPORTED_VERSION for an operation of another
/// version, KS_ERROR_VALIDATION_ERROR and KS_ERROR_UNSUPPORTED_PARAMETERS for arguments, all before any request;
/// KS_ERROR_NOT_FOUND, also of a check, and of a find that nothing matches; KS_ERROR_NO_UNIQUE_MATCH; KS_ERROR_FORBIDDEN, KS_ERROR_CONFLICT and the
/// other statuses; KS_ERROR_INVALID_RESPONSE for an answer that does not hold what it must; those of ks_session_request;
/// KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_call(
    client: *const ks_client,
    name: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(value, "value") }?;
        // SAFETY: as above.
        let outcome = unsafe { outcome(client, name, params) }?;
        if let Some(value) = result(&outcome) {
            out.set(value);
        }
        Ok(())
    })
}

/// Carries out the operation of this name and gives its answer as well, with its request id and header fields.
///
/// - client: the client, of the version that the name begins with.
/// - name: "v3.users.create".
/// - params: its arguments by name; NULL for none. Read, not kept.
/// - value: receives the result as ks_client_call gives it; free it with ks_value_free.
/// - response: receives the answer, of a list with several pages the last one; free it with ks_response_free.
///
/// Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_call_with_response(
    client: *const ks_client,
    name: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands. Both are cleared before one is refused.
        let out = unsafe { Out::new(value, "value") };
        // SAFETY: as above.
        let answer = unsafe { Out::new(response, "response") }?;
        let out = out?;
        // SAFETY: as above.
        let outcome = unsafe { outcome(client, name, params) }?;
        if let Some(value) = result(&outcome) {
            out.set(value);
        }
        answer.set(ks_response::into_raw(outcome.response));
        Ok(())
    })
}

unsafe fn outcome(client: *const ks_client, name: *const c_char, params: *const ks_params) -> Result<Outcome> {
    // SAFETY: the caller's promises are handed on.
    let client = unsafe { borrow(client, "client") }?.client();
    // SAFETY: as above.
    let name = unsafe { string(name, "name") }?;
    // SAFETY: as above.
    let params = unsafe { given(params) };
    wait(client.call(name, &[], &params))
}

/// The resource of a manager by its id, or else by its name.
///
/// - client: the client, of the version that the manager begins with.
/// - manager: "v3.users".
/// - name_or_id: the id, which comes first, or the name.
/// - value: receives the resource; free it with ks_value_free.
///
/// Errors: KS_ERROR_COMMAND_ERROR when there is none, or more than one of that name; otherwise as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_find_resource(
    client: *const ks_client,
    manager: *const c_char,
    name_or_id: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(value, "value") }?;
        // SAFETY: as above.
        let client = unsafe { borrow(client, "client") }?.client();
        // SAFETY: as above.
        let manager = unsafe { string(manager, "manager") }?;
        // SAFETY: as above.
        let name_or_id = unsafe { string(name_or_id, "name_or_id") }?;
        let outcome = wait(client.find_resource(manager, name_or_id))?;
        if let Some(value) = result(&outcome) {
            out.set(value);
        }
        Ok(())
    })
}

/// A list, a page at a time, so that memory holds one page. One thread at a time.
#[derive(Debug)]
pub struct ks_pages(Pages);

/// Begins a list that is read a page at a time. No request: the first page is asked for by ks_pages_next.
///
/// - client: the client, of the version that the name begins with.
/// - name: an operation that gives a list: "v3.users.list".
/// - params: its arguments by name, "limit" for the size of a page where the server knows it; NULL for none. Read, not kept.
/// - pages: receives the list; free it with ks_pages_free. It keeps the client alive.
///
/// Errors: KS_ERROR_VALIDATION_ERROR for an operation that gives no list; otherwise as ks_client_call before its request.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_client_list(
    client: *const ks_client,
    name: *const c_char,
    params: *const ks_params,
    pages: *mut *mut ks_pages,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(pages, "pages") }?;
        // SAFETY: as above.
        let client = unsafe { borrow(client, "client") }?.client();
        // SAFETY: as above.
        let name = unsafe { string(name, "name") }?;
        // SAFETY: as above.
        let params = unsafe { given(params) };
        out.set(Box::into_raw(Box::new(ks_pages(wait(client.pages(name, &[], &params))?))));
        Ok(())
    })
}

/// The next page.
///
/// - pages: the list.
/// - value: receives the resources of the page, a list; free it with ks_value_free. NULL behind the last page.
///
/// After a failure the same page is asked for again. Errors: as ks_client_call; KS_ERROR_INVALID_RESPONSE for a page whose link
/// leads back to a page that was seen before, or to another origin; KS_ERROR_LIMIT_EXCEEDED after 10000 pages. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_pages_next(
    pages: *mut ks_pages,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(value, "value") }?;
        // SAFETY: as above.
        let pages = &mut unsafe { borrow_mut(pages, "pages") }?.0;
        if let Some(value) = wait(pages.next())?.as_ref().and_then(result) {
            out.set(value);
        }
        Ok(())
    })
}

/// Frees the list; pages that were got stay. NULL is fine.
///
/// - pages: a list that is yours. NULL does nothing.
///
/// One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_pages_free(pages: *mut ks_pages) {
    if !pages.is_null() {
        // SAFETY: not NULL means a list that ends here, as the header demands.
        run(|| drop(unsafe { Box::from_raw(pages) }));
    }
}

/// Every operation there is, as data: a list of objects with "name", "help", "method", "path", "ids" and "arguments", of which each has
/// "name", "wire", "place", "required", "default" and "sensitive", true for a secret, which no log and no error repeats; "rest" says what
/// becomes of other arguments.
///
/// - value: receives the list; free it with ks_value_free.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_operations(value: *mut *mut ks_value, error: *mut *mut ks_error) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(value, "value") }?;
        out.set(ks_value::share(identity::describe()?));
        Ok(())
    })
}
