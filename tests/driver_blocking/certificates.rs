//! Authorities and certificates made for one test, and files with certificates that are of no use.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use keystoneclient::driver::blocking::{Blocking, ClientCertificate, Options, Tls, Verify};
use keystoneclient::error::Code;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tempfile::NamedTempFile;

/// An authority and the file that a client is given.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    pub(crate) file: NamedTempFile,
}

/// Every authority has a name of its own.
static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A certificate, its key, and their files.
pub(crate) struct Leaf {
    pub(crate) cert: NamedTempFile,
    key: NamedTempFile,
    both: NamedTempFile,
    cert_pem: String,
    key_pem: String,
}

fn file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let name = format!("authority {}", NUMBER.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let file = file(&issuer.pem());
        Self { issuer, file }
    }

    /// A certificate for this machine, changed by `change`.
    pub(crate) fn issue(&self, change: impl FnOnce(&mut CertificateParams)) -> Leaf {
        let mut params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let cert = params.signed_by(&key, &self.issuer).unwrap();
        Leaf::new(cert.pem(), key.serialize_pem())
    }

    pub(crate) fn issue_for(&self, hosts: &[&str]) -> Leaf {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        self.issue(|params| *params = CertificateParams::new(hosts).unwrap())
    }

    /// Its certificate in PEM form.
    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// A server that uses the certificate of the authority as its own.
    pub(crate) fn as_server(&self) -> ServerConfig {
        Leaf::new(self.issuer.pem(), self.issuer.key().serialize_pem()).server()
    }
}

impl Leaf {
    fn new(cert_pem: String, key_pem: String) -> Self {
        let both = file(&format!("{key_pem}{cert_pem}"));
        Self { cert: file(&cert_pem), key: file(&key_pem), both, cert_pem, key_pem }
    }

    pub(crate) fn self_signed() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        params.is_ca = IsCa::ExplicitNoCa;
        Self::new(params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    pub(crate) fn server(&self) -> ServerConfig {
        self.server_with(rustls::ALL_VERSIONS, None)
    }

    /// A server of these versions that wants certificates of `clients`.
    pub(crate) fn server_with(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        clients: Option<&Authority>,
    ) -> ServerConfig {
        let provider = Arc::new(default_provider());
        let builder =
            ServerConfig::builder_with_provider(Arc::clone(&provider)).with_protocol_versions(versions).unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.issuer.der().clone()).unwrap();
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
                builder.with_client_cert_verifier(verifier)
            }
        };
        let chain = vec![CertificateDer::from_pem_slice(self.cert_pem.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(self.key_pem.as_bytes()).unwrap();
        builder.with_single_cert(chain, key).unwrap()
    }

    /// A server that asks for certificates of `clients`, and serves who has none.
    pub(crate) fn server_asking(&self, clients: &Authority) -> ServerConfig {
        let provider = Arc::new(default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(clients.issuer.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .allow_unauthenticated()
            .build()
            .unwrap();
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let chain = vec![CertificateDer::from_pem_slice(self.cert_pem.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(self.key_pem.as_bytes()).unwrap();
        builder.with_client_cert_verifier(verifier).with_single_cert(chain, key).unwrap()
    }

    pub(crate) fn in_two_files(&self) -> ClientCertificate {
        ClientCertificate { cert: self.cert.path().into(), key: Some(self.key.path().into()) }
    }

    pub(crate) fn in_text(&self) -> ClientCertificate {
        ClientCertificate { cert: self.cert_pem.as_str().into(), key: Some(self.key_pem.as_str().into()) }
    }

    /// Key and certificate in PEM form.
    pub(crate) fn text(&self) -> String {
        format!("{}{}", self.key_pem, self.cert_pem)
    }

    pub(crate) fn in_one_text(&self) -> ClientCertificate {
        ClientCertificate { cert: self.text().as_str().into(), key: None }
    }

    pub(crate) fn in_one_file(&self) -> ClientCertificate {
        ClientCertificate { cert: self.both.path().into(), key: None }
    }
}

#[track_caller]
fn refused(tls: Tls, expected: &str) {
    let error = Blocking::new(Options { tls, ..Options::default() }).unwrap_err();
    assert_eq!(error.code(), Code::CERTIFICATE_CONFIG_ERROR, "{error}");
    let message = error.message().as_str();
    assert!(message.contains(expected) && !message.contains(char::is_control), "{message}");
}

#[track_caller]
fn ca_refused(path: impl Into<PathBuf>, expected: &str) {
    let path = path.into();
    let shown = path.display().to_string();
    refused(Tls { verify: Verify::Authorities(path.clone().into()), certificate: None, ..Tls::default() }, expected);
    refused(Tls { verify: Verify::Authorities(path.into()), certificate: None, ..Tls::default() }, &shown);
}

#[track_caller]
fn identity_refused(cert: &NamedTempFile, key: Option<&NamedTempFile>, expected: &str) {
    let key = key.map(|key| key.path().into());
    let certificate = Some(ClientCertificate { cert: cert.path().into(), key });
    refused(Tls { verify: Verify::System, certificate, ..Tls::default() }, expected);
}

#[test]
fn a_ca_file_must_be_a_file_with_usable_certificates() {
    let good = Authority::new().issuer.pem();
    ca_refused("/no/such/file.pem", "cannot read the CA file /no/such/file.pem: no such file or directory");
    ca_refused(file("").path(), "holds no certificate in PEM form");
    ca_refused(file("just some text\n").path(), "holds no certificate in PEM form");
    ca_refused(file(&KeyPair::generate().unwrap().serialize_pem()).path(), "holds no certificate in PEM form");
    ca_refused(file(&good[..good.len() / 2]).path(), "certificate 1 in the CA file");
    ca_refused(
        file(&format!("{good}-----BEGIN CERTIFICATE-----\n???\n-----END CERTIFICATE-----\n")).path(),
        "certificate 2",
    );
    let nonsense = "-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n";
    ca_refused(file(&format!("{good}{nonsense}{good}")).path(), "certificate 2 in the CA file");
    ca_refused("/dev/zero", "is larger than 16 MiB");
}

#[test]
fn a_directory_of_cas_must_hold_usable_ones() {
    let directory = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
    ca_refused(directory.path(), "holds no .pem, .crt, .cer or hashed file");
    put("README", "not a certificate");
    put("deadbeef.r0", "a list of revoked ones");
    ca_refused(directory.path(), "holds no .pem, .crt, .cer or hashed file");
    put("ours.crt", "not a certificate either");
    let error = Blocking::new(Options {
        tls: Tls { verify: Verify::Authorities(directory.path().into()), ..Tls::default() },
        ..Options::default()
    });
    let message = error.unwrap_err().message().as_str().to_owned();
    assert!(message.contains("ours.crt holds no certificate"), "{message}");
}

#[test]
fn pem_text_that_cannot_be_used_is_told_and_not_shown() {
    let authority = Authority::new();
    let (one, other) = (authority.issue(|_| {}), authority.issue(|_| {}));
    let broken = format!("{}-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n", authority.pem());
    let verify = Verify::Authorities(broken.as_str().into());
    refused(Tls { verify, ..Tls::default() }, "certificate 2 in the CA file given as text cannot be used");
    let half = &authority.pem()[..200];
    refused(
        Tls { verify: Verify::SystemAnd(half.into()), ..Tls::default() },
        "certificate 1 in the CA file given as text",
    );
    let certificate =
        ClientCertificate { cert: one.cert_pem.as_str().into(), key: Some(other.key_pem.as_str().into()) };
    let tls = Tls { certificate: Some(certificate), ..Tls::default() };
    let secret = other.key_pem.lines().nth(1).unwrap();
    assert!(!format!("{tls:?}").contains(secret), "{tls:?}");
    refused(tls, "the client key given as text does not belong to the client certificate given as text");
    let without = ClientCertificate { cert: one.cert_pem.as_str().into(), key: None };
    let tls = Tls { certificate: Some(without), ..Tls::default() };
    refused(tls, "the client key given as text holds no private key in PEM form");
}

#[test]
fn a_ca_file_may_hold_many_certificates_and_text_between_them() {
    let text = format!("# ours\n{}\nand theirs\r\n{}", Authority::new().issuer.pem(), Authority::new().issuer.pem());
    let file = file(&text);
    let tls = Tls { verify: Verify::Authorities(file.path().into()), certificate: None, ..Tls::default() };
    Blocking::new(Options { tls, ..Options::default() }).unwrap();
}

#[test]
fn the_bundle_of_a_distribution_may_be_given_as_ca_file() {
    let bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];
    for bundle in bundles.into_iter().map(PathBuf::from).filter(|bundle| bundle.exists()) {
        let tls = Tls { verify: Verify::Authorities(bundle.into()), certificate: None, ..Tls::default() };
        Blocking::new(Options { tls, ..Options::default() }).unwrap();
    }
}

#[test]
fn a_client_certificate_and_its_key_are_checked_against_each_other() {
    let authority = Authority::new();
    let (one, other) = (authority.issue(|_| {}), authority.issue(|_| {}));
    identity_refused(&one.cert, Some(&other.key), "does not belong to the client certificate");
    identity_refused(&one.cert, None, "holds no private key in PEM form");
    identity_refused(&one.cert, Some(&one.cert), "holds no private key in PEM form");
    identity_refused(&one.key, Some(&one.key), "holds no certificate in PEM form");
    let nonsense = file("-----BEGIN PRIVATE KEY-----\nbm9uc2Vuc2U=\n-----END PRIVATE KEY-----\n");
    identity_refused(&one.cert, Some(&nonsense), "cannot be used");
    let broken = file(&one.key_pem[..one.key_pem.len() / 2]);
    identity_refused(&one.cert, Some(&broken), "is broken");
    let gone = ClientCertificate { cert: "/no/such.pem".into(), key: None };
    refused(
        Tls { verify: Verify::System, certificate: Some(gone), ..Tls::default() },
        "cannot read the client certificate /no/such.pem: no such file or directory",
    );
}

#[test]
fn an_encrypted_key_says_what_to_do() {
    let cert = Authority::new().issue(|_| {});
    for form in [
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIC\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,0\n\nMIIC\n-----END RSA PRIVATE KEY-----\n",
    ] {
        identity_refused(&cert.cert, Some(&file(form)), "is encrypted: take the passphrase off with openssl pkey");
    }
}
