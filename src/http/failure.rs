//! From an answer to the error that it means.

use super::{Response, not_sent_again, url};
use crate::error::{Error, Failure};
use crate::time::Timestamp;

impl Response {
    /// The error that this answer to a request of `method` means; a `Retry-After` date counts from `now`.
    pub fn to_error(&self, method: &str, now: Timestamp) -> Error {
        let error = Error::from_response(&Failure {
            status: self.status,
            header: &|name| self.headers.get(name),
            body: self.body(),
            method,
            url: &url::shown(self.url.as_str()),
            now,
        });
        if self.body_was_spent { not_sent_again(&error) } else { error }
    }

    /// `error` about this answer, with what is known of it: status, request id and body.
    #[must_use]
    pub fn describe(&self, error: Error) -> Error {
        let error = error.with_http_status(self.status).with_body(self.body());
        match self.request_id() {
            Some(id) => error.with_request_id(id),
            None => error,
        }
    }

    /// The seconds after which the peer wants to be asked again.
    pub fn retry_after(&self, now: Timestamp) -> Option<i64> {
        self.headers.get("retry-after").and_then(|field| crate::error::retry_after(field, now))
    }
}
