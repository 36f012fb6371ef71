//! Logins as the reference does them: what each sends, and what comes of the answer.
//!
//! `vectors/auth.jsonl` holds what keystoneauth1 5.18.1 and python-keystoneclient 6.0.0 did in their own tests (Apache-2.0): the
//! calls on plugins of auth types that this library has, at most two of each kind. `KS_AUTH_VECTORS` names another file of such
//! cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "auth_vectors/differences.rs"]
mod differences;
#[path = "auth_vectors/peer.rs"]
mod peer;
#[path = "auth_vectors/replay.rs"]
mod replay;
