//! What the threads of one server share: the script, the record, the open connections.

use std::collections::HashMap;
use std::fmt;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use rustls::ServerConfig;

use super::{ConnectRule, Received, Script};

/// Everything that more than one thread of a server touches.
pub(super) struct Shared {
    script: Mutex<Arc<Script>>,
    state: Mutex<State>,
    changed: Condvar,
    pub(super) origin: String,
    pub(super) tls: Option<Arc<ServerConfig>>,
    pub(super) at_connect: Box<ConnectRule>,
}

/// What changes while a server runs.
#[derive(Default)]
pub(super) struct State {
    pub(super) recorded: Vec<Received>,
    /// Requests so far, also those that a test took out of the record.
    pub(super) numbered: usize,
    pub(super) accepted: usize,
    pub(super) running: usize,
    pub(super) unexpected: Vec<String>,
    pub(super) failures: Vec<String>,
    pub(super) connection_errors: Vec<String>,
    open: HashMap<usize, Weak<TcpStream>>,
    stopping: bool,
}

impl Shared {
    pub(super) fn new(
        script: Script,
        origin: String,
        tls: Option<Arc<ServerConfig>>,
        at_connect: Box<ConnectRule>,
    ) -> Self {
        Self {
            script: Mutex::new(Arc::new(script)),
            state: Mutex::default(),
            changed: Condvar::new(),
            origin,
            tls,
            at_connect,
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn script(&self) -> Arc<Script> {
        Arc::clone(&self.script.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn replace(&self, script: Script) {
        *self.script.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(script);
    }

    /// The number of a new connection; `None` when the server stops.
    pub(super) fn open(&self, stream: &Arc<TcpStream>) -> Option<usize> {
        let mut state = self.lock();
        if state.stopping {
            return None;
        }
        state.accepted += 1;
        state.running += 1;
        let number = state.accepted;
        state.open.insert(number, Arc::downgrade(stream));
        drop(state);
        self.changed.notify_all();
        Some(number)
    }

    pub(super) fn closed(&self, connection: usize, error: Option<String>) {
        let mut state = self.lock();
        state.open.remove(&connection);
        state.running -= 1;
        // What breaks because the test is over is no news.
        if let Some(error) = error.filter(|_| !state.stopping) {
            state.connection_errors.push(format!("connection {connection}: {error}"));
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Records a request, and gives it its number.
    pub(super) fn record(&self, received: Received) -> Received {
        let mut state = self.lock();
        state.numbered += 1;
        let received = Received { number: state.numbered, ..received };
        state.recorded.push(received.clone());
        drop(state);
        self.changed.notify_all();
        received
    }

    pub(super) fn mark_unexpected(&self, received: &Received) {
        let mut state = self.lock();
        if let Some(entry) = state.recorded.iter_mut().find(|entry| entry.number == received.number) {
            entry.unexpected = true;
        }
        state.unexpected.push(format!("unexpected request: {} {}", received.method, received.target));
    }

    pub(super) fn fail(&self, message: String) {
        self.lock().failures.push(message);
    }

    /// Everything that must fail the test.
    pub(super) fn complaints(&self) -> Vec<String> {
        let state = self.lock();
        state.unexpected.iter().chain(&state.failures).cloned().collect()
    }

    /// Waits until the state is as wanted; `false` when it never was within `limit`.
    pub(super) fn wait(&self, limit: Duration, wanted: impl Fn(&State) -> bool) -> bool {
        let deadline = Instant::now() + limit;
        let mut state = self.lock();
        while !wanted(&state) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Lets time pass; `false` when the server stopped meanwhile.
    pub(super) fn pause(&self, time: Duration) -> bool {
        !self.wait(time, |state| state.stopping)
    }

    pub(super) fn stop(&self) {
        let mut state = self.lock();
        state.stopping = true;
        for stream in state.open.values().filter_map(Weak::upgrade) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        drop(state);
        self.changed.notify_all();
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.lock();
        f.debug_struct("Shared")
            .field("origin", &self.origin)
            .field("requests", &state.numbered)
            .field("connections", &state.accepted)
            .finish_non_exhaustive()
    }
}
