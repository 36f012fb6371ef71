//! What travels: requests, answers, and the trait behind which a socket stands. Policy lives here, I/O does not.

mod agent;
mod failure;
mod gate;
mod headers;
mod limiter;
mod message;
mod pipeline;
mod redirect;
mod retry;
mod tls;
pub mod url;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

pub use agent::{Agent, forwarded, product};
pub use headers::{Headers, is_token};
pub use limiter::{Limiter, Limits};
pub use message::{Body, Request, Response, Timeouts};
pub use pipeline::{Manner, Pipeline, Policy};
pub use redirect::{Most, Redirects};
pub use retry::{Retries, RetryOptions};
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

    /// Passes beside a flow that waits for another one, and blocks nobody. By default it never comes.
    fn alarm(&self, _after: Duration) -> Pending<'_, ()> {
        Box::pin(std::future::pending())
    }

    /// Ends what is under way, and all that comes later. A driver that has nothing to end leaves it to the session.
    fn shutdown(&self) {}

    /// The time of day.
    fn now(&self) -> Timestamp;
}
