//! What a catalog answers, through the C ABI, against what the reference answers.
//!
//! `vectors/catalog.jsonl` holds catalogs, questions and the answers of keystoneauth1 5.18.1; where a question has `attr`, which
//! only python-keystoneclient 6.0.0 knows, the answers are of that one (Apache-2.0, both).

#![allow(unsafe_code, reason = "the functions are those that C calls")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    reason = "all pointers are the test's own"
)]
#![allow(clippy::print_stdout, reason = "how much was compared")]

#[path = "catalog_vectors/differences.rs"]
mod differences;
#[path = "catalog_vectors/library.rs"]
mod library;

use std::collections::BTreeMap;

use differences::{DIFFERENCES, Disagreement};
use library::Catalog;
use serde_json::{Map, Value, json};

fn cases() -> Vec<Value> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/catalog.jsonl");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_answer_is_the_references_but_for_those_that_differ_on_purpose() {
    let mut found = Vec::new();
    let (mut questions, mut catalogs) = (0, 0);
    for case in cases() {
        catalogs += 1;
        let catalog = Catalog::read(case["body"].as_str().unwrap());
        compare_endpoints(&case, &catalog, &mut found);
        for question in case["questions"].as_array().unwrap() {
            questions += 1;
            compare(&case, question, &catalog, &mut found);
        }
    }
    assert!(catalogs > 50 && questions > 500, "{catalogs} catalogs, {questions} questions");
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unexplained = Vec::new();
    for one in &found {
        match DIFFERENCES.iter().find(|row| (row.holds)(one)) {
            Some(row) => *used.entry(row.name).or_default() += 1,
            None => unexplained.push(one.to_string()),
        }
    }
    let count = unexplained.len();
    unexplained.truncate(20);
    assert!(count == 0, "{count} of {questions} answers differ:\n{}", unexplained.join("\n"));
    for row in DIFFERENCES {
        assert!(used.contains_key(row.name), "nothing differs any more because of '{}': {}", row.name, row.reason);
    }
    println!("{catalogs} catalogs, {questions} questions, on purpose: {used:?}");
}

/// All that is known of each endpoint.
fn compare_endpoints(case: &Value, catalog: &Result<Catalog, String>, found: &mut Vec<Disagreement>) {
    let Some(expected) = case.get("endpoint_data") else { return };
    let ours = match catalog {
        Ok(catalog) => catalog.endpoint_data(),
        Err(error) => json!({ "raises": error }),
    };
    if *expected != ours {
        found.push(Disagreement::new(case, &json!({}), "endpoint_data", expected, &ours));
    }
}

fn compare(case: &Value, question: &Value, catalog: &Result<Catalog, String>, found: &mut Vec<Disagreement>) {
    let answers = question.get("ksa").or_else(|| question.get("ksc")).and_then(Value::as_object).unwrap();
    let mut answers = answers.clone();
    if let Some(data) = answers.get("endpoints_data") {
        let stated = answers.get("endpoints").unwrap_or(data);
        answers.insert("endpoints".to_owned(), as_they_are(case["body"].as_str().unwrap(), stated));
    }
    let filter = filter(question);
    let ours = match catalog {
        Ok(catalog) => catalog.answer(&filter),
        Err(error) => answers.keys().map(|key| (key.clone(), json!({ "raises": error }))).collect(),
    };
    for (what, expected) in &answers {
        // For none, the one says an empty tuple and the other None.
        let expected = if what == "urls" && expected.is_null() { &json!([]) } else { expected };
        if *expected != ours[what] {
            found.push(Disagreement::new(case, question, what, expected, &ours[what]));
        }
    }
}

/// The endpoints at the places that are stated, each object once.
fn as_they_are(body: &str, stated: &Value) -> Value {
    let body: Value = serde_json::from_str(body).unwrap();
    let v3 = body["token"].is_object();
    let services = if v3 { &body["token"]["catalog"] } else { &body["access"]["serviceCatalog"] };
    let place = |place: &Value| -> usize { place.as_u64().unwrap().try_into().unwrap() };
    let list = |list: &Value| {
        let mut objects = Vec::new();
        for one in list.as_array().unwrap_or_else(|| panic!("{stated}")) {
            let object = if one.is_array() { &services[place(&one[0])]["endpoints"][place(&one[1])] } else { one };
            if v3 || !objects.contains(object) {
                objects.push(object.clone());
            }
        }
        Value::Array(objects)
    };
    match stated.get("raises") {
        Some(Value::String(_)) => stated.clone(),
        _ => stated.as_object().unwrap().iter().map(|(kind, one)| (kind.clone(), list(one))).collect(),
    }
}

/// What is asked: python-keystoneclient asks for identity where nobody says what.
fn filter(question: &Value) -> Map<String, Value> {
    let mut filter = question["filter"].as_object().unwrap().clone();
    if question.get("ksa").is_none() && !filter.contains_key("service_type") {
        filter.insert("service_type".to_owned(), json!("identity"));
    }
    filter
}
