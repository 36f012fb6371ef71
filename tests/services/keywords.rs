//! What sessions, adapters and requests say by name, as the server sees it.

use std::sync::atomic::{AtomicUsize, Ordering};

use ks_testing::server::{Answer, Received, Script, Server};
use serde_json::{Value, json};

use crate::support::{TOKEN, passes, program, request, token};

fn script() -> Script {
    let logins = AtomicUsize::new(0);
    let busy = |status: u16| [Answer::new(status), Answer::new(status), Answer::new(200), Answer::new(status)];
    Script::new()
        .call("POST", "/v3/auth/tokens", move |_| token(1 + logins.fetch_add(1, Ordering::SeqCst), &json!([])))
        .route("GET", "/busy/503", busy(503))
        .route("GET", "/busy/409", busy(409))
        .route("POST", "/json/params", Answer::json(200, json!({"said": "yes"})))
        .route("PUT", "/json/none", Answer::new(204))
        .route("PUT", "/json/text", Answer::text(200, "plain"))
        .route("GET", "/json/missing", Answer::new(404))
        .route("PUT", "/once", Answer::new(201).header("X-Once", "yes"))
        .otherwise(Answer::new(200))
}

#[test]
fn each_keyword_does_what_it_says() {
    let Some(keywords) = program("keywords") else { return };
    let server = Server::start(script());
    passes(&keywords.with([server.origin()]));
    assert!(server.recorded().iter().all(|request| request.path() != "/unsent" && !request.contains("Smuggled")));
    let once = request(&server, "PUT", "/once");
    assert!(once.header("user-agent").unwrap().starts_with("once keystoneclient/") && once.body == b"hello");
    assert_eq!((once.header("x-auth-token"), once.header("content-type")), (None, Some("text/plain")));
    agents(&server);
    microversions(&server);
    tokens(&server);
    let json = |method: &str, path: &str| {
        let request = request(&server, method, path);
        assert_eq!(request.header("content-type"), Some("application/json"));
        (serde_json::from_slice::<Value>(&request.body).unwrap(), request.header("accept").unwrap().to_owned())
    };
    let sent = json!({"server": {"name": "a\0\"b", "size": 7, "none": null}});
    assert_eq!(json("POST", "/json/params"), (sent, "application/json".to_owned()));
    assert_eq!(json("PUT", "/json/none"), (json!([1, 2.5, "x"]), "text/plain".to_owned()));
}

fn agents(server: &Server) {
    let library = concat!("keystoneclient/", env!("CARGO_PKG_VERSION"));
    let said = |name: &str| {
        let request = request(server, "GET", &format!("/agent/{name}"));
        let field = |field: &str| request.header(field).unwrap_or_default().to_owned();
        [field("user-agent"), field("forwarded"), field("x-openstack-request-id"), field("x-cell")]
    };
    let all = |agent: &str, address: &str, id: &str, cell: &str| {
        [agent.to_owned(), format!("for={address};by={agent}"), id.to_owned(), cell.to_owned()]
    };
    let adapter = format!("backup/1.2 nova/4 sdk/3 {library}");
    assert_eq!(said("session"), all(&format!("backup/1.2 sdk/3 {library}"), "192.0.2.7", "req-s", "seven"));
    assert_eq!(said("adapter"), all(&adapter, "192.0.2.7", "req-a", "eight"));
    assert_eq!(said("request"), all("mine/1", "\"[2001:db8::7]\"", "req-r", "nine"));
    assert_eq!(said("taken-back"), all(&adapter, "\"[2001:db8::7]\"", "req-r", "nine"));
}

fn microversions(server: &Server) {
    let asked = |name: &str| {
        let request = request(server, "GET", &format!("/microversion/{name}"));
        let field = |field: &str| request.header(field).map(str::to_owned);
        (field("openstack-api-version").unwrap(), field("x-openstack-nova-api-version"))
    };
    assert_eq!(asked("default"), ("compute 2.1".to_owned(), Some("2.1".to_owned())));
    assert_eq!(asked("volume"), ("volume latest".to_owned(), None));
}

fn tokens(server: &Server) {
    let token = |request: &Received| {
        request.header("x-auth-token").and_then(|token| token.strip_prefix(TOKEN)).map(str::to_owned)
    };
    let of = |path: &str| token(&request(server, "GET", path)).unwrap();
    assert_eq!(of("/of/p1/u1/x"), "1", "the adapter's plugin logged in first");
    assert_eq!(of("/auth/other"), "2", "it was invalidated");
    assert_eq!(of("/auth/own"), "3");
}
