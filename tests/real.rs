//! Logins and failures against a real Keystone.

#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "real/failures.rs"]
mod failures;
#[path = "real/logins.rs"]
mod logins;
