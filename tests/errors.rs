//! The exception tree, and the way from an HTTP answer to its error, against what the reference does.
//!
//! `vectors/errors.jsonl` and `vectors/error_classes.json` hold what keystoneauth1 5.18.1 and python-keystoneclient 6.0.0
//! did (Apache-2.0): of some 2500 answers those that differ in kind; `replay.rs` makes up the plain ones for each status.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "errors/answer.rs"]
mod answer;
#[path = "errors/bounds.rs"]
mod bounds;
#[path = "errors/differences.rs"]
mod differences;
#[path = "errors/replay.rs"]
mod replay;
#[path = "errors/tree.rs"]
mod tree;

/// What was recorded in `tests/vectors/`.
fn vectors(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
