//! What went wrong.

use crate::error::Error;

/// What went wrong.
#[repr(transparent)]
#[derive(Debug)]
pub struct ks_error(Error);

impl ks_error {
    pub(super) fn into_raw(error: Error) -> *mut ks_error {
        Box::into_raw(Box::new(Self(error)))
    }
}
