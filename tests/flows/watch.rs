//! What is told and counted of flows.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use keystoneclient::catalog::EndpointQuery;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::driver::stepped::{Flow, Step, Stepped};
use keystoneclient::error::{Code, Error};
use keystoneclient::http::{Limits, Pipeline, Policy, Retries};
use keystoneclient::session::{RequestOptions, Resolution, Session, Settings};
use keystoneclient::watch::{Filter, Hear, Kind, Kinds, Level, PROCESS, Record};
use serde_json::{Value, json};

use crate::support::*;

/// Every kind.
pub const ALL: Kinds = u32::MAX;

/// Remembers what it heard.
#[derive(Default)]
pub struct Ear(Mutex<Vec<Record>>);

impl Hear for Ear {
    fn hear(&self, record: &Record) {
        self.0.lock().unwrap().push(record.clone());
    }
}

impl Ear {
    pub fn of(session: &Session, level: Level, kinds: Kinds) -> Arc<Self> {
        let ear = Arc::new(Self::default());
        session.watch().log.set(Some((Filter::new(level, kinds), ear.clone())));
        ear
    }

    pub fn heard(&self) -> Vec<Record> {
        self.0.lock().unwrap().clone()
    }

    /// The messages of this kind.
    pub fn messages(&self, kind: Kind) -> Vec<String> {
        let of_kind = |record: &Record| (record.kind == kind).then(|| record.message.as_str().to_owned());
        self.heard().iter().filter_map(of_kind).collect()
    }
}

fn retrying() -> Settings {
    let retries = Retries { connect: 2, status: 2, ..Retries::default() };
    Settings { policy: Policy { retries, ..Policy::default() }, collect_timing: true, ..Settings::default() }
}

/// A login, a redirect, a status that passes, a connection that fails, a token that is refused, and the answer after all.
fn eventful() -> (Arc<Scripted>, Session) {
    let driver = Arc::new(Scripted::with([
        login_answer("token-1", 3600),
        reply(302, &[("Location", "http://a/y?token=in-a-location")], ""),
        reply(503, &[("x-openstack-request-id", "req-503")], "later"),
    ]));
    driver.push(Err(Error::new(Code::CONNECT_FAILURE, "a reset")));
    driver.push(Ok(refusal("no")));
    driver.push(Ok(login_answer("token-2", 3600)));
    driver.push(Ok(reply(
        200,
        &[("Content-Type", "application/json"), ("x-openstack-request-id", "req-200")],
        r#"{"a":1}"#,
    )));
    let session = Session::new(Some(plugin("v3password", json!({})).unwrap()), retrying(), driver.clone());
    (driver, session)
}

#[test]
fn every_step_of_a_request_is_told_in_its_order() {
    let (_, session) = eventful();
    let ear = Ear::of(&session, Level::Debug, ALL);
    wait(session.request("GET", "http://a/x", &RequestOptions::default())).unwrap();
    let told: Vec<(Level, Kind, u16)> =
        ear.heard().iter().map(|record| (record.level, record.kind, record.status)).collect();
    let (debug, info, warning) = (Level::Debug, Level::Info, Level::Warning);
    assert_eq!(
        told,
        [
            (debug, Kind::Request, 0),
            (debug, Kind::Response, 201),
            (info, Kind::Auth, 0),
            (debug, Kind::Request, 0),
            (debug, Kind::Response, 302),
            (info, Kind::Redirect, 302),
            (debug, Kind::Request, 0),
            (debug, Kind::Response, 503),
            (debug, Kind::Body, 503),
            (debug, Kind::RequestId, 503),
            (warning, Kind::Retry, 503),
            (debug, Kind::Request, 0),
            (warning, Kind::Retry, 0),
            (debug, Kind::Request, 0),
            (debug, Kind::Response, 401),
            (debug, Kind::Body, 401),
            (debug, Kind::RequestId, 401),
            (debug, Kind::Request, 0),
            (debug, Kind::Response, 201),
            (info, Kind::Auth, 0),
            (info, Kind::Auth, 401),
            (debug, Kind::Request, 0),
            (debug, Kind::Response, 200),
            (debug, Kind::Body, 200),
            (debug, Kind::RequestId, 200),
        ]
    );
    assert_eq!(ear.messages(Kind::Body).last().unwrap(), r#"{"a":1}"#);
    assert_eq!(ear.messages(Kind::RequestId).last().unwrap(), "GET call for http://a/x used request id req-200");
    let retries = ear.messages(Kind::Retry);
    assert_eq!(retries[0], "GET http://a/y?token=*** was answered with 503; it is sent again in 500ms");
    assert_eq!(retries[1], "GET http://a/y?token=*** failed: a reset; it is sent again in 500ms");
    assert_eq!(ear.messages(Kind::Redirect), ["GET http://a/x redirects with 302 to GET http://a/y?token=***"]);
    assert_eq!(ear.messages(Kind::Auth)[0], r#"logged in as "me" for project "mine""#);
    assert_eq!(ear.messages(Kind::Auth)[2], "GET http://a/x was refused with 401; it is sent again with a new token");
    let last = ear.heard().pop().unwrap();
    assert_eq!((last.method.unwrap().as_str(), last.url.unwrap().as_str()), ("GET", "http://a/x"));
    assert_eq!((last.request_id.unwrap().as_str(), last.elapsed), ("req-200", Some(Duration::ZERO)));
}

#[test]
fn everything_that_is_counted_adds_up() {
    let (driver, session) = eventful();
    wait(session.request("GET", "http://a/x", &RequestOptions::default())).unwrap();
    driver.push(Err(Error::of(Code::SSL_ERROR)));
    wait(session.request("GET", "https://b:9/z", &RequestOptions::default())).unwrap_err();
    let counted = session.watch().metrics.to_json();
    let none =
        json!({"ConnectFailure": 0, "ConnectTimeout": 0, "SSLError": 0, "UnknownConnectionError": 0, "other": 0});
    let failed = |class: &str| {
        let mut failures = none.clone();
        failures[class] = json!(1);
        failures
    };
    let mut all = none.clone();
    all["ConnectFailure"] = json!(1);
    all["SSLError"] = json!(1);
    let expected = json!({
        "requests": 8, "seconds": 0.0, "answers": {"2xx": 3, "3xx": 1, "4xx": 1, "5xx": 1}, "failures": all,
        "retries": 2, "redirects": 1, "replays": 1, "logins": 2, "login_failures": 0,
        "connections": 0, "reconnects": 0, "bytes_sent": 0, "bytes_received": 0,
        "hosts": [
            {"host": "keystone:5000", "requests": 2, "seconds": 0.0,
             "answers": {"2xx": 2, "3xx": 0, "4xx": 0, "5xx": 0}, "failures": none},
            {"host": "a", "requests": 5, "seconds": 0.0,
             "answers": {"2xx": 1, "3xx": 1, "4xx": 1, "5xx": 1}, "failures": failed("ConnectFailure")},
            {"host": "b:9", "requests": 1, "seconds": 0.0,
             "answers": {"2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0}, "failures": failed("SSLError")},
        ],
    });
    assert_eq!(counted, expected);
    let asked: Vec<String> =
        session.watch().timings.all().iter().map(|timing| format!("{} {}", timing.method, timing.url)).collect();
    let login = "POST http://keystone:5000/v3/auth/tokens";
    let elsewhere = "GET http://a/y?token=***";
    assert_eq!(asked, [login, "GET http://a/x", elsewhere, elsewhere, login, "GET http://a/x"]);
    session.watch().metrics.reset();
    session.watch().timings.reset();
    assert_eq!(session.watch().metrics.to_json()["retries"], 0);
    assert_eq!(session.watch().timings.to_json(), json!([]));
}

#[test]
fn time_is_counted_for_each_host_by_the_drivers_clock() {
    // The stepped driver's clock is in the hands of its caller.
    let driver = Stepped::new(0);
    let session =
        Session::new(None, Settings { collect_timing: true, ..Settings::default() }, Arc::new(driver.clone()));
    let options = RequestOptions::default();
    for (url, micros) in [("http://a/1", 1_500_000), ("http://b/2", 250_000), ("http://a/3", 250_000)] {
        let mut flow = Flow::start(&driver, session.request("GET", url, &options));
        let Step::Send { id, .. } = flow.step() else { panic!("nothing to send") };
        driver.set_now(keystoneclient::http::Driver::now(&driver) + micros);
        driver.answer(id, Ok(reply(204, &[], ""))).unwrap();
        assert!(matches!(flow.step(), Step::Done(Ok(_))));
    }
    let counted = session.watch().metrics.to_json();
    assert_eq!((&counted["seconds"], &counted["requests"]), (&json!(2.0), &json!(3)));
    assert_eq!((&counted["hosts"][0]["seconds"], &counted["hosts"][1]["seconds"]), (&json!(1.75), &json!(0.25)));
    assert_eq!(session.watch().timings.to_json()[1], json!({"method": "GET", "url": "http://b/2", "elapsed": 0.25}));
}

#[test]
fn what_is_given_up_is_neither_an_answer_nor_a_failure() {
    let driver = Stepped::new(0);
    let session = Session::new(None, Settings::default(), Arc::new(driver.clone()));
    let options = RequestOptions::default();
    let mut flow = Flow::start(&driver, session.request("GET", "http://a/", &options));
    assert!(matches!(flow.step(), Step::Send { .. }));
    drop(flow);
    let counted = session.watch().metrics.to_json();
    let sum = |name: &str| counted[name].as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>();
    assert_eq!((&counted["requests"], sum("answers"), sum("failures")), (&json!(1), 0, 0));
}

#[test]
fn a_listener_hears_its_kinds_from_its_level_on() {
    for (level, kinds, expected) in [
        (Level::Warning, ALL, 2),
        (Level::Info, ALL, 6),
        (Level::Error, ALL, 0),
        (Level::Debug, Kind::Redirect as u32 | Kind::Body as u32, 4),
        (Level::Debug, 0, 0),
    ] {
        let (_, session) = eventful();
        let ear = Ear::of(&session, level, kinds);
        wait(session.request("GET", "http://a/x", &RequestOptions::default())).unwrap();
        assert_eq!(ear.heard().len(), expected, "{level:?} {kinds:b}: {:?}", ear.heard());
    }
}

#[test]
fn what_fails_for_good_is_told_as_an_error_with_its_code() {
    let driver = Arc::new(Scripted::new());
    driver.push(Err(Error::new(Code::CONNECT_FAILURE, "cannot connect to keystone:5000")));
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    let ear = Ear::of(&session, Level::Error, ALL);
    wait(session.request("GET", "http://a/x", &RequestOptions::default())).unwrap_err();
    let told: Vec<(Kind, Option<Code>)> = ear.heard().iter().map(|record| (record.kind, record.code)).collect();
    assert_eq!(told, [(Kind::Connection, Some(Code::CONNECT_FAILURE)), (Kind::Auth, Some(Code::CONNECT_FAILURE))]);
    driver.push(Ok(refusal("no such user")));
    wait(session.access()).unwrap_err();
    let refused = ear.heard().pop().unwrap();
    assert_eq!((refused.status, refused.code), (401, Some(Code::UNAUTHORIZED)));
    assert_eq!(refused.request_id.unwrap().as_str(), "req-1");
    assert_eq!(session.watch().metrics.to_json()["login_failures"], 2);
}

#[test]
fn what_discovery_finds_is_told() {
    let versions = json!({"version": {"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": "/v3"}]}});
    let driver =
        Arc::new(Scripted::with([reply(200, &[], versions.to_string()), login_answer("t", 3600), reply(200, &[], "")]));
    let found = session(plugin("password", json!({"auth_url": "http://keystone"})).unwrap(), &driver);
    let ear = Ear::of(&found, Level::Debug, Kind::Discovery as u32);
    wait(found.access()).unwrap();
    assert_eq!(ear.messages(Kind::Discovery), ["http://keystone offers v3.14 Current"]);
    let driver = Arc::new(Scripted::with([reply(200, &[], "tea")]));
    let lost = session(plugin("password", json!({"auth_url": "http://keystone"})).unwrap(), &driver);
    let ear = Ear::of(&lost, Level::Warning, Kind::Discovery as u32);
    wait(lost.access()).unwrap_err();
    let heard = ear.heard();
    assert_eq!((heard.len(), heard[0].code), (1, Some(Code::DISCOVERY_FAILURE)));
}

#[test]
fn a_request_that_is_not_to_be_logged_is_not() {
    let driver = Arc::new(Scripted::answering(|_| Ok(reply(200, &[("x-openstack-request-id", "r")], "x"))));
    let pipeline = Pipeline::new(driver, Policy::default());
    let ear = Arc::new(Ear::default());
    pipeline.watch().log.set(Some((Filter::new(Level::Debug, ALL), ear.clone())));
    let mut request = pipeline.request("GET", "http://a/").unwrap();
    request.log = false;
    wait(pipeline.send(&request)).unwrap();
    assert!(ear.heard().is_empty());
    request.log = true;
    wait(pipeline.send(&request)).unwrap();
    assert_eq!(ear.heard().len(), 4);
    assert_eq!(pipeline.watch().metrics.to_json()["requests"], 2, "it is counted all the same");
    let driver = Arc::new(Scripted::with([reply(200, &[], "x")]));
    let session = Session::new(None, Settings::default(), driver);
    let ear = Ear::of(&session, Level::Debug, ALL);
    wait(session.request("GET", "http://a/", &RequestOptions { unlogged: true, ..RequestOptions::default() })).unwrap();
    assert!(ear.heard().is_empty());
}

#[test]
fn who_listens_to_the_process_hears_every_session() {
    let ear = Arc::new(Ear::default());
    PROCESS.set(Some((Filter::new(Level::Debug, Kind::Request as u32), ear.clone())));
    for number in 0..2 {
        let driver = Arc::new(Scripted::with([reply(200, &[], "")]));
        let session = Session::new(None, Settings::default(), driver);
        let own = Ear::of(&session, Level::Debug, ALL);
        wait(session.request("GET", &format!("http://whole-process/{number}"), &RequestOptions::default())).unwrap();
        assert_eq!(own.messages(Kind::Request).len(), 1);
    }
    PROCESS.set(None);
    // Other tests run at the same time.
    let heard = ear.messages(Kind::Request);
    let ours: Vec<&String> = heard.iter().filter(|line| line.contains("http://whole-process/")).collect();
    assert_eq!(ours.len(), 2, "{heard:?}");
}

/// Asks its session for something whenever it hears something.
struct Curious {
    session: Session,
    heard: Mutex<Vec<Kind>>,
    got: Mutex<Vec<Option<Code>>>,
}

impl Hear for Curious {
    fn hear(&self, record: &Record) {
        self.heard.lock().unwrap().push(record.kind);
        let outcome = wait(self.session.request("GET", "http://a/from-within", &RequestOptions::default()));
        self.got.lock().unwrap().push(outcome.err().map(|error| error.code()));
    }
}

#[test]
fn a_listener_may_make_requests_of_its_own_which_nobody_hears() {
    let (driver, _) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    let curious = Arc::new(Curious { session: session.clone(), heard: Mutex::default(), got: Mutex::default() });
    session.watch().log.set(Some((Filter::new(Level::Debug, ALL), curious.clone())));
    wait(session.request("GET", "http://a/x", &RequestOptions::default())).unwrap();
    session.watch().log.set(None);
    let heard = curious.heard.lock().unwrap().clone();
    assert_eq!(heard, [Kind::Request, Kind::Response, Kind::Auth, Kind::Request, Kind::Response, Kind::Body]);
    // Within the login that it is told about there is no token to wait for.
    let refused = Some(Code::REENTRANT);
    assert_eq!(*curious.got.lock().unwrap(), [refused, refused, refused, None, None, None]);
    assert_eq!(driver.asked().iter().filter(|asked| asked.ends_with("/from-within")).count(), 3);
}

#[test]
fn a_listener_waits_for_no_permit_that_its_own_request_may_hold() {
    let driver = Arc::new(Scripted::answering(|_| Ok(reply(200, &[], ""))));
    let limits = Limits { concurrency: Some(1), rate: None };
    let session = Session::new(None, Settings { limits, ..Settings::default() }, driver.clone());
    let curious = Arc::new(Curious { session: session.clone(), heard: Mutex::default(), got: Mutex::default() });
    session.watch().log.set(Some((Filter::new(Level::Debug, ALL), curious.clone())));
    wait(session.request("GET", "http://a/x", &RequestOptions::default())).unwrap();
    session.watch().log.set(None);
    assert_eq!(*curious.got.lock().unwrap(), [None, None]);
    assert_eq!(driver.asked().len(), 3);
}

/// Asks for the version document that it is told of.
struct Discovering(Session, Mutex<Vec<Option<Code>>>);

impl Hear for Discovering {
    fn hear(&self, _record: &Record) {
        let outcome = wait(endpoint_at(&self.0));
        self.1.lock().unwrap().push(outcome.err().map(|error| error.code()));
    }
}

async fn endpoint_at(session: &Session) -> keystoneclient::error::Result<()> {
    let resolution = Resolution { endpoint_override: Some("http://a/".to_owned()), ..Resolution::default() };
    session.endpoint_data(EndpointQuery::default(), &resolution).await.map(|_| ())
}

#[test]
fn a_listener_waits_for_no_version_document_that_is_on_its_way_to_it() {
    let document =
        json!({"versions": [{"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": "/v3"}]}]});
    let driver = Arc::new(Scripted::answering(move |_| Ok(reply(200, &[], document.to_string()))));
    let session = Session::new(None, Settings::default(), driver.clone());
    let listener = Arc::new(Discovering(session.clone(), Mutex::default()));
    session.watch().log.set(Some((Filter::new(Level::Debug, Kind::Request as Kinds), listener.clone())));
    wait(endpoint_at(&session)).unwrap();
    session.watch().log.set(None);
    assert_eq!(*listener.1.lock().unwrap(), [None]);
}
