//! How connections are secured: data alone. The driver reads the files.

use std::path::PathBuf;

use serde_json::{Map, Value};

/// How connections are secured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// Whose word counts for the identity of servers.
    pub verify: Verify,
    /// What proves our own identity to servers that ask.
    pub certificate: Option<ClientCertificate>,
}

/// Whose word counts for the identity of servers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verify {
    /// The authorities that the system trusts; `SSL_CERT_FILE` and `SSL_CERT_DIR` name others. Read at the first https connection.
    #[default]
    System,
    /// The authorities in this PEM file and no others.
    CaFile(PathBuf),
    /// Nobody's: any server is believed to be what it says.
    Off,
}

/// A certificate and its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate {
    /// A PEM file with the certificate and those between it and the authority.
    pub cert: PathBuf,
    /// A PEM file with the key; `None` when it is in the file of the certificate.
    pub key: Option<PathBuf>,
}

/// What a plugin asks of the connection of one request. What it leaves open, the session says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connection {
    /// In place of the session's.
    pub verify: Option<Verify>,
    /// In place of the session's.
    pub certificate: Option<ClientCertificate>,
}

impl Connection {
    /// As data: `verify`, and `cert` and `key`, as far as they are said.
    pub fn describe(&self) -> Value {
        let mut said = Map::new();
        match &self.verify {
            None => {}
            Some(Verify::System) => drop(said.insert("verify".into(), true.into())),
            Some(Verify::Off) => drop(said.insert("verify".into(), false.into())),
            Some(Verify::CaFile(file)) => drop(said.insert("verify".into(), file.to_string_lossy().into())),
        }
        if let Some(certificate) = &self.certificate {
            said.insert("cert".into(), certificate.cert.to_string_lossy().into());
            if let Some(key) = &certificate.key {
                said.insert("key".into(), key.to_string_lossy().into());
            }
        }
        Value::Object(said)
    }
}
