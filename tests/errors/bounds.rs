//! Whatever a peer sends, an error of it is bounded, printable, and discreet.

use std::collections::BTreeSet;

use keystoneclient::error::{Code, Error};
use serde_json::{Value, json};

use super::answer::Answer;
use super::vectors;

#[test]
fn a_message_is_one_line_of_eight_kibibytes_that_ends_in_its_facts() {
    let body = json!({"error": {"message": "ä\r\n\u{1b}[2J".repeat(10_000)}});
    let error = Answer::json(500, body.to_string()).with_header("X-OpenStack-Request-ID", "req-1").error();
    let message = error.message().as_str();
    assert!(message.len() <= 8192 && message.len() > 8000, "{}", message.len());
    assert!(message.ends_with("… (HTTP 500) (Request-ID: req-1)"), "{message}");
    assert!(!message.contains(char::is_control));
}

#[test]
fn a_request_id_cannot_crowd_the_message_out() {
    let answer = Answer::json(500, r#"{"error": {"message": "Oops"}}"#);
    let error = answer.with_header("x-openstack-request-id", &"r".repeat(100_000)).error();
    assert!(error.message().as_str().starts_with("Oops (HTTP 500) (Request-ID: rrr"));
    assert!(error.message().len() < 400 && error.request_id().unwrap().len() <= 8192);
}

#[test]
fn details_and_body_are_kept_up_to_64_kibibytes() {
    let long = "line\n".repeat(1_000_000);
    let error = Answer::json(502, long.as_str()).with_header("Content-Type", "text/plain").error();
    assert_eq!(error.body().unwrap(), &long.as_bytes()[..65536]);
    assert_eq!(error.body_with_nul().unwrap().len(), 65537);
    let details = error.details().unwrap().as_str();
    assert!(details.len() <= 65536 && details.starts_with("line\nline\n") && details.ends_with('…'));
    assert_eq!(error.message().as_str(), "bad gateway (HTTP 502)", "a page is not a message");
}

#[test]
fn the_library_s_own_errors_are_bounded_alike() {
    let error = Error::new(Code::INVALID_RESPONSE, "a\n".repeat(10_000))
        .with_details("d".repeat(100_000))
        .with_request("GET\r\nX: y", &"u".repeat(100_000))
        .with_body(&vec![b'b'; 100_000]);
    let lengths = (error.message().len(), error.details().unwrap().len(), error.url().unwrap().len());
    assert_eq!(lengths, (8192, 65536, 8192));
    assert_eq!(error.method().unwrap().as_str(), "GET X: y");
    assert_eq!(error.with_message("b\0c").message().as_str(), "b\u{fffd}c");
}

#[test]
fn debug_output_shows_neither_body_nor_details() {
    let answer = Answer::json(400, r#"{"error": {"message": "Bad field", "details": "hunter2"}}"#);
    let error = answer.error();
    let shown = format!("{error:?}");
    assert!(shown.contains("BadRequest") && shown.contains("Bad field") && !shown.contains("hunter2"), "{shown}");
    assert_eq!(error.details().unwrap().as_str(), "hunter2");
}

#[test]
fn no_damage_to_a_body_breaks_anything() {
    let lines = vectors("errors.jsonl");
    let cases = lines.lines().map(|line| Answer::recorded(&serde_json::from_str::<Value>(line).unwrap()));
    let bodies: BTreeSet<Vec<u8>> = cases.map(|answer| answer.body).collect();
    assert!(bodies.len() >= 75, "{}", bodies.len());
    for body in bodies {
        for at in 0..body.len() {
            let mut bent = body.clone();
            bent[at] ^= 0x55;
            let mut doubled = body.clone();
            doubled.insert(at, body[at]);
            for damaged in [body[..at].to_vec(), body[at..].to_vec(), bent, doubled] {
                for content_type in ["application/json", "text/plain"] {
                    let answer = Answer::json(401, damaged.clone()).with_header("Content-Type", content_type);
                    let error = answer.with_header("Openstack-Auth-Receipt", "receipt-1").error();
                    let code = error.code();
                    assert_eq!(error.http_status(), 401);
                    assert_eq!(code == Code::MISSING_AUTH_METHODS, error.receipt().is_some());
                    assert!(code == Code::MISSING_AUTH_METHODS || code == Code::UNAUTHORIZED, "{damaged:?}");
                    assert!(error.message().as_str().ends_with(" (HTTP 401)"), "{error}");
                    assert!(!error.message().as_str().starts_with(' '), "{error}");
                }
            }
        }
    }
}
