//! What a login sends, and what it makes of the answer.

use std::sync::Arc;

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error};
use serde_json::{Value, json};

use crate::support::*;

/// The body that a login with these options sends.
fn body(auth_type: &str, more: Value) -> Value {
    let driver = Arc::new(Scripted::with([login_answer("t", 3600)]));
    wait(session(plugin(auth_type, more).unwrap(), &driver).access()).unwrap();
    assert_eq!(driver.left(), 0);
    sent(&driver, 0)
}

fn refused(auth_type: &str, more: Value) -> Error {
    plugin(auth_type, more).map(|_| ()).unwrap_err()
}

#[test]
fn a_password_login_names_user_domain_and_password() {
    let expected = json!({"auth": {"identity": {"methods": ["password"], "password": {"user": {
        "name": "me", "domain": {"id": "default"}, "password": PASSWORD}}}}});
    assert_eq!(body("v3password", json!({})), expected);
}

#[test]
fn a_user_id_comes_before_a_name_and_needs_no_domain() {
    let body = body("v3password", json!({"user_id": "u1"}));
    assert_eq!(body["auth"]["identity"]["password"]["user"], json!({"id": "u1", "password": PASSWORD}));
}

#[test]
fn a_token_login_carries_the_token_in_body_and_header() {
    let driver = Arc::new(Scripted::with([login_answer("t", 3600)]));
    let params = keystoneclient::options::Params::from_json(
        json!({"auth_url": AUTH_URL, "token": "old", "project_id": "p1"}).to_string().as_bytes(),
    );
    let plugin = keystoneclient::auth::registry::create("v3token", &params.unwrap()).unwrap();
    wait(session(plugin, &driver).access()).unwrap();
    let expected = json!({"auth": {"identity": {"methods": ["token"], "token": {"id": "old"}},
        "scope": {"project": {"id": "p1"}}}});
    assert_eq!(sent(&driver, 0), expected);
    assert_eq!(driver.requests()[0].headers.get("X-Auth-Token"), Some("old"));
}

#[test]
fn an_application_credential_goes_by_id_or_by_name_and_user() {
    let by = |more: Value| {
        let mut all = json!({"auth_url": AUTH_URL, "application_credential_secret": "s3cret"});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let driver = Arc::new(Scripted::with([login_answer("t", 3600)]));
        let params = params(all);
        let plugin = keystoneclient::auth::registry::create("v3applicationcredential", &params)?;
        wait(session(plugin, &driver).access())?;
        Ok::<Value, Error>(sent(&driver, 0)["auth"]["identity"]["application_credential"].clone())
    };
    assert_eq!(by(json!({"application_credential_id": "c1"})).unwrap(), json!({"secret": "s3cret", "id": "c1"}));
    let named = by(json!({"application_credential_name": "n", "username": "me", "user_domain_name": "D"})).unwrap();
    assert_eq!(named, json!({"secret": "s3cret", "name": "n", "user": {"name": "me", "domain": {"name": "D"}}}));
    assert_eq!(by(json!({"application_credential_name": "n"})).unwrap_err().code(), Code::MISSING_REQUIRED_OPTIONS);
    assert_eq!(by(json!({})).unwrap_err().code(), Code::MISSING_REQUIRED_OPTIONS);
}

#[test]
fn each_scope_is_spelt_as_identity_wants_it() {
    let scope = |more: Value| body("v3password", more)["auth"]["scope"].clone();
    assert_eq!(scope(json!({})), Value::Null);
    assert_eq!(scope(json!({"unscoped": true})), json!("unscoped"));
    assert_eq!(scope(json!({"project_id": "p", "project_name": "n"})), json!({"project": {"id": "p"}}));
    let named = json!({"project": {"name": "n", "domain": {"name": "D"}}});
    assert_eq!(scope(json!({"project_name": "n", "project_domain_name": "D"})), named);
    assert_eq!(scope(json!({"tenant_name": "n", "project_domain_name": "D"})), named);
    assert_eq!(scope(json!({"domain_id": "d"})), json!({"domain": {"id": "d"}}));
    assert_eq!(scope(json!({"domain_name": "d"})), json!({"domain": {"name": "d"}}));
    assert_eq!(scope(json!({"system_scope": "all"})), json!({"system": {"all": true}}));
    assert_eq!(scope(json!({"trust_id": "t"})), json!({"OS-TRUST:trust": {"id": "t"}}));
    assert_eq!(scope(json!({"project_domain_id": "d"})), Value::Null);
}

#[test]
fn two_scopes_are_refused_before_anything_is_sent() {
    for (one, other) in [("project_id", "domain_id"), ("trust_id", "project_id"), ("domain_name", "trust_id")] {
        let error = refused("v3password", json!({one: "x", other: "y"}));
        assert_eq!(error.code(), Code::AUTHORIZATION_FAILURE, "{one} {other}");
    }
    let error = refused("password", json!({"system_scope": "all", "unscoped": true}));
    assert_eq!(error.code(), Code::AUTHORIZATION_FAILURE);
    assert!(error.message().as_str().contains("'system_scope', 'unscoped'"), "{error}");
}

#[test]
fn names_without_their_domain_are_refused() {
    let error = refused("v3password", json!({"project_name": "n"}));
    assert!(error.is_a(Code::OPTION_ERROR) && error.message().as_str().contains("project_domain_id"), "{error}");
    let error = refused("v3password", json!({"user_domain_id": null}));
    assert!(error.is_a(Code::OPTION_ERROR) && error.message().as_str().contains("user_domain_id"), "{error}");
    assert_eq!(refused("v3password", json!({"system_scope": "most"})).code(), Code::OPTION_ERROR);
}

#[test]
fn whatever_is_missing_is_named_at_once() {
    let error = refused("v3password", json!({"username": null, "password": null}));
    assert_eq!(error.code(), Code::MISSING_REQUIRED_OPTIONS);
    let message = error.message().as_str();
    assert!(message.contains("username") && message.contains("password"), "{message}");
    assert_eq!(refused("v3password", json!({"auth_url": null})).code(), Code::MISSING_REQUIRED_OPTIONS);
}

#[test]
fn a_misspelt_option_is_named_with_the_nearest_one() {
    let error = refused("v3password", json!({"pasword": "x"}));
    assert_eq!(error.code(), Code::UNSUPPORTED_PARAMETERS);
    let message = error.message().as_str();
    assert!(message.contains("'pasword'") && message.contains("'password'"), "{message}");
}

#[test]
fn the_default_domain_serves_the_generic_types_only() {
    let more = json!({"user_domain_id": null, "default_domain_id": "dd", "project_name": "n"});
    let driver = Arc::new(Scripted::with([reply(500, &[], ""), login_answer("t", 3600)]));
    wait(session(plugin("password", more.clone()).unwrap(), &driver).access()).unwrap();
    let auth = &sent(&driver, 1)["auth"];
    assert_eq!(auth["identity"]["password"]["user"]["domain"], json!({"id": "dd"}));
    assert_eq!(auth["scope"]["project"]["domain"], json!({"id": "dd"}));
    assert_eq!(refused("v3password", more).code(), Code::UNSUPPORTED_PARAMETERS);
}

#[test]
fn the_version_is_put_into_a_url_that_does_not_end_in_it() {
    for (auth_url, expected) in [
        ("http://h:5000", "http://h:5000/v3/auth/tokens"),
        ("http://h:5000/v3", "http://h:5000/v3/auth/tokens"),
        ("http://h/identity/v3/", "http://h/identity/v3/auth/tokens"),
        ("http://h/foov3", "http://h/foov3/v3/auth/tokens"),
    ] {
        let driver = Arc::new(Scripted::with([login_answer("t", 3600)]));
        wait(session(plugin("v3password", json!({"auth_url": auth_url})).unwrap(), &driver).access()).unwrap();
        assert_eq!(driver.asked(), [format!("POST {expected}")]);
    }
    let driver = Arc::new(Scripted::with([login_answer("t", 3600)]));
    wait(session(plugin("v3password", json!({"include_catalog": false})).unwrap(), &driver).access()).unwrap();
    assert_eq!(driver.asked(), [format!("POST {AUTH_URL}/auth/tokens?nocatalog")]);
}

#[test]
fn a_wrong_password_is_unauthorized_and_never_repeated() {
    let echo = format!("The password {PASSWORD} of me is wrong");
    let driver = Arc::new(Scripted::with([refusal(&echo)]));
    let plugin = plugin("v3password", json!({})).unwrap();
    let session = session(plugin, &driver);
    let error = wait(session.access()).unwrap_err();
    assert_eq!((error.code(), error.http_status()), (Code::UNAUTHORIZED, 401));
    assert_eq!(error.request_id().unwrap().as_str(), "req-1");
    assert_eq!(error.url().unwrap().as_str(), format!("{AUTH_URL}/auth/tokens"));
    assert!(error.message().as_str().starts_with("The password *** of me is wrong"), "{error}");
    let shown =
        format!("{error:?} {session:?} {:?} {}", driver.requests(), String::from_utf8_lossy(error.body().unwrap()));
    assert!(!shown.contains(PASSWORD) && !shown.contains("pa55"), "{shown}");
}

#[test]
fn answers_that_are_no_token_are_invalid_responses() {
    let cases = [
        reply(201, &[], token_body(60).to_string()),
        reply(201, &[("X-Subject-Token", "")], token_body(60).to_string()),
        reply(201, &[("X-Subject-Token", "t")], ""),
        reply(201, &[("X-Subject-Token", "t")], "null"),
        reply(201, &[("X-Subject-Token", "t")], "<html>"),
        reply(200, &[("X-Subject-Token", "t")], "[".repeat(10_000)),
        reply(201, &[("X-Subject-Token", "t")], r#"{"token": 7}"#),
        reply(201, &[("X-Subject-Token", "t\nX-Evil: 1")], token_body(60).to_string()),
    ];
    for answer in cases {
        let shown = String::from_utf8_lossy(answer.body()).chars().take(40).collect::<String>();
        let driver = Arc::new(Scripted::with([answer]));
        let error = wait(session(plugin("v3password", json!({})).unwrap(), &driver).access()).unwrap_err();
        assert!([Code::INVALID_RESPONSE, Code::INVALID_ARGUMENT].contains(&error.code()), "{shown}: {error:?}");
        assert!(!error.message().is_empty());
    }
}

#[test]
fn no_debug_output_holds_password_or_token() {
    let driver = Arc::new(Scripted::with([login_answer("gAAAAA-token", 3600)]));
    let plugin = plugin("v3password", json!({"project_id": "p1"})).unwrap();
    let session = session(plugin.clone(), &driver);
    let access = wait(session.access()).unwrap();
    assert_eq!(access.auth_token().unwrap().expose(), "gAAAAA-token");
    let shown =
        format!("{plugin:?} {session:?} {access:?} {driver:?} {:?} {:?}", driver.requests(), options(json!({})));
    assert!(!shown.contains("gAAAAA") && !shown.contains("pa55"), "{shown}");
}
