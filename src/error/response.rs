//! From an HTTP answer to the error that it means.

use std::fmt;

use super::said::{Said, json, said};
use super::words::{LINE_BYTES, line_within};
use super::{Code, Error, Receipt, retry_after};

/// The most bytes of a request id that a message repeats.
const REQUEST_ID_BYTES: usize = 256;

/// An answer that is an error, in its parts.
#[derive(Clone, Copy)]
pub struct Failure<'a> {
    /// The status.
    pub status: u16,
    /// The value of a header field; the names asked for are in lower case, the look-up must not mind the case.
    pub header: &'a dyn Fn(&str) -> Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
    /// The method of the request.
    pub method: &'a str,
    /// The URL of the request, without secrets.
    pub url: &'a str,
    /// The time of day in microseconds since 1970, from which a `Retry-After` date counts.
    pub now: i64,
}

impl Error {
    /// The error that an answer means: its class by the status, what the peer says about it by the body.
    ///
    /// A 401 with a receipt is `MissingAuthMethods`, whatever its content type; with a receipt that nobody could continue
    /// from, a 401 stays `Unauthorized`.
    pub fn from_response(failure: &Failure<'_>) -> Self {
        let header = |name: &str| (failure.header)(name).map(str::trim);
        let receipt = header("openstack-auth-receipt")
            .filter(|receipt| failure.status == 401 && !receipt.is_empty())
            .and_then(|receipt| Receipt::read(receipt, &json(failure.body)?));
        let (code, said) = match &receipt {
            Some(receipt) => (Code::MISSING_AUTH_METHODS, still_missing(receipt)),
            None => (Code::from_status(failure.status), said(header("content-type"), failure.body)),
        };
        let request_id = header("x-openstack-request-id").or_else(|| header("x-compute-request-id"));
        let message = message(said.message.as_deref().unwrap_or(code.default_message()), failure.status, request_id);
        let mut error = Self::new(code, message)
            .with_http_status(failure.status)
            .with_request(failure.method, failure.url)
            .with_body(failure.body);
        if let Some(details) = said.details {
            error = error.with_details(details);
        }
        if let Some(id) = request_id {
            error = error.with_request_id(id);
        }
        if let Some(seconds) = header("retry-after").and_then(|field| retry_after::seconds(field, failure.now)) {
            error = error.with_retry_after(seconds);
        }
        match receipt {
            Some(receipt) => error.with_receipt(receipt),
            None => error,
        }
    }
}

fn still_missing(receipt: &Receipt) -> Said {
    let required = receipt.required_in_words();
    let default = Code::MISSING_AUTH_METHODS.default_message();
    Said { message: (!required.is_empty()).then(|| format!("{default}: {required}")), details: None }
}

/// The words, then status and request id, which stay whole when the words are too long.
fn message(words: &str, status: u16, request_id: Option<&str>) -> String {
    let id = line_within(request_id.unwrap_or_default(), REQUEST_ID_BYTES);
    let id = if id.is_empty() { id } else { format!(" (Request-ID: {id})") };
    let facts = format!(" (HTTP {status}){id}");
    line_within(words, LINE_BYTES - facts.len()) + &facts
}

impl fmt::Debug for Failure<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Header fields and the body may hold secrets.
        f.debug_struct("Failure")
            .field("status", &self.status)
            .field("method", &self.method)
            .field("url", &self.url)
            .field("body_length", &self.body.len())
            .finish_non_exhaustive()
    }
}
