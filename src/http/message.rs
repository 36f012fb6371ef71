//! One request and one answer.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use zeroize::Zeroizing;

use super::{Connection, Headers, url};
use crate::text::{SecretBytes, Text};
use crate::value::{Document, Limits, Value};

/// What a request sends. Wiped when its last copy is dropped; copies share the bytes.
#[derive(Clone, Default)]
pub struct Body(Option<Arc<Zeroizing<Vec<u8>>>>);

impl Body {
    /// No body, and no header that speaks of one.
    pub fn none() -> Self {
        Self(None)
    }

    /// A body of these bytes.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Some(Arc::new(Zeroizing::new(bytes.into()))))
    }

    /// The bytes; `None` without a body, which is not the same as an empty one.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.0.as_ref().map(|bytes| bytes.as_slice())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_bytes() {
            None => f.write_str("none"),
            Some(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

/// How long the steps of an exchange may take; `None` is for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// To look the name up, connect, and agree on TLS.
    pub connect: Option<Duration>,
    /// For the peer to send the next bytes, or to take them.
    pub read: Option<Duration>,
    /// For the whole exchange.
    pub whole: Option<Duration>,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Some(Duration::from_secs(10)), read: Some(Duration::from_secs(60)), whole: None }
    }
}

/// One request.
#[derive(Clone)]
pub struct Request {
    /// `GET`, `POST` ...
    pub method: Text,
    /// An absolute `http` or `https` URL.
    pub url: String,
    /// All header fields but `Host` and those that frame the body, which the driver adds.
    pub headers: Headers,
    /// What is sent.
    pub body: Body,
    /// How long it may take.
    pub timeouts: Timeouts,
    /// The most bytes that the body of an answer may have, after decompression.
    pub most_bytes: u64,
    /// Whether the body of request or answer holds a secret: it must not go to another origin, nor into a log.
    pub secret: bool,
    /// Whether it and its answer go into a log, as far as they are no secrets.
    pub log: bool,
    /// What the plugin asks of the connection; `None` leaves it to the session.
    pub connection: Option<Arc<Connection>>,
}

/// The most bytes of an answer unless the request says otherwise.
const MOST_BYTES: u64 = 64 << 20;

impl Request {
    /// A request without headers and body.
    pub fn new(method: &str, url: impl Into<String>) -> Self {
        Self {
            method: Text::new(method),
            url: url.into(),
            headers: Headers::new(),
            body: Body::none(),
            timeouts: Timeouts::default(),
            most_bytes: MOST_BYTES,
            secret: false,
            log: true,
            connection: None,
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &url::shown(&self.url))
            .field("headers", &self.headers)
            .field("body", &self.body)
            .field("timeouts", &self.timeouts)
            .finish_non_exhaustive()
    }
}

/// One answer, read to its end.
pub struct Response {
    /// The status.
    pub status: u16,
    /// The header fields in the order in which they came.
    pub headers: Headers,
    /// The URL that answered.
    pub url: Text,
    /// The statuses of the redirects before it, the oldest first.
    pub history: Vec<u16>,
    /// Whether redirects led to another origin, where credentials did not go.
    pub left_origin: bool,
    body: SecretBytes,
    json: OnceLock<Option<Arc<Document>>>,
}

impl Response {
    /// An answer with this body.
    pub fn new(status: u16, headers: Headers, url: &str, mut body: Vec<u8>) -> Self {
        body.push(0);
        let body = SecretBytes::from(body);
        Self {
            status,
            headers,
            url: Text::new(url),
            history: Vec::new(),
            left_origin: false,
            body,
            json: OnceLock::new(),
        }
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        self.body.strip_suffix(b"\0").unwrap_or(&self.body)
    }

    /// The body and the NUL behind it, for the C ABI.
    pub fn body_with_nul(&self) -> &[u8] {
        &self.body
    }

    /// The body as JSON, whatever its content type says; `None` when it is not JSON. Parsed once.
    pub fn json(&self) -> Option<Value<'_>> {
        self.document().map(|document| document.root())
    }

    /// The document behind [`Response::json`]. It may be somebody's new password, and is wiped like one.
    pub fn document(&self) -> Option<&Arc<Document>> {
        self.json.get_or_init(|| Document::parse_secret(self.body(), Limits::default()).ok()).as_ref()
    }

    /// The id that the peer gave the request.
    pub fn request_id(&self) -> Option<&Text> {
        self.headers.get_text("x-openstack-request-id").or_else(|| self.headers.get_text("x-compute-request-id"))
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("url", &url::shown(self.url.as_str()))
            .field("headers", &self.headers)
            .field("body_length", &self.body().len())
            .finish_non_exhaustive()
    }
}
