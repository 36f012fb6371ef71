//! Throwaway certificates: an authority, and every kind of leaf that a client must accept or refuse.
//!
//! Two [`Authority::new`] are two strangers: the CA file of one is the wrong CA for the other's servers.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tempfile::TempDir;

/// The names that a leaf is valid for unless told otherwise: every way to say loopback.
pub const LOOPBACK_NAMES: &[&str] = &["localhost", "127.0.0.1", "::1"];

/// A certificate authority with its own temporary folder, which goes away with the last of its certificates.
pub struct Authority {
    folder: Arc<TempDir>,
    issuer: Issuer<'static, KeyPair>,
    certificate: Certificate,
    file: PathBuf,
}

/// Whether a server asks for a client certificate.
#[derive(Clone, Copy, Debug)]
pub enum Clients<'a> {
    /// It does not ask.
    Anonymous,
    /// It asks, and serves who has none as well.
    Optional(&'a Authority),
    /// It refuses who has none that this authority signed.
    Required(&'a Authority),
}

/// A certificate with its key, as PEM files.
#[derive(Clone)]
pub struct Identity {
    folder: Arc<TempDir>,
    chain: Vec<CertificateDer<'static>>,
    key: Arc<KeyPair>,
    certificate_file: PathBuf,
    key_file: PathBuf,
}

impl Authority {
    /// A new authority that nobody trusts yet.
    #[must_use]
    pub fn new() -> Self {
        let folder = Arc::new(tempfile::Builder::new().prefix("ks-tls-").tempdir().expect("a temporary folder"));
        // A name of its own, or a stranger's signature would be a bad one in place of an unknown one.
        let mut params = named(&format!("ks_testing authority {}", unique()), &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = new_key();
        let certificate = params.self_signed(&key).expect("a self-signed authority");
        let file = folder.path().join("ca.pem");
        fs::write(&file, certificate.pem()).expect("the authority's PEM file");
        Self { folder, issuer: Issuer::new(params, key), certificate, file }
    }

    /// The PEM file that a client trusts (`cacert`).
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The authority's certificate, in DER.
    #[must_use]
    pub fn der(&self) -> &CertificateDer<'static> {
        self.certificate.der()
    }

    /// A root store that trusts this authority alone.
    #[must_use]
    pub fn root_store(&self) -> RootCertStore {
        let mut store = RootCertStore::empty();
        store.add(self.der().clone()).expect("a well-formed authority");
        store
    }

    /// A valid server certificate for loopback ([`LOOPBACK_NAMES`]).
    #[must_use]
    pub fn server(&self) -> Identity {
        self.server_for(LOOPBACK_NAMES)
    }

    /// A valid server certificate for these host names and addresses.
    #[must_use]
    pub fn server_for(&self, names: &[&str]) -> Identity {
        self.sign("server", named("ks_testing server", names), ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A server certificate that ran out long ago.
    #[must_use]
    pub fn expired_server(&self) -> Identity {
        let mut params = named("ks_testing expired server", LOOPBACK_NAMES);
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
        self.sign("expired", params, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A server certificate whose time has not come.
    #[must_use]
    pub fn future_server(&self) -> Identity {
        let mut params = named("ks_testing future server", LOOPBACK_NAMES);
        params.not_before = date_time_ymd(4000, 1, 1);
        self.sign("future", params, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A valid server certificate for a host that is not this one.
    #[must_use]
    pub fn wrong_host_server(&self) -> Identity {
        self.server_for(&["keystone.invalid"])
    }

    /// A client certificate with this common name.
    #[must_use]
    pub fn client(&self, common_name: &str) -> Identity {
        self.sign("client", named(common_name, &[]), ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn sign(&self, stem: &str, mut params: CertificateParams, usage: ExtendedKeyUsagePurpose) -> Identity {
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![usage];
        let key = new_key();
        let certificate = params.signed_by(&key, &self.issuer).expect("a signed certificate");
        Identity::write(&self.folder, stem, vec![certificate.der().clone()], &certificate.pem(), key)
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Identity {
    /// A server certificate for loopback that vouches for itself.
    #[must_use]
    pub fn self_signed() -> Self {
        let folder = Arc::new(tempfile::Builder::new().prefix("ks-tls-").tempdir().expect("a temporary folder"));
        let key = new_key();
        let certificate =
            named("ks_testing self-signed", LOOPBACK_NAMES).self_signed(&key).expect("a self-signed certificate");
        Self::write(&folder, "self-signed", vec![certificate.der().clone()], &certificate.pem(), key)
    }

    /// The certificate as a PEM file (`cert`).
    #[must_use]
    pub fn certificate_file(&self) -> &Path {
        &self.certificate_file
    }

    /// The key as a PEM file (`key`).
    #[must_use]
    pub fn key_file(&self) -> &Path {
        &self.key_file
    }

    /// Certificate and key in one new PEM file, as `cert` may be given alone.
    #[must_use]
    pub fn combined_file(&self) -> PathBuf {
        let pem = fs::read_to_string(&self.certificate_file).expect("the certificate's PEM file");
        let path = unused(&self.folder, "combined", "pem");
        fs::write(&path, pem + &self.key.serialize_pem()).expect("the combined PEM file");
        path
    }

    /// The certificate, in DER: what a server's record of a client certificate is compared with.
    #[must_use]
    pub fn der(&self) -> &CertificateDer<'static> {
        &self.chain[0]
    }

    /// The same certificate with a key that does not belong to it.
    #[must_use]
    pub fn with_mismatched_key(&self) -> Self {
        let key = new_key();
        let key_file = unused(&self.folder, "mismatched", "key");
        fs::write(&key_file, key.serialize_pem()).expect("the mismatched key's PEM file");
        Self { key: Arc::new(key), key_file, ..self.clone() }
    }

    /// A server with this certificate that asks for no client certificate.
    #[must_use]
    pub fn server_config(&self) -> Arc<ServerConfig> {
        self.server_config_with(Clients::Anonymous, rustls::ALL_VERSIONS)
    }

    /// A server with this certificate that refuses clients without a certificate of `authority`.
    #[must_use]
    pub fn server_config_requiring_clients_of(&self, authority: &Authority) -> Arc<ServerConfig> {
        self.server_config_with(Clients::Required(authority), rustls::ALL_VERSIONS)
    }

    /// A server with this certificate, with all that can be chosen.
    #[must_use]
    pub fn server_config_with(
        &self,
        clients: Clients<'_>,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Arc<ServerConfig> {
        let provider = Arc::new(ring::default_provider());
        let verifier = |authority: &Authority| {
            WebPkiClientVerifier::builder_with_provider(Arc::new(authority.root_store()), Arc::clone(&provider))
        };
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(versions)
            .expect("versions that ring supports");
        let builder = match clients {
            Clients::Anonymous => builder.with_no_client_auth(),
            Clients::Optional(authority) => builder
                .with_client_cert_verifier(verifier(authority).allow_unauthenticated().build().expect("a verifier")),
            Clients::Required(authority) => {
                builder.with_client_cert_verifier(verifier(authority).build().expect("a verifier"))
            }
        };
        Arc::new(builder.with_single_cert(self.chain.clone(), self.private_key()).expect("a key of this certificate"))
    }

    /// The key, for a rustls configuration.
    #[must_use]
    pub fn private_key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.serialize_der()))
    }

    fn write(
        folder: &Arc<TempDir>,
        stem: &str,
        chain: Vec<CertificateDer<'static>>,
        certificate_pem: &str,
        key: KeyPair,
    ) -> Self {
        let certificate_file = unused(folder, stem, "pem");
        let key_file = certificate_file.with_extension("key");
        fs::write(&certificate_file, certificate_pem).expect("the certificate's PEM file");
        fs::write(&key_file, key.serialize_pem()).expect("the key's PEM file");
        Self { folder: Arc::clone(folder), chain, key: Arc::new(key), certificate_file, key_file }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("certificate_file", &self.certificate_file)
            .field("key_file", &self.key_file)
            .finish_non_exhaustive()
    }
}

fn new_key() -> KeyPair {
    KeyPair::generate().expect("a new key")
}

fn named(common_name: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("well-formed names");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params
}

/// A path in `folder` that no earlier call gave out.
fn unused(folder: &TempDir, stem: &str, extension: &str) -> PathBuf {
    folder.path().join(format!("{stem}-{}.{extension}", unique()))
}

/// A number that no earlier call gave out.
fn unique() -> usize {
    static COUNT: AtomicUsize = AtomicUsize::new(1);
    COUNT.fetch_add(1, Ordering::Relaxed)
}
