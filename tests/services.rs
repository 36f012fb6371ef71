//! C programs against servers that play given answers: what each call of the header does on the wire, under valgrind.
//!
//! A program checks what it gets; the test checks what the servers got, and that nothing the program printed holds a secret.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "services/support.rs"]
mod support;

#[path = "services/auth.rs"]
mod auth;
#[path = "services/auth_callbacks.rs"]
mod auth_callbacks;
#[path = "services/session.rs"]
mod session;
#[path = "services/connection.rs"]
mod connection;
#[path = "services/adapter.rs"]
mod adapter;
#[path = "services/discovery.rs"]
mod discovery;
#[path = "services/request_options.rs"]
mod request_options;
#[path = "services/operations.rs"]
mod operations;
#[path = "services/response.rs"]
mod response;
#[path = "services/streams.rs"]
mod streams;
#[path = "services/redirects.rs"]
mod redirects;
#[path = "services/hostile.rs"]
mod hostile;
#[path = "services/faults.rs"]
mod faults;
#[path = "services/cuts.rs"]
mod cuts;
#[path = "services/drops.rs"]
mod drops;
#[path = "services/keywords.rs"]
mod keywords;
#[path = "services/libcurl.rs"]
mod libcurl;
#[path = "services/limits.rs"]
mod limits;
#[path = "services/storms.rs"]
mod storms;
#[path = "services/memory.rs"]
mod memory;
#[path = "services/sweep.rs"]
mod sweep;
#[path = "services/threads.rs"]
mod threads;
#[path = "services/fork.rs"]
mod fork;
#[path = "services/record.rs"]
mod record;
