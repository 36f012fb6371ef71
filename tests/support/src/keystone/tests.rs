use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};
use serde_json::json;

use super::user::unique;
use super::{Keystone, http};

#[test]
fn the_admin_may_list_users_and_nobody_else_may() {
    let Some(keystone) = Keystone::running() else { return };
    assert_eq!(keystone.admin().call("GET", "/users", None).0, 200);
    assert_eq!(keystone.user("member").login().call("GET", "/users", None).0, 403);
    assert_eq!(http::send(keystone.port, "GET", "/v3/users", &[], None).status, 401);
}

#[test]
fn a_revoked_token_is_refused_at_once_and_its_user_is_still_known_to_the_log() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let caller = user.login();
    // Each of the server's threads has seen the token before it is revoked.
    for _ in 0..16 {
        assert!(caller.is_good());
    }
    keystone.admin().revoke(caller.token());
    let mark = keystone.mark();
    for _ in 0..16 {
        assert!(!caller.is_good());
    }
    let refused = user.requests_since(mark);
    assert_eq!(refused.len(), 16, "{refused:?}");
    assert!(refused.iter().all(|request| request.status == 401), "{refused:?}");
    assert!(refused.iter().all(|request| request.auth_token.as_deref() == Some(caller.token())));
}

#[test]
fn the_log_counts_the_logins_of_one_user_only() {
    let Some(keystone) = Keystone::running() else { return };
    let (user, other) = (keystone.user("member"), keystone.user("member"));
    let mark = keystone.mark();
    let caller = user.login();
    let by_name = json!({"identity": {"methods": ["password"], "password": {
        "user": {"name": user.name, "domain": {"id": "default"}, "password": "wrong"}}}});
    let (status, body) = keystone.login(&by_name).expect_err("a wrong password");
    assert_eq!((status, body["error"]["title"].as_str()), (401, Some("Unauthorized")));
    other.login();

    assert_eq!((user.logins_since(mark), other.logins_since(mark)), (1, 1));
    let requests = user.requests_since(mark);
    assert_eq!(requests.iter().map(|request| request.status).collect::<Vec<_>>(), [201, 401]);
    assert_eq!(requests[0].subject_token.as_deref(), Some(caller.token()));
    assert_eq!(requests[0].user_id.as_ref(), Some(&user.id));
    assert_eq!(requests[0].user_agent.as_deref(), Some("ks_testing"));
    assert!(requests[0].request_id.as_ref().is_some_and(|id| id.starts_with("req-")), "{:?}", requests[0].request_id);
    let login = requests[1].login.as_ref().expect("it was a login");
    assert_eq!((login.methods.as_slice(), login.user.as_ref()), (["password".to_owned()].as_slice(), Some(&user.name)));
    assert_eq!(user.logins_since(keystone.mark()), 0);
}

#[test]
fn a_test_can_wait_for_requests_that_are_still_to_come() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let caller = user.login();
    let mark = keystone.mark();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..3 {
                std::thread::sleep(Duration::from_millis(20));
                caller.call("GET", "/auth/projects?name=a%20b", None);
            }
        });
        let seen = user.wait_for_requests(mark, |requests| requests.len() >= 2);
        assert_eq!((seen[1].path.as_str(), seen[1].query.as_str()), ("/v3/auth/projects", "name=a%20b"));
        assert_eq!(seen[1].scheme, "http");
        assert_ne!(seen[0].peer_port, seen[1].peer_port, "each call has a connection of its own");
    });
    assert_eq!(user.requests_since(mark).len(), 3);
}

#[test]
fn neither_the_log_nor_a_debug_output_shows_a_secret() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let mark = keystone.mark();
    let caller = user.login();
    let log = std::fs::read_to_string(&keystone.access_log).expect("a log");
    assert!(log.contains(&user.id) && !log.contains(&user.password));
    let shown = format!("{keystone:?} {caller:?} {user:?} {:?}", user.requests_since(mark));
    assert!(shown.contains(&user.id), "{shown}");
    for secret in [user.password.as_str(), caller.token(), keystone.admin().token(), "admin-secret"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn what_is_created_can_be_granted_trusted_and_deleted() {
    let Some(keystone) = Keystone::running() else { return };
    let admin = keystone.admin();
    let domain = admin.create("domain", json!({"name": unique("domain")}));
    let role = admin.create("role", json!({"name": unique("role")}));
    let (user, trustee) = (keystone.user("member"), keystone.user("reader"));
    let role_name = role["name"].as_str().expect("a name");
    admin.grant(role_name, &user.id, &user.project_id);
    let caller = user.login();
    let trust = caller.create(
        "trust",
        json!({
            "trustor_user_id": user.id, "trustee_user_id": trustee.id, "project_id": user.project_id,
            "impersonation": true, "roles": [{"name": role_name}],
        }),
    );
    let trusted = json!({
        "identity": {"methods": ["password"], "password": {"user": {"id": trustee.id, "password": trustee.password}}},
        "scope": {"OS-TRUST:trust": {"id": trust["id"]}},
    });
    assert!(keystone.login(&trusted).expect("a login by trust").is_good());
    caller.delete("trust", trust["id"].as_str().expect("an id"));
    assert!(keystone.login(&trusted).is_err());
    admin.revoke_grant(role_name, &user.id, &user.project_id);
    for (kind, thing) in [("domain", &domain), ("role", &role)] {
        let id = thing["id"].as_str().expect("an id");
        admin.delete(kind, id);
        assert_eq!(admin.call("GET", &format!("/{kind}s/{id}"), None).0, 404);
    }
}

#[test]
fn the_variables_name_the_server_and_the_user() {
    let Some(keystone) = Keystone::running() else { return };
    let value = |variables: &[(String, String)], name: &str| {
        variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let user = keystone.user("member");
    assert_eq!(value(&keystone.env(), "OS_AUTH_URL").as_deref(), Some(keystone.url()));
    assert_eq!(value(&keystone.env(), "OS_USERNAME").as_deref(), Some("admin"));
    assert_eq!(value(&keystone.env(), "OS_CACERT"), None);
    assert_eq!(value(&user.env(), "OS_USERNAME"), Some(user.name.clone()));
    assert_eq!(value(&user.env(), "OS_PROJECT_NAME"), Some(user.project_name.clone()));
    assert_eq!(value(&user.tls_env(), "OS_AUTH_URL").as_deref(), Some(keystone.tls_url()));
    assert_eq!(value(&user.tls_env(), "OS_CACERT"), keystone.ca_file().to_str().map(str::to_owned));
}

#[test]
fn the_tls_port_shows_the_certificate_of_the_authority() {
    let Some(keystone) = Keystone::running() else { return };
    assert_eq!(get_over_tls(keystone, &keystone.ca_file()).map(|answer| answer.contains("\"v3.")), Ok(true));
    let refused = get_over_tls(keystone, &keystone.other_ca_file()).expect_err("another authority");
    assert!(refused.contains("certificate"), "{refused}");
}

#[test]
fn each_certificate_is_wrong_in_the_way_that_its_name_says() {
    let Some(keystone) = Keystone::running() else { return };
    let (ca, other) = (keystone.ca_file(), keystone.other_ca_file());
    for host in ["localhost", "127.0.0.1", "::1"] {
        assert_eq!(judge(keystone, "server.pem", &ca, host), Ok(()));
    }
    let is = |expected: fn(&CertificateError) -> bool, judged: Result<(), Error>| match judged {
        Err(Error::InvalidCertificate(error)) => assert!(expected(&error), "{error:?}"),
        judged => panic!("{judged:?}"),
    };
    let unknown = |error: &CertificateError| matches!(error, CertificateError::UnknownIssuer);
    is(unknown, judge(keystone, "server.pem", &other, "localhost"));
    is(unknown, judge(keystone, "untrusted.pem", &ca, "localhost"));
    assert_eq!(judge(keystone, "untrusted.pem", &other, "localhost"), Ok(()));
    let expired = |error: &CertificateError| matches!(error, CertificateError::ExpiredContext { .. });
    is(expired, judge(keystone, "expired.pem", &ca, "localhost"));
    let wrong_host = |error: &CertificateError| matches!(error, CertificateError::NotValidForNameContext { .. });
    is(wrong_host, judge(keystone, "wronghost.pem", &ca, "localhost"));
    assert_eq!(judge(keystone, "wronghost.pem", &ca, "elsewhere.example"), Ok(()));
}

#[test]
fn each_certificate_has_its_own_key_but_the_mismatched_one() {
    let Some(keystone) = Keystone::running() else { return };
    for name in ["server", "expired", "wronghost", "untrusted", "client"] {
        assert!(pair(keystone, name).is_ok(), "{name}");
    }
    let error = pair(keystone, "mismatched").expect_err("a key of another certificate");
    assert!(matches!(error, Error::InconsistentKeys(_)), "{error:?}");
}

fn certificate(file: &Path) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(file).expect("a certificate")
}

fn roots(ca: &Path) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    roots.add(certificate(ca)).expect("an authority");
    Arc::new(roots)
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// What a client that trusts this authority says to a server with this certificate.
fn judge(keystone: &Keystone, file: &str, ca: &Path, host: &'static str) -> Result<(), Error> {
    let verifier = WebPkiServerVerifier::builder_with_provider(roots(ca), provider()).build().expect("a verifier");
    let leaf = certificate(&keystone.certificate(file));
    let name = ServerName::try_from(host).expect("a name");
    verifier.verify_server_cert(&leaf, &[], &name, &[], UnixTime::now()).map(|_| ())
}

fn pair(keystone: &Keystone, name: &str) -> Result<rustls::ServerConfig, Error> {
    let leaf = certificate(&keystone.certificate(&format!("{name}.pem")));
    let key = PrivateKeyDer::from_pem_file(keystone.certificate(&format!("{name}.key"))).expect("a key");
    rustls::ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![leaf], key)
}

fn get_over_tls(keystone: &Keystone, ca: &Path) -> Result<String, String> {
    use std::io::{Read, Write};
    let config = rustls::ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_root_certificates(roots(ca))
        .with_no_client_auth();
    let host = keystone.tls_url().trim_start_matches("https://").trim_end_matches("/v3");
    let mut socket = std::net::TcpStream::connect(host).expect("a connection");
    let name = ServerName::try_from("localhost").expect("a name");
    let mut session = rustls::ClientConnection::new(Arc::new(config), name).expect("a client");
    let mut stream = rustls::Stream::new(&mut session, &mut socket);
    stream
        .write_all(b"GET /v3 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .map_err(|error| error.to_string())?;
    let mut answer = Vec::new();
    match stream.read_to_end(&mut answer) {
        // The server ends the connection without TLS's close_notify.
        Err(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Err(error.to_string()),
        _ => Ok(String::from_utf8_lossy(&answer).into_owned()),
    }
}
