//! Waiting for another thread, but not for ever.

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use crate::http::Pending;

/// Wakes the thread that waits.
struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Waits on this thread for `what`, but no longer than `limit`; whether it came to its end.
pub(super) fn within(limit: Duration, mut what: Pending<'_, ()>) -> bool {
    let began = Instant::now();
    let waker = Waker::from(Arc::new(Parked(thread::current())));
    loop {
        if let Poll::Ready(()) = what.as_mut().poll(&mut Context::from_waker(&waker)) {
            return true;
        }
        let left = limit.saturating_sub(began.elapsed());
        if left.is_zero() {
            return false;
        }
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_thread_ends_is_waited_for_and_what_nobody_ends_is_given_up() {
        let lock = Arc::new(async_lock::Mutex::new(()));
        let held = lock.lock_arc_blocking();
        let began = Instant::now();
        assert!(!within(Duration::from_millis(20), Box::pin(async { drop(lock.lock().await) })));
        assert!(began.elapsed() >= Duration::from_millis(20));
        let other = thread::spawn(move || {
            thread::sleep(Duration::from_millis(10));
            drop(held);
        });
        assert!(within(Duration::from_secs(60), Box::pin(async { drop(lock.lock().await) })));
        assert!(other.join().is_ok());
    }
}
