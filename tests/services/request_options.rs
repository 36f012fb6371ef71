//! Each request option, as the server sees it.

use std::sync::atomic::{AtomicUsize, Ordering};

use ks_testing::server::{Answer, AtConnect, Received, Script, Server};
use serde_json::json;

use crate::session::hop;
use crate::support::{TOKEN, passes, program, request, requests, token};

fn script() -> Script {
    let logins = AtomicUsize::new(0);
    let status = |request: &Received| Answer::new(request.path().rsplit('/').next().unwrap().parse().unwrap());
    let hundred = || Answer::text(200, &"x".repeat(100));
    Script::new()
        .call("POST", "/v3/auth/tokens", move |_| token(1 + logins.fetch_add(1, Ordering::SeqCst), &json!([])))
        .call("GET", "/status/*", status)
        .call("GET", "/hops/*", hop)
        .route("GET", "/silent", Answer::silence())
        .route("GET", "/hundred/length", hundred())
        .route("GET", "/hundred/chunks", hundred().chunked(7))
        .route("GET", "/hundred/close", hundred().without_length())
        .route("GET", "/refused/*", Answer::new(401))
        .otherwise(Answer::new(200))
}

#[test]
fn each_request_option_does_what_it_says() {
    let Some(options) = program("request_options") else { return };
    let server = Server::start(script());
    let reset = |number: usize| if number == 1 { AtConnect::Reset } else { AtConnect::Serve };
    let flaky = Server::builder().at_connect(reset).start(Answer::new(200));
    passes(&options.with([server.origin(), flaky.origin()]));
    assert_eq!(flaky.connections(), 2);
    assert!(server.recorded().iter().all(|request| request.path() != "/unsent" && !request.contains("Smuggled")));
    bodies(&server);
    headers(&server);
    tokens(&server);
}

fn bodies(server: &Server) {
    let came = |method: &str, name: &str| {
        let request = request(server, method, &format!("/body/{name}"));
        let header = |field: &str| request.header(field).map(str::to_owned);
        (header("content-type"), header("content-length"), request.body)
    };
    let expected = |content_type: Option<&str>, body: &[u8]| {
        (content_type.map(str::to_owned), Some(body.len().to_string()), body.to_vec())
    };
    assert_eq!(came("POST", "json"), expected(Some("application/json"), "{\"a\": [1, \"é\"]}".as_bytes()));
    assert_eq!(came("PATCH", "own-type"), expected(Some("application/merge-patch+json"), b"[1, 2]"));
    assert_eq!(came("PUT", "bytes"), expected(Some("application/octet-stream"), b"a\0b\xff\r\n"));
    assert_eq!(came("DELETE", "typeless"), expected(None, b"plain"));
    assert_eq!(came("POST", "replaced"), expected(Some("text/plain"), b"last"));
    assert_eq!(came("GET", "empty"), expected(Some("text/plain"), b""));
    assert_eq!(came("GET", "none"), (None, None, Vec::new()));
    assert_eq!(came("GET", "nothing-set"), (None, None, Vec::new()));
    assert_eq!(came("POST", "none"), expected(None, b""));
    assert_eq!(came("POST", "large"), expected(None, &[b'm'; 300_000]));
    let again: Vec<_> = requests(server, "POST", "/again").into_iter().map(|request| request.text()).collect();
    assert_eq!(again, ["again"; 3]);
}

fn headers(server: &Server) {
    let received = request(server, "GET", "/headers");
    let values = |name: &str| received.headers_named(name).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(values("x-once"), ["second"]);
    assert_eq!(values("x-twice"), ["one", "two"]);
    assert_eq!(values("x-empty"), [""]);
    assert_eq!(values("user-agent"), ["mine/1"]);
    assert_eq!(values("accept"), ["text/plain"]);
    assert_eq!(values("host"), [server.address().to_string()]);
    let query = request(server, "GET", "/query").query().unwrap().to_owned();
    assert_eq!(query, "first=1&name=a+b%26c%3Dd%2F%C3%A9%2B%25&name=&a%26b=2");
}

fn tokens(server: &Server) {
    let came = |path: &str| -> Vec<Option<String>> {
        let requests = requests(server, "GET", path);
        assert!(requests.iter().all(|request| request.headers_named("x-auth-token").count() <= 1), "{path}");
        requests.iter().map(|request| request.header("x-auth-token").map(str::to_owned)).collect()
    };
    let number = |number: usize| Some(format!("{TOKEN}{number}"));
    assert_eq!(came("/auth/before"), [None]);
    assert_eq!(came("/auth/with"), [number(1)]);
    assert_eq!(came("/refused/final"), [number(1)]);
    assert_eq!(came("/refused/replayed"), [number(1), number(2)]);
    assert_eq!(came("/refused/without"), [Some("mine".to_owned())]);
    let first = server.recorded().into_iter().find(|request| request.path() == "/v3/auth/tokens").unwrap();
    assert!(first.number > request(server, "GET", "/auth/before").number, "a request without a token logs nobody in");
}
