//! Projects, version 3
//!
//! For a client of version 3. By name: v3.projects.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a project.
///
/// - client: the client.
/// - params: by name: "name" (required), "domain", "description", "enabled" (default true), "parent"; others are attributes
///   and sent as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /projects. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.create", &[], params, Some(value), error) }
}

/// Gets a project by id, with its parents or its subtree if asked for.
///
/// - client: the client.
/// - project: the id of the project.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /projects/{project}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_get(
    client: *const ks_client,
    project: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.get", &[project], ptr::null(), Some(value), error) }
}

/// Gets a project by id with its parents or its subtree.
///
/// - client: the client.
/// - project: the id of the project.
/// - params: by name: "subtree_as_list" (true: as a list of projects), "subtree_as_ids" (true: as a tree of ids),
///   "parents_as_list" (true: as a list of projects), "parents_as_ids" (true: as a tree of ids). NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /projects/{project}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_get_hierarchy(
    client: *const ks_client,
    project: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.get_hierarchy", &[project], params, Some(value), error) }
}

/// Looks whether a project of this id is there.
///
/// - client: the client.
/// - project: the id of the project.
///
/// HEAD /projects/{project}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_head(
    client: *const ks_client,
    project: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.head", &[project], ptr::null(), None, error) }
}

/// Lists projects, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "user", "domain", "parent"; others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /projects. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.list", &[], params, Some(value), error) }
}

/// Finds a project by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "domain", "parent"; others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /projects. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a project that are given.
///
/// - client: the client.
/// - project: the id of the project.
/// - params: by name: "name", "domain", "description", "enabled"; others are attributes and sent as they are. NULL for
///   none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /projects/{project}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_update(
    client: *const ks_client,
    project: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.update", &[project], params, Some(value), error) }
}

/// Deletes a project.
///
/// - client: the client.
/// - project: the id of the project.
///
/// DELETE /projects/{project}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_delete(
    client: *const ks_client,
    project: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.delete", &[project], ptr::null(), None, error) }
}

/// Gives a project a tag.
///
/// - client: the client.
/// - project: the id of the project.
/// - tag: the tag.
///
/// PUT /projects/{project}/tags/{tag}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_add_tag(
    client: *const ks_client,
    project: *const c_char,
    tag: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.add_tag", &[project, tag], ptr::null(), None, error) }
}

/// Looks whether a project has a tag.
///
/// - client: the client.
/// - project: the id of the project.
/// - tag: the tag.
///
/// HEAD /projects/{project}/tags/{tag}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_check_tag(
    client: *const ks_client,
    project: *const c_char,
    tag: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.check_tag", &[project, tag], ptr::null(), None, error) }
}

/// Takes a tag from a project.
///
/// - client: the client.
/// - project: the id of the project.
/// - tag: the tag.
///
/// DELETE /projects/{project}/tags/{tag}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_delete_tag(
    client: *const ks_client,
    project: *const c_char,
    tag: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.delete_tag", &[project, tag], ptr::null(), None, error) }
}

/// Takes all tags from a project.
///
/// - client: the client.
/// - project: the id of the project.
///
/// DELETE /projects/{project}/tags. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_delete_all_tags(
    client: *const ks_client,
    project: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.delete_all_tags", &[project], ptr::null(), None, error) }
}

/// Lists the tags of a project.
///
/// - client: the client.
/// - project: the id of the project.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /projects/{project}/tags. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_list_tags(
    client: *const ks_client,
    project: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.list_tags", &[project], ptr::null(), Some(value), error) }
}

/// Gives a project these tags and no others.
///
/// - client: the client.
/// - project: the id of the project.
/// - params: by name: "tags" (a list) (required).
/// - value: receives the list; free it with ks_value_free.
///
/// PUT /projects/{project}/tags. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_projects_update_tags(
    client: *const ks_client,
    project: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.projects.update_tags", &[project], params, Some(value), error) }
}
