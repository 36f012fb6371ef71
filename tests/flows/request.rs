//! What a request of a session looks like on the wire.

use std::sync::Arc;

use keystoneclient::adapter::Adapter;
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Code;
use keystoneclient::session::{RequestOptions, Session, Settings};
use serde_json::json;

use crate::support::*;

fn compute() -> EndpointFilter {
    EndpointFilter { service_type: Some("compute".to_owned()), ..EndpointFilter::default() }
}

#[test]
fn a_path_goes_behind_the_services_url() {
    let (driver, _) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    let adapter = Adapter::new(&session, compute());
    let options =
        RequestOptions { query: vec![("all_tenants".into(), "yes & no".into())], ..RequestOptions::default() };
    wait(adapter.request("GET", "/servers", &options)).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://service-public-one:8774/v2.1/servers?all_tenants=yes+%26+no");
    assert_eq!(wait(adapter.endpoint()).unwrap().as_deref(), Some("http://service-public-one:8774/v2.1"));
}

#[test]
fn request_adapter_and_session_say_which_endpoint_in_this_order() {
    let (driver, _) = cloud(3600);
    let filter =
        EndpointFilter { region_name: Some("two".into()), interface: vec!["internal".into()], ..Default::default() };
    let settings = Settings { filter, ..Settings::default() };
    let session = Session::new(Some(plugin("v3password", json!({})).unwrap()), settings, driver.clone());
    let public = EndpointFilter { interface: vec!["public".into()], ..compute() };
    let adapter = Adapter::new(&session, public);
    wait(adapter.request("GET", "x", &RequestOptions::default())).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://service-public-two:8774/v2.1/x");
    let one =
        EndpointFilter { region_name: Some("one".into()), interface: vec!["internal".into()], ..Default::default() };
    let options = RequestOptions { filter: one, ..RequestOptions::default() };
    wait(adapter.request("GET", "x", &options)).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://service-internal-one:8774/v2.1/x");
    let options = RequestOptions { endpoint_override: Some("http://mine/".into()), ..RequestOptions::default() };
    wait(adapter.request("GET", "x", &options)).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://mine/x");
    wait(adapter.request("GET", "http://absolute/y", &options)).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://absolute/y");
}

#[test]
fn a_service_that_is_not_there_is_named_with_what_is() {
    let (driver, _) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    let volume = EndpointFilter { service_type: Some("volume".into()), ..EndpointFilter::default() };
    let error = wait(Adapter::new(&session, volume).request("GET", "/", &RequestOptions::default())).unwrap_err();
    assert_eq!(error.code(), Code::ENDPOINT_NOT_FOUND);
    let message = error.message().as_str();
    assert!(message.contains("volume") && message.contains("compute"), "{message}");
}

#[test]
fn a_session_without_a_plugin_asks_without_a_token() {
    let driver = Arc::new(Scripted::with([reply(200, &[], "")]));
    let session = Session::new(None, Settings::default(), driver.clone());
    wait(session.request("GET", "http://h/", &RequestOptions::default())).unwrap();
    let request = &driver.requests()[0];
    assert_eq!(request.headers.get("Accept"), Some("*/*"));
    let agent = request.headers.get("User-Agent").unwrap();
    let library = concat!("keystoneclient/", env!("CARGO_PKG_VERSION"));
    let program = std::env::current_exe().unwrap();
    assert_eq!(agent, format!("{} {library}", program.file_name().unwrap().display()), "the program and the library");
    assert_eq!(wait(session.access()).unwrap_err().code(), Code::MISSING_AUTH_PLUGIN);
    let demanding = RequestOptions { authenticated: Some(true), ..RequestOptions::default() };
    assert_eq!(wait(session.request("GET", "http://h/", &demanding)).unwrap_err().code(), Code::MISSING_AUTH_PLUGIN);
    let error = wait(session.request("GET", "/path", &RequestOptions::default())).unwrap_err();
    assert_eq!(error.code(), Code::ENDPOINT_NOT_FOUND);
}

#[test]
fn the_plugins_fields_come_before_the_callers() {
    let (driver, _) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    let mut options = RequestOptions { content_type: Some("a/b".into()), ..RequestOptions::default() };
    options.headers.set("x-auth-token", "mine").unwrap();
    options.headers.set("content-type", "application/json-patch+json").unwrap();
    options.headers.set("user-agent", "me/1").unwrap();
    wait(session.request("PATCH", "http://h/", &options)).unwrap();
    let headers = driver.requests().pop().unwrap().headers;
    let fields: Vec<_> = headers.iter().collect();
    assert_eq!(headers.get("X-Auth-Token"), Some("token-1"));
    assert_eq!(headers.get("Content-Type"), Some("application/json-patch+json"));
    assert_eq!(headers.get("User-Agent"), Some("me/1"));
    assert_eq!(fields.len(), 4, "{fields:?}");
}

#[test]
fn a_status_of_400_and_above_is_an_error_unless_it_is_wanted() {
    let driver =
        Arc::new(Scripted::with([reply(418, &[("x-openstack-request-id", "req-2")], "tea"), reply(418, &[], "tea")]));
    let session = Session::new(None, Settings::default(), driver.clone());
    let error = wait(session.request("BREW", "http://h/pot", &RequestOptions::default())).unwrap_err();
    assert_eq!((error.code().number(), error.code().class_name()), (418, "HTTPClientError"));
    assert_eq!(error.method().unwrap().as_str(), "BREW");
    assert_eq!(error.url().unwrap().as_str(), "http://h/pot");
    let options = RequestOptions { raise_exc: Some(false), ..RequestOptions::default() };
    assert_eq!(wait(session.request("BREW", "http://h/pot", &options)).unwrap().body(), b"tea");
}

#[test]
fn what_is_no_method_is_refused() {
    let session = Session::new(None, Settings::default(), Arc::new(Scripted::new()));
    for method in ["", "GET /", "GET\r\nX: y", "G\u{e9}T"] {
        let error = wait(session.request(method, "http://h/", &RequestOptions::default())).unwrap_err();
        assert_eq!(error.code(), Code::INVALID_ARGUMENT, "{method:?}");
    }
}
