//! How connections are secured: data alone. The driver reads the files.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::text::Secret;

use serde_json::{Map, Value};

/// How connections are secured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// Whose word counts for the identity of servers.
    pub verify: Verify,
    /// What proves our own identity to servers that ask.
    pub certificate: Option<ClientCertificate>,
    /// The oldest version that will do.
    pub oldest: TlsVersion,
}

impl Tls {
    /// The files that it names.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let authorities = match &self.verify {
            Verify::Authorities(pem) | Verify::SystemAnd(pem) => Some(pem),
            Verify::System | Verify::Off => None,
        };
        let own = self.certificate.iter().flat_map(|own| [Some(&own.cert), own.key.as_ref()]);
        own.chain([authorities]).flatten().filter_map(Pem::file)
    }
}

/// A version of TLS. Older ones than these are never spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsVersion {
    /// TLS 1.2.
    #[default]
    Tls12,
    /// TLS 1.3.
    Tls13,
}

/// Whose word counts for the identity of servers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verify {
    /// The authorities that the system trusts; `SSL_CERT_FILE` and `SSL_CERT_DIR` name others. Read at the first https connection.
    #[default]
    System,
    /// The authorities in this PEM and no others; a directory stands for the files in it.
    Authorities(Pem),
    /// These beside those of the system.
    SystemAnd(Pem),
    /// Nobody's: any server is believed to be what it says.
    Off,
}

/// A certificate and its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    /// PEM with the certificate and those between it and the authority.
    pub cert: Pem,
    /// PEM with the key; `None` when it stands beside the certificate.
    pub key: Option<Pem>,
}

/// Certificates or a key in PEM form. The text never shows: it may hold a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Pem {
    /// In the file of this name.
    File(PathBuf),
    /// In this text.
    Text(Secret),
}

impl Pem {
    /// PEM itself when `given` looks like it, else the name of a file.
    pub fn read(given: &Secret) -> Self {
        if given.expose().trim_start().starts_with("-----BEGIN") {
            Self::Text(given.clone())
        } else {
            Self::File(PathBuf::from(given.expose()))
        }
    }

    /// The name of the file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Text(_) => None,
        }
    }

    /// The name of the file, or the text itself, as it was given: no log may have it.
    pub fn expose(&self) -> Cow<'_, str> {
        match self {
            Self::File(path) => path.to_string_lossy(),
            Self::Text(text) => Cow::Borrowed(text.expose()),
        }
    }
}

impl From<PathBuf> for Pem {
    fn from(path: PathBuf) -> Self {
        Self::File(path)
    }
}

impl From<&Path> for Pem {
    fn from(path: &Path) -> Self {
        Self::File(path.to_owned())
    }
}

impl From<Secret> for Pem {
    fn from(given: Secret) -> Self {
        Self::read(&given)
    }
}

impl From<&str> for Pem {
    fn from(given: &str) -> Self {
        Self::read(&Secret::new(given))
    }
}

impl fmt::Display for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Text(_) => f.write_str("given as text"),
        }
    }
}

impl fmt::Debug for Pem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What one request asks of its connection. What it leaves open, the session says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// In place of the session's.
    pub verify: Option<Verify>,
    /// In place of the session's.
    pub certificate: Option<ClientCertificate>,
}

impl Connection {
    /// What holds for a request of this connection in a session of `tls`.
    #[must_use]
    pub fn over(&self, tls: &Tls) -> Tls {
        Tls {
            verify: self.verify.clone().unwrap_or_else(|| tls.verify.clone()),
            certificate: self.certificate.clone().or_else(|| tls.certificate.clone()),
            oldest: tls.oldest,
        }
    }

    /// Whether a request of this connection may not share one with others in a session of `tls`.
    pub fn differs_from(&self, tls: &Tls) -> bool {
        self.verify.as_ref().is_some_and(|verify| *verify != tls.verify)
            || self.certificate.is_some() && self.certificate != tls.certificate
    }

    /// This one without a certificate of its own.
    #[must_use]
    pub fn without_certificate(&self) -> Self {
        Self { verify: self.verify.clone(), certificate: None }
    }

    /// This one, and what it leaves open out of `other`.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        Self {
            verify: self.verify.clone().or_else(|| other.verify.clone()),
            certificate: self.certificate.clone().or_else(|| other.certificate.clone()),
        }
    }

    /// As data: `verify`, and `cert` and `key`, as far as they are said.
    pub fn describe(&self) -> Value {
        let mut said = Map::new();
        match &self.verify {
            None => {}
            Some(Verify::System) => drop(said.insert("verify".into(), true.into())),
            Some(Verify::Off) => drop(said.insert("verify".into(), false.into())),
            Some(Verify::Authorities(pem) | Verify::SystemAnd(pem)) => {
                said.insert("verify".into(), pem.expose().into());
            }
        }
        if let Some(certificate) = &self.certificate {
            said.insert("cert".into(), certificate.cert.expose().into());
            if let Some(key) = &certificate.key {
                said.insert("key".into(), key.expose().into());
            }
        }
        Value::Object(said)
    }
}
