//! One request and one answer.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::{Body, Connection, Destination, Headers, url};
use crate::error::Result;
use crate::text::{SecretBytes, Text};
use crate::value::{Document, Limits, Value};
use crate::watch::Log;

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

/// The fields in which a peer names the request, the best first.
const REQUEST_ID: [&str; 2] = ["x-openstack-request-id", "x-compute-request-id"];

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
    /// Who listens in place of who listens to the session, as long as there is anybody.
    pub listener: Option<Arc<Log>>,
    /// What plugin and caller ask of the connection; `None` leaves it to the session.
    pub connection: Option<Arc<Connection>>,
    /// Where the body of the answer goes as it arrives; `None` for into the answer.
    pub destination: Option<Destination>,
}

/// The most bytes of an answer unless the request says otherwise.
pub(super) const MOST_BYTES: u64 = 64 << 20;

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
            listener: None,
            connection: None,
            destination: None,
        }
    }

    /// Who listens in place of who listens to the session.
    pub fn own_listener(&self) -> Option<&Log> {
        self.listener.as_deref().filter(|log| log.is_set())
    }

    /// The most bytes that a body may have which is read into the answer. What goes to a sink takes no memory.
    pub fn most_in_memory(&self) -> u64 {
        if self.destination.is_some() { self.most_bytes.min(MOST_BYTES) } else { self.most_bytes }
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

/// A redirect that was followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Its status.
    pub status: u16,
    /// The URL that redirected.
    pub url: Text,
}

/// How long an exchange took, by a clock that nobody sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elapsed {
    /// Until there was a connection; zero over a kept one.
    pub connect: Duration,
    /// From the beginning to the head of the final answer.
    pub head: Duration,
    /// From the beginning to the end of the answer.
    pub whole: Duration,
}

/// One answer, read to its end.
pub struct Response {
    /// The status.
    pub status: u16,
    /// What the peer calls the status; empty when it does not say.
    pub reason: Text,
    /// The header fields in the order in which they came.
    pub headers: Headers,
    /// The URL that answered.
    pub url: Text,
    /// The redirects before it, the oldest first.
    pub history: Vec<Hop>,
    /// How long the exchange took that this is the answer of; redirects before it are others. Zero when the driver does not say.
    pub elapsed: Elapsed,
    /// Whether redirects led to another origin, where credentials did not go.
    pub left_origin: bool,
    /// Whether the request would have been sent again if its streamed body could be rewound.
    pub body_was_spent: bool,
    /// With a NUL behind it; made of the document again when that was parsed in its place.
    body: OnceLock<SecretBytes>,
    json: OnceLock<Option<Arc<Document>>>,
}

impl Response {
    /// An answer with this body.
    pub fn new(status: u16, headers: Headers, url: &str, mut body: Vec<u8>) -> Self {
        body.push(0);
        Self {
            status,
            reason: Text::new(""),
            headers,
            url: Text::new(url),
            history: Vec::new(),
            elapsed: Elapsed::default(),
            left_origin: false,
            body_was_spent: false,
            body: SecretBytes::from(body).into(),
            json: OnceLock::new(),
        }
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        let body = self.body_with_nul();
        body.strip_suffix(b"\0").unwrap_or(body)
    }

    /// The body and the NUL behind it, for the C ABI.
    pub fn body_with_nul(&self) -> &[u8] {
        self.body.get_or_init(|| {
            let document = self.json.get().and_then(Option::as_ref);
            let mut body = document.map_or_else(Vec::new, |document| document.text().into_bytes());
            body.push(0);
            SecretBytes::from(body)
        })
    }

    /// The body as JSON, whatever its content type says; `None` when it is not JSON. Parsed once.
    pub fn json(&self) -> Option<Value<'_>> {
        self.document().map(|document| document.root())
    }

    /// The document behind [`Response::json`]. It may be somebody's new password, and is wiped like one.
    pub fn document(&self) -> Option<&Arc<Document>> {
        self.json.get_or_init(|| Document::parse_secret(self.body(), Limits::default()).ok()).as_ref()
    }

    /// Parses the body where it stands, so that memory does not hold it twice: for who wants the document of a long one.
    pub fn parse_in_place(&mut self) {
        if self.json.get().is_some() {
            return;
        }
        let mut text = self.body.take().map_or_else(Vec::new, SecretBytes::into_bytes);
        text.pop();
        let parsed = Document::parse_secret_or_return(text).map_err(|mut text| {
            text.push(0);
            self.body = SecretBytes::from(text).into();
        });
        self.json = parsed.ok().into();
    }

    /// The id that the peer gave the request.
    pub fn request_id(&self) -> Option<&str> {
        REQUEST_ID.iter().find_map(|name| self.headers.get(name))
    }

    /// The same with the NUL behind it, for the C ABI.
    pub fn request_id_with_nul(&self) -> Option<&str> {
        REQUEST_ID.iter().find_map(|name| self.headers.get_with_nul(name))
    }

    /// Hands what was read of the body over to the sink instead.
    pub(crate) fn deliver(&mut self, destination: &Destination) -> Result<()> {
        destination.deliver(self.body())?;
        self.body = SecretBytes::from(vec![0]).into();
        Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_what_came_also_when_it_was_parsed_where_it_stood() {
        for (body, is_json) in [
            (&b"{\"a\": [\"b\", \"c\\\"\\u0000\"], \"\": 1}"[..], true),
            (b"\"x\"", true),
            (b"{\"a\": \"b\"", false),
            (b"[\"a\\n\", \"b\", \"\xff\"]", false),
            (b"a\0\"b\"", false),
            (b"", false),
        ] {
            let mut response = Response::new(200, Headers::new(), "http://h/", body.to_vec());
            response.parse_in_place();
            assert_eq!(response.json().is_some(), is_json);
            assert_eq!(response.body(), body);
            assert_eq!(response.body_with_nul(), [body, &b"\0"[..]].concat());
            response.parse_in_place();
            assert_eq!((response.json().is_some(), response.body()), (is_json, body));
        }
    }
}
