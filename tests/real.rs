//! Logins, tokens and failures against a real Keystone.

#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unsafe_code, reason = "what C calls is what is tested")]
#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    reason = "all pointers are the tests' own"
)]

#[path = "real/certificates.rs"]
mod certificates;
#[path = "real/discovery.rs"]
mod discovery;
#[path = "real/failures.rs"]
mod failures;
#[path = "real/from_c.rs"]
mod from_c;
#[path = "real/logins.rs"]
mod logins;
#[path = "real/operations.rs"]
mod operations;
#[path = "real/methods.rs"]
mod methods;
#[path = "real/steps.rs"]
mod steps;
#[path = "real/tokens.rs"]
mod tokens;
