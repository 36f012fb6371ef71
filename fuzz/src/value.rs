//! JSON in and out: whatever text a peer sends.

use std::ffi::CString;
use std::ptr;

use keystoneclient::ffi::error::ks_error_free;
use keystoneclient::ffi::text::{ks_text_free, ks_text_length, ks_text_string};
use keystoneclient::ffi::value::*;
use keystoneclient::value::{Document, Kind, Limits, ParseError, Value};

use crate::c;
use crate::oracle::{self, Tree};

pub fn check(text: &[u8]) {
    let tree = oracle::tree(text);
    let document = match (Document::parse(text), &tree) {
        (Ok(document), Some(tree)) => {
            assert_eq!(document.text().as_bytes(), text);
            let mut pointer = String::new();
            same(document.root(), tree, document.root(), &mut pointer, true);
            document
        }
        (Err(error), None) => {
            match error {
                ParseError::Utf8(at) => assert_eq!(std::str::from_utf8(text).unwrap_err().valid_up_to(), at),
                ParseError::Syntax(_) => assert!(std::str::from_utf8(text).is_ok()),
                ParseError::TooDeep(_) => assert!(oracle::is_too_deep(text)),
                other => panic!("{other}"),
            }
            assert!(Document::parse_secret(text, Limits::default()).is_err());
            return in_c(text, None);
        }
        (Err(ParseError::TooDeep(_)), Some(_)) => {
            assert!(oracle::is_too_deep(text));
            return in_c(text, None);
        }
        (ours, theirs) => panic!("taken by one only: {ours:?} {theirs:?}"),
    };
    let json = document.root().to_json();
    assert_eq!(oracle::tree(json.as_bytes()), tree);
    let again = Document::parse(json.clone()).expect("what was printed parses");
    assert_eq!(again.root().to_json(), json);
    let secret = Document::parse_secret(text, Limits::default()).expect("a secret is JSON as well");
    assert_eq!(secret.root().to_json(), json);
    assert_eq!(secret.text().as_bytes(), text);

    let values = document.nodes().len() - 1;
    let within = |bytes, values| Document::parse_within(text, Limits { bytes, values, ..Limits::default() });
    assert!(within(text.len(), values).is_ok());
    assert_eq!(within(text.len(), values - 1).err(), Some(ParseError::TooMany(values - 1)));
    assert_eq!(within(text.len() - 1, values).err(), Some(ParseError::TooLong(text.len(), text.len() - 1)));
    in_c(text, Some(&document));
}

/// Walks a value and what another reader made of it.
fn same(value: Value<'_>, tree: &Tree, root: Value<'_>, pointer: &mut String, counts: bool) {
    assert!(ptr::eq(value.document().value(value.node().index()).expect("it is there").node(), value.node()));
    assert_eq!(value.key_with_nul().strip_suffix('\0'), Some(value.key()));
    if counts {
        let found = root.pointer(pointer).unwrap_or_else(|| panic!("{pointer} leads nowhere"));
        assert_eq!(found.node().index(), value.node().index(), "{pointer}");
    }
    let children: Vec<Value<'_>> = value.iter().collect();
    assert_eq!((children.len(), children.is_empty()), (value.len(), value.is_empty()));
    assert!(value.at(children.len()).is_none() && value.at(usize::MAX).is_none());
    for (index, child) in children.iter().enumerate() {
        assert_eq!(value.at(index).map(|at| at.node().index()), Some(child.node().index()));
    }
    let length = pointer.len();
    match (value.kind(), tree) {
        (Kind::Null, Tree::Null) => assert!(value.is_null()),
        (Kind::Bool, Tree::Bool(truth)) => assert_eq!(value.as_bool(), Some(*truth)),
        (Kind::Int, Tree::Number(number)) => {
            assert!(!number.is_f64());
            assert_eq!((value.as_i64(), value.as_f64()), (number.as_i64(), number.as_f64()));
        }
        (Kind::Double, Tree::Number(number)) => {
            assert!(number.is_f64());
            assert_eq!(value.as_f64().map(f64::to_bits), number.as_f64().map(f64::to_bits));
        }
        (Kind::String, Tree::String(string)) => {
            assert_eq!(value.as_str(), Some(string.as_str()));
            assert_eq!(value.as_str_with_nul().and_then(|with| with.strip_suffix('\0')), Some(string.as_str()));
        }
        (Kind::List, Tree::Array(list)) => {
            assert_eq!(list.len(), children.len());
            for (index, (child, tree)) in children.into_iter().zip(list).enumerate() {
                assert!(child.key().is_empty());
                pointer.push_str(&format!("/{index}"));
                same(child, tree, root, pointer, counts);
                pointer.truncate(length);
            }
            assert!(
                root.pointer(&format!("{pointer}/-")).is_none() && root.pointer(&format!("{pointer}/00")).is_none()
            );
        }
        (Kind::Object, Tree::Object(members)) => {
            assert!(children.len() >= members.len());
            for (key, tree) in members {
                let last = children.iter().rev().find(|child| child.key() == key).expect("every key is there");
                assert_eq!(value.get(key).map(|got| got.node().index()), Some(last.node().index()), "{key:?}");
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
                same(*last, tree, root, pointer, counts);
                pointer.truncate(length);
            }
            for child in children {
                assert!(members.contains_key(child.key()));
            }
            for key in ["\u{1}no", "", "zzzzzz", "\u{10ffff}"] {
                assert_eq!(value.get(key).is_some(), members.contains_key(key));
            }
        }
        (kind, tree) => panic!("{kind:?}, not {tree:?}"),
    }
}

fn in_c(text: &[u8], document: Option<&Document>) {
    let (mut value, mut error, mut json) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: all pointers are NULL or live; each reference is given back once.
    unsafe {
        let result = ks_value_parse(text.as_ptr().cast(), text.len(), &mut value, &mut error);
        let Some(document) = document else {
            assert!(result != 0 && value.is_null() && !error.is_null());
            return ks_error_free(error);
        };
        assert!(result == 0 && error.is_null());
        assert_eq!(ks_value_to_json(value, &mut json, &mut error), 0);
        let expected = document.root().to_json();
        assert_eq!(c::text(ks_text_string(json)), Some(expected.as_str()), "JSON holds no NUL");
        assert_eq!(ks_text_length(json), expected.len());
        ks_text_free(json);
        // A child keeps the whole.
        let child = ks_value_ref(ks_value_at(value, 0));
        same_in_c(value, document.root());
        ks_value_free(value);
        match document.root().at(0) {
            Some(expected) => same_in_c(child, expected),
            None => assert!(child.is_null()),
        }
        ks_value_free(child);
    }
}

/// # Safety
///
/// `value` is live.
unsafe fn same_in_c(value: *const ks_value, expected: Value<'_>) {
    // SAFETY: what is borrowed from a live value is live.
    unsafe {
        assert_eq!(ks_value_kind(value) as usize, expected.kind() as usize + 1);
        assert_eq!(ks_value_is_null(value), expected.is_null());
        assert_eq!(ks_value_length(value), expected.len());
        assert_eq!(ks_value_int(value, 17), expected.as_i64().unwrap_or(17));
        assert_eq!(ks_value_double(value, 0.25).to_bits(), expected.as_f64().unwrap_or(0.25).to_bits());
        assert_eq!(ks_value_bool(value, true), expected.as_bool().unwrap_or(true));
        assert_eq!(ks_value_string_length(value), expected.as_str().map_or(0, str::len));
        let to_nul = |text: Option<&str>| text.map(|text| text.split('\0').next().unwrap_or_default().to_owned());
        assert_eq!(c::text(ks_value_string(value)).map(str::to_owned), to_nul(expected.as_str()));
        for (index, child) in expected.iter().enumerate() {
            let at = ks_value_at(value, index);
            let key = (expected.kind() == Kind::Object).then(|| child.key());
            assert_eq!(c::text(ks_value_key_at(value, index)).map(str::to_owned), to_nul(key));
            if let Some(key) = key.and_then(|key| CString::new(key).ok()) {
                let last = expected.get(child.key()).is_some_and(|last| last.node().index() == child.node().index());
                assert_eq!(ks_value_get(value, key.as_ptr()) == at, last);
            }
            same_in_c(at, child);
        }
        assert!(ks_value_at(value, expected.len()).is_null() && ks_value_key_at(value, usize::MAX).is_null());
    }
}
