//! How the generic types find version 3.

use std::sync::Arc;

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error};
use serde_json::{Value, json};

use crate::support::*;

fn versions(entries: &[(&str, &str, &str)]) -> String {
    let values: Vec<Value> = entries
        .iter()
        .map(|(id, status, href)| json!({"id": id, "status": status, "links": [{"rel": "self", "href": href}]}))
        .collect();
    json!({"versions": {"values": values}}).to_string()
}

/// Logs in at `auth_url` over these answers; tells what was asked, or why it failed.
fn log_in(
    auth_url: &str,
    first: keystoneclient::error::Result<keystoneclient::http::Response>,
) -> Result<Vec<String>, Error> {
    let driver = Arc::new(Scripted::new());
    driver.push(first);
    driver.push(Ok(login_answer("t", 3600)));
    let plugin = plugin("password", json!({"auth_url": auth_url}))?;
    wait(session(plugin, &driver).access())?;
    Ok(driver.asked())
}

#[test]
fn version_3_is_taken_though_an_older_one_comes_first() {
    let document = versions(&[("v2.0", "stable", "http://h/v2.0/"), ("v3.14", "stable", "http://h/v3/")]);
    let asked = log_in("http://h/", Ok(reply(300, &[], document))).unwrap();
    assert_eq!(asked, ["GET http://h/", "POST http://h/v3/auth/tokens"]);
}

#[test]
fn discovery_carries_no_credentials_and_happens_once() {
    let document = versions(&[("v3.14", "CURRENT", "http://h/v3/")]);
    let driver =
        Arc::new(Scripted::with([reply(300, &[], document), login_answer("a", 3600), login_answer("b", 3600)]));
    let session = session(plugin("password", json!({"auth_url": "http://h"})).unwrap(), &driver);
    wait(session.access()).unwrap();
    assert!(session.invalidate().unwrap());
    assert_eq!(wait(session.token()).unwrap().unwrap().expose(), "b");
    assert_eq!(driver.asked(), ["GET http://h", "POST http://h/v3/auth/tokens", "POST http://h/v3/auth/tokens"]);
    let discovery = &driver.requests()[0];
    assert!(discovery.headers.get("X-Auth-Token").is_none() && discovery.body.as_bytes().is_none());
}

#[test]
fn a_document_that_names_another_host_does_not_lead_there() {
    let document = versions(&[("v3.14", "stable", "http://inside.example:5000/v3/")]);
    let asked = log_in("https://front/identity", Ok(reply(300, &[], document))).unwrap();
    assert_eq!(asked[1], "POST https://front/identity/v3/auth/tokens");
}

#[test]
fn a_redirect_of_discovery_does_not_lead_the_password_away() {
    let document = versions(&[("v3.14", "CURRENT", "/v3/")]);
    for (auth_url, location) in [
        ("https://keystone:5000/", "http://evil.example/"),
        ("https://keystone:5000/", "http://keystone:5000/"),
        ("http://keystone:5000/", "http://other:5000/"),
    ] {
        let redirect = reply(302, &[("Location", location)], "");
        let driver = Arc::new(Scripted::with([redirect, reply(200, &[], document.clone())]));
        let plugin = plugin("password", json!({"auth_url": auth_url})).unwrap();
        let error = wait(session(plugin, &driver).access()).unwrap_err();
        assert_eq!(error.code(), Code::DISCOVERY_FAILURE);
        assert!(error.message().as_str().contains(location), "{error}");
        assert!(driver.requests().iter().all(|request| request.body.as_bytes().is_none()), "{:?}", driver.asked());
    }
}

#[test]
fn where_discovery_fails_the_version_in_the_url_counts() {
    for answer in [reply(500, &[], ""), reply(404, &[], "{}"), reply(200, &[], "<html>"), reply(200, &[], "[]")] {
        let asked = log_in("http://h/identity/v3", Ok(answer)).unwrap();
        assert_eq!(asked[1], "POST http://h/identity/v3/auth/tokens");
    }
}

#[test]
fn without_a_version_in_the_url_the_failure_says_why() {
    let error = log_in("http://h/", Ok(reply(500, &[("x-openstack-request-id", "req-9")], ""))).unwrap_err();
    assert_eq!(error.code(), Code::DISCOVERY_FAILURE);
    assert_eq!(error.cause().unwrap().code(), Code::INTERNAL_SERVER_ERROR);
    let error = log_in("http://h/", Ok(reply(200, &[], "<html>"))).unwrap_err();
    assert_eq!(error.code(), Code::DISCOVERY_FAILURE);
    assert!(error.message().as_str().contains("http://h/"), "{error}");
}

#[test]
fn a_peer_that_cannot_be_reached_is_no_failure_of_discovery() {
    for code in [Code::CONNECT_FAILURE, Code::SSL_ERROR, Code::CONNECT_TIMEOUT] {
        for url in ["http://h/", "http://h/v3"] {
            assert_eq!(log_in(url, Err(Error::of(code))).unwrap_err().code(), code);
        }
    }
}

#[test]
fn a_cloud_without_a_version_that_can_be_used_is_told_what_it_offers() {
    let document = versions(&[("v1.0", "stable", "http://h/v1/"), ("v3.0", "EXPERIMENTAL", "http://h/v3/")]);
    let error = log_in("http://h/", Ok(reply(300, &[], document))).unwrap_err();
    assert_eq!(error.code(), Code::DISCOVERY_FAILURE);
    assert!(error.message().as_str().contains("v1.0, v3.0"), "{error}");
}
