//! When a token is renewed, and when it ends.

use crate::time::{self, Timestamp};

/// A token before its expiry is renewed this long, or half of its life if that is shorter.
const MARGIN: Timestamp = 120_000_000;

/// The times of a token by the clock of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) renew_at: Timestamp,
    pub(super) end: Timestamp,
}

impl Term {
    /// The times of a token that was got at `now`; `seconds` is how long what came with it serves.
    ///
    /// Its life counts from `now`, not from the peer's clock, so that clocks that differ do no harm.
    pub(super) fn new(
        expires: Option<Timestamp>,
        issued: Option<Timestamp>,
        seconds: Option<i64>,
        now: Timestamp,
    ) -> Option<Self> {
        let own = expires.map(|expires| expires.saturating_sub(issued.unwrap_or(now)));
        let other = seconds.map(|seconds| time::plus_seconds(0, seconds));
        let life = own.into_iter().chain(other).min()?.max(0);
        Some(Self::ending(now.saturating_add(life), life))
    }

    /// The times of a token that was got some time ago: all there is to go by is what it says.
    pub(super) fn of_old(expires: Option<Timestamp>, issued: Option<Timestamp>) -> Option<Self> {
        let end = expires?;
        Some(Self::ending(end, issued.map_or(2 * MARGIN, |issued| end.saturating_sub(issued).max(0))))
    }

    fn ending(end: Timestamp, life: Timestamp) -> Self {
        Self { renew_at: end.saturating_sub(MARGIN.min(life / 2)), end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Timestamp = 1_000_000;

    fn renew_at(expires: Option<Timestamp>, issued: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        Term::new(expires, issued, None, now).map(|term| term.renew_at)
    }

    #[test]
    fn the_margin_never_exceeds_half_of_the_tokens_life() {
        let at = |life: i64| renew_at(Some(1_000 * SECOND + life * SECOND), Some(1_000 * SECOND), 1_000 * SECOND);
        assert_eq!(at(3_600), Some((1_000 + 3_480) * SECOND));
        assert_eq!(at(100), Some((1_000 + 50) * SECOND));
        assert_eq!(at(-5), Some(1_000 * SECOND));
        assert_eq!(renew_at(None, None, 0), None);
        assert_eq!(renew_at(Some(i64::MAX), Some(i64::MIN), i64::MAX), Some(i64::MAX - MARGIN));
    }

    #[test]
    fn a_peer_whose_clock_is_wrong_does_no_harm() {
        let day = 86_400 * SECOND;
        assert_eq!(renew_at(Some(day + 3_600 * SECOND), Some(day), 0), Some(3_480 * SECOND));
        assert_eq!(renew_at(Some(3_600 * SECOND), Some(0), day), Some(day + 3_480 * SECOND));
    }

    #[test]
    fn what_ends_before_the_token_ends_for_both() {
        let term = Term::new(Some(3_600 * SECOND), Some(0), Some(1_000), 0);
        assert_eq!(term, Some(Term { renew_at: 880 * SECOND, end: 1_000 * SECOND }));
        assert_eq!(Term::new(None, None, Some(10), 0), Some(Term { renew_at: 5 * SECOND, end: 10 * SECOND }));
    }

    #[test]
    fn the_life_of_a_token_that_was_kept_goes_on() {
        let term = Term::of_old(Some(5_000 * SECOND), Some(1_400 * SECOND));
        assert_eq!(term, Some(Term { renew_at: 4_880 * SECOND, end: 5_000 * SECOND }));
        assert_eq!(Term::of_old(None, Some(0)), None);
    }
}
