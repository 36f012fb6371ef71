//! One token for any number of threads: when it is renewed, and by whom.

mod term;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use async_lock::MutexGuard;

use super::kept::Kept;
use super::login::{Attempt, Granted, Login};
use super::told::not_within;
use super::under_way::{going, is_within};
use super::{Credentials, Generation};
use crate::access::Access;
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Pipeline};
use crate::process::{Inherit, PerProcess};
use crate::time::{self, Timestamp};
use term::Term;

/// A renewal that failed while the token still serves is tried again after this long.
const PAUSE: Timestamp = 10 * SECOND;
/// An Identity that is asked too often, and does not say for how long, is left alone for this long.
const REST: i64 = 1;
/// No Identity is left alone for longer than so many seconds, whatever it asks for.
const LONGEST_REST: i64 = 300;
const SECOND: Timestamp = 1_000_000;

/// A token in use.
#[derive(Debug)]
pub struct Held {
    /// All that it says.
    pub access: Arc<Access>,
    /// What a request carries.
    pub credentials: Credentials,
    /// When it is renewed and when it ends; `None` for a token that does not say.
    term: Option<Term>,
}

impl Held {
    /// What was granted just now.
    fn new(granted: Granted, generation: Generation, now: Timestamp) -> Result<Self> {
        let term = Term::new(granted.access.expires(), granted.access.issued(), granted.seconds, now);
        Self::with(granted, generation, term)
    }

    /// What was kept: its life went on meanwhile, by the clock of whoever issued it.
    pub(super) fn restored(granted: Granted) -> Result<Self> {
        let term = Term::of_old(granted.access.expires(), granted.access.issued());
        Self::with(granted, 0, term)
    }

    fn with(granted: Granted, generation: Generation, term: Option<Term>) -> Result<Self> {
        let token = granted.access.auth_token().ok_or_else(|| {
            let message = "the login was answered without a token: header X-Subject-Token is missing";
            Error::new(Code::INVALID_RESPONSE, message)
        })?;
        let mut headers = Headers::new();
        headers.set("X-Auth-Token", token.expose())?;
        for (name, value) in granted.headers.iter() {
            headers.set(name, value)?;
        }
        let credentials = Credentials { headers: Arc::new(headers), generation };
        Ok(Self { access: Arc::new(granted.access), credentials, term })
    }

    /// Whether it lasts from `now` for so many seconds.
    fn lasts(&self, now: Timestamp, seconds: i64) -> bool {
        self.term.is_none_or(|term| time::plus_seconds(now, seconds) <= term.end)
    }
}

/// The token of a plugin, and the rule that one login serves all who wait for it.
///
/// The short lock is never held over I/O. The login itself is guarded by an asynchronous lock: threads wait for it parked,
/// flows of a stepped driver wait for it suspended.
#[derive(Debug)]
pub struct Renewal {
    /// Whether a token that nears its end is renewed. A refused one always is.
    renews: bool,
    own: PerProcess<Own>,
}

/// What each process has of its own, and a forked child takes over but for the locks.
#[derive(Debug, Default)]
struct Own {
    state: RwLock<State>,
    login: async_lock::Mutex<Kept>,
    /// The next login is to be tried though the last one was refused.
    forgives: AtomicBool,
}

impl Own {
    fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, write: impl FnOnce(&mut State) -> T) -> T {
        write(&mut self.state.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// What stands for this plugin in [`is_within`].
    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Waits for the right to log in.
    async fn alone(&self, login: &dyn Login) -> Result<MutexGuard<'_, Kept>> {
        let mut kept = match self.login.try_lock() {
            Some(kept) => kept,
            // Nor for one that waits for whatever this thread is within.
            None if is_within(self.address()) || login.is_entered() => {
                let message = "a login cannot wait for itself: what it calls uses the plugin that waits for the answer";
                return Err(Error::new(Code::REENTRANT, message));
            }
            None => {
                not_within()?;
                self.login.lock().await
            }
        };
        if self.forgives.swap(false, Ordering::AcqRel) {
            kept.forget_refusal();
        }
        Ok(kept)
    }
}

impl Inherit for Own {
    fn inherit(&self) -> Self {
        // Whoever writes in the parent will never finish here: then the child logs in itself.
        let state = self.state.try_read().map_or_else(|_| State::default(), |state| state.clone());
        let kept = self.login.try_lock().map_or_else(Kept::default, |kept| {
            let own = kept.clone();
            // To unlock it tells those who wait, by a lock that one of them may have held when the child began.
            std::mem::forget(kept);
            own
        });
        let forgives = AtomicBool::new(self.forgives.load(Ordering::Acquire));
        Self { state: RwLock::new(state), login: async_lock::Mutex::new(kept), forgives }
    }
}

#[derive(Clone, Debug, Default)]
struct State {
    held: Option<Arc<Held>>,
    generation: Generation,
    /// Logins that came to an end, whichever.
    ended: u64,
    failure: Option<Failure>,
    /// A renewal failed: until then the token serves as long as it lasts.
    pause_until: Option<Timestamp>,
    /// Identity wants to be left alone until then.
    rest_until: Option<Timestamp>,
}

/// What the last login failed with.
#[derive(Clone, Debug)]
struct Failure {
    error: Error,
    by: By,
}

/// Whose connections a login goes over, and how long its exchange may take.
#[derive(Clone, Copy, Debug)]
struct By {
    connections: u64,
    limit: Option<Duration>,
}

impl By {
    fn new(pipeline: &Pipeline) -> Self {
        Self { connections: pipeline.number(), limit: pipeline.policy().timeouts.whole }
    }
}

impl Failure {
    /// Whether it is also the failure of one who waited.
    fn is_shared_with(&self, waited: By) -> bool {
        if self.error.is_a(Code::CONNECT_TIMEOUT) {
            return match (waited.limit, self.by.limit) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(waited), Some(own)) => own >= waited,
            };
        }
        waited.connections == self.by.connections || !self.is_of_its_connections()
    }

    /// Whether another session, with other connections, may fare better.
    fn is_of_its_connections(&self) -> bool {
        self.error.is_a(Code::CONNECTION_ERROR)
            || [Code::SHUT_DOWN, Code::CERTIFICATE_CONFIG_ERROR].contains(&self.error.code())
    }
}

impl State {
    /// The token, if it needs no renewal at `now` and lasts so long.
    fn fresh(&self, now: Timestamp, renews: bool, seconds: i64) -> Option<&Arc<Held>> {
        self.held.as_ref().filter(|held| {
            let paused = self.pause_until.is_some_and(|until| now < until);
            let is_due = |term: Term| now >= if paused { term.end } else { term.renew_at };
            let is_fresh = !renews || !held.term.is_some_and(is_due);
            is_fresh && (seconds <= 0 || held.lasts(now, seconds))
        })
    }

    /// The token, if it serves at `now` and lasts so long.
    fn serving(&self, now: Timestamp, seconds: i64) -> Option<&Arc<Held>> {
        let serves = |held: &&Arc<Held>| held.term.is_none_or(|term| now < term.end) && held.lasts(now, seconds);
        self.held.as_ref().filter(serves)
    }

    /// What a login that somebody else made while this one waited came to.
    fn shared(&self, now: Timestamp, seconds: i64, by: By) -> Option<Result<Arc<Held>>> {
        match &self.failure {
            Some(failure) if !failure.is_shared_with(by) => None,
            Some(failure) => Some(self.serving(now, seconds).cloned().ok_or_else(|| failure.error.clone())),
            // Even one that has ended already: another login would bring no better one.
            None => self.held.as_ref().map(|held| {
                if seconds <= 0 || held.lasts(now, seconds) { Ok(held.clone()) } else { Err(too_short(seconds)) }
            }),
        }
    }
}

impl Renewal {
    /// No token yet.
    pub fn new(renews: bool) -> Self {
        Self { renews, own: PerProcess::new(Own::default()) }
    }

    /// The token, whatever its age.
    pub fn held(&self) -> Option<Arc<Held>> {
        self.own.read(|state| state.held.clone())
    }

    /// The token, if it needs no renewal at `now` and lasts for so many seconds.
    pub fn fresh(&self, now: Timestamp, seconds: i64) -> Option<Arc<Held>> {
        self.own.read(|state| state.fresh(now, self.renews, seconds).cloned())
    }

    /// What a request carries, if the token needs no renewal at `now`.
    pub fn ready(&self, now: Timestamp) -> Option<Credentials> {
        self.own.read(|state| state.fresh(now, self.renews, 0).map(|held| held.credentials.clone()))
    }

    /// The token, by `login` if need be. Of all that ask meanwhile one logs in; the others take its result, be it an error.
    ///
    /// Who waits may give up: dropping this flow harms nobody. An Identity that wants to be left alone is.
    pub async fn renewed(&self, pipeline: &Pipeline, seconds: i64, login: &dyn Login) -> Result<Arc<Held>> {
        let own = &*self.own;
        let clock = || pipeline.driver().now();
        let by = By::new(pipeline);
        let ended_before = own.read(|state| state.ended);
        let mut kept = own.alone(login).await?;
        let now = clock();
        let found = own.read(|state| {
            if let Some(held) = state.fresh(now, self.renews, seconds) {
                return Some(Ok(held.clone()));
            }
            let others = if state.ended > ended_before { state.shared(now, seconds, by) } else { None };
            let rests = state.rest_until.is_some_and(|until| now < until);
            others.or_else(|| if rests { state.shared(now, seconds, by) } else { None })
        });
        if let Some(found) = found {
            return found;
        }
        let outcome = going(own.address(), login.log_in(Attempt { pipeline, kept: &mut kept })).await;
        let now = clock();
        own.write(|state| {
            state.ended += 1;
            match outcome.and_then(|granted| Held::new(granted, state.generation + 1, now)) {
                Ok(held) => {
                    let held = Arc::new(held);
                    *state = State {
                        generation: state.generation + 1,
                        held: Some(held.clone()),
                        ended: state.ended,
                        ..State::default()
                    };
                    if held.lasts(now, seconds) { Ok(held) } else { Err(too_short(seconds)) }
                }
                Err(error) => {
                    // The margin is there for this: a cloud that is away for a moment costs nothing.
                    state.pause_until = Some(now.saturating_add(PAUSE));
                    state.rest_until = rest(&error).map(|seconds| time::plus_seconds(now, seconds));
                    state.failure = Some(Failure { error: error.clone(), by });
                    state.serving(now, seconds).cloned().ok_or(error)
                }
            }
        })
    }

    /// Whether this thread is within its login.
    pub fn is_entered(&self) -> bool {
        is_within(self.own.address())
    }

    /// Takes `held` in place of the token; `None` drops it.
    pub fn restore(&self, held: Option<Held>) {
        self.own.write(|state| {
            state.generation += 1;
            let generation = state.generation;
            state.held = held.map(|mut held| {
                held.credentials.generation = generation;
                Arc::new(held)
            });
            state.pause_until = None;
        });
    }

    /// Drops the token if it is the one that was `refused`; `None` drops whichever there is, and lets the next login be tried
    /// though the last one was refused or Identity wants to be left alone.
    ///
    /// True when asking again gives another token, which is also so when somebody else dropped or renewed it before.
    pub fn invalidate(&self, refused: Option<Generation>) -> bool {
        if refused.is_none() {
            self.own.forgives.store(true, Ordering::Release);
        }
        self.own.write(|state| {
            if refused.is_none() {
                state.rest_until = None;
            }
            let current = state.held.as_ref().map(|held| held.credentials.generation);
            match (refused, current) {
                (Some(refused), Some(current)) if refused != current => true,
                (_, Some(_)) => {
                    state.held = None;
                    true
                }
                (Some(_), None) => true,
                (None, None) => false,
            }
        })
    }
}

/// For how many seconds Identity wants to be left alone after it failed like this.
fn rest(error: &Error) -> Option<i64> {
    let asked = error.retry_after();
    let rest = match error.code() {
        Code::TOO_MANY_REQUESTS => Some(asked.unwrap_or(REST)),
        Code::SERVICE_UNAVAILABLE => asked,
        _ => None,
    };
    rest.map(|seconds| seconds.clamp(0, LONGEST_REST))
}

fn too_short(seconds: i64) -> Error {
    Error::new(Code::AUTHORIZATION_FAILURE, format!("a new token does not last for {seconds} s either"))
}
