//! Operations of the Identity API over answers that no Keystone gives: pages, odd bodies, odd arguments; and the signatures of EC2.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "identity/answers.rs"]
mod answers;
#[path = "identity/arguments.rs"]
mod arguments;
#[path = "identity/every.rs"]
mod every;
#[path = "identity/fallback.rs"]
mod fallback;
#[path = "identity/generic.rs"]
mod generic;
#[path = "identity/pages.rs"]
mod pages;
#[path = "identity/signatures.rs"]
mod signatures;
#[path = "identity/support.rs"]
mod support;
#[path = "identity/version_2.rs"]
mod version_2;
