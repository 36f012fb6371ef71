//! Every token and version document of the recorded cases, through the targets that read such.

use std::fs;
use std::path::Path;

use keystoneclient_fuzz::{token_v2, token_v3, value, version_document};
use serde_json::{Value, json};

/// What the lines of a file of recorded cases hold, at whatever depth.
fn each(file: &str, found: &mut impl FnMut(&Value)) {
    fn walk(value: &Value, found: &mut impl FnMut(&Value)) {
        found(value);
        match value {
            Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
            Value::Object(members) => members.values().for_each(|value| walk(value, found)),
            // A body that was recorded as a text.
            Value::String(text) if text.starts_with('{') => {
                serde_json::from_str(text).iter().for_each(|value| walk(value, found));
            }
            _ => {}
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(file);
    for line in fs::read_to_string(path).expect(file).lines() {
        walk(&serde_json::from_str(line).expect("a case a line"), found);
    }
}

/// Replays what has this member, and says of how many there were.
fn replayed(file: &str, member: &str, check: impl Fn(&Value)) -> usize {
    let mut count = 0;
    each(file, &mut |value| {
        if value.get(member).is_some() {
            check(value);
            count += 1;
        }
    });
    count
}

#[test]
fn tokens_of_the_recorded_cases() {
    let body = |value: &Value| value.to_string().into_bytes();
    for (file, least) in [("access.jsonl", 100), ("catalog.jsonl", 20), ("auth.jsonl", 20)] {
        let v3 = replayed(file, "token", |value| token_v3::check(&body(value)));
        let v2 = replayed(file, "access", |value| token_v2::check(&body(value)));
        assert!(v3 + v2 >= least, "{file}: {v3} and {v2}");
    }
    assert!(replayed("access.jsonl", "id", |value| value::check(&body(value))) >= 180);
}

#[test]
fn version_documents_of_the_recorded_cases() {
    let check = |value: &Value| {
        let input = json!({"asked": "http://keystone.host:5000/", "document": value});
        version_document::check(input.to_string().as_bytes());
    };
    let count: usize =
        ["versions", "version"].into_iter().map(|member| replayed("discover.jsonl", member, check)).sum();
    assert!(count >= 50, "{count}");
}
