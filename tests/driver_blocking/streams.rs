//! Bodies from sources and answers into sinks: whole, in bounded memory, and at the pace of whoever is slower.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Body, Destination, Request, Sink, Source};
use std::io::Write;

use super::peer::{Peer, in_chunks, ok};
use super::{driver, get, send, told};

/// Gives `left` bytes that count up, at most `piece` at a time, and says how many were taken.
struct Counting {
    left: usize,
    piece: usize,
    next: u8,
    given: Arc<AtomicUsize>,
}

impl Source for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.left.min(self.piece).min(buffer.len());
        for place in &mut buffer[..count] {
            *place = self.next;
            self.next = (self.next + 1) % 251;
        }
        self.left -= count;
        self.given.fetch_add(count, Ordering::SeqCst);
        Ok(count)
    }
}

fn counting(size: usize, piece: usize, length: Option<u64>) -> (Body, Arc<AtomicUsize>) {
    let given = Arc::<AtomicUsize>::default();
    (Body::streamed(Counting { left: size, piece, next: 0, given: given.clone() }, length), given)
}

fn counted(size: usize) -> Vec<u8> {
    (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn put(url: String, body: Body) -> Request {
    let mut request = Request::new("PUT", url);
    request.body = body;
    request
}

/// Keeps what it gets.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Sink for Kept {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.lock().unwrap().extend(bytes);
        Ok(())
    }
}

fn into_sink(url: String, sink: impl Sink + 'static) -> Request {
    let mut request = Request::new("GET", url);
    request.most_bytes = u64::MAX;
    request.destination = Some(Destination::new(sink));
    request
}

#[test]
fn a_source_of_any_size_arrives_whole_with_a_length_and_in_chunks() {
    let peer = Peer::answering(|_| ok("taken"));
    let driver = driver();
    for size in [0, 1, 999, 131_063, 131_064, 131_072, 131_073, 3_000_000] {
        for piece in [777, usize::MAX] {
            for length in [Some(size as u64), None] {
                let (body, _) = counting(size, piece, length);
                assert_eq!(send(&driver, &put(peer.url("/"), body)).unwrap().body(), b"taken");
                let asked = peer.asked().pop().unwrap();
                assert!(asked.body == counted(size), "{size} by {piece}");
                let length = length.map(|length| length.to_string());
                assert_eq!(asked.header("content-length").map(str::to_owned), length);
                assert_eq!(asked.header("transfer-encoding").is_some(), length.is_none());
            }
        }
    }
    assert_eq!(peer.connections(), 1);
}

#[test]
fn a_source_is_not_read_ahead_of_a_slow_peer() {
    let peer = Peer::playing(|mut line| {
        line.read_some(1000);
        thread::sleep(Duration::from_secs(5));
    });
    let (body, given) = counting(1 << 30, usize::MAX, Some(1 << 30));
    let mut request = put(peer.url("/"), body);
    request.timeouts.read = Some(Duration::from_millis(100));
    assert_eq!(told(send(&driver(), &request)).0, Code::CONNECT_TIMEOUT);
    // What the system's buffers took, and not much more.
    assert!(given.load(Ordering::SeqCst) < 64 << 20, "{given:?}");
}

#[test]
fn a_refusal_ends_an_upload_before_the_source_is_read_to_its_end() {
    let peer = Peer::playing(|mut line| {
        line.read_some(1000);
        line.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlarge");
    });
    for length in [Some(1 << 30), None] {
        let (body, given) = counting(1 << 30, usize::MAX, length);
        let response = send(&driver(), &put(peer.url("/"), body)).unwrap();
        assert_eq!((response.status, response.body()), (413, &b"large"[..]));
        assert!(given.load(Ordering::SeqCst) < 512 << 20, "{given:?}");
    }
}

#[test]
fn a_source_that_fails_or_ends_early_is_the_callers_error_and_ends_the_connection() {
    struct Failing;
    impl Source for Failing {
        fn read(&mut self, _: &mut [u8]) -> Result<usize> {
            Err(Error::new(Code::from_number(10_003), "the tape is torn"))
        }
    }
    let peer = Peer::answering(|_| ok("x"));
    let driver = driver();
    get(&driver, peer.url("/")).unwrap();
    let (code, message) = told(send(&driver, &put(peer.url("/"), Body::streamed(Failing, None))));
    assert_eq!((code.number(), message.as_str()), (10_003, "the tape is torn"));
    let (short, _) = counting(10, 10, Some(11));
    let (code, message) = told(send(&driver, &put(peer.url("/"), short)));
    assert_eq!(code, Code::INVALID_ARGUMENT);
    assert!(message.contains("10 of 11 bytes"), "{message}");
    get(&driver, peer.url("/")).unwrap();
    assert_eq!(peer.connections(), 3, "what was left of a request must not be taken for the next one");
}

#[test]
fn a_streamed_body_goes_out_again_over_a_new_connection_only_if_nothing_was_read() {
    let (peer, driver) = (Peer::giving_up_once(), driver());
    get(&driver, peer.url("/")).unwrap();
    let (body, _) = counting(3_000_000, usize::MAX, Some(3_000_000));
    let (code, message) = told(send(&driver, &put(peer.url("/"), body)));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert!(message.contains("cannot be rewound"), "{message}");
}

#[test]
fn a_peer_that_is_asked_for_leave_gets_the_body_when_it_gives_it_or_says_nothing() {
    for interim in
        ["HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 \r\n\r\n", ""]
    {
        let peer = Peer::playing(move |mut line| {
            let head = line.read_some(10_000);
            assert!(head.ends_with(b"\r\n\r\n"), "the body came without leave");
            line.write(interim);
            assert_eq!(line.read_exactly(6), counted(6));
            line.write(ok("taken"));
        });
        let (body, _) = counting(6, 6, Some(6));
        let mut request = put(peer.url("/"), body);
        request.headers.set("Expect", "100-continue").unwrap();
        assert_eq!(send(&driver(), &request).unwrap().body(), b"taken", "{interim}");
    }
}

#[test]
fn a_body_for_which_there_is_no_leave_is_not_read() {
    let peer = Peer::playing(|mut line| {
        line.read_some(10_000);
        line.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
        line.wait_for_the_end();
    });
    let (body, given) = counting(1000, 100, Some(1000));
    let mut request = put(peer.url("/"), body);
    request.headers.set("Expect", "100-continue").unwrap();
    let driver = driver();
    for _ in 0..2 {
        let response = send(&driver, &request).unwrap();
        assert_eq!((response.status, response.body(), response.reason.as_str()), (401, &b"no"[..], "Unauthorized"));
        assert!(request.body.can_be_sent());
    }
    assert_eq!((given.load(Ordering::SeqCst), peer.connections()), (0, 2));
}

#[test]
fn a_body_that_waits_for_leave_on_a_connection_that_was_given_up_goes_out_over_a_new_one_whatever_the_method() {
    let (peer, driver) = (Peer::giving_up_once(), driver());
    get(&driver, peer.url("/")).unwrap();
    let mut request = Request::new("POST", peer.url("/"));
    request.body = counting(6, 6, Some(6)).0;
    request.headers.set("Expect", "100-continue").unwrap();
    assert_eq!(send(&driver, &request).unwrap().body(), b"taken");
    assert_eq!((peer.asked().len(), peer.connections()), (2, 2));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn an_answer_goes_into_the_sink_however_it_is_framed_and_packed() {
    let peer = Peer::answering(|asked| {
        let body = counted(1_000_000);
        let framed = |head: &str, body: &[u8]| {
            [format!("HTTP/1.1 200 OK\r\n{head}Content-Length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
        };
        match asked.line().split(' ').nth(1).unwrap() {
            "/length" => framed("", &body),
            "/gzip" => framed("Content-Encoding: gzip\r\n", &gzip(&body)),
            _ => {
                let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                [&head[..], &in_chunks(&body, 70_001)].concat()
            }
        }
    });
    let driver = driver();
    for path in ["/length", "/gzip", "/chunked"] {
        let kept = Kept::default();
        let request = into_sink(peer.url(path), kept.clone());
        let response = send(&driver, &request).unwrap();
        assert!(response.body().is_empty() && *kept.0.lock().unwrap() == counted(1_000_000), "{path}");
        assert_eq!(request.destination.unwrap().written(), 1_000_000);
    }
    assert_eq!(peer.connections(), 1);
}

#[test]
fn only_a_success_goes_into_the_sink_as_it_arrives() {
    let peer = Peer::answering(|asked| {
        let status = asked.line().split(['/', ' ']).nth(2).unwrap();
        format!("HTTP/1.1 {status} X\r\nContent-Length: 4\r\n\r\nbody").into_bytes()
    });
    let driver = driver();
    for (status, streams) in [(200, true), (206, true), (300, false), (302, false), (401, false), (503, false)] {
        let kept = Kept::default();
        let response = send(&driver, &into_sink(peer.url(&format!("/{status}")), kept.clone())).unwrap();
        assert_eq!(response.body().is_empty(), streams, "{status}");
        assert_eq!(kept.0.lock().unwrap().is_empty(), !streams, "{status}");
    }
}

#[test]
fn the_limit_holds_for_a_sink_too() {
    let peer = Peer::answering(|asked| {
        let packed = gzip(&vec![0; 10_000_000]);
        if asked.line().contains("gzip") {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", packed.len());
            [head.as_bytes(), &packed].concat()
        } else {
            ok(&"x".repeat(100_001))
        }
    });
    for path in ["/gzip", "/plain"] {
        let kept = Kept::default();
        let mut request = into_sink(peer.url(path), kept.clone());
        request.most_bytes = 100_000;
        assert_eq!(told(send(&driver(), &request)).0, Code::LIMIT_EXCEEDED);
        assert!(kept.0.lock().unwrap().len() <= 100_000);
    }
}

#[test]
fn a_sink_that_has_enough_ends_the_request_and_the_connection() {
    struct Full(usize);
    impl Sink for Full {
        fn write(&mut self, _: &[u8]) -> Result<()> {
            self.0 -= 1;
            if self.0 == 0 { Err(Error::new(Code::from_number(10_004), "the disk is full")) } else { Ok(()) }
        }
    }
    let peer = Peer::answering(|_| ok(&"x".repeat(1_000_000)));
    let driver = driver();
    let (code, message) = told(send(&driver, &into_sink(peer.url("/"), Full(2))));
    assert_eq!((code.number(), message.as_str()), (10_004, "the disk is full"));
    get(&driver, peer.url("/")).unwrap();
    assert_eq!(peer.connections(), 2);
}

#[test]
fn a_slow_sink_slows_the_peer_down() {
    struct Slow;
    impl Sink for Slow {
        fn write(&mut self, _: &[u8]) -> Result<()> {
            thread::sleep(Duration::from_millis(30));
            Ok(())
        }
    }
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = sent.clone();
    let peer = Peer::playing(move |mut line| {
        line.read();
        line.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
        // What the system takes when the client has gone already counts for nothing.
        while line.write(vec![0; 1 << 16]) {
            counter.fetch_add(1 << 16, Ordering::SeqCst);
        }
    });
    let mut request = into_sink(peer.url("/"), Slow);
    request.timeouts.whole = Some(Duration::from_millis(400));
    assert_eq!(told(send(&driver(), &request)).0, Code::CONNECT_TIMEOUT);
    assert!(sent.load(Ordering::SeqCst) < 64 << 20, "{sent:?}");
}

#[test]
fn an_answer_that_breaks_off_after_a_part_of_it_is_an_error() {
    for answer in ["Content-Length: 10\r\n\r\n12345", "Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"] {
        let peer = Peer::playing(move |mut line| {
            line.read();
            line.write(format!("HTTP/1.1 200 OK\r\n{answer}"));
        });
        let kept = Kept::default();
        let (code, message) = told(send(&driver(), &into_sink(peer.url("/"), kept.clone())));
        assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR);
        assert!(message.contains("broke off"), "{message}");
        assert_eq!(*kept.0.lock().unwrap(), b"12345");
    }
}
