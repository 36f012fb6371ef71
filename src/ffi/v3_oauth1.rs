//! OAuth 1, version 3
//!
//! For a client of version 3. By name: v3.oauth1.consumers, v3.oauth1.request_tokens, v3.oauth1.access_tokens.

// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.

use std::ffi::c_char;
use std::ptr;

use super::client::ks_client;
use super::error::ks_error;
use super::operations::operate;
use super::params::ks_params;
use super::result::ks_result;
use super::value::ks_value;

/// Creates a consumer; the answer holds its secret.
///
/// - client: the client.
/// - params: by name: "description"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// POST /OS-OAUTH1/consumers. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_consumers_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.consumers.create", &[], params, Some(value), error) }
}

/// Gets a consumer by id.
///
/// - client: the client.
/// - consumer: the id of the consumer.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-OAUTH1/consumers/{consumer}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_consumers_get(
    client: *const ks_client,
    consumer: *const c_char,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.consumers.get", &[consumer], ptr::null(), Some(value), error) }
}

/// Looks whether a consumer of this id is there.
///
/// - client: the client.
/// - consumer: the id of the consumer.
///
/// HEAD /OS-OAUTH1/consumers/{consumer}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_consumers_head(
    client: *const ks_client,
    consumer: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.consumers.head", &[consumer], ptr::null(), None, error) }
}

/// Lists consumers, all of them or those that match the filters.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /OS-OAUTH1/consumers. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_consumers_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.consumers.list", &[], params, Some(value), error) }
}

/// Finds a consumer by filters that only one matches.
///
/// - client: the client.
/// - params: by name: others are filters of the server's. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /OS-OAUTH1/consumers. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_consumers_find(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.consumers.find", &[], params, Some(value), error) }
}

/// Changes the attributes of a consumer that are given.
///
/// - client: the client.
/// - consumer: the id of the consumer.
/// - params: by name: "description"; others are attributes and sent as they are. NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// PATCH /OS-OAUTH1/consumers/{consumer}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_consumers_update(
    client: *const ks_client,
    consumer: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.consumers.update", &[consumer], params, Some(value), error) }
}

/// Deletes a consumer.
///
/// - client: the client.
/// - consumer: the id of the consumer.
///
/// DELETE /OS-OAUTH1/consumers/{consumer}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_consumers_delete(
    client: *const ks_client,
    consumer: *const c_char,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.consumers.delete", &[consumer], ptr::null(), None, error) }
}

/// Gets a request token for a consumer, to be authorized by a user: its key, secret and expiry.
///
/// - client: the client.
/// - params: by name: "consumer_key" (required), "consumer_secret" (required), "project" (required).
/// - value: receives the object; free it with ks_value_free.
///
/// POST /OS-OAUTH1/request_token. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_request_tokens_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.request_tokens.create", &[], params, Some(value), error) }
}

/// Grants a request token these roles; the answer holds the verifier.
///
/// - client: the client.
/// - request_token: the key of the request token.
/// - params: by name: "roles" (required).
/// - value: receives the object; free it with ks_value_free.
///
/// PUT /OS-OAUTH1/authorize/{request_token}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_request_tokens_authorize(
    client: *const ks_client,
    request_token: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.request_tokens.authorize", &[request_token], params, Some(value), error) }
}

/// Gets an access token for a request token that a user authorized: its key, secret and expiry.
///
/// - client: the client.
/// - params: by name: "consumer_key" (required), "consumer_secret" (required), "request_key" (required), "request_secret"
///   (required), "verifier" (required).
/// - value: receives the object; free it with ks_value_free.
///
/// POST /OS-OAUTH1/access_token. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_access_tokens_create(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.access_tokens.create", &[], params, Some(value), error) }
}

/// Lists the access tokens that a user granted.
///
/// - client: the client.
/// - params: by name: "user" (default: the user of the token). NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users/{user}/OS-OAUTH1/access_tokens. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_access_tokens_list(
    client: *const ks_client,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.access_tokens.list", &[], params, Some(value), error) }
}

/// Gets an access token that a user granted.
///
/// - client: the client.
/// - access_token: the id of the access token.
/// - params: by name: "user" (default: the user of the token). NULL for none.
/// - value: receives the object; free it with ks_value_free.
///
/// GET /users/{user}/OS-OAUTH1/access_tokens/{access_token}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_access_tokens_get(
    client: *const ks_client,
    access_token: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.access_tokens.get", &[access_token], params, Some(value), error) }
}

/// Takes back an access token that a user granted.
///
/// - client: the client.
/// - access_token: the id of the access token.
/// - params: by name: "user" (default: the user of the token). NULL for none.
///
/// DELETE /users/{user}/OS-OAUTH1/access_tokens/{access_token}. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_access_tokens_delete(
    client: *const ks_client,
    access_token: *const c_char,
    params: *const ks_params,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.access_tokens.delete", &[access_token], params, None, error) }
}

/// Lists the roles of an access token that a user granted.
///
/// - client: the client.
/// - access_token: the id of the access token.
/// - params: by name: "user" (default: the user of the token). NULL for none.
/// - value: receives the list; free it with ks_value_free.
///
/// GET /users/{user}/OS-OAUTH1/access_tokens/{access_token}/roles. Errors: as ks_client_call. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_v3_oauth1_access_tokens_list_roles(
    client: *const ks_client,
    access_token: *const c_char,
    params: *const ks_params,
    value: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    unsafe { operate(client, "v3.oauth1.access_tokens.list_roles", &[access_token], params, Some(value), error) }
}
