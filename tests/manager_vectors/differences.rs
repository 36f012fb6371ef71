//! Where a call differs from the reference's on purpose: one table, each row with its reason.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::replay::{Found, recorded};

/// A difference: it changes what is expected, and says whether it did.
pub(crate) struct Row {
    pub(crate) why: &'static str,
    change: fn(&Value, &mut Found) -> bool,
}

pub(crate) const ROWS: &[Row] = &[
    Row {
        why: "a check gives nothing when it succeeds, with 200 as with 204; where it does not it is an error",
        change: |_, expected| {
            replace(&mut expected.outcome, |outcome| outcome.get("exists").is_some(), json!({"nothing": true}))
        },
    },
    Row {
        why: "DESIGN: an empty or missing id is an error, of one class for all managers",
        change: |_, expected| {
            replace(
                &mut expected.outcome,
                |outcome| outcome["raises"] == "ValueError",
                json!({"raises": "ValidationError"}),
            )
        },
    },
    Row {
        why: "an id among the filters of a list is refused by the library's own class, not by Python's TypeError",
        change: |case, expected| {
            case["params"].get("id").is_some()
                && replace(
                    &mut expected.outcome,
                    |outcome| outcome["raises"] == "TypeError",
                    json!({"raises": "UnsupportedParameters"}),
                )
        },
    },
    Row {
        why: "DESIGN: *_id names on the wire, whatever the type of the argument",
        change: |case, expected| {
            case["call"].as_str().unwrap().starts_with("v3.endpoints.")
                && change_body(expected, "endpoint", |body| {
                    let region = body.remove("region");
                    region.is_some_and(|region| body.insert("region_id".to_owned(), region).is_none())
                })
        },
    },
    Row {
        why: "version 2.0: what is not given is not sent, null only when it is given as null",
        change: |case, expected| {
            let given = case["params"].as_object().unwrap();
            case["call"] == "v2_0.endpoints.create"
                && change_body(expected, "endpoint", |body| {
                    let before = body.len();
                    body.retain(|name, value| !value.is_null() || given.contains_key(name));
                    body.len() < before
                })
        },
    },
    Row {
        why: "DESIGN: query and URL parts are separate, so that 'tail' does not leak into the query",
        change: |_, expected| {
            let queries = expected.requests.iter_mut().filter_map(|request| request["query"].as_array_mut());
            queries.fold(false, |changed, query| {
                let before = query.len();
                query.retain(|pair| pair[0] != "tail");
                changed || query.len() < before
            })
        },
    },
    Row {
        why: "a search for protocols needs the identity provider: the reference asks a URL that Keystone does not have",
        change: |case, expected| refused_before_any_request(case, expected, "v3.federation.protocols.find"),
    },
    Row {
        why: "DESIGN: what is given under two names is an error; the reference takes one of them in silence",
        change: |case, expected| {
            case["params"].get("parent_id").is_some()
                && refused_before_any_request(case, expected, "v3.projects.create")
        },
    },
    Row {
        why: "a token that cannot be had anew is not sent twice",
        change: |_, expected| {
            let twice = expected.requests.len() == 2 && expected.outcome == json!({"raises": "Unauthorized"});
            twice && expected.requests.pop().is_some()
        },
    },
];

fn replace(outcome: &mut Value, applies: fn(&Value) -> bool, with: Value) -> bool {
    let applies = applies(outcome);
    if applies {
        *outcome = with;
    }
    applies
}

fn change_body(expected: &mut Found, key: &str, change: impl Fn(&mut Map<String, Value>) -> bool) -> bool {
    expected
        .requests
        .iter_mut()
        .any(|request| request["body"].get_mut(key).and_then(Value::as_object_mut).is_some_and(&change))
}

fn refused_before_any_request(case: &Value, expected: &mut Found, call: &str) -> bool {
    let applies = case["call"] == call;
    if applies {
        *expected = Found { requests: Vec::new(), outcome: json!({"raises": "ValidationError"}) };
    }
    applies
}

/// What the case expects, with the differences.
pub(crate) fn expected(case: &Value, used: &mut BTreeMap<&'static str, usize>) -> Found {
    let requests = case["exchanges"].as_array().unwrap().iter().map(|exchange| recorded(&exchange["request"]));
    let mut expected = Found { requests: requests.collect(), outcome: case["outcome"].clone() };
    for row in ROWS {
        if (row.change)(case, &mut expected) {
            *used.entry(row.why).or_default() += 1;
        }
    }
    expected
}
