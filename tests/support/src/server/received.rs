//! A request as it came in.

use std::time::Instant;

use serde_json::Value;

/// One recorded request.
#[derive(Clone, Debug)]
pub struct Received {
    /// Its number among all requests of the server, from 1, by arrival.
    pub number: usize,
    /// The number of its connection, from 1, by arrival.
    pub connection: usize,
    /// Its number on its connection, from 1: above 1 the connection was used again.
    pub request: usize,
    /// The method.
    pub method: String,
    /// Path and query, as sent.
    pub target: String,
    /// The headers in their order, names in their original case.
    pub headers: Vec<(String, String)>,
    /// The body, freed from chunks.
    pub body: Vec<u8>,
    /// Who came through TLS.
    pub tls: Option<Peer>,
    /// Whether no answer was scripted for it.
    pub unexpected: bool,
    /// When its head was complete.
    pub at: Instant,
    pub(super) origin: String,
}

/// What a TLS handshake told about the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The host that the client asked for (SNI); clients that were given an address ask for none.
    pub server_name: Option<String>,
    /// `TLSv1_2` or `TLSv1_3`.
    pub version: String,
    /// The client's certificate, in DER: compare with [`crate::tls::Identity::der`].
    pub client_certificate: Option<Vec<u8>>,
}

impl Received {
    /// The path, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }

    /// The query, without its question mark.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.target.split_once('?').map(|(_, query)| query)
    }

    /// The first header of this name, in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0.eq_ignore_ascii_case(name)).map(|header| header.1.as_str())
    }

    /// Every header of this name, in any case.
    pub fn headers_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |header| header.0.eq_ignore_ascii_case(name)).map(|header| header.1.as_str())
    }

    /// The body as JSON.
    ///
    /// # Panics
    ///
    /// When it is none.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("the body of {} {} is no JSON ({error}): {}", self.method, self.target, self.text()),
        }
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The origin by which the client called this server, from its `Host` header.
    #[must_use]
    pub fn origin(&self) -> String {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        self.header("host").map_or_else(|| self.origin.clone(), |host| format!("{scheme}://{host}"))
    }

    /// Whether any part of the request, head or body, contains this: for secrets that must not travel.
    #[must_use]
    pub fn contains(&self, part: &str) -> bool {
        self.target.contains(part)
            || self.headers.iter().any(|(name, value)| name.contains(part) || value.contains(part))
            || self.text().contains(part)
    }
}
