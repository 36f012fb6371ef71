//! The driver without sockets: the caller does the I/O, on whatever event loop it has, and tells the time.
//!
//! A [`Flow`] is one call of the library under way. [`Flow::step`] takes it as far as it gets and says what it needs next: a
//! request to be sent, time to pass, or nothing for now because another flow is ahead of it (two that need the same login
//! share one). The caller gives answers to the [`Stepped`] driver by the ids that the steps named, in any order, and steps
//! the flows that [`Flow::is_ready`] names, or those that [`Flow::on_wake`] speaks up for.
//!
//! A streamed body is read by the caller, piece by piece, with [`crate::http::Streamed::start`]. An answer that is to go to a
//! sink is given whole, and handed over at its end; or its caller writes it there itself where
//! [`crate::http::Destination::takes`] its status, and gives the answer without a body.
//!
//! ```
//! use keystoneclient::driver::stepped::{Flow, Step, Stepped};
//! use keystoneclient::http::{Driver, Headers, Request, Response};
//!
//! let driver = Stepped::new(0);
//! let request = Request::new("GET", "http://keystone/v3");
//! let mut flow = Flow::start(&driver, async { driver.send(&request).await.map(|response| response.status) });
//! let Step::Send { id, request } = flow.step() else { unreachable!() };
//! assert_eq!(request.url, "http://keystone/v3");
//! // ... the event loop sends it, and some time later:
//! driver.answer(id, Ok(Response::new(200, Headers::new(), &request.url, b"{}".to_vec())))?;
//! assert!(matches!(flow.step(), Step::Done(Ok(200))));
//! # Ok::<(), keystoneclient::error::Error>(())
//! ```

mod flow;
mod wanted;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

pub use flow::{Flow, Step};

use self::wanted::{Table, Want};
use crate::error::{Code, Error, Result};
use crate::http::{Driver, Pending, Request, Response, url};
use crate::time::Timestamp;

/// The driver without sockets. Copies are the same driver; for any number of threads at once.
#[derive(Clone)]
pub struct Stepped(Arc<Table>);

impl Stepped {
    /// A driver whose clock shows `now` until [`Stepped::set_now`] moves it.
    pub fn new(now: Timestamp) -> Self {
        Self(Arc::new(Table::new(now)))
    }

    /// Answers request `id`: with what the peer said, whatever its status, or with why there is no answer.
    ///
    /// The errors that flows know what to do with are `ConnectFailure`, `ConnectTimeout`, `SSLError` and
    /// `UnknownConnectionError`. A body larger than the request allows becomes `LimitExceeded`.
    ///
    /// Fails with `InvalidArgument` when no request of this id waits for an answer, because its flow has ended or was dropped
    /// for instance; [`Stepped::waits_for`] tells beforehand.
    pub fn answer(&self, id: u64, answer: Result<Response>) -> Result<()> {
        self.0.answer(id, answer)
    }

    /// Ends sleep `id`, whatever the clock says. The clock moves on to its end if it was behind.
    ///
    /// Fails with `InvalidArgument` when there is no such sleep.
    pub fn wake(&self, id: u64) -> Result<()> {
        self.0.wake(id)
    }

    /// Sets the clock, and ends every sleep whose time has come.
    pub fn set_now(&self, now: Timestamp) {
        self.0.set_now(now);
    }

    /// Whether the request or sleep `id` is still waited for. An event loop may give up what is not.
    pub fn waits_for(&self, id: u64) -> bool {
        self.0.waits_for(id)
    }
}

impl Driver for Stepped {
    fn send<'a>(&'a self, request: &'a Request) -> Pending<'a, Result<Response>> {
        Box::pin(Sending { table: &self.0, request, id: None })
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        Box::pin(Sleeping { table: &self.0, duration, id: None })
    }

    fn alarm(&self, after: Duration) -> Pending<'_, ()> {
        self.sleep(after)
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

impl fmt::Debug for Stepped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stepped").field("now", &self.0.now()).finish_non_exhaustive()
    }
}

/// A request on its way to its answer.
struct Sending<'a> {
    table: &'a Table,
    request: &'a Request,
    id: Option<u64>,
}

impl Future for Sending<'_> {
    type Output = Result<Response>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(id) = self.id else {
            let Some(flow) = flow::current() else { return Poll::Ready(Err(outside())) };
            let request = self.request.clone();
            self.id = Some(self.table.want(flow, Want::Send { request }, context.waker()));
            return Poll::Pending;
        };
        let answer = self.table.take_answer(id, context.waker());
        answer.map(|answer| {
            self.id = None;
            let request = self.request;
            answer.and_then(|response| within(request, response)).map_err(|error| named(error, request))
        })
    }
}

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.table.forget(id);
        }
    }
}

/// Time that passes.
struct Sleeping<'a> {
    table: &'a Table,
    duration: Duration,
    id: Option<u64>,
}

impl Future for Sleeping<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(id) = self.id else {
            // Nobody could ever end a sleep outside of a flow.
            let Some(flow) = flow::current() else { return Poll::Ready(()) };
            if self.duration.is_zero() {
                return Poll::Ready(());
            }
            let micros = Timestamp::try_from(self.duration.as_micros()).unwrap_or(Timestamp::MAX);
            let until = self.table.now().saturating_add(micros);
            self.id = Some(self.table.want(flow, Want::Sleep { until }, context.waker()));
            return Poll::Pending;
        };
        let ended = self.table.take_end(id, context.waker());
        if ended.is_ready() {
            self.id = None;
        }
        ended
    }
}

impl Drop for Sleeping<'_> {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.table.forget(id);
        }
    }
}

fn outside() -> Error {
    Error::new(Code::INVALID_ARGUMENT, "the stepped driver sends nothing outside of a flow")
}

fn within(request: &Request, response: Response) -> Result<Response> {
    if response.body().len() as u64 <= request.most_in_memory() {
        return Ok(response);
    }
    Err(Error::new(Code::LIMIT_EXCEEDED, format!("the body of the answer exceeds {} bytes", request.most_in_memory())))
}

fn named(error: Error, request: &Request) -> Error {
    if error.url().is_some() { error } else { error.with_request(request.method.as_str(), &url::shown(&request.url)) }
}

#[cfg(test)]
mod tests;
