//! EC2 credentials, version 3
//!
//! For a client of version 3. By name: v3.ec2.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates an EC2 credential of a user for a project; the answer holds its secret.
///
/// - client: the client.
/// - user: the id of the user.
/// - params: by name: "project" (on the wire "tenant_id") (required).
/// - value: receives the object; free it with ks_value_free.
///
/// POST /users/{user}/credentials/OS-EC2. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_ec2_create(
    client: *const ks_client,
    user: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.ec2.create", &[user], params, Some(value), error) }
}

/// Gets an EC2 credential by its access key.
///
/// - client: the client.
/// - user: the id of the user.
/// - access: the access key.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users/{user}/credentials/OS-EC2/{access}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_ec2_get(
    client: *const ks_client,
    user: *const c_char,
    access: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.ec2.get", &[user, access], ptr::null(), Some(value), error) }
}

/// Lists the EC2 credentials of a user.
///
/// - client: the client.
/// - user: the id of the user.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users/{user}/credentials/OS-EC2. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_ec2_list(
    client: *const ks_client,
    user: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.ec2.list", &[user], ptr::null(), Some(value), error) }
}

/// Deletes an EC2 credential.
///
/// - client: the client.
/// - user: the id of the user.
/// - access: the access key.
///
/// DELETE /users/{user}/credentials/OS-EC2/{access}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_ec2_delete(
    client: *const ks_client,
    user: *const c_char,
    access: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.ec2.delete", &[user, access], ptr::null(), None, error) }
}
