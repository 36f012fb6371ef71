//! TLS: who is believed, who is not, and why.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use keystoneclient::driver::blocking::{Blocking, ClientCertificate, Options, Tls, TlsVersion, Verify};
use keystoneclient::error::Code;
use keystoneclient::http::{Body, Request, Timeouts};
use rustls::version::{TLS12, TLS13};

use super::certificates::{Authority, Leaf};
use super::peer::{Peer, ok};
use super::{get, send, told};

fn trusting(authority: &Authority) -> Blocking {
    with(Verify::Authorities(authority.file.path().into()), None)
}

fn with(verify: Verify, certificate: Option<ClientCertificate>) -> Blocking {
    Blocking::new(Options { tls: Tls { verify, certificate, ..Tls::default() }, ..Options::default() }).unwrap()
}

fn serving(leaf: &Leaf) -> Peer {
    Peer::answering_tls(leaf.server(), |asked| ok(asked.line()))
}

#[test]
fn a_server_with_a_certificate_of_the_authority_is_believed_and_its_connection_kept() {
    let authority = Authority::new();
    let peer = serving(&authority.issue(|_| {}));
    let driver = trusting(&authority);
    for path in ["/1", "/2", "/3"] {
        assert_eq!(get(&driver, peer.url(path)).unwrap().body(), format!("GET {path} HTTP/1.1").as_bytes());
    }
    assert_eq!(get(&driver, peer.url_as("localhost", "/")).unwrap().status, 200);
    assert_eq!(peer.connections(), 2);
}

#[test]
fn both_versions_of_tls_will_do() {
    let authority = Authority::new();
    let leaf = authority.issue(|_| {});
    for version in [&TLS12, &TLS13] {
        let peer = Peer::answering_tls(leaf.server_with(&[version], None), |_| ok("x"));
        assert_eq!(get(&trusting(&authority), peer.url("/")).unwrap().body(), b"x");
    }
}

#[test]
fn a_version_older_than_the_oldest_allowed_is_refused() {
    let authority = Authority::new();
    let leaf = authority.issue(|_| {});
    let verify = Verify::Authorities(authority.file.path().into());
    let tls = Tls { verify, oldest: TlsVersion::Tls13, ..Tls::default() };
    let driver = Blocking::new(Options { tls, ..Options::default() }).unwrap();
    let young = Peer::answering_tls(leaf.server_with(&[&TLS13], None), |_| ok("x"));
    assert_eq!(get(&driver, young.url("/")).unwrap().body(), b"x");
    let old = Peer::answering_tls(leaf.server_with(&[&TLS12], None), |_| ok("x"));
    let (code, message) = told(get(&driver, old.url("/")));
    assert_eq!(code, Code::SSL_ERROR);
    assert!(message.contains("the server speaks neither TLS"), "{message}");
}

#[test]
fn authorities_may_be_given_as_a_directory_or_as_text() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let peer = serving(&authority.issue(|_| {}));
    let directory = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
    put("stranger.pem", &stranger.pem());
    let of_directory = || Verify::Authorities(directory.path().into());
    assert_eq!(told(get(&with(of_directory(), None), peer.url("/"))).0, Code::SSL_ERROR);
    put("0a1b2c3d.0", &authority.pem());
    put("ours.crt", &authority.pem());
    let text = format!("{}{}", stranger.pem(), authority.pem());
    for verify in [of_directory(), Verify::Authorities(text.as_str().into()), Verify::SystemAnd(text.as_str().into())] {
        assert_eq!(get(&with(verify, None), peer.url("/")).unwrap().status, 200);
    }
}

#[test]
fn an_answer_that_comes_before_the_whole_request_is_taken() {
    let authority = Authority::new();
    for version in [&TLS12, &TLS13] {
        let peer = Peer::playing_tls(authority.issue(|_| {}).server_with(&[version], None), |mut line| {
            line.read_some(1000);
            line.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 5\r\n\r\nlarge");
            thread::sleep(Duration::from_millis(100));
        });
        let mut request = Request::new("POST", peer.url("/"));
        request.body = Body::bytes(vec![b'x'; 20_000_000]);
        let response = send(&trusting(&authority), &request).unwrap();
        assert_eq!((response.status, response.body()), (413, &b"large"[..]));
    }
}

#[test]
fn a_server_of_an_unknown_authority_is_not_believed() {
    let peer = serving(&Authority::new().issue(|_| {}));
    for driver in [trusting(&Authority::new()), with(Verify::System, None)] {
        let (code, message) = told(get(&driver, peer.url("/")));
        // A machine without any certificates of its own says so instead.
        assert_eq!(code, Code::SSL_ERROR);
        if !message.contains("no certificates of authorities") {
            let expected = "its certificate was issued by an authority that is not trusted";
            assert_eq!(message, format!("TLS with {} failed: {expected}", peer.address));
        }
    }
    assert!(peer.asked().is_empty());
}

#[test]
fn a_certificate_out_of_its_time_says_when_it_was_valid() {
    let authority = Authority::new();
    let expired = serving(&authority.issue(|leaf| {
        leaf.not_before = rcgen::date_time_ymd(2001, 1, 1);
        leaf.not_after = rcgen::date_time_ymd(2002, 3, 4);
    }));
    let (code, message) = told(get(&trusting(&authority), expired.url("/")));
    assert_eq!(code, Code::SSL_ERROR);
    assert!(message.ends_with("its certificate expired on 2002-03-04"), "{message}");

    let early = serving(&authority.issue(|leaf| {
        leaf.not_before = rcgen::date_time_ymd(3000, 1, 2);
        leaf.not_after = rcgen::date_time_ymd(3001, 1, 2);
    }));
    let (code, message) = told(get(&trusting(&authority), early.url("/")));
    assert_eq!(code, Code::SSL_ERROR);
    assert!(message.ends_with("its certificate is not valid before 3000-01-02"), "{message}");
}

#[test]
fn a_certificate_for_another_host_names_both() {
    let authority = Authority::new();
    let other = serving(&authority.issue_for(&["keystone.example", "*.cloud.example"]));
    let (code, message) = told(get(&trusting(&authority), other.url_as("localhost", "/")));
    assert_eq!(code, Code::SSL_ERROR);
    assert!(message.ends_with("not for localhost but for keystone.example, *.cloud.example"), "{message}");
    let nameless = serving(&authority.issue_for(&[]));
    let (code, message) = told(get(&trusting(&authority), nameless.url("/")));
    assert_eq!(code, Code::SSL_ERROR);
    assert!(message.contains("subjectAltName"), "{message}");
}

#[test]
fn a_self_signed_certificate_of_an_authority_is_refused_with_a_hint() {
    let authority = Authority::new();
    let peer = Peer::answering_tls(authority.as_server(), |_| ok(""));
    let (code, message) = told(get(&trusting(&authority), peer.url("/")));
    assert_eq!(code, Code::SSL_ERROR);
    assert!(message.contains("certificate of an authority as its own") && message.contains("CA:FALSE"), "{message}");
}

#[test]
fn a_self_signed_certificate_that_is_no_authority_may_be_given_as_one() {
    let leaf = Leaf::self_signed();
    let peer = serving(&leaf);
    let driver = with(Verify::Authorities(leaf.cert.path().into()), None);
    assert_eq!(get(&driver, peer.url("/")).unwrap().status, 200);
}

#[test]
fn without_verification_any_certificate_will_do() {
    let authority = Authority::new();
    let expired = authority.issue(|leaf| leaf.not_after = rcgen::date_time_ymd(2002, 3, 4));
    let driver = with(Verify::Off, None);
    for config in [expired.server(), authority.as_server(), authority.issue_for(&["other.example"]).server()] {
        let peer = Peer::answering_tls(config, |_| ok("x"));
        assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"x");
    }
    let old = Peer::answering_tls(expired.server_with(&[&TLS12], None), |_| ok("x"));
    assert_eq!(get(&driver, old.url("/")).unwrap().body(), b"x");
}

#[test]
fn tls_to_a_plain_port_is_a_tls_error() {
    let driver = with(Verify::Off, None);
    let talking = Peer::playing(|mut line| {
        line.read_some(1000);
        line.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let silent = Peer::playing(|mut line| drop(line.read_some(1000)));
    for (peer, hint) in [(&talking, "does not speak TLS"), (&silent, "does it speak TLS?")] {
        let (code, message) = told(get(&driver, peer.url("/").replace("http", "https")));
        assert_eq!(code, Code::SSL_ERROR, "{message}");
        assert!(message.contains(hint), "{message}");
    }
}

#[test]
fn a_reset_during_the_handshake_may_pass() {
    let peer = Peer::playing(|mut line| {
        line.read_some(10);
        line.reset();
    });
    let (code, message) = told(get(&with(Verify::Off, None), peer.url("/").replace("http", "https")));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert!(message.contains("during the TLS handshake"), "{message}");
}

#[test]
fn http_to_a_tls_port_says_so() {
    let peer = serving(&Authority::new().issue(|_| {}));
    let (code, message) = told(get(&super::driver(), peer.url("/").replace("https", "http")));
    assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR);
    assert_eq!(message, format!("{} answers with TLS: its URL starts with https://", peer.address));
}

#[test]
fn a_handshake_that_stops_is_given_up_after_the_connect_timeout() {
    let peer = Peer::playing(|mut line| {
        line.wait_for_the_end();
    });
    let mut request = Request::new("GET", peer.url("/").replace("http", "https"));
    request.timeouts = Timeouts { connect: Some(Duration::from_millis(150)), ..Timeouts::default() };
    let start = Instant::now();
    let (code, message) = told(send(&with(Verify::Off, None), &request));
    assert_eq!(code, Code::CONNECT_TIMEOUT);
    assert_eq!(message, format!("cannot connect to {}: no connection within 150ms", peer.address));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_silent_server_is_given_up_after_the_read_timeout() {
    let authority = Authority::new();
    let peer = Peer::playing_tls(authority.issue(|_| {}).server(), |mut line| {
        line.read();
        thread::sleep(Duration::from_secs(2));
    });
    let mut request = Request::new("GET", peer.url("/"));
    request.timeouts = Timeouts { read: Some(Duration::from_millis(150)), ..Timeouts::default() };
    let (code, message) = told(send(&trusting(&authority), &request));
    assert_eq!((code, message), (Code::CONNECT_TIMEOUT, format!("{} sent nothing for 150ms", peer.address)));
}

#[test]
fn a_server_that_takes_nothing_is_given_up() {
    let authority = Authority::new();
    let peer = Peer::playing_tls(authority.issue(|_| {}).server(), |mut line| {
        line.read_some(10);
        thread::sleep(Duration::from_secs(3));
    });
    let mut request = Request::new("PUT", peer.url("/"));
    request.timeouts = Timeouts { read: Some(Duration::from_millis(150)), ..Timeouts::default() };
    request.body = Body::bytes(vec![0; 30_000_000]);
    let start = Instant::now();
    let (code, message) = told(send(&trusting(&authority), &request));
    assert_eq!((code, message), (Code::CONNECT_TIMEOUT, format!("{} took nothing for 150ms", peer.address)));
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[test]
fn a_body_cut_off_without_the_end_of_tls_is_not_taken_for_a_whole_one() {
    let authority = Authority::new();
    let peer = Peer::playing_tls(authority.issue(|_| {}).server(), |mut line| {
        line.read();
        line.write("HTTP/1.0 200 OK\r\n\r\nhalf a catalog");
    });
    let (code, message) = told(get(&trusting(&authority), peer.url("/")));
    assert_eq!(code, Code::UNKNOWN_CONNECTION_ERROR);
    assert!(message.contains("broke off"), "{message}");
}

#[test]
fn large_bodies_go_both_ways() {
    let authority = Authority::new();
    let peer =
        Peer::answering_tls(authority.issue(|_| {}).server(), |asked| ok(std::str::from_utf8(&asked.body).unwrap()));
    let mut request = Request::new("PUT", peer.url("/"));
    request.body = Body::bytes("0123456789abcdef".repeat(100_000));
    let driver = trusting(&authority);
    for _ in 0..2 {
        assert!(send(&driver, &request).unwrap().body() == request.body.as_bytes().unwrap());
    }
    assert_eq!(peer.connections(), 1);
}

#[test]
fn a_kept_connection_that_was_given_up_is_nobodys_error() {
    let authority = Authority::new();
    let peer = Peer::playing_tls(authority.issue(|_| {}).server(), |mut line| {
        line.read();
        line.write(ok("x"));
        // On its first connection it takes the second request, and hangs up.
        if line.number == 0 {
            line.read();
        }
    });
    let driver = trusting(&authority);
    for _ in 0..4 {
        assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"x");
        thread::sleep(Duration::from_millis(30));
    }
    assert_eq!(peer.connections(), 4);
}

#[test]
fn a_client_certificate_is_shown_to_a_server_that_asks() {
    let authority = Authority::new();
    let server = authority.issue(|_| {});
    let client = authority.issue(|_| {});
    for versions in [&[&TLS12][..], &[&TLS13]] {
        let peer = Peer::answering_tls(server.server_with(versions, Some(&authority)), |_| ok("known"));
        for certificate in [client.in_two_files(), client.in_one_file(), client.in_text(), client.in_one_text()] {
            let driver = with(Verify::Authorities(authority.file.path().into()), Some(certificate));
            assert_eq!(get(&driver, peer.url("/")).unwrap().body(), b"known");
        }
        let none = trusting(&authority);
        let (code, message) = told(get(&none, peer.url("/")));
        assert_eq!(code, Code::SSL_ERROR, "{message}");
        assert!(message.contains("wants a client certificate"), "{message}");

        let stranger = Authority::new().issue(|_| {});
        let driver = with(Verify::Authorities(authority.file.path().into()), Some(stranger.in_two_files()));
        let (code, message) = told(get(&driver, peer.url("/")));
        assert_eq!(code, Code::SSL_ERROR, "{message}");
        assert!(message.contains("refuses the client certificate"), "{message}");
    }
}

#[test]
fn a_server_that_asks_for_a_certificate_and_hangs_up_without_a_word_is_a_tls_error() {
    let authority = Authority::new();
    let peer = Peer::playing_tls(authority.issue(|_| {}).server_asking(&authority), |mut line| {
        if line.number < 2 {
            line.read();
            if line.number == 1 {
                line.reset();
            }
        } else {
            line.read();
            line.write(ok("x"));
            line.read();
        }
    });
    for _ in 0..2 {
        let (code, message) = told(get(&trusting(&authority), peer.url("/")));
        assert_eq!(code, Code::SSL_ERROR);
        assert!(message.ends_with("the server wants a client certificate"), "{message}");
    }
    // One that has answered without a certificate does not want one.
    let driver = trusting(&authority);
    get(&driver, peer.url("/")).unwrap();
    let mut request = Request::new("POST", peer.url("/"));
    request.body = Body::bytes("x");
    assert_eq!(told(send(&driver, &request)).0, Code::CONNECT_FAILURE);
}

#[test]
fn a_missing_client_certificate_is_told_even_when_a_large_body_was_being_sent() {
    let authority = Authority::new();
    let config = authority.issue(|_| {}).server_with(&[&TLS13], Some(&authority));
    let peer = Peer::answering_tls(config, |_| ok("known"));
    let mut request = Request::new("POST", peer.url("/"));
    request.body = Body::bytes(vec![b'x'; 5_000_000]);
    for _ in 0..10 {
        let (code, message) = told(send(&trusting(&authority), &request));
        assert_eq!(code, Code::SSL_ERROR, "{message}");
    }
}

#[test]
fn a_shutdown_ends_a_request_over_tls() {
    let authority = Authority::new();
    let peer = Peer::playing_tls(authority.issue(|_| {}).server(), |mut line| {
        line.read();
        line.wait_for_the_end();
    });
    let driver = trusting(&authority);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| told(get(&driver, peer.url("/"))));
        thread::sleep(Duration::from_millis(200));
        driver.shutdown();
        assert_eq!(waiting.join().unwrap().0, Code::SHUT_DOWN);
    });
}

/// Runs one of the tests below in a program of its own, whose environment says where the system's certificates are.
fn alone(test: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    let output = command.env_remove("SSL_CERT_DIR").envs(variables.iter().copied()).output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && shown.contains("1 passed"),
        "{shown}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_authorities_of_the_system_are_believed() {
    let authority = Authority::new();
    let peer = serving(&authority.issue(|_| {}));
    let file = authority.file.path().to_str().unwrap();
    alone("tls::asks_the_peer_in_the_environment", &[("SSL_CERT_FILE", file), ("KS_TEST_URL", &peer.url("/"))]);
    assert_eq!(peer.asked().len(), 2);
}

#[test]
#[ignore = "run by the test above"]
fn asks_the_peer_in_the_environment() {
    let stranger = Authority::new().pem();
    for verify in [Verify::System, Verify::SystemAnd(stranger.as_str().into())] {
        assert_eq!(get(&with(verify, None), std::env::var("KS_TEST_URL").unwrap()).unwrap().status, 200);
    }
}

#[test]
fn a_system_without_certificates_is_told_when_https_is_used_and_not_before() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    let plain = Peer::answering(|_| ok("x"));
    let file = empty.path().to_str().unwrap();
    alone("tls::asks_plainly_and_then_by_tls", &[("SSL_CERT_FILE", file), ("KS_TEST_URL", &plain.url("/"))]);
}

#[test]
#[ignore = "run by the test above"]
fn asks_plainly_and_then_by_tls() {
    let driver = with(Verify::System, None);
    assert_eq!(get(&driver, std::env::var("KS_TEST_URL").unwrap()).unwrap().status, 200);
    let secure = serving(&Authority::new().issue(|_| {}));
    for _ in 0..2 {
        let (code, message) = told(get(&driver, secure.url("/")));
        assert_eq!(code, Code::SSL_ERROR);
        assert!(message.contains("no certificates of authorities on this system"), "{message}");
    }
}
