//! What requests, adapters and sessions say by name, and which of them is heard.

use std::sync::Arc;

use keystoneclient::adapter::Adapter;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Code;
use keystoneclient::http::Body;
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session, options};
use serde_json::{Value, json};

use crate::support::*;

fn named(options: &Value) -> Params {
    params(options)
}

fn session_with(driver: &Arc<Scripted>, more: Value) -> Session {
    let (settings, _) = options::read(&named(&more)).unwrap();
    Session::new(Some(plugin("v3password", json!({})).unwrap()), settings, driver.clone())
}

fn adapter_with(session: &Session, more: Value) -> Adapter {
    Adapter::open(session, None, &named(&more)).unwrap()
}

/// A header field of the last request.
fn last(driver: &Scripted, name: &str) -> Option<String> {
    driver.requests().pop().unwrap().headers.get(name).map(str::to_owned)
}

#[test]
fn fields_of_the_request_come_before_the_adapters_and_those_before_the_sessions() {
    let (driver, _) = cloud(3600);
    let session = session_with(
        &driver,
        json!({"additional_headers": {"X-A": "session", "X-B": "session", "X-C": "session"}, "global_request_id": "req-s"}),
    );
    let adapter = adapter_with(
        &session,
        json!({"service_type": "compute", "additional_headers": {"x-a": "adapter", "x-b": "adapter"}, "global_request_id": "req-a"}),
    );
    let mut options = RequestOptions::default();
    options.headers.set("x-A", "request").unwrap();
    wait(adapter.request("GET", "/", &options)).unwrap();
    let all = |name: &str| last(&driver, name).unwrap();
    assert_eq!([all("X-A"), all("X-B"), all("X-C")], ["request", "adapter", "session"]);
    assert_eq!(all("X-OpenStack-Request-ID"), "req-a");
    options.global_request_id = Some("req-r".into());
    options.headers.set("x-openstack-request-id", "req-field").unwrap();
    wait(adapter.request("GET", "/", &options)).unwrap();
    let request = driver.requests().pop().unwrap();
    let ids: Vec<_> =
        request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("x-openstack-request-id")).collect();
    assert_eq!(ids, [("X-OpenStack-Request-ID", "req-r")], "one, and the request's");
    wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    assert_eq!(all("X-OpenStack-Request-ID"), "req-s");
}

#[test]
fn the_type_of_a_body_comes_before_one_in_additional_headers() {
    let (driver, _) = cloud(3600);
    let session = session_with(&driver, json!({"additional_headers": {"Content-Type": "text/session"}}));
    let adapter = adapter_with(
        &session,
        json!({"service_type": "compute", "additional_headers": {"content-type": "text/adapter"}}),
    );
    let mut options =
        RequestOptions { body: Body::bytes("{}"), content_type: Some("a/json".into()), ..RequestOptions::default() };
    wait(adapter.request("PUT", "/", &options)).unwrap();
    assert_eq!(last(&driver, "Content-Type").as_deref(), Some("a/json"));
    options.content_type = None;
    wait(adapter.request("PUT", "/", &options)).unwrap();
    assert_eq!(last(&driver, "Content-Type").as_deref(), Some("text/adapter"));
    options.headers.set("content-Type", "a/patch").unwrap();
    options.content_type = Some("a/json".into());
    wait(session.request("PUT", "http://any/", &options)).unwrap();
    assert_eq!(last(&driver, "Content-Type").as_deref(), Some("a/patch"));
}

#[test]
fn the_plugins_token_takes_the_place_of_one_in_additional_headers() {
    let (driver, _) = cloud(3600);
    let session = session_with(&driver, json!({"additional_headers": {"X-Auth-Token": "forged"}}));
    wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    assert_eq!(last(&driver, "X-Auth-Token").as_deref(), Some("token-1"));
}

#[test]
fn who_asks_is_composed_of_program_client_and_libraries() {
    let library = concat!("keystoneclient/", env!("CARGO_PKG_VERSION"));
    let (driver, _) = cloud(3600);
    let session = session_with(
        &driver,
        json!({"app_name": "backup", "app_version": "1", "additional_user_agent": ["sdk/2", ["os", "3"]]}),
    );
    let adapter =
        adapter_with(&session, json!({"service_type": "compute", "client_name": "nova", "client_version": "4"}));
    let agent = |options: &RequestOptions, adapter: &Adapter| {
        wait(adapter.request("GET", "/", options)).unwrap();
        last(&driver, "User-Agent").unwrap()
    };
    let mut options = RequestOptions::default();
    assert_eq!(agent(&options, &adapter), format!("backup/1 nova/4 sdk/2 os/3 {library}"));
    assert_eq!(driver.requests()[0].headers.get("User-Agent"), Some(format!("backup/1 sdk/2 os/3 {library}").as_str()));
    let whole = adapter_with(&session, json!({"service_type": "compute", "user_agent": "whole"}));
    assert_eq!(agent(&options, &whole), "whole");
    options.headers.set("user-agent", "field").unwrap();
    assert_eq!(agent(&options, &whole), "field");
    options.user_agent = Some("request".into());
    assert_eq!(agent(&options, &whole), "request");
}

#[test]
fn forwarded_names_whom_the_request_is_for_and_by_whom() {
    let (driver, _) = cloud(3600);
    let session = session_with(&driver, json!({"original_ip": "192.0.2.1", "user_agent": "me"}));
    let mut options = RequestOptions::default();
    wait(session.request("GET", "http://any/", &options)).unwrap();
    let by = concat!("by=me keystoneclient/", env!("CARGO_PKG_VERSION"));
    assert_eq!(last(&driver, "Forwarded"), Some(format!("for=192.0.2.1;{by}")));
    options.original_ip = Some("2001:db8::1".into());
    wait(session.request("GET", "http://any/", &options)).unwrap();
    assert_eq!(last(&driver, "Forwarded"), Some(format!("for=\"[2001:db8::1]\";{by}")));
    options.headers.set("forwarded", "for=mine").unwrap();
    wait(session.request("GET", "http://any/", &options)).unwrap();
    assert_eq!(last(&driver, "Forwarded").as_deref(), Some("for=mine"));
    assert_eq!(options::read(&named(&json!({"original_ip": "a;b"}))).unwrap_err().code(), Code::INVALID_ARGUMENT);
}

#[test]
fn a_microversion_is_asked_of_the_service_that_is_meant() {
    let (driver, _) = cloud(3600);
    let session = session_with(&driver, json!({}));
    let adapter = adapter_with(&session, json!({"service_type": "compute", "default_microversion": "2.1"}));
    let mut options = RequestOptions::default();
    wait(adapter.request("GET", "/", &options)).unwrap();
    assert_eq!(last(&driver, "OpenStack-API-Version").as_deref(), Some("compute 2.1"));
    assert_eq!(last(&driver, "X-OpenStack-Nova-API-Version").as_deref(), Some("2.1"));
    options.microversion = Some("latest".into());
    options.microversion_service_type = Some("volumev3".into());
    wait(adapter.request("GET", "/", &options)).unwrap();
    assert_eq!(last(&driver, "OpenStack-API-Version").as_deref(), Some("volume latest"));
    assert_eq!(last(&driver, "X-OpenStack-Nova-API-Version"), None);
    options.microversion_service_type = None;
    let error = wait(session.request("GET", "http://any/", &options)).unwrap_err();
    assert_eq!(error.code(), Code::INVALID_ARGUMENT, "nothing says which service {error}");
}

#[test]
fn an_endpoint_override_is_filled_from_the_token_and_nothing_else_in_it_is_touched() {
    let (driver, _) = cloud(3600);
    let session = session_with(&driver, json!({}));
    let asked = |template: &str| {
        let options = RequestOptions { endpoint_override: Some(template.into()), ..RequestOptions::default() };
        wait(session.request("GET", "x", &options)).map(|_| driver.asked().pop().unwrap())
    };
    assert_eq!(asked("http://h/%(project_id)s/%(user_id)s").unwrap(), "GET http://h/p1/u1/x");
    assert_eq!(
        asked("http://h/AUTH_%(tenant_id)s/100%25/%(other)s").unwrap(),
        "GET http://h/AUTH_p1/100%25/%(other)s/x"
    );
    let adapter = adapter_with(&session, json!({"endpoint_override": "http://h/%(project_id)s"}));
    assert_eq!(wait(adapter.endpoint()).unwrap().as_deref(), Some("http://h/p1"));
    wait(adapter.request("GET", "y", &RequestOptions::default())).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://h/p1/y");
}

#[test]
fn an_id_that_the_token_does_not_have_is_an_error_and_one_with_odd_characters_no_other_path() {
    let login = |project: Value| {
        let mut body = token_body(3600);
        body["token"]["project"]["id"] = project;
        Scripted::with([reply(201, &[("X-Subject-Token", "t")], body.to_string()), reply(200, &[], "")])
    };
    let options =
        RequestOptions { endpoint_override: Some("http://h/%(project_id)s".into()), ..RequestOptions::default() };
    let driver = Arc::new(login(json!("a/../b?c")));
    wait(session_with(&driver, json!({})).request("GET", "x", &options)).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://h/a%2F..%2Fb%3Fc/x");
    let driver = Arc::new(login(json!("")));
    let error = wait(session_with(&driver, json!({})).request("GET", "x", &options)).unwrap_err();
    assert_eq!(error.code(), Code::ENDPOINT_NOT_FOUND);
    assert!(error.message().as_str().contains("%(project_id)s"), "{error}");
}

#[test]
fn another_plugin_authenticates_one_request_or_an_adapter_and_the_session_keeps_its_own() {
    let (driver, cloud) = cloud(3600);
    let session = session_with(&driver, json!({}));
    let other = plugin("v3password", json!({"username": "other"})).unwrap();
    let options = RequestOptions { auth: Some(other.clone()), ..RequestOptions::default() };
    wait(session.request("GET", "http://any/", &options)).unwrap();
    assert_eq!(sent(&driver, 0)["auth"]["identity"]["password"]["user"]["name"], "other");
    let adapter = Adapter::open(&session, Some(other), &named(&json!({"service_type": "compute"}))).unwrap();
    wait(adapter.request("GET", "/", &RequestOptions::default())).unwrap();
    assert_eq!(last(&driver, "X-Auth-Token").as_deref(), Some("token-1"), "the same login");
    wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    assert_eq!(last(&driver, "X-Auth-Token").as_deref(), Some("token-2"));
    assert_eq!(cloud.logins.load(std::sync::atomic::Ordering::SeqCst), 2);
    assert_eq!(wait(adapter.session().user_id()).unwrap().as_deref(), Some("u1"));
    assert!(adapter.session().invalidate().unwrap());
    wait(adapter.request("GET", "/", &RequestOptions::default())).unwrap();
    assert_eq!(last(&driver, "X-Auth-Token").as_deref(), Some("token-3"));
}

#[test]
fn the_request_says_before_the_adapter_and_the_adapter_before_the_session_when_it_is_sent_again() {
    let times = |request: Option<u32>, adapter: Value, session: Value| {
        let driver = Arc::new(Scripted::answering(|_| Ok(reply(503, &[], ""))));
        let (settings, _) = options::read(&named(&session)).unwrap();
        let session = Session::new(None, settings, driver.clone());
        let adapter = adapter_with(&session, adapter);
        let mut options = RequestOptions::default();
        options.retries.status = request;
        let error = wait(adapter.request("GET", "http://any/", &options)).unwrap_err();
        assert_eq!(error.code(), Code::SERVICE_UNAVAILABLE);
        (driver.requests().len(), driver.sleeps().iter().map(std::time::Duration::as_secs_f64).sum::<f64>())
    };
    let session = json!({"status_code_retries": 1, "status_code_retry_delay": 2});
    assert_eq!(times(None, json!({}), session.clone()), (2, 2.0));
    assert_eq!(times(None, json!({"status_code_retries": 3}), session.clone()), (4, 6.0));
    assert_eq!(
        times(Some(2), json!({"status_code_retries": 3, "status_code_retry_delay": 1}), session.clone()),
        (3, 2.0)
    );
    assert_eq!(times(None, json!({"retriable_status_codes": [500]}), session.clone()), (1, 0.0));
    assert_eq!(times(Some(0), json!({}), session), (1, 0.0));
}

#[test]
fn whether_a_status_is_an_error_the_request_says_before_the_adapter_and_the_adapter_before_the_session() {
    let fails = |request: Option<bool>, adapter: Value, session: Value| {
        let driver = Arc::new(Scripted::answering(|_| Ok(reply(404, &[], ""))));
        let (settings, _) = options::read(&named(&session)).unwrap();
        let adapter = adapter_with(&Session::new(None, settings, driver), adapter);
        let options = RequestOptions { raise_exc: request, ..RequestOptions::default() };
        wait(adapter.request("GET", "http://any/", &options)).is_err()
    };
    assert!(fails(None, json!({}), json!({})));
    assert!(!fails(None, json!({}), json!({"raise_exc": false})));
    assert!(fails(None, json!({"raise_exc": true}), json!({"raise_exc": false})));
    assert!(!fails(Some(false), json!({"raise_exc": true}), json!({})));
}

#[test]
fn options_that_make_no_sense_are_refused_by_name() {
    let session = Session::new(None, keystoneclient::session::Settings::default(), Arc::new(Scripted::new()));
    for (more, code) in [
        (json!({"rate_limit": 0}), Code::UNSUPPORTED_PARAMETERS),
        (json!({"concurrency": 0}), Code::OPTION_ERROR),
        (json!({"additional_headers": {"X": 1}}), Code::UNSUPPORTED_PARAMETERS),
        (json!({"additional_headers": {"X": "a\r\nY: b"}}), Code::INVALID_ARGUMENT),
        (json!({"retriable_status_codes": [200]}), Code::OPTION_ERROR),
        (json!({"min_version": "two"}), Code::INVALID_ARGUMENT),
        (json!({"version": "2", "max_version": "3"}), Code::INVALID_ARGUMENT),
        (json!({"discover_versions": true}), Code::UNSUPPORTED_PARAMETERS),
    ] {
        let error = Adapter::open(&session, None, &named(&more)).unwrap_err();
        assert_eq!(error.code(), code, "{more}: {error}");
    }
    for more in [json!({"additional_user_agent": [1]}), json!({"additional_user_agent": [["a"]]})] {
        assert_eq!(options::read(&named(&more)).unwrap_err().code(), Code::UNSUPPORTED_PARAMETERS, "{more}");
    }
}
