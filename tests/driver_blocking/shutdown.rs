//! The end of a driver.

use std::thread;
use std::time::{Duration, Instant};

use keystoneclient::driver::blocking::{Blocking, Options, Proxy};
use keystoneclient::error::Code;
use keystoneclient::http::{Driver, Request, Timeouts};
use keystoneclient::text::Secret;
use ks_testing::server::FullPort;

use super::peer::{Peer, ok};
use super::{driver, get, send, told};

/// Shuts a driver down while a request to `url` waits for its answer.
fn shut_while_waiting(url: String) {
    shut_while_waiting_by(&driver(), url);
}

fn shut_while_waiting_by(driver: &Blocking, url: String) {
    let mut request = Request::new("GET", url);
    request.timeouts = Timeouts { connect: None, read: None, whole: None };
    thread::scope(|scope| {
        let waiting = scope.spawn(|| (told(send(driver, &request)), Instant::now()));
        thread::sleep(Duration::from_millis(150));
        let start = Instant::now();
        driver.shutdown();
        let ((code, message), end) = waiting.join().unwrap();
        assert_eq!((code, message.as_str()), (Code::SHUT_DOWN, "the session was shut down"));
        assert!(end.duration_since(start) < Duration::from_millis(500));
    });
}

#[test]
fn a_shutdown_ends_a_request_that_waits_for_its_answer() {
    let peer = Peer::playing(|mut line| {
        line.read();
        line.wait_for_the_end();
    });
    shut_while_waiting(peer.url("/"));
}

#[test]
fn a_shutdown_ends_a_connection_on_its_way() {
    let full = FullPort::new();
    shut_while_waiting(full.origin());
}

#[test]
fn a_shutdown_ends_the_way_to_a_proxy_and_what_is_said_there() {
    let full = FullPort::new();
    let silent = Peer::playing(|mut line| {
        line.wait_for_the_end();
    });
    let full = full.origin().replace("http://", "");
    for proxy in ["socks5h", "socks4a", "http"] {
        for address in [&full, &silent.address.to_string()] {
            let proxy = Proxy::Url(Secret::new(&format!("{proxy}://{address}")));
            let driver = Blocking::new(Options { proxy, ..Options::default() }).unwrap();
            shut_while_waiting_by(&driver, "https://keystone.invalid/".to_owned());
        }
    }
}

#[test]
fn a_body_that_a_shutdown_cut_off_is_not_taken_for_a_whole_one() {
    let peer = Peer::playing(|mut line| {
        line.read();
        line.write("HTTP/1.0 200 OK\r\n\r\nthe first half");
        line.wait_for_the_end();
    });
    shut_while_waiting(peer.url("/"));
}

#[test]
fn a_shutdown_ends_a_sleep() {
    let driver = driver();
    thread::scope(|scope| {
        let sleeping = scope.spawn(|| pollster::block_on(driver.sleep(Duration::from_secs(60))));
        thread::sleep(Duration::from_millis(100));
        driver.shutdown();
        let start = Instant::now();
        sleeping.join().unwrap();
        assert!(start.elapsed() < Duration::from_millis(500));
    });
    pollster::block_on(driver.sleep(Duration::from_secs(60)));
}

#[test]
fn after_a_shutdown_every_request_fails_at_once() {
    let peer = Peer::answering(|_| ok("x"));
    let driver = driver();
    get(&driver, peer.url("/")).unwrap();
    driver.shutdown();
    driver.shutdown();
    assert_eq!(told(get(&driver, peer.url("/"))).0, Code::SHUT_DOWN);
    assert_eq!(peer.asked().len(), 1);
    assert!(format!("{driver:?}").contains("shut: true"));
}

#[test]
fn sleep_lasts_as_long_as_it_should() {
    let start = Instant::now();
    pollster::block_on(driver().sleep(Duration::from_millis(120)));
    assert!(start.elapsed() >= Duration::from_millis(120));
}

#[test]
fn the_clock_shows_the_time_of_day() {
    let micros = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros();
    let shown = u128::try_from(driver().now()).unwrap();
    assert!(shown >= micros && shown - micros < 10_000_000);
}

#[test]
fn a_request_that_nobody_polls_is_not_sent() {
    let peer = Peer::answering(|_| ok("x"));
    let driver = driver();
    let request = Request::new("GET", peer.url("/"));
    drop(driver.send(&request));
    assert_eq!(peer.connections(), 0);
}
