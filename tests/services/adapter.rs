//! Adapters, and what requests look like on the wire.

use ks_testing::server::{Answer, Script, Server};
use serde_json::json;

use crate::support::{TOKEN, passes, program, request, service, token};

fn script(origin: &str) -> Script {
    let url = |path: &str| format!("{origin}{path}");
    let compute = service(
        "compute",
        &[
            ("one", "public", &url("/one/public/")),
            ("one", "internal", &url("/one/internal")),
            ("two", "public", &url("/two/public")),
            ("two", "internal", &url("/two/internal")),
        ],
    );
    let volume = service("volume", &[("two", "public", &url("/volume/two"))]);
    Script::new()
        .route("POST", "/v3/auth/tokens", token(1, &json!([compute, volume])))
        .otherwise(Answer::json(200, json!({})))
}

#[test]
fn an_adapter_finds_the_service_of_each_path() {
    let Some(adapter) = program("adapter") else { return };
    let server = Server::start_with(script);
    passes(&adapter.with([server.origin()]));
    for received in server.recorded().iter().filter(|received| received.path() != "/v3/auth/tokens") {
        assert_eq!(received.header("x-auth-token"), Some(format!("{TOKEN}1").as_str()), "{received:?}");
        assert!(!received.path().ends_with("wrong"), "{received:?}");
    }
    request(&server, "BREW", "/one/public/pot");
    request(&server, "GET", "/one/public/with%20blank/%C3%A9");
}
