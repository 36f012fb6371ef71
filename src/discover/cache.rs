//! Version documents that were got before: one request for each URL, however many ask.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use super::Discovery;
use crate::error::{Code, Error, Result};
use crate::process::{Inherit, PerProcess};
use crate::time::Timestamp;
use crate::watch::is_within;

/// What is kept of so many URLs at most.
const MOST_URLS: usize = 256;
/// An answer that was no document is not asked for again within this time.
const REFUSAL_AGE: Duration = Duration::from_secs(60);

/// Version documents by URL, of bounded number and age.
///
/// No lock is held over I/O but one for each URL, which is asynchronous: who asks meanwhile waits parked or suspended, and
/// takes what comes, be it an error. Other URLs are not waited for.
#[derive(Debug)]
pub struct Cache(PerProcess<Own>);

#[derive(Debug, Default)]
struct Own {
    held: RwLock<HashMap<Key, Held>>,
    flights: Mutex<HashMap<Key, Arc<Flight>>>,
}

/// The URL, and whether credentials went along.
type Key = (String, bool);
type Outcome = Result<Arc<Discovery>>;

#[derive(Clone, Debug)]
struct Held {
    outcome: Outcome,
    since: Timestamp,
}

/// One request on its way.
#[derive(Debug, Default)]
struct Flight {
    alone: async_lock::Mutex<()>,
    outcome: Mutex<Option<Outcome>>,
}

impl Inherit for Own {
    fn inherit(&self) -> Self {
        // Whoever writes in the parent will never finish here, and what is on its way there never arrives.
        let held = self.held.try_read().map_or_else(|_| HashMap::new(), |held| held.clone());
        Self { held: RwLock::new(held), flights: Mutex::default() }
    }
}

impl Default for Cache {
    fn default() -> Self {
        Self(PerProcess::new(Own::default()))
    }
}

/// What came of a look into the cache.
#[derive(Debug)]
pub struct Found {
    /// The document, or why there is none.
    pub outcome: Result<Arc<Discovery>>,
    /// Whether it was there already, or came of somebody else's request.
    pub cached: bool,
}

impl Cache {
    /// The document of `url`, by `fetch` unless there is one that is not older than `age`.
    ///
    /// `with_credentials` tells apart what a service says to whom it knows.
    pub async fn get(
        &self,
        url: &str,
        with_credentials: bool,
        now: impl Fn() -> Timestamp,
        age: Duration,
        fetch: impl Future<Output = Outcome>,
    ) -> Found {
        let own = &*self.0;
        let key = (key(url).to_owned(), with_credentials);
        if let Some(outcome) = own.fresh(&key, now(), age) {
            return Found { outcome, cached: true };
        }
        let flight = own.flight(&key);
        let _alone = match flight.alone.try_lock() {
            // The document that is on its way may be what this thread is being told about.
            None if is_within() => None,
            None => Some(flight.alone.lock().await),
            alone => alone,
        };
        if let Some(outcome) = lock(&flight.outcome).clone() {
            return Found { outcome, cached: true };
        }
        // Somebody's request may have come back between the look and the flight.
        if let Some(outcome) = own.fresh(&key, now(), age) {
            return Found { outcome, cached: true };
        }
        let outcome = fetch.await;
        *lock(&flight.outcome) = Some(outcome.clone());
        let held = keeps(&outcome, with_credentials).then(|| Held { outcome: outcome.clone(), since: now() });
        own.land(key, &flight, held);
        Found { outcome, cached: false }
    }

    /// Forgets everything, what is on its way too: who asked for it gets it, and who asks from now on asks anew.
    pub fn clear(&self) {
        let own = &*self.0;
        let mut flights = lock(&own.flights);
        flights.clear();
        own.held.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many URLs it knows of.
    pub fn len(&self) -> usize {
        self.0.read().len()
    }

    /// Whether it knows of none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Own {
    fn read(&self) -> RwLockReadGuard<'_, HashMap<Key, Held>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self, key: &Key, now: Timestamp, age: Duration) -> Option<Outcome> {
        let held = self.read();
        let held = held.get(key)?;
        let age = if held.outcome.is_ok() { age } else { age.min(REFUSAL_AGE) };
        let age = Timestamp::try_from(age.as_micros()).unwrap_or(Timestamp::MAX);
        // A clock that was set back makes nothing last for ever.
        (held.since <= now && now - held.since < age).then(|| held.outcome.clone())
    }

    fn keep(&self, key: Key, held: Held) {
        let mut all = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_URLS
            && !all.contains_key(&key)
            && let Some(oldest) = all.iter().min_by_key(|(_, held)| held.since).map(|(key, _)| key.clone())
        {
            all.remove(&oldest);
        }
        all.insert(key, held);
    }

    fn flight(&self, key: &Key) -> Arc<Flight> {
        let mut flights = lock(&self.flights);
        // Those that were given up by all who waited.
        flights.retain(|_, flight| Arc::strong_count(flight) > 1);
        flights.entry(key.clone()).or_default().clone()
    }

    /// Ends a flight. What it brought is kept, unless everything was forgotten since it began.
    fn land(&self, key: Key, flight: &Arc<Flight>, held: Option<Held>) {
        let mut flights = lock(&self.flights);
        if flights.get(&key).is_some_and(|current| Arc::ptr_eq(current, flight)) {
            flights.remove(&key);
            if let Some(held) = held {
                self.keep(key, held);
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `http://h` and `http://h/` are the same.
fn key(url: &str) -> &str {
    let is_root = |front: &str| front.split_once("//").is_some_and(|(_, host)| !host.contains(['/', '?', '#']));
    url.strip_suffix('/').filter(|front| is_root(front)).unwrap_or(url)
}

/// Whether an outcome is kept: documents, and answers that were none, but no connection that failed and no status that passes.
fn keeps(outcome: &Outcome, with_credentials: bool) -> bool {
    let passes = |error: &Error| {
        error.is_a(Code::HTTP_SERVER_ERROR)
            || [Code::REQUEST_TIMEOUT, Code::TOO_MANY_REQUESTS].contains(&error.code())
            || (with_credentials && error.code() == Code::UNAUTHORIZED)
    };
    match outcome {
        Ok(_) => true,
        Err(error) => {
            let is_answer = |code| error.is_a(code);
            [Code::HTTP_ERROR, Code::DISCOVERY_FAILURE, Code::LIMIT_EXCEEDED].into_iter().any(is_answer)
                && !passes(error)
        }
    }
}

#[cfg(test)]
mod tests;
