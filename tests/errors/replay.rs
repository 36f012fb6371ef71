//! What the reference made of answers, replayed.

use std::collections::BTreeMap;

use keystoneclient::error::Code;
use serde_json::{Value, json};

use super::answer::{Answer, theirs};
use super::differences::{DIFFERENCES, default_words};
use super::vectors;

#[test]
fn an_answer_becomes_the_error_that_the_reference_makes_of_it_or_one_that_differs_on_purpose() {
    let mut used = vec![0; DIFFERENCES.len()];
    let mut wrong = Vec::new();
    for line in vectors("errors.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let answer = Answer::recorded(&case);
        let mut expected = theirs(&case);
        for (difference, used) in DIFFERENCES.iter().zip(&mut used) {
            let before = expected.clone();
            if (difference.applies)(&answer, &expected) {
                (difference.change)(&answer, &mut expected);
                *used += 1;
                if expected == before {
                    wrong.push(format!("{}: no difference any more: {}", case["id"], difference.why));
                }
            }
        }
        let ours = answer.facts();
        if ours != expected {
            wrong.push(format!("{line}\n    expected {}\n    got      {}", json!(expected), json!(ours)));
        }
    }
    for (difference, used) in DIFFERENCES.iter().zip(used) {
        if used == 0 {
            wrong.push(format!("no case shows this difference: {}", difference.why));
        }
    }
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_status_has_the_class_that_the_reference_gives_it() {
    let classes: Value = serde_json::from_str(&vectors("error_classes.json")).unwrap();
    let own: BTreeMap<u64, &str> = classes["keystoneauth1"]
        .as_object()
        .unwrap()
        .iter()
        .filter_map(|(name, class)| Some((class["http_status"].as_u64()?, name.as_str())))
        .collect();
    assert_eq!(own.len(), 26);
    for status in 300..=999_u16 {
        let class = match (own.get(&u64::from(status)), status) {
            (Some(class), _) => class,
            (None, 300) => "MultipleChoices",
            (None, 301..=399) => "HTTPRedirection",
            (None, 400..=499) => "HTTPClientError",
            (None, 500..=599) => "HttpServerError",
            (None, _) => "HttpError",
        };
        let silent = Answer { status, headers: Vec::new(), body: Vec::new() };
        let telling = Answer::json(status, r#"{"error": {"message": "No such user.", "code": 404}}"#);
        for (answer, words) in [(silent, default_words(status)), (telling, "No such user.")] {
            let error = answer.error();
            assert_eq!(error.code().class_name(), class, "{status}");
            assert_eq!(error.code().number(), i32::from(status));
            assert_eq!(error.http_status(), status);
            assert_eq!(error.message().as_str(), format!("{words} (HTTP {status})"));
            assert!(error.is_a(Code::HTTP_ERROR) && error.is_a(Code::CLIENT_EXCEPTION), "{status}");
        }
    }
}

#[test]
fn a_number_that_is_no_failing_status_never_reads_as_another_class() {
    for status in (0..300).chain(1000..=u16::MAX) {
        let error = Answer::json(status, "{}").error();
        assert_eq!((error.code(), error.http_status()), (Code::HTTP_ERROR, status));
    }
}

#[test]
fn an_error_names_its_request_and_keeps_the_body() {
    let error = Answer::json(404, r#"{"error": {"message": "No"}}"#).error();
    assert_eq!(error.method().unwrap().as_str(), "GET");
    assert_eq!(error.url().unwrap().as_str(), "https://keystone.example.com/v3/users/u1");
    assert_eq!(error.body(), Some(&br#"{"error": {"message": "No"}}"#[..]));
    let silent = Answer { status: 404, headers: Vec::new(), body: Vec::new() }.error();
    assert_eq!((silent.body(), silent.body_with_nul()), (Some(&b""[..]), Some(&b"\0"[..])));
}

#[test]
fn a_receipt_shows_only_where_it_is_asked_for() {
    let body = json!({
        "receipt": {"methods": ["password"], "expires_at": "2026-01-15T12:05:00.000000Z"},
        "required_auth_methods": [["password", "totp"], ["password", "oauth1"]],
    });
    let answer = Answer::json(401, body.to_string())
        .with_header("OPENSTACK-AUTH-RECEIPT", "gAAAAreceipt")
        .with_header("x-openstack-request-id", "req-1");
    let error = answer.error();
    assert_eq!((error.code(), error.http_status()), (Code::MISSING_AUTH_METHODS, 401));
    assert_eq!(error.receipt().unwrap().receipt().expose(), "gAAAAreceipt");
    assert_eq!(
        error.message().as_str(),
        "more authentication methods are required: password and totp, or password and oauth1 (HTTP 401) (Request-ID: req-1)"
    );
    let shown = format!("{error} {error:?} {:?} {:?} {:?}", error.receipt(), error.details(), error.body());
    assert!(!shown.contains("gAAAAreceipt"), "{shown}");

    let other = answer.with_header("Openstack-Auth-Receipt", " ").error();
    assert_eq!(
        (other.code(), other.receipt().is_none()),
        (Code::UNAUTHORIZED, true),
        "no receipt, nothing to go on from"
    );
}
