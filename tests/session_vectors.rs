//! Requests of sessions and adapters, against what the reference does with the same calls and the same answers.
//!
//! `vectors/session.jsonl` holds what keystoneauth1 5.18.1 and python-keystoneclient 6.0.0 did (Apache-2.0): of 248 calls those
//! that the reference itself repeats, without logins by other methods than a password of version 3, without versions to be
//! discovered, and without what is Python's own. `KS_SESSION_VECTORS` names another file of such cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "session_vectors/cases.rs"]
mod cases;
#[path = "session_vectors/differences.rs"]
mod differences;
#[path = "session_vectors/library.rs"]
mod library;
#[path = "session_vectors/plugin.rs"]
mod plugin;
#[path = "session_vectors/replay.rs"]
mod replay;
