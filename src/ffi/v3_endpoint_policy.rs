//! Policies of endpoints, version 3
//!
//! For a client of version 3. By name: v3.endpoint_policy.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::result::ks_result;
use super::value::ks_value;

/// Associates a policy with an endpoint.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - endpoint: the id of the endpoint.
///
/// PUT /policies/{policy}/OS-ENDPOINT-POLICY/endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_create_policy_association_for_endpoint(
    client: *const ks_client,
    policy: *const c_char,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.create_policy_association_for_endpoint",
            &[policy, endpoint],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Looks for the association of a policy with an endpoint.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - endpoint: the id of the endpoint.
///
/// HEAD /policies/{policy}/OS-ENDPOINT-POLICY/endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_check_policy_association_for_endpoint(
    client: *const ks_client,
    policy: *const c_char,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.check_policy_association_for_endpoint",
            &[policy, endpoint],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Ends the association of a policy with an endpoint.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - endpoint: the id of the endpoint.
///
/// DELETE /policies/{policy}/OS-ENDPOINT-POLICY/endpoints/{endpoint}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_delete_policy_association_for_endpoint(
    client: *const ks_client,
    policy: *const c_char,
    endpoint: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.delete_policy_association_for_endpoint",
            &[policy, endpoint],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Associates a policy with a service.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - service: the id of the service.
///
/// PUT /policies/{policy}/OS-ENDPOINT-POLICY/services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_create_policy_association_for_service(
    client: *const ks_client,
    policy: *const c_char,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.create_policy_association_for_service",
            &[policy, service],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Looks for the association of a policy with a service.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - service: the id of the service.
///
/// HEAD /policies/{policy}/OS-ENDPOINT-POLICY/services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_check_policy_association_for_service(
    client: *const ks_client,
    policy: *const c_char,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.check_policy_association_for_service",
            &[policy, service],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Ends the association of a policy with a service.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - service: the id of the service.
///
/// DELETE /policies/{policy}/OS-ENDPOINT-POLICY/services/{service}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_delete_policy_association_for_service(
    client: *const ks_client,
    policy: *const c_char,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.delete_policy_association_for_service",
            &[policy, service],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Associates a policy with a service in a region.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - region: the id of the region.
/// - service: the id of the service.
///
/// PUT /policies/{policy}/OS-ENDPOINT-POLICY/services/{service}/regions/{region}. Errors: as ks_client_call. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_create_policy_association_for_region_and_service(
    client: *const ks_client,
    policy: *const c_char,
    region: *const c_char,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.create_policy_association_for_region_and_service",
            &[policy, region, service],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Looks for the association of a policy with a service in a region.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - region: the id of the region.
/// - service: the id of the service.
///
/// HEAD /policies/{policy}/OS-ENDPOINT-POLICY/services/{service}/regions/{region}. Errors: as ks_client_call. Thread-safe.
/// Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_check_policy_association_for_region_and_service(
    client: *const ks_client,
    policy: *const c_char,
    region: *const c_char,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.check_policy_association_for_region_and_service",
            &[policy, region, service],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Ends the association of a policy with a service in a region.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - region: the id of the region.
/// - service: the id of the service.
///
/// DELETE /policies/{policy}/OS-ENDPOINT-POLICY/services/{service}/regions/{region}. Errors: as ks_client_call.
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_delete_policy_association_for_region_and_service(
    client: *const ks_client,
    policy: *const c_char,
    region: *const c_char,
    service: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(
            client,
            "v3.endpoint_policy.delete_policy_association_for_region_and_service",
            &[policy, region, service],
            ptr::null(),
            None,
            error,
        )
    }
}

/// Gets the policy that holds for an endpoint.
///
/// - client: the client.
/// - endpoint: the id of the endpoint.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /endpoints/{endpoint}/OS-ENDPOINT-POLICY/policy. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_get_policy_for_endpoint(
    client: *const ks_client,
    endpoint: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.endpoint_policy.get_policy_for_endpoint", &[endpoint], ptr::null(), Some(value), error)
    }
}

/// Lists the endpoints that a policy holds for.
///
/// - client: the client.
/// - policy: the id of the policy.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /policies/{policy}/OS-ENDPOINT-POLICY/endpoints. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_endpoint_policy_list_endpoints_for_policy(
    client: *const ks_client,
    policy: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe {
        operate(client, "v3.endpoint_policy.list_endpoints_for_policy", &[policy], ptr::null(), Some(value), error)
    }
}
