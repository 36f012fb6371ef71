//! The end of a session: what waits for another thread is ended by a shutdown, or after its own time.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use event_listener::Event;

use super::Driver;
use crate::error::{Code, Error, Result};
use crate::process::{Inherit, PerProcess};

/// Whether requests may still be made.
#[derive(Debug)]
pub(super) struct Gate {
    // Looked at by every request: a child has its own as it has all memory.
    shut: AtomicBool,
    waiting: PerProcess<Waiting>,
}

/// Those who are to be woken by the shutdown.
#[derive(Debug, Default)]
struct Waiting(Event);

impl Inherit for Waiting {
    fn inherit(&self) -> Self {
        Self::default()
    }
}

impl Gate {
    pub(super) fn new() -> Self {
        Self { shut: AtomicBool::new(false), waiting: PerProcess::new(Waiting::default()) }
    }

    pub(super) fn shut(&self) {
        self.shut.store(true, Ordering::SeqCst);
        self.waiting.0.notify(usize::MAX);
    }

    /// Fails with `ShutDown` from the shutdown on.
    pub(super) fn check(&self) -> Result<()> {
        if self.shut.load(Ordering::SeqCst) { Err(Error::of(Code::SHUT_DOWN)) } else { Ok(()) }
    }

    /// What `flow` comes to; `ShutDown` when that comes first, `late` when `limit` has passed before.
    ///
    /// Over the blocking driver a flow is done when it was polled once, unless it waits for another thread: the time that it
    /// works itself is not counted there, for its exchanges have times of their own.
    pub(super) async fn within<T>(
        &self,
        driver: &dyn Driver,
        limit: Option<Duration>,
        late: impl Fn(Duration) -> Error,
        flow: impl Future<Output = T>,
    ) -> Result<T> {
        self.check()?;
        let mut flow = pin!(flow);
        let mut ends = None;
        poll_fn(move |context| {
            if let Poll::Ready(outcome) = flow.as_mut().poll(context) {
                return Poll::Ready(Ok(outcome));
            }
            let (shut, alarm) =
                ends.get_or_insert_with(|| (self.waiting.0.listen(), limit.map(|limit| (limit, driver.alarm(limit)))));
            // Looked at after the listener stands, so that no shutdown comes between.
            self.check()?;
            if Pin::new(shut).poll(context).is_ready() {
                return Poll::Ready(Err(Error::of(Code::SHUT_DOWN)));
            }
            if let Some((limit, alarm)) = alarm
                && alarm.as_mut().poll(context).is_ready()
            {
                return Poll::Ready(Err(late(*limit)));
            }
            Poll::Pending
        })
        .await
    }
}
