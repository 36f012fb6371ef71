//! How long the next step of an exchange may take.

use std::time::{Duration, Instant};

use ureq::Timeout;
use ureq::unversioned::transport::{ConnectionDetails, NextTimeout, time};

use crate::http::Timeouts;

/// The times of one exchange, counted from its beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    start: Instant,
    timeouts: Timeouts,
}

impl Deadline {
    /// An exchange that begins now.
    pub(super) fn new(timeouts: &Timeouts) -> Self {
        let timeouts = Timeouts {
            connect: bounded(timeouts.connect),
            read: bounded(timeouts.read),
            whole: bounded(timeouts.whole),
        };
        Self { start: Instant::now(), timeouts }
    }

    /// How long the exchange has taken.
    pub(super) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// For `step`, between whose bytes the read timeout may pass.
    pub(super) fn step(&self, step: Timeout) -> NextTimeout {
        self.within(step, None)
    }

    /// To connect.
    pub(super) fn connect(&self) -> NextTimeout {
        self.within(Timeout::Connect, self.timeouts.connect)
    }

    /// To wait for the peer's leave to send the body, and not for more than `most`.
    pub(super) fn leave(&self, most: Duration) -> NextTimeout {
        NextTimeout { per_read: None, ..self.within(Timeout::Await100, Some(most)) }
    }

    fn within(&self, step: Timeout, limit: Option<Duration>) -> NextTimeout {
        let left = self.timeouts.whole.map(|whole| whole.saturating_sub(self.elapsed()));
        let (after, reason) = match (limit, left) {
            (Some(limit), Some(left)) if left < limit => (Some(left), Timeout::Global),
            (None, left) if step == Timeout::Connect => (left, Timeout::Global),
            (None, left) => (left, step),
            (limit, _) => (limit, step),
        };
        let per_byte = self.timeouts.read.map(time::Duration::from);
        let after = after.map_or(time::Duration::NotHappening, time::Duration::from);
        NextTimeout { after, reason, per_read: per_byte, per_write: per_byte }
    }
}

/// What is left of the time to connect.
pub(super) fn left(details: &ConnectionDetails) -> NextTimeout {
    let after = match (details.timeout.after, details.now) {
        (time::Duration::Exact(budget), time::Instant::Exact(start)) => {
            time::Duration::Exact(budget.saturating_sub(start.elapsed()))
        }
        (budget, _) => budget,
    };
    NextTimeout { after, ..details.timeout }
}

/// Clocks cannot be added to without end; a hundred days are as good as for ever.
fn bounded(timeout: Option<Duration>) -> Option<Duration> {
    const FOR_EVER: Duration = Duration::from_secs(100 * 24 * 3600);
    timeout.filter(|timeout| *timeout < FOR_EVER)
}
