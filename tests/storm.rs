//! Sixty-four threads and one plugin: whatever happens to its token or its login, as few logins as there can be.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use keystoneclient::auth::{Plugin, registry};
use keystoneclient::catalog::EndpointQuery;
use keystoneclient::driver::blocking::wait;
use keystoneclient::error::{Code, Result};
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Resolution, Session};
use ks_testing::server::{Answer, FakeKeystone, Script, Server};
use serde_json::{Value, json};

const THREADS: usize = 64;

fn params(options: &Value) -> Params {
    Params::from_json(options.to_string().as_bytes()).unwrap()
}

fn plugin(auth_url: &str) -> Arc<dyn Plugin> {
    let options = json!({"auth_url": auth_url, "user_id": "u", "password": "pw"});
    registry::create("password", &params(&options)).unwrap()
}

fn session(plugin: &Arc<dyn Plugin>, options: &Value) -> Session {
    Session::open(Some(plugin.clone()), &params(options)).unwrap()
}

/// What each of all threads gets that begin at once.
fn storm<T: Send>(call: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let begin = Barrier::new(THREADS);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|number| {
                let (begin, call) = (&begin, &call);
                scope.spawn(move || {
                    begin.wait();
                    call(number)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn token(session: &Session) -> Result<String> {
    Ok(wait(session.token())?.unwrap().expose().to_owned())
}

fn users(session: &Session, keystone: &FakeKeystone) -> Result<u16> {
    let url = format!("{}/users", keystone.auth_url());
    Ok(wait(session.request("GET", &url, &RequestOptions::default()))?.status)
}

#[test]
fn a_token_that_is_revoked_or_has_ended_costs_one_login() {
    let keystone = FakeKeystone::builder().login_delay(Duration::from_millis(20)).start();
    let session = session(&plugin(&keystone.auth_url()), &json!({}));
    for logins in 1..=3 {
        let answers = storm(|_| users(&session, &keystone).unwrap());
        assert_eq!(answers, [200; THREADS]);
        assert_eq!((keystone.logins(), keystone.login_attempts()), (logins, logins));
        keystone.revoke();
    }
    // This one lives for a second, of which half is the margin.
    keystone.set_lifetime(1);
    assert_eq!(users(&session, &keystone).unwrap(), 200);
    keystone.set_lifetime(3600);
    thread::sleep(Duration::from_millis(600));
    assert_eq!(storm(|_| users(&session, &keystone).unwrap()), [200; THREADS]);
    assert_eq!(keystone.login_attempts(), 5);
}

#[test]
fn a_login_that_is_refused_is_made_once_and_again_only_when_it_may_be() {
    let keystone = FakeKeystone::builder().login_delay(Duration::from_millis(20)).start();
    keystone.refuse_logins(1);
    let session = session(&plugin(&keystone.auth_url()), &json!({}));
    for _ in 0..2 {
        let codes = storm(|_| token(&session).unwrap_err().code());
        assert!(codes.iter().all(|code| *code == Code::UNAUTHORIZED));
    }
    assert_eq!(keystone.login_attempts(), 1);
    assert!(!session.invalidate().unwrap());
    let tokens = storm(|_| token(&session).unwrap());
    assert!(tokens.windows(2).all(|pair| pair.first() == pair.last()));
    assert_eq!(keystone.login_attempts(), 2);
}

#[test]
fn who_may_not_wait_gives_up_in_time_and_the_others_are_served() {
    let keystone = FakeKeystone::builder().login_delay(Duration::from_millis(600)).start();
    let plugin = plugin(&keystone.auth_url());
    let (patient, hasty) = (session(&plugin, &json!({})), session(&plugin, &json!({"request_timeout": 0.1})));
    thread::scope(|scope| {
        scope.spawn(|| token(&patient).unwrap());
        let deadline = Instant::now() + Duration::from_secs(60);
        while keystone.login_attempts() == 0 && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        let outcomes = storm(|number| {
            let began = Instant::now();
            let outcome = token(if number % 2 == 0 { &patient } else { &hasty });
            (number % 2 == 0, outcome.map_err(|error| error.code()), began.elapsed())
        });
        for (is_patient, outcome, took) in outcomes {
            if is_patient {
                assert!(outcome.is_ok(), "{outcome:?}");
            } else {
                assert_eq!(outcome, Err(Code::CONNECT_TIMEOUT));
                assert!(took >= Duration::from_millis(100), "{took:?}");
            }
        }
    });
    assert_eq!(keystone.login_attempts(), 1);
    assert_eq!(token(&hasty).unwrap(), token(&patient).unwrap());
}

#[test]
fn a_login_that_runs_out_of_its_own_time_leaves_it_to_the_next() {
    let keystone = FakeKeystone::builder().login_delay(Duration::from_millis(300)).start();
    let plugin = plugin(&keystone.auth_url());
    let (patient, hasty) = (session(&plugin, &json!({})), session(&plugin, &json!({"request_timeout": 0.1})));
    thread::scope(|scope| {
        let first = scope.spawn(|| token(&hasty).unwrap_err().code());
        let deadline = Instant::now() + Duration::from_secs(60);
        while keystone.login_attempts() == 0 && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        assert!(storm(|_| token(&patient)).iter().all(Result::is_ok));
        assert_eq!(first.join().unwrap(), Code::CONNECT_TIMEOUT);
    });
    assert_eq!(keystone.login_attempts(), 2, "the one that ran out of time, and one for all the others");
}

#[test]
fn an_identity_that_is_asked_too_often_is_asked_once() {
    let limited = Answer::new(429).header("Retry-After", "60");
    let server =
        Server::start(Script::new().route("POST", "/v3/auth/tokens", limited).route("GET", "/v3", Answer::new(404)));
    let session = session(&plugin(&server.url("/v3")), &json!({}));
    for _ in 0..2 {
        let codes = storm(|_| token(&session).map_err(|error| (error.code(), error.retry_after())));
        assert!(codes.iter().all(|code| *code == Err((Code::TOO_MANY_REQUESTS, Some(60)))), "{codes:?}");
    }
    let logins = server.recorded().iter().filter(|request| request.method == "POST").count();
    assert_eq!(logins, 1);
}

#[test]
fn scopes_of_one_login_share_its_connection_and_what_it_found_out() {
    let keystone = FakeKeystone::start();
    let unscoped = session(&plugin(&keystone.auth_url()), &json!({}));
    let identity = EndpointQuery { service_type: Some("identity"), ..EndpointQuery::default() };
    for project in ["one", "two", "three"] {
        let scoped = unscoped.with_scope(&params(&json!({"project_id": project}))).unwrap();
        assert_eq!(users(&scoped, &keystone).unwrap(), 200);
        wait(scoped.endpoint_data(identity, &Resolution::default())).unwrap().unwrap();
    }
    assert_eq!(keystone.logins(), 4, "one login, and an exchange for each scope");
    assert_eq!(keystone.server().connections(), 1);
    let documents = keystone.server().recorded().iter().filter(|request| request.path() == "/v3").count();
    assert_eq!(documents, 1);
}
