//! What must hold whatever a peer, a file or a caller wrote: one module for each fuzz target, with a function `check` that panics
//! where it does not hold. `tests/seeds.rs` runs them over the seeds with any compiler.

pub mod catalog_filter;
pub mod destination;
pub mod environment;
pub mod error_response;
pub mod form_answer;
pub mod header_fields;
pub mod http_answer;
pub mod pages;
pub mod params;
pub mod pem;
pub mod redaction;
pub mod redirect;
pub mod saved_state;
pub mod time;
pub mod token_v2;
pub mod token_v3;
pub mod url;
pub mod value;
pub mod version_document;

pub mod mutate;

mod c;
mod endpoints;
mod oracle;
mod token;

/// Stands at the beginning of every secret in the seeds. Nothing that shows may hold it.
const CANARY: &str = "hunter2";
