//! Which connections are used again, and what a caller sees of those that were given up.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use keystoneclient::driver::blocking::{Blocking, Options, Pool};
use keystoneclient::error::Code;
use keystoneclient::http::{Body, Request};

use super::peer::{Line, Peer, ok};
use super::{driver, get, send, told};

#[test]
fn connections_are_kept() {
    let peer = Peer::answering(|_| ok("x"));
    let driver = driver();
    for _ in 0..20 {
        get(&driver, peer.url("/")).unwrap();
    }
    assert_eq!((peer.connections(), peer.asked().len()), (1, 20));
}

#[test]
fn a_connection_that_the_peer_announces_to_close_is_not_kept() {
    for answer in [
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx",
    ] {
        let peer = Peer::answering(move |_| answer.as_bytes().to_vec());
        let driver = driver();
        for _ in 0..3 {
            assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"x");
        }
        assert_eq!(peer.connections(), 3, "{answer}");
    }
}

#[test]
fn idle_connections_have_an_age_limit() {
    let peer = Peer::answering(|_| ok("x"));
    let pool = Pool { idle: Duration::from_millis(50), ..Pool::default() };
    let driver = Blocking::new(Options { pool, ..Options::default() }).unwrap();
    get(&driver, peer.url("/")).unwrap();
    get(&driver, peer.url("/")).unwrap();
    assert_eq!(peer.connections(), 1);
    thread::sleep(Duration::from_millis(120));
    get(&driver, peer.url("/")).unwrap();
    assert_eq!(peer.connections(), 2);
}

#[test]
fn eight_threads_share_one_driver() {
    let peer = Peer::answering(|asked| ok(asked.line()));
    let driver = driver();
    thread::scope(|scope| {
        for thread in 0..8 {
            let (driver, peer) = (&driver, &peer);
            scope.spawn(move || {
                for round in 0..50 {
                    let path = format!("/{thread}/{round}");
                    let response = get(driver, peer.url(&path)).unwrap();
                    assert_eq!(response.body(), format!("GET {path} HTTP/1.1").as_bytes());
                }
            });
        }
    });
    assert_eq!(peer.asked().len(), 400);
    assert!(peer.connections() <= 8, "{}", peer.connections());
}

/// Answers the first request of a connection, then hangs up as `end` does.
fn once(mut line: Line, end: impl Fn(Line)) {
    line.read();
    line.write(ok("x"));
    end(line);
}

#[test]
fn a_connection_that_was_closed_while_idle_is_nobodys_error() {
    for reset in [false, true] {
        let peer = Peer::playing(move |line| once(line, |line| if reset { line.reset() } else { drop(line) }));
        let driver = driver();
        for number in 0..5 {
            let mut request = Request::new(if number % 2 == 0 { "GET" } else { "POST" }, peer.url("/"));
            request.body = Body::bytes("x");
            assert_eq!(send(&driver, &request).unwrap().body(), b"x");
            thread::sleep(Duration::from_millis(30));
        }
        assert_eq!(peer.connections(), 5);
    }
}

/// A peer that takes the second request of its first connection and hangs up without an answer.
fn hangs_up_on_the_second(reset: bool) -> Peer {
    Peer::playing(move |mut line| {
        let first = line.number == 0;
        while let Some(_asked) = line.read() {
            if first && line.number == 1 {
                return if reset { line.reset() } else { drop(line) };
            }
            line.write(ok("x"));
            if first {
                line.number = 1;
            }
        }
    })
}

#[test]
fn an_idempotent_request_goes_out_again_when_a_kept_connection_is_given_up() {
    for reset in [false, true] {
        for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] {
            let peer = hangs_up_on_the_second(reset);
            let driver = driver();
            get(&driver, peer.url("/first")).unwrap();
            let mut request = Request::new(method, peer.url("/second"));
            request.body = Body::bytes("again");
            assert_eq!(send(&driver, &request).unwrap().status, 200, "{method}");
            let seconds: Vec<_> = peer.asked().into_iter().filter(|asked| asked.line().contains("/second")).collect();
            assert_eq!((seconds.len(), peer.connections()), (2, 2), "{method}");
            assert!(seconds.iter().all(|asked| asked.body == b"again"));
        }
    }
}

#[test]
fn a_post_that_the_peer_may_have_acted_on_is_sent_once() {
    for method in ["POST", "PATCH", "X-OWN"] {
        let peer = hangs_up_on_the_second(false);
        let driver = driver();
        get(&driver, peer.url("/first")).unwrap();
        let mut request = Request::new(method, peer.url("/second"));
        request.body = Body::bytes("once");
        let (code, message) = told(send(&driver, &request));
        assert_eq!(code, Code::CONNECT_FAILURE);
        assert_eq!(message, format!("{} did not answer: it closed the connection", peer.address));
        assert_eq!(peer.asked().iter().filter(|asked| asked.line().contains("/second")).count(), 1, "{method}");
    }
}

#[test]
fn a_request_goes_out_again_only_once_and_never_after_a_new_connection_failed() {
    let peer = Peer::playing(|mut line| {
        line.read();
        if line.number == 0 {
            line.write(ok("x"));
            line.read();
        }
    });
    let driver = driver();
    get(&driver, peer.url("/")).unwrap();
    assert_eq!(told(get(&driver, peer.url("/"))).0, Code::CONNECT_FAILURE);
    assert_eq!((peer.connections(), peer.asked().len()), (2, 3));
    assert_eq!(told(get(&driver, peer.url("/"))).0, Code::CONNECT_FAILURE);
    assert_eq!((peer.connections(), peer.asked().len()), (3, 4));
}

#[test]
fn bytes_that_nobody_asked_for_end_a_connection() {
    let peer = Peer::answering(|_| [ok("right"), ok("smuggled")].concat());
    let driver = driver();
    for _ in 0..3 {
        assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"right");
    }
    assert_eq!(peer.connections(), 3);

    let smuggled = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&smuggled);
    let late = Peer::playing(move |mut line| {
        while line.read().is_some() {
            line.write(ok("right"));
            thread::sleep(Duration::from_millis(20));
            line.write(ok("smuggled"));
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    for number in 1..=3 {
        assert_eq!(get(&driver, late.url("/")).unwrap().body(), b"right");
        while smuggled.load(Ordering::SeqCst) < number {
            thread::yield_now();
        }
    }
    assert_eq!(late.connections(), 3);
}

#[test]
fn an_answer_that_comes_before_the_whole_request_is_taken() {
    let peer = Peer::playing(|mut line| {
        line.read_some(1000);
        line.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlarge");
    });
    let driver = driver();
    let mut request = Request::new("POST", peer.url("/"));
    request.body = Body::bytes(vec![b'x'; 20_000_000]);
    let response = send(&driver, &request).unwrap();
    assert_eq!((response.status, response.body()), (413, &b"large"[..]));
}

#[test]
fn a_large_body_that_a_kept_connection_did_not_take_goes_out_again_whatever_the_method() {
    let (peer, driver) = (Peer::giving_up_once(), driver());
    get(&driver, peer.url("/")).unwrap();
    let mut request = Request::new("POST", peer.url("/"));
    request.body = Body::bytes(vec![b'x'; 20_000_000]);
    assert_eq!(send(&driver, &request).unwrap().body(), b"taken");
    assert_eq!(peer.asked().len(), 2);
}

#[test]
fn a_name_is_tried_at_all_its_addresses() {
    // The peer listens on 127.0.0.1; localhost is ::1 first on most machines.
    let peer = Peer::answering(|_| ok("x"));
    assert_eq!(get(&driver(), peer.url_as("localhost", "/")).unwrap().body(), b"x");
    assert_eq!(peer.asked()[0].header("host"), Some(format!("localhost:{}", peer.address.port()).as_str()));
}

#[test]
fn drivers_do_not_share_connections() {
    let peer = Peer::answering(|_| ok("x"));
    get(&driver(), peer.url("/")).unwrap();
    get(&driver(), peer.url("/")).unwrap();
    assert_eq!(peer.connections(), 2);
}

#[test]
fn a_dropped_driver_closes_its_connections() {
    let ended = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&ended);
    let peer = Peer::playing(move |line| {
        once(line, |mut line| {
            if line.wait_for_the_end() {
                counter.fetch_add(1, Ordering::SeqCst);
            }
        });
    });
    let driver = driver();
    get(&driver, peer.url("/")).unwrap();
    drop(driver);
    for _ in 0..100 {
        if ended.load(Ordering::SeqCst) == 1 {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("the connection stays open");
}
