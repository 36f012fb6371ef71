#![allow(clippy::unwrap_used)]

use super::*;
use crate::catalog::Lent;
use crate::value::DEEPEST;

const V3: &str = r#"{"token":{"user":{"id":"u","name":"a\"\u00e9\n"},"expires_at":"2026-01-15T13:00:00Z","x":[1,2.5,null,18446744073709551615]}}"#;
const V2: &str = r#"{"access":{"token":{"id":"in-body"},"user":{"id":"u"}}}"#;

/// An answer with this status, header fields and body.
fn answered(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Access> {
    let header = |name: &str| headers.iter().find(|(have, _)| *have == name).map(|(_, value)| *value);
    let url = "https://k.example.com/v3/auth/tokens";
    Access::from_answer(&Failure { status, header: &header, body: body.as_bytes(), method: "POST", url, now: 0 })
}

fn token(access: &Access) -> Option<&str> {
    access.auth_token().map(Secret::expose)
}

#[test]
fn the_token_of_version_3_comes_from_the_header_and_that_of_version_2_from_the_body() {
    for status in [200, 201, 203] {
        let access = answered(status, &[("x-subject-token", "hunter2")], V3).unwrap();
        assert_eq!((token(&access), access.user_id().map(Lent::as_str)), (Some("hunter2"), Some("u")));
    }
    assert_eq!(token(&answered(200, &[], V2).unwrap()), Some("in-body"));
    assert_eq!(token(&answered(200, &[("x-subject-token", "outside")], V2).unwrap()), Some("outside"));
}

#[test]
fn an_answer_without_a_token_is_an_error_that_names_its_request() {
    for (headers, body, message) in [
        (
            &[("x-openstack-request-id", "req-1")][..],
            V3,
            "the answer holds no token: header X-Subject-Token is missing",
        ),
        (
            &[("x-subject-token", ""), ("x-compute-request-id", "req-1")],
            V3,
            "the answer holds no token: header X-Subject-Token is missing",
        ),
        (
            &[("x-subject-token", "hunter2"), ("x-openstack-request-id", "req-1")],
            "{}",
            "the token's body holds neither 'token' nor 'access'",
        ),
    ] {
        let error = answered(200, headers, body).unwrap_err();
        assert_eq!((error.code(), error.http_status()), (Code::INVALID_RESPONSE, 200));
        assert_eq!(error.message().as_str(), message);
        assert_eq!(error.url().unwrap().as_str(), "https://k.example.com/v3/auth/tokens");
        assert_eq!(error.request_id().unwrap().as_str(), "req-1");
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}

#[test]
fn an_answer_that_is_an_error_is_that_error_even_with_a_token_in_it() {
    let said = r#"{"error":{"message":"Who are you?"},"token":{}}"#;
    for (status, code) in [(401, Code::UNAUTHORIZED), (404, Code::NOT_FOUND), (503, Code::SERVICE_UNAVAILABLE)] {
        let headers = [("x-subject-token", "hunter2"), ("content-type", "application/json")];
        let error = answered(status, &headers, said).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.message().as_str().starts_with("Who are you?"), "{error}");
    }
}

#[test]
fn what_is_saved_is_what_keystoneauth_saves() {
    let access = Access::from_json(V2, None).unwrap();
    assert_eq!(access.to_state().expose(), format!(r#"{{"auth_token":"in-body","body":{V2}}}"#));
    let access = Access::from_json(r#"{"token":{}}"#, Some("a\"b\\é")).unwrap();
    assert_eq!(access.to_state().expose(), r#"{"auth_token":"a\"b\\é","body":{"token":{}}}"#);
    let access = Access::from_json(r#"{"token":{}}"#, None).unwrap();
    assert_eq!(access.to_state().expose(), r#"{"auth_token":null,"body":{"token":{}}}"#);
}

#[test]
fn what_is_saved_reads_in_again_the_same() {
    for (body, id) in [(V3, None), (V3, Some("hunter2")), (V2, None), (V2, Some("outside"))] {
        let access = Access::from_json(body, id).unwrap();
        let state = access.to_state();
        let again = Access::from_state(state.expose()).unwrap();
        assert_eq!(again.to_state(), state);
        assert_eq!((token(&again), again.version()), (token(&access), access.version()));
        assert_eq!((again.expires(), again.expires_text()), (access.expires(), access.expires_text()));
        assert_eq!((again.username(), again.body().to_json()), (access.username(), access.body().to_json()));
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn the_deepest_and_the_fullest_body_read_in_again_the_same() {
    let deep = |levels: usize| format!(r#"{{"token":{{"x":{}{}}}}}"#, "[".repeat(levels - 2), "]".repeat(levels - 2));
    for levels in [DEEPEST - 1, DEEPEST] {
        let access = Access::from_json(deep(levels), Some("hunter2")).unwrap();
        let again = Access::from_state(access.to_state().expose()).unwrap();
        assert_eq!(again.body().to_json(), deep(levels), "{levels}");
    }
    assert!(Access::from_json(deep(DEEPEST + 1), None).is_err());
    let state = format!(r#"{{"auth_token":"hunter2","body":{}}}"#, deep(DEEPEST + 1));
    assert!(Access::from_state(state).is_err());
    // The body, the token and the list are values, too.
    let full = format!(r#"{{"token":{{"x":[{}]}}}}"#, vec!["1"; Limits::USUAL.values - 3].join(","));
    let access = Access::from_json(full, Some("hunter2")).unwrap();
    assert!(Access::from_state(access.to_state().expose()).is_ok());
}

#[test]
fn the_last_of_repeated_keys_counts_before_and_after() {
    let access = Access::from_json(r#"{"token":{"user":{"id":"first"},"user":{"id":"a","id":"last"}}}"#, None).unwrap();
    let again = Access::from_state(access.to_state().expose()).unwrap();
    for access in [access, again] {
        assert_eq!(access.user_id().map(Lent::as_str), Some("last"));
    }
}

#[test]
fn a_state_that_others_wrote_is_read() {
    let state = format!(" {{\"body\" : {V3}, \"more\": 1, \"auth_token\": \"hunter2\"}}\n");
    assert_eq!(token(&Access::from_state(state).unwrap()), Some("hunter2"));
    let state = format!(r#"{{"body":{V3}}}"#);
    assert_eq!(token(&Access::from_state(state).unwrap()), None);
    let state = format!(r#"{{"auth_token":"","body":{V2}}}"#);
    assert_eq!(token(&Access::from_state(state).unwrap()), Some("in-body"));
}

#[test]
fn what_is_no_state_is_refused_by_its_place_and_without_its_content() {
    for (state, message) in [
        ("", "the saved token cannot be read: "),
        ("hunter2", "the saved token cannot be read: "),
        ("null", "the saved token holds no 'body'"),
        ("{}", "the saved token holds no 'body'"),
        (r#"{"auth_token":"hunter2"}"#, "the saved token holds no 'body'"),
        (r#"{"auth_token":"hunter2","body":null}"#, "the token's body holds neither 'token' nor 'access'"),
        (r#"{"auth_token":["hunter2"],"body":{"token":{}}}"#, "auth_token is a list, not a string"),
        (r#"{"auth_token":"hunter2\u0000","body":{"token":{}}}"#, "auth_token holds a NUL"),
        (r#"{"auth_token":"hunter2","body":{"token":{"user":"hunter2"}}}"#, "token.user is a string, not an object"),
        (r#"{"auth_token":"hunter2","body":"{\"token\":{}}"}"#, "the token's body holds neither 'token' nor 'access'"),
    ] {
        let error = Access::from_state(state).unwrap_err();
        assert_eq!(error.code(), Code::INVALID_RESPONSE, "{state}");
        assert!(error.message().as_str().starts_with(message), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
    assert!(Access::from_state(&b"\xff"[..]).is_err());
}
