#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use serde_json::json;

use super::*;

fn json(text: &str) -> Params {
    Params::from_json(text.as_bytes()).unwrap()
}

fn code_of(text: impl AsRef<[u8]>) -> Code {
    Params::from_json(text.as_ref()).unwrap_err().code()
}

/// `levels` maps, one within the other.
fn nested(levels: usize) -> Params {
    (1..levels).fold(Params::new(), |inner, _| {
        let mut outer = Params::new();
        outer.set("in", inner);
        outer
    })
}

#[test]
fn what_is_set_reads_back_in_the_order_of_setting() {
    let mut params = Params::new();
    params.set("z", "text");
    params.set("b", true);
    params.set("i", -1_i64);
    params.set("d", 0.5);
    params.set("n", ());
    params.set("a", Params::new());
    let keys: Vec<&str> = params.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["z", "b", "i", "d", "n", "a"]);
    assert_eq!(params.len(), 6);
    assert_eq!(params.get("i"), Some(&Param::Int(-1)));
    assert_eq!(params.get("z"), Some(&Param::from("text")));
    assert_eq!(params.get("n"), Some(&Param::Null));
    assert_eq!(params.get("absent"), None);
    assert!(params.check().is_ok());
}

#[test]
fn setting_again_replaces_the_value_and_keeps_the_place() {
    let mut params = Params::new();
    params.set("a", 1_i64);
    params.set("b", 2_i64);
    params.set("a", "one");
    assert_eq!(
        params.iter().map(|(key, value)| (key, value.kind())).collect::<Vec<_>>(),
        [("a", "string"), ("b", "int")]
    );
}

#[test]
fn what_is_unset_is_gone_and_can_be_set_again() {
    let mut params = json(r#"{"a":1,"b":2}"#);
    assert_eq!(params.unset("a"), Some(Param::Int(1)));
    assert_eq!(params.unset("a"), None);
    assert_eq!(params.get("a"), None);
    params.set("a", 3_i64);
    assert_eq!(params.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["b", "a"]);
}

#[test]
fn appending_makes_the_list_that_is_not_there_and_lengthens_the_one_that_is() {
    let mut params = Params::new();
    params.append("methods", "password");
    params.append("methods", "totp");
    assert_eq!(params.get("methods"), Some(&Param::List(vec!["password".into(), "totp".into()])));
    params.set("single", "x");
    params.append("single", "y");
    let failure = params.check().unwrap_err();
    assert_eq!((failure.code(), failure.message().as_str()), (Code::WRONG_TYPE, "'single' is not a list"));
    assert_eq!(params.get("single"), Some(&Param::from("x")));
}

#[test]
fn the_first_failure_is_kept_and_stays() {
    let mut params = Params::new();
    params.fail(Error::new(Code::NULL_ARGUMENT, "first"));
    params.set("number", f64::NAN);
    params.set("good", 1_i64);
    assert_eq!(params.check().unwrap_err().message().as_str(), "first");
    assert_eq!(params.to_json_value().unwrap_err().code(), Code::NULL_ARGUMENT);
}

#[test]
fn a_map_within_brings_its_failure_along() {
    let mut inner = Params::new();
    inner.fail(Error::new(Code::NULL_ARGUMENT, "the inner one"));
    let mut outer = Params::new();
    outer.append("list", inner);
    assert_eq!(outer.check().unwrap_err().message().as_str(), "the inner one");
    assert!(outer.is_empty());
}

#[test]
fn numbers_that_json_cannot_say_are_refused() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut params = Params::new();
        params.set("list", vec![Param::from(1.5), Param::from(number)]);
        assert_eq!(params.check().unwrap_err().code(), Code::OUT_OF_RANGE);
        assert!(params.is_empty());
    }
}

#[test]
fn a_map_within_is_a_copy() {
    let mut inner = Params::new();
    inner.set("a", 1_i64);
    let mut outer = Params::new();
    outer.set("inner", inner.clone());
    inner.set("a", 2_i64);
    assert_eq!(outer.to_json_value().unwrap(), json!({"inner": {"a": 1}}));
}

#[test]
fn nesting_is_bounded_for_maps_and_lists() {
    assert!(nested(DEEPEST).check().is_ok());
    assert_eq!(nested(DEEPEST + 1).check().unwrap_err().code(), Code::LIMIT_EXCEEDED);

    let mut fits = Params::new();
    fits.append("list", nested(DEEPEST - 2));
    assert!(fits.check().is_ok());
    let mut is_too_deep = Params::new();
    is_too_deep.append("list", nested(DEEPEST - 1));
    assert_eq!(is_too_deep.check().unwrap_err().code(), Code::LIMIT_EXCEEDED);
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn a_json_text_may_be_as_deep_as_a_map_and_no_deeper() {
    let deep = |levels: usize| format!("{}{{}}{}", r#"{"in":"#.repeat(levels - 1), "}".repeat(levels - 1));
    let params = json(&deep(DEEPEST));
    assert_eq!(params, nested(DEEPEST));
    let mut outer = Params::new();
    outer.set("in", params);
    assert_eq!(outer.check().unwrap_err().code(), Code::LIMIT_EXCEEDED);
    assert_eq!(code_of(deep(DEEPEST + 1)), Code::LIMIT_EXCEEDED);
    assert_eq!(code_of(deep(100_000)), Code::LIMIT_EXCEEDED);
}

#[test]
fn json_comes_back_as_it_went_in() {
    let text =
        r#"{"user":{"name":"Zoë","enabled":true,"n":-9223372036854775808,"d":0.1,"none":null,"list":[1,"two",[],{}]}}"#;
    let expected: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(json(text).to_json_value().unwrap(), expected);
}

#[test]
fn of_a_repeated_key_the_last_value_counts_in_small_and_large_objects() {
    assert_eq!(json(r#"{"a":1,"b":2,"a":3}"#).to_json_value().unwrap(), json!({"a": 3, "b": 2}));
    let members: Vec<String> = (0..100).map(|n| format!("\"k{}\":{n}", n % 50)).collect();
    let params = json(&format!("{{{}}}", members.join(",")));
    assert_eq!(params.len(), 50);
    assert_eq!(params.get("k7"), Some(&Param::Int(57)));
}

#[test]
fn json_that_is_no_object_is_refused() {
    for text in ["[]", "null", "1", "\"x\""] {
        assert_eq!(code_of(text), Code::WRONG_TYPE, "{text}");
    }
    for text in ["", "{", "{'a':1}", "{} {}"] {
        assert_eq!(code_of(text), Code::INVALID_JSON, "{text}");
    }
    assert_eq!(code_of(b"{\"a\":\"\xff\"}"), Code::INVALID_UTF8);
}

#[test]
fn a_whole_number_beyond_64_bits_with_a_sign_is_refused_by_name() {
    let failure = Params::from_json(br#"{"in":{"big":9223372036854775808}}"#).unwrap_err();
    assert_eq!(failure.code(), Code::OUT_OF_RANGE);
    assert!(failure.message().as_str().contains("'big'"), "{failure}");
    assert_eq!(code_of(r#"{"list":[18446744073709551615]}"#), Code::OUT_OF_RANGE);
    assert_eq!(json(r#"{"most":9223372036854775807}"#).get("most"), Some(&Param::Int(i64::MAX)));
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn the_size_of_a_json_text_is_bounded() {
    assert_eq!(code_of(vec![b' '; LIMITS.bytes + 1]), Code::LIMIT_EXCEEDED);
    let many = format!("{{\"a\":[{}0]}}", "0,".repeat(LIMITS.values));
    assert_eq!(code_of(many), Code::LIMIT_EXCEEDED);
}

#[test]
fn debug_output_shows_keys_and_kinds_and_no_value() {
    let params = json(
        r#"{"password":"hunter2","otp":123456,"list":["hunter2",1.5],"in":{"secret":"hunter2"},"on":true,"no":null}"#,
    );
    let shown = format!("{params:?}");
    assert_eq!(
        shown,
        r#"{"password": string, "otp": int, "list": [string, double], "in": {"secret": string}, "on": bool, "no": null}"#
    );
}

#[test]
fn no_failure_repeats_a_value() {
    for text in [r#"{"password":"hunter2""#, r#"{"password":"hunter2","n":18446744073709551615}"#, r#"["hunter2"]"#] {
        let failure = Params::from_json(text.as_bytes()).unwrap_err();
        assert!(!format!("{failure} {failure:?}").contains("hunter2"), "{failure}");
    }
}

#[test]
fn maps_are_equal_whatever_the_order_of_their_keys() {
    assert_eq!(json(r#"{"a":1,"b":2}"#), json(r#"{"b":2,"a":1}"#));
    assert_ne!(json(r#"{"a":1,"b":2}"#), json(r#"{"a":1,"b":3}"#));
    assert_ne!(json(r#"{"a":1}"#), json(r#"{"a":1,"b":2}"#));
    assert_ne!(json(r#"{"a":null}"#), json("{}"));
}
