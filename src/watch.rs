//! What one may see of a session at work: records for a log, counters, timings. It knows nothing of HTTP.

mod log;
mod metrics;
mod timings;

pub use log::{Filter, Hear, Kind, Kinds, Level, Log, PROCESS, Record, is_within};
pub use metrics::{Counter, Host, Metrics, Traffic};
pub use timings::{Timing, Timings};

/// What is seen of one session.
#[derive(Debug, Default)]
pub struct Watch {
    /// Who listens to the session.
    pub log: Log,
    /// What it counts.
    pub metrics: Metrics,
    /// How long each of its latest exchanges took, if that is wanted.
    pub timings: Timings,
}

impl Watch {
    /// Whether anybody wants records of this level and kind. Without a listener, these are two looks at numbers.
    #[inline]
    pub fn is_heard(&self, level: Level, kind: Kind) -> bool {
        self.is_heard_by(None, level, kind)
    }

    /// The same, where `own` listens in place of who listens to the session.
    #[inline]
    pub fn is_heard_by(&self, own: Option<&Log>, level: Level, kind: Kind) -> bool {
        (own.unwrap_or(&self.log).takes(level, kind) || PROCESS.takes(level, kind)) && !is_within()
    }

    /// Hands a record to who listens to the session, and to who listens to the process.
    pub fn tell(&self, record: &Record) {
        self.tell_to(None, record);
    }

    /// The same, where `own` listens in place of who listens to the session.
    pub fn tell_to(&self, own: Option<&Log>, record: &Record) {
        own.unwrap_or(&self.log).tell(record);
        PROCESS.tell(record);
    }
}
