//! Application credentials, version 3
//!
//! For a client of version 3. By name: v3.application_credentials.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates an application credential; the answer holds its secret.
///
/// - client: the client.
/// - params: by name: "user" (default: the user of the token), "name" (required), "secret", "description", "expires_at" (a
///   time as ks_isotime writes it), "roles", "unrestricted" (whether it may make trusts and other application credentials)
///   (default false), "access_rules" (a list of objects of "path", "method" and "service"); others are attributes and sent
///   as they are.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /users/{user}/application_credentials. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_application_credentials_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.application_credentials.create", &[], params, Some(value), error) }
}

/// Gets an application credential by id.
///
/// - client: the client.
/// - application_credential: the id of the application credential.
/// - params: by name: "user" (default: the user of the token). NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users/{user}/application_credentials/{application_credential}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_application_credentials_get(
    client: *const ks_client,
    application_credential: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.application_credentials.get", &[application_credential], params, Some(value), error) }
}

/// Looks whether an application credential of this id is there.
///
/// - client: the client.
/// - application_credential: the id of the application credential.
/// - params: by name: "user" (default: the user of the token). NULL for none.
///
/// HEAD /users/{user}/application_credentials/{application_credential}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_application_credentials_head(
    client: *const ks_client,
    application_credential: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.application_credentials.head", &[application_credential], params, None, error) }
}

/// Lists the application credentials of a user, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: "user" (default: the user of the token); others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users/{user}/application_credentials. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_application_credentials_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.application_credentials.list", &[], params, Some(value), error) }
}

/// Finds an application credential by filters that only one matches.
///
/// - client: the client.
/// - params: by name: "user" (default: the user of the token); others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users/{user}/application_credentials. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_application_credentials_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.application_credentials.find", &[], params, Some(value), error) }
}

/// Deletes an application credential.
///
/// - client: the client.
/// - application_credential: the id of the application credential.
/// - params: by name: "user" (default: the user of the token). NULL for none.
///
/// DELETE /users/{user}/application_credentials/{application_credential}. Errors: as ks_client_call. Thread-safe. Since
/// 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_application_credentials_delete(
    client: *const ks_client,
    application_credential: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.application_credentials.delete", &[application_credential], params, None, error) }
}
