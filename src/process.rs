//! What belongs to one process: locks above all. A forked child has its own.
//!
//! After a fork the child holds every lock as it stood, and not the threads that would release them. So nothing that is locked
//! is shared with the parent: the child finds that its id is another, takes over what it can read without waiting, and goes on
//! from there.

use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use once_cell::race::OnceBox;

/// The id of the running process; 0 while the system must be asked for it.
static KNOWN: AtomicU32 = AtomicU32::new(0);

/// The id of the running process. No system call where [`is_told`] was called.
pub fn id() -> u32 {
    match KNOWN.load(Ordering::Relaxed) {
        0 => std::process::id(),
        id => id,
    }
}

/// Says which process this is: to be called once when every later fork will call it too, and then in each child. A child of a
/// bare `clone`, which tells nobody, is taken for its parent.
pub fn is_told() {
    KNOWN.store(std::process::id(), Ordering::Relaxed);
}

/// A value of which every process has its own.
pub struct PerProcess<T> {
    id: u32,
    value: T,
    // Set without a lock: a thread that is gone in the child may have held one in the parent.
    child: OnceBox<PerProcess<T>>,
}

/// What a child starts with.
pub trait Inherit {
    /// The child's own, from what can be read of the parent's without waiting.
    #[must_use]
    fn inherit(&self) -> Self;
}

impl<T: Inherit> PerProcess<T> {
    /// The running process's own.
    pub fn new(value: T) -> Self {
        Self { id: id(), value, child: OnceBox::new() }
    }

    fn current(&self) -> &T {
        let id = id();
        let mut process = self;
        while process.id != id {
            process = process.child.get_or_init(|| Box::new(Self::new(process.value.inherit())));
        }
        &process.value
    }
}

impl<T: Inherit> Deref for PerProcess<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.current()
    }
}

impl<T: Inherit + fmt::Debug> fmt::Debug for PerProcess<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.current().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Age(u32);

    impl Inherit for Age {
        fn inherit(&self) -> Self {
            Self(self.0 + 1)
        }
    }

    #[test]
    fn a_child_inherits_once_and_keeps_its_own() {
        let mut value = PerProcess::new(Age(0));
        assert_eq!(*value, Age(0));
        // As if this were a child: another process made the value.
        value.id = value.id.wrapping_add(1);
        assert_eq!(*value, Age(1));
        assert!(std::ptr::eq(&raw const *value, &raw const *value));
    }
}
