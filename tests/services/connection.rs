//! What sessions and requests say about connections: TLS, proxies, what is kept, what a peer may send.

use std::fs;
use std::path::Path;

use ks_testing::run::Execution;
use ks_testing::server::{Answer, Server};
use ks_testing::tls::{Authority, Clients};
use rustls::version::TLS12;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Program, passes, program};

const LIMIT_EXCEEDED: i32 = 7;
const CONNECT_FAILURE: i32 = 141;
const SSL_ERROR: i32 = 142;
const CERTIFICATE_CONFIG_ERROR: i32 = 180;

/// Options and the code that comes of them.
type Case = (Value, i32);

/// The codes that a program printed, a line for each.
#[track_caller]
fn check(execution: &Execution, cases: &[Case]) {
    let outcome = passes(execution);
    let codes: Vec<i32> = outcome.stdout.lines().filter_map(|line| line.parse().ok()).collect();
    assert_eq!(codes.len(), cases.len(), "{outcome}");
    for ((options, expected), code) in cases.iter().zip(codes) {
        assert_eq!(code, *expected, "{options}\n{outcome}");
    }
}

fn sessions(program: &Program, url: &str, cases: &[Case]) -> Execution {
    let options = cases.iter().map(|(options, _)| options.to_string());
    program.with(["sessions".to_owned(), url.to_owned()].into_iter().chain(options))
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

#[test]
fn authorities_and_certificates_are_files_directories_or_text() {
    let Some(connection) = program("session_connection") else { return };
    let (authority, stranger) = (Authority::new(), Authority::new());
    let (server, client) = (authority.server(), authority.client("probe"));
    let peer = Server::tls(Answer::new(200), server.server_config_requiring_clients_of(&authority));
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("stranger.pem"), text(stranger.file())).unwrap();
    fs::write(directory.path().join("0a1b2c3d.0"), text(authority.file())).unwrap();
    let (cert, key) = (text(client.certificate_file()), text(client.key_file()));
    let with = |name: &str, value: Value| json!({"cert": cert, "key": key, name: value});
    let cases = [
        (with("cacert", json!(authority.file())), 0),
        (with("cacert", json!(text(authority.file()))), 0),
        (with("cacert", json!(directory.path())), 0),
        (with("verify", json!(directory.path())), 0),
        (with("verify", json!(text(authority.file()))), 0),
        (with("verify", json!(false)), 0),
        (with("cacert", json!(text(stranger.file()))), SSL_ERROR),
        (json!({"cacert": authority.file(), "cert": format!("{key}{cert}")}), 0),
        (json!({"cacert": authority.file(), "cert": cert, "key": client.key_file()}), 0),
        (json!({"cacert": authority.file()}), SSL_ERROR),
        (json!({"cacert": text(authority.file()), "cacert_with_system": true, "cert": cert, "key": key}), 0),
    ];
    let run = sessions(&connection, peer.origin(), &cases);
    check(&run, &cases);
    // Now the stranger is the one whom the system trusts: alone, beside another, and taken out by another.
    let peer = Server::tls(Answer::new(200), stranger.server().server_config());
    let cases = [
        (json!({}), 0),
        (json!({"cacert": authority.file(), "cacert_with_system": true}), 0),
        (json!({"verify": authority.file(), "cacert_with_system": true}), 0),
        (json!({"cacert": authority.file()}), SSL_ERROR),
    ];
    check(&sessions(&connection, peer.origin(), &cases).env("SSL_CERT_FILE", stranger.file()), &cases);
}

#[test]
fn the_oldest_version_of_tls_is_as_asked() {
    let Some(connection) = program("session_connection") else { return };
    let server = Authority::new().server();
    let old = Server::tls(Answer::new(200), server.server_config_with(Clients::Anonymous, &[&TLS12]));
    let with = |version: &str| json!({"verify": false, "min_tls_version": version});
    let cases = [(json!({"verify": false}), 0), (with("1.2"), 0), (with("1.3"), SSL_ERROR)];
    check(&sessions(&connection, old.origin(), &cases), &cases);
}

#[test]
fn what_cannot_be_used_is_refused_before_any_request() {
    let Some(connection) = program("session_connection") else { return };
    let authority = Authority::new();
    let (one, other) = (authority.client("one"), authority.client("other"));
    let (unsupported, option_error) = (112, 113);
    let cases = [
        (json!({"min_tls_version": "1.1"}), option_error),
        (json!({"proxy": format!("quic://user:{PASSWORD}@proxy")}), option_error),
        (json!({"verify": authority.file(), "cacert": authority.file()}), option_error),
        (json!({"key": text(one.key_file())}), option_error),
        (json!({"tcp_keepalive_interval": 0}), option_error),
        (json!({"most_idle_connections": -1}), option_error),
        (json!({"verify": 3}), unsupported),
        (json!({"cacerts": "x"}), unsupported),
        (json!({"cacert": "/no/such/file"}), CERTIFICATE_CONFIG_ERROR),
        (json!({"cacert": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}), CERTIFICATE_CONFIG_ERROR),
        (json!({"cert": text(one.certificate_file()), "key": text(other.key_file())}), CERTIFICATE_CONFIG_ERROR),
    ];
    let options = cases.iter().map(|(options, _)| options.to_string());
    let outcome = connection.with(["refused".to_owned()].into_iter().chain(options));
    check(&outcome, &cases);
    let printed = outcome.run().stdout;
    for key in [&one, &other].map(|identity| text(identity.key_file())) {
        assert!(!printed.contains(key.lines().nth(1).unwrap()), "{printed}");
    }
}

#[test]
fn a_request_shows_its_own_certificate_and_the_next_one_does_not() {
    let Some(connection) = program("session_connection") else { return };
    let authority = Authority::new();
    let client = authority.client("probe");
    let peer = Server::tls(Answer::new(200), authority.server().server_config_requiring_clients_of(&authority));
    let files = [authority.file(), client.certificate_file(), client.key_file()];
    let arguments = ["requests".as_ref(), peer.origin().as_ref()];
    passes(&connection.with(arguments.into_iter().chain(files.map(Path::as_os_str))));
    let shown = peer.recorded().into_iter().map(|request| request.tls.unwrap().client_certificate);
    assert!(shown.eq([
        Some(client.der().to_vec()),
        Some(client.der().to_vec()),
        Some(client.der().to_vec()),
        Some(client.der().to_vec())
    ]));
    // By file, by text, without verification; the fourth request went over the connection of the first.
    let connections: Vec<_> = peer.recorded().iter().map(|request| request.connection).collect();
    assert_eq!(connections[0], connections[3]);
    assert!(connections[0] != connections[1] && connections[1] != connections[2]);
}

#[test]
fn requests_go_by_the_proxy_that_is_given_or_in_the_environment_and_not_around_it() {
    // What the proxy says itself, which gets requests to http URLs whole.
    const REFUSED: i32 = 407;
    let Some(connection) = program("session_connection") else { return };
    let service = Server::start(Answer::new(200));
    let refusing = || Server::start(Answer::new(407));
    let proxy = refusing();
    let by = format!("http://user:{PASSWORD}@{}", proxy.address());
    let cases = [
        (json!({}), 0),
        (json!({"proxy": by}), REFUSED),
        (json!({"proxy": by, "no_proxy": ["127.0.0.0/8"]}), 0),
        (json!({"proxy": by, "no_proxy": "example.org, 127.0.0.1"}), 0),
        (json!({"proxy": by, "no_proxy": ["example.org"]}), REFUSED),
        (json!({"proxy": ""}), 0),
    ];
    check(&sessions(&connection, service.origin(), &cases), &cases);
    assert_eq!(proxy.recorded().len(), 4);
    assert!(proxy.recorded().iter().all(|asked| asked.header("proxy-authorization").is_some()));
    assert!(service.recorded().iter().all(|asked| asked.header("proxy-authorization").is_none()));

    // The environment's proxy is not for this machine itself.
    let proxy = refusing();
    let cases = [
        (json!({}), REFUSED),
        (json!({"proxy_from_environment": false}), CONNECT_FAILURE),
        (json!({"no_proxy": ["keystone.invalid"]}), CONNECT_FAILURE),
        (json!({"proxy": ""}), CONNECT_FAILURE),
    ];
    check(&sessions(&connection, "http://keystone.invalid/", &cases).env("http_proxy", proxy.origin()), &cases);
    assert_eq!(proxy.recorded().len(), 2, "the two requests of the first session");
}

#[test]
fn as_many_connections_are_kept_as_asked_and_no_longer() {
    let Some(connection) = program("session_connection") else { return };
    let server = Server::start(Answer::new(200));
    let (kept, not_kept) = (true, false);
    let given = [
        (json!({}), kept),
        (json!({"most_idle_connections": 0}), not_kept),
        (json!({"most_idle_connections_per_host": 0}), not_kept),
        (json!({"most_idle_seconds": 0}), not_kept),
        (json!({"tcp_keepalive_idle": 0}), kept),
        (json!({"tcp_keepalive_idle": 5, "tcp_keepalive_interval": 1, "tcp_keepalive_count": 2}), kept),
    ];
    let cases = given.clone().map(|(options, _)| (options, 0));
    check(&sessions(&connection, server.origin(), &cases), &cases);
    for ((options, kept), requests) in given.iter().zip(server.recorded().chunks(2)) {
        assert_eq!(requests[0].connection == requests[1].connection, *kept, "{options}");
    }
}

#[test]
fn an_answer_longer_than_the_session_allows_is_an_error() {
    let Some(connection) = program("session_connection") else { return };
    let server = Server::start(Answer::text(200, &"x".repeat(100)));
    let cases = [(json!({"most_answer_bytes": 100}), 0), (json!({"most_answer_bytes": 99}), LIMIT_EXCEEDED)];
    check(&sessions(&connection, server.origin(), &cases), &cases);
}
