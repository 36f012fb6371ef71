//! The driver with sockets against peers that do everything right, and everything wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs
)]

#[path = "driver_blocking/peer.rs"]
mod peer;

#[path = "driver_blocking/adversary.rs"]
mod adversary;
#[path = "driver_blocking/bodies.rs"]
mod bodies;
#[path = "driver_blocking/certificates.rs"]
mod certificates;
#[path = "driver_blocking/connections.rs"]
mod connections;
#[path = "driver_blocking/counts.rs"]
mod counts;
#[path = "driver_blocking/failures.rs"]
mod failures;
#[path = "driver_blocking/identities.rs"]
mod identities;
#[path = "driver_blocking/proxies.rs"]
mod proxies;
#[path = "driver_blocking/requests.rs"]
mod requests;
#[path = "driver_blocking/restarts.rs"]
mod restarts;
#[path = "driver_blocking/shutdown.rs"]
mod shutdown;
#[path = "driver_blocking/streams.rs"]
mod streams;
#[path = "driver_blocking/tls.rs"]
mod tls;

use keystoneclient::driver::blocking::{Blocking, Options};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Driver, Request, Response};

/// A driver that no proxy of the machine disturbs: this machine is never reached by one.
fn driver() -> Blocking {
    Blocking::new(Options::default()).unwrap()
}

fn send(driver: &Blocking, request: &Request) -> Result<Response> {
    pollster::block_on(driver.send(request))
}

fn get(driver: &Blocking, url: impl Into<String>) -> Result<Response> {
    send(driver, &Request::new("GET", url))
}

/// The code and the message, and a check of what every error must have.
#[track_caller]
fn told(result: Result<Response>) -> (Code, String) {
    let error: Error = result.expect_err("there must be no answer");
    let message = error.message().as_str().to_owned();
    assert!(!message.is_empty() && !message.contains(char::is_control), "{message:?}");
    assert!(error.method().is_some() && error.url().is_some(), "{error:?}");
    (error.code(), message)
}
