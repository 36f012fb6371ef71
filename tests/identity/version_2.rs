//! Every operation of version 2.0: what it sends, and what it gives of an answer as Keystone 12 gave it.
//!
//! `tests/real_v2.rs` asks a Keystone 12 the same, by hand.

use std::collections::BTreeSet;

use keystoneclient::identity::operations;
use serde_json::{Value, json};

use crate::support::{ENDPOINT, adapter, call, json as value};

/// The answers of the table, by name.
const ANSWERS: &[(&str, &str)] = &[
    ("-", ""),
    ("tenant", r#"{"tenant": {"id": "t", "name": "n"}}"#),
    ("tenants", r#"{"tenants": [{"id": "t", "name": "n"}, {"id": "u", "name": "m"}], "tenants_links": []}"#),
    ("user", r#"{"user": {"id": "u"}}"#),
    ("users", r#"{"users": [{"id": "u", "email": "e"}, {"id": "v"}], "users_links": []}"#),
    ("role", r#"{"role": {"id": "r"}}"#),
    ("roles", r#"{"roles": [{"id": "r", "name": "x"}, {"id": "s", "name": "y"}], "roles_links": []}"#),
    ("two_roles", r#"{"roles": [{"id": "a"}, {"id": "b"}]}"#),
    ("no_roles", r#"{"roles": []}"#),
    ("service", r#"{"OS-KSADM:service": {"id": "s"}}"#),
    ("services", r#"{"OS-KSADM:services": [{"id": "s", "type": "x"}, {"id": "t", "type": "y"}]}"#),
    ("endpoint", r#"{"endpoint": {"id": "e"}}"#),
    ("endpoints", r#"{"endpoints": [{"id": "e", "service_id": "s"}, {"id": "f", "service_id": "t"}]}"#),
    ("no_endpoints", r#"{"endpoints": [], "endpoints_links": []}"#),
    ("credential", r#"{"credential": {"access": "a", "secret": "s"}}"#),
    ("access_key", r#"{"credential": {"access": "a"}}"#),
    ("credentials", r#"{"credentials": [{"access": "a"}]}"#),
    ("access", r#"{"access": {"token": {"id": "t"}, "user": {"id": "u"}}}"#),
    ("signed", r#"{"signed": "s"}"#),
    ("certificate", "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n"),
    ("extensions", r#"{"extensions": {"values": [{"alias": "a", "name": "A"}, {"alias": "b", "name": "B"}]}}"#),
];

/// The rows of the table.
fn cases() -> impl Iterator<Item = [&'static str; 6]> {
    let rows = include_str!("version_2.txt").lines().filter(|row| !row.is_empty() && !row.starts_with('#'));
    rows.map(|row| row.split(" | ").collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("{row}")))
}

fn parsed(text: &str) -> Value {
    if text == "-" { Value::Null } else { serde_json::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}")) }
}

/// The result that a row tells.
fn given(told: &str, answer: &str) -> Value {
    match told {
        "text" => json!(answer),
        "whole" => parsed(answer),
        pointer if pointer.starts_with('/') => parsed(answer).pointer(pointer).expect(pointer).clone(),
        json => parsed(json),
    }
}

#[test]
fn every_operation_of_version_2_sends_and_gives_what_the_table_says() {
    for [name, arguments, asks, sends, answer, gives] in cases() {
        let (_, answer) = ANSWERS.iter().find(|(known, _)| *known == answer).expect(answer);
        let (adapter, driver) = adapter(&[(if answer.is_empty() { 204 } else { 200 }, answer)]);
        let outcome = call(&adapter, name, &parsed(arguments)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (method, path) = asks.split_once(' ').unwrap();
        assert_eq!(driver.asked(), [format!("{method} {ENDPOINT}{path}")], "{name}");
        let request = &driver.requests()[0];
        let sent = request.body.as_bytes().map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
        assert_eq!(sent, parsed(sends), "{name}");
        assert_eq!(value(&outcome), given(gives, answer), "{name}");
        let is_open = name.starts_with("v2.certificates.") || name == "v2.tokens.authenticate";
        assert_eq!(request.headers.get("x-auth-token").is_none(), is_open, "{name}");
    }
}

#[test]
fn no_operation_of_version_2_lacks_a_case() {
    let cases: BTreeSet<&str> = cases().map(|[name, ..]| name).collect();
    let all = operations().map(|operation| operation.name).filter(|name| name.starts_with("v2."));
    let missing: Vec<&str> = all.filter(|name| !cases.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
