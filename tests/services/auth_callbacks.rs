//! Plugins in C.

use std::time::Duration;

use ks_testing::server::{Answer, Received, Script, Server};
use ks_testing::tls::Authority;

use crate::support::{TOKEN, passes, program, request, requests};

/// A service that takes what it is told to, and a path at which only the second token of a plugin will do.
fn service() -> Server {
    let second = format!("{TOKEN}2");
    Server::start(
        Script::new()
            .route("*", "/service/*", Answer::new(200))
            .route("*", "/open/*", Answer::text(200, "anybody"))
            .route("GET", "/slow", Answer::new(200).delay(Duration::from_secs(3)))
            .call("GET", "/second-token", move |request| {
                Answer::new(if request.header("x-auth-token") == Some(&second) { 200 } else { 401 })
            })
            .route("GET", "/refused/*", Answer::keystone_error(401, "no token will do")),
    )
}

#[test]
fn a_plugin_in_c_answers_for_a_session() {
    let Some(auth_callbacks) = program("auth_callbacks") else { return };
    let server = service();
    passes(&auth_callbacks.with([server.origin()]));
    let (first, second) = (format!("{TOKEN}1"), format!("{TOKEN}2"));
    for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] {
        assert_eq!(request(&server, method, "/service/verbs").header("x-auth-token"), Some(&*first), "{method}");
    }
    let tokens = |path: &str| -> Vec<String> {
        requests(&server, "GET", path)
            .iter()
            .map(|request| request.header("x-auth-token").unwrap().to_owned())
            .collect()
    };
    assert_eq!(tokens("/second-token"), [first, second.clone()]);
    assert_eq!(tokens("/refused/renewing"), [second, format!("{TOKEN}3")]);
    assert_eq!(tokens("/refused/final"), [format!("{TOKEN}4")]);
    assert_eq!(tokens("/refused/stubborn"), [format!("{TOKEN}4")]);
}

#[test]
fn a_plugin_in_c_may_ask_without_a_token_and_never_goes_round_for_ever() {
    let Some(session) = program("auth_callbacks_session") else { return };
    let server = service();
    passes(&session.with([server.origin()]));
    let tokens = |request: &Received| request.header("x-auth-token").map(str::to_owned);
    for request in server.recorded().iter().filter(|request| request.path().starts_with("/open")) {
        assert_eq!(tokens(request), None, "{request:?}");
    }
    assert_eq!(requests(&server, "GET", "/open/lent").len(), 2, "in each of both callbacks");
    assert_eq!(requests(&server, "GET", "/reentrant").len(), 0);
    let lent = requests(&server, "POST", "/open/lent")[0].connection;
    assert_eq!(request(&server, "GET", "/service/after-lent").connection, lent, "the same connections");
    let agent = request(&server, "GET", "/slow").header("user-agent").unwrap().to_owned();
    assert!(agent.starts_with("lender/1 keystoneclient/"), "{agent}");
}

#[test]
fn a_plugin_in_c_may_answer_every_question_there_is() {
    let Some(slots) = program("auth_callbacks_slots") else { return };
    let authority = Authority::new();
    let script = Script::new().route("GET", "/guarded", Answer::new(200));
    let server = Server::builder().tls(authority.server().server_config()).start(script);
    passes(&slots.with([server.origin(), authority.file().to_str().unwrap()]));
    let guarded = request(&server, "GET", "/guarded");
    assert_eq!(guarded.header("authorization"), Some(&*format!("Custom {TOKEN}")));
    assert_eq!((guarded.header("x-second"), guarded.header("x-auth-token")), (Some("two"), None));
}
