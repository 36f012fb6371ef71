//! Which tokens of a plugin in C were refused, and which thread tells it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::auth::Generation;
use crate::process::Inherit;

/// Which token was refused, so that of the threads whose requests were refused together one calls `invalidate`.
#[derive(Default)]
pub(super) struct Refusals {
    state: Mutex<Refused>,
    told: Condvar,
}

#[derive(Clone, Copy, Default)]
struct Refused {
    /// Counts them: the token in use.
    generation: Generation,
    /// A thread is within `invalidate`.
    asking: bool,
    /// What `invalidate` said the last time.
    renews: bool,
}

impl Refusals {
    /// The token in use, once no thread is within `invalidate`.
    pub(super) fn settled(&self) -> Generation {
        let mut state = self.state();
        while state.asking {
            state = self.told.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.generation
    }

    /// Whether the token of this generation is still in use, and no thread is within `invalidate`.
    pub(super) fn is_settled(&self, generation: Generation) -> bool {
        let state = self.state();
        state.generation == generation && !state.asking
    }

    /// Has `invalidate` called for the token of `refused`, or whichever is in use, unless another thread did that; what it said.
    pub(super) fn refuse(&self, refused: Option<Generation>, invalidate: impl FnOnce() -> bool) -> bool {
        let mut state = self.state();
        let refused = refused.unwrap_or(state.generation);
        while state.asking && state.generation == refused {
            state = self.told.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.generation != refused {
            return state.renews;
        }
        state.asking = true;
        drop(state);
        let renews = invalidate();
        *self.state() = Refused { generation: refused + 1, asking: false, renews };
        self.told.notify_all();
        renews
    }

    fn state(&self) -> MutexGuard<'_, Refused> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inherit for Refusals {
    fn inherit(&self) -> Self {
        // Whoever is asking in the parent will never tell here.
        let state =
            self.state.try_lock().map_or_else(|_| Refused::default(), |state| Refused { asking: false, ..*state });
        Self { state: Mutex::new(state), told: Condvar::new() }
    }
}
