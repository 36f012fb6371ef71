//! The fake Keystone.

use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::client::{Client, Heard, get};
use crate::server::{Answer, FakeKeystone};

fn log_in_with(keystone: &FakeKeystone, target: &str, auth: &Value) -> Heard {
    let body = json!({"auth": auth}).to_string();
    let mut client = Client::connect(keystone.server());
    client.send(format!("POST {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    client.hear()
}

fn log_in(keystone: &FakeKeystone) -> Heard {
    log_in_with(keystone, "/v3/auth/tokens", &json!({"identity": {"methods": ["password"]}}))
}

fn ask(keystone: &FakeKeystone, method: &str, target: &str, token: &str, subject: &str) -> Heard {
    let mut client = Client::connect(keystone.server());
    client.send(format!(
        "{method} {target} HTTP/1.1\r\nHost: k:1\r\nX-Auth-Token: {token}\r\nX-Subject-Token: {subject}\r\n\r\n"
    ));
    if method == "HEAD" {
        let head = client.head();
        return Heard { status: head.split(' ').nth(1).unwrap().parse().unwrap(), head, body: Vec::new() };
    }
    client.hear()
}

fn status_with(keystone: &FakeKeystone, token: &str) -> u16 {
    ask(keystone, "GET", "/v3/users", token, "").status
}

fn token_of(login: &Heard) -> String {
    assert_eq!(login.status, 201, "{login:?}");
    login.header("x-subject-token").unwrap().to_owned()
}

#[test]
fn versions_are_listed_at_the_root_and_described_at_v3() {
    let keystone = FakeKeystone::start();
    let root = get(keystone.server(), "/");
    assert_eq!((root.status, root.header("location")), (300, Some("http://test/v3/")));
    assert_eq!(root.json()["versions"]["values"][0]["id"], "v3.14");
    let version = get(keystone.server(), "/v3").json();
    assert_eq!(version["version"]["links"][0]["href"], "http://test/v3/");
    assert_eq!(keystone.logins(), 0);
}

#[test]
fn each_login_gets_the_next_token_with_its_expiry_and_catalog() {
    let keystone = FakeKeystone::builder().lifetime(120).service("compute", "nova", "/compute/v2.1").start();
    assert_eq!(token_of(&log_in(&keystone)), "token-1");
    let login = log_in(&keystone);
    assert_eq!((token_of(&login).as_str(), keystone.token().as_deref()), ("token-2", Some("token-2")));
    assert_eq!((keystone.logins(), keystone.login_attempts()), (2, 2));
    let token = &login.json()["token"];
    let time = |name: &str| token[name].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert_eq!((time("expires_at") - time("issued_at")).num_seconds(), 120);
    assert!((Utc::now() - time("issued_at")).num_seconds() < 60);
    assert_eq!(token["expires_at"].as_str().unwrap().len(), "2026-11-23T21:11:37.000000Z".len());
    let catalog = token["catalog"].as_array().unwrap();
    let urls: Vec<&str> = catalog.iter().map(|service| service["endpoints"][0]["url"].as_str().unwrap()).collect();
    assert_eq!(urls, ["http://127.0.0.1/v3", "http://127.0.0.1/compute/v2.1"]);
    assert_eq!(catalog[1]["type"], "compute");
}

#[test]
fn a_token_has_the_scope_that_was_asked_for() {
    let keystone = FakeKeystone::start();
    let body = |scope: Value| {
        let auth = json!({"identity": {"methods": ["token"]}, "scope": scope});
        log_in_with(&keystone, "/v3/auth/tokens", &auth).json()["token"].clone()
    };
    let project = body(json!({"project": {"id": "p1"}}));
    assert_eq!((&project["project"]["id"], &project["methods"]), (&json!("p1"), &json!(["token"])));
    assert!(project["roles"].is_array() && project["catalog"].is_array());
    assert_eq!(body(json!({"domain": {"id": "d1"}}))["domain"]["id"], "d1");
    assert_eq!(body(json!({"system": {"all": true}}))["system"], json!({"all": true}));
    assert_eq!(body(json!({"OS-TRUST:trust": {"id": "t1"}}))["OS-TRUST:trust"]["id"], "t1");
    let unscoped = body(json!("unscoped"));
    assert!(unscoped.get("project").is_none() && unscoped.get("catalog").is_none() && unscoped.get("roles").is_none());
    let auth = json!({"identity": {}, "scope": {"project": {"name": "demo"}}});
    let bare = log_in_with(&keystone, "/v3/auth/tokens?nocatalog", &auth).json();
    assert_eq!(bare["token"]["project"]["name"], "demo");
    assert!(bare["token"].get("catalog").is_none());
}

#[test]
fn a_valid_token_is_demanded_below_v3() {
    let keystone = FakeKeystone::start();
    for token in ["", "token-1", "nonsense"] {
        let refused = ask(&keystone, "GET", "/v3/users", token, "");
        assert_eq!(refused.status, 401);
        assert_eq!(
            refused.text(),
            "{\"error\":{\"code\":401,\"message\":\"The request you have made requires authentication.\",\
             \"title\":\"Unauthorized\"}}\n"
        );
        assert_eq!(refused.header("www-authenticate"), Some("Keystone uri=\"http://k:1/v3\""));
    }
    let token = token_of(&log_in(&keystone));
    let users = ask(&keystone, "GET", "/v3/users", &token, "");
    assert_eq!((users.status, &users.json()["users"][0]["name"]), (200, &json!("admin")));
    assert_eq!((keystone.accepted(), keystone.refused()), (1, 3));
}

#[test]
fn its_resources_are_found_and_others_are_not() {
    let keystone = FakeKeystone::start();
    let login = log_in(&keystone);
    let token = token_of(&login);
    let user = login.json()["token"]["user"]["id"].as_str().unwrap().to_owned();
    let found = |path: &str| ask(&keystone, "GET", path, &token, "");
    assert_eq!(found(&format!("/v3/users/{user}")).json()["user"]["id"], json!(user));
    assert_eq!(found("/v3/auth/projects").json()["projects"][0]["name"], "admin");
    assert_eq!(found("/v3/auth/catalog").json()["catalog"][0]["type"], "identity");
    let missing = found("/v3/users/nobody");
    assert_eq!((missing.status, &missing.json()["error"]["message"]), (404, &json!("Could not find user: nobody.")));
    let nowhere = found("/v3/nowhere");
    assert_eq!((nowhere.status, nowhere.header("content-type")), (404, Some("text/html; charset=utf-8")));
}

#[test]
fn revoked_tokens_are_refused_and_a_new_login_helps() {
    let keystone = FakeKeystone::start();
    let old = token_of(&log_in(&keystone));
    assert_eq!(status_with(&keystone, &old), 200);
    keystone.revoke();
    assert_eq!(status_with(&keystone, &old), 401);
    let new = token_of(&log_in(&keystone));
    assert_eq!((status_with(&keystone, &new), status_with(&keystone, &old)), (200, 401));
}

#[test]
fn tokens_are_revoked_half_way_at_a_given_request() {
    let keystone = FakeKeystone::start();
    let old = token_of(&log_in(&keystone));
    assert_eq!(status_with(&keystone, &old), 200);
    keystone.revoke_after(2);
    let statuses: Vec<u16> = (0..3).map(|_| status_with(&keystone, &old)).collect();
    assert_eq!(statuses, [200, 200, 401]);
    let new = token_of(&log_in(&keystone));
    assert!((0..3).all(|_| status_with(&keystone, &new) == 200), "only once");
}

#[test]
fn a_token_that_has_run_out_is_refused() {
    let keystone = FakeKeystone::builder().lifetime(-1).start();
    let token = token_of(&log_in(&keystone));
    assert_eq!(status_with(&keystone, &token), 401);
    keystone.set_lifetime(1);
    let token = token_of(&log_in(&keystone));
    assert_eq!(status_with(&keystone, &token), 200);
    thread::sleep(Duration::from_millis(1100));
    assert_eq!(status_with(&keystone, &token), 401);
}

#[test]
fn logins_are_refused_as_many_times_as_told() {
    let keystone = FakeKeystone::start();
    keystone.refuse_logins(2);
    for _ in 0..2 {
        let refused = log_in(&keystone);
        assert_eq!(refused.status, 401);
        assert_eq!(refused.json()["error"]["message"], "The request you have made requires authentication.");
    }
    assert_eq!(token_of(&log_in(&keystone)), "token-1");
    assert_eq!((keystone.logins(), keystone.login_attempts()), (1, 3));
    keystone.refuse_logins(usize::MAX);
    assert_eq!(log_in(&keystone).status, 401);
    keystone.refuse_logins(0);
    assert_eq!(log_in(&keystone).status, 201);
}

#[test]
fn a_slow_login_takes_its_time_and_others_are_served_meanwhile() {
    let keystone = FakeKeystone::builder().login_delay(Duration::from_millis(300)).start();
    let begun = Instant::now();
    thread::scope(|scope| {
        let login = scope.spawn(|| log_in(&keystone));
        keystone.server().wait_for_requests(1);
        assert_eq!(get(keystone.server(), "/v3").status, 200);
        assert_eq!((keystone.logins(), keystone.login_attempts()), (0, 1));
        keystone.revoke();
        let token = token_of(&login.join().unwrap());
        assert_eq!(status_with(&keystone, &token), 200, "a login that ends after the revocation is good");
    });
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[test]
fn dropping_it_does_not_wait_for_a_slow_login() {
    let keystone = FakeKeystone::builder().login_delay(Duration::from_secs(600)).start();
    let mut client = Client::connect(keystone.server());
    client.send("POST /v3/auth/tokens HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}");
    keystone.server().wait_for_requests(1);
    let begun = Instant::now();
    drop(keystone);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_token_is_validated_and_taken_back_by_its_subject_header() {
    let keystone = FakeKeystone::start();
    let (admin, subject) = (token_of(&log_in(&keystone)), token_of(&log_in(&keystone)));
    let valid = ask(&keystone, "GET", "/v3/auth/tokens", &admin, &subject);
    assert_eq!((valid.status, valid.header("x-subject-token")), (200, Some(subject.as_str())));
    assert_eq!(valid.json()["token"]["audit_ids"], json!(["fake-audit-id-00000002"]));
    assert_eq!(ask(&keystone, "HEAD", "/v3/auth/tokens", &admin, &subject).status, 200);
    assert_eq!(ask(&keystone, "DELETE", "/v3/auth/tokens", &admin, &subject).status, 204);
    assert_eq!(ask(&keystone, "GET", "/v3/auth/tokens", &admin, &subject).status, 404);
    assert_eq!((status_with(&keystone, &subject), status_with(&keystone, &admin)), (401, 200));
}

#[test]
fn a_test_adds_answers_of_its_own() {
    let keystone = FakeKeystone::builder()
        .protected("GET", "/v3/roles", Answer::text(200, "roles"))
        .open("GET", "/healthcheck", Answer::text(200, "OK"))
        .token_prefix("gAAAAAB-unmistakable-")
        .start();
    assert_eq!(get(keystone.server(), "/healthcheck").text(), "OK");
    assert_eq!(get(keystone.server(), "/v3/roles").status, 401);
    let token = token_of(&log_in(&keystone));
    assert_eq!(token, "gAAAAAB-unmistakable-1");
    assert_eq!(ask(&keystone, "GET", "/v3/roles", &token, "").text(), "roles");
}

#[test]
fn every_answer_has_a_request_id_of_its_own() {
    let keystone = FakeKeystone::start();
    let id = |heard: &Heard| heard.header("x-openstack-request-id").unwrap().to_owned();
    let one = id(&get(keystone.server(), "/v3"));
    let two = id(&get(keystone.server(), "/v3/users"));
    assert!(one.starts_with("req-") && one != two, "{one} {two}");
    assert_eq!(keystone.last_request_id(), two);
}

#[test]
fn its_environment_points_at_itself() {
    let keystone = FakeKeystone::start();
    let environment = keystone.environment();
    assert!(environment.contains(&("OS_AUTH_URL", keystone.auth_url())));
    assert!(environment.contains(&("OS_PASSWORD", FakeKeystone::PASSWORD.to_owned())));
}
