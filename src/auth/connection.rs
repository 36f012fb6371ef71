//! What a plugin asks of connections, by name.

use crate::error::{Code, Error, Result};
use crate::http::{ClientCertificate, Connection, Pem, Verify};
use crate::options::{Options, Param, Params, Spec, truth};

static CONNECTION: &[Spec] = &[
    Spec::any("verify", "Whether the peer's certificate is checked, or the CAs to check it with: a file, or PEM"),
    Spec::string("cert", "The client certificate: a file, or PEM"),
    Spec::string("key", "Its key, unless it stands beside the certificate: a file, or PEM").secret(),
];

/// What the options in `params` ask for; `None` where they ask for nothing.
///
/// Fails with `UnsupportedParameters` for others, and with `OptionError` for a key without its certificate.
pub fn read(params: &Params) -> Result<Option<Connection>> {
    let options = Options::read(&[CONNECTION], params, "a plugin's connection")?;
    let verify = match options.value("verify") {
        None => None,
        Some(Param::Bool(true)) => Some(Verify::System),
        Some(Param::Bool(false)) => Some(Verify::Off),
        Some(Param::String(text)) => Some(match truth(text.expose()) {
            Some(true) => Verify::System,
            Some(false) => Verify::Off,
            None => Verify::Authorities(Pem::read(text)),
        }),
        Some(_) => {
            let message = "'verify' must be true, false or the name of a file";
            return Err(Error::new(Code::UNSUPPORTED_PARAMETERS, message));
        }
    };
    let key = options.secret("key").map(Pem::read);
    let certificate = match (options.secret("cert").map(Pem::read), key) {
        (Some(cert), key) => Some(ClientCertificate { cert, key }),
        (None, Some(_)) => {
            let message = "'key' needs 'cert', the certificate that it belongs to";
            return Err(Error::new(Code::OPTION_ERROR, message));
        }
        (None, None) => None,
    };
    let asks = verify.is_some() || certificate.is_some();
    Ok(asks.then_some(Connection { verify, certificate }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(json: &str) -> Result<Option<Connection>> {
        super::read(&Params::from_json(json.as_bytes()).unwrap())
    }

    fn file(name: &str) -> Pem {
        Pem::File(name.into())
    }

    #[test]
    fn what_is_not_asked_for_is_left_to_the_session() {
        assert_eq!(read("{}").unwrap(), None);
        assert_eq!(read(r#"{"verify": null}"#).unwrap(), None);
        let verified = |json: &str| read(json).unwrap().unwrap().verify;
        assert_eq!(verified(r#"{"verify": true}"#), Some(Verify::System));
        assert_eq!(verified(r#"{"verify": "no"}"#), Some(Verify::Off));
        assert_eq!(verified(r#"{"verify": "/ca.pem"}"#), Some(Verify::Authorities(Pem::File("/ca.pem".into()))));
        let own = read(r#"{"cert": "/c.pem", "key": "/k.pem"}"#).unwrap().unwrap();
        assert_eq!(own.verify, None);
        assert_eq!(own.certificate, Some(ClientCertificate { cert: file("/c.pem"), key: Some(file("/k.pem")) }));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert_eq!(read(r#"{"key": "/k.pem"}"#).unwrap_err().code(), Code::OPTION_ERROR);
        assert_eq!(read(r#"{"verify": 7}"#).unwrap_err().code(), Code::UNSUPPORTED_PARAMETERS);
        assert_eq!(read(r#"{"ca": "/c.pem"}"#).unwrap_err().code(), Code::UNSUPPORTED_PARAMETERS);
    }
}
