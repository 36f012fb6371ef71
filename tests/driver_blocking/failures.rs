//! Every way in which an exchange fails, and what the caller is told.

use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use keystoneclient::error::Code;
use keystoneclient::http::{Body, Request, Timeouts};
use socket2::{Domain, Socket, Type};

use super::peer::{Peer, closed_port, ok};
use super::{driver, get, send, told};

/// The peer writes these bytes and hangs up.
fn says(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Peer {
    Peer::playing(move |mut line| {
        line.read();
        line.write(&bytes);
    })
}

#[test]
fn nobody_listens() {
    let address = closed_port();
    let (code, message) = told(get(&driver(), format!("http://{address}/v3")));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert_eq!(message, format!("cannot connect to {address}: connection refused"));
}

#[test]
fn the_name_is_unknown() {
    let (code, message) = told(get(&driver(), "http://no-such-host.invalid/v3"));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert!(message.starts_with("cannot connect to no-such-host.invalid:80: "), "{message}");
}

#[test]
fn the_peer_hangs_up_without_an_answer() {
    for reset in [false, true] {
        let peer = Peer::playing(move |mut line| {
            line.read();
            if reset {
                line.reset();
            }
        });
        let (code, message) = told(get(&driver(), peer.url("/")));
        assert_eq!(code, Code::CONNECT_FAILURE);
        assert!(message.starts_with(&format!("{} did not answer: ", peer.address)), "{message}");
        assert_eq!(peer.asked().len(), 1);
    }
}

#[test]
fn an_answer_breaks_off() {
    for part in [
        "H",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012345678",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n",
    ] {
        let peer = says(part);
        let (code, message) = told(get(&driver(), peer.url("/")));
        assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR, "{part:?}");
        assert!(message.starts_with(&format!("the answer of {} broke off: ", peer.address)), "{message}");
    }
}

#[test]
fn a_reset_is_not_the_end_of_a_body() {
    for head in ["HTTP/1.0 200 OK\r\n\r\nhalf a cata", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf a cata"] {
        let peer = Peer::playing(move |mut line| {
            line.read();
            line.write(head);
            thread::sleep(Duration::from_millis(50));
            line.reset();
        });
        let (code, message) = told(get(&driver(), peer.url("/")));
        assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR, "{head}");
        assert!(message.ends_with("broke off: connection reset by peer"), "{message}");
    }
}

#[test]
fn the_peer_does_not_speak_http() {
    for garbage in [
        &b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n"[..],
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 099 OK\r\n\r\n",
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc",
        b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ] {
        let peer = says(garbage);
        let (code, message) = told(get(&driver(), peer.url("/")));
        assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR, "{:?}: {message}", String::from_utf8_lossy(garbage));
        assert!(message.contains(&peer.address.to_string()), "{message}");
    }
}

#[test]
fn no_bytes_of_a_peer_make_a_panic() {
    let pieces: &[&[u8]] = &[
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.0 301 \r\n",
        b"HTTP/1.1 100 \r\n\r\n",
        b"\r\n",
        b"\r\n\r\n",
        b"Content-Length: 3\r\n",
        b"Content-Length: 0\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip, chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Connection: close\r\n",
        b"Location: ::\r\n",
        b"1\r\na\r\n",
        b"0\r\n\r\n",
        b"ffffffffffffffff\r\n",
        b"\x1f\x8b\x08\0\0\0\0\0\0\0",
        b"abc",
        b"\0",
        b": \r\n",
        b" folded\r\n",
    ];
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    let answers: Vec<Vec<u8>> = (0..400)
        .map(|round| {
            let mut answer = if round % 4 == 0 { Vec::new() } else { pieces[0].to_vec() };
            for _ in 0..random(8) {
                answer.extend(pieces[random(pieces.len())]);
            }
            if round % 3 == 0 && !answer.is_empty() {
                let at = random(answer.len());
                answer[at] = u8::try_from(random(256)).unwrap();
            }
            answer
        })
        .collect();
    let count = answers.len();
    let peer = Peer::playing(move |mut line| {
        if line.read().is_some() {
            line.write(&answers[line.number % answers.len()]);
        }
    });
    let driver = driver();
    let mut failed = 0;
    while peer.connections() < count {
        match get(&driver, peer.url("/")) {
            Ok(response) => assert!((100..1000).contains(&response.status)),
            Err(error) => {
                failed += 1;
                let expected = [Code::UNKNOWN_CONNECTION_ERROR, Code::CONNECT_FAILURE];
                assert!(expected.contains(&error.code()), "{error:?}");
            }
        }
    }
    assert!((50..count).contains(&failed), "{failed}");
}

#[test]
fn headers_have_a_limit() {
    let many = "X-Many: x\r\n".repeat(200);
    let peer = says(format!("HTTP/1.1 200 OK\r\n{many}\r\n"));
    let (code, message) = told(get(&driver(), peer.url("/")));
    assert_eq!(code, Code::LIMIT_EXCEEDED);
    assert!(message.contains("128 header fields"), "{message}");

    for (size, fits) in [(60_000, true), (66_000, false), (300_000, false)] {
        let peer = says(format!("HTTP/1.1 200 OK\r\nX: {}\r\nContent-Length: 0\r\n\r\n", "x".repeat(size)));
        let result = get(&driver(), peer.url("/"));
        if fits {
            assert_eq!(result.unwrap().headers.get("x").unwrap().len(), size);
        } else {
            let (code, message) = told(result);
            assert_eq!(code, Code::LIMIT_EXCEEDED, "{message}");
            assert!(message.contains("exceeds 65536 bytes"), "{message}");
        }
    }
    let endless = says("x".repeat(300_000));
    assert_eq!(told(get(&driver(), endless.url("/"))).0, Code::UNKNOWN_CONNECTION_ERROR);
    let chunk = says(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;{}", "x".repeat(300_000)));
    assert_eq!(told(get(&driver(), chunk.url("/"))).0, Code::UNKNOWN_CONNECTION_ERROR);
}

#[test]
fn interim_answers_without_end_are_given_up() {
    for pause in [0, 1] {
        let peer = Peer::playing(move |mut line| {
            line.read();
            for _ in 0..10_000 {
                line.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(if pause == 0 {
                    10_000
                } else {
                    1
                }));
                thread::sleep(Duration::from_millis(pause));
            }
        });
        let (code, message) = told(get(&driver(), peer.url("/")));
        assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR, "{message}");
        assert!(message.contains("interim answers"), "{message}");
    }
}

#[test]
fn a_large_answer_may_follow_an_interim_one() {
    let body = "x".repeat(1_000_000);
    let sent = body.clone();
    let peer = Peer::answering(move |_| [&b"HTTP/1.1 103 Early Hints\r\n\r\n"[..], &ok(&sent)].concat());
    let driver = driver();
    for _ in 0..5 {
        assert!(get(&driver, peer.url("/")).unwrap().body() == body.as_bytes());
    }
}

fn within(timeouts: Timeouts, url: String) -> Request {
    let mut request = Request::new("GET", url);
    request.timeouts = timeouts;
    request
}

const FOR_EVER: Timeouts = Timeouts { connect: None, read: None, whole: None };
const SHORT: Option<Duration> = Some(Duration::from_millis(150));

#[track_caller]
fn times_out(request: &Request, expected: &str) {
    let start = Instant::now();
    let (code, message) = told(send(&driver(), request));
    let took = start.elapsed();
    assert_eq!(code, Code::CONNECT_TIMEOUT, "{message}");
    assert_eq!(message, expected);
    assert!((Duration::from_millis(140)..Duration::from_secs(2)).contains(&took), "{took:?}");
}

#[test]
fn a_peer_that_says_nothing_is_given_up_after_the_read_timeout() {
    let peer = Peer::playing(|mut line| {
        line.read();
        line.wait_for_the_end();
    });
    let request = within(Timeouts { read: SHORT, ..FOR_EVER }, peer.url("/"));
    times_out(&request, &format!("{} sent nothing for 150ms", peer.address));
}

#[test]
fn a_body_that_stops_is_given_up_after_the_read_timeout() {
    let peer = Peer::playing(|mut line| {
        line.read();
        line.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234");
        line.wait_for_the_end();
    });
    let request = within(Timeouts { read: SHORT, ..FOR_EVER }, peer.url("/"));
    times_out(&request, &format!("{} sent nothing for 150ms", peer.address));
}

#[test]
fn a_slow_peer_may_take_longer_than_the_read_timeout_in_all_but_not_than_the_whole() {
    let peer = Peer::playing(|mut line| {
        line.read();
        line.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n");
        for _ in 0..10 {
            thread::sleep(Duration::from_millis(60));
            line.write("x");
        }
    });
    let slow = within(Timeouts { read: Some(Duration::from_millis(400)), ..FOR_EVER }, peer.url("/"));
    assert_eq!(send(&driver(), &slow).unwrap().body(), b"xxxxxxxxxx");
    let whole = within(Timeouts { whole: SHORT, ..FOR_EVER }, peer.url("/"));
    times_out(&whole, &format!("the exchange with {} took longer than 150ms", peer.address));
}

#[test]
fn a_peer_that_takes_nothing_is_given_up() {
    let peer = Peer::playing(|line| {
        thread::sleep(Duration::from_secs(3));
        drop(line);
    });
    let mut request = within(Timeouts { read: SHORT, ..FOR_EVER }, peer.url("/"));
    request.method = "PUT".into();
    request.body = Body::bytes(vec![0; 50_000_000]);
    let start = Instant::now();
    let (code, message) = told(send(&driver(), &request));
    assert_eq!(code, Code::CONNECT_TIMEOUT);
    assert_eq!(message, format!("{} took nothing for 150ms", peer.address));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_host_that_does_not_take_connections_is_given_up_after_the_connect_timeout() {
    // A full queue of connections that nobody accepts: the system drops the next ones.
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    listener.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap().as_socket().unwrap();
    let fill = || TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
    let _queue: Vec<_> = std::iter::from_fn(fill).take(10).collect();

    let request = within(Timeouts { connect: SHORT, ..FOR_EVER }, format!("http://{address}/"));
    times_out(&request, &format!("cannot connect to {address}: no connection within 150ms"));
    let request = within(Timeouts { whole: SHORT, ..FOR_EVER }, format!("http://{address}/"));
    times_out(&request, &format!("the exchange with {address} took longer than 150ms"));
}

#[test]
fn timeouts_may_be_zero_or_endless() {
    let peer = Peer::answering(|_| ok("x"));
    let driver = driver();
    for endless in [Duration::MAX, Duration::from_secs(u64::MAX / 2), Duration::from_secs(200 * 24 * 3600)] {
        let timeouts = Timeouts { connect: Some(endless), read: Some(endless), whole: Some(endless) };
        assert_eq!(send(&driver, &within(timeouts, peer.url("/"))).unwrap().body(), b"x");
    }
    assert_eq!(send(&driver, &within(FOR_EVER, peer.url("/"))).unwrap().body(), b"x");
    for timeouts in
        [Timeouts { read: Some(Duration::ZERO), ..FOR_EVER }, Timeouts { whole: Some(Duration::ZERO), ..FOR_EVER }]
    {
        assert_eq!(told(send(&driver, &within(timeouts, peer.url("/")))).0, Code::CONNECT_TIMEOUT);
    }
    let unconnected = within(Timeouts { connect: Some(Duration::ZERO), ..FOR_EVER }, peer.url("/"));
    assert_eq!(told(send(&super::driver(), &unconnected)).0, Code::CONNECT_TIMEOUT);
}

#[test]
fn after_a_failure_the_driver_goes_on() {
    let peer = Peer::playing(|mut line| {
        while line.read().is_some() {
            if line.number % 2 == 0 {
                return;
            }
            line.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
        }
    });
    let driver = driver();
    for _ in 0..5 {
        assert_eq!(told(get(&driver, peer.url("/"))).0, Code::CONNECT_FAILURE);
        assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"x");
    }
}
