#![allow(clippy::undocumented_unsafe_blocks, reason = "all pointers are the tests' own")]
#![allow(clippy::unwrap_used, clippy::multiple_unsafe_ops_per_block)]

use std::ffi::CStr;
use std::ptr;

use super::super::access::{ks_access_auth_token, ks_access_free};
use super::super::error::{ks_error_code, ks_error_free, ks_error_http_status, ks_error_method, ks_error_url};
use super::super::response::ks_response_free;
use super::super::result::KS_OK;
use super::super::text::{ks_text_free, ks_text_length, ks_text_string};
use super::super::value::{ks_value_free, ks_value_pointer, ks_value_ref, ks_value_string};
use super::*;
use crate::error::Code;
use crate::http::{Headers, Response};

fn response(status: u16, token: Option<&str>, body: &str) -> *mut ks_response {
    let mut headers = Headers::new();
    if let Some(token) = token {
        headers.set("X-Subject-Token", token).unwrap();
    }
    ks_response::into_raw(Response::new(status, headers, "https://user:hunter2@k/v3/auth/tokens", body.into()))
}

fn text<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() { None } else { Some(unsafe { CStr::from_ptr(text) }.to_str().unwrap()) }
}

#[test]
fn an_answer_is_a_token_that_outlives_it() {
    let response = response(201, Some("the-token"), r#"{"token":{"user":{"id":"u"}}}"#);
    let mut access = ptr::null_mut();
    unsafe {
        assert_eq!(ks_access_from_response(response, &raw mut access, ptr::null_mut()), KS_OK);
        ks_response_free(response);
        assert_eq!(text(ks_access_auth_token(access)), Some("the-token"));
        let user = ks_value_ref(ks_value_pointer(ks_access_body(access), c"/token/user/id".as_ptr()));
        ks_access_free(access);
        assert_eq!(text(ks_value_string(user)), Some("u"), "a reference to a part keeps the whole");
        ks_value_free(user);
    }
}

#[test]
fn an_answer_that_is_none_is_its_error_without_a_method_that_nobody_knows() {
    for (status, token, code) in [
        (401, Some("hunter2"), Code::UNAUTHORIZED),
        (503, None, Code::SERVICE_UNAVAILABLE),
        (200, None, Code::INVALID_RESPONSE),
    ] {
        let response = response(status, token, r#"{"token":{}}"#);
        let (mut access, mut error) = (ptr::dangling_mut(), ptr::null_mut());
        unsafe {
            assert_eq!(ks_access_from_response(response, &raw mut access, &raw mut error), code.number());
            assert!(access.is_null());
            assert_eq!((ks_error_code(error), ks_error_http_status(error)), (code.number(), i32::from(status)));
            assert_eq!(text(ks_error_method(error)), None);
            assert!(
                text(ks_error_url(error))
                    .is_some_and(|url| url.ends_with("k/v3/auth/tokens") && !url.contains("hunter2"))
            );
            ks_error_free(error);
            ks_response_free(response);
        }
    }
}

#[test]
fn a_state_goes_out_and_in() {
    let body = r#"{"token":{"user":{"name":"a\u0001\"é"}}}"#;
    let (mut access, mut state, mut again) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    unsafe {
        let result =
            ks_access_from_json(body.as_ptr().cast(), body.len(), c"t".as_ptr(), &raw mut access, ptr::null_mut());
        assert_eq!(result, KS_OK);
        assert_eq!(ks_access_to_state(access, &raw mut state, ptr::null_mut()), KS_OK);
        ks_access_free(access);
        let (json, length) = (ks_text_string(state), ks_text_length(state));
        assert_eq!(ks_access_from_state(json, length, &raw mut again, ptr::null_mut()), KS_OK);
        ks_text_free(state);
        assert_eq!(text(ks_access_auth_token(again)), Some("t"));
        let name = ks_value_pointer(ks_access_body(again), c"/token/user/name".as_ptr());
        assert_eq!(text(ks_value_string(name)), Some("a\u{1}\"é"));
        ks_access_free(again);
    }
}

#[test]
fn no_state_is_an_error_and_no_handle() {
    let mut access = ptr::dangling_mut();
    unsafe {
        let result = ks_access_from_state(c"".as_ptr(), 0, &raw mut access, ptr::null_mut());
        assert_eq!((result, access.is_null()), (Code::INVALID_RESPONSE.number(), true));
        access = ptr::dangling_mut();
        let result = ks_access_from_state(ptr::null(), 0, &raw mut access, ptr::null_mut());
        assert_eq!((result, access.is_null()), (Code::NULL_ARGUMENT.number(), true));
        assert!(ks_access_body(ptr::null()).is_null());
    }
}
