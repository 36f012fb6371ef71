//! How answers end, what they are encoded in, and how large they may be.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use keystoneclient::error::Code;
use keystoneclient::http::Request;

use super::peer::{Peer, in_chunks, ok};
use super::{driver, get, send, told};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn gzipped(body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[test]
fn answers_without_a_body_leave_the_connection_usable() {
    let peer = Peer::answering(|asked| match asked.line().split(' ').nth(1).unwrap() {
        "/head" => b"HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nContent-Encoding: gzip\r\n\r\n".to_vec(),
        "/204" => b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(),
        "/304" => b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n".to_vec(),
        _ => ok(""),
    });
    let driver = driver();
    let head = send(&driver, &Request::new("HEAD", peer.url("/head"))).unwrap();
    assert_eq!((head.status, head.body()), (200, &b""[..]));
    assert_eq!(head.headers.get("content-length"), Some("1234"));
    assert_eq!(head.headers.get("content-encoding"), Some("gzip"));
    for path in ["/204", "/304", "/empty"] {
        let response = get(&driver, peer.url(path)).unwrap();
        assert_eq!(response.body(), b"", "{path}");
        assert_eq!(response.body_with_nul(), b"\0");
    }
    assert_eq!(peer.connections(), 1);
}

#[test]
fn chunks_are_put_together() {
    let peer = Peer::answering(|_| {
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n".to_vec()
    });
    let driver = driver();
    for _ in 0..3 {
        assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"abc0123456789");
    }
}

#[test]
fn a_body_may_end_with_its_connection() {
    let peer = Peer::playing(|mut line| {
        line.read();
        line.write("HTTP/1.0 200 OK\r\n\r\nto the end");
    });
    let driver = driver();
    assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"to the end");
    assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"to the end");
    assert_eq!(peer.connections(), 2);
}

#[test]
fn large_bodies_come_whole() {
    let body: String = (0..3_000_000).map(|at: u32| char::from(b'a' + (at % 23) as u8)).collect();
    let (plain, chunked) = (body.clone(), body.clone());
    let peer = Peer::answering(move |asked| {
        if asked.line().contains("chunked") {
            let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            [&head[..], &in_chunks(chunked.as_bytes(), 100_001)].concat()
        } else {
            ok(&plain)
        }
    });
    let driver = driver();
    for path in ["/", "/chunked", "/"] {
        assert!(get(&driver, peer.url(path)).unwrap().body() == body.as_bytes(), "{path}");
    }
    assert_eq!(peer.connections(), 1);
}

#[test]
fn gzip_is_unpacked_and_the_header_says_what_came() {
    let peer = Peer::answering(|asked| {
        if asked.line().contains("chunked") {
            let packed = gzip(b"{\"unpacked\": true}");
            let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n\r\n";
            [&head[..], &in_chunks(&packed, 7)].concat()
        } else {
            gzipped(&gzip(b"{\"unpacked\": true}"))
        }
    });
    let driver = driver();
    for path in ["/", "/chunked", "/"] {
        let response = get(&driver, peer.url(path)).unwrap();
        assert_eq!(response.body(), b"{\"unpacked\": true}");
        assert!(response.headers.get("content-encoding").is_some());
    }
    assert_eq!(peer.connections(), 1);
}

#[test]
fn an_empty_body_needs_no_gzip_and_other_encodings_are_left_alone() {
    let peer = Peer::answering(|asked| {
        if asked.line().contains("empty") {
            gzipped(b"")
        } else {
            b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nabc".to_vec()
        }
    });
    let driver = driver();
    assert_eq!(get(&driver, peer.url("/empty")).unwrap().body(), b"");
    assert_eq!(get(&driver, peer.url("/other")).unwrap().body(), b"abc");
}

#[test]
fn deflate_is_unpacked_too_within_the_limit_though_nobody_asks_for_it() {
    let packed = |body: &[u8], raw: bool| {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::best());
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::best());
        zlib.write_all(body).unwrap();
        bare.write_all(body).unwrap();
        let packed = if raw { bare.finish().unwrap() } else { zlib.finish().unwrap() };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: {}\r\n\r\n", packed.len());
        [head.as_bytes(), &packed].concat()
    };
    let peer = Peer::answering(move |asked| {
        assert_eq!(asked.header("accept-encoding"), Some("gzip"));
        let body = if asked.line().contains("bomb") { vec![0; 20 << 20] } else { b"unpacked".to_vec() };
        packed(&body, asked.line().contains("raw"))
    });
    let driver = driver();
    for path in ["/zlib", "/raw"] {
        assert_eq!(get(&driver, peer.url(path)).unwrap().body(), b"unpacked");
        let mut bomb = Request::new("GET", peer.url(&format!("{path}/bomb")));
        bomb.most_bytes = 1 << 20;
        assert_eq!(told(send(&driver, &bomb)).0, Code::LIMIT_EXCEEDED);
    }
    let cut = Peer::answering(|_| {
        b"HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\nContent-Length: 4\r\n\r\n\x78\x9c\xcb\x48".to_vec()
    });
    let (code, message) = told(get(&driver, cut.url("/")));
    assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR);
    assert!(message.contains("not valid deflate: it breaks off"), "{message}");
}

#[test]
fn broken_gzip_is_an_error() {
    for body in [&b"this is not gzip at all"[..], &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0xff, 0xff, 0xff]] {
        let body = body.to_vec();
        let peer = Peer::answering(move |_| gzipped(&body));
        let (code, message) = told(get(&driver(), peer.url("/")));
        assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR);
        assert!(message.contains("gzip"), "{message}");
    }
    let peer = Peer::answering(|_| {
        let packed = gzip(&[7; 1000]);
        gzipped(&packed[..packed.len() - 5])
    });
    assert_eq!(told(get(&driver(), peer.url("/"))).0, Code::UNKNOWN_CONNECTION_ERROR);
}

#[test]
fn a_body_larger_than_allowed_is_an_error_that_names_the_limit() {
    let peer = Peer::answering(|asked| match asked.line().split(' ').nth(1).unwrap() {
        "/length" => ok("0123456789"),
        "/chunked" => b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n".to_vec(),
        "/huge" => b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nx".to_vec(),
        // A thousand times smaller on the wire.
        _ => gzipped(&gzip(&vec![0; 10_000_000])),
    });
    let driver = driver();
    let with_limit = |path: &str, most: u64| {
        let mut request = Request::new("GET", peer.url(path));
        request.most_bytes = most;
        send(&driver, &request)
    };
    for path in ["/length", "/chunked"] {
        assert_eq!(with_limit(path, 10).unwrap().body(), b"0123456789");
        assert_eq!(told(with_limit(path, 9)).0, Code::LIMIT_EXCEEDED);
    }
    for (path, most) in [("/length", 0), ("/bomb", 1_000_000), ("/huge", 1 << 30)] {
        let (code, message) = told(with_limit(path, most));
        assert_eq!(code, Code::LIMIT_EXCEEDED, "{path}: {message}");
        assert!(message.contains(&format!("exceeds {most} bytes")), "{message}");
    }
    assert_eq!(with_limit("/bomb", 10_000_000).unwrap().body().len(), 10_000_000);
}
