//! Answers that are none, through the ABI: each is an error with words, and the session goes on.

use std::time::Duration;

use ks_testing::run::Outcome;
use ks_testing::server::{Answer, Answers, Script, Server};
use serde_json::{Value, json};

use crate::support::{PASSWORD, TOKEN, keystone, passes, program, token, version};

const LIMIT_EXCEEDED: i32 = 7;
const CONNECT_TIMEOUT: i32 = 140;
const CONNECT_FAILURE: i32 = 141;
const UNKNOWN_CONNECTION_ERROR: i32 = 143;
const DISCOVERY_FAILURE: i32 = 150;
const INVALID_RESPONSE: i32 = 160;

/// What a peer does under a name, and the codes that it may have.
type Case = (&'static str, Answer, &'static [i32]);

/// Whether the program printed for each name one of the codes that it may have.
#[track_caller]
fn check(outcome: &Outcome, cases: &[Case]) {
    for (name, _, codes) in cases {
        let said = outcome.stdout.lines().find_map(|line| line.strip_prefix(&format!("{name} ")));
        let code = said.and_then(|code| code.parse::<i32>().ok());
        assert!(code.is_some_and(|code| codes.contains(&code)), "{name}: {code:?}, not one of {codes:?}\n{outcome}");
    }
}

fn hundred() -> Answer {
    Answer::text(200, &"x".repeat(100))
}

fn answers() -> Vec<Case> {
    const BROKEN: &[i32] = &[UNKNOWN_CONNECTION_ERROR];
    let raw = |text: &str| Answer::raw(text.as_bytes());
    let interim = |count: usize| (0..count).fold(Answer::new(200), |answer, _| answer.interim(103));
    vec![
        ("truncated", hundred().truncated(50), BROKEN),
        ("truncated-chunks", hundred().chunked(30).truncated(50), BROKEN),
        ("head-truncated", hundred().head_truncated(30), BROKEN),
        ("reset", Answer::reset(), &[CONNECT_FAILURE]),
        ("closed", Answer::close(), &[CONNECT_FAILURE]),
        ("reset-within", hundred().reset_after(50), BROKEN),
        ("garbage", Answer::garbage(), BROKEN),
        ("another-protocol", raw("SSH-2.0-OpenSSH_9.2\r\n"), BROKEN),
        ("no-status", raw("HTTP/1.1 abc OK\r\nContent-Length: 0\r\n\r\n"), BROKEN),
        ("wrong-chunks", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n"), BROKEN),
        ("endless-line", raw(&"x".repeat(200_000)), &[UNKNOWN_CONNECTION_ERROR, LIMIT_EXCEEDED]),
        ("huge-header", hundred().huge_header(200_000), &[LIMIT_EXCEEDED]),
        ("many-headers", hundred().many_headers(1000), &[LIMIT_EXCEEDED]),
        ("huge-body", Answer::huge(200, 1 << 40), &[LIMIT_EXCEEDED]),
        ("huge-chunks", Answer::huge(200, 1 << 40).chunked(5000), &[LIMIT_EXCEEDED]),
        ("slow-loris", hundred().slowly(1, Duration::from_millis(100)), &[CONNECT_TIMEOUT]),
        ("slow-body", hundred().slow_body(1, Duration::from_millis(100)), &[CONNECT_TIMEOUT]),
        ("silent", Answer::silence(), &[CONNECT_TIMEOUT]),
        ("stalled", hundred().stalled_after(50), &[CONNECT_TIMEOUT]),
        ("too-long-a-length", hundred().length(200), &[CONNECT_TIMEOUT]),
        ("too-short-a-length", hundred().length(50), &[0]),
        ("no-number", hundred().length("many"), BROKEN),
        ("negative-length", hundred().length(-1), BROKEN),
        ("two-lengths", hundred().header("Content-Length", "7"), BROKEN),
        ("nul-in-header", hundred().raw_header(b"X-Nul: a\0b"), BROKEN),
        ("no-colon", hundred().raw_header("no colon at all"), BROKEN),
        ("latin-header", hundred().raw_header(b"X-Latin: caf\xe9\xff"), &[0]),
        ("more-behind", hundred().followed_by("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), &[0]),
        ("not-gzip", hundred().header("Content-Encoding", "gzip"), BROKEN),
        ("some-interim", interim(10), &[0]),
        ("round-and-round", Answer::redirect(302, "/round-and-round"), &[302]),
        ("nowhere", Answer::redirect(301, "http://["), &[301]),
        ("another-scheme", Answer::redirect(307, "file:///etc/passwd"), &[307]),
        ("latin-location", Answer::new(302).raw_header(b"Location: \xff\xfe"), &[302, 404]),
        ("status-999", Answer::new(999), &[999]),
        ("status-418", Answer::json(418, json!({"error": {"message": ["not", "text"], "code": {}}})), &[418]),
        ("shouting", Answer::keystone_error(500, "a\r\n\u{1b}[31m\u{7}\0b"), &[500]),
        ("verbose", Answer::keystone_error(500, &"long ".repeat(100_000)), &[500, LIMIT_EXCEEDED]),
        ("deep", Answer::json(400, json!(null)).followed_by(""), &[400]),
        ("latin-error", Answer::bytes(403, b"caf\xe9\0").header("Content-Type", "text/plain"), &[403]),
    ]
}

#[test]
fn an_answer_that_is_none_is_an_error_and_the_next_request_works() {
    let Some(hostile) = program("response_hostile") else { return };
    let cases = answers();
    let script = Script::new().route("GET", "/well", Answer::new(200));
    let script =
        cases.iter().fold(script, |script, (name, answer, _)| script.route("GET", &format!("/{name}"), answer.clone()));
    let server = Server::start(script.otherwise(Answer::new(404)));
    let names = cases.iter().map(|(name, ..)| *name);
    check(&passes(&hostile.with(["answers", server.origin()].into_iter().chain(names))), &cases);
}

fn logins() -> Vec<Case> {
    let made = |body: Value| Answer::json(201, body).header("X-Subject-Token", &format!("{TOKEN}bad"));
    let with = |name: &str, value: Value| made(json!({"token": {name: value}}));
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    let repeats = Answer::keystone_error(401, &format!("the password {PASSWORD} is wrong"));
    vec![
        ("no-token", Answer::json(201, json!({"token": {}})), &[INVALID_RESPONSE]),
        ("empty-token", Answer::json(201, json!({"token": {}})).header("X-Subject-Token", ""), &[INVALID_RESPONSE]),
        ("no-json", Answer::text(201, "<html>").header("X-Subject-Token", "t"), &[INVALID_RESPONSE]),
        ("no-body", Answer::new(204).header("X-Subject-Token", "t"), &[INVALID_RESPONSE]),
        ("empty-object", made(json!({})), &[INVALID_RESPONSE]),
        ("a-list", made(json!([])), &[INVALID_RESPONSE]),
        ("null-token", made(json!({"token": null})), &[INVALID_RESPONSE]),
        ("a-string", made(json!({"token": "it"})), &[INVALID_RESPONSE]),
        ("numeric-expiry", with("expires_at", json!(5)), &[INVALID_RESPONSE]),
        ("wordy-expiry", with("expires_at", json!("soon")), &[INVALID_RESPONSE]),
        ("odd-user", with("user", json!({"id": {"a": 1}})), &[INVALID_RESPONSE]),
        ("odd-roles", with("roles", json!([7])), &[INVALID_RESPONSE]),
        ("deep", Answer::bytes(201, deep).header("X-Subject-Token", "t"), &[INVALID_RESPONSE]),
        ("not-modified", Answer::new(304), &[INVALID_RESPONSE]),
        ("to-nowhere", Answer::new(302), &[INVALID_RESPONSE]),
        ("repeats-the-password", repeats, &[401]),
        ("forbids", Answer::keystone_error(403, "no"), &[403]),
        ("is-no-identity", Answer::text(404, "not here"), &[404]),
        ("is-busy", Answer::new(503).header("Retry-After", "9"), &[503]),
        ("truncated", token(1, &json!([])).truncated(20), &[UNKNOWN_CONNECTION_ERROR]),
        ("reset", Answer::reset(), &[CONNECT_FAILURE]),
        ("garbage", Answer::garbage(), &[UNKNOWN_CONNECTION_ERROR]),
        ("huge-token", token(1, &json!([])).header("X-Subject-Token", &"t".repeat(100_000)), &[LIMIT_EXCEEDED]),
    ]
}

#[test]
fn a_login_that_is_answered_wrongly_is_an_error_and_the_next_one_works() {
    let Some(hostile) = program("response_hostile") else { return };
    let cases = logins();
    let script = Script::new().route("GET", "/well", Answer::new(200));
    let script = cases.iter().fold(script, |script, (name, answer, _)| {
        let answers = vec![answer.clone(), token(2, &json!([]))];
        script.route("POST", &format!("/{name}/v3/auth/tokens"), Answers::from(answers))
    });
    let server = Server::start(script);
    let names = cases.iter().map(|(name, ..)| *name);
    check(&passes(&hostile.with(["logins", server.origin()].into_iter().chain(names))), &cases);
    assert_eq!(server.remaining(), 0, "each was asked twice");
}

fn discoveries(elsewhere: &str) -> Vec<Case> {
    let offers = |versions: Value| Answer::json(300, json!({"versions": versions}));
    let entry = |id: &str, status: &str, href: &str| json!({"id": id, "status": status, "links": [{"rel": "self", "href": href}]});
    vec![
        ("no-json", Answer::text(200, "<html>"), &[DISCOVERY_FAILURE]),
        ("empty-object", Answer::json(200, json!({})), &[DISCOVERY_FAILURE]),
        ("no-versions", offers(json!([])), &[DISCOVERY_FAILURE]),
        (
            "odd-versions",
            offers(json!([1, null, {"id": []}, {"id": "v3", "status": 3, "links": "x"}])),
            &[DISCOVERY_FAILURE],
        ),
        ("old-version", offers(json!([entry("v2.0", "CURRENT", "/old-version/v2.0")])), &[DISCOVERY_FAILURE]),
        ("young-version", offers(json!([entry("v3", "EXPERIMENTAL", "/young-version/v3")])), &[DISCOVERY_FAILURE]),
        ("is-no-identity", Answer::new(404), &[DISCOVERY_FAILURE]),
        ("is-broken", Answer::new(500), &[DISCOVERY_FAILURE]),
        ("truncated", hundred().truncated(50), &[UNKNOWN_CONNECTION_ERROR]),
        ("reset", Answer::reset(), &[CONNECT_FAILURE]),
        // Never believed where it leads away: the login stays with the origin that was asked.
        ("leads-away", offers(json!([entry("v3", "CURRENT", &format!("{elsewhere}/v3/"))])), &[0]),
    ]
}

#[test]
fn a_discovery_that_is_answered_wrongly_is_an_error_and_the_next_one_works() {
    let Some(hostile) = program("response_hostile") else { return };
    // Another name of this machine, at which nobody may be asked.
    let elsewhere = Server::builder().host("localhost").start(Script::new());
    let cases = discoveries(elsewhere.origin());
    let server = Server::start_with(|origin| {
        let script = Script::new().route("GET", "/well", Answer::new(200));
        cases.iter().fold(script, |script, (name, answer, _)| {
            let answers = vec![answer.clone(), version(&format!("{origin}/{name}/v3/"))];
            let script = script.route("GET", &format!("/{name}/"), Answers::from(answers));
            script.route("POST", &format!("/{name}/v3/auth/tokens"), token(1, &json!([])))
        })
    });
    let names = cases.iter().map(|(name, ..)| *name);
    check(&passes(&hostile.with(["discoveries", server.origin()].into_iter().chain(names))), &cases);
    assert_eq!(server.remaining(), 1, "each was asked twice but for the last, which was answered well");
}

#[test]
fn a_service_that_repeats_the_token_in_its_error_does_not_make_it_show() {
    let Some(failure) = program("failure") else { return };
    let repeats = |request: &ks_testing::server::Received| {
        let token = request.header("x-auth-token").unwrap_or_default();
        Answer::keystone_error(403, &format!("the token {token} is not allowed to"))
    };
    let keystone = keystone().protected("GET", "/v3/repeats", ks_testing::server::Answers::calling(repeats)).start();
    let outcome = failure.with(["identity", "/repeats"]).envs(keystone.environment()).run_under_valgrind();
    outcome.assert_code(3).assert_stdout_has("class Forbidden").assert_no_secrets(&[TOKEN]);
}
