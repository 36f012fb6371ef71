//! A driver that answers from a script: for tests, and for replaying recorded exchanges.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::{Code, Error, Result};
use crate::http::{Driver, Headers, Pending, Request, Response, Streamed};
use crate::time::Timestamp;

type Answer = dyn Fn(&Request) -> Result<Response> + Send + Sync;

/// Answers without a socket, remembers what it was asked, and has a clock that only moves when it is told to, or slept on.
pub struct Scripted {
    state: Mutex<State>,
    otherwise: Option<Box<Answer>>,
}

#[derive(Default)]
struct State {
    now: Timestamp,
    answers: VecDeque<Result<Response>>,
    requests: Vec<Request>,
    streamed: Vec<Vec<u8>>,
    sleeps: Vec<Duration>,
}

impl Default for Scripted {
    fn default() -> Self {
        Self::new()
    }
}

impl Scripted {
    /// A driver without answers, at 2020-01-01T00:00:00Z.
    pub fn new() -> Self {
        let state = State { now: 1_577_836_800_000_000, ..State::default() };
        Self { state: Mutex::new(state), otherwise: None }
    }

    /// A driver that asks `answer` when it has none in its queue.
    pub fn answering(answer: impl Fn(&Request) -> Result<Response> + Send + Sync + 'static) -> Self {
        Self { otherwise: Some(Box::new(answer)), ..Self::new() }
    }

    /// A driver that gives these answers, one after the other.
    pub fn with(answers: impl IntoIterator<Item = Response>) -> Self {
        let scripted = Self::new();
        scripted.state().answers.extend(answers.into_iter().map(Ok));
        scripted
    }

    /// Puts an answer behind those that wait.
    pub fn push(&self, answer: Result<Response>) {
        self.state().answers.push_back(answer);
    }

    /// What was sent, the oldest first.
    pub fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    /// The streamed bodies that were sent, the oldest first.
    pub fn streamed(&self) -> Vec<Vec<u8>> {
        self.state().streamed.clone()
    }

    /// Method and URL of what was sent, the oldest first: `"GET http://host/v3"`.
    pub fn asked(&self) -> Vec<String> {
        self.state().requests.iter().map(|request| format!("{} {}", request.method, request.url)).collect()
    }

    /// What was slept, the oldest first.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.state().sleeps.clone()
    }

    /// How many answers nobody has asked for yet.
    pub fn left(&self) -> usize {
        self.state().answers.len()
    }

    /// Sets the clock.
    pub fn set_now(&self, now: Timestamp) {
        self.state().now = now;
    }

    /// Moves the clock on.
    pub fn pass(&self, duration: Duration) {
        let mut state = self.state();
        state.now = state.now.saturating_add(Timestamp::try_from(duration.as_micros()).unwrap_or(Timestamp::MAX));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: &Request) -> Result<Response> {
        if let Some(streamed) = request.body.as_streamed() {
            let body = read(streamed)?;
            self.state().streamed.push(body);
        }
        let queued = {
            let mut state = self.state();
            state.requests.push(request.clone());
            state.answers.pop_front()
        };
        match (queued, &self.otherwise) {
            (Some(answer), _) => answer,
            (None, Some(answer)) => answer(request),
            (None, None) => {
                let message = format!("the script has no answer for {} {}", request.method, request.url);
                Err(Error::new(Code::UNKNOWN_CONNECTION_ERROR, message))
            }
        }
    }
}

/// Reads a body as who sends it does.
fn read(streamed: &Streamed) -> Result<Vec<u8>> {
    let (mut reading, mut body, mut piece) = (streamed.start()?, Vec::new(), [0; 1000]);
    loop {
        match reading.read(&mut piece)? {
            0 => return Ok(body),
            count => body.extend_from_slice(piece.get(..count).unwrap_or_default()),
        }
    }
}

/// An answer with these header fields.
pub fn reply(status: u16, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) -> Response {
    let mut received = Headers::new();
    for (name, value) in headers {
        received.receive(name, value);
    }
    Response::new(status, received, "", body.into())
}

impl Driver for Scripted {
    fn send<'a>(&'a self, request: &'a Request) -> Pending<'a, Result<Response>> {
        Box::pin(async move {
            let mut response = self.answer(request)?;
            if response.url.is_empty() {
                response.url = request.url.as_str().into();
            }
            Ok(response)
        })
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        Box::pin(async move {
            self.state().sleeps.push(duration);
            self.pass(duration);
        })
    }

    fn now(&self) -> Timestamp {
        self.state().now
    }
}

impl fmt::Debug for Scripted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Scripted")
            .field("now", &state.now)
            .field("requests", &state.requests.len())
            .field("answers_left", &state.answers.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn answers_come_in_order_and_what_was_asked_is_remembered() {
        let driver = Scripted::with([reply(200, &[("X-A", "1")], "one"), reply(404, &[], "")]);
        driver.push(Err(Error::of(Code::CONNECT_FAILURE)));
        let request = Request::new("GET", "http://host/v3");
        let first = pollster::block_on(driver.send(&request)).unwrap();
        assert_eq!((first.status, first.body(), first.url.as_str()), (200, &b"one"[..], "http://host/v3"));
        assert_eq!(first.headers.get("x-a"), Some("1"));
        assert_eq!(pollster::block_on(driver.send(&request)).unwrap().status, 404);
        assert_eq!(pollster::block_on(driver.send(&request)).unwrap_err().code(), Code::CONNECT_FAILURE);
        let message = pollster::block_on(driver.send(&request)).unwrap_err();
        assert!(message.message().as_str().contains("no answer for GET http://host/v3"));
        assert_eq!(driver.asked(), ["GET http://host/v3"; 4]);
    }

    #[test]
    fn a_closure_answers_what_the_queue_does_not() {
        let driver = Scripted::answering(|request| Ok(reply(200, &[], request.url.as_str())));
        driver.push(Ok(reply(503, &[], "")));
        let request = Request::new("GET", "http://host/");
        assert_eq!(pollster::block_on(driver.send(&request)).unwrap().status, 503);
        assert_eq!(pollster::block_on(driver.send(&request)).unwrap().body(), b"http://host/");
    }

    #[test]
    fn sleeping_moves_the_clock() {
        let driver = Scripted::new();
        driver.set_now(1000);
        pollster::block_on(driver.sleep(Duration::from_secs(2)));
        assert_eq!((driver.now(), driver.sleeps()), (2_001_000, vec![Duration::from_secs(2)]));
    }
}
