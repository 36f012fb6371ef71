//! What belongs to one process: locks above all. A forked child has its own.
//!
//! After a fork the child holds every lock as it stood, and not the threads that would release them. So nothing that is locked
//! is shared with the parent: the child finds that its id is another, takes over what it can read without waiting, and goes on
//! from there.

use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicU32, Ordering};

use once_cell::race::{OnceBox, OnceRef};

/// Where the id of the process stands once it was asked for. A forked child finds 0 there.
static KNOWN: OnceRef<'static, AtomicU32> = OnceRef::new();

/// The id of the running process. Asking the system for it with every lock would be most of what a request costs it.
pub fn id() -> u32 {
    let Some(known) = KNOWN.get() else { return std::process::id() };
    match known.load(Ordering::Relaxed) {
        0 => {
            let id = std::process::id();
            known.store(id, Ordering::Relaxed);
            id
        }
        id => id,
    }
}

/// Keeps the id in `place`, which holds 0 now and, by itself, again in every child.
pub fn keep_id_in(place: &'static AtomicU32) {
    // Whoever comes second finds another place that is as good.
    let _ = KNOWN.set(place);
}

/// A value of which every process has its own.
pub struct PerProcess<T> {
    /// The process's; 0 until it is first used.
    id: AtomicU32,
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
        Self { id: AtomicU32::new(id()), value, child: OnceBox::new() }
    }

    fn current(&self) -> &T {
        let id = id();
        let mut process = self;
        while !process.is_of(id) {
            process = process.child.get_or_init(|| Box::new(Self::new(process.value.inherit())));
        }
        &process.value
    }

    fn is_of(&self, id: u32) -> bool {
        let own = self.id.load(Ordering::Acquire);
        // Another thread of this process may be the first.
        let claimed = || {
            self.id.compare_exchange(0, id, Ordering::AcqRel, Ordering::Acquire).map_or_else(|won| won == id, |_| true)
        };
        own == id || own == 0 && claimed()
    }
}

impl<T> PerProcess<T> {
    /// That of the process which first uses it: before, nobody can have locked anything in it.
    pub const fn unclaimed(value: T) -> Self {
        Self { id: AtomicU32::new(0), value, child: OnceBox::new() }
    }
}

impl<T: Default> Default for PerProcess<T> {
    fn default() -> Self {
        Self::unclaimed(T::default())
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
        value.id = AtomicU32::new(std::process::id().wrapping_add(1));
        assert_eq!(*value, Age(1));
        assert!(std::ptr::eq(&raw const *value, &raw const *value));
    }
}
