//! When a request is sent again, and after how long.

use std::borrow::Cow;
use std::time::Duration;

use super::Response;
use crate::error::{Code, Error};

/// Bounds on sending again. Connections that failed and statuses that pass are counted apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retries {
    /// How often after a connection that failed or timed out.
    pub connect: u32,
    /// A fixed delay before each of them; by default it doubles from half a second to a minute.
    pub connect_delay: Option<Duration>,
    /// How often after one of `statuses`.
    pub status: u32,
    /// A fixed delay before each of them; by default it doubles from half a second to a minute.
    pub status_delay: Option<Duration>,
    /// The statuses that may pass.
    pub statuses: Vec<u16>,
}

impl Default for Retries {
    fn default() -> Self {
        Self { connect: 0, connect_delay: None, status: 0, status_delay: None, statuses: vec![503] }
    }
}

/// What a request or an adapter says of its retries; the rest is the session's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryOptions {
    /// How often after a connection that failed or timed out.
    pub connect: Option<u32>,
    /// A fixed delay before each of them.
    pub connect_delay: Option<Duration>,
    /// How often after a status that may pass.
    pub status: Option<u32>,
    /// A fixed delay before each of them.
    pub status_delay: Option<Duration>,
    /// The statuses that may pass.
    pub statuses: Option<Vec<u16>>,
}

impl RetryOptions {
    /// `retries`, but for what is said here.
    pub(crate) fn over<'a>(&self, retries: Cow<'a, Retries>) -> Cow<'a, Retries> {
        if *self == Self::default() {
            return retries;
        }
        let mut retries = retries.into_owned();
        retries.connect = self.connect.unwrap_or(retries.connect);
        retries.connect_delay = self.connect_delay.or(retries.connect_delay);
        retries.status = self.status.unwrap_or(retries.status);
        retries.status_delay = self.status_delay.or(retries.status_delay);
        retries.statuses = self.statuses.clone().unwrap_or(retries.statuses);
        Cow::Owned(retries)
    }
}

const FIRST_DELAY: Duration = Duration::from_millis(500);
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// What is left of the bounds during one request.
#[derive(Debug)]
pub(super) struct Budget<'a> {
    retries: &'a Retries,
    connect: u32,
    status: u32,
}

impl<'a> Budget<'a> {
    pub(super) fn new(retries: &'a Retries) -> Self {
        Self { retries, connect: 0, status: 0 }
    }

    /// How long to wait before the request is sent again after `error`; `None` when it is not.
    pub(super) fn after_error(&mut self, error: &Error) -> Option<Duration> {
        if self.connect >= self.retries.connect || !error.is_a(Code::RETRIABLE_CONNECTION_FAILURE) {
            return None;
        }
        self.connect += 1;
        Some(self.retries.connect_delay.unwrap_or_else(|| doubled(self.connect)))
    }

    /// How long to wait before the request is sent again after `response`; `None` when that is the answer.
    ///
    /// `retry_after` is what the peer asks for; it counts when it is longer, within the longest delay.
    pub(super) fn after_answer(&mut self, response: &Response, retry_after: Option<i64>) -> Option<Duration> {
        if self.status >= self.retries.status || !self.retries.statuses.contains(&response.status) {
            return None;
        }
        self.status += 1;
        let delay = self.retries.status_delay.unwrap_or_else(|| doubled(self.status));
        let asked = Duration::from_secs(u64::try_from(retry_after.unwrap_or(0)).unwrap_or(0));
        Some(delay.max(asked.min(LONGEST_DELAY)))
    }
}

/// Half a second, doubled with each try, at most a minute.
fn doubled(tries: u32) -> Duration {
    FIRST_DELAY.saturating_mul(1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX)).min(LONGEST_DELAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Headers;

    fn answer(status: u16) -> Response {
        Response::new(status, Headers::new(), "http://h/", Vec::new())
    }

    #[test]
    fn delays_double_from_half_a_second_to_a_minute() {
        let seconds: Vec<f64> = (1..=9).map(|tries| doubled(tries).as_secs_f64()).collect();
        assert_eq!(seconds, [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]);
        assert_eq!(doubled(1000), LONGEST_DELAY);
    }

    #[test]
    fn only_failures_that_may_pass_are_tried_again() {
        let retries = Retries { connect: 2, ..Retries::default() };
        let mut budget = Budget::new(&retries);
        assert_eq!(budget.after_error(&Error::of(Code::SSL_ERROR)), None);
        assert!(budget.after_error(&Error::of(Code::CONNECT_FAILURE)).is_some());
        assert!(budget.after_error(&Error::of(Code::CONNECT_TIMEOUT)).is_some());
        assert_eq!(budget.after_error(&Error::of(Code::CONNECT_FAILURE)), None);
    }

    #[test]
    fn the_peers_retry_after_counts_up_to_a_minute() {
        let retries = Retries { status: 9, ..Retries::default() };
        let mut budget = Budget::new(&retries);
        assert_eq!(budget.after_answer(&answer(503), Some(7)), Some(Duration::from_secs(7)));
        assert_eq!(budget.after_answer(&answer(503), Some(9999)), Some(LONGEST_DELAY));
        assert_eq!(budget.after_answer(&answer(503), Some(-1)), Some(Duration::from_secs(2)));
        assert_eq!(budget.after_answer(&answer(500), None), None);
    }
}
