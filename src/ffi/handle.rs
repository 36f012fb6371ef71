//! Reference counting: a handle in C is a counted pointer to a Rust object.

use std::sync::Arc;

/// Gives a reference to C.
pub(super) fn share<T>(object: T) -> *mut T {
    Arc::into_raw(Arc::new(object)).cast_mut()
}

/// Takes one more reference to what C holds; NULL stays NULL.
pub(super) unsafe fn retain<T>(pointer: *const T) -> *mut T {
    if !pointer.is_null() {
        // SAFETY: not NULL means a pointer that `share` gave out and that is still referenced, as the header demands.
        unsafe { Arc::increment_strong_count(pointer) };
    }
    pointer.cast_mut()
}

/// Gives one reference back; NULL is fine.
pub(super) unsafe fn release<T>(pointer: *mut T) {
    if !pointer.is_null() {
        // SAFETY: as in `retain`, and the caller will not use this reference again.
        drop(unsafe { Arc::from_raw(pointer.cast_const()) });
    }
}
