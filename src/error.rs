//! What went wrong: a code out of the exception tree, and everything known about it.

mod class;
mod receipt;
mod response;
mod retry_after;
mod said;
mod words;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub use class::{ALIASES, CLASSES, Class, class_named, class_of};
pub use receipt::Receipt;
pub use response::Failure;
pub use retry_after::seconds as retry_after;

use zeroize::Zeroizing;

use crate::text::{self, Text};

/// What the functions of the core return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A result code: a row of the exception tree, an HTTP status without a row, or a callback's own code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(i32);

impl Code {
    /// The code for an HTTP status: the status itself from 300 to 999. Any other number would mean something else here, so that
    /// it becomes `HttpError`.
    pub fn from_status(status: u16) -> Self {
        match status {
            300..=999 => Self(i32::from(status)),
            _ => Self::HTTP_ERROR,
        }
    }

    /// The code behind a number that a caller holds or a callback returned.
    pub fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// The number that the C ABI returns.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The class as the reference spells it; the family's for a status that has no class of its own.
    pub fn class_name(self) -> &'static str {
        without_nul(self.class_name_with_nul())
    }

    /// The class and the NUL behind it, for the C ABI.
    pub fn class_name_with_nul(self) -> &'static str {
        match self.class() {
            Some(class) => class.name_with_nul,
            None => match self.0 {
                10_000.. => "CallbackError\0",
                _ => "ClientException\0",
            },
        }
    }

    /// What an error of this class says that has nothing better to say.
    pub fn default_message(self) -> &'static str {
        without_nul(self.default_message_with_nul())
    }

    /// The default message and the NUL behind it, for the C ABI.
    pub fn default_message_with_nul(self) -> &'static str {
        self.class().map_or("the call failed\0", |class| class.message_with_nul)
    }

    /// Whether this class is `ancestor` or a kind of it.
    pub fn is_a(self, ancestor: Code) -> bool {
        self == ancestor
            || class_of(self).map_or_else(
                || self.family().is_some_and(|family| family.is_a(ancestor)),
                |class| class.parents.iter().any(|parent| parent.is_a(ancestor)),
            )
    }

    fn class(self) -> Option<&'static Class> {
        class_of(self).or_else(|| self.family().and_then(class_of))
    }

    /// The abstract class of an HTTP status without a row.
    fn family(self) -> Option<Code> {
        match self.0 {
            300..=399 => Some(Code::HTTP_REDIRECTION),
            400..=499 => Some(Code::HTTP_CLIENT_ERROR),
            500..=599 => Some(Code::HTTP_SERVER_ERROR),
            600..=999 => Some(Code::HTTP_ERROR),
            _ => None,
        }
    }
}

fn without_nul(text: &'static str) -> &'static str {
    text.strip_suffix('\0').unwrap_or(text)
}

/// An error with all that is known about it. Cheap to move and to clone.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    code: Code,
    message: Text,
    details: Option<Text>,
    http_status: u16,
    method: Option<Text>,
    url: Option<Text>,
    request_id: Option<Text>,
    retry_after: Option<i64>,
    body: Option<Arc<[u8]>>,
    receipt: Option<Arc<Receipt>>,
    cause: Option<Error>,
}

impl Error {
    /// An error that says `message`, which must hold no secret. What is longer than 8 KiB is cut, line breaks become blanks.
    pub fn new(code: Code, message: impl AsRef<str>) -> Self {
        Self(Arc::new(Inner {
            code,
            message: words::line(message.as_ref()),
            details: None,
            http_status: 0,
            method: None,
            url: None,
            request_id: None,
            retry_after: None,
            body: None,
            receipt: None,
            cause: None,
        }))
    }

    /// An error that says what its class says.
    pub fn of(code: Code) -> Self {
        Self::new(code, code.default_message())
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The same error with another message.
    #[must_use]
    pub fn with_message(self, message: impl AsRef<str>) -> Self {
        self.with(|inner| inner.message = words::line(message.as_ref()))
    }

    /// The same error with details: what the peer said beyond its message, of which 64 KiB are kept.
    #[must_use]
    pub fn with_details(self, details: impl AsRef<str>) -> Self {
        self.with(|inner| inner.details = Some(words::text(details.as_ref())))
    }

    /// The same error, naming the request that failed. `url` must hold no secret; a `method` that is not known is empty.
    #[must_use]
    pub fn with_request(self, method: &str, url: &str) -> Self {
        self.with(|inner| {
            inner.method = (!method.is_empty()).then(|| words::line(method));
            inner.url = Some(words::line(url));
        })
    }

    /// The same error with the status that the peer answered.
    #[must_use]
    pub fn with_http_status(self, status: u16) -> Self {
        self.with(|inner| inner.http_status = status)
    }

    /// The same error with the peer's request id.
    #[must_use]
    pub fn with_request_id(self, id: &str) -> Self {
        self.with(|inner| inner.request_id = Some(words::line(id)))
    }

    /// The same error with the seconds after which the peer wants to be asked again.
    #[must_use]
    pub fn with_retry_after(self, seconds: i64) -> Self {
        self.with(|inner| inner.retry_after = Some(seconds))
    }

    /// The same error with the body that the peer sent, of which 64 KiB are kept.
    #[must_use]
    pub fn with_body(self, body: &[u8]) -> Self {
        let body = body.get(..words::TEXT_BYTES).unwrap_or(body);
        let mut owned = Vec::with_capacity(body.len() + 1);
        owned.extend_from_slice(body);
        owned.push(0);
        self.with(|inner| inner.body = Some(owned.into()))
    }

    /// The same error with the receipt for the methods that were passed.
    #[must_use]
    pub fn with_receipt(self, receipt: Receipt) -> Self {
        self.with(|inner| inner.receipt = Some(Arc::new(receipt)))
    }

    /// The same error with what led to it.
    #[must_use]
    pub fn with_cause(self, cause: Error) -> Self {
        self.with(|inner| inner.cause = Some(cause))
    }

    /// The same error without these secrets, which the peer may have repeated in what it said.
    #[must_use]
    pub fn without(self, secrets: &[&str]) -> Self {
        /// Shorter ones are in any text.
        const SHORTEST: usize = 4;
        let long = secrets.iter().filter(|secret| secret.len() >= SHORTEST);
        // A body may repeat it as it was sent: escaped; a message, in one line.
        let forms = |secret: &&&str| {
            let mut forms = vec![Zeroizing::new((**secret).to_owned()), text::escaped(secret)];
            forms.extend(words::shown(secret));
            forms
        };
        let secrets: Vec<Zeroizing<String>> = long.flat_map(|secret| forms(&secret)).collect();
        self.cleaned(&secrets)
    }

    fn cleaned(self, secrets: &[Zeroizing<String>]) -> Self {
        let cleaned = |text: &Text| match words::without(text.as_str(), secrets) {
            Cow::Borrowed(_) => text.clone(),
            Cow::Owned(clean) => Text::from(clean),
        };
        let clean = |body: &[u8]| {
            let body = String::from_utf8_lossy(body);
            match text::without(&body, secrets, body.len() >= words::TEXT_BYTES) {
                Cow::Borrowed(_) => None,
                Cow::Owned(clean) => Some(clean),
            }
        };
        let body = self.body().and_then(clean);
        let this = self.with(|inner| {
            inner.message = cleaned(&inner.message);
            for text in [&mut inner.details, &mut inner.method, &mut inner.url, &mut inner.request_id] {
                *text = text.as_ref().map(cleaned);
            }
            inner.cause = inner.cause.take().map(|cause| cause.cleaned(secrets));
        });
        match body {
            Some(body) => this.with_body(body.as_bytes()),
            None => this,
        }
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// Whether the error's class is `ancestor` or a kind of it.
    pub fn is_a(&self, ancestor: Code) -> bool {
        self.0.code.is_a(ancestor)
    }

    /// One line that says what failed.
    pub fn message(&self) -> &Text {
        &self.0.message
    }

    /// What the peer said beyond its message.
    pub fn details(&self) -> Option<&Text> {
        self.0.details.as_ref()
    }

    /// The status that the peer answered; 0 without an answer.
    pub fn http_status(&self) -> u16 {
        self.0.http_status
    }

    /// The method of the request that failed.
    pub fn method(&self) -> Option<&Text> {
        self.0.method.as_ref()
    }

    /// The URL of the request that failed.
    pub fn url(&self) -> Option<&Text> {
        self.0.url.as_ref()
    }

    /// The peer's request id.
    pub fn request_id(&self) -> Option<&Text> {
        self.0.request_id.as_ref()
    }

    /// Seconds after which the peer wants to be asked again.
    pub fn retry_after(&self) -> Option<i64> {
        self.0.retry_after
    }

    /// The beginning of the body that the peer sent, without the NUL that stands behind it in memory.
    pub fn body(&self) -> Option<&[u8]> {
        self.body_with_nul().map(|body| body.strip_suffix(b"\0").unwrap_or(body))
    }

    /// The beginning of the body that the peer sent and a NUL, for the C ABI.
    pub fn body_with_nul(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// The receipt that a `MissingAuthMethods` goes on from.
    pub fn receipt(&self) -> Option<&Receipt> {
        self.0.receipt.as_deref()
    }

    /// What led to this error.
    pub fn cause(&self) -> Option<&Error> {
        self.0.cause.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.message.as_str())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body is left out: it may repeat what was sent.
        f.debug_struct("Error")
            .field("code", &self.0.code.number())
            .field("class", &self.0.code.class_name())
            .field("message", &self.0.message)
            .field("method", &self.0.method)
            .field("url", &self.0.url)
            .field("request_id", &self.0.request_id)
            .field("cause", &self.0.cause)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_ref().map(|cause| cause as &(dyn std::error::Error + 'static))
    }
}
