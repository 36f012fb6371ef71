//! What travels: requests, answers, and the trait behind which a socket stands. Policy lives here, I/O does not.

mod agent;
mod body;
mod destination;
mod failure;
mod gate;
mod headers;
mod limiter;
mod log;
mod message;
mod pipeline;
mod redaction;
mod redirect;
mod retry;
mod secrets;
mod tls;
pub mod url;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

pub use agent::{Agent, forwarded, product};
pub(crate) use body::not_sent_again;
pub use body::{Body, Reading, Source, Streamed};
pub use destination::{Destination, Sink, Writing};
pub use headers::{Headers, is_token};
pub use limiter::{Limiter, Limits};
pub use message::{Elapsed, Hop, Request, Response, Timeouts};
pub use pipeline::{Manner, Pipeline, Policy};
pub use redirect::{Most, Redirects};
pub use retry::{Retries, RetryOptions};
pub use tls::{ClientCertificate, Connection, Pem, Tls, TlsVersion, Verify};

use crate::error::Result;
use crate::time::Timestamp;
use crate::watch::Watch;

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
    /// answer is larger than the request allows; with `InvalidArgument` for a streamed body that cannot be sent now; and as
    /// the source of a body and the sink of an answer do.
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

    /// Time since some moment, to measure how long things take. By default the time of day stands in for it.
    fn monotonic(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.now()).unwrap_or_default())
    }

    /// Where the driver tells and counts what it does, if it does; who sends by it tells and counts there, too.
    fn watch(&self) -> Option<&Arc<Watch>> {
        None
    }

    /// How connections are secured unless a request says otherwise, as far as the driver knows.
    fn tls(&self) -> Option<&Tls> {
        None
    }
}
