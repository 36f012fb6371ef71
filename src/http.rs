//! What travels: requests, answers, and the trait behind which a socket stands. Policy lives here, I/O does not.

mod failure;
mod headers;
mod message;
mod pipeline;
mod redirect;
mod retry;
mod tls;
pub mod url;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

pub use headers::{Headers, is_token};
pub use message::{Body, Request, Response, Timeouts};
pub use pipeline::{Pipeline, Policy};
pub use redirect::{Most, Redirects};
pub use retry::Retries;
pub use tls::{ClientCertificate, Connection, Tls, Verify};

use crate::error::Result;
use crate::time::Timestamp;

/// A future that a trait object hands out.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The only way to the outside: one exchange, the passing of time, and the clock.
///
/// Every flow of the library is an `async fn` over this trait. The blocking driver's futures are ready at once; the stepped
/// driver's become ready when the caller has done the I/O.
pub trait Driver: Send + Sync + fmt::Debug {
    /// One request and its answer: no redirect is followed, nothing is tried again, any status is an answer.
    ///
    /// Fails with `ConnectFailure`, `ConnectTimeout`, `SSLError`, `UnknownConnectionError`, or `LimitExceeded` when the
    /// answer is larger than the request allows.
    fn send<'a>(&'a self, request: &'a Request) -> Pending<'a, Result<Response>>;

    /// Lets time pass.
    fn sleep(&self, duration: Duration) -> Pending<'_, ()>;

    /// The time of day.
    fn now(&self) -> Timestamp;

    /// Waits for `what`, which does no I/O itself, but no longer than `limit`; whether it came to its end.
    fn within<'a>(&'a self, limit: Duration, mut what: Pending<'a, ()>) -> Pending<'a, bool> {
        let mut time = self.sleep(limit);
        Box::pin(poll_fn(move |context| {
            if what.as_mut().poll(context).is_ready() {
                return Poll::Ready(true);
            }
            time.as_mut().poll(context).map(|()| false)
        }))
    }
}
