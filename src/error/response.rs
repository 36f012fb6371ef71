//! From an HTTP answer to the error that it means.

/// An answer that is an error.
#[derive(Debug)]
pub struct Failure;
