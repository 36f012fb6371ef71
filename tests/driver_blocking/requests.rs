//! What goes over the wire, and which answers are answers.

use keystoneclient::error::Code;
use keystoneclient::http::{Body, Request};

use super::peer::{Peer, ok};
use super::{driver, get, send, told};

#[test]
fn a_request_goes_out_as_it_was_given() {
    let peer = Peer::answering(|_| ok("{}"));
    let mut request = Request::new("PATCH", peer.url("/v3/users/%2E%2E?name=a%20b&name=c#top"));
    request.headers.append("X-Auth-Token", "gAAAA").unwrap();
    request.headers.append("X-Twice", "1").unwrap();
    request.headers.append("X-Twice", "2").unwrap();
    request.headers.append("X-Umlaut", "\u{fc}").unwrap();
    request.body = Body::bytes("{\"user\": {}}");
    let response = send(&driver(), &request).unwrap();
    assert_eq!((response.status, response.body()), (200, &b"{}"[..]));
    assert_eq!(response.url.as_str(), request.url);

    let asked = &peer.asked()[0];
    assert_eq!(asked.line(), "PATCH /v3/users/%2E%2E?name=a%20b&name=c HTTP/1.1");
    assert_eq!(asked.header("host"), Some(peer.address.to_string().as_str()));
    assert_eq!(asked.header("x-auth-token"), Some("gAAAA"));
    assert_eq!(asked.header("x-umlaut"), Some("\u{fc}"));
    assert_eq!(asked.header("content-length"), Some("12"));
    assert_eq!(asked.header("accept-encoding"), Some("gzip"));
    assert_eq!(asked.head.matches("X-Twice").count(), 2);
    for absent in ["user-agent", "accept", "authorization", "cookie", "transfer-encoding"] {
        assert_eq!(asked.header(absent), None, "{absent}");
    }
    assert_eq!(asked.body, b"{\"user\": {}}");
}

#[test]
fn every_method_may_have_a_body_and_methods_may_be_invented() {
    let peer = Peer::answering(|_| ok(""));
    let driver = driver();
    for method in ["GET", "DELETE", "OPTIONS", "PUT", "POST", "PROPFIND", "X-OWN"] {
        let mut request = Request::new(method, peer.url("/"));
        request.body = Body::bytes("body");
        assert_eq!(send(&driver, &request).unwrap().status, 200, "{method}");
    }
    let asked = peer.asked();
    assert!(asked.iter().all(|asked| asked.body == b"body"), "{asked:?}");
    assert_eq!(asked[5].line(), "PROPFIND / HTTP/1.1");
    assert_eq!(peer.connections(), 1);
}

#[test]
fn without_a_body_only_those_that_should_have_one_speak_of_its_length() {
    let peer = Peer::answering(|_| ok(""));
    let driver = driver();
    for (method, length) in [
        ("GET", None),
        ("HEAD", None),
        ("DELETE", None),
        ("OPTIONS", None),
        ("POST", Some("0")),
        ("PUT", Some("0")),
        ("PATCH", Some("0")),
    ] {
        send(&driver, &Request::new(method, peer.url("/"))).unwrap();
        assert_eq!(peer.asked().last().unwrap().header("content-length"), length, "{method}");
    }
}

#[test]
fn a_length_that_contradicts_the_body_is_refused() {
    let peer = Peer::answering(|_| ok(""));
    let driver = driver();
    let request = |name: &str, value: &str| {
        let mut request = Request::new("PUT", peer.url("/"));
        request.headers.append(name, value).unwrap();
        request.body = Body::bytes("four");
        request
    };
    for (name, value) in [("Content-Length", "5"), ("content-length", "x"), ("Transfer-Encoding", "chunked")] {
        assert_eq!(told(send(&driver, &request(name, value))).0, Code::INVALID_ARGUMENT, "{name}");
    }
    assert_eq!(peer.connections(), 0);
    send(&driver, &request("Content-Length", "4")).unwrap();
    assert_eq!(peer.asked()[0].head.to_ascii_lowercase().matches("content-length").count(), 1);
}

#[test]
fn every_status_is_an_answer_and_no_redirect_is_followed() {
    let peer = Peer::answering(|asked| {
        let status = asked.line().split(['/', ' ']).nth(2).unwrap();
        format!("HTTP/1.1 {status} X\r\nLocation: /elsewhere\r\nContent-Length: 4\r\n\r\nbody").into_bytes()
    });
    let driver = driver();
    for status in [200, 201, 299, 300, 301, 302, 303, 307, 308, 400, 401, 404, 413, 418, 429, 500, 503, 599, 999] {
        let mut request = Request::new("POST", peer.url(&format!("/{status}")));
        request.body = Body::bytes("x");
        let response = send(&driver, &request).unwrap();
        assert_eq!((response.status, response.body()), (status, &b"body"[..]));
        assert_eq!(response.headers.get("location"), Some("/elsewhere"));
        assert!(response.history.is_empty());
    }
    assert_eq!((peer.asked().len(), peer.connections()), (19, 1));
}

#[test]
fn interim_answers_are_passed_over() {
    let peer = Peer::answering(|_| {
        let mut answer = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n".to_vec();
        answer.extend(ok("final"));
        answer
    });
    assert_eq!(get(&driver(), peer.url("/")).unwrap().body(), b"final");
}

#[test]
fn repeated_fields_stay_apart_and_what_is_not_utf_8_is_latin_1() {
    let peer = Peer::answering(|_| {
        let mut answer = b"HTTP/1.1 200 OK\r\nVary: a\r\nX-Name: J\xfcrgen\r\nX-Utf: \xc3\xbc\r\nVary: b\r\n".to_vec();
        answer.extend(b"Content-Length: 0\r\n\r\n");
        answer
    });
    let response = get(&driver(), peer.url("/")).unwrap();
    assert_eq!(response.headers.get("x-name"), Some("J\u{fc}rgen"));
    assert_eq!(response.headers.get("x-utf"), Some("\u{fc}"));
    let vary: Vec<&str> = response.headers.iter().filter(|(name, _)| *name == "Vary").map(|(_, value)| value).collect();
    assert_eq!(vary, ["a", "b"]);
}

#[test]
fn a_token_of_any_size_is_sent() {
    let peer = Peer::answering(|_| ok(""));
    let driver = driver();
    let mut request = Request::new("GET", peer.url("/"));
    // The larger ones do not fit into the buffer.
    for size in [100_000, 131_000, 200_000, 300_000] {
        request.headers.set("X-Auth-Token", &"a".repeat(size)).unwrap();
        send(&driver, &request).unwrap();
        assert_eq!(peer.asked().last().unwrap().header("x-auth-token").unwrap().len(), size);
    }
    assert_eq!(peer.connections(), 1);
}

#[test]
fn a_long_url_is_sent() {
    let peer = Peer::answering(|_| ok(""));
    let path = format!("/{}", "a".repeat(60_000));
    get(&driver(), peer.url(&path)).unwrap();
    assert_eq!(peer.asked()[0].line().len(), "GET  HTTP/1.1".len() + path.len());
}

#[test]
fn what_cannot_be_a_request_is_an_error_and_no_panic() {
    let driver = driver();
    for url in ["", "http://", "http:///", "ftp://x", "http://[::1", "https://:1", "\0", "http://h/\n", "u:hunter2@h"] {
        let (code, message) = told(get(&driver, url));
        assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR, "{url:?}");
        assert!(!message.contains("hunter2"));
    }
    for method in ["G T", "G\r\nT", "\u{fc}", "CONNECT"] {
        let (code, _) = told(send(&driver, &Request::new(method, "http://127.0.0.1:1/")));
        assert_eq!(code, Code::INVALID_ARGUMENT, "{method:?}");
    }
    let nothing = send(&driver, &Request::new("", "http://127.0.0.1:1/")).unwrap_err();
    assert_eq!((nothing.code(), nothing.method()), (Code::INVALID_ARGUMENT, None), "a method of nothing is not told");
}

#[test]
fn a_password_in_a_url_is_neither_sent_nor_shown() {
    let peer = Peer::answering(|_| ok(""));
    let url = peer.url("/").replace("http://", "http://admin:hunter2@");
    let error = get(&driver(), url).unwrap_err();
    assert_eq!(error.code(), Code::UNKNOWN_CONNECTION_ERROR);
    assert!(!format!("{error} {error:?} {:?}", error.url()).contains("hunter2"), "{error:?}");
    assert_eq!(peer.connections(), 0);
}
