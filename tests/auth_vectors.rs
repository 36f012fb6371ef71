//! Logins as the reference does them: what each sends, and what comes of the answer.
//!
//! `vectors/auth.jsonl` holds what keystoneauth1 5.18.1 and python-keystoneclient 6.0.0 did in their own tests (Apache-2.0): the
//! calls on plugins of auth types that this library has, and the logins of the clients of old. `KS_AUTH_VECTORS` names another file
//! of such cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(unsafe_code, reason = "what C calls is what is tested")]
#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    reason = "all pointers are the tests' own"
)]

#[path = "auth_vectors/differences.rs"]
mod differences;
#[path = "auth_vectors/peer.rs"]
mod peer;
#[path = "auth_vectors/replay.rs"]
mod replay;
#[path = "auth_vectors/through_c.rs"]
mod through_c;
