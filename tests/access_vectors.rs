//! What a token says, by version 2 and 3, against what the reference says of the same body.
//!
//! `vectors/access.jsonl` holds what keystoneauth1 5.18.1 and python-keystoneclient 6.0.0 did (Apache-2.0): of 645 bodies those
//! that differ in kind, without the questions to their catalogs, of which identity services are left. `KS_ACCESS_VECTORS` names
//! another file of such cases.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![allow(unsafe_code, reason = "what C calls is what is tested")]
#![allow(clippy::undocumented_unsafe_blocks, reason = "all pointers are the tests' own")]
#![allow(clippy::multiple_unsafe_ops_per_block, reason = "all pointers are the tests' own")]

#[path = "access_vectors/cases.rs"]
mod cases;
#[path = "access_vectors/differences.rs"]
mod differences;
#[path = "access_vectors/facts.rs"]
mod facts;
#[path = "access_vectors/replay.rs"]
mod replay;
