//! Forks tell the library of themselves, so that no call need ask the system which process it is in.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::process;

#[cfg(unix)]
extern "C" fn in_the_child() {
    process::is_told();
}

/// Arranges that every fork from now on is told.
#[cfg(unix)]
pub(super) fn watch() {
    // No lock: a fork may come while another thread is in here.
    static WATCHED: AtomicBool = AtomicBool::new(false);
    if WATCHED.load(Ordering::Relaxed) || WATCHED.swap(true, Ordering::Relaxed) {
        return;
    }
    // SAFETY: the handler does what a child may do, and stays where it is: the library is never unloaded.
    if unsafe { libc::pthread_atfork(None, None, Some(in_the_child)) } == 0 {
        process::is_told();
    }
}

/// Arranges that every fork from now on is told: there are none here.
#[cfg(not(unix))]
pub(super) fn watch() {
    process::is_told();
}
