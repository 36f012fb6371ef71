//! What holds for every operation of the table, so that a new row is tested by being there.

use std::sync::{Arc, Mutex};

use keystoneclient::error::Error;
use keystoneclient::identity::{Answer, Arg, Operation, Place, Rest, operations};
use keystoneclient::text::Text;
use keystoneclient::watch::{Filter, Hear, Level, Record};
use serde_json::{Map, Value, json};

use crate::support::{adapter, answering, call};

/// Arguments that are secrets wherever they occur.
const SENSITIVE: &[&str] = &[
    "password",
    "old_password",
    "new_password",
    "passwd",
    "origpasswd",
    "secret",
    "blob",
    "token",
    "token_id",
    "consumer_secret",
    "request_secret",
    "verifier",
    "value",
];
/// What an operation needs beside the arguments that its row requires.
const NEEDED: &[(&str, &[&str])] = &[
    ("v3.roles.grant", &["user", "project"]),
    ("v3.roles.check", &["user", "project"]),
    ("v3.roles.revoke", &["user", "project"]),
    ("v2.tokens.authenticate", &["username", "password"]),
];

fn there_are() -> impl Iterator<Item = &'static Operation> {
    operations().filter(|operation| operation.answer != Answer::Unimplemented)
}

fn sample(arg: &Arg) -> Value {
    match (arg.name, arg.place) {
        (_, Place::Flag | Place::Truth) | ("enabled", _) => json!(true),
        ("roles" | "role_ids" | "role_names" | "tags", _) => json!(["r1"]),
        ("filters", _) => json!({"region_id": "r"}),
        ("interface", _) => json!("public"),
        (name, _) => json!(format!("some-{name}")),
    }
}

/// Arguments with which an operation is carried out; those that are secrets hold `mark`.
fn arguments(operation: &Operation, mark: &str) -> (Value, usize) {
    let needed = NEEDED.iter().find(|(name, _)| *name == operation.name).map_or(&[][..], |(_, needed)| needed);
    let mut given = Map::new();
    for id in operation.ids {
        given.insert((*id).to_owned(), json!(format!("some-{id}")));
    }
    for arg in operation.args {
        if arg.required || needed.contains(&arg.name) || SENSITIVE.contains(&arg.name) {
            given.insert(arg.name.to_owned(), sample(arg));
        }
    }
    let mut marked = 0;
    for (name, value) in &mut given {
        if SENSITIVE.contains(&name.as_str()) {
            marked += 1;
            *value = json!(format!("{mark}-{marked}"));
        }
    }
    if operation.rest == Rest::Body && operation.secret && marked == 0 {
        marked = 1;
        given.insert("password".to_owned(), json!(format!("{mark}-1")));
    }
    if operation.rest == Rest::Secrets {
        marked = 1;
        given.insert("some-group".to_owned(), json!({"some-option": [format!("{mark}-1 \"quoted\"")]}));
    }
    (Value::Object(given), marked)
}

/// The key under which the answer must hold something.
fn key(operation: &Operation) -> &'static str {
    match operation.answer {
        Answer::One(key) | Answer::Many(key) | Answer::Only(key) | Answer::Last(key) => key,
        _ => "x",
    }
}

#[test]
fn an_answer_that_is_none_is_a_clear_error_of_every_operation() {
    let mut looked = 0;
    for operation in there_are() {
        let key = key(operation);
        let is_list = !matches!(operation.answer, Answer::One(_) | Answer::Body);
        let other = if is_list { json!({"id": "x"}) } else { json!([{"id": "x"}]) };
        let mut bodies = vec![
            String::new(),
            "null".to_owned(),
            "[]".to_owned(),
            "\"text\"".to_owned(),
            "<html><body>It works!</body></html>".to_owned(),
            format!("{{\"{key}\": {{\"id\": \"x"),
            format!("{{\"{key}\": [{{\"id\""),
        ];
        if operation.answer != Answer::Body {
            bodies.extend(["{}".to_owned(), json!({"other": {}}).to_string()]);
            bodies.extend(
                [json!(7), json!("x"), json!(null), json!(true), other].map(|odd| json!({ key: odd }).to_string()),
            );
        }
        for body in bodies {
            let (adapter, driver) = adapter(&[(200, &body)]);
            let outcome = call(&adapter, operation.name, &arguments(operation, "mark").0);
            assert_eq!(driver.asked().len(), 1, "{}: {outcome:?}", operation.name);
            if matches!(operation.answer, Answer::Nothing | Answer::Exists) {
                assert!(outcome.is_ok(), "{}: {body}", operation.name);
                continue;
            }
            let error = outcome.expect_err(operation.name);
            assert_eq!(error.code().class_name(), "InvalidResponse", "{}: {body}: {error}", operation.name);
            assert!(error.message().as_str().contains(operation.name), "{}: {error}", operation.name);
            assert_eq!(error.http_status(), 200, "{}: {error}", operation.name);
            assert_eq!(error.method().map(Text::as_str), Some(operation.method), "{}: {error}", operation.name);
            looked += 1;
        }
    }
    assert!(looked > 2000, "{looked}");
}

#[test]
fn a_failing_server_is_told_as_such_by_every_operation() {
    for operation in there_are() {
        for (status, body, class) in [
            (500, "<html>oops</html>", "InternalServerError"),
            (503, "", "ServiceUnavailable"),
            (404, "{\"error\": [", "NotFound"),
            (409, "{\"error\": {\"message\": 7}}", "Conflict"),
            (418, "[]", "HTTPClientError"),
        ] {
            let (adapter, _) = adapter(&[(status, body)]);
            let error = call(&adapter, operation.name, &arguments(operation, "mark").0).expect_err(operation.name);
            assert_eq!(error.code().class_name(), class, "{}: {error}", operation.name);
            assert_eq!(
                (error.http_status(), error.method().map(Text::as_str)),
                (status, Some(operation.method)),
                "{}",
                operation.name
            );
        }
    }
}

#[derive(Default)]
struct Ear(Mutex<Vec<String>>);

impl Hear for Ear {
    fn hear(&self, record: &Record) {
        self.0.lock().unwrap().push(format!("{record:?} {}", record.message.as_str()));
    }
}

/// All that an error shows.
fn shown(error: &Error) -> String {
    format!("{error} {error:?} {error:#?} {} {:?}", error.message().as_str(), error.body())
}

#[test]
fn the_table_says_which_arguments_are_secrets_and_their_bodies_are_kept_like_them() {
    for operation in operations() {
        for arg in operation.args {
            // The rules of a policy are hidden by their name, for those of credentials have it, too.
            let is_open = operation.name.starts_with("v3.policies.");
            let is_secret = SENSITIVE.contains(&arg.name) && !is_open;
            assert_eq!(arg.sensitive, is_secret, "{}: {}", operation.name, arg.name);
        }
        let has_secrets = operation.args.iter().any(|arg| arg.sensitive) || operation.rest == Rest::Secrets;
        assert!(!has_secrets || operation.secret && !operation.is_list(), "{}", operation.name);
    }
}

#[test]
fn no_secret_of_any_operation_is_shown_whatever_the_server_repeats() {
    const MARK: &str = "hunter2-mark";
    let mut looked = 0;
    for operation in there_are() {
        let (given, marked) = arguments(operation, MARK);
        if marked == 0 {
            continue;
        }
        for (status, content_type) in [
            (200, "application/json"),
            (201, "text/html"),
            (400, "application/json"),
            (403, "text/plain"),
            (500, "application/json"),
        ] {
            // It says again all that it was sent, where errors are said and where resources are.
            let repeated = given.to_string();
            let (adapter, driver) = answering(move |request| {
                let body = String::from_utf8_lossy(request.body.as_bytes().unwrap_or_default()).into_owned();
                let subject = request.headers.get("x-subject-token").unwrap_or_default();
                let all = format!("{} {body} {subject} {repeated}", request.url);
                let body = if content_type == "application/json" {
                    json!({"error": {"message": all, "code": status, "title": all}, "unexpected": body}).to_string()
                } else {
                    all
                };
                (status, content_type, body)
            });
            let ear = Arc::new(Ear::default());
            adapter.session().watch().log.set(Some((Filter::new(Level::Debug, u32::MAX), ear.clone())));
            let outcome = call(&adapter, operation.name, &given);
            assert_eq!(driver.asked().len(), 1, "{}: {outcome:?}", operation.name);
            let heard = ear.0.lock().unwrap().join("\n");
            assert!(!heard.contains(MARK), "{} {status}: the log shows {heard}", operation.name);
            assert!(!format!("{outcome:?}").contains(MARK), "{} {status}: Debug shows {outcome:?}", operation.name);
            match outcome {
                Err(error) => assert!(!shown(&error).contains(MARK), "{} {status}: {}", operation.name, shown(&error)),
                Ok(_) => assert!(status < 300, "{}", operation.name),
            }
            let sent = format!(
                "{} {:?}",
                driver.asked()[0],
                driver.requests()[0].body.as_bytes().map(String::from_utf8_lossy)
            );
            assert!(
                sent.contains(MARK)
                    || driver.requests()[0].headers.get("x-subject-token").is_some_and(|token| token.contains(MARK))
                    || operation.name.starts_with("v3.oauth1."),
                "{}: the secret was not even sent: {sent}",
                operation.name
            );
        }
        looked += 1;
    }
    assert!(looked >= 25, "{looked}");
}

#[test]
fn the_bodies_of_operations_that_handle_secrets_are_not_logged_at_all() {
    let mut told = 0;
    for operation in there_are() {
        let (adapter, _) =
            answering(|_| (200, "application/json", json!({"description": "harmless-mark"}).to_string()));
        let ear = Arc::new(Ear::default());
        adapter.session().watch().log.set(Some((Filter::new(Level::Debug, u32::MAX), ear.clone())));
        let _ = call(&adapter, operation.name, &arguments(operation, "mark").0);
        let is_told = ear.0.lock().unwrap().iter().any(|record| record.contains("harmless-mark"));
        assert!(!(operation.secret && is_told), "{}", operation.name);
        told += usize::from(is_told);
    }
    assert!(told > 150, "bodies of other operations are logged: {told}");
}

#[test]
fn what_the_reference_does_not_implement_is_refused_without_a_request() {
    const REFUSED: &[&str] = &[
        "v3.access_rules.create",
        "v3.access_rules.update",
        "v3.application_credentials.update",
        "v3.domain_configs.find",
        "v3.domain_configs.list",
        "v3.inference_rules.find",
        "v3.inference_rules.put",
        "v3.inference_rules.update",
        "v3.role_assignments.create",
        "v3.role_assignments.delete",
        "v3.role_assignments.find",
        "v3.role_assignments.get",
        "v3.role_assignments.put",
        "v3.role_assignments.update",
        "v3.trusts.update",
    ];
    let mut rows: Vec<&str> =
        operations().filter(|row| row.answer == Answer::Unimplemented).map(|operation| operation.name).collect();
    rows.sort_unstable();
    assert_eq!(rows, REFUSED);
    for name in REFUSED {
        let (adapter, driver) = adapter(&[]);
        let error = call(&adapter, name, &json!({"anything": "at all"})).expect_err(name);
        assert_eq!(error.code().class_name(), "MethodNotImplemented", "{name}");
        assert!(error.message().as_str().contains(name) && driver.asked().is_empty(), "{error}");
    }
}

#[test]
fn no_operation_sends_anything_without_what_it_needs() {
    for operation in there_are() {
        let (given, _) = arguments(operation, "mark");
        let required = operation.args.iter().filter(|arg| arg.required).map(|arg| arg.name);
        for name in operation.ids.iter().copied().chain(required) {
            let mut less = given.clone();
            less.as_object_mut().unwrap().remove(name);
            let (adapter, driver) = adapter(&[]);
            let error = call(&adapter, operation.name, &less).expect_err(operation.name);
            assert_eq!(error.code().class_name(), "ValidationError", "{} without {name}", operation.name);
            assert!(error.message().as_str().contains(name), "{} without {name}: {error}", operation.name);
            assert!(driver.asked().is_empty(), "{}", operation.name);
        }
        for id in operation.ids {
            let mut empty = given.clone();
            empty[*id] = json!("");
            let (adapter, driver) = adapter(&[]);
            let error = call(&adapter, operation.name, &empty).expect_err(operation.name);
            assert_eq!(error.code().class_name(), "ValidationError", "{}: {id}", operation.name);
            assert!(driver.asked().is_empty(), "{}", operation.name);
        }
    }
}
