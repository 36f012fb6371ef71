//! Version discovery, against what the reference does: documents, endpoints, and the arithmetic of versions.
//!
//! `vectors/discover.jsonl` holds calls with the exchanges of version documents within them, `prior` ones from before the call,
//! and what came of it in keystoneauth1 5.18.1 (`ksa`) or python-keystoneclient 6.0.0 (`ksc`; Apache-2.0, both). How a plugin logs
//! in is not part of them: its token stands in `plugin.access`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, unreachable_pub)]
#![allow(clippy::print_stdout, reason = "how much was compared")]

#[path = "discover_vectors/calls.rs"]
mod calls;
#[path = "discover_vectors/differences.rs"]
mod differences;
#[path = "discover_vectors/recorded.rs"]
mod recorded;

use std::collections::BTreeMap;

use differences::{DIFFERENCES, Disagreement};
use serde_json::{Map, Value};

fn cases() -> Vec<Value> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/discover.jsonl");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_call_comes_to_what_the_references_does_but_for_those_that_differ_on_purpose() {
    let cases = cases();
    assert!(cases.len() > 300, "{} calls", cases.len());
    let mut found = Vec::new();
    for case in &cases {
        let (outcome, network) = calls::call(case);
        let (expected, ours) = match (case.get("raises"), &outcome) {
            (Some(class), Err(error)) => (class.clone(), Value::from(error.code().class_name())),
            (Some(class), Ok(value)) => (class.clone(), plain(value)),
            (None, Err(error)) => {
                (plain(&case["returns"]), Value::from(format!("{}: {error}", error.code().class_name())))
            }
            (None, Ok(value)) => (plain(&case["returns"]), plain(value)),
        };
        let differs = match (&expected, &ours) {
            // What an object of the reference leaves out it does not know.
            (Value::Object(expected), Value::Object(ours)) => {
                expected.iter().any(|(key, value)| ours.get(key) != Some(value))
            }
            _ => expected != ours,
        };
        if differs {
            found.push(Disagreement { case: case.clone(), what: "outcome", expected, ours });
        }
        if let Some((expected, ours)) = network {
            found.push(Disagreement { case: case.clone(), what: "requests", expected, ours });
        }
    }
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unexplained = Vec::new();
    for one in &found {
        match DIFFERENCES.iter().find(|row| (row.holds)(one)) {
            Some(row) => *used.entry(row.name).or_default() += 1,
            None => unexplained.push(one.to_string()),
        }
    }
    let count = unexplained.len();
    unexplained.truncate(40);
    assert!(count == 0, "{count} of {} calls differ:\n{}", cases.len(), unexplained.join("\n"));
    for row in DIFFERENCES {
        assert!(used.contains_key(row.name), "nothing differs any more because of '{}': {}", row.name, row.reason);
    }
    println!("{} calls, on purpose: {used:?}", cases.len());
}

/// A value without what is null, versions as text, however they were written.
fn plain(value: &Value) -> Value {
    const VERSIONS: &[&str] =
        &["version", "api_version", "min_microversion", "max_microversion", "next_min_version", "not_before"];
    match value {
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| {
                    let is_version = VERSIONS.contains(&key.as_str()) && value.is_array();
                    (key.clone(), if is_version { calls::text(value).into() } else { plain(value) })
                })
                .collect::<Map<_, _>>(),
        ),
        Value::Array(elements) => Value::Array(elements.iter().map(plain).collect()),
        other => other.clone(),
    }
}
