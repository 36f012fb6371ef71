//! When a token is renewed, and that one login serves all.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use keystoneclient::auth::Renewal;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Code;
use keystoneclient::http::{Agent, Body, Pipeline, Policy, Timeouts};
use keystoneclient::session::{RequestOptions, Session, Settings};
use serde_json::json;

use crate::support::*;

#[test]
fn a_token_is_used_until_two_minutes_before_its_end() {
    let (driver, cloud) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    wait(session.access()).unwrap();
    driver.pass(Duration::from_secs(3600 - 121));
    wait(session.access()).unwrap();
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 1);
    driver.pass(Duration::from_secs(1));
    wait(session.access()).unwrap();
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 2);
}

#[test]
fn a_token_that_lives_a_minute_is_not_renewed_on_every_request() {
    let (driver, cloud) = cloud(60);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    for _ in 0..10 {
        wait(session.access()).unwrap();
        driver.pass(Duration::from_secs(2));
    }
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 1);
    driver.pass(Duration::from_secs(10));
    wait(session.access()).unwrap();
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 2);
}

#[test]
fn without_reauthentication_an_old_token_is_kept_until_it_is_refused() {
    let (driver, cloud) = cloud(3600);
    let session = session(plugin("v3password", json!({"reauthenticate": false})).unwrap(), &driver);
    wait(session.access()).unwrap();
    driver.pass(Duration::from_secs(9999));
    wait(session.access()).unwrap();
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 1);
    cloud.oldest.store(2, Ordering::SeqCst);
    wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 2);
}

#[test]
fn a_refused_token_is_replaced_and_the_request_sent_once_more() {
    let (driver, cloud) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    wait(session.access()).unwrap();
    cloud.oldest.store(2, Ordering::SeqCst);
    let options = RequestOptions { body: Body::bytes("payload"), ..RequestOptions::default() };
    assert_eq!(wait(session.request("POST", "http://any/x", &options)).unwrap().status, 200);
    let requests = driver.requests();
    let sent: Vec<_> = requests.iter().map(|r| (r.method.as_str(), r.headers.get("X-Auth-Token"))).collect();
    assert_eq!(sent, [("POST", None), ("POST", Some("token-1")), ("POST", None), ("POST", Some("token-2"))]);
    assert_eq!(requests[3].body.as_bytes(), Some(&b"payload"[..]));
}

#[test]
fn a_second_refusal_is_the_answer() {
    let (driver, cloud) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    cloud.oldest.store(99, Ordering::SeqCst);
    let error = wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap_err();
    assert_eq!(error.code(), Code::UNAUTHORIZED);
    assert_eq!(driver.asked().len(), 4);
}

#[test]
fn no_reauthentication_for_requests_that_do_not_want_it() {
    let (driver, cloud) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    cloud.oldest.store(99, Ordering::SeqCst);
    let options = RequestOptions { no_reauthentication: true, ..RequestOptions::default() };
    assert_eq!(wait(session.request("GET", "http://any/", &options)).unwrap_err().code(), Code::UNAUTHORIZED);
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 1);
    let options = RequestOptions { authenticated: Some(false), ..RequestOptions::default() };
    assert_eq!(wait(session.request("GET", "http://any/", &options)).unwrap_err().code(), Code::UNAUTHORIZED);
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 1);
    assert!(driver.requests().last().unwrap().headers.get("X-Auth-Token").is_none());
}

#[test]
fn a_401_against_an_older_token_does_not_drop_the_newer_one() {
    let (driver, cloud) = cloud(3600);
    let plugin = plugin("v3password", json!({})).unwrap();
    let pipeline = Pipeline::new(as_driver(&driver), Policy::default());
    let first = wait(plugin.authenticate(&pipeline)).unwrap().generation;
    assert!(plugin.invalidate(Some(first)));
    let second = wait(plugin.authenticate(&pipeline)).unwrap().generation;
    assert!(plugin.invalidate(Some(first)), "asking again gives another token");
    assert_eq!(wait(plugin.authenticate(&pipeline)).unwrap().generation, second);
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 2);
    assert!(!Renewal::new(true).invalidate(None), "there is nothing to drop");
}

#[test]
fn a_cloud_that_is_away_for_a_moment_costs_nothing_while_the_token_lasts() {
    let driver = Arc::new(Scripted::with([login_answer("first", 3600)]));
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    wait(session.access()).unwrap();
    driver.pass(Duration::from_secs(3500));
    driver.push(Ok(reply(503, &[], "")));
    let token =
        |session: &keystoneclient::session::Session| wait(session.token()).unwrap().unwrap().expose().to_owned();
    assert_eq!(token(&session), "first");
    assert_eq!(token(&session), "first", "and it is not asked again at once");
    assert_eq!(driver.left(), 0);
    driver.pass(Duration::from_secs(11));
    driver.push(Ok(login_answer("second", 3600)));
    assert_eq!(token(&session), "second");
    driver.pass(Duration::from_secs(3601));
    driver.push(Ok(reply(503, &[], "")));
    assert_eq!(wait(session.token()).unwrap_err().code(), Code::SERVICE_UNAVAILABLE, "this one has ended");
}

#[test]
fn the_sessions_times_and_name_hold_for_logins_too() {
    let timeouts = Timeouts { connect: None, read: Some(Duration::from_secs(2)), whole: Some(Duration::from_secs(3)) };
    let policy = Policy {
        timeouts,
        agent: Agent { user_agent: Some("backup/1".to_owned()), ..Agent::default() },
        ..Policy::default()
    };
    let driver = Arc::new(Scripted::with([reply(404, &[], ""), login_answer("t", 3600), reply(200, &[], "")]));
    let settings = Settings { policy, ..Settings::default() };
    let session = Session::new(Some(plugin("password", json!({})).unwrap()), settings, driver.clone());
    wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    assert_eq!(driver.left(), 0);
    for request in driver.requests() {
        assert_eq!(request.timeouts, timeouts, "{}", request.url);
        assert!(request.headers.get("User-Agent").unwrap().starts_with("backup/1 keystoneclient/"));
    }
}

#[test]
fn an_error_does_not_repeat_the_token() {
    let driver = Arc::new(Scripted::with([login_answer("gAAAAA-t0ken", 3600)]));
    let echo = json!({"error": {"message": "not a Fernet token: gAAAAA-t0ken"}}).to_string();
    driver.push(Ok(reply(
        404,
        &[("Content-Type", "application/json"), ("x-openstack-request-id", "gAAAAA-t0ken")],
        echo,
    )));
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    let error = wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap_err();
    assert!(error.message().as_str().contains("not a Fernet token: ***"), "{error}");
    let shown = format!("{error:?} {:?} {}", error.request_id(), String::from_utf8_lossy(error.body().unwrap()));
    assert!(!shown.contains("gAAAAA"), "{shown}");
}

#[test]
fn a_failed_login_is_tried_again_by_the_next_call() {
    let driver = Arc::new(Scripted::with([reply(503, &[], ""), login_answer("t", 3600)]));
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    assert_eq!(wait(session.access()).unwrap_err().code(), Code::SERVICE_UNAVAILABLE);
    assert!(wait(session.access()).is_ok());
}

#[test]
fn whoever_drops_tokens_at_the_same_time_gets_newer_ones_and_each_login_was_asked_for() {
    const ROUNDS: u64 = 100;
    let (driver, cloud) = cloud(3600);
    let plugin = plugin("v3password", json!({})).unwrap();
    let pipeline = Pipeline::new(as_driver(&driver), Policy::default());
    let dropped = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut last = 0;
                for round in 0..ROUNDS {
                    let credentials = wait(plugin.authenticate(&pipeline)).unwrap();
                    let token = format!("token-{}", credentials.generation);
                    assert_eq!(credentials.headers.get("X-Auth-Token"), Some(&*token), "a token and its own number");
                    assert!(credentials.generation >= last, "none comes again");
                    last = credentials.generation;
                    if round % 3 == 0 {
                        assert!(plugin.invalidate(Some(last)));
                        dropped.fetch_add(1, Ordering::SeqCst);
                        let next = wait(plugin.authenticate(&pipeline)).unwrap().generation;
                        assert!(next > last, "{next} came after {last} was refused");
                        last = next;
                    }
                }
            });
        }
    });
    let logins = cloud.logins.load(Ordering::SeqCst);
    assert!(logins <= dropped.load(Ordering::SeqCst) + 1, "{logins} logins");
    assert_eq!(u64::try_from(logins).unwrap(), wait(plugin.authenticate(&pipeline)).unwrap().generation);
}
