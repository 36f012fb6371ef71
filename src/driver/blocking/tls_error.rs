//! What is wrong with a certificate or a handshake, in words that help.

use chrono::DateTime;
use rustls::{AlertDescription, CertificateError};
use rustls_pki_types::UnixTime;

/// What `error` says, for whoever has to mend it.
pub(super) fn words(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(error) => certificate(error),
        rustls::Error::AlertReceived(alert) => alert_words(*alert),
        rustls::Error::InvalidMessage(_) => format!("the peer does not speak TLS ({error})"),
        rustls::Error::PeerIncompatible(_) => format!("no common version or cipher ({error})"),
        other => other.to_string(),
    }
}

fn certificate(error: &CertificateError) -> String {
    use CertificateError as E;
    match error {
        E::UnknownIssuer => "its certificate was issued by an authority that is not trusted".to_owned(),
        E::Expired => "its certificate has expired".to_owned(),
        E::ExpiredContext { not_after, .. } => format!("its certificate expired on {}", day(*not_after)),
        E::NotValidYet => "its certificate is not valid yet".to_owned(),
        E::NotValidYetContext { not_before, .. } => {
            format!("its certificate is not valid before {}", day(*not_before))
        }
        E::NotValidForName => "its certificate is for another host".to_owned(),
        E::NotValidForNameContext { expected, presented } if presented.is_empty() => {
            format!("its certificate names no host in its subjectAltName, so it is not for {}", expected.to_str())
        }
        E::NotValidForNameContext { expected, presented } => {
            let names: Vec<&str> = presented.iter().map(|name| bare(name)).collect();
            format!("its certificate is not for {} but for {}", expected.to_str(), names.join(", "))
        }
        E::Revoked => "its certificate was revoked".to_owned(),
        E::BadSignature => "its certificate was not issued by the trusted authority of that name, or was changed".to_owned(),
        E::BadEncoding => "its certificate cannot be read".to_owned(),
        // Only the text of the verifier's own error gets this far.
        other if other.to_string().contains("CaUsedAsEndEntity") => {
            "the server uses the certificate of an authority as its own; a self-signed certificate must say CA:FALSE, or be \
             replaced by one that an authority issued"
                .to_owned()
        }
        other => format!("its certificate is refused: {other}"),
    }
}

/// The name in rustls' `DnsName("keystone.example")`.
fn bare(name: &str) -> &str {
    name.split_once('(').map_or(name, |(_, inner)| inner.trim_end_matches(')')).trim_matches('"')
}

fn alert_words(alert: AlertDescription) -> String {
    use AlertDescription as A;
    match alert {
        A::CertificateRequired => "the server wants a client certificate".to_owned(),
        A::BadCertificate
        | A::UnsupportedCertificate
        | A::CertificateRevoked
        | A::CertificateExpired
        | A::CertificateUnknown
        | A::UnknownCA
        | A::AccessDenied
        | A::DecryptError => format!("the server refuses the client certificate ({alert:?})"),
        A::HandshakeFailure => {
            "the server refuses the handshake: no common cipher, or it wants a client certificate".to_owned()
        }
        A::ProtocolVersion => "the server speaks neither TLS 1.2 nor TLS 1.3".to_owned(),
        other => format!("the server sent the alert {other:?}"),
    }
}

fn day(time: UnixTime) -> String {
    let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0)
        .map_or_else(|| format!("second {seconds}"), |time| time.format("%Y-%m-%d").to_string())
}
