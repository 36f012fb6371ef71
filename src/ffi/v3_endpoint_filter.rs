//! Endpoints that projects see, version 3
//!
//! For a client of version 3. By name: v3.endpoint_filter.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::result::ks_result;
use super::value::ks_value;

/// Associates an endpoint with a project.
///
/// - client: the client.
/// - project: the id of the project.
/// - endpoint: the id of the endpoint.
///
/// PUT /OS-EP-FILTER/projects/{project}/endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_add_endpoint_to_project(
    client: *const ks_client,
    project: *const c_char,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.endpoint_filter.add_endpoint_to_project", &[project, endpoint], ptr::null(), None, error)
    }
}

/// Looks for the association of an endpoint with a project.
///
/// - client: the client.
/// - project: the id of the project.
/// - endpoint: the id of the endpoint.
///
/// HEAD /OS-EP-FILTER/projects/{project}/endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_check_endpoint_in_project(
    client: *const ks_client,
    project: *const c_char,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.endpoint_filter.check_endpoint_in_project", &[project, endpoint], ptr::null(), None, error)
    }
}

/// Ends the association of an endpoint with a project.
///
/// - client: the client.
/// - project: the id of the project.
/// - endpoint: the id of the endpoint.
///
/// DELETE /OS-EP-FILTER/projects/{project}/endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_delete_endpoint_from_project(
    client: *const ks_client,
    project: *const c_char,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_filter.delete_endpoint_from_project",
            &[project, endpoint],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Lists the endpoints that a project sees.
///
/// - client: the client.
/// - project: the id of the project.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-EP-FILTER/projects/{project}/endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_list_endpoints_for_project(
    client: *const ks_client,
    project: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.endpoint_filter.list_endpoints_for_project", &[project], ptr::null(), Some(value), error)
    }
}

/// Lists the projects that see an endpoint.
///
/// - client: the client.
/// - endpoint: the id of the endpoint.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-EP-FILTER/endpoints/{endpoint}/projects. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_list_projects_for_endpoint(
    client: *const ks_client,
    endpoint: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.endpoint_filter.list_projects_for_endpoint", &[endpoint], ptr::null(), Some(value), error)
    }
}

/// Associates an endpoint group with a project.
///
/// - client: the client.
/// - endpoint_group: the id of the endpoint group.
/// - project: the id of the project.
///
/// PUT /OS-EP-FILTER/endpoint_groups/{endpoint_group}/projects/{project}. Errors: as ks_client_call. Thread-safe. Since
/// 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_add_endpoint_group_to_project(
    client: *const ks_client,
    endpoint_group: *const c_char,
    project: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_filter.add_endpoint_group_to_project",
            &[endpoint_group, project],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Looks for the association of an endpoint group with a project.
///
/// - client: the client.
/// - endpoint_group: the id of the endpoint group.
/// - project: the id of the project.
///
/// HEAD /OS-EP-FILTER/endpoint_groups/{endpoint_group}/projects/{project}. Errors: as ks_client_call. Thread-safe. Since
/// 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_check_endpoint_group_in_project(
    client: *const ks_client,
    endpoint_group: *const c_char,
    project: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_filter.check_endpoint_group_in_project",
            &[endpoint_group, project],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Ends the association of an endpoint group with a project.
///
/// - client: the client.
/// - endpoint_group: the id of the endpoint group.
/// - project: the id of the project.
///
/// DELETE /OS-EP-FILTER/endpoint_groups/{endpoint_group}/projects/{project}. Errors: as ks_client_call. Thread-safe. Since
/// 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_delete_endpoint_group_from_project(
    client: *const ks_client,
    endpoint_group: *const c_char,
    project: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_filter.delete_endpoint_group_from_project",
            &[endpoint_group, project],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Lists the endpoint groups that a project sees.
///
/// - client: the client.
/// - project: the id of the project.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-EP-FILTER/projects/{project}/endpoint_groups. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_list_endpoint_groups_for_project(
    client: *const ks_client,
    project: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_filter.list_endpoint_groups_for_project",
            &[project],
            ptr::null(),
            Some(value),
            error,
        )
    }
}

/// Lists the projects that see an endpoint group.
///
/// - client: the client.
/// - endpoint_group: the id of the endpoint group.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-EP-FILTER/endpoint_groups/{endpoint_group}/projects. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_filter_list_projects_for_endpoint_group(
    client: *const ks_client,
    endpoint_group: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_filter.list_projects_for_endpoint_group",
            &[endpoint_group],
            ptr::null(),
            Some(value),
            error,
        )
    }
}
