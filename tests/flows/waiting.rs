//! Flows that wait for one another: for a turn, for a login; and what ends their waiting.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use keystoneclient::adapter::Adapter;
use keystoneclient::auth::{Prompter, registry};
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::driver::stepped::{Flow, Step, Stepped};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Driver, Limits, Pending, Policy, Request, Response, Retries, Timeouts};
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session, Settings};
use keystoneclient::text::Secret;
use keystoneclient::time::Timestamp;
use serde_json::json;

use crate::support::*;

fn session_of(driver: &Stepped, settings: Settings) -> Session {
    Session::new(None, settings, Arc::new(driver.clone()))
}

fn get<'a>(
    driver: &Stepped,
    session: &'a Session,
    url: &'a str,
    options: &'a RequestOptions,
) -> Flow<'a, Result<Response>> {
    Flow::start(driver, session.request("GET", url, options))
}

/// The id of what a flow wants sent.
fn sends<T: std::fmt::Debug>(flow: &mut Flow<'_, T>) -> u64 {
    match flow.step() {
        Step::Send { id, .. } => id,
        other => panic!("{other:?}"),
    }
}

fn waits<T: std::fmt::Debug>(flow: &mut Flow<'_, T>) -> bool {
    matches!(flow.step(), Step::Waiting)
}

fn sleeps<T: std::fmt::Debug>(flow: &mut Flow<'_, T>) -> u64 {
    match flow.step() {
        Step::Sleep { id, .. } => id,
        other => panic!("{other:?}"),
    }
}

fn fails(flow: &mut Flow<'_, Result<Response>>, code: Code) -> String {
    match flow.step() {
        Step::Done(Err(error)) if error.code() == code => error.message().to_string(),
        other => panic!("{other:?}"),
    }
}

fn one_at_a_time() -> Settings {
    Settings { limits: Limits { concurrency: Some(1), rate: None }, ..Settings::default() }
}

#[test]
fn a_permit_is_held_for_one_exchange_and_not_over_the_pause_before_the_next() {
    let driver = Stepped::new(0);
    let retries = Retries { status: 1, ..Retries::default() };
    let settings = Settings { policy: Policy { retries, ..Policy::default() }, ..one_at_a_time() };
    let session = session_of(&driver, settings);
    let options = RequestOptions::default();
    let mut first = get(&driver, &session, "http://h/1", &options);
    let mut second = get(&driver, &session, "http://h/2", &options);
    let sent = sends(&mut first);
    assert!(waits(&mut second), "one is under way");
    driver.answer(sent, Ok(reply(503, &[], ""))).unwrap();
    let pause = sleeps(&mut first);
    let sent = sends(&mut second);
    driver.wake(pause).unwrap();
    assert!(waits(&mut first), "now the second is under way");
    driver.answer(sent, Ok(reply(200, &[], ""))).unwrap();
    assert!(matches!(second.step(), Step::Done(Ok(_))));
    sends(&mut first);
}

#[test]
fn adapters_of_one_service_share_the_sessions_bound_and_other_services_have_their_own() {
    let driver = Stepped::new(0);
    let session = session_of(&driver, one_at_a_time());
    let adapter = |options: serde_json::Value| Adapter::open(&session, None, &params(options)).unwrap();
    let volume = adapter(json!({"service_type": "volumev3"}));
    let block = adapter(json!({"service_type": "block-storage"}));
    let image = adapter(json!({"service_type": "image"}));
    let own = adapter(json!({"service_type": "image", "concurrency": 1}));
    let options = RequestOptions::default();
    let start = |adapter| Flow::start(&driver, Adapter::request(adapter, "GET", "http://h/", &options));
    let (mut one, mut two, mut three, mut four) = (start(&volume), start(&block), start(&image), start(&own));
    sends(&mut one);
    assert!(waits(&mut two), "the same service by another name");
    sends(&mut three);
    sends(&mut four);
    let mut five = start(&own);
    assert!(waits(&mut five));
    drop(four);
    sends(&mut five);
}

#[test]
fn requests_begin_no_faster_than_they_may() {
    let driver = Stepped::new(0);
    let session =
        session_of(&driver, Settings { limits: Limits { concurrency: None, rate: Some(2.0) }, ..Settings::default() });
    let options = RequestOptions::default();
    let mut flows: Vec<_> = (0..3).map(|_| get(&driver, &session, "http://h/", &options)).collect();
    sends(&mut flows[0]);
    sleeps(&mut flows[1]);
    let third = sleeps(&mut flows[2]);
    driver.set_now(500_000);
    sends(&mut flows[1]);
    assert!(driver.waits_for(third) && waits(&mut flows[2]));
    driver.set_now(1_000_000);
    sends(&mut flows[2]);
}

/// A driver for which no time passes but the time of day, which somebody sets.
#[derive(Debug)]
struct Set(Arc<Scripted>);

impl Driver for Set {
    fn send<'a>(&'a self, request: &'a Request) -> Pending<'a, Result<Response>> {
        self.0.send(request)
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        self.0.sleep(duration)
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn monotonic(&self) -> Duration {
        Duration::ZERO
    }
}

#[test]
fn a_clock_that_is_set_back_holds_no_request_up() {
    let script = Arc::new(Scripted::answering(|_| Ok(reply(200, &[], ""))));
    let settings = Settings { limits: Limits { concurrency: None, rate: Some(1.0) }, ..Settings::default() };
    let session = Session::new(None, settings, Arc::new(Set(script.clone())));
    let ask = || pollster::block_on(session.request("GET", "http://h/", &RequestOptions::default())).unwrap();
    ask();
    script.set_now(script.now() - 3_600_000_000);
    ask();
    assert_eq!(script.sleeps(), [Duration::from_secs(1)]);
}

#[test]
fn who_waits_for_a_turn_or_a_login_gives_up_in_its_own_time() {
    let driver = Stepped::new(0);
    let session = session_of(&driver, one_at_a_time());
    let patient = RequestOptions::default();
    let timeouts = Timeouts { whole: Some(Duration::from_secs(3)), ..Timeouts::default() };
    let hurried = RequestOptions { timeouts: Some(timeouts), ..RequestOptions::default() };
    let mut first = get(&driver, &session, "http://h/1", &patient);
    let mut second = get(&driver, &session, "http://h/2", &hurried);
    let sent = sends(&mut first);
    sleeps(&mut second);
    driver.set_now(3_000_000);
    assert!(fails(&mut second, Code::CONNECT_TIMEOUT).starts_with("gave up after 3 s"));
    driver.answer(sent, Ok(reply(200, &[], ""))).unwrap();
    assert!(matches!(first.step(), Step::Done(Ok(_))), "who gave up is in nobody's way");

    let auth = plugin("v3password", json!({})).unwrap();
    let session = Session::new(Some(auth), Settings::default(), Arc::new(driver.clone()));
    let mut first = get(&driver, &session, "http://h/1", &patient);
    let mut second = get(&driver, &session, "http://h/2", &hurried);
    let compute = EndpointFilter { service_type: Some("compute".to_owned()), ..EndpointFilter::default() };
    let adapter = Adapter::new(&session, compute);
    let mut third = Flow::start(&driver, adapter.request("GET", "servers", &hurried));
    let login = sends(&mut first);
    sleeps(&mut second);
    sleeps(&mut third);
    driver.set_now(6_000_000);
    assert!(fails(&mut second, Code::CONNECT_TIMEOUT).contains("login"));
    assert!(fails(&mut third, Code::CONNECT_TIMEOUT).contains("login"), "who needs the catalog, too");
    driver.answer(login, Ok(login_answer("token-1", 3600))).unwrap();
    sends(&mut first);
}

#[test]
fn who_waits_for_a_login_to_ask_for_versions_gives_up_in_its_own_time() {
    let driver = Stepped::new(0);
    let auth = plugin("v3password", json!({})).unwrap();
    let timeouts = Timeouts { whole: Some(Duration::from_secs(3)), ..Timeouts::default() };
    let policy = Policy { timeouts, ..Policy::default() };
    let hurried =
        Session::new(Some(auth.clone()), Settings { policy, ..Settings::default() }, Arc::new(driver.clone()));
    let patient = Session::new(Some(auth), Settings::default(), Arc::new(driver.clone()));
    let options = RequestOptions::default();
    let mut login = get(&driver, &patient, "http://h/1", &options);
    let mut discovery = Flow::start(&driver, hurried.discovery(Some("http://h/"), Some(true)));
    sends(&mut login);
    sleeps(&mut discovery);
    driver.set_now(3_000_000);
    let Step::Done(Err(error)) = discovery.step() else { panic!("it waits on") };
    assert!(error.code() == Code::CONNECT_TIMEOUT && error.message().as_str().contains("login"), "{error}");
}

#[test]
fn a_shutdown_ends_all_who_wait_and_all_who_come_later() {
    let driver = Stepped::new(0);
    let retries = Retries { status: 1, ..Retries::default() };
    let settings = Settings { policy: Policy { retries, ..Policy::default() }, ..one_at_a_time() };
    let session = Session::new(Some(plugin("v3password", json!({})).unwrap()), settings, Arc::new(driver.clone()));
    let options = RequestOptions::default();
    let open = RequestOptions { authenticated: Some(false), ..RequestOptions::default() };
    let mut pausing = get(&driver, &session, "http://h/0", &open);
    let sent = sends(&mut pausing);
    driver.answer(sent, Ok(reply(503, &[], ""))).unwrap();
    sleeps(&mut pausing);
    let mut sending = get(&driver, &session, "http://h/1", &open);
    let mut queued = get(&driver, &session, "http://h/2", &open);
    let mut logging_in = get(&driver, &session, "http://h/3", &options);
    let mut waiting = get(&driver, &session, "http://h/4", &options);
    sends(&mut sending);
    assert!(waits(&mut queued));
    sends(&mut logging_in);
    assert!(waits(&mut waiting));
    session.shut_down();
    for flow in [&mut pausing, &mut sending, &mut queued, &mut logging_in, &mut waiting] {
        assert!(flow.is_ready(), "everybody is woken");
        fails(flow, Code::SHUT_DOWN);
    }
    fails(&mut get(&driver, &session, "http://h/5", &open), Code::SHUT_DOWN);
    assert_eq!(wait(session.token()).unwrap_err().code(), Code::SHUT_DOWN);
}

#[test]
fn what_fails_by_one_sessions_own_connections_is_tried_over_the_others() {
    for (code, shares) in [(Code::SSL_ERROR, false), (Code::CONNECT_FAILURE, false), (Code::SERVICE_UNAVAILABLE, true)]
    {
        let auth = plugin("v3password", json!({})).unwrap();
        let (one, other) = (Stepped::new(0), Stepped::new(0));
        let open = |driver: &Stepped| Session::new(Some(auth.clone()), Settings::default(), Arc::new(driver.clone()));
        let (first, second) = (open(&one), open(&other));
        let mut failing = Flow::start(&one, async { first.token().await });
        let mut waiting = Flow::start(&other, async { second.token().await });
        let login = sends(&mut failing);
        assert!(waits(&mut waiting));
        let answer = if shares { Ok(reply(503, &[], "")) } else { Err(Error::of(code)) };
        one.answer(login, answer).unwrap();
        assert!(matches!(failing.step(), Step::Done(Err(error)) if error.code() == code));
        match waiting.step() {
            Step::Done(Err(error)) => assert!(shares && error.code() == code, "{error:?}"),
            Step::Send { .. } => assert!(!shares, "{code:?}"),
            step => panic!("{code:?}: {step:?}"),
        }
    }
}

#[test]
fn tokens_that_no_login_makes_last_so_long_cost_one_login_for_all_who_want_them() {
    let driver = Stepped::new(0);
    let session = session_of_plugin(&driver);
    let mut flows: Vec<_> = (0..3).map(|_| Flow::start(&driver, session.access_lasting(1_000_000))).collect();
    let login = sends(&mut flows[0]);
    assert!(waits(&mut flows[1]) && waits(&mut flows[2]));
    driver.answer(login, Ok(login_answer("t", 3600))).unwrap();
    for flow in &mut flows {
        assert!(matches!(flow.step(), Step::Done(Err(error)) if error.code() == Code::AUTHORIZATION_FAILURE));
    }
    // Whoever comes later asks anew.
    sends(&mut Flow::start(&driver, session.access_lasting(1_000_000)));
}

fn session_of_plugin(driver: &Stepped) -> Session {
    Session::new(Some(plugin("v3password", json!({})).unwrap()), Settings::default(), Arc::new(driver.clone()))
}

/// Who is asked for the password asks for the other scope's token, when that scope waits for the password already.
#[derive(Debug, Default)]
struct Crossing {
    scoped: Mutex<Option<Session>>,
    code: Mutex<Option<Code>>,
}

impl Prompter for Crossing {
    fn ask(&self, _option: &'static str, _prompt: &'static str) -> Result<Secret> {
        let scoped = self.scoped.lock().unwrap().clone().unwrap();
        std::thread::sleep(Duration::from_millis(50));
        *self.code.lock().unwrap() = wait(scoped.token()).map_err(|error| error.code()).err();
        Ok("pw".into())
    }
}

#[test]
fn two_logins_of_which_each_would_wait_for_the_other_come_to_an_end() {
    let crossing = Arc::new(Crossing::default());
    let prompter: Arc<dyn Prompter> = crossing.clone();
    let options = params(json!({"auth_url": AUTH_URL, "user_id": "u"}));
    let plugin = registry::create_asking("v3password", &options, Some(&prompter)).unwrap();
    let (driver, _) = cloud(3600);
    let unscoped = Session::new(Some(plugin), Settings::default(), driver);
    let project = Params::from_json(br#"{"project_id": "p"}"#).unwrap();
    let scoped = unscoped.with_scope(&project).unwrap();
    *crossing.scoped.lock().unwrap() = Some(scoped.clone());
    std::thread::scope(|scope| {
        let first = scope.spawn(|| wait(unscoped.token()).is_ok());
        std::thread::sleep(Duration::from_millis(10));
        // It holds its own login, and waits for the one that asks.
        let second = scope.spawn(|| wait(scoped.token()).is_ok());
        assert!(first.join().unwrap() && second.join().unwrap());
    });
    assert_eq!(*crossing.code.lock().unwrap(), Some(Code::REENTRANT));
    *crossing.scoped.lock().unwrap() = None;
}
