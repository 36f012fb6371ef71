//! How many requests may be under way to one service, and how often one may begin.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::process::{Inherit, PerProcess};

/// Bounds on the requests to one service; `None` is no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// How many may be under way at once, one at least.
    pub concurrency: Option<usize>,
    /// How many may begin in a second.
    pub rate: Option<f64>,
}

impl Limits {
    /// Whether there is no bound.
    pub fn is_none(&self) -> bool {
        self.concurrency.is_none() && self.rate.is_none()
    }
}

/// Lets requests pass in the order in which they came. A permit is held for one exchange, not over the time between retries.
///
/// The lock is held for as long as a queue is looked at; who must wait is suspended.
#[derive(Debug)]
pub struct Limiter {
    most: Option<usize>,
    gap: Option<Duration>,
    own: PerProcess<Own>,
}

#[derive(Debug)]
struct Own {
    most: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    held: usize,
    /// When the next request may begin: no credit is saved up while there are none.
    next: Duration,
    last_ticket: u64,
    queue: VecDeque<(u64, Waker)>,
}

impl Inherit for Own {
    fn inherit(&self) -> Self {
        // Those who hold permits in the parent do not give them back here.
        Self { most: self.most, state: Mutex::default() }
    }
}

impl Own {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes who is first, if there is a permit for him.
    fn wake_first(&self) {
        let first = {
            let state = self.state();
            let free = state.held < self.most;
            state.queue.front().filter(|_| free).map(|(_, waker)| waker.clone())
        };
        if let Some(first) = first {
            first.wake();
        }
    }
}

impl Limiter {
    /// A limiter within these bounds.
    pub fn new(limits: Limits) -> Self {
        let most = limits.concurrency.map(|most| most.max(1));
        let gap = limits.rate.filter(|rate| *rate > 0.0).and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok());
        let own = Own { most: most.unwrap_or(usize::MAX), state: Mutex::default() };
        Self { most, gap, own: PerProcess::new(own) }
    }

    /// Waits for a permit: first come, first served.
    pub(super) async fn permit(&self) -> Permit<'_> {
        let own = &*self.own;
        if self.most.is_some() {
            let mut place = Place { own, ticket: None };
            poll_fn(|context| place.poll(context)).await;
        }
        Permit { own, counted: self.most.is_some() }
    }

    /// How long it is from `now` until the next request may begin, which is then taken; `None` when it is longer than `limit`.
    ///
    /// `now` is by a clock that nobody sets: one that was set back would hold requests up for as long.
    pub(super) fn turn(&self, now: Duration, limit: Option<Duration>) -> Option<Duration> {
        let Some(gap) = self.gap else { return Some(Duration::ZERO) };
        let mut state = self.own.state();
        let begins = state.next.max(now);
        let wait = begins.saturating_sub(now);
        if limit.is_some_and(|limit| wait > limit) {
            return None;
        }
        state.next = begins.saturating_add(gap);
        Some(wait)
    }
}

/// The right to have one request under way.
pub(super) struct Permit<'a> {
    own: &'a Own,
    counted: bool,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.counted {
            {
                let mut state = self.own.state();
                state.held = state.held.saturating_sub(1);
            }
            self.own.wake_first();
        }
    }
}

/// A place in the queue, from when there was none free.
struct Place<'a> {
    own: &'a Own,
    ticket: Option<u64>,
}

impl Place<'_> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.own.state();
        let is_first = match (self.ticket, state.queue.front()) {
            (_, None) => true,
            (Some(ticket), Some((first, _))) => ticket == *first,
            (None, Some(_)) => false,
        };
        if is_first && state.held < self.own.most {
            state.held += 1;
            if self.ticket.take().is_some() {
                state.queue.pop_front();
            }
            drop(state);
            self.own.wake_first();
            return Poll::Ready(());
        }
        if let Some(ticket) = self.ticket {
            if let Some((_, waker)) = state.queue.iter_mut().find(|(waiting, _)| *waiting == ticket) {
                waker.clone_from(context.waker());
            }
        } else {
            state.last_ticket += 1;
            let ticket = state.last_ticket;
            state.queue.push_back((ticket, context.waker().clone()));
            self.ticket = Some(ticket);
        }
        Poll::Pending
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.own.state().queue.retain(|(waiting, _)| *waiting != ticket);
            self.own.wake_first();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::pin::pin;

    use super::*;

    fn poll<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) -> Option<T> {
        match future.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => Some(outcome),
            Poll::Pending => None,
        }
    }

    #[test]
    fn so_many_hold_a_permit_and_no_more_and_the_first_in_the_queue_is_next() {
        let limiter = Limiter::new(Limits { concurrency: Some(2), rate: None });
        let first = poll(pin!(limiter.permit())).unwrap();
        let _second = poll(pin!(limiter.permit())).unwrap();
        let (mut third, mut fourth) = (pin!(limiter.permit()), pin!(limiter.permit()));
        assert!(poll(third.as_mut()).is_none() && poll(fourth.as_mut()).is_none());
        drop(first);
        assert!(poll(fourth.as_mut()).is_none(), "the third was there before");
        assert!(poll(pin!(limiter.permit())).is_none(), "who comes now is behind both");
        let third = poll(third.as_mut()).unwrap();
        assert!(poll(fourth.as_mut()).is_none(), "two hold one");
        drop(third);
        assert!(poll(fourth.as_mut()).is_some());
    }

    #[test]
    fn who_gives_up_leaves_the_queue() {
        let limiter = Limiter::new(Limits { concurrency: Some(1), rate: None });
        let first = poll(pin!(limiter.permit())).unwrap();
        let mut second = Box::pin(limiter.permit());
        let mut third = pin!(limiter.permit());
        assert!(poll(second.as_mut()).is_none() && poll(third.as_mut()).is_none());
        drop(second);
        drop(first);
        assert!(poll(third.as_mut()).is_some());
        assert!(poll(pin!(limiter.permit())).is_some(), "all were given back");
    }

    #[test]
    fn requests_begin_at_even_distances_and_none_are_saved_up() {
        let limiter = Limiter::new(Limits { concurrency: None, rate: Some(4.0) });
        let turns = |now| {
            let now = Duration::from_secs(now);
            (0..3).map(|_| limiter.turn(now, None).unwrap().as_millis()).collect::<Vec<_>>()
        };
        assert_eq!(turns(1), [0, 250, 500]);
        assert_eq!(turns(3600), [0, 250, 500], "an hour without requests is no reason for many at once");
    }

    #[test]
    fn a_turn_that_comes_too_late_is_not_taken() {
        let limiter = Limiter::new(Limits { concurrency: None, rate: Some(1.0) });
        let second = Some(Duration::from_secs(1));
        let turns: Vec<_> = (0..4).map(|_| limiter.turn(Duration::ZERO, second).map(|wait| wait.as_secs())).collect();
        assert_eq!(turns, [Some(0), Some(1), None, None]);
        assert_eq!(limiter.turn(Duration::ZERO, None), Some(Duration::from_secs(2)));
    }

    #[test]
    fn a_child_has_all_permits() {
        let own = Own { most: 1, state: Mutex::new(State { held: 1, ..State::default() }) };
        assert_eq!(own.inherit().state().held, 0);
    }
}
