//! What C sets is what the core reads.

#![allow(clippy::undocumented_unsafe_blocks, reason = "all pointers are the tests' own")]
#![allow(clippy::multiple_unsafe_ops_per_block, reason = "as above")]

use super::*;
use crate::error::Code;

/// Fills params as C does and returns what the core reads.
fn filled(fill: impl FnOnce(*mut ks_params)) -> Params {
    let raw = ks_params_new();
    fill(raw);
    let params = unsafe { given(raw) }.into_owned();
    unsafe { ks_params_free(raw) };
    params
}

fn json(params: &Params) -> String {
    params.to_json_value().map_or_else(|error| error.message().to_string(), |json| json.to_string())
}

fn failure(params: &Params) -> Option<(Code, String)> {
    params.check().err().map(|error| (error.code(), error.message().to_string()))
}

#[test]
fn every_kind_of_value_is_read_as_it_was_set() {
    let params = filled(|raw| unsafe {
        let inner = ks_params_new();
        assert_eq!(ks_params_set_int(inner, c"n".as_ptr(), i64::MIN), 0);
        assert_eq!(ks_params_set_string(raw, c"s".as_ptr(), c"t\xc3\xa9xt".as_ptr()), 0);
        assert_eq!(ks_params_set_bytes(raw, c"b".as_ptr(), b"a\0b".as_ptr().cast(), 3), 0);
        assert_eq!(ks_params_set_double(raw, c"d".as_ptr(), 2.5), 0);
        assert_eq!(ks_params_set_bool(raw, c"t".as_ptr(), true), 0);
        assert_eq!(ks_params_set_null(raw, c"z".as_ptr()), 0);
        assert_eq!(ks_params_set_params(raw, c"p".as_ptr(), inner), 0);
        assert_eq!(ks_params_set_list(raw, c"l".as_ptr()), 0);
        assert_eq!(ks_params_set_json(raw, c"j".as_ptr(), c"[1,{}]".as_ptr(), 6), 0);
        ks_params_free(inner);
        assert_eq!(ks_params_length(raw), 8);
    });
    let expected =
        r#"{"b":"a\u0000b","d":2.5,"j":[1,{}],"l":[],"p":{"n":-9223372036854775808},"s":"téxt","t":true,"z":null}"#;
    assert_eq!(json(&params), expected);
}

#[test]
fn a_list_grows_by_appending() {
    let params = filled(|raw| unsafe {
        let key = c"methods".as_ptr();
        assert_eq!(ks_params_append_string(raw, key, c"password".as_ptr()), 0);
        assert_eq!(ks_params_append_int(raw, key, 7), 0);
        assert_eq!(ks_params_append_double(raw, key, 0.5), 0);
        assert_eq!(ks_params_append_bool(raw, key, false), 0);
        let inner = ks_params_new();
        assert_eq!(ks_params_append_params(raw, key, inner), 0);
        ks_params_free(inner);
    });
    assert_eq!(json(&params), r#"{"methods":["password",7,0.5,false,{}]}"#);
}

#[test]
fn a_list_that_is_set_is_empty_and_then_grows() {
    let params = filled(|raw| unsafe {
        ks_params_append_int(raw, c"l".as_ptr(), 1);
        ks_params_set_list(raw, c"l".as_ptr());
        ks_params_append_int(raw, c"l".as_ptr(), 2);
    });
    assert_eq!(json(&params), r#"{"l":[2]}"#);
}

#[test]
fn appending_to_what_is_no_list_is_remembered() {
    let params = filled(|raw| unsafe {
        ks_params_set_int(raw, c"n".as_ptr(), 1);
        assert_eq!(ks_params_append_int(raw, c"n".as_ptr(), 2), Code::WRONG_TYPE.number());
    });
    assert_eq!(failure(&params).map(|(code, _)| code), Some(Code::WRONG_TYPE));
}

#[test]
fn the_first_failure_is_kept_and_named() {
    let params = filled(|raw| unsafe {
        assert_eq!(ks_params_set_string(raw, c"user_id".as_ptr(), ptr::null()), Code::NULL_ARGUMENT.number());
        assert_eq!(ks_params_set_string(raw, c"name".as_ptr(), c"\xff".as_ptr()), Code::NULL_ARGUMENT.number());
        assert_eq!(ks_params_set_bool(raw, c"enabled".as_ptr(), true), Code::NULL_ARGUMENT.number());
    });
    let expected = (Code::NULL_ARGUMENT, "parameter 'user_id': argument 'string' is NULL".to_owned());
    assert_eq!(failure(&params), Some(expected));
    assert!(params.get("enabled").is_some() && params.get("user_id").is_none());
}

type Set = fn(*mut ks_params) -> ks_result;

#[test]
fn wrong_values_fail_with_the_code_of_their_kind() {
    let cases: [(Code, Set); 5] = [
        (Code::NULL_ARGUMENT, |raw| unsafe { ks_params_set_int(raw, ptr::null(), 1) }),
        (Code::INVALID_UTF8, |raw| unsafe { ks_params_set_int(raw, c"\xff".as_ptr(), 1) }),
        (Code::OUT_OF_RANGE, |raw| unsafe { ks_params_set_double(raw, c"d".as_ptr(), f64::NAN) }),
        (Code::INVALID_JSON, |raw| unsafe { ks_params_set_json(raw, c"j".as_ptr(), c"1,2".as_ptr(), 3) }),
        (Code::NULL_ARGUMENT, |raw| unsafe { ks_params_set_params(raw, c"p".as_ptr(), ptr::null()) }),
    ];
    for (code, set) in cases {
        let params = filled(|raw| assert_eq!(set(raw), code.number()));
        assert_eq!(failure(&params).map(|(code, _)| code), Some(code));
    }
}

#[test]
fn params_within_themselves_are_a_copy() {
    let params = filled(|raw| unsafe {
        ks_params_set_int(raw, c"n".as_ptr(), 1);
        assert_eq!(ks_params_set_params(raw, c"self".as_ptr(), raw), 0);
    });
    assert_eq!(json(&params), r#"{"n":1,"self":{"n":1}}"#);
}

#[test]
fn what_was_unset_was_never_set() {
    let params = filled(|raw| unsafe {
        ks_params_set_null(raw, c"n".as_ptr());
        assert_eq!(ks_params_unset(raw, c"n".as_ptr()), 0);
        assert_eq!(ks_params_unset(raw, c"never".as_ptr()), 0);
    });
    assert_eq!((params.len(), failure(&params)), (0, None));
}

#[test]
fn an_object_becomes_params_and_nothing_else_does() {
    let from = |text: &str| unsafe {
        let mut params = ptr::dangling_mut();
        let mut error = ptr::null_mut();
        let result = ks_params_from_json(text.as_ptr().cast(), text.len(), &raw mut params, &raw mut error);
        assert_eq!(error.is_null(), !params.is_null());
        drop(ks_error::from_raw(error));
        let read = json(&given(params));
        ks_params_free(params);
        (result, read)
    };
    assert_eq!(from(r#"{"a":{"b":[null]}}"#), (0, r#"{"a":{"b":[null]}}"#.to_owned()));
    assert_eq!(from("[]").0, Code::WRONG_TYPE.number());
    assert_eq!(from(r#"{"a":18446744073709551615}"#).0, Code::OUT_OF_RANGE.number());
    assert_eq!(from("{").0, Code::INVALID_JSON.number());
}

#[test]
fn no_params_are_empty_params() {
    assert!(unsafe { given(ptr::null()) }.is_empty());
    assert_eq!(unsafe { ks_params_length(ptr::null()) }, 0);
}
