//! One answer of the scripted server, with the faults that it may have.

use std::borrow::Borrow;
use std::time::Duration;

use serde_json::{Value, json};

use super::framing::{Body, Content, Cut, Ending, Framing, Pace};

/// What an answer of pure garbage consists of.
const GARBAGE: &[u8] = b"\x00\xff\x13NOT HTTP\x7f\n\n\xfe\xed\r\n\r\n";

/// What the server says to one request. Made by a constructor, then changed by methods, of which most are faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub(super) content: Content,
    pub(super) version: &'static str,
    pub(super) status: u16,
    pub(super) reason: Option<String>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) raw_lines: Vec<u8>,
    pub(super) body: Body,
    pub(super) before: Vec<u8>,
    pub(super) after: Vec<u8>,
    pub(super) framing: Framing,
    pub(super) cut: Option<Cut>,
    pub(super) pace: Option<Pace>,
    pub(super) delay: Duration,
    pub(super) ending: Ending,
    pub(super) close_notify: bool,
}

/// Whole answers.
impl Answer {
    /// A status and an empty body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self {
            content: Content::Http,
            version: "HTTP/1.1",
            status,
            reason: None,
            headers: Vec::new(),
            raw_lines: Vec::new(),
            body: Body::Bytes(Vec::new()),
            before: Vec::new(),
            after: Vec::new(),
            framing: Framing::Length,
            cut: None,
            pace: None,
            delay: Duration::ZERO,
            ending: Ending::Keep,
            close_notify: true,
        }
    }

    /// A JSON body with its content type.
    #[must_use]
    pub fn json(status: u16, value: impl Borrow<Value>) -> Self {
        Self::bytes(status, value.borrow().to_string()).header("Content-Type", "application/json")
    }

    /// A text body with its content type.
    #[must_use]
    pub fn text(status: u16, text: &str) -> Self {
        Self::bytes(status, text).header("Content-Type", "text/plain; charset=utf-8")
    }

    /// A body without a content type.
    #[must_use]
    pub fn bytes(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { body: Body::Bytes(body.into()), ..Self::new(status) }
    }

    /// A redirect with exactly this `Location`.
    #[must_use]
    pub fn redirect(status: u16, location: &str) -> Self {
        Self::new(status).header("Location", location)
    }

    /// An error in the shape and with the headers of Keystone's own.
    #[must_use]
    pub fn keystone_error(status: u16, message: &str) -> Self {
        let error = json!({"error": {"code": status, "message": message, "title": phrase(status)}});
        Self::bytes(status, format!("{error}\n"))
            .header("Content-Type", "application/json")
            .header("Vary", "X-Auth-Token")
    }

    /// A text body of this many bytes, made up while it is sent.
    #[must_use]
    pub fn huge(status: u16, bytes: u64) -> Self {
        let body = Body::Filled { before: Vec::new(), fill: b'a', count: bytes, after: Vec::new() };
        Self { body, ..Self::new(status) }.header("Content-Type", "text/plain; charset=utf-8")
    }

    /// A body of this many bytes that is one valid JSON object, made up while it is sent.
    #[must_use]
    pub fn huge_json(status: u16, bytes: u64) -> Self {
        let (before, after) = (br#"{"filler":""#.to_vec(), br#""}"#.to_vec());
        let count = bytes.saturating_sub((before.len() + after.len()) as u64);
        let body = Body::Filled { before, fill: b'a', count, after };
        Self { body, ..Self::new(status) }.header("Content-Type", "application/json")
    }

    /// These bytes in place of an HTTP message; then the connection ends.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self { content: Content::Raw(bytes.into()), ending: Ending::Silent, ..Self::new(0) }
    }

    /// Bytes that are no HTTP; then the connection ends.
    #[must_use]
    pub fn garbage() -> Self {
        Self::raw(GARBAGE)
    }

    /// No answer: the connection is closed.
    #[must_use]
    pub fn close() -> Self {
        Self { content: Content::Nothing, ending: Ending::Silent, ..Self::new(0) }
    }

    /// No answer: the connection is reset.
    #[must_use]
    pub fn reset() -> Self {
        Self { ending: Ending::Reset, ..Self::close() }
    }

    /// No answer, ever: the connection stays open until the client leaves or the server is dropped.
    #[must_use]
    pub fn silence() -> Self {
        Self { ending: Ending::Stall, ..Self::close() }
    }
}

/// What is in the message.
impl Answer {
    /// Adds a header, as it is. `Content-Length` is written by the server; one more is one too many.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Another reason phrase.
    #[must_use]
    pub fn reason(mut self, phrase: &str) -> Self {
        self.reason = Some(phrase.to_owned());
        self
    }

    /// An HTTP/1.0 answer, which ends the connection.
    #[must_use]
    pub fn http10(mut self) -> Self {
        self.version = "HTTP/1.0";
        self.ending = Ending::Announced;
        self
    }

    /// An interim answer (100, 103) before this one.
    #[must_use]
    pub fn interim(mut self, status: u16) -> Self {
        self.before.extend(format!("HTTP/1.1 {status} {}\r\n\r\n", phrase(status)).into_bytes());
        self
    }

    /// Bytes right behind the complete answer, on the same connection.
    #[must_use]
    pub fn followed_by(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.after.extend(bytes.into());
        self
    }

    /// A line among the headers exactly as given, `\r\n` added: without a colon, with a NUL, folded.
    #[must_use]
    pub fn raw_header(mut self, line: impl AsRef<[u8]>) -> Self {
        self.raw_lines.extend_from_slice(line.as_ref());
        self.raw_lines.extend_from_slice(b"\r\n");
        self
    }

    /// One more header with a value of this many bytes.
    #[must_use]
    pub fn huge_header(self, bytes: usize) -> Self {
        self.header("X-Huge", &"a".repeat(bytes))
    }

    /// This many more headers.
    #[must_use]
    pub fn many_headers(mut self, count: usize) -> Self {
        self.headers.extend((0..count).map(|n| (format!("X-Many-{n}"), "v".to_owned())));
        self
    }

    /// The body in chunks of this many bytes, in place of a length.
    #[must_use]
    pub fn chunked(mut self, bytes: usize) -> Self {
        self.framing = Framing::Chunked(bytes.max(1));
        self
    }

    /// Claims this as `Content-Length`, whatever the body is: a wrong number, or no number at all.
    #[must_use]
    pub fn length(mut self, claim: impl ToString) -> Self {
        self.framing = Framing::Claimed(claim.to_string());
        self
    }

    /// No length and no chunks: the body lasts until the connection ends, which it then does.
    #[must_use]
    pub fn without_length(mut self) -> Self {
        self.framing = Framing::UntilClose;
        self.ending = Ending::Silent;
        self
    }
}

/// When it is sent, and what goes wrong on the way.
impl Answer {
    /// Waits before the answer.
    #[must_use]
    pub fn delay(mut self, time: Duration) -> Self {
        self.delay = time;
        self
    }

    /// Sends head and body this many bytes at a time, with a pause behind each piece.
    #[must_use]
    pub fn slowly(mut self, bytes: usize, every: Duration) -> Self {
        self.pace = Some(Pace { bytes: bytes.max(1), every, body_only: false });
        self
    }

    /// Sends the head at once and the body this many bytes at a time, with a pause behind each piece.
    #[must_use]
    pub fn slow_body(mut self, bytes: usize, every: Duration) -> Self {
        self.pace = Some(Pace { bytes: bytes.max(1), every, body_only: true });
        self
    }

    /// Closes the connection after this many bytes of the body; the announced length stays that of all of it.
    #[must_use]
    pub fn truncated(self, bytes: u64) -> Self {
        self.cut(Cut::Body(bytes), Ending::Silent)
    }

    /// Closes the connection after this many bytes of the head.
    #[must_use]
    pub fn head_truncated(self, bytes: usize) -> Self {
        self.cut(Cut::Head(bytes), Ending::Silent)
    }

    /// Resets the connection in the end, in place of closing it.
    #[must_use]
    pub fn and_reset(mut self) -> Self {
        self.ending = Ending::Reset;
        self
    }

    /// Resets the connection after this many bytes of the body.
    #[must_use]
    pub fn reset_after(self, bytes: u64) -> Self {
        self.cut(Cut::Body(bytes), Ending::Reset)
    }

    /// Sends nothing more after this many bytes of the body, and leaves the connection open.
    #[must_use]
    pub fn stalled_after(self, bytes: u64) -> Self {
        self.cut(Cut::Body(bytes), Ending::Stall)
    }

    /// Closes the connection after the answer, and says so in it.
    #[must_use]
    pub fn closing(mut self) -> Self {
        self.ending = Ending::Announced;
        self
    }

    /// Closes the connection after the answer without having said so: the client keeps a stale one.
    #[must_use]
    pub fn closing_silently(mut self) -> Self {
        self.ending = Ending::Silent;
        self
    }

    /// When the connection ends, TLS does not say goodbye first: to the client it looks cut.
    #[must_use]
    pub fn without_close_notify(mut self) -> Self {
        self.close_notify = false;
        self
    }

    fn cut(mut self, cut: Cut, ending: Ending) -> Self {
        self.cut = Some(cut);
        self.ending = ending;
        self
    }

    /// The whole head, up to and with its empty line.
    pub(super) fn head(&self) -> Vec<u8> {
        let reason = self.reason.as_deref().unwrap_or_else(|| phrase(self.status));
        let mut head = format!("{} {} {reason}\r\n", self.version, self.status);
        let mut line = |name: &str, value: &str| head.extend([name, ": ", value, "\r\n"]);
        for (name, value) in &self.headers {
            line(name, value);
        }
        match &self.framing {
            // A HEAD is told the length of the body that it does not get.
            Framing::Length if self.has_body("GET") => {
                line("Content-Length", &self.body.len().to_string());
            }
            Framing::Claimed(claim) => line("Content-Length", claim),
            Framing::Chunked(_) => line("Transfer-Encoding", "chunked"),
            Framing::Length | Framing::UntilClose => {}
        }
        if self.ending == Ending::Announced {
            line("Connection", "close");
        }
        let mut head = head.into_bytes();
        head.extend_from_slice(&self.raw_lines);
        head.extend_from_slice(b"\r\n");
        head
    }

    /// Whether a body follows the head: none does after HEAD, nor for the statuses that have none.
    pub(super) fn has_body(&self, request_method: &str) -> bool {
        request_method != "HEAD" && !matches!(self.status, 100..=199 | 204 | 304)
    }
}

/// The phrase that belongs to a status.
pub(super) fn phrase(status: u16) -> &'static str {
    match status {
        100 => "Continue",
        103 => "Early Hints",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        305 => "Use Proxy",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        409 => "Conflict",
        413 => "Request Entity Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Scripted",
    }
}
