//! What is told of sessions, to whom, and what is counted.

use ks_testing::server::{Answer, ClosedPort, Received, Script, Server};
use serde_json::json;

use crate::support::{TOKEN, passes, program, requests, token};

/// Services where something happens: a redirect, a busy moment, a token that is refused, connections that end.
fn eventful(origin: &str) -> Script {
    let logins = [token(1, &json!([])), token(2, &json!([]))];
    let first = format!("{TOKEN}1");
    let refused = move |request: &Received| {
        let is_old = request.header("x-auth-token") == Some(&first);
        if is_old { Answer::keystone_error(401, "revoked") } else { Answer::new(200) }
    };
    let user =
        json!({"user": {"id": "u1", "password": "hunter2", "links": {"self": "http://h/users/u1?token=hunter2"}}});
    Script::new()
        .route("POST", "/v3/auth/tokens", logins)
        .route(
            "POST",
            "/users",
            Answer::json(201, user).header("X-Openstack-Request-Id", "req-users").header("Set-Cookie", "c=hunter2"),
        )
        .route("GET", "/moved", Answer::redirect(302, &format!("{origin}/plain?token=hunter2")))
        .route("GET", "/busy", [Answer::text(503, "too\nmuch"), Answer::new(200)])
        .route("GET", "/image", Answer::bytes(200, "hunter2").header("Content-Type", "image/png"))
        .call("GET", "/revoked", refused)
        .route("GET", "/plain", Answer::new(200).header("X-Openstack-Request-Id", "req-plain"))
        .route("GET", "/closing", Answer::new(200).closing_silently())
        .route("GET", "/dropped", [Answer::close(), Answer::new(200)])
        .route("GET", "/missing", Answer::keystone_error(404, "no such thing"))
}

#[test]
fn of_the_listeners_of_request_adapter_and_session_the_nearest_hears() {
    let Some(record) = program("record") else { return };
    let server = Server::start_with(eventful);
    passes(&record.with(["nearest", server.origin()]));
    assert_eq!(server.recorded().len(), 6);
}

#[test]
fn a_callback_hears_all_that_happens_and_no_secret() {
    let Some(record) = program("record") else { return };
    let server = Server::start_with(eventful);
    let origin = server.origin();
    let outcome = passes(&record.with(["lines", &server.url("/v3"), origin]));
    outcome.assert_no_secrets(&["hunter2"]);
    let lines: Vec<&str> = outcome.stdout.lines().filter(|line| !line.starts_with("error ")).collect();
    let has = |line: &str| assert!(lines.contains(&line), "{line}\n{outcome}");
    let login = server.url("/v3/auth/tokens");
    let begins = |beginning: &str, end: &str| {
        let found = lines.iter().any(|line| line.starts_with(beginning) && line.ends_with(end));
        assert!(found, "{beginning} ... {end}\n{outcome}");
    };
    begins(&format!("4 1 0 0 POST {login} - - | curl -g -i -X POST {login} -H \"User-Agent: "), " -d '***'");
    begins(&format!("4 2 201 0 POST {login} - timed | [201] "), "");
    has(r#"3 16 0 0 - - - - | logged in as "admin" for project "admin""#);
    let users = format!("{origin}/users?token=***");
    begins(
        &format!("4 1 0 0 POST {users} - - | curl -g -i -X POST \"{users}\" "),
        r#" -d '{"user":{"name":"it'\''s me","password":"***"}}'"#,
    );
    begins(&format!("4 2 201 0 POST {users} req-users timed | [201] "), "");
    let body = r#"{"user":{"id":"u1","links":{"self":"http://h/users/u1?token=***"},"password":"***"}}"#;
    has(&format!("4 4 201 0 POST {users} req-users timed | {body}"));
    has(&format!("4 8 201 0 POST {users} req-users timed | POST call for {users} used request id req-users"));
    has(&format!(
        "3 256 302 0 GET {origin}/moved - - | GET {origin}/moved redirects with 302 to GET {origin}/plain?token=***"
    ));
    has(&format!("4 4 503 0 GET {origin}/busy - timed | too\\nmuch"));
    has(&format!(
        "2 128 503 0 GET {origin}/busy - - | GET {origin}/busy was answered with 503; it is sent again in 10ms"
    ));
    let omitted = "Omitted, Content-Type is image/png; only JSON, forms and plain text are shown";
    has(&format!("4 4 200 0 GET {origin}/image - timed | {omitted}"));
    has(&format!(
        "3 16 401 0 GET {origin}/revoked - - | GET {origin}/revoked was refused with 401; it is sent again with a new token"
    ));
    begins(
        "1 64 0 141 GET http://127.0.0.1:1/x?token=*** - - | GET http://127.0.0.1:1/x?token=*** failed: cannot connect",
        "",
    );
    let host = origin.trim_start_matches("http://");
    has(&format!("4 64 0 0 - - - - | connected to {host} for http"));
    // The token shows as what the reference shows of it.
    assert!(outcome.stdout.contains("-H \"X-Auth-Token: {SHA256}"), "{outcome}");
    assert_eq!(outcome.stdout.matches("curl -g -i").count(), server.recorded().len() + 1, "{outcome}");
}

#[test]
fn userdata_is_destroyed_once_whatever_became_of_the_call() {
    let Some(record) = program("record") else { return };
    let server = Server::start_with(eventful);
    passes(&record.with(["owners", server.origin()]));
    assert_eq!(server.recorded().len(), 3);
}

#[test]
fn a_callback_may_call_the_library_and_take_itself_away() {
    let Some(record) = program("record") else { return };
    let server = Server::start_with(eventful);
    passes(&record.with(["within", &server.url("/v3"), server.origin()]));
    assert_eq!(requests(&server, "POST", "/v3/auth/tokens").len(), 1);
}

#[test]
fn callbacks_change_while_other_threads_call_them() {
    let Some(record) = program("record") else { return };
    let server = Server::start_with(eventful);
    passes(&record.with(["threads", server.origin(), "12"]));
    // Many more changes in the same time, where a touch of what is gone is seen by the sum alone.
    record.with(["threads", server.origin(), "200"]).run().assert_success();
}

#[test]
fn a_child_tells_those_who_listened_to_its_parent() {
    let Some(record) = program("record") else { return };
    let server = Server::start_with(eventful);
    record.with(["fork", server.origin()]).run().assert_success();
    assert_eq!(server.recorded().len(), 5);
}

#[test]
fn what_a_session_counts_adds_up() {
    let Some(metrics) = program("metrics") else { return };
    let server = Server::start_with(eventful);
    let closed = ClosedPort::new();
    passes(&metrics.with([&server.url("/v3"), server.origin(), &closed.origin()]));
}
