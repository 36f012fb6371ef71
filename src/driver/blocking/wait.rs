//! Runs a flow on the thread of its caller. What waits for another thread is parked, until its alarm at the latest.

use std::cell::Cell;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

thread_local! {
    /// When the flow that this thread runs wants to be looked at again, whatever happens.
    static ALARM: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// What `flow` comes to. Over the blocking driver it is done when it has been polled once, unless another thread is ahead.
pub fn wait<T>(flow: impl Future<Output = T>) -> T {
    let mut flow = pin!(flow);
    match flow.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => parked(flow),
    }
}

fn parked<T>(mut flow: Pin<&mut impl Future<Output = T>>) -> T {
    let signal = Arc::new(Signal { woken: AtomicBool::new(true), thread: thread::current() });
    let waker = Waker::from(signal.clone());
    // A flow within a flow, which a callback may start, leaves the outer one's alarm as it was.
    let outer = ALARM.take();
    loop {
        if signal.woken.swap(false, Ordering::AcqRel) {
            ALARM.set(None);
            if let Poll::Ready(outcome) = flow.as_mut().poll(&mut Context::from_waker(&waker)) {
                ALARM.set(outer);
                return outcome;
            }
            continue;
        }
        match ALARM.get() {
            None => thread::park(),
            Some(at) => match at.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
                Some(left) => thread::park_timeout(left),
                None => signal.woken.store(true, Ordering::Release),
            },
        }
    }
}

struct Signal {
    woken: AtomicBool,
    thread: Thread,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Ready when the time has passed; only [`wait`] wakes for it.
pub(super) struct Alarm(Option<Instant>);

impl Alarm {
    pub(super) fn after(duration: Duration) -> Self {
        Self(Instant::now().checked_add(duration))
    }
}

impl Future for Alarm {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<()> {
        let Some(at) = self.0 else { return Poll::Pending };
        if Instant::now() >= at {
            return Poll::Ready(());
        }
        ALARM.set(Some(ALARM.get().map_or(at, |other| other.min(at))));
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[test]
    fn a_flow_that_nobody_wakes_is_woken_by_its_alarm() {
        let began = Instant::now();
        wait(Alarm::after(Duration::from_millis(20)));
        assert!(began.elapsed() >= Duration::from_millis(20));
    }

    #[test]
    fn a_flow_within_a_flow_leaves_the_outer_ones_alarm_and_waking() {
        let mut alarm = pin!(Alarm::after(Duration::from_millis(30)));
        let mut first = true;
        let began = Instant::now();
        wait(poll_fn(|context| {
            let outer = alarm.as_mut().poll(context);
            if std::mem::take(&mut first) {
                wait(Alarm::after(Duration::from_millis(1)));
            }
            outer
        }));
        assert!(began.elapsed() >= Duration::from_millis(30));
    }

    #[test]
    fn another_thread_wakes_it() {
        let (sender, receiver) = std::sync::mpsc::channel::<Waker>();
        let waking = thread::spawn(move || receiver.recv().map(Waker::wake));
        let mut polls = 0;
        wait(poll_fn(|context| {
            polls += 1;
            match polls {
                // The first poll has no waker worth keeping.
                1 => Poll::Pending,
                2 => {
                    let _ = sender.send(context.waker().clone());
                    Poll::Pending
                }
                _ => Poll::Ready(()),
            }
        }));
        assert!(waking.join().is_ok_and(|sent| sent.is_ok()));
    }
}
