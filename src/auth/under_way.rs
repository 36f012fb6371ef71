//! Which logins are under way: within which of them a thread is, so that none waits for itself.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::pin;

thread_local! {
    /// Stand for the plugins whose logins this thread is taking a step of, the outermost first.
    static WITHIN: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// This thread takes a step of a login.
struct Step;

impl Step {
    fn of(owner: usize) -> Self {
        WITHIN.with_borrow_mut(|within| within.push(owner));
        Self
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        WITHIN.with_borrow_mut(Vec::pop);
    }
}

/// Goes through with the login of `owner`. What it calls on the way, callbacks of the program among them, is within it.
pub(super) async fn going<T>(owner: usize, login: impl Future<Output = T>) -> T {
    let mut login = pin!(login);
    poll_fn(|context| {
        let _step = Step::of(owner);
        login.as_mut().poll(context)
    })
    .await
}

/// Whether this thread is within a login of `owner`: it would wait for itself.
pub(super) fn is_within(owner: usize) -> bool {
    WITHIN.with_borrow(|within| within.contains(&owner))
}
