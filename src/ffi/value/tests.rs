//! Pointers to values, as C holds them; worth running under Miri.

#![allow(clippy::undocumented_unsafe_blocks, reason = "all pointers are the tests' own")]
#![allow(clippy::multiple_unsafe_ops_per_block, reason = "as above")]

use std::ffi::CStr;

use super::super::error::{ks_error_code, ks_error_free, ks_error_message};
use super::super::text::{ks_text_free, ks_text_length, ks_text_string};
use super::*;

/// A document that the test owns, whose values are lent.
fn lent(json: &str) -> (Arc<Document>, *const ks_value) {
    let document = Document::parse(json).unwrap_or_else(|error| unreachable!("{error}"));
    let root = ks_value::lend(document.root());
    (document, root)
}

fn parse(json: &str) -> *mut ks_value {
    let mut value = ptr::null_mut();
    let result = unsafe { ks_value_parse(json.as_ptr().cast(), json.len(), &raw mut value, ptr::null_mut()) };
    assert_eq!(result, 0, "{json}");
    value
}

fn read(text: *const c_char) -> Option<&'static str> {
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_str().unwrap_or("not UTF-8"))
}

#[test]
fn every_node_of_a_document_is_reached_from_every_other() {
    let (document, root) = lent(r#"{"a":[1,{"b":"x"}],"c":null}"#);
    unsafe {
        let list = ks_value_get(root, c"a".as_ptr());
        let object = ks_value_at(list, 1);
        let string = ks_value_pointer(object, c"/b".as_ptr());
        assert_eq!(read(ks_value_string(string)), Some("x"));
        assert_eq!(ks_value_int(ks_value_at(list, 0), 0), 1);
        assert_eq!(ks_value_kind(ks_value_get(root, c"c".as_ptr())), ks_kind_code::KS_VALUE_NULL as ks_kind);
    }
    assert_eq!(Arc::strong_count(&document), 1, "what is lent is not counted");
}

#[test]
fn a_reference_to_any_part_keeps_the_whole() {
    let (document, root) = lent(r#"[["deep"],"other"]"#);
    unsafe {
        let part = ks_value_ref(ks_value_pointer(root, c"/0/0".as_ptr()));
        assert_eq!(Arc::strong_count(&document), 2);
        let weak = Arc::downgrade(&document);
        drop(document);
        assert_eq!(read(ks_value_string(part)), Some("deep"));
        let again = ks_value_ref(part);
        assert_eq!(again, part);
        ks_value_free(part);
        assert!(weak.upgrade().is_some());
        ks_value_free(again);
        assert!(weak.upgrade().is_none(), "the last reference frees the document");
    }
}

#[test]
fn a_value_that_was_given_away_is_freed_once() {
    let value = parse(r#"{"k":[1,2,3]}"#);
    unsafe {
        let kept = ks_value_ref(ks_value_get(value, c"k".as_ptr()));
        ks_value_free(value);
        assert_eq!(ks_value_length(kept), 3);
        ks_value_free(kept);
    }
}

#[test]
fn getters_answer_for_their_kind_and_fall_back_for_any_other() {
    let value = parse(r#"{"b":true,"i":-7,"d":2.5,"s":"five\u0000!","big":18446744073709551615,"l":[],"o":{"k":1}}"#);
    unsafe {
        let get = |key: &CStr| ks_value_get(value, key.as_ptr());
        assert!(ks_value_bool(get(c"b"), false) && !ks_value_bool(get(c"i"), false));
        assert_eq!([ks_value_int(get(c"i"), 1), ks_value_int(get(c"d"), 1), ks_value_int(get(c"big"), 1)], [-7, 1, 1]);
        assert_eq!(ks_value_int(get(c"missing"), i64::MIN), i64::MIN);
        let doubles = [c"i", c"d", c"big", c"s"].map(|key| ks_value_double(get(key), 0.5));
        assert_eq!(doubles.map(f64::to_bits), [-7.0, 2.5, 18_446_744_073_709_551_615.0, 0.5].map(f64::to_bits));
        assert_eq!((read(ks_value_string(get(c"s"))), ks_value_string_length(get(c"s"))), (Some("five"), 6));
        assert_eq!((read(ks_value_string(get(c"i"))), ks_value_string_length(get(c"i"))), (None, 0));
        assert_eq!([c"l", c"o", c"s", c"missing"].map(|key| ks_value_length(get(key))), [0, 1, 0, 0]);
        let kinds: Vec<ks_kind> = (0..8).map(|index| ks_value_kind(ks_value_at(value, index))).collect();
        assert_eq!(kinds, [2, 3, 4, 5, 3, 6, 7, 0]);
        assert_eq!((read(ks_value_key_at(value, 1)), read(ks_value_key_at(value, 7))), (Some("i"), None));
        assert!(ks_value_key_at(get(c"l"), 0).is_null(), "a list has no keys");
        assert!(ks_value_at(get(c"s"), 0).is_null() && ks_value_get(get(c"s"), c"k".as_ptr()).is_null());
        ks_value_free(value);
    }
}

#[test]
fn null_is_not_the_same_as_absent() {
    let value = parse("[null]");
    unsafe {
        assert!(ks_value_is_null(ks_value_at(value, 0)));
        assert!(!ks_value_is_null(ks_value_at(value, 1)) && !ks_value_is_null(value));
        assert_eq!(ks_value_kind(ks_value_at(value, 1)), 0);
        ks_value_free(value);
    }
}

#[test]
fn a_part_prints_as_json() {
    let value = parse(r#"{"a" : [ 1 , "\u00e9" ]}"#);
    unsafe {
        let mut text = ptr::null_mut();
        assert_eq!(ks_value_to_json(ks_value_get(value, c"a".as_ptr()), &raw mut text, ptr::null_mut()), 0);
        ks_value_free(value);
        assert_eq!((read(ks_text_string(text)), ks_text_length(text)), (Some("[1,\"é\"]"), 8));
        ks_text_free(text);
    }
}

#[test]
fn a_refused_text_says_why_without_showing_itself() {
    let hostile = "[".repeat(200);
    let cases: [(&[u8], Code); 4] = [
        (b"{\"password\":\"hunter2\"", Code::INVALID_JSON),
        (b"\"\xff\"", Code::INVALID_UTF8),
        (hostile.as_bytes(), Code::LIMIT_EXCEEDED),
        (b"", Code::INVALID_JSON),
    ];
    for (json, code) in cases {
        let mut value = ptr::dangling_mut();
        let mut error = ptr::null_mut();
        unsafe {
            let result = ks_value_parse(json.as_ptr().cast(), json.len(), &raw mut value, &raw mut error);
            assert_eq!((result, ks_error_code(error)), (code.number(), code.number()));
            assert!(value.is_null(), "no partial result");
            let message = read(ks_error_message(error)).unwrap_or_default();
            assert!(message.contains("'json'") && !message.contains("hunter2"), "{message}");
            ks_error_free(error);
        }
    }
}

/// `make sanitize` runs this to see that Miri notices what must not be, and fails if it passes.
#[test]
#[cfg(miri)]
#[ignore = "it reads freed memory on purpose"]
fn a_value_that_was_freed_is_read() {
    let value = parse("[1]");
    unsafe { ks_value_free(value) };
    let _ = unsafe { ks_value_kind(value) };
}
