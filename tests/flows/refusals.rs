//! What is wrong with options is said at once, and what Identity refused is not asked for again.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keystoneclient::auth::registry;
use keystoneclient::catalog::EndpointQuery;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error};
use keystoneclient::http::Request;
use keystoneclient::session::Resolution;
use serde_json::{Value, json};

use crate::support::*;

fn refused(auth_type: &str, options: &Value) -> Error {
    registry::create(auth_type, &params(options)).map(|_| ()).unwrap_err()
}

#[test]
fn all_that_is_wrong_with_the_options_of_a_login_is_said_at_once() {
    let url = json!({"auth_url": AUTH_URL, "username": "me", "project_name": "p", "domain_id": "d"});
    let parts = ["'password'", "'user_domain_id'", "'project_name', 'domain_id'"];
    let error = refused("v3password", &url);
    assert_eq!(error.code(), Code::MISSING_REQUIRED_OPTIONS, "what is missing weighs most");
    for part in parts {
        assert!(error.message().as_str().contains(part), "{part}: {error}");
    }
    let names = json!({"auth_url": AUTH_URL, "username": "me", "project_name": "p", "password": "pw"});
    let error = refused("v3password", &names);
    assert!(error.is_a(Code::OPTION_ERROR) && error.code() != Code::MISSING_REQUIRED_OPTIONS, "{error:?}");
    assert!(error.message().as_str().contains("'user_domain_id'"), "{error}");
    assert!(error.message().as_str().contains("'project_domain_id'"), "{error}");
    // Version 2.0 may be what there is, which takes names alone; but no version takes two scopes.
    let error = refused("password", &json!({"auth_url": "http://h", "project_id": "p", "trust_id": "t"}));
    for part in ["'user_id' or 'username'", "'password'", "'project_id', 'trust_id'"] {
        assert!(error.message().as_str().contains(part), "{part}: {error}");
    }
    // Both methods lack the same: it is said once.
    let both = json!({"auth_url": AUTH_URL, "auth_methods": "v3password,v3totp", "username": "me", "password": "a", "passcode": "b"});
    let error = refused("v3multifactor", &both);
    assert_eq!(error.message().as_str().matches("'user_domain_id'").count(), 1, "{error}");
}

#[test]
fn a_deprecated_name_counts_while_the_current_one_is_not_given() {
    let scope = |more: Value| {
        let driver = Arc::new(Scripted::with([login_answer("t", 3600)]));
        wait(session(plugin("v3password", more).unwrap(), &driver).access()).unwrap();
        sent(&driver, 0)["auth"]["scope"]["project"]["id"].clone()
    };
    assert_eq!(scope(json!({"tenant_id": "old"})), json!("old"));
    assert_eq!(scope(json!({"tenant-id": "old", "project-id": "new"})), json!("new"));
    let by = |name: &str| {
        let options = json!({"auth_url": "http://h/v2.0", "password": "pw", name: "me"});
        let body = json!({"access": {"token": {"id": "t", "expires": "2030-01-01T00:00:00Z"}, "user": {"id": "u", "name": "me"}}});
        let driver = Arc::new(Scripted::with([reply(200, &[], body.to_string())]));
        let plugin = registry::create("v2password", &params(&options)).unwrap();
        wait(session(plugin, &driver).access()).unwrap();
        sent(&driver, 0)["auth"]["passwordCredentials"]["username"].clone()
    };
    assert_eq!((by("user_name"), by("username")), (json!("me"), json!("me")));
}

#[test]
fn another_user_with_the_same_password_is_another_attempt() {
    let driver = Arc::new(Scripted::with([refusal("who?"), login_answer("t", 3600)]));
    let plugin = plugin("v3password", json!({"username": "mee"})).unwrap();
    let session = session(plugin.clone(), &driver);
    assert_eq!(wait(session.token()).unwrap_err().code(), Code::UNAUTHORIZED);
    let right = json!({"username": "me", "user_domain_id": "default", "password": PASSWORD});
    plugin.add_method(registry::method("v3password", &params(&right), None).unwrap()).unwrap();
    assert_eq!(wait(session.token()).unwrap().unwrap().expose(), "t");
}

#[test]
fn a_refusal_stands_however_much_time_passes() {
    let driver = Arc::new(Scripted::with([refusal("wrong password")]));
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    for _ in 0..3 {
        assert_eq!(wait(session.token()).unwrap_err().code(), Code::UNAUTHORIZED);
        driver.pass(std::time::Duration::from_secs(1_000_000));
    }
    assert_eq!(driver.asked().len(), 1);
}

/// An Identity that takes any password and gives no token for the project that it is asked for.
fn without_access() -> Arc<Scripted> {
    let count = std::sync::atomic::AtomicUsize::new(0);
    Arc::new(Scripted::answering(move |request: &Request| {
        let body: Value = serde_json::from_slice(request.body.as_bytes().unwrap_or_default()).unwrap();
        if body["auth"]["identity"]["methods"] == json!(["token"]) {
            return Ok(refusal("the user has no access to the project"));
        }
        Ok(login_answer(&format!("token-{}", count.fetch_add(1, Ordering::SeqCst)), 3600))
    }))
}

#[test]
fn a_scope_that_is_refused_to_a_new_token_as_well_is_not_asked_for_again() {
    let driver = without_access();
    let unscoped = session(plugin("v3password", json!({})).unwrap(), &driver);
    let scoped = unscoped.with_scope(&params(json!({"project_id": "not-mine"}))).unwrap();
    for _ in 0..4 {
        assert_eq!(wait(scoped.token()).unwrap_err().code(), Code::UNAUTHORIZED);
    }
    assert_eq!(driver.asked().len(), 4, "two logins and an exchange for each");
    assert!(!scoped.invalidate().unwrap(), "there was none, but it may be tried");
    assert_eq!(wait(scoped.token()).unwrap_err().code(), Code::UNAUTHORIZED);
    assert!(driver.asked().len() > 4);
}

#[test]
fn a_client_that_oauth_2_refuses_is_not_logged_in_again_and_again() {
    let options = json!({"auth_url": AUTH_URL, "oauth2_endpoint": "https://h/oauth2/token", "oauth2_client_id": "c1",
        "oauth2_client_secret": "s3cret"});
    let answer = |request: &Request| {
        Ok(if request.url.ends_with("/oauth2/token") {
            reply(401, &[], json!({"error": "invalid_client", "error_description": "s3cret is wrong"}).to_string())
        } else {
            login_answer("t", 3600)
        })
    };
    let driver = Arc::new(Scripted::answering(answer));
    let session = session(registry::create("v3oauth2clientcredential", &params(&options)).unwrap(), &driver);
    for _ in 0..3 {
        let error = wait(session.token()).unwrap_err();
        assert_eq!(error.code(), Code::UNAUTHORIZED);
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
    assert_eq!(driver.asked().len(), 2);
    assert_eq!(session.watch().metrics.to_json()["login_failures"], 1);
}

#[test]
fn what_a_login_found_out_of_the_versions_serves_sessions_as_well() {
    let answer = |request: &Request| {
        if request.method.as_str() == "POST" {
            return Ok(login_answer("t", 3600));
        }
        let version = json!({"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": "http://h/v3/"}]});
        Ok(reply(300, &[], json!({"versions": {"values": [version]}}).to_string()))
    };
    let driver = Arc::new(Scripted::answering(answer));
    let plugin = plugin("password", json!({"auth_url": "http://h/"})).unwrap();
    let session = session(plugin.clone(), &driver);
    wait(session.access()).unwrap();
    assert!(plugin.discoveries().is_some_and(|documents| documents.len() == 1));
    let overridden = Resolution { endpoint_override: Some("http://h".to_owned()), ..Resolution::default() };
    let data = wait(session.endpoint_data(EndpointQuery::default(), &overridden)).unwrap().unwrap();
    assert_eq!(data.api_version.map(|version| version.to_string()).as_deref(), Some("3.14"), "{data:?}");
    assert_eq!(driver.asked(), ["GET http://h/", "POST http://h/v3/auth/tokens"]);
}

#[test]
fn a_discovery_that_failed_is_made_again_for_the_next_login() {
    let version = json!({"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": "http://h/v3/"}]});
    let document = json!({"versions": {"values": [version]}}).to_string();
    let driver =
        Arc::new(Scripted::with([reply(200, &[], "<html>"), reply(300, &[], document), login_answer("t", 60)]));
    let session = session(plugin("password", json!({"auth_url": "http://h/"})).unwrap(), &driver);
    assert_eq!(wait(session.token()).unwrap_err().code(), Code::DISCOVERY_FAILURE);
    assert_eq!(wait(session.token()).unwrap().unwrap().expose(), "t");
}

#[test]
fn a_certificate_that_is_refused_is_not_tried_again_and_another_sessions_is() {
    let options = json!({"auth_url": AUTH_URL, "oauth2_endpoint": "https://h/oauth2/token", "oauth2_client_id": "c1"});
    let plugin = registry::create("v3oauth2mtlsclientcredential", &params(&options)).unwrap();
    // Each has ended before the next begins, and may have had the very place in memory that the next one gets.
    for _ in 0..20 {
        let driver = Arc::new(Scripted::with([reply(401, &[], json!({"error": "invalid_client"}).to_string())]));
        let session = session(plugin.clone(), &driver);
        for _ in 0..2 {
            assert_eq!(wait(session.token()).unwrap_err().code(), Code::UNAUTHORIZED);
        }
        assert_eq!(driver.asked().len(), 1);
    }
}
