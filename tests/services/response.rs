//! What responses tell of answers, and what becomes of answers that are none.

use std::time::Duration;

use ks_testing::server::{Answer, Script, Server};
use serde_json::json;

use crate::support::{passes, program};

fn script() -> Script {
    let digits: Vec<u8> = (0..1_000_000).map(|at| b'0' + u8::try_from(at % 10).unwrap()).collect();
    let user = r#"{"user": {"name": "anné"}}"#;
    let deep = format!("{}1{}", "[".repeat(2000), "]".repeat(2000));
    let limited = json!({"error": {"code": 429, "message": "Too fast", "details": "ten a minute"}});
    Script::new()
        .route(
            "GET",
            "/headers",
            Answer::text(201, "made")
                .header("X-One", "1")
                .header("X-Two", "a, b")
                .header("x-one", "2")
                .header("X-Empty", "")
                .header("X-Two", "c"),
        )
        .route("GET", "/latin", Answer::new(200).raw_header(b"X-Latin: caf\xe9").header("X-Utf8", "café"))
        .route("GET", "/nul", Answer::bytes(200, b"a\0b\xff"))
        .route("GET", "/chunks", Answer::text(200, "in chunks").chunked(2))
        .route("GET", "/until-close", Answer::text(200, "until the end").without_length())
        .route("GET", "/empty", Answer::new(200))
        .route("GET", "/no-content", Answer::new(204))
        .route("GET", "/not-modified", Answer::new(304))
        .route("GET", "/large", Answer::bytes(200, digits).chunked(77_777))
        .route("*", "/json", Answer::bytes(200, user).header("Content-Type", "text/html"))
        .route("GET", "/typeless-json", Answer::bytes(200, "[1, 2]"))
        .route("GET", "/html", Answer::bytes(200, "<html>").header("Content-Type", "application/json"))
        .route("GET", "/cut-json", Answer::bytes(200, r#"{"user": {"#))
        .route("GET", "/latin-json", Answer::bytes(200, b"{\"caf\xe9\": 1}"))
        .route("GET", "/deep-json", Answer::bytes(200, deep))
        .route(
            "GET",
            "/early",
            Answer::text(299, "fine").reason("Quite all right").header("X-Last", "yes").interim(103).interim(100),
        )
        .route("GET", "/nameless", Answer::new(200).reason(""))
        .route("GET", "/slow", Answer::text(200, "late").delay(Duration::from_millis(60)))
        .route("GET", "/direct", Answer::new(200))
        .route("*", "/moved", Answer::redirect(301, "/there/"))
        .route("POST", "/there/", Answer::redirect(303, "on#fragment"))
        .route("GET", "/there/on", Answer::redirect(308, "./arrived?b=2").header("x-openstack-request-id", "req-first"))
        .call("GET", "/there/arrived", |request| {
            Answer::text(200, &request.method).header("x-openstack-request-id", "req-last")
        })
        .route("GET", "/choices", Answer::json(300, json!({"versions": []})).header("Location", "/v3"))
        .route("GET", "/request-id/openstack", Answer::new(200).header("X-Openstack-Request-Id", "req-1"))
        .route("GET", "/request-id/compute", Answer::new(200).header("x-compute-request-id", "req-2"))
        .route(
            "POST",
            "/limited",
            Answer::json(429, limited).header("Retry-After", "17").header("x-openstack-request-id", "req-7"),
        )
}

#[test]
fn a_response_tells_all_of_an_answer() {
    let Some(response) = program("response") else { return };
    let server = Server::start(script());
    passes(&response.with([server.origin()])).assert_no_secrets(&["hunter2"]);
}
