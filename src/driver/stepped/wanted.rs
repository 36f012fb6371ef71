//! What the flows of one driver wait for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

use crate::error::{Code, Error, Result};
use crate::http::{Request, Response};
use crate::time::Timestamp;

/// What a flow needs from outside.
#[derive(Clone)]
pub(super) enum Want {
    Send { request: Request },
    Sleep { until: Timestamp },
}

/// Everything that is waited for, by id.
pub(super) struct Table(Mutex<State>);

struct State {
    now: Timestamp,
    last: u64,
    entries: BTreeMap<u64, Entry>,
    /// Flow and id of what no step has named yet.
    fresh: BTreeSet<(u64, u64)>,
}

struct Entry {
    flow: u64,
    waker: Waker,
    state: Progress,
}

enum Progress {
    Wanted(Want),
    Answered(Box<Result<Response>>),
    Ended,
}

impl Table {
    pub(super) fn new(now: Timestamp) -> Self {
        Self(Mutex::new(State { now, last: 0, entries: BTreeMap::new(), fresh: BTreeSet::new() }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn now(&self) -> Timestamp {
        self.lock().now
    }

    /// Registers what `flow` needs, and returns its id. Ids are never used again.
    pub(super) fn want(&self, flow: u64, want: Want, waker: &Waker) -> u64 {
        let mut state = self.lock();
        state.last += 1;
        let id = state.last;
        state.entries.insert(id, Entry { flow, waker: waker.clone(), state: Progress::Wanted(want) });
        state.fresh.insert((flow, id));
        id
    }

    /// The oldest need of `flow` that it has not handed out yet.
    pub(super) fn hand_out(&self, flow: u64) -> Option<(u64, Want)> {
        let mut state = self.lock();
        loop {
            let next = *state.fresh.range((flow, 0)..=(flow, u64::MAX)).next()?;
            state.fresh.remove(&next);
            // The time of a sleep may have come before anybody was told about it.
            if let Some(Entry { state: Progress::Wanted(want), .. }) = state.entries.get(&next.1) {
                return Some((next.1, want.clone()));
            }
        }
    }

    /// Whether `flow` has a need that it has not handed out yet.
    pub(super) fn has_more(&self, flow: u64) -> bool {
        self.lock().fresh.range((flow, 0)..=(flow, u64::MAX)).next().is_some()
    }

    pub(super) fn waits_for(&self, id: u64) -> bool {
        self.lock().entries.get(&id).is_some_and(|entry| matches!(entry.state, Progress::Wanted(_)))
    }

    pub(super) fn forget(&self, id: u64) {
        let forgotten = {
            let mut state = self.lock();
            let entry = state.entries.remove(&id);
            if let Some(entry) = &entry {
                state.fresh.remove(&(entry.flow, id));
            }
            entry
        };
        // Its waker may run foreign code when it is dropped: not under the lock.
        drop(forgotten);
    }

    pub(super) fn answer(&self, id: u64, answer: Result<Response>) -> Result<()> {
        let waker = {
            let mut state = self.lock();
            let entry = state.handed_out(id, "request")?;
            if !matches!(entry.state, Progress::Wanted(Want::Send { .. })) {
                return Err(wrong(format!("{id} is the id of a sleep, which has no answer")));
            }
            entry.state = Progress::Answered(Box::new(answer));
            entry.waker.clone()
        };
        waker.wake();
        Ok(())
    }

    pub(super) fn wake(&self, id: u64) -> Result<()> {
        let waker = {
            let mut state = self.lock();
            let entry = state.handed_out(id, "sleep")?;
            let Progress::Wanted(Want::Sleep { until }) = entry.state else {
                return Err(wrong(format!("{id} is the id of a request, which needs an answer")));
            };
            entry.state = Progress::Ended;
            let waker = entry.waker.clone();
            state.now = state.now.max(until);
            waker
        };
        waker.wake();
        Ok(())
    }

    pub(super) fn set_now(&self, now: Timestamp) {
        let mut wakers = Vec::new();
        {
            let mut state = self.lock();
            state.now = now;
            for entry in state.entries.values_mut() {
                if matches!(entry.state, Progress::Wanted(Want::Sleep { until }) if until <= now) {
                    entry.state = Progress::Ended;
                    wakers.push(entry.waker.clone());
                }
            }
        }
        wakers.into_iter().for_each(Waker::wake);
    }

    /// The answer to request `id`, once; until then `waker` is told when it comes.
    pub(super) fn take_answer(&self, id: u64, waker: &Waker) -> Poll<Result<Response>> {
        match self.take(id, waker) {
            Some(Progress::Answered(answer)) => Poll::Ready(*answer),
            _ => Poll::Pending,
        }
    }

    /// Whether sleep `id` has ended; until then `waker` is told when it does.
    pub(super) fn take_end(&self, id: u64, waker: &Waker) -> Poll<()> {
        if self.take(id, waker).is_some() { Poll::Ready(()) } else { Poll::Pending }
    }

    /// What became of `id`, once, if it is not wanted any more.
    fn take(&self, id: u64, waker: &Waker) -> Option<Progress> {
        let mut state = self.lock();
        let entry = state.entries.get_mut(&id)?;
        if matches!(entry.state, Progress::Wanted(_)) {
            entry.waker.clone_from(waker);
            return None;
        }
        state.entries.remove(&id).map(|entry| entry.state)
    }
}

impl State {
    /// The entry of an id that a step has named and nobody has answered.
    fn handed_out(&mut self, id: u64, what: &str) -> Result<&mut Entry> {
        let last = self.last;
        match self.entries.get_mut(&id) {
            Some(entry) if self.fresh.contains(&(entry.flow, id)) => {
                Err(wrong(format!("no step has named {what} {id} yet")))
            }
            Some(Entry { state: Progress::Answered(_) | Progress::Ended, .. }) => {
                Err(wrong(format!("{what} {id} is done already")))
            }
            Some(entry) => Ok(entry),
            None if id == 0 || id > last => Err(wrong(format!("there is no {what} {id}"))),
            None => Err(wrong(format!("nobody waits for {what} {id} any more: it is done, or its flow was dropped"))),
        }
    }
}

fn wrong(message: String) -> Error {
    Error::new(Code::INVALID_ARGUMENT, message)
}
