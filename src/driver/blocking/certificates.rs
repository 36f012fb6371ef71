//! Whom TLS trusts and what it shows of itself: files read and checked when the driver is made.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{PemObject, SectionKind};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, DigitallySignedStruct, InconsistentKeys, RootCertStore, SignatureScheme};
use zeroize::Zeroizing;

use super::fault::{line, words};
use crate::error::{Code, Error, Result};
use crate::http::{ClientCertificate, Tls, Verify};

/// No file with certificates is larger.
const MOST_BYTES: u64 = 16 << 20;

/// What the files named in [`Tls`] hold.
pub(super) struct Trust {
    provider: Arc<CryptoProvider>,
    /// `None` for the system's, whose certificates are read when they are needed.
    verifier: Option<Arc<dyn ServerCertVerifier>>,
    identity: Option<Arc<SingleCertAndKey>>,
    shown: Tls,
}

impl Trust {
    /// Reads and checks the files.
    pub(super) fn load(tls: &Tls) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier: Option<Arc<dyn ServerCertVerifier>> = match &tls.verify {
            Verify::System => None,
            Verify::CaFile(path) => Some(authorities(path, &provider)?),
            Verify::Off => Some(Arc::new(Anyone(Arc::clone(&provider)))),
        };
        let identity = tls.certificate.as_ref().map(|files| identity(files, &provider)).transpose()?;
        Ok(Self { provider, verifier, identity, shown: tls.clone() })
    }

    /// A configuration that shares no session with another one.
    pub(super) fn client_config(&self) -> Result<ClientConfig, rustls::Error> {
        let builder =
            ClientConfig::builder_with_provider(Arc::clone(&self.provider)).with_safe_default_protocol_versions()?;
        let verifier = match &self.verifier {
            Some(verifier) => Arc::clone(verifier),
            None => Arc::new(rustls_platform_verifier::Verifier::new(Arc::clone(&self.provider))?),
        };
        let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
        let mut config = match &self.identity {
            Some(identity) => builder.with_client_cert_resolver(Arc::clone(identity) as _),
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.shown, f)
    }
}

fn unusable(message: impl AsRef<str>) -> Error {
    Error::new(Code::CERTIFICATE_CONFIG_ERROR, line(message.as_ref()))
}

/// The bytes of a file of `what`.
fn read(path: &Path, what: &str) -> Result<Zeroizing<Vec<u8>>> {
    let shown = path.display();
    let failed = |error: io::Error| unusable(format!("cannot read the {what} {shown}: {}", words(&error)));
    let mut file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if about.is_dir() {
        return Err(unusable(format!("the {what} {shown} is a directory: name one PEM file")));
    }
    // Room for all of it, so that no copy of a key stays behind when the buffer grows.
    let room = usize::try_from(about.len().min(MOST_BYTES) + 1).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    Read::by_ref(&mut file).take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(unusable(format!("the {what} {shown} is larger than {} MiB", MOST_BYTES >> 20)));
    }
    Ok(bytes)
}

/// The certificates in the PEM file `path`, at least one.
fn certificates(pem: &[u8], path: &Path, what: &str) -> Result<Vec<CertificateDer<'static>>> {
    let shown = path.display();
    let mut found = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let number = found.len() + 1;
        let broken = |error| unusable(format!("certificate {number} in the {what} {shown} is broken: {error}"));
        found.push(certificate.map_err(broken)?);
    }
    if found.is_empty() {
        Err(unusable(format!("the {what} {shown} holds no certificate in PEM form")))
    } else {
        Ok(found)
    }
}

fn authorities(path: &Path, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>> {
    let pem = read(path, "CA file")?;
    let mut roots = RootCertStore::empty();
    for (index, certificate) in certificates(&pem, path, "CA file")?.into_iter().enumerate() {
        roots.add(certificate).map_err(|error| {
            let number = index + 1;
            unusable(format!("certificate {number} in the CA file {} cannot be used: {error}", path.display()))
        })?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
    Ok(verifier.map_err(|error| unusable(format!("the CA file {} cannot be used: {error}", path.display())))?)
}

fn identity(files: &ClientCertificate, provider: &CryptoProvider) -> Result<Arc<SingleCertAndKey>> {
    let cert = files.cert.as_path();
    let pem = read(cert, "client certificate")?;
    let chain = certificates(&pem, cert, "client certificate")?;
    let (key_path, key) = match &files.key {
        Some(path) => (path.as_path(), private_key(&read(path, "client key")?, path)?),
        None => (cert, private_key(&pem, cert)?),
    };
    let certified = CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => unusable(format!(
            "the client key {} does not belong to the client certificate {}",
            key_path.display(),
            cert.display()
        )),
        rustls::Error::InvalidCertificate(error) => {
            unusable(format!("the client certificate {} cannot be used: {error}", cert.display()))
        }
        error => unusable(format!("the client key {} cannot be used: {error}", key_path.display())),
    })?;
    Ok(Arc::new(SingleCertAndKey::from(certified)))
}

fn private_key(pem: &[u8], path: &Path) -> Result<PrivateKeyDer<'static>> {
    let shown = path.display();
    // Both forms of encrypted keys have the word in a line of their own.
    if pem.split(|byte| *byte == b'\n').any(|line| line.windows(9).any(|word| word == b"ENCRYPTED") && !is_base64(line))
    {
        return Err(unusable(format!(
            "the client key {shown} is encrypted: take the passphrase off with openssl pkey"
        )));
    }
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem) {
        let (kind, der) = section.map_err(|error| unusable(format!("the client key {shown} is broken: {error}")))?;
        if let Some(key) = PrivateKeyDer::from_pem(kind, der) {
            return Ok(key);
        }
    }
    Err(unusable(format!("the file {shown} holds no private key in PEM form")))
}

fn is_base64(line: &[u8]) -> bool {
    line.trim_ascii().iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
}

/// Believes every server.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
