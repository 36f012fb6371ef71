//! What a request over a kept connection costs.

use std::sync::Arc;

use allocation_counter::measure;
use keystoneclient::adapter::Adapter;
use keystoneclient::auth::registry;
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session, Settings};
use serde_json::json;

use super::driver;
use super::peer::{Peer, ok};

/// A login with a catalog of sixty endpoints.
fn login(origin: &str) -> Vec<u8> {
    let endpoint =
        |interface| json!({"id": interface, "interface": interface, "region": "one", "url": format!("{origin}/v3")});
    let service = |number| {
        let endpoints = ["public", "internal", "admin"].map(endpoint);
        json!({"type": format!("service-{number}"), "name": "s", "id": format!("s{number}"), "endpoints": endpoints})
    };
    let body = json!({"token": {
        "methods": ["password"], "issued_at": "2020-01-01T00:00:00Z", "expires_at": "2999-01-01T00:00:00Z",
        "user": {"id": "u", "name": "u", "domain": {"id": "default", "name": "Default"}},
        "catalog": (0..20).map(service).collect::<Vec<_>>(),
    }});
    let body = body.to_string();
    let head = format!("HTTP/1.1 201 Created\r\nX-Subject-Token: t\r\nContent-Length: {}\r\n\r\n", body.len());
    (head + &body).into_bytes()
}

#[test]
fn a_get_of_a_session_takes_few_allocations() {
    let peer = Peer::answering(|asked| {
        if asked.line().starts_with("POST") {
            return login(&format!("http://{}", asked.header("host").unwrap()));
        }
        ok(&"x".repeat(3000))
    });
    let options = json!({"auth_url": peer.url("/v3"), "username": "u", "user_domain_id": "default", "password": "p"});
    let options = Params::from_json(options.to_string().as_bytes()).unwrap();
    let plugin = registry::create("v3password", &options).unwrap();
    let session = Session::new(Some(plugin), Settings::default(), Arc::new(driver()));
    let service = EndpointFilter { service_type: Some("service-11".to_owned()), ..EndpointFilter::default() };
    let adapter = Adapter::new(&session, service);
    let options = RequestOptions::default();
    let get = || {
        let response = pollster::block_on(adapter.request("GET", "/users", &options)).unwrap();
        assert_eq!(response.body().len(), 3000);
    };
    get();
    get();
    let counted = measure(get);
    assert!(counted.count_total <= 25, "{counted:?}");
    assert!(counted.bytes_total <= 16_000, "{counted:?}");
    assert_eq!(counted.count_current, 0, "what a request took it gave back");
    assert_eq!(peer.connections(), 1);
}

#[test]
fn what_a_peer_announces_takes_no_memory_before_it_comes() {
    let (length, chunks) = ("Content-Length: 60000000", "Transfer-Encoding: chunked");
    // 60 MB are within the limit, but only a few bytes of them come. The chunk is as long as its number can be.
    for (fields, body) in [
        (length, "{\"a\": [1, 2"),
        (chunks, "fffffffffffffff\r\n{\"a\": [1, 2"),
        ("Content-Length: 60000000\r\nContent-Encoding: gzip", "\x1f"),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{fields}\r\n\r\n{body}");
        let peer = Peer::playing(move |mut line| {
            line.read();
            line.write(&answer);
        });
        let driver = driver();
        let request = keystoneclient::http::Request::new("GET", peer.url("/"));
        let counted = measure(|| {
            assert!(pollster::block_on(keystoneclient::http::Driver::send(&driver, &request)).is_err(), "{fields}");
        });
        assert!(counted.bytes_max < 1_500_000, "{fields}: {counted:?}");
    }
}

#[test]
fn a_short_text_takes_no_memory_for_many_values() {
    for text in ["[".repeat(1 << 20), ",".repeat(1 << 20), format!("[{}1]", "1,".repeat(1 << 19))] {
        let bytes = text.len() as u64;
        let counted = measure(|| drop(keystoneclient::value::Document::parse(text)));
        assert!(counted.bytes_max < 40 * bytes, "{counted:?}");
    }
}
