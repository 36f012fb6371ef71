//! Flows of the core over a scripted driver and a clock that stands still: logins, renewals, replays, redirects, retries.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::needless_pass_by_value,
    missing_docs,
    unreachable_pub,
    reason = "a test may stop where it stands, and reads better without borrows"
)]

#[path = "flows/contract.rs"]
mod contract;
#[path = "flows/connection.rs"]
mod connection;
#[path = "flows/discovery.rs"]
mod discovery;
#[path = "flows/keywords.rs"]
mod keywords;
#[path = "flows/login.rs"]
mod login;
#[path = "flows/methods.rs"]
mod methods;
#[path = "flows/options.rs"]
mod options;
#[path = "flows/redirect.rs"]
mod redirect;
#[path = "flows/refusals.rs"]
mod refusals;
#[path = "flows/renewal.rs"]
mod renewal;
#[path = "flows/request.rs"]
mod request;
#[path = "flows/secrets.rs"]
mod secrets;
#[path = "flows/service_tokens.rs"]
mod service_tokens;
#[path = "flows/streams.rs"]
mod streams;
#[path = "flows/stepped.rs"]
mod stepped;
#[path = "flows/versions.rs"]
mod versions;
#[path = "flows/support.rs"]
mod support;
#[path = "flows/watch.rs"]
mod watch;
#[path = "flows/waiting.rs"]
mod waiting;
