#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::expect_used, clippy::float_cmp, clippy::panic)]

use super::*;

fn parse(text: &str) -> Arc<Document> {
    Document::parse(text).expect(text)
}

#[test]
fn each_kind_reads_back() {
    let document = parse(r#"{"n":null,"b":true,"i":-5,"u":18446744073709551615,"d":1.5,"s":"x","l":[1,2],"o":{}}"#);
    let root = document.root();
    let kinds: Vec<Kind> = root.iter().map(Value::kind).collect();
    let all = [Kind::Null, Kind::Bool, Kind::Int, Kind::Int, Kind::Double, Kind::String, Kind::List, Kind::Object];
    assert_eq!(kinds, all);
    assert_eq!(root.get("b").unwrap().as_bool(), Some(true));
    assert_eq!(root.get("i").unwrap().as_i64(), Some(-5));
    assert_eq!(root.get("u").unwrap().as_i64(), None);
    assert_eq!(root.get("u").unwrap().as_f64(), Some(18_446_744_073_709_551_615.0));
    assert_eq!(root.get("d").unwrap().as_f64(), Some(1.5));
    assert_eq!(root.get("l").unwrap().at(1).unwrap().as_i64(), Some(2));
    assert!(root.get("l").unwrap().at(2).is_none());
    assert!(root.get("missing").is_none());
    assert!(root.get("s").unwrap().get("s").is_none());
}

#[test]
fn strings_end_in_nul_with_and_without_escapes() {
    let document =
        parse(r#"{"plain":"abc","esc\u0061ped":"a\"b\n","empty":"","nul":"a\u0000b","emoji":"\ud83d\ude00é"}"#);
    let root = document.root();
    assert_eq!(root.get("plain").unwrap().as_str_with_nul(), Some("abc\0"));
    assert_eq!(root.get("escaped").unwrap().as_str_with_nul(), Some("a\"b\n\0"));
    assert_eq!(root.get("escaped").unwrap().key_with_nul(), "escaped\0");
    assert_eq!(root.get("empty").unwrap().as_str_with_nul(), Some("\0"));
    assert_eq!(root.get("nul").unwrap().as_str(), Some("a\0b"));
    assert_eq!(root.get("emoji").unwrap().as_str(), Some("\u{1f600}é"));
    assert_eq!(root.at(0).unwrap().key_with_nul(), "plain\0");
}

#[test]
fn the_text_comes_back_as_it_was_received() {
    let text = " {\"a\" : [ \"x\", \"\\\"\", \"\\u0000\", 1.50 ] ,\"b\":\"\"} ";
    assert_eq!(parse(text).text(), text);
}

#[test]
fn a_repeated_key_counts_with_its_last_value() {
    assert_eq!(parse(r#"{"a":1,"b":2,"a":3}"#).root().get("a").unwrap().as_i64(), Some(3));
    let many: Vec<String> = (0..40).map(|n| format!("\"k{}\":{n}", n % 20)).collect();
    let document = parse(&format!("{{{}}}", many.join(",")));
    for n in 0..20 {
        assert_eq!(document.root().get(&format!("k{n}")).unwrap().as_i64(), Some(n + 20));
    }
    assert!(document.root().get("k20").is_none());
    assert!(document.root().get("").is_none());
}

#[test]
fn pointers_follow_rfc_6901() {
    let document = parse(r#"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"00":9}"#);
    let root = document.root();
    let at = |pointer: &str| root.pointer(pointer).map(Value::to_json);
    assert_eq!(at("").unwrap(), root.to_json());
    assert_eq!(at("/foo/0").as_deref(), Some("\"bar\""));
    assert_eq!(at("/").as_deref(), Some("0"));
    assert_eq!(at("/a~1b").as_deref(), Some("1"));
    assert_eq!(at("/m~0n").as_deref(), Some("8"));
    assert_eq!(at("/00").as_deref(), Some("9"));
    for wrong in ["/foo/00", "/foo/+1", "/foo/2", "/foo/-", "foo", "/foo/0/x"] {
        assert_eq!(at(wrong), None, "{wrong}");
    }
}

#[test]
fn printed_json_says_the_same_again() {
    let text = r#"{"a":[null,true,-1,18446744073709551615,0.1,1e300,"\u0000\"é"],"a":{}}"#;
    let printed = parse(text).root().to_json();
    assert_eq!(parse(&printed).root().to_json(), printed);
    assert_eq!(printed, r#"{"a":[null,true,-1,18446744073709551615,0.1,1e+300,"\u0000\"é"],"a":{}}"#);
    assert_eq!(printed.capacity(), printed.len(), "the buffer never grew");
}

#[test]
fn elements_keep_their_order_before_behind_and_between_lists_and_objects() {
    for text in [
        r#"[1,[2,{"a":3,"b":[4],"c":5}],6,{},7,[],8]"#,
        r#"{"a":[{"x":1,"y":2},{"z":[]}],"b":{"c":{"d":{"e":1},"f":2},"g":[[],[3]]},"h":"i"}"#,
        r#"{"commas":",,,,[[[[{{{{,,,,","more":[",","["]}"#,
        "[[[[]]],[[[0]]]]",
    ] {
        assert_eq!(parse(text).root().to_json(), text);
    }
}

#[test]
fn hostile_texts_are_refused_with_a_reason() {
    assert_eq!(Document::parse(b"\"\xff\"".to_vec()).unwrap_err(), ParseError::Utf8(1));
    for wrong in ["", " ", "{", "[1,]", "nul", "1 2", "{\"a\"}", "\"\\ud800\"", "1e999", "\"\x01\""] {
        assert!(matches!(Document::parse(wrong), Err(ParseError::Syntax(_))), "{wrong:?}");
    }
    for depth in [DEEPEST + 1, 100_000] {
        assert_eq!(Document::parse("[".repeat(depth)).unwrap_err(), ParseError::TooDeep(DEEPEST));
    }
    assert!(Document::parse("[".repeat(DEEPEST) + &"]".repeat(DEEPEST)).is_ok());
    let limits = Limits { bytes: 10, values: 3, levels: 1 };
    assert_eq!(Document::parse_within("[1,2,3,4,5]", limits).unwrap_err(), ParseError::TooLong(11, 10));
    assert_eq!(Document::parse_within("[1,2,3]", limits).unwrap_err(), ParseError::TooMany(3));
    assert!(Document::parse_within("[1,2]", limits).is_ok());
    assert_eq!(Document::parse_within("[[1]]", limits).unwrap_err(), ParseError::TooDeep(1));
}

#[test]
fn every_node_knows_its_index_and_the_first_its_document() {
    let document = parse(r#"[{"a":[1]},2]"#);
    for (index, node) in document.nodes().iter().enumerate() {
        assert_eq!(node.index() as usize, index);
    }
    let back = document.nodes()[0].document().unwrap().upgrade().unwrap();
    assert!(Arc::ptr_eq(&back, &document));
}

#[test]
fn debug_output_shows_no_content() {
    let document = parse(r#"{"password":"hunter2"}"#);
    assert!(!format!("{document:?} {:?}", document.root()).contains("hunter2"));
}

#[test]
fn a_value_without_a_key_has_an_empty_one_that_ends_in_nul() {
    for text in ["[[1],\"x\"]", "\"x\"", "  null"] {
        let document = parse(text);
        let root = document.root();
        assert_eq!((root.key(), root.key_with_nul()), ("", "\0"), "{text}");
        assert!(root.iter().all(|element| element.key_with_nul() == "\0"), "{text}");
        assert_eq!(document.text(), text);
    }
}

/// Every text of so many of these parts: nearly all of them are no JSON.
#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn a_text_is_taken_when_another_reader_takes_it_and_means_the_same() {
    let parts = [
        "",
        "\"",
        "\\",
        "\"\\\"a\"",
        "u00e9",
        "ud800",
        "é",
        "\x1f",
        " ",
        "\n",
        ",",
        "{",
        "}",
        "[",
        "]",
        ":",
        "1",
        "0",
        "-",
        ".5",
        "e9",
        "true",
        "null",
        "9999999999999999999",
    ];
    for a in parts {
        for b in parts {
            for c in parts {
                agrees_with_serde(&format!("[{a}{b}{c}]"));
            }
            agrees_with_serde(&format!("{a}{b}"));
            agrees_with_serde(&format!("[\"{a}{b}\",1]"));
            agrees_with_serde(&format!("{{\"{a}\":{b}}}"));
        }
    }
}

fn agrees_with_serde(text: &str) {
    match (Document::parse(text), serde_json::from_str::<serde_json::Value>(text)) {
        (Ok(document), Ok(theirs)) => {
            let ours: serde_json::Value = serde_json::from_str(&document.root().to_json()).unwrap();
            assert_eq!(ours, theirs, "{text:?}");
            assert_eq!(document.text(), text);
        }
        (Err(ParseError::Syntax(ours)), Err(theirs)) => assert_eq!(ours, theirs.to_string(), "{text:?}"),
        (ours, theirs) => panic!("{text:?}: {ours:?} {theirs:?}"),
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn an_escape_is_what_another_reader_takes_it_for() {
    let parts = ["\\", "\\u", "d83d", "DE00", "0041", "0000", "n", "/", "b", "f", "\"", "é", "+"];
    for a in parts {
        for b in parts {
            for c in parts {
                for d in parts {
                    agrees_with_serde(&format!("[\"x{a}{b}{c}{d}\",\"\\t\"]"));
                }
            }
        }
    }
    let all = parse(r#"["\"\\\/\b\f\n\r\t\u00e9\uD83D\ude00", "\r"]"#);
    assert_eq!(all.root().at(0).unwrap().as_str_with_nul(), Some("\"\\/\x08\x0c\n\r\té\u{1f600}\0"));
    assert_eq!(all.root().at(1).unwrap().as_str_with_nul(), Some("\r\0"));
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn what_ends_a_string_or_may_not_stand_in_it_is_seen_wherever_it_stands() {
    for length in 0..20 {
        for at in 0..=length {
            for (special, meant) in [
                ("\\n", Some("\n")),
                ("\x00", None),
                ("\x1f", None),
                ("\x7f", Some("\x7f")),
                ("ÿ\u{100}", Some("ÿ\u{100}")),
            ] {
                let around = |middle: &str| format!("{}{middle}{}", "!".repeat(at), "#".repeat(length - at));
                let document = Document::parse(format!("[\"{}\",\"next\"]", around(special)));
                assert_eq!(document.is_ok(), meant.is_some(), "{special:?} at {at} of {length}");
                let Some(meant) = meant else { continue };
                let document = document.unwrap();
                assert_eq!(document.root().at(0).unwrap().as_str(), Some(&*around(meant)));
                assert_eq!(document.root().at(1).unwrap().as_str_with_nul(), Some("next\0"));
            }
        }
    }
}
