//! The example that sends by libcurl: with the session's token, and with another one when it was refused.

use std::sync::atomic::{AtomicUsize, Ordering};

use ks_testing::c::Compilation;
use ks_testing::server::{Answer, Received, Script, Server};
use ks_testing::tools;
use serde_json::json;

use crate::support::{PASSWORD, TOKEN, passes, service, token};

#[test]
fn libcurl_sends_the_sessions_token_and_a_new_one_when_that_was_refused() {
    if tools::tool("curl-config").is_none() {
        return;
    }
    let Some(example) = Compilation::new("examples-c/libcurl.c").flag("-lcurl").compile("libcurl") else { return };
    let logins = AtomicUsize::new(0);
    let server = Server::start_with(|origin| {
        let compute = service("compute", &[("one", "public", &format!("{origin}/compute"))]);
        let guarded = |request: &Received| match request.header("x-auth-token") {
            Some(token) if token == format!("{TOKEN}2") => Answer::json(200, json!({"servers": []})),
            _ => Answer::keystone_error(401, "an old token"),
        };
        Script::new()
            .call("POST", "/v3/auth/tokens", move |_| {
                token(1 + logins.fetch_add(1, Ordering::SeqCst), &json!([compute]))
            })
            .call("GET", "/compute/servers", guarded)
    });
    let run = example.execution().args(["compute", "/servers"]);
    let run = run.env("OS_AUTH_TYPE", "v3password").env("OS_AUTH_URL", server.url("/v3")).env("OS_PASSWORD", PASSWORD);
    let run = run.env("OS_USERNAME", "admin").env("OS_USER_DOMAIN_ID", "default");
    passes(&run).assert_stdout_has("{\"servers\":[]}");
    let asked: Vec<String> = server.recorded().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(asked, ["/v3/auth/tokens", "/compute/servers", "/v3/auth/tokens", "/compute/servers"]);
}
