//! Which callbacks a thread is within.

use std::cell::Cell;
use std::ptr;

use super::{Custom, itself};
use crate::error::Result;

thread_local! {
    /// The innermost callback that this thread is within.
    static WITHIN: Cell<*const Entered> = const { Cell::new(ptr::null()) };
}

/// A thread is within a callback of a plugin; a second time would go on for ever. Lives on the stack, below the callback.
pub(super) struct Entered {
    plugin: *const Custom,
    outer: *const Entered,
}

impl Entered {
    /// Whether this thread is within a callback of `plugin`.
    pub(super) fn is_within(plugin: &Custom) -> bool {
        let mut at = WITHIN.get();
        // SAFETY: what WITHIN leads to stands on this thread's stack until its `call` returns, which is later.
        while let Some(entered) = unsafe { at.as_ref() } {
            if ptr::eq(entered.plugin, plugin) {
                return true;
            }
            at = entered.outer;
        }
        false
    }

    /// Runs `call`, within which this thread cannot enter `plugin` again.
    pub(super) fn run<T>(plugin: &Custom, call: impl FnOnce() -> T) -> Result<T> {
        if Self::is_within(plugin) {
            return Err(itself());
        }
        let outer = WITHIN.get();
        let entered = Self { plugin, outer };
        WITHIN.set(&raw const entered);
        // Whatever happens in `call`: WITHIN must not lead to a stack that is gone.
        let _leave = Leave(outer);
        Ok(call())
    }
}

/// Puts WITHIN back.
struct Leave(*const Entered);

impl Drop for Leave {
    fn drop(&mut self) {
        WITHIN.set(self.0);
    }
}
