//! TLS: what the server learns of the client, and what a client must refuse.

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, ServerConfig, StreamOwned};

use super::client::Client;
use crate::server::{Answer, Server};
use crate::tls::{Authority, Clients, Identity};

type TlsClient = Client<StreamOwned<ClientConnection, TcpStream>>;

/// A client that trusts `authority` alone, with the handshake done; or what the handshake failed of.
fn connect(server: &Server, host: &str, authority: &Authority, identity: Option<&Identity>) -> io::Result<TlsClient> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(authority.root_store());
    let config = match identity {
        Some(identity) => builder.with_client_auth_cert(vec![identity.der().clone()], identity.private_key()).unwrap(),
        None => builder.with_no_client_auth(),
    };
    let name = ServerName::try_from(host.to_owned()).unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    Ok(Client { stream: StreamOwned::new(connection, stream) })
}

fn server_of(identity: &Identity) -> Server {
    Server::tls(Answer::text(200, "ok"), identity.server_config())
}

#[test]
fn a_tls_server_answers_and_records_the_name_that_it_was_asked_by() {
    let authority = Authority::new();
    let server = server_of(&authority.server());
    assert!(server.origin().starts_with("https://127.0.0.1:"));
    let mut client = connect(&server, "localhost", &authority, None).unwrap();
    assert_eq!((client.get("/").text(), client.get("/").text()), ("ok", "ok"));
    let mut by_address = connect(&server, "127.0.0.1", &authority, None).unwrap();
    by_address.get("/");
    let peers: Vec<_> = server.recorded().into_iter().map(|request| request.tls.unwrap()).collect();
    assert_eq!(peers[1].server_name.as_deref(), Some("localhost"));
    assert_eq!((peers[1].version.as_str(), &peers[1].client_certificate), ("TLSv1_3", &None));
    assert_eq!(peers[2].server_name, None);
}

#[test]
fn a_client_certificate_is_recorded() {
    let authority = Authority::new();
    let identity = authority.client("alice");
    let server = Server::tls(Answer::new(200), authority.server().server_config_requiring_clients_of(&authority));
    connect(&server, "localhost", &authority, Some(&identity)).unwrap().get("/");
    let peer = server.recorded()[0].tls.clone().unwrap();
    assert_eq!(peer.client_certificate.as_deref(), Some(identity.der().as_ref()));
}

#[test]
fn a_client_without_a_certificate_is_told_so_by_a_server_that_requires_one() {
    let authority = Authority::new();
    let server = Server::tls(Answer::new(200), authority.server().server_config_requiring_clients_of(&authority));
    let mut client = connect(&server, "localhost", &authority, None).unwrap();
    client.ask("GET", "/");
    let error = io::Read::read(&mut client.stream, &mut [0]).unwrap_err();
    assert!(error.to_string().contains("CertificateRequired"), "{error}");
    server.wait_for_closed_connections(1);
    assert!(server.recorded().is_empty());
    assert!(server.connection_errors()[0].contains("TLS handshake"), "{:?}", server.connection_errors());
}

#[test]
fn a_client_certificate_of_a_stranger_is_refused_and_none_is_fine_when_it_is_optional() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let config = authority.server().server_config_with(Clients::Optional(&authority), rustls::ALL_VERSIONS);
    let server = Server::tls(Answer::text(200, "ok"), config);
    assert_eq!(connect(&server, "localhost", &authority, None).unwrap().get("/").text(), "ok");
    let mut client = connect(&server, "localhost", &authority, Some(&stranger.client("mallory"))).unwrap();
    client.ask("GET", "/");
    assert!(io::Read::read(&mut client.stream, &mut [0]).is_err());
}

#[test]
fn every_bad_certificate_is_bad_for_its_own_reason() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (server, reason) in [
        (server_of(&stranger.server()), "UnknownIssuer"),
        (server_of(&authority.expired_server()), "expired"),
        (server_of(&authority.future_server()), "not valid yet"),
        (server_of(&authority.wrong_host_server()), "not valid for name"),
        (server_of(&Identity::self_signed()), "UnknownIssuer"),
    ] {
        let error = connect(&server, "localhost", &authority, None).err().expect(reason).to_string();
        assert!(error.contains(reason), "{reason}: {error}");
        server.wait_for_closed_connections(1);
        assert_eq!(server.connection_errors().len(), 1, "{reason}");
        assert!(server.recorded().is_empty());
    }
}

#[test]
fn versions_can_be_chosen() {
    let authority = Authority::new();
    let config = authority.server().server_config_with(Clients::Anonymous, &[&rustls::version::TLS12]);
    let server = Server::tls(Answer::new(200), config);
    connect(&server, "localhost", &authority, None).unwrap().get("/");
    assert_eq!(server.recorded()[0].tls.as_ref().unwrap().version, "TLSv1_2");
}

#[test]
fn tls_says_goodbye_unless_it_is_told_not_to() {
    let authority = Authority::new();
    let end_of = |answer: Answer| {
        let server = Server::tls(answer, authority.server().server_config());
        let mut client = connect(&server, "localhost", &authority, None).unwrap();
        client.ask("GET", "/");
        client.rest()
    };
    let orderly = end_of(Answer::bytes(200, "0123456789").truncated(4));
    assert_eq!((orderly.body().as_str(), orderly.error), ("0123", None));
    let cut = end_of(Answer::bytes(200, "0123456789").truncated(4).without_close_notify());
    assert_eq!((cut.body().as_str(), cut.error), ("0123", Some(io::ErrorKind::UnexpectedEof)));
    let reset = end_of(Answer::bytes(200, "0123456789").reset_after(4));
    assert_eq!((reset.body().as_str(), reset.error), ("0123", Some(io::ErrorKind::ConnectionReset)));
}

#[test]
fn plain_http_to_a_tls_server_is_noted() {
    let authority = Authority::new();
    let server = server_of(&authority.server());
    let mut client = Client::connect(&server);
    client.ask("GET", "/");
    assert!(client.rest().ended_in_order());
    server.wait_for_closed_connections(1);
    assert!(server.connection_errors()[0].contains("TLS handshake"), "{:?}", server.connection_errors());
}

#[test]
fn pem_files_hold_what_they_say() {
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let authority = Authority::new();
    let identity = authority.client("alice");
    assert_eq!(&CertificateDer::from_pem_file(authority.file()).unwrap(), authority.der());
    assert_eq!(&CertificateDer::from_pem_file(identity.certificate_file()).unwrap(), identity.der());
    assert_eq!(PrivateKeyDer::from_pem_file(identity.key_file()).unwrap(), identity.private_key());
    let combined = identity.combined_file();
    assert_eq!(&CertificateDer::from_pem_file(&combined).unwrap(), identity.der());
    assert_eq!(PrivateKeyDer::from_pem_file(&combined).unwrap(), identity.private_key());
}

#[test]
fn a_mismatched_key_is_refused_by_whoever_checks() {
    let authority = Authority::new();
    let identity = authority.client("alice");
    let mismatched = identity.with_mismatched_key();
    assert_eq!(mismatched.certificate_file(), identity.certificate_file());
    assert_ne!(std::fs::read(mismatched.key_file()).unwrap(), std::fs::read(identity.key_file()).unwrap());
    let built = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![mismatched.der().clone()], mismatched.private_key());
    assert!(built.unwrap_err().to_string().contains("KeyMismatch"));
}

#[test]
fn the_files_live_as_long_as_any_certificate() {
    let identity = Authority::new().server();
    assert!(identity.key_file().is_file());
    let file = identity.key_file().to_owned();
    drop(identity);
    assert!(!file.exists());
}
