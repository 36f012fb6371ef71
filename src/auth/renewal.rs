//! One token for any number of threads: when it is renewed, and by whom.

use std::future::Future;
use std::sync::{Arc, PoisonError, RwLock};

use crate::access::Access;
use crate::error::{Code, Error, Result};
use crate::http::Headers;
use crate::process::{Inherit, PerProcess};
use crate::time::Timestamp;

use super::told::not_within;
use super::{Credentials, Generation};

/// A token before its expiry is renewed this long, or half of its life if that is shorter.
const MARGIN: Timestamp = 120 * SECOND;
/// A renewal that failed while the token still serves is tried again after this long.
const PAUSE: Timestamp = 10 * SECOND;
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

/// The times of a token by the clock of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Term {
    renew_at: Timestamp,
    end: Timestamp,
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
    login: async_lock::Mutex<()>,
}

impl Inherit for Own {
    fn inherit(&self) -> Self {
        // Whoever writes in the parent will never finish here: then the child logs in itself.
        let state = self.state.try_read().map_or_else(|_| State::default(), |state| state.clone());
        Self { state: RwLock::new(state), login: async_lock::Mutex::default() }
    }
}

#[derive(Clone, Debug, Default)]
struct State {
    held: Option<Arc<Held>>,
    generation: Generation,
    /// Logins that came to an end, whichever.
    ended: u64,
    /// What the last login failed with.
    failure: Option<Error>,
    /// A renewal failed: until then the token serves as long as it lasts.
    pause_until: Option<Timestamp>,
}

impl State {
    /// The token, if it needs no renewal at `now`.
    fn fresh(&self, now: Timestamp, renews: bool) -> Option<&Arc<Held>> {
        self.held.as_ref().filter(|held| {
            let paused = self.pause_until.is_some_and(|until| now < until);
            !renews || held.term.is_none_or(|term| now < if paused { term.end } else { term.renew_at })
        })
    }

    /// The token, if it serves at `now`.
    fn serving(&self, now: Timestamp) -> Option<&Arc<Held>> {
        self.held.as_ref().filter(|held| held.term.is_none_or(|term| now < term.end))
    }
}

impl Renewal {
    /// No token yet.
    pub fn new(renews: bool) -> Self {
        Self { renews, own: PerProcess::new(Own::default()) }
    }

    /// The token, if it needs no renewal at `now`.
    pub fn fresh(&self, now: Timestamp) -> Option<Arc<Held>> {
        self.own.state.read().unwrap_or_else(PoisonError::into_inner).fresh(now, self.renews).cloned()
    }

    /// What a request carries, if the token needs no renewal at `now`.
    pub fn ready(&self, now: Timestamp) -> Option<Credentials> {
        let state = self.own.state.read().unwrap_or_else(PoisonError::into_inner);
        state.fresh(now, self.renews).map(|held| held.credentials.clone())
    }

    /// The token, by `login` if need be. Of all that ask meanwhile one logs in; the others take its result, be it an error.
    pub async fn renewed(
        &self,
        now: impl Fn() -> Timestamp,
        login: impl Future<Output = Result<Access>>,
    ) -> Result<Arc<Held>> {
        let own = &*self.own;
        let ended_before = own.state.read().unwrap_or_else(PoisonError::into_inner).ended;
        let _alone = if let Some(alone) = own.login.try_lock() {
            alone
        } else {
            not_within()?;
            own.login.lock().await
        };
        if let Some(held) = self.fresh(now()) {
            return Ok(held);
        }
        {
            let state = own.state.read().unwrap_or_else(PoisonError::into_inner);
            if state.ended > ended_before {
                match (&state.held, &state.failure) {
                    (Some(held), _) => return Ok(held.clone()),
                    (None, Some(error)) => return Err(error.clone()),
                    (None, None) => {}
                }
            }
        }
        let outcome = login.await;
        let now = now();
        let mut state = own.state.write().unwrap_or_else(PoisonError::into_inner);
        state.ended += 1;
        match outcome.and_then(|access| hold(access, state.generation + 1, now)) {
            Ok(held) => {
                let held = Arc::new(held);
                state.generation += 1;
                state.held = Some(held.clone());
                state.failure = None;
                state.pause_until = None;
                Ok(held)
            }
            Err(error) => {
                state.failure = Some(error.clone());
                // The margin is there for this: a cloud that is away for a moment costs nothing.
                state.pause_until = Some(now.saturating_add(PAUSE));
                state.serving(now).cloned().ok_or(error)
            }
        }
    }

    /// Drops the token if it is the one that was `refused`; `None` drops whichever there is.
    ///
    /// True when asking again gives another token, which is also so when somebody else dropped or renewed it before.
    pub fn invalidate(&self, refused: Option<Generation>) -> bool {
        let mut state = self.own.state.write().unwrap_or_else(PoisonError::into_inner);
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
    }
}

fn hold(access: Access, generation: Generation, now: Timestamp) -> Result<Held> {
    let token = access.auth_token().ok_or_else(|| {
        Error::new(Code::INVALID_RESPONSE, "the login was answered without a token: header X-Subject-Token is missing")
    })?;
    let mut headers = Headers::new();
    headers.set("X-Auth-Token", token.expose())?;
    let credentials = Credentials { headers: Arc::new(headers), generation };
    let term = term(access.expires(), access.issued(), now);
    Ok(Held { access: Arc::new(access), credentials, term })
}

/// The times of a token that was got at `now`.
///
/// Its life counts from `now`, not from the peer's clock, so that clocks that differ do no harm.
fn term(expires: Option<Timestamp>, issued: Option<Timestamp>, now: Timestamp) -> Option<Term> {
    let life = expires?.saturating_sub(issued.unwrap_or(now)).max(0);
    Some(Term { renew_at: now.saturating_add(life - MARGIN.min(life / 2)), end: now.saturating_add(life) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renew_at(expires: Option<Timestamp>, issued: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        term(expires, issued, now).map(|term| term.renew_at)
    }

    #[test]
    fn the_margin_never_exceeds_half_of_the_tokens_life() {
        let at = |life: i64| renew_at(Some(1_000 * SECOND + life * SECOND), Some(1_000 * SECOND), 1_000 * SECOND);
        assert_eq!(at(3_600), Some((1_000 + 3_480) * SECOND));
        assert_eq!(at(100), Some((1_000 + 50) * SECOND));
        assert_eq!(at(-5), Some(1_000 * SECOND));
        assert_eq!(renew_at(None, None, 0), None);
        assert_eq!(renew_at(Some(i64::MAX), Some(i64::MIN), i64::MAX), Some(i64::MAX));
    }

    #[test]
    fn a_peer_whose_clock_is_wrong_does_no_harm() {
        let day = 86_400 * SECOND;
        assert_eq!(renew_at(Some(day + 3_600 * SECOND), Some(day), 0), Some(3_480 * SECOND));
        assert_eq!(renew_at(Some(3_600 * SECOND), Some(0), day), Some(day + 3_480 * SECOND));
    }
}
