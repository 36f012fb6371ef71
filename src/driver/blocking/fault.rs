//! From what went wrong below to the errors of the core: one line each, naming the peer and the cause.

use std::fmt;
use std::io;
use std::time::Duration;

use ureq::Timeout;

use super::head::MOST_FIELDS;
use super::tls_error;
use crate::error::{Code, Error};
use crate::http::Timeouts;

/// What connectors, transports and the reading of a body have to say beyond ureq's own errors.
#[derive(Debug)]
pub(super) enum Fault {
    /// The name has no address.
    Lookup { peer: String, cause: String },
    /// There is no connection.
    Connect { peer: String, cause: String },
    /// The proxy gives no tunnel.
    Proxy(String),
    /// The peer hung up while TLS was being agreed on.
    Handshake { peer: String },
    /// TLS failed; without a peer it is that of the request.
    Tls { peer: Option<String>, error: rustls::Error },
    /// The certificates of the system cannot be used.
    Roots(rustls::Error),
    /// No byte of an answer came. `sent` says whether the whole request went out, `reused` whether others had before it.
    Lost { reused: bool, sent: bool, cause: String },
    /// The connection broke in the middle of the answer.
    Cut(String),
    /// The answer is a TLS record.
    Encrypted,
    /// A line of the answer does not end.
    Endless,
    /// Interim answers, and no final one.
    Interim,
    /// This is not HTTP.
    NotHttp(String),
    /// The header of the answer exceeds its limit.
    LongHeader { most: usize },
    /// The header of the answer has too many fields.
    ManyFields,
    /// The caller's own source or sink failed.
    Caller(Error),
    /// The body is longer than the request allows.
    TooLong { most: u64 },
    /// There is no memory for that much of the body.
    NoMemory { wanted: u64 },
    /// The body is not what its encoding, the name of which comes first, says.
    Packed(&'static str, String),
}

impl Fault {
    pub(super) fn lookup(host: &str, port: u16, cause: &io::Error) -> Self {
        Self::Lookup { peer: format!("{host}:{port}"), cause: words(cause) }
    }

    fn into_error(self, peer: &str) -> Error {
        let unknown = |message| Error::new(Code::UNKNOWN_CONNECTION_ERROR, message);
        let limit = |message| Error::new(Code::LIMIT_EXCEEDED, message);
        let no_connection = |message| Error::new(Code::CONNECT_FAILURE, message);
        match self {
            Self::Lookup { peer, cause } | Self::Connect { peer, cause } => {
                no_connection(format!("cannot connect to {peer}: {cause}"))
            }
            Self::Proxy(cause) => no_connection(line(&format!("cannot connect to {peer} by the proxy: {cause}"))),
            Self::Handshake { peer } => Error::new(
                Code::SSL_ERROR,
                format!("TLS with {peer} failed: the peer hung up during the handshake (does it speak TLS?)"),
            ),
            Self::Tls { peer: own, error } => {
                let peer = own.as_deref().unwrap_or(peer);
                Error::new(Code::SSL_ERROR, line(&format!("TLS with {peer} failed: {}", tls_error::words(&error))))
            }
            Self::Roots(error) => Error::new(
                Code::SSL_ERROR,
                line(&format!(
                    "cannot verify {peer}: no certificates of authorities on this system ({error}); name a CA file"
                )),
            ),
            Self::Lost { cause, .. } => no_connection(format!("{peer} did not answer: {cause}")),
            Self::Cut(cause) => unknown(format!("the answer of {peer} broke off: {cause}")),
            Self::Encrypted => unknown(format!("{peer} answers with TLS: its URL starts with https://")),
            Self::Endless => unknown(format!("{peer} sent something that is not HTTP: a line without an end")),
            Self::Interim => unknown(format!("{peer} sends interim answers (1xx) without end")),
            Self::NotHttp(cause) => unknown(format!("{peer} sent something that is not HTTP: {cause}")),
            Self::LongHeader { most } => limit(format!("the header of the answer of {peer} exceeds {most} bytes")),
            Self::ManyFields => limit(format!("the answer of {peer} has more than {MOST_FIELDS} header fields")),
            Self::Caller(error) => error,
            Self::NoMemory { wanted } => {
                limit(format!("there is no memory for {wanted} bytes of the answer of {peer}"))
            }
            Self::TooLong { most } => limit(format!("the body of the answer of {peer} exceeds {most} bytes")),
            Self::Packed(name, cause) => {
                unknown(line(&format!("the body of the answer of {peer} is not valid {name}: {cause}")))
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for ureq::Error {
    fn from(fault: Fault) -> Self {
        Self::Other(Box::new(fault))
    }
}

/// The fault inside an error of ureq, if it is one of ours.
pub(super) fn fault_of(error: &ureq::Error) -> Option<&Fault> {
    match error {
        ureq::Error::Other(inner) => inner.downcast_ref(),
        _ => None,
    }
}

/// An error of ureq as the core knows it. `peer` is host and port of the request.
pub(super) fn error(error: ureq::Error, peer: &str, timeouts: &Timeouts) -> Error {
    use ureq::Error as E;
    let unknown = |message: String| Error::new(Code::UNKNOWN_CONNECTION_ERROR, line(&message));
    match error {
        E::Other(inner) => match inner.downcast::<Fault>() {
            Ok(fault) => fault.into_error(peer),
            Err(other) => unknown(format!("the exchange with {peer} failed: {other}")),
        },
        E::Timeout(which) => Error::new(Code::CONNECT_TIMEOUT, timed_out(which, peer, timeouts)),
        E::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
            Fault::Cut("the peer closed the connection".to_owned()).into_error(peer)
        }
        // What is left comes from asking a proxy for a tunnel.
        E::Io(cause) => Fault::Proxy(words(&cause)).into_error(peer),
        E::ConnectProxyFailed(cause) => {
            Error::new(Code::CONNECT_FAILURE, line(&format!("cannot connect to {peer}: the {cause}")))
        }
        E::HostNotFound => Error::new(Code::CONNECT_FAILURE, format!("cannot connect to {peer}: unknown host")),
        // What a proxy said when it was asked for a tunnel.
        E::Protocol(cause) => Error::new(
            Code::CONNECT_FAILURE,
            line(&format!("cannot connect to {peer}: the proxy sent something that is not HTTP: {cause}")),
        ),
        other => unknown(format!("the exchange with {peer} failed: {other}")),
    }
}

fn timed_out(which: Timeout, peer: &str, timeouts: &Timeouts) -> String {
    let after = |limit: Option<Duration>| limit.unwrap_or_default();
    match which {
        Timeout::Connect | Timeout::Resolve => {
            format!("cannot connect to {peer}: no connection within {:?}", after(timeouts.connect))
        }
        Timeout::PerRead => format!("{peer} sent nothing for {:?}", after(timeouts.read)),
        Timeout::PerWrite => format!("{peer} took nothing for {:?}", after(timeouts.read)),
        _ => format!("the exchange with {peer} took longer than {:?}", after(timeouts.whole)),
    }
}

/// What an I/O error says, without numbers and capitals.
pub(super) fn words(error: &io::Error) -> String {
    // rustls adds a link to its manual.
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return "the peer closed the connection".to_owned();
    }
    let text = error.to_string();
    let text = text.strip_prefix("failed to lookup address information: ").unwrap_or(&text);
    let text = text.split(" (os error ").next().unwrap_or(text);
    let mut letters = text.chars();
    let lower = letters.next().map(|first| first.to_ascii_lowercase());
    line(&lower.into_iter().chain(letters).collect::<String>())
}

/// One line that a terminal survives, whatever a peer put into it.
pub(super) fn line(text: &str) -> String {
    const MOST: usize = 600;
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_plain_words() {
        assert_eq!(words(&io::Error::from_raw_os_error(libc::ECONNREFUSED)), "connection refused");
        assert_eq!(words(&io::Error::from_raw_os_error(libc::ENETUNREACH)), "network is unreachable");
        let lookup = io::Error::other("failed to lookup address information: Name or service not known");
        assert_eq!(words(&lookup), "name or service not known");
    }

    #[test]
    fn a_peer_cannot_break_a_message_into_lines() {
        let shown = line(&format!("a\r\nb\u{1b}[31m{}", "x".repeat(5000)));
        assert!(!shown.contains(char::is_control) && shown.len() == 600, "{shown}");
    }
}
