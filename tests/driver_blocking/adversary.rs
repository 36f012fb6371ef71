//! Peers that bend the framing of HTTP (RFC 9112), so that a request or answer could be taken for another one.

use std::thread;
use std::time::Duration;

use keystoneclient::driver::blocking::{Blocking, Options};
use keystoneclient::error::Code;
use keystoneclient::http::{Body, Headers, Request, Response};

use super::peer::{Peer, ok};
use super::{driver, get, send, told};

const EVIL: &str = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";

/// The first connection says `first` to its first request; all else is answered with "good".
fn bending(first: impl AsRef<[u8]> + Send + Sync + 'static) -> Peer {
    Peer::playing(move |mut line| {
        let mut is_first = line.number == 0;
        while line.read().is_some() {
            if std::mem::take(&mut is_first) {
                line.write(&first);
            } else {
                line.write(ok("good"));
            }
        }
    })
}

/// What a request gets, and that the next one of the same driver gets its own answer; how many connections both took.
#[track_caller]
fn both(method: &str, first: impl AsRef<[u8]> + Send + Sync + 'static) -> (Result<Response, Code>, usize) {
    let (peer, driver) = (bending(first), driver());
    let mut request = Request::new(method, peer.url("/"));
    request.timeouts.read = Some(Duration::from_millis(200));
    let outcome = send(&driver, &request).map_err(|error| error.code());
    assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"good", "another one's answer");
    (outcome, peer.connections())
}

#[test]
fn an_answer_with_two_ends_is_read_to_one_and_ends_its_connection() {
    let chunked_with_a_length =
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n";
    let (outcome, connections) = both("GET", chunked_with_a_length);
    assert_eq!((outcome.unwrap().body(), connections), (&b"body"[..], 2));
    let chunked_of_an_old_version =
        "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n";
    assert_eq!(both("GET", chunked_of_an_old_version).1, 2);
    let folded = "HTTP/1.1 200 OK\r\nX: a\r\n Content-Length: 1\r\nContent-Length: 4\r\n\r\nbody";
    let (outcome, connections) = both("GET", folded);
    assert_eq!((outcome.unwrap().body(), connections), (&b"body"[..], 1));
    for broken in [
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nContent-Length: 4, 5\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nContent-Length: 0x4\r\n\r\nbody",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n Content-Length: 4\r\n\r\nbody",
        "HTTP/2.0 200 OK\r\nContent-Length: 4\r\n\r\nbody",
    ] {
        let (outcome, connections) = both("GET", broken);
        assert_eq!(outcome.err(), Some(Code::UNKNOWN_CONNECTION_ERROR), "{broken:?}");
        assert_eq!(connections, 2, "{broken:?}");
    }
}

#[test]
fn what_stands_behind_an_answer_without_a_body_is_not_taken_for_the_next_one() {
    for (method, head) in [
        ("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n"),
        ("GET", "HTTP/1.1 204 No Content\r\nContent-Length: 50\r\n\r\n"),
        ("GET", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ] {
        let (outcome, connections) = both(method, format!("{head}{EVIL}"));
        assert!(outcome.unwrap().body().is_empty());
        assert_eq!(connections, 2, "{method} {head:?}");
    }
}

#[test]
fn the_end_of_a_connection_is_said_in_a_list_by_either_side() {
    let close = "HTTP/1.1 200 OK\r\nConnection: x-one , CLOSE\r\nContent-Length: 1\r\n\r\nx";
    assert_eq!(both("GET", close).1, 2);
    let kept = "HTTP/1.0 200 OK\r\nConnection: x-one, Keep-Alive\r\nContent-Length: 1\r\n\r\nx";
    assert_eq!(both("GET", kept).1, 1);
    let not_kept = "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx";
    assert_eq!(both("GET", not_kept).1, 2);
    let (peer, driver) = (Peer::answering(|_| ok("x")), driver());
    let mut request = Request::new("GET", peer.url("/"));
    request.headers.set("Connection", "te, Close").unwrap();
    for _ in 0..2 {
        send(&driver, &request).unwrap();
    }
    assert_eq!(peer.connections(), 2);
}

#[test]
fn trailers_are_passed_over_and_bounded() {
    let trailer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Auth-Token: evil\r\nContent-Length: 9\r\n\r\n";
    let (outcome, connections) = both("GET", trailer);
    let response = outcome.unwrap();
    assert_eq!((response.body(), response.headers.get("x-auth-token"), connections), (&b"x"[..], None, 1));
    let endless = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n{}", "X: y\r\n".repeat(100_000));
    assert_eq!(both("GET", endless).0.err(), Some(Code::LIMIT_EXCEEDED));
    let line = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: {}", "y".repeat(200_000));
    assert_eq!(both("GET", line).0.err(), Some(Code::UNKNOWN_CONNECTION_ERROR));
}

#[test]
fn chunks_that_are_all_extension_come_to_an_end() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let many = format!("{head}{}", format!("1;{}\r\nx\r\n", "e".repeat(1000)).repeat(1000));
    let long = format!("{head}1;{}", "e".repeat(200_000));
    for flood in [many, long] {
        assert_eq!(both("GET", flood).0.err(), Some(Code::UNKNOWN_CONNECTION_ERROR));
    }
}

#[test]
fn interim_answers_are_bounded_and_switching_protocols_is_an_answer_that_ends_http() {
    let flood = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(1000) + EVIL;
    assert_eq!(both("GET", flood).0.err(), Some(Code::UNKNOWN_CONNECTION_ERROR));
    let (outcome, connections) = both("GET", format!("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n{EVIL}"));
    let response = outcome.unwrap();
    assert_eq!((response.status, response.body(), connections), (101, &b""[..], 2));
}

#[test]
fn an_answer_before_the_body_was_sent_ends_the_connection_so_that_the_rest_is_no_request() {
    let peer = Peer::playing(|mut line| {
        if line.number == 0 {
            line.read_some(100);
            line.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
            thread::sleep(Duration::from_millis(50));
            line.reset();
        } else {
            while line.read().is_some() {
                line.write(ok("good"));
            }
        }
    });
    let driver = driver();
    let mut request = Request::new("POST", peer.url("/"));
    request.body = Body::bytes(vec![b'x'; 64 << 20]);
    // The reset may come before the answer was read: that is told, and nothing is sent twice.
    if let Ok(response) = send(&driver, &request) {
        assert_eq!(response.status, 401);
    }
    assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"good");
    assert_eq!((peer.connections(), peer.asked().len()), (2, 1));
}

#[test]
fn nothing_that_a_caller_gives_becomes_a_second_request() {
    let peer = Peer::answering(|asked| ok(asked.line()));
    let driver = driver();
    for method in ["GET / HTTP/1.1\r\nX: ", "GET ", "G\nET", "CONNECT"] {
        let (code, _) = told(send(&driver, &Request::new(method, peer.url("/"))));
        assert_eq!(code, Code::INVALID_ARGUMENT, "{method:?}");
    }
    for path in ["/a\r\nX: y", "/a\nb", "/\0", "/a\tb"] {
        assert!(get(&driver, peer.url(path)).is_err(), "{path:?}");
    }
    let spaced = get(&driver, peer.url("/a HTTP/1.1")).unwrap();
    assert_eq!(spaced.body(), b"GET /a%20HTTP/1.1 HTTP/1.1");
    for (name, value) in [("X", "a\r\nY: b"), ("X", "a\nb"), ("X\r\nY", "b"), ("X:", "b"), ("X ", "b")] {
        assert_eq!(Headers::new().append(name, value).unwrap_err().code(), Code::INVALID_ARGUMENT, "{name:?}");
    }
    for (name, value) in [("Transfer-Encoding", "chunked"), ("Content-Length", "9"), ("content-length", "0, 0")] {
        let mut request = Request::new("POST", peer.url("/"));
        request.headers.append(name, value).unwrap();
        request.body = Body::bytes("GET /evil HTTP/1.1\r\n\r\n");
        assert_eq!(told(send(&driver, &request)).0, Code::INVALID_ARGUMENT, "{name}");
    }
    assert_eq!(peer.asked().len(), 1);
}

#[test]
fn the_limit_on_the_head_of_an_answer_can_be_lowered_and_raised() {
    let of = |size: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX: {}\r\n\r\nbody", "y".repeat(size));
    let peer = Peer::answering(move |asked| of(asked.line().split(['/', ' ']).nth(2).unwrap().parse().unwrap()).into());
    for (most_header, size, fits) in [
        (1000, 900, true),
        (1000, 1000, false),
        (1000, 50_000, false),
        (64 << 10, 60_000, true),
        (64 << 10, 70_000, false),
        (300_000, 299_000, true),
        (300_000, 300_000, false),
    ] {
        let driver = Blocking::new(Options { most_header, ..Options::default() }).unwrap();
        let outcome = get(&driver, peer.url(&format!("/{size}")));
        if fits {
            assert_eq!(outcome.unwrap().headers.get("x").map(str::len), Some(size));
        } else {
            let (code, message) = told(outcome);
            assert_eq!(code, Code::LIMIT_EXCEEDED, "{most_header} {size}");
            assert!(message.contains(&format!("exceeds {most_header} bytes")), "{message}");
        }
    }
}
