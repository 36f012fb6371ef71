//! What else a plugin does: other scopes, tokens that are kept, secrets that somebody types, and when it stops to log in.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use keystoneclient::auth::{Plugin, Prompter, registry};
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::driver::stepped::{Flow, Step, Stepped};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Pipeline, Policy, Timeouts};
use keystoneclient::session::{RequestOptions, Session, Settings};
use keystoneclient::text::Secret;
use serde_json::{Value, json};

use crate::support::*;

fn token_of(session: &Session) -> Result<String> {
    Ok(wait(session.token())?.unwrap().expose().to_owned())
}

#[test]
fn one_login_serves_many_scopes() {
    let (driver, cloud) = cloud(3600);
    let unscoped = session(plugin("v3password", json!({"unscoped": true})).unwrap(), &driver);
    let scopes = [json!({"project_id": "p1"}), json!({"project_id": "p2"}), json!({"domain_name": "d"})];
    let sessions = scopes.map(|scope| unscoped.with_scope(&params(scope)).unwrap());
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 0, "nothing is asked before it is needed");
    for session in sessions.iter().chain(&sessions) {
        wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    }
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 4, "one login and three exchanges");
    let identity = |index: usize| sent(&driver, index)["auth"].clone();
    assert_eq!(identity(0)["identity"]["methods"], json!(["password"]));
    let exchanged = identity(1);
    assert_eq!(exchanged["identity"], json!({"methods": ["token"], "token": {"id": "token-1"}}));
    assert_eq!(exchanged["scope"], json!({"project": {"id": "p1"}}));
    let two = unscoped.with_scope(&params(json!({"project_id": "p", "domain_id": "d"}))).unwrap_err();
    assert_eq!(two.code(), Code::AUTHORIZATION_FAILURE);
}

#[test]
fn an_exchange_whose_token_was_revoked_logs_in_first() {
    for status in [401, 404] {
        let driver = Arc::new(Scripted::with([login_answer("a", 3600), login_answer("a-p", 3600)]));
        let session = session(plugin("v3password", json!({})).unwrap(), &driver);
        let scoped = session.with_scope(&params(json!({"project_id": "p"}))).unwrap();
        assert_eq!(token_of(&scoped).unwrap(), "a-p");
        assert!(scoped.invalidate().unwrap());
        for answer in [reply(status, &[], ""), login_answer("b", 3600), login_answer("b-p", 3600)] {
            driver.push(Ok(answer));
        }
        assert_eq!(token_of(&scoped).unwrap(), "b-p");
        assert_eq!(token_of(&session).unwrap(), "b");
        assert_eq!(driver.left(), 0);
    }
}

#[test]
fn an_access_may_be_asked_to_last() {
    let (driver, cloud) = cloud(3600);
    let plugin = plugin("v3password", json!({})).unwrap();
    let pipeline = Pipeline::new(as_driver(&driver), Policy::default());
    let lasting = |seconds| {
        wait(plugin.access_lasting(&pipeline, seconds)).map(|access| access.auth_token().unwrap().expose().to_owned())
    };
    assert_eq!(lasting(0).unwrap(), "token-1");
    assert_eq!(lasting(3600).unwrap(), "token-1");
    driver.pass(Duration::from_secs(1000));
    assert_eq!(lasting(2600).unwrap(), "token-1");
    assert_eq!(lasting(2601).unwrap(), "token-2", "renewed before its time");
    assert_eq!(lasting(2601).unwrap(), "token-2");
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 2);
    let error = lasting(3601).unwrap_err();
    assert_eq!(error.code(), Code::AUTHORIZATION_FAILURE, "no token lasts so long");
}

#[test]
fn wrong_credentials_are_tried_once_until_somebody_says_otherwise() {
    for auth_type in ["v3password", "password"] {
        let answers = if auth_type == "password" { vec![reply(404, &[], "")] } else { vec![] };
        let driver = Arc::new(Scripted::with(answers));
        driver.push(Ok(refusal("wrong password")));
        let session = session(plugin(auth_type, json!({})).unwrap(), &driver);
        for _ in 0..3 {
            let error = wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap_err();
            assert_eq!(error.code(), Code::UNAUTHORIZED);
            assert_eq!(error.request_id().unwrap().as_str(), "req-1");
        }
        assert_eq!(driver.left(), 0);
        assert!(!session.invalidate().unwrap(), "there is no token, but the login may be tried");
        driver.push(Ok(login_answer("t", 3600)));
        assert_eq!(token_of(&session).unwrap(), "t");
    }
}

#[test]
fn a_password_that_was_refused_is_replaced_by_another() {
    let driver = Arc::new(Scripted::with([refusal("wrong"), login_answer("t", 3600)]));
    let plugin = plugin("v3password", json!({})).unwrap();
    let before = plugin.cache_id().unwrap();
    let session = session(plugin.clone(), &driver);
    assert_eq!(token_of(&session).unwrap_err().code(), Code::UNAUTHORIZED);
    let options = json!({"username": "me", "user_domain_id": "default", "password": "new"});
    plugin.add_method(registry::method("v3password", &params(options), None).unwrap()).unwrap();
    assert_eq!(token_of(&session).unwrap(), "t");
    let identity = sent(&driver, 1)["auth"]["identity"].clone();
    assert_eq!(
        (&identity["methods"], &identity["password"]["user"]["password"]),
        (&json!(["password"]), &json!("new"))
    );
    assert_ne!(plugin.cache_id().unwrap(), before);
}

#[test]
fn what_cannot_be_asked_for_later_is_asked_for_now() {
    let typist: Arc<dyn Prompter> = Arc::new(Typist::default());
    let made = registry::create_asking("http_basic", &params(json!({"username": "me"})), Some(&typist));
    assert_eq!(made.map(|_| ()).unwrap_err().code(), Code::MISSING_REQUIRED_OPTIONS);
}

#[test]
fn tokens_of_version_2_are_not_exchanged() {
    let body =
        json!({"access": {"token": {"id": "t", "expires": "2030-01-01T00:00:00Z"}, "user": {"id": "u", "name": "n"}}});
    let driver = Arc::new(Scripted::with([reply(200, &[], body.to_string())]));
    let plugin = registry::create("v2token", &params(json!({"auth_url": "http://h/v2.0", "token": "old"}))).unwrap();
    let scoped = session(plugin, &driver).with_scope(&params(json!({"project_id": "p"}))).unwrap();
    assert_eq!(token_of(&scoped).unwrap_err().code(), Code::UNSUPPORTED_VERSION);
    assert_eq!(driver.asked().len(), 1);
}

#[test]
fn an_identity_that_is_asked_too_often_is_left_alone() {
    let limited = |after: &str| reply(429, &[("Retry-After", after)], "");
    for (answer, seconds) in [
        (limited("30"), 30),
        (reply(429, &[], ""), 1),
        (limited("86400"), 300),
        (reply(503, &[("Retry-After", "5")], ""), 5),
    ] {
        let driver = Arc::new(Scripted::with([answer]));
        let session = session(plugin("v3password", json!({})).unwrap(), &driver);
        let code = token_of(&session).unwrap_err().code();
        assert!([Code::TOO_MANY_REQUESTS, Code::SERVICE_UNAVAILABLE].contains(&code));
        driver.pass(Duration::from_millis(seconds * 1000 - 1));
        driver.push(Ok(login_answer("t", 3600)));
        assert_eq!(token_of(&session).unwrap_err().code(), code);
        driver.pass(Duration::from_millis(1));
        assert_eq!(token_of(&session).unwrap(), "t");
    }
}

#[test]
fn a_state_is_used_until_it_nears_its_end() {
    let (driver, cloud) = cloud(3600);
    let first = plugin("v3password", json!({"project_id": "p"})).unwrap();
    assert!(first.state().unwrap().is_none());
    token_of(&session(first.clone(), &driver)).unwrap();
    let state = first.state().unwrap().unwrap();
    let second = plugin("v3password", json!({"project_id": "p"})).unwrap();
    assert_eq!(first.cache_id().unwrap(), second.cache_id().unwrap());
    second.set_state(Some(state.expose())).unwrap();
    let session = session(second.clone(), &driver);
    assert_eq!(token_of(&session).unwrap(), "token-1");
    driver.pass(Duration::from_secs(3600 - 121));
    assert_eq!(token_of(&session).unwrap(), "token-1");
    driver.pass(Duration::from_secs(2));
    assert_eq!(token_of(&session).unwrap(), "token-2", "its life went on while it was kept");
    second.set_state(Some("")).unwrap();
    assert!(second.state().unwrap().is_none());
    assert_eq!(second.set_state(Some("{}")).unwrap_err().code(), Code::INVALID_RESPONSE);
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 2);
}

#[test]
fn a_state_that_services_refuse_is_renewed() {
    let (driver, cloud) = cloud(3600);
    let plugin = plugin("v3password", json!({})).unwrap();
    let session = session(plugin.clone(), &driver);
    token_of(&session).unwrap();
    plugin.set_state(Some(plugin.state().unwrap().unwrap().expose())).unwrap();
    cloud.oldest.store(2, Ordering::SeqCst);
    wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    assert_eq!(cloud.logins.load(Ordering::SeqCst), 2);
}

#[test]
fn all_that_changes_the_token_is_in_the_cache_id_and_no_secret() {
    let id = |auth_type: &str, more: Value| {
        plugin(auth_type, more).unwrap().cache_id().unwrap().unwrap().expose().to_owned()
    };
    let mut ids: Vec<String> = [
        json!({}),
        json!({"unscoped": true}),
        json!({"system_scope": "all"}),
        json!({"project_id": "p"}),
        json!({"domain_id": "p"}),
        json!({"trust_id": "p"}),
        json!({"include_catalog": false}),
        json!({"username": "you"}),
        json!({"user_id": "me"}),
        json!({"password": "other"}),
        json!({"user_domain_id": "other"}),
        json!({"auth_url": "http://other/v3"}),
        json!({"project_name": "p", "project_domain_id": "d"}),
        json!({"project_name": "p", "project_domain_name": "d"}),
    ]
    .into_iter()
    .map(|more| id("v3password", more))
    .collect();
    assert_eq!(id("v3password", json!({"auth_url": format!("{AUTH_URL}/")})), ids[0], "a slash says nothing");
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
    let (driver, _) = cloud(3600);
    let base = session(plugin("v3password", json!({})).unwrap(), &driver);
    assert!(!format!("{base:?}").contains("pa55"));
    let certificate = json!({"auth_url": AUTH_URL, "oauth2_endpoint": "https://h/", "oauth2_client_id": "c"});
    let bound = registry::create("v3oauth2mtlsclientcredential", &params(certificate)).unwrap();
    assert!(bound.cache_id().unwrap().is_none());
}

/// Somebody who types these, one after the other, and counts how often that was.
#[derive(Debug, Default)]
struct Typist {
    words: Mutex<Vec<&'static str>>,
    asked: Mutex<Vec<&'static str>>,
}

impl Prompter for Typist {
    fn ask(&self, option: &'static str, _prompt: &'static str) -> Result<Secret> {
        self.asked.lock().unwrap().push(option);
        let mut words = self.words.lock().unwrap();
        if words.is_empty() { Err(Error::of(Code::COMMAND_ERROR)) } else { Ok(words.remove(0).into()) }
    }
}

fn typed(auth_type: &str, options: Value, words: &[&'static str]) -> (Arc<dyn Plugin>, Arc<Typist>) {
    let typist = Arc::new(Typist { words: Mutex::new(words.to_vec()), ..Typist::default() });
    let prompter: Arc<dyn Prompter> = typist.clone();
    (registry::create_asking(auth_type, &params(options), Some(&prompter)).unwrap(), typist)
}

#[test]
fn a_password_is_asked_for_once_and_again_when_it_was_wrong() {
    let options = json!({"auth_url": AUTH_URL, "user_id": "u"});
    let (plugin, typist) = typed("v3password", options, &["wr0ng", "wr0ng", "right"]);
    let driver =
        Arc::new(Scripted::with([refusal("no, wr0ng is not it"), login_answer("a", 60), login_answer("b", 60)]));
    let session = session(plugin, &driver);
    assert!(typist.asked.lock().unwrap().is_empty(), "nobody is asked before a login");
    let error = token_of(&session).unwrap_err();
    assert!(error.code() == Code::UNAUTHORIZED && !format!("{error:?} {session:?}").contains("wr0ng"), "{error:?}");
    assert_eq!(token_of(&session).unwrap_err().code(), Code::UNAUTHORIZED);
    assert_eq!(driver.asked().len(), 1, "the same again is not sent");
    assert_eq!(token_of(&session).unwrap(), "a");
    assert!(session.invalidate().unwrap());
    assert_eq!(token_of(&session).unwrap(), "b");
    assert_eq!(*typist.asked.lock().unwrap(), ["password"; 3], "one that was right is kept");
}

#[test]
fn a_passcode_is_asked_for_each_login_and_who_types_may_decline() {
    let options = json!({"auth_url": AUTH_URL, "user_id": "u", "auth_methods": "v3password,v3totp", "password": "pw"});
    let (plugin, typist) = typed("v3multifactor", options, &["111111", "222222"]);
    let driver = Arc::new(Scripted::with([login_answer("a", 60), login_answer("b", 60)]));
    let session = session(plugin, &driver);
    for token in ["a", "b"] {
        assert_eq!(token_of(&session).unwrap(), token);
        assert!(session.invalidate().unwrap());
    }
    let code = |index: usize| sent(&driver, index)["auth"]["identity"]["totp"]["user"]["passcode"].clone();
    assert_eq!((code(0), code(1)), (json!("111111"), json!("222222")));
    assert_eq!(token_of(&session).unwrap_err().code(), Code::COMMAND_ERROR);
    assert_eq!(*typist.asked.lock().unwrap(), ["passcode"; 3]);
}

#[test]
fn a_passcode_that_came_to_nothing_is_not_kept_for_another_time() {
    let options = json!({"auth_url": AUTH_URL, "user_id": "u", "auth_methods": "v3totp,v3password"});
    let (plugin, typist) = typed("v3multifactor", options, &["111111"]);
    let driver = Arc::new(Scripted::with([login_answer("a", 60)]));
    let session = session(plugin, &driver);
    assert_eq!(token_of(&session).unwrap_err().code(), Code::COMMAND_ERROR, "nobody types the password");
    typist.words.lock().unwrap().extend(["222222", "pw"]);
    assert_eq!(token_of(&session).unwrap(), "a");
    assert_eq!(sent(&driver, 0)["auth"]["identity"]["totp"]["user"]["passcode"], json!("222222"));
    assert_eq!(*typist.asked.lock().unwrap(), ["passcode", "password", "passcode", "password"]);
}

/// Who is asked asks the plugin itself.
#[derive(Debug)]
struct Confused(Mutex<Option<Session>>, AtomicUsize);

impl Prompter for Confused {
    fn ask(&self, _option: &'static str, _prompt: &'static str) -> Result<Secret> {
        let session = self.0.lock().unwrap().clone().unwrap();
        self.1.store(usize::try_from(token_of(&session).unwrap_err().code().number()).unwrap(), Ordering::SeqCst);
        Ok("pw".into())
    }
}

#[test]
fn who_is_asked_cannot_use_the_plugin_that_waits() {
    let confused = Arc::new(Confused(Mutex::new(None), AtomicUsize::new(0)));
    let prompter: Arc<dyn Prompter> = confused.clone();
    let options = json!({"auth_url": AUTH_URL, "user_id": "u"});
    let plugin = registry::create_asking("v3password", &params(options), Some(&prompter)).unwrap();
    let driver = Arc::new(Scripted::with([login_answer("a", 60)]));
    let session = session(plugin, &driver);
    *confused.0.lock().unwrap() = Some(session.clone());
    assert_eq!(token_of(&session).unwrap(), "a");
    assert_eq!(confused.1.swap(0, Ordering::SeqCst), 8, "KS_ERROR_REENTRANT");
    // Nor what waits for it in turn.
    let plugin =
        registry::create_asking("v3totp", &params(json!({"auth_url": AUTH_URL, "user_id": "u"})), Some(&prompter));
    let unscoped = self::session(plugin.unwrap(), &driver);
    let scoped = unscoped.with_scope(&params(json!({"project_id": "p"}))).unwrap();
    *confused.0.lock().unwrap() = Some(scoped.clone());
    for answer in [login_answer("b", 60), login_answer("c", 60)] {
        driver.push(Ok(answer));
    }
    assert_eq!(token_of(&scoped).unwrap(), "c");
    assert_eq!(confused.1.load(Ordering::SeqCst), 8, "KS_ERROR_REENTRANT");
    *confused.0.lock().unwrap() = None;
}

fn waiting(whole: Option<Duration>, auth: &Arc<dyn Plugin>, driver: &Stepped) -> Session {
    let policy = Policy { timeouts: Timeouts { whole, ..Timeouts::default() }, ..Policy::default() };
    Session::new(Some(auth.clone()), Settings { policy, ..Settings::default() }, Arc::new(driver.clone()))
}

/// The next step that is no alarm.
fn next<T>(flow: &mut Flow<'_, T>) -> Step<T> {
    loop {
        match flow.step() {
            Step::Sleep { .. } => {}
            step => return step,
        }
    }
}

#[test]
fn who_waits_for_a_login_gives_up_after_its_own_time() {
    let driver = Stepped::new(0);
    let auth = plugin("v3password", json!({})).unwrap();
    let (patient, hasty) = (waiting(None, &auth, &driver), waiting(Some(Duration::from_secs(2)), &auth, &driver));
    let mut first = Flow::start(&driver, async { patient.token().await });
    let Step::Send { id, .. } = first.step() else { panic!("no login") };
    let mut second = Flow::start(&driver, async { hasty.token().await });
    let Step::Sleep { until, .. } = second.step() else { panic!("it waits for ever") };
    assert_eq!(until, 2_000_000);
    driver.set_now(2_000_000);
    let Step::Done(Err(error)) = second.step() else { panic!("it waits still") };
    assert_eq!(error.code(), Code::CONNECT_TIMEOUT);
    let mut third = Flow::start(&driver, async { hasty.token().await });
    assert!(matches!(third.step(), Step::Sleep { .. }));
    driver.answer(id, Ok(login_answer("t", 60))).unwrap();
    assert!(matches!(first.step(), Step::Done(Ok(_))));
    assert!(matches!(third.step(), Step::Done(Ok(_))), "the others are served");
}

#[test]
fn the_short_time_of_one_is_no_failure_of_those_who_have_more() {
    for (second, shares) in [(None, false), (Some(5), false), (Some(2), true), (Some(1), true)] {
        let driver = Stepped::new(0);
        let auth = plugin("v3password", json!({})).unwrap();
        let hasty = waiting(Some(Duration::from_secs(2)), &auth, &driver);
        let other = waiting(second.map(Duration::from_secs), &auth, &driver);
        let mut first = Flow::start(&driver, async { hasty.token().await });
        let Step::Send { id, .. } = next(&mut first) else { panic!("no login") };
        let mut flow = Flow::start(&driver, async { other.token().await });
        assert!(matches!(next(&mut flow), Step::Waiting));
        driver.answer(id, Err(Error::of(Code::CONNECT_TIMEOUT))).unwrap();
        assert!(matches!(next(&mut first), Step::Done(Err(_))));
        match next(&mut flow) {
            Step::Done(Err(_)) => assert!(shares, "{second:?}"),
            Step::Send { .. } => assert!(!shares, "{second:?}"),
            step => panic!("{second:?} {step:?}"),
        }
    }
}
