#![allow(clippy::undocumented_unsafe_blocks, reason = "all pointers are the tests' own")]
#![allow(clippy::unwrap_used, clippy::multiple_unsafe_ops_per_block)]

use std::ffi::{CStr, c_char};
use std::ptr;

use super::super::access_state::ks_access_from_json;
use super::super::catalog::{ks_catalog_endpoint_count, ks_catalog_free};
use super::super::delegation::{ks_access_trust_id, ks_access_trust_scoped};
use super::super::result::KS_OK;
use super::super::scope::*;
use super::*;
use crate::error::Code;

const BODY: &CStr = cr#"{"token":{"methods":["password"],"user":{"id":"u","name":"","domain":{"id":"ud","name":"udn"}},
    "project":{"id":"p","name":"pn","domain":{"id":"pd","name":"pdn"}},"roles":[{"id":"r1","name":"admin"},{"name":"member"}],
    "audit_ids":["a","c"],"expires_at":"2026-01-15T13:00:00.000001Z","issued_at":"1970-01-01T00:00:00Z",
    "OS-TRUST:trust":{"id":"t"},
    "catalog":[{"type":"identity","endpoints":[{"interface":"public","url":"http://k"}]}]}}"#;

fn parsed(body: &CStr, token: *const c_char) -> Result<*mut ks_access, ks_result> {
    let mut access = ptr::dangling_mut();
    let length = body.to_bytes().len();
    let result = unsafe { ks_access_from_json(body.as_ptr(), length, token, &raw mut access, ptr::null_mut()) };
    if result == KS_OK {
        return Ok(access);
    }
    assert!(access.is_null(), "an out parameter was not cleared");
    Err(result)
}

fn text<'a>(text: *const c_char) -> Option<&'a str> {
    if text.is_null() { None } else { Some(unsafe { CStr::from_ptr(text) }.to_str().unwrap()) }
}

#[test]
fn every_getter_lends_what_the_body_says() {
    let access = parsed(BODY, c"the-token".as_ptr()).unwrap();
    unsafe {
        for (fact, value) in [
            (ks_access_version(access), Some("v3")),
            (ks_access_auth_token(access), Some("the-token")),
            (ks_access_expires_text(access), Some("2026-01-15T13:00:00.000001Z")),
            (ks_access_issued_text(access), Some("1970-01-01T00:00:00Z")),
            (ks_access_method(access, 0), Some("password")),
            (ks_access_method(access, 1), None),
            (ks_access_audit_id(access), Some("a")),
            (ks_access_audit_chain_id(access), Some("c")),
            (ks_access_user_id(access), Some("u")),
            (ks_access_username(access), Some("")),
            (ks_access_user_domain_id(access), Some("ud")),
            (ks_access_user_domain_name(access), Some("udn")),
            (ks_access_project_id(access), Some("p")),
            (ks_access_project_name(access), Some("pn")),
            (ks_access_project_domain_id(access), Some("pd")),
            (ks_access_project_domain_name(access), Some("pdn")),
            (ks_access_domain_id(access), None),
            (ks_access_domain_name(access), None),
            (ks_access_trust_id(access), Some("t")),
            (ks_access_role_id(access, 0), Some("r1")),
            (ks_access_role_name(access, 0), Some("admin")),
            (ks_access_role_id(access, 1), None),
            (ks_access_role_name(access, 1), Some("member")),
            (ks_access_role_name(access, 2), None),
        ] {
            assert_eq!(text(fact), value);
        }
        assert_eq!(ks_access_auth_token_length(access), 9);
        assert_eq!((ks_access_role_count(access), ks_access_method_count(access)), (2, 1));
        assert!(
            ks_access_project_scoped(access) && ks_access_trust_scoped(access) && ks_access_has_service_catalog(access)
        );
        assert!(!ks_access_domain_scoped(access) && !ks_access_system_scoped(access) && !ks_access_unscoped(access));
        ks_access_free(access);
    }
}

#[test]
fn moments_are_stored_and_absent_ones_are_zero() {
    let access = parsed(BODY, ptr::null()).unwrap();
    let bare = parsed(c"{\"token\":{}}", ptr::null()).unwrap();
    unsafe {
        let mut moment = 7;
        assert!(ks_access_expires(access, &raw mut moment));
        assert_eq!(moment, 1_768_482_000_000_001);
        assert!(ks_access_issued(access, &raw mut moment), "the first moment of all is one");
        assert_eq!(moment, 0);
        assert!(ks_access_expires(access, ptr::null_mut()));
        for nothing in [bare, ptr::null_mut()] {
            moment = 7;
            assert!(!ks_access_expires(nothing, &raw mut moment));
            assert_eq!(moment, 0);
            assert!(!ks_access_issued(nothing, ptr::null_mut()));
        }
        assert!(ks_access_auth_token(access).is_null());
        assert!(ks_access_unscoped(bare));
        ks_access_free(access);
        ks_access_free(bare);
    }
}

#[test]
fn a_negative_margin_is_the_usual_one() {
    let body = |seconds: i64| {
        let expires = time::format(time::plus_seconds(time::now(), seconds));
        std::ffi::CString::new(format!(r#"{{"token":{{"expires_at":"{expires}"}}}}"#)).unwrap()
    };
    let (soon, later) = (parsed(&body(20), ptr::null()).unwrap(), parsed(&body(300), ptr::null()).unwrap());
    unsafe {
        assert!(ks_access_will_expire_soon(soon, -1));
        assert!(!ks_access_will_expire_soon(soon, 0));
        assert!(!ks_access_will_expire_soon(later, -1));
        assert!(ks_access_will_expire_soon(later, 600));
        ks_access_free(soon);
        ks_access_free(later);
    }
}

#[test]
fn what_is_no_token_or_no_argument_is_an_error_and_no_handle() {
    assert_eq!(parsed(c"", ptr::null()), Err(Code::INVALID_RESPONSE.number()));
    assert_eq!(parsed(c"{\"token\":[1]}", ptr::null()), Err(Code::INVALID_RESPONSE.number()));
    assert_eq!(parsed(BODY, c"\xff".as_ptr()), Err(Code::INVALID_UTF8.number()));
    let null = Code::NULL_ARGUMENT.number();
    let mut access = ptr::dangling_mut();
    unsafe {
        for length in [0, 5] {
            assert_eq!(ks_access_from_json(ptr::null(), length, ptr::null(), &raw mut access, ptr::null_mut()), null);
            assert!(access.is_null());
        }
        assert_eq!(ks_access_from_json(BODY.as_ptr(), 3, ptr::null(), ptr::null_mut(), ptr::null_mut()), null);
        let mut catalog = ptr::dangling_mut();
        assert_eq!(ks_access_get_catalog(ptr::null(), &raw mut catalog, ptr::null_mut()), null);
        assert!(catalog.is_null());
    }
}

#[test]
fn null_has_no_facts_and_may_be_referenced_and_freed() {
    let access: *const ks_access = ptr::null();
    unsafe {
        for fact in [
            ks_access_version,
            ks_access_auth_token,
            ks_access_expires_text,
            ks_access_audit_id,
            ks_access_user_id,
            ks_access_project_name,
            ks_access_trust_id,
        ] {
            assert!(fact(access).is_null());
        }
        for flag in [ks_access_project_scoped, ks_access_unscoped, ks_access_has_service_catalog] {
            assert!(!flag(access));
        }
        for count in [ks_access_role_count, ks_access_method_count, ks_access_auth_token_length] {
            assert_eq!(count(access), 0);
        }
        assert!(ks_access_role_id(access, 0).is_null());
        assert!(!ks_access_will_expire_soon(access, 30));
        assert!(ks_access_ref(access).is_null());
        ks_access_free(ptr::null_mut());
    }
}

#[test]
fn what_was_borrowed_lives_until_the_last_reference_is_gone() {
    let access = parsed(BODY, c"the-token".as_ptr()).unwrap();
    unsafe {
        let (user, token) = (ks_access_user_id(access), ks_access_auth_token(access));
        assert_eq!(ks_access_ref(access), access);
        ks_access_free(access);
        assert_eq!((text(user), text(token)), (Some("u"), Some("the-token")));
        let mut catalog = ptr::null_mut();
        assert_eq!(ks_access_get_catalog(access, &raw mut catalog, ptr::null_mut()), KS_OK);
        ks_access_free(access);
        assert_eq!(ks_catalog_endpoint_count(catalog), 1);
        ks_catalog_free(catalog);
    }
}

#[test]
fn a_wrong_catalog_is_an_error_of_its_own() {
    let access = parsed(c"{\"token\":{\"catalog\":5}}", ptr::null()).unwrap();
    let mut catalog = ptr::dangling_mut();
    unsafe {
        let result = ks_access_get_catalog(access, &raw mut catalog, ptr::null_mut());
        assert_eq!(result, Code::INVALID_RESPONSE.number());
        assert!(catalog.is_null());
        ks_access_free(access);
    }
}
