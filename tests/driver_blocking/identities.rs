//! Requests that ask for TLS of their own: what they get, and that nobody else gets it.

use std::sync::Arc;
use std::thread;

use keystoneclient::driver::blocking::{Blocking, ClientCertificate, Options, Tls, Verify};
use keystoneclient::error::Code;
use keystoneclient::http::{Connection, Request};
use rustls::version::TLS13;

use super::certificates::{Authority, Leaf};
use super::peer::{Peer, ok};
use super::{driver, get, send, told};

/// A server that wants a certificate of this authority, and a driver that trusts it.
fn closed(authority: &Authority) -> (Peer, Blocking) {
    let config = authority.issue(|_| {}).server_with(&[&TLS13], Some(authority));
    let tls = Tls { verify: Verify::Authorities(authority.file.path().into()), ..Tls::default() };
    (Peer::answering_tls(config, |_| ok("known")), Blocking::new(Options { tls, ..Options::default() }).unwrap())
}

fn asking(peer: &Peer, verify: Option<Verify>, certificate: Option<ClientCertificate>) -> Request {
    let mut request = Request::new("GET", peer.url("/"));
    request.connection = Some(Arc::new(Connection { verify, certificate }));
    request
}

fn showing(peer: &Peer, client: &Leaf) -> Request {
    asking(peer, None, Some(client.in_two_files()))
}

#[test]
fn a_certificate_of_a_request_is_shown_for_it_and_for_no_other() {
    let authority = Authority::new();
    let (peer, driver) = closed(&authority);
    let client = authority.issue(|_| {});
    assert_eq!(send(&driver, &showing(&peer, &client)).unwrap().body(), b"known");
    let (code, message) = told(get(&driver, peer.url("/")));
    assert_eq!(code, Code::SSL_ERROR, "{message}");
    assert_eq!(send(&driver, &showing(&peer, &client)).unwrap().body(), b"known");
    assert_eq!(peer.asked().len(), 2);
}

#[test]
fn requests_of_one_identity_share_connections_and_those_of_another_do_not() {
    let authority = Authority::new();
    let (peer, driver) = closed(&authority);
    let (one, other) = (authority.issue(|_| {}), authority.issue(|_| {}));
    for _ in 0..3 {
        send(&driver, &showing(&peer, &one)).unwrap();
        send(&driver, &showing(&peer, &other)).unwrap();
    }
    assert_eq!(peer.connections(), 2);
    send(&driver, &asking(&peer, None, Some(one.in_text()))).unwrap();
    assert_eq!(peer.connections(), 3);
}

#[test]
fn a_request_that_asks_for_what_the_session_does_shares_its_connections() {
    let authority = Authority::new();
    let peer = Peer::answering_tls(authority.issue(|_| {}).server(), |_| ok("x"));
    let verify = Verify::Authorities(authority.file.path().into());
    let tls = Tls { verify: verify.clone(), ..Tls::default() };
    let driver = Blocking::new(Options { tls, ..Options::default() }).unwrap();
    get(&driver, peer.url("/")).unwrap();
    send(&driver, &asking(&peer, Some(verify), None)).unwrap();
    send(&driver, &asking(&peer, None, None)).unwrap();
    assert_eq!(peer.connections(), 1);
}

#[test]
fn a_server_that_one_request_believes_is_not_believed_by_the_next() {
    let authority = Authority::new();
    let peer = Peer::answering_tls(authority.issue(|_| {}).server(), |_| ok("x"));
    let driver = driver();
    for verify in [Verify::Off, Verify::Authorities(authority.file.path().into())] {
        assert_eq!(send(&driver, &asking(&peer, Some(verify), None)).unwrap().body(), b"x");
        assert_eq!(told(get(&driver, peer.url("/"))).0, Code::SSL_ERROR);
    }
    assert_eq!(peer.asked().len(), 2);
}

#[test]
fn a_certificate_that_is_replaced_in_its_file_is_shown_by_the_next_connection() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let (peer, _) = closed(&authority);
    let file = tempfile::NamedTempFile::new().unwrap();
    let replace = |text: &str| std::fs::write(file.path(), text).unwrap();
    replace(&stranger.issue(|_| {}).text());
    let certificate = Some(ClientCertificate { cert: file.path().into(), key: None });
    let tls = Tls { verify: Verify::Off, certificate, ..Tls::default() };
    let driver = Blocking::new(Options { tls, ..Options::default() }).unwrap();
    assert_eq!(told(get(&driver, peer.url("/"))).0, Code::SSL_ERROR);
    // Half of a file is no reason to forget what was there.
    replace("-----BEGIN");
    assert_eq!(told(get(&driver, peer.url("/"))).0, Code::SSL_ERROR);
    replace(&authority.issue(|_| {}).text());
    assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"known");
    std::fs::remove_file(file.path()).unwrap();
    assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"known");
}

#[test]
fn files_of_a_request_that_cannot_be_used_are_told_for_each_request() {
    let authority = Authority::new();
    let (peer, driver) = closed(&authority);
    let gone = ClientCertificate { cert: "/no/such.pem".into(), key: None };
    for _ in 0..2 {
        let (code, message) = told(send(&driver, &asking(&peer, None, Some(gone.clone()))));
        assert_eq!(code, Code::CERTIFICATE_CONFIG_ERROR);
        assert_eq!(message, "cannot read the client certificate /no/such.pem: no such file or directory");
    }
    assert_eq!(peer.connections(), 0);
}

#[test]
fn a_shutdown_ends_a_request_of_its_own_identity() {
    let authority = Authority::new();
    let peer = Peer::playing_tls(authority.issue(|_| {}).server(), |mut line| {
        line.read();
        line.wait_for_the_end();
    });
    let driver = driver();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| told(send(&driver, &asking(&peer, Some(Verify::Off), None))));
        while peer.asked().is_empty() {
            thread::yield_now();
        }
        driver.shutdown();
        assert_eq!(waiting.join().unwrap().0, Code::SHUT_DOWN);
    });
    assert_eq!(told(send(&driver, &asking(&peer, Some(Verify::Off), None))).0, Code::SHUT_DOWN);
}

#[test]
fn many_threads_of_many_identities_get_each_their_own() {
    let authority = Authority::new();
    let (peer, driver) = closed(&authority);
    let clients: Vec<Leaf> = (0..4).map(|_| authority.issue(|_| {})).collect();
    thread::scope(|scope| {
        for client in &clients {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        assert_eq!(send(&driver, &showing(&peer, client)).unwrap().body(), b"known");
                    }
                });
            }
        }
    });
    assert_eq!(peer.asked().len(), 80);
    assert!((4..=16).contains(&peer.connections()), "{}", peer.connections());
}
