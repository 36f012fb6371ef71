//! Redirects keep credentials with their origin.

use std::sync::Arc;
use std::time::Duration;

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Body, Most, Policy, Redirects, Response, Retries};
use keystoneclient::session::{RequestOptions, Session, Settings};
use serde_json::json;

use crate::support::*;

fn redirect(status: u16, location: &str) -> Response {
    reply(status, &[("Location", location), ("x-openstack-request-id", "req-7")], "")
}

/// Sends a request with a token and a body over these answers.
fn send(method: &str, answers: Vec<Response>, options: RequestOptions) -> (Arc<Scripted>, Result<Response>) {
    let driver = Arc::new(Scripted::with([login_answer("t", 3600)]));
    for answer in answers {
        driver.push(Ok(answer));
    }
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    let result = wait(session.request(method, "http://a/x?q=1", &options));
    (driver, result)
}

fn hops(response: &Response) -> Vec<(u16, &str)> {
    response.history.iter().map(|hop| (hop.status, hop.url.as_str())).collect()
}

fn with_body() -> RequestOptions {
    let content_type = Some("text/plain".to_owned());
    RequestOptions { body: Body::bytes("payload"), content_type, ..RequestOptions::default() }
}

#[test]
fn within_an_origin_everything_goes_along() {
    for status in [301, 302, 305, 307, 308] {
        let (driver, result) = send("POST", vec![redirect(status, "/y"), reply(200, &[], "")], with_body());
        assert_eq!(hops(&result.unwrap()), [(status, "http://a/x?q=1")]);
        let request = driver.requests().pop().unwrap();
        assert_eq!((request.method.as_str(), request.url.as_str()), ("POST", "http://a/y"));
        assert_eq!(request.body.as_bytes(), Some(&b"payload"[..]));
        assert_eq!(request.headers.get("X-Auth-Token"), Some("t"));
        assert_eq!(request.headers.get("x-openstack-request-id"), Some("req-7"));
    }
}

#[test]
fn a_redirect_to_another_origin_drops_the_token() {
    for target in ["http://b/y", "https://a/y", "http://a:81/y", "//b/y"] {
        let mut options = RequestOptions::default();
        options.headers.set("X-Service-Token", "s").unwrap();
        options.headers.set("Cookie", "c").unwrap();
        options.headers.set("X-Kept", "k").unwrap();
        let (driver, result) = send("GET", vec![redirect(302, target), reply(200, &[], "")], options);
        result.unwrap();
        let request = driver.requests().pop().unwrap();
        for name in ["X-Auth-Token", "X-Service-Token", "Cookie"] {
            assert_eq!(request.headers.get(name), None, "{name} went to {target}");
        }
        assert_eq!(request.headers.get("X-Kept"), Some("k"));
    }
}

#[test]
fn a_body_does_not_go_to_another_origin() {
    for target in ["http://b/y", "https://a/y"] {
        let (driver, result) = send("POST", vec![redirect(307, target), reply(200, &[], "")], with_body());
        let error = result.unwrap_err();
        assert_eq!(error.code().number(), 307, "{target}");
        assert_eq!(error.request_id().unwrap().as_str(), "req-7");
        assert_eq!(driver.asked().len(), 2, "the login and the request");
    }
    let (_, result) = send("POST", vec![redirect(303, "http://b/y"), reply(200, &[], "")], with_body());
    assert_eq!(result.unwrap().status, 200, "a GET without a body may go");
}

#[test]
fn an_option_lets_credentials_go_along_but_never_from_https_to_http() {
    let answers = |location| [redirect(307, location), reply(200, &[], "")];
    let redirects = Redirects { everywhere: true, ..Redirects::default() };
    let settings = Settings { policy: Policy { redirects, ..Policy::default() }, ..Settings::default() };
    for (from, to, goes) in
        [("http://a/", "http://b/", true), ("http://a/", "https://a/", true), ("https://a/", "http://a/", false)]
    {
        let driver = Arc::new(Scripted::with(answers(to)));
        let session = Session::new(None, settings.clone(), driver.clone());
        let mut options = with_body();
        options.headers.set("X-Auth-Token", "t").unwrap();
        assert_eq!(wait(session.request("POST", from, &options)).is_ok(), goes, "{from} {to}");
        let token = driver.requests().pop().unwrap().headers.get("X-Auth-Token").map(str::to_owned);
        assert_eq!(driver.asked().len(), if goes { 2 } else { 1 });
        assert_eq!(token.as_deref(), Some("t"));
    }
    let driver = Arc::new(Scripted::with([redirect(307, "http://b/v3/auth/tokens")]));
    let session = Session::new(Some(plugin("v3password", json!({})).unwrap()), settings, driver.clone());
    assert_eq!(
        wait(session.access()).unwrap_err().code().number(),
        307,
        "a login goes nowhere else, whatever is allowed"
    );
}

#[test]
fn a_401_from_another_origin_does_not_drop_the_token() {
    let (driver, result) =
        send("GET", vec![redirect(302, "http://cdn/"), reply(401, &[], "")], RequestOptions::default());
    assert_eq!(result.unwrap_err().code(), Code::UNAUTHORIZED);
    assert_eq!(driver.asked().len(), 3, "login, request, redirect: {:?}", driver.asked());
}

#[test]
fn a_token_does_not_come_back_with_a_second_redirect() {
    let answers = vec![redirect(302, "http://b/"), redirect(302, "http://a/"), reply(200, &[], "")];
    let (driver, result) = send("GET", answers, RequestOptions::default());
    assert_eq!(hops(&result.unwrap()), [(302, "http://a/x?q=1"), (302, "http://b/")]);
    assert_eq!(driver.requests().pop().unwrap().headers.get("X-Auth-Token"), None);
}

#[test]
fn see_other_becomes_get_without_a_body() {
    let (driver, result) = send("POST", vec![redirect(303, "y"), reply(200, &[], "")], with_body());
    result.unwrap();
    let request = driver.requests().pop().unwrap();
    assert_eq!((request.method.as_str(), request.body.as_bytes()), ("GET", None));
    assert_eq!(request.headers.get("Content-Type"), None);
    let (driver, result) = send("HEAD", vec![redirect(303, "y"), reply(200, &[], "")], RequestOptions::default());
    result.unwrap();
    assert_eq!(driver.requests().pop().unwrap().method.as_str(), "HEAD");
}

#[test]
fn a_login_is_not_repeated_at_another_origin() {
    let driver = Arc::new(Scripted::with([redirect(307, "https://elsewhere/v3/auth/tokens")]));
    let error = wait(session(plugin("v3password", json!({})).unwrap(), &driver).access()).unwrap_err();
    assert_eq!(error.code().number(), 307);
    assert!(error.is_a(Code::HTTP_REDIRECTION));
    assert!(error.message().as_str().contains("https://elsewhere"), "{error}");
    assert_eq!(driver.asked().len(), 1);
}

#[test]
fn the_limit_is_an_error_and_none_an_answer() {
    let loops = |most| {
        let options = RequestOptions { redirects: Some(most), ..RequestOptions::default() };
        send("GET", (0..5).map(|_| redirect(302, "/again")).chain([reply(200, &[], "")]).collect(), options).1
    };
    assert_eq!(loops(Most::Number(4)).unwrap_err().code().number(), 302);
    assert_eq!(loops(Most::Number(5)).unwrap().status, 200);
    assert_eq!(loops(Most::All).unwrap().status, 200);
    assert_eq!(loops(Most::None).unwrap().status, 302);
}

#[test]
fn a_redirect_without_a_location_is_the_answer_and_a_bad_one_an_error() {
    assert_eq!(send("GET", vec![reply(302, &[], "")], RequestOptions::default()).1.unwrap().status, 302);
    for location in ["ftp://a/", "http://[", "javascript:alert(1)"] {
        let error = send("GET", vec![redirect(302, location)], RequestOptions::default()).1.unwrap_err();
        assert!(error.is_a(Code::HTTP_REDIRECTION), "{location}: {error:?}");
    }
    assert_eq!(
        send("GET", vec![reply(304, &[("Location", "/y")], "")], RequestOptions::default()).1.unwrap().status,
        304
    );
}

#[test]
fn retries_are_bounded_and_wait_as_long_as_they_should() {
    let retries = Retries { connect: 2, status: 2, ..Retries::default() };
    let driver = Arc::new(Scripted::new());
    driver.push(Err(Error::of(Code::CONNECT_FAILURE)));
    driver.push(Ok(reply(503, &[("Retry-After", "7")], "")));
    driver.push(Err(Error::of(Code::CONNECT_TIMEOUT)));
    driver.push(Ok(reply(200, &[], "")));
    let settings = Settings { policy: Policy { retries, ..Policy::default() }, ..Settings::default() };
    let session = Session::new(None, settings.clone(), driver.clone());
    assert_eq!(wait(session.request("GET", "http://a/", &RequestOptions::default())).unwrap().status, 200);
    assert_eq!(driver.sleeps(), [500, 7000, 1000].map(Duration::from_millis));

    let driver = Arc::new(Scripted::new());
    (0..3).for_each(|_| driver.push(Err(Error::of(Code::CONNECT_FAILURE))));
    let session = Session::new(None, settings, driver.clone());
    let error = wait(session.request("GET", "http://a/?token=t0p", &RequestOptions::default())).unwrap_err();
    assert_eq!((error.code(), driver.asked().len()), (Code::CONNECT_FAILURE, 3));
    assert_eq!(error.url().unwrap().as_str(), "http://a/?token=***");
}
