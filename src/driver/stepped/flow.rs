//! One call of the library that the caller takes forward step by step.

use std::cell::Cell;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use super::Stepped;
use super::wanted::Want;
use crate::http::Request;
use crate::time::Timestamp;

/// What a flow needs next.
#[derive(Debug)]
pub enum Step<T> {
    /// Send this and hand the answer to [`Stepped::answer`]. No redirect is to be followed.
    Send {
        /// The name under which the driver wants the answer.
        id: u64,
        /// What to send.
        request: Request,
    },
    /// Call [`Stepped::wake`] or [`Stepped::set_now`] when the time has come.
    Sleep {
        /// The name under which the driver wants to be told.
        id: u64,
        /// When.
        until: Timestamp,
    },
    /// The result. The flow has ended and needs nothing any more.
    Done(T),
    /// Nothing that was not named before: an answer, the time, or another flow must come first.
    Waiting,
}

/// One call under way. To drop it is to give it up: the driver forgets what it waited for.
pub struct Flow<'a, T> {
    driver: Stepped,
    id: u64,
    future: Option<Pin<Box<dyn Future<Output = T> + Send + 'a>>>,
    signal: Arc<Signal>,
}

impl<'a, T> Flow<'a, T> {
    /// A flow of `driver` that has not begun; `future` must send by this driver.
    pub fn start(driver: &Stepped, future: impl Future<Output = T> + Send + 'a) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self {
            driver: driver.clone(),
            id: LAST.fetch_add(1, Ordering::Relaxed) + 1,
            future: Some(Box::pin(future)),
            signal: Arc::new(Signal { woken: AtomicBool::new(true), callback: Mutex::new(None) }),
        }
    }

    /// Takes the flow as far as it gets.
    ///
    /// Several things may be needed at once: step until there is [`Step::Waiting`]. A flow that has ended is always waiting.
    pub fn step(&mut self) -> Step<T> {
        loop {
            match self.driver.0.hand_out(self.id) {
                Some((id, Want::Send { request })) => return Step::Send { id, request },
                Some((id, Want::Sleep { until })) => return Step::Sleep { id, until },
                None => {}
            }
            if !self.signal.woken.swap(false, Ordering::AcqRel) {
                return Step::Waiting;
            }
            let Some(future) = &mut self.future else { return Step::Waiting };
            let waker = Waker::from(Arc::clone(&self.signal));
            let polled = {
                let _inside = Inside::enter(self.id);
                future.as_mut().poll(&mut Context::from_waker(&waker))
            };
            if let Poll::Ready(result) = polled {
                self.future = None;
                return Step::Done(result);
            }
        }
    }

    /// Whether [`Flow::step`] would get anywhere.
    pub fn is_ready(&self) -> bool {
        self.future.is_some() && (self.signal.woken.load(Ordering::Acquire) || self.driver.0.has_more(self.id))
    }

    /// Whether [`Step::Done`] was handed out.
    pub fn is_done(&self) -> bool {
        self.future.is_none()
    }

    /// Sets what is called when the flow can be stepped again: on the thread that made it so, from inside of another flow's
    /// step perhaps, so that it may note the fact but not step.
    pub fn on_wake(&self, callback: impl Fn() + Send + Sync + 'static) {
        *self.signal.callback.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(callback));
    }
}

impl<T> fmt::Debug for Flow<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flow").field("done", &self.is_done()).field("ready", &self.is_ready()).finish_non_exhaustive()
    }
}

/// The waker of a flow.
struct Signal {
    woken: AtomicBool,
    callback: Mutex<Option<Arc<dyn Fn() + Send + Sync>>>,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.woken.swap(true, Ordering::AcqRel) {
            return;
        }
        let callback = self.callback.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(callback) = callback {
            callback();
        }
    }
}

thread_local! {
    /// The flow that this thread steps, 0 for none: what is wanted meanwhile is wanted by it.
    static CURRENT: Cell<u64> = const { Cell::new(0) };
}

/// The flow that is being stepped.
pub(super) fn current() -> Option<u64> {
    Some(CURRENT.get()).filter(|id| *id != 0)
}

/// Marks a flow as the one that is being stepped; a flow may step another one.
struct Inside(u64);

impl Inside {
    fn enter(id: u64) -> Self {
        Self(CURRENT.replace(id))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}
