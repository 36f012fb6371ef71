//! Whom TLS trusts and what it shows of itself: files read and checked when the driver is made.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{PemObject, SectionKind};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::TLS13;
use rustls::{
    ClientConfig, DigitallySignedStruct, InconsistentKeys, RootCertStore, SignatureScheme, SupportedProtocolVersion,
};
use zeroize::Zeroizing;

use super::fault::{line, words};
use crate::error::{Code, Error, Result};
use crate::http::{ClientCertificate, Pem, Tls, TlsVersion, Verify};

/// No file with certificates is larger.
const MOST_BYTES: u64 = 16 << 20;
/// No directory with certificates has more files.
const MOST_FILES: usize = 10_000;

/// What the files and texts in [`Tls`] hold.
pub(super) struct Trust {
    provider: Arc<CryptoProvider>,
    verifier: Verifier,
    identity: Option<Arc<SingleCertAndKey>>,
    files: Vec<Stamped>,
    shown: Tls,
}

/// A file and what told its contents from others when it was read.
struct Stamped {
    path: PathBuf,
    stamp: Option<(SystemTime, u64)>,
}

impl Stamped {
    fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), stamp: stamp(path) }
    }
}

/// When a file or directory was changed, and its length.
fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let about = fs::metadata(path).ok()?;
    Some((about.modified().ok()?, about.len()))
}

enum Verifier {
    Ready(Arc<dyn ServerCertVerifier>),
    /// The authorities of the system, whose certificates are read when they are needed, and these.
    System(Vec<CertificateDer<'static>>),
}

impl Trust {
    /// Reads and checks the files.
    pub(super) fn load(tls: &Tls) -> Result<Self> {
        // Before they are read: who changes them meanwhile has changed them.
        let files = tls.files().map(Stamped::new).collect();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let verifier = match &tls.verify {
            Verify::System => Verifier::System(Vec::new()),
            Verify::SystemAnd(pem) => {
                let certificates = authorities(pem)?;
                verifier(&certificates, pem, &provider)?;
                Verifier::System(certificates)
            }
            Verify::Authorities(pem) => Verifier::Ready(verifier(&authorities(pem)?, pem, &provider)?),
            Verify::Off => Verifier::Ready(Arc::new(Anyone(Arc::clone(&provider)))),
        };
        let identity = tls.certificate.as_ref().map(|given| identity(given, &provider)).transpose()?;
        Ok(Self { provider, verifier, identity, files, shown: tls.clone() })
    }

    /// What was read.
    pub(super) fn tls(&self) -> &Tls {
        &self.shown
    }

    /// Whether one of the files is another one now.
    pub(super) fn is_outdated(&self) -> bool {
        self.files.iter().any(|file| stamp(&file.path) != file.stamp)
    }

    /// A configuration that shares no session with another one.
    pub(super) fn client_config(&self) -> Result<ClientConfig, rustls::Error> {
        let builder =
            ClientConfig::builder_with_provider(Arc::clone(&self.provider)).with_protocol_versions(self.versions())?;
        let verifier = match &self.verifier {
            Verifier::Ready(verifier) => Arc::clone(verifier),
            Verifier::System(more) => Arc::new(rustls_platform_verifier::Verifier::new_with_extra_roots(
                more.iter().cloned(),
                Arc::clone(&self.provider),
            )?),
        };
        let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
        let mut config = match &self.identity {
            Some(identity) => builder.with_client_cert_resolver(Arc::clone(identity) as _),
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    fn versions(&self) -> &'static [&'static SupportedProtocolVersion] {
        const ONLY_13: &[&SupportedProtocolVersion] = &[&TLS13];
        match self.shown.oldest {
            TlsVersion::Tls12 => rustls::ALL_VERSIONS,
            TlsVersion::Tls13 => ONLY_13,
        }
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

/// PEM and what messages call it.
struct Source {
    bytes: Zeroizing<Vec<u8>>,
    name: String,
}

impl Source {
    /// What `pem` holds, or the file that it names. A message calls it a `what`.
    fn read(pem: &Pem, what: &str) -> Result<Self> {
        match pem {
            Pem::File(path) => {
                let name = format!("{what} {}", path.display());
                let bytes = read(path, &name)?;
                Ok(Self { bytes, name })
            }
            Pem::Text(text) => {
                let bytes = Zeroizing::new(text.expose().as_bytes().to_vec());
                Ok(Self { bytes, name: format!("{what} given as text") })
            }
        }
    }

    /// The certificates in it, at least one.
    fn certificates(&self) -> Result<Vec<CertificateDer<'static>>> {
        let name = &self.name;
        let mut found = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(&self.bytes) {
            let number = found.len() + 1;
            let broken = |error| unusable(format!("certificate {number} in the {name} is broken: {error}"));
            found.push(certificate.map_err(broken)?);
        }
        if found.is_empty() { Err(unusable(format!("the {name} holds no certificate in PEM form"))) } else { Ok(found) }
    }

    fn private_key(&self) -> Result<PrivateKeyDer<'static>> {
        let name = &self.name;
        // Both forms of encrypted keys have the word in a line of their own.
        let is_encrypted = |line: &[u8]| line.windows(9).any(|word| word == b"ENCRYPTED") && !is_base64(line);
        if self.bytes.split(|byte| *byte == b'\n').any(is_encrypted) {
            return Err(unusable(format!("the {name} is encrypted: take the passphrase off with openssl pkey")));
        }
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(&self.bytes) {
            let (kind, der) = section.map_err(|error| unusable(format!("the {name} is broken: {error}")))?;
            if let Some(key) = PrivateKeyDer::from_pem(kind, der) {
                return Ok(key);
            }
        }
        Err(unusable(format!("the {name} holds no private key in PEM form")))
    }
}

/// The bytes of the file that messages call `name`.
fn read(path: &Path, name: &str) -> Result<Zeroizing<Vec<u8>>> {
    let failed = |error: io::Error| unusable(format!("cannot read the {name}: {}", words(&error)));
    let mut file = File::open(path).map_err(failed)?;
    let about = file.metadata().map_err(failed)?;
    if about.is_dir() {
        return Err(unusable(format!("the {name} is a directory: name one PEM file")));
    }
    // Room for all of it, so that no copy of a key stays behind when the buffer grows.
    let room = usize::try_from(about.len().min(MOST_BYTES) + 1).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    Read::by_ref(&mut file).take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(unusable(format!("the {name} is larger than {} MiB", MOST_BYTES >> 20)));
    }
    Ok(bytes)
}

/// The certificates of authorities in a file, a text, or the files of a directory.
fn authorities(pem: &Pem) -> Result<Vec<CertificateDer<'static>>> {
    match pem {
        Pem::File(path) if path.is_dir() => authorities_in(path),
        _ => Source::read(pem, "CA file")?.certificates(),
    }
}

/// The certificates in a directory as OpenSSL and the distributions make them: PEM files, and links to them by hash.
fn authorities_in(directory: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let shown = directory.display();
    let failed = |error: io::Error| unusable(format!("cannot read the directory of CAs {shown}: {}", words(&error)));
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if holds_certificates(&path) && path.is_file() {
            files.push(path);
        }
        if files.len() > MOST_FILES {
            return Err(unusable(format!("the directory of CAs {shown} holds more than {MOST_FILES} files")));
        }
    }
    files.sort();
    let mut found = Vec::new();
    for file in files {
        found.extend(Source::read(&Pem::File(file), "CA file")?.certificates()?);
    }
    found.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
    found.dedup();
    if found.is_empty() {
        return Err(unusable(format!("the directory of CAs {shown} holds no .pem, .crt, .cer or hashed file")));
    }
    Ok(found)
}

/// Whether a file's name says that certificates are in it: by its extension, or as OpenSSL hashes it (`5ed36f99.0`).
fn holds_certificates(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let is_hash = stem.len() == 8 && stem.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_number = !extension.is_empty() && extension.bytes().all(|byte| byte.is_ascii_digit());
    ["pem", "crt", "cer"].contains(&extension) || is_hash && is_number
}

/// One that believes these authorities and no others.
fn verifier(
    authorities: &[CertificateDer<'static>],
    pem: &Pem,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>> {
    let mut roots = RootCertStore::empty();
    for (index, certificate) in authorities.iter().enumerate() {
        roots.add(certificate.clone()).map_err(|error| {
            let number = index + 1;
            unusable(format!("certificate {number} in the CA file {pem} cannot be used: {error}"))
        })?;
    }
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
    Ok(verifier.map_err(|error| unusable(format!("the CA file {pem} cannot be used: {error}")))?)
}

fn identity(given: &ClientCertificate, provider: &CryptoProvider) -> Result<Arc<SingleCertAndKey>> {
    let cert = Source::read(&given.cert, "client certificate")?;
    let chain = cert.certificates()?;
    let key = match &given.key {
        Some(key) => Source::read(key, "client key")?,
        None => Source { bytes: cert.bytes.clone(), name: cert.name.replacen("certificate", "key", 1) },
    };
    let (cert, key_name) = (&cert.name, &key.name);
    let certified = CertifiedKey::from_der(chain, key.private_key()?, provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
            unusable(format!("the {key_name} does not belong to the {cert}"))
        }
        rustls::Error::InvalidCertificate(error) => unusable(format!("the {cert} cannot be used: {error}")),
        error => unusable(format!("the {key_name} cannot be used: {error}")),
    })?;
    Ok(Arc::new(SingleCertAndKey::from(certified)))
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
