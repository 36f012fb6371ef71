//! How long each of the latest exchanges took.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use crate::process::{Inherit, PerProcess};
use crate::text::Text;

/// So many are kept; the oldest go first.
const MOST: usize = 1000;

/// One exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Its method.
    pub method: Text,
    /// Its URL, without secrets.
    pub url: String,
    /// From the first byte sent to the last one received.
    pub elapsed: Duration,
}

/// The latest exchanges, if somebody wants them.
#[derive(Debug, Default)]
pub struct Timings {
    collected: AtomicBool,
    kept: PerProcess<Kept>,
}

#[derive(Debug, Default)]
struct Kept(Mutex<VecDeque<Timing>>);

impl Inherit for Kept {
    fn inherit(&self) -> Self {
        Self(Mutex::new(self.0.try_lock().map_or_else(|_| VecDeque::new(), |kept| kept.clone())))
    }
}

impl Timings {
    /// From now on they are kept.
    pub fn collect(&self) {
        self.collected.store(true, Ordering::Relaxed);
    }

    /// Whether they are kept.
    pub fn are_collected(&self) -> bool {
        self.collected.load(Ordering::Relaxed)
    }

    /// Keeps one.
    pub fn push(&self, timing: Timing) {
        let mut kept = self.kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.pop_front();
        }
        kept.push_back(timing);
    }

    /// All that are kept, the oldest first.
    pub fn all(&self) -> Vec<Timing> {
        self.kept.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Forgets them.
    pub fn reset(&self) {
        self.kept.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// All of them, as the C ABI shows them.
    pub fn to_json(&self) -> Value {
        let row = |timing: Timing| json!({"method": timing.method.as_str(), "url": timing.url, "elapsed": timing.elapsed.as_secs_f64()});
        self.all().into_iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let timings = Timings::default();
        for number in 0..MOST + 5 {
            timings.push(Timing { method: "GET".into(), url: number.to_string(), elapsed: Duration::ZERO });
        }
        let all = timings.all();
        assert_eq!((all.len(), all.first().map(|timing| timing.url.as_str())), (MOST, Some("5")));
        timings.reset();
        assert!(timings.all().is_empty());
    }
}
