//! Records, and who hears them.
//!
//! A listener is called on the thread that has something to say, under no lock of ours. It may be replaced meanwhile: whoever is
//! calling the old one keeps it until that returns.

use std::cell::Cell;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use crate::error::Code;
use crate::process::{Inherit, PerProcess};
use crate::text::Text;

/// How much a record matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something failed for good.
    Error = 1,
    /// Something failed and was made up for, or may fail next time.
    Warning = 2,
    /// Something that happens seldom: a login, a redirect.
    Info = 3,
    /// What went over the wire.
    Debug = 4,
}

/// What a record is about. The first four are those into which the reference splits its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A request as it goes out.
    Request = 1,
    /// Status and header of an answer.
    Response = 1 << 1,
    /// The body of an answer.
    Body = 1 << 2,
    /// The id that the peer gave a request.
    RequestId = 1 << 3,
    /// Logins, and requests that are sent again because their token was refused.
    Auth = 1 << 4,
    /// Which versions services offer.
    Discovery = 1 << 5,
    /// Connections that are opened, lost or fail.
    Connection = 1 << 6,
    /// Requests that are sent again because they failed.
    Retry = 1 << 7,
    /// Redirects that are followed.
    Redirect = 1 << 8,
}

/// A set of kinds: the bits of [`Kind`].
pub type Kinds = u32;

/// The bits of a packed filter that are kinds; the level stands above them.
const KIND_BITS: u32 = 24;

/// What a listener wants to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter(u32);

impl Filter {
    /// Records of these kinds that matter as much as `level` or more.
    pub fn new(level: Level, kinds: Kinds) -> Self {
        Self((level as u32) << KIND_BITS | kinds & ((1 << KIND_BITS) - 1))
    }

    fn takes(self, level: Level, kind: Kind) -> bool {
        self.0 >> KIND_BITS >= level as u32 && self.0 & kind as u32 != 0
    }
}

/// Something worth telling, without secrets.
#[derive(Clone, Debug)]
pub struct Record {
    /// How much it matters.
    pub level: Level,
    /// What it is about.
    pub kind: Kind,
    /// One line.
    pub message: Text,
    /// The method of the request that it is about.
    pub method: Option<Text>,
    /// The URL of that request.
    pub url: Option<Text>,
    /// The status of the answer; 0 without one.
    pub status: u16,
    /// The id that the peer gave the request.
    pub request_id: Option<Text>,
    /// How long the exchange took.
    pub elapsed: Option<Duration>,
    /// What failed.
    pub code: Option<Code>,
}

impl Record {
    /// A record that says no more than `message`.
    pub fn new(level: Level, kind: Kind, message: impl Into<Text>) -> Self {
        let message = message.into();
        Self { level, kind, message, method: None, url: None, status: 0, request_id: None, elapsed: None, code: None }
    }
}

/// Somebody who listens.
pub trait Hear: Send + Sync {
    /// Hears one record. What is told within, on the same thread, nobody hears.
    fn hear(&self, record: &Record);
}

#[derive(Clone)]
struct Listener {
    filter: Filter,
    ear: Arc<dyn Hear>,
}

/// A place for one listener.
#[derive(Default)]
pub struct Log {
    /// What the listener wants, so that nothing else is looked at when there is none.
    filter: AtomicU32,
    listener: PerProcess<Slot>,
}

#[derive(Default)]
struct Slot(RwLock<Option<Listener>>);

impl Inherit for Slot {
    fn inherit(&self) -> Self {
        // Readers of the parent do no harm. Who was being set at the moment of the fork is not known here.
        Self(RwLock::new(self.0.try_read().ok().and_then(|listener| listener.clone())))
    }
}

/// Who listens to all sessions of the process.
pub static PROCESS: Log = Log::new();

impl Log {
    /// Nobody listens.
    pub const fn new() -> Self {
        Self { filter: AtomicU32::new(0), listener: PerProcess::unclaimed(Slot(RwLock::new(None))) }
    }

    /// Puts a listener in place of the one before, which is dropped when the last thread that calls it has returned.
    pub fn set(&self, listener: Option<(Filter, Arc<dyn Hear>)>) {
        let listener = listener.map(|(filter, ear)| Listener { filter, ear });
        let before = {
            let mut place = self.listener.0.write().unwrap_or_else(PoisonError::into_inner);
            self.filter.store(listener.as_ref().map_or(0, |listener| listener.filter.0), Ordering::Relaxed);
            std::mem::replace(&mut *place, listener)
        };
        // Dropping it may call back: not under the lock.
        drop(before);
    }

    /// Whether there is a listener.
    pub fn is_set(&self) -> bool {
        self.filter.load(Ordering::Relaxed) != 0
    }

    /// Whether the listener wants records of this level and kind.
    #[inline]
    pub fn takes(&self, level: Level, kind: Kind) -> bool {
        Filter(self.filter.load(Ordering::Relaxed)).takes(level, kind)
    }

    /// Hands a record to the listener, if it wants it.
    pub fn tell(&self, record: &Record) {
        if !self.takes(record.level, record.kind) || is_within() {
            return;
        }
        let listener = self.listener.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        // It may be another one by now, which wants something else.
        if let Some(listener) = listener.filter(|listener| listener.filter.takes(record.level, record.kind)) {
            let _within = Within::enter();
            listener.ear.hear(record);
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("filter", &Filter(self.filter.load(Ordering::Relaxed))).finish_non_exhaustive()
    }
}

thread_local! {
    /// This thread is within a listener: what it does there is not told, or there would be no end of it.
    static WITHIN: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is within a listener.
pub fn is_within() -> bool {
    WITHIN.get()
}

struct Within;

impl Within {
    fn enter() -> Self {
        WITHIN.set(true);
        Self
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        WITHIN.set(false);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[derive(Default)]
    struct Ear {
        heard: Mutex<Vec<String>>,
        /// What it tells when it hears something.
        answers: Option<Arc<Log>>,
        gone: Arc<AtomicUsize>,
    }

    impl Hear for Ear {
        fn hear(&self, record: &Record) {
            self.heard.lock().unwrap().push(record.message.as_str().to_owned());
            if let Some(log) = &self.answers {
                log.tell(&Record::new(Level::Error, Kind::Auth, "an echo"));
                log.set(None);
            }
        }
    }

    impl Drop for Ear {
        fn drop(&mut self) {
            self.gone.fetch_add(1, Ordering::SeqCst);
        }
    }

    const ALL: Kinds = u32::MAX;

    #[test]
    fn a_filter_takes_what_matters_enough_and_is_of_its_kinds() {
        let filter = Filter::new(Level::Info, Kind::Auth as u32 | Kind::Retry as u32);
        assert!(filter.takes(Level::Error, Kind::Auth) && filter.takes(Level::Info, Kind::Retry));
        assert!(!filter.takes(Level::Debug, Kind::Auth) && !filter.takes(Level::Error, Kind::Body));
        assert!(Filter::new(Level::Debug, ALL).takes(Level::Debug, Kind::Redirect));
        assert!(!Filter(0).takes(Level::Error, Kind::Request));
    }

    #[test]
    fn what_a_listener_does_within_is_not_heard_and_it_may_leave() {
        let log = Arc::new(Log::new());
        let gone = Arc::new(AtomicUsize::new(0));
        let ear = Ear { heard: Mutex::default(), answers: Some(log.clone()), gone: gone.clone() };
        log.set(Some((Filter::new(Level::Debug, ALL), Arc::new(ear))));
        assert!(log.takes(Level::Debug, Kind::Body));
        log.tell(&Record::new(Level::Info, Kind::Auth, "one"));
        assert_eq!(gone.load(Ordering::SeqCst), 1, "it took itself away and ended when it returned");
        assert!(!log.takes(Level::Error, Kind::Auth) && !is_within());
    }

    #[test]
    fn the_next_listener_hears_what_comes_next() {
        let log = Log::new();
        let (one, other) = (Arc::new(Ear::default()), Arc::new(Ear::default()));
        log.set(Some((Filter::new(Level::Warning, ALL), one.clone())));
        log.tell(&Record::new(Level::Warning, Kind::Auth, "a"));
        log.tell(&Record::new(Level::Info, Kind::Auth, "b"));
        log.set(Some((Filter::new(Level::Info, Kind::Auth as u32), other.clone())));
        log.tell(&Record::new(Level::Info, Kind::Auth, "c"));
        log.tell(&Record::new(Level::Error, Kind::Retry, "d"));
        log.set(None);
        log.tell(&Record::new(Level::Error, Kind::Auth, "e"));
        assert_eq!(*one.heard.lock().unwrap(), ["a"]);
        assert_eq!(*other.heard.lock().unwrap(), ["c"]);
        assert_eq!(Arc::strong_count(&one) + Arc::strong_count(&other), 2);
    }

    #[test]
    fn listeners_come_and_go_while_other_threads_tell() {
        const ROUNDS: usize = 300;
        let log = Log::new();
        let gone = Arc::new(AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..ROUNDS {
                        let ear = Ear { heard: Mutex::default(), answers: None, gone: gone.clone() };
                        log.set(Some((Filter::new(Level::Info, ALL), Arc::new(ear))));
                    }
                });
                scope.spawn(|| (0..ROUNDS).for_each(|_| log.tell(&Record::new(Level::Info, Kind::Auth, "told"))));
            }
        });
        log.set(None);
        assert_eq!(gone.load(Ordering::SeqCst), 2 * ROUNDS, "each one ended, and once");
    }
}
