//! The calls on managers that were recorded from keystoneclient's own tests, replayed by name: the same request goes out, and the same
//! result or error comes back, but for the differences in the table.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "manager_vectors/differences.rs"]
mod differences;
#[path = "manager_vectors/fixed.rs"]
mod fixed;
#[path = "manager_vectors/replay.rs"]
mod replay;

use std::collections::BTreeMap;

use serde_json::Value;

fn cases() -> Vec<Value> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/managers.jsonl");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_recorded_call_sends_and_gives_what_the_reference_does() {
    let cases = cases();
    assert!(cases.len() > 300, "{}", cases.len());
    let mut wrong = Vec::new();
    let mut used = BTreeMap::new();
    for case in &cases {
        let expected = differences::expected(case, &mut used);
        let found = replay::replay(case);
        if let Err(difference) = replay::compare(&expected, &found) {
            wrong.push(format!("{} {} {}\n    {difference}", case["call"], case["id"], case["params"]));
        }
    }
    assert!(wrong.is_empty(), "{} of {} calls differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    let unused: Vec<&str> = differences::ROWS.iter().map(|row| row.why).filter(|why| !used.contains_key(why)).collect();
    assert!(unused.is_empty(), "no case shows these differences: {unused:?}");
}
