//! A scripted HTTP/1.1 server on loopback: it plays given answers, with faults, and records what it received.
//!
//! ```no_run
//! use ks_testing::server::{Answer, Script, Server};
//! use serde_json::json;
//!
//! // In sequence; a request too many is answered with 599 and fails the test.
//! let server = Server::start(vec![Answer::new(503).header("Retry-After", "1"), Answer::json(200, json!({"users": []}))]);
//!
//! // By route, with closures, knowing its own address.
//! let server = Server::start_with(|origin| {
//!     Script::new()
//!         .route("GET", "/v3/users", Answer::redirect(302, &format!("{origin}/v3/users/")))
//!         .call("GET", "/v3/users/*", |request| Answer::text(200, request.path()))
//! });
//! assert_eq!(server.recorded().len(), 0);
//! ```
//!
//! One thread serves one connection; connections and the requests on each are numbered from 1, so that a test can
//! assert which requests shared a connection. Dropping the server ends every connection, also one that a fault keeps
//! waiting, and panics when a request came that no answer was scripted for, or when a closure panicked.

mod answer;
mod fake_keystone;
mod framing;
mod port;
mod reading;
mod received;
mod script;
mod serving;
mod shared;
mod wire;
mod writing;

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::ServerConfig;

pub use answer::Answer;
pub use fake_keystone::{FakeKeystone, FakeKeystoneBuilder};
pub use port::{ClosedPort, FullPort};
pub use received::{Peer, Received};
pub use script::{Answers, Script};

use shared::Shared;

/// How long a wait of a test lasts before it has failed: [`Server::wait_for_requests`] and its like.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How long connections may take to notice that the server is being dropped.
const PARTING: Duration = Duration::from_secs(10);

/// The status that answers a request which no answer was scripted for.
pub const UNEXPECTED: u16 = 599;

/// A running scripted server.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
    address: SocketAddr,
    origin: String,
    accepting: Option<JoinHandle<()>>,
}

/// What happens to a connection before any request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtConnect {
    /// It is served.
    Serve,
    /// It is reset.
    Reset,
    /// It is closed without a word.
    Close,
    /// It stays open, and nothing is ever said on it.
    Silence,
    /// These bytes are sent in place of a TLS handshake or an answer, then it is closed.
    Say(Vec<u8>),
}

type ConnectRule = dyn Fn(usize) -> AtConnect + Send + Sync;

/// A server being prepared: TLS, another address, connections that fail.
#[derive(Default)]
pub struct Builder {
    tls: Option<Arc<ServerConfig>>,
    address: Option<IpAddr>,
    host: Option<String>,
    at_connect: Option<Box<ConnectRule>>,
}

impl Builder {
    /// Serves TLS with this configuration ([`crate::tls::Identity::server_config`]).
    #[must_use]
    pub fn tls(mut self, config: Arc<ServerConfig>) -> Self {
        self.tls = Some(config);
        self
    }

    /// Listens on this address in place of 127.0.0.1.
    #[must_use]
    pub fn listen_on(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Calls itself by this name in its URLs (`localhost`, which unlike an address is sent as SNI).
    #[must_use]
    pub fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    /// Decides by its number, from 1, what happens to each connection before any request.
    #[must_use]
    pub fn at_connect(mut self, rule: impl Fn(usize) -> AtConnect + Send + Sync + 'static) -> Self {
        self.at_connect = Some(Box::new(rule));
        self
    }

    /// Starts it with this script.
    #[must_use]
    pub fn start(self, script: impl Into<Script>) -> Server {
        self.start_with(|_| script)
    }

    /// Starts it with a script that knows the server's own origin (`http://127.0.0.1:4711`).
    #[must_use]
    pub fn start_with<S: Into<Script>>(self, script: impl FnOnce(&str) -> S) -> Server {
        let ip = self.address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let listener = TcpListener::bind((ip, 0)).expect("a free port on loopback");
        let address = listener.local_addr().expect("the port of a listening socket");
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        let origin = match &self.host {
            Some(host) => format!("{scheme}://{host}:{}", address.port()),
            None => format!("{scheme}://{address}"),
        };
        let script = script(&origin).into();
        let at_connect = self.at_connect.unwrap_or_else(|| Box::new(|_| AtConnect::Serve));
        let shared = Arc::new(Shared::new(script, origin.clone(), self.tls, at_connect));
        let accepting = {
            let shared = Arc::clone(&shared);
            thread::Builder::new()
                .name(format!("accepting {origin}"))
                .spawn(move || serving::accept(&listener, &shared))
        };
        Server { shared, address, origin, accepting: Some(accepting.expect("a thread that accepts")) }
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("address", &self.address).field("host", &self.host).finish_non_exhaustive()
    }
}

impl Server {
    /// A plain server on 127.0.0.1 with a free port.
    #[must_use]
    pub fn start(script: impl Into<Script>) -> Self {
        Self::builder().start(script)
    }

    /// A plain server whose script knows the server's own origin.
    #[must_use]
    pub fn start_with<S: Into<Script>>(script: impl FnOnce(&str) -> S) -> Self {
        Self::builder().start_with(script)
    }

    /// A TLS server on 127.0.0.1 with a free port.
    #[must_use]
    pub fn tls(script: impl Into<Script>, config: Arc<ServerConfig>) -> Self {
        Self::builder().tls(config).start(script)
    }

    /// A server with more to choose.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The origin, without a slash at its end: `http://127.0.0.1:4711`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The URL of a path: `server.url("/v3")`.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Address and port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Every request so far, in the order of their arrival.
    #[must_use]
    pub fn recorded(&self) -> Vec<Received> {
        self.shared.lock().recorded.clone()
    }

    /// Every request so far, which the record then forgets.
    #[must_use]
    pub fn take_recorded(&self) -> Vec<Received> {
        std::mem::take(&mut self.shared.lock().recorded)
    }

    /// The requests that no answer was scripted for; they are forgiven, and no longer fail the test.
    #[must_use]
    pub fn take_unexpected(&self) -> Vec<Received> {
        let mut state = self.shared.lock();
        state.unexpected.clear();
        state.recorded.iter().filter(|request| request.unexpected).cloned().collect()
    }

    /// How many answers of a sequence nobody has asked for yet.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.shared.script().remaining()
    }

    /// How many connections came so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.lock().accepted
    }

    /// How many connections are open now.
    #[must_use]
    pub fn open_connections(&self) -> usize {
        self.shared.lock().running
    }

    /// Why connections ended that did not end well: refused certificates, requests that are no HTTP, early ends.
    #[must_use]
    pub fn connection_errors(&self) -> Vec<String> {
        self.shared.lock().connection_errors.clone()
    }

    /// Follows another script from the next request on.
    pub fn replace(&self, script: impl Into<Script>) {
        self.shared.replace(script.into());
    }

    /// Waits until this many requests came in all.
    ///
    /// # Panics
    ///
    /// When they do not come within [`PATIENCE`].
    #[track_caller]
    pub fn wait_for_requests(&self, count: usize) {
        let came = self.shared.wait(PATIENCE, |state| state.numbered >= count);
        assert!(came, "waited for {count} requests, {} came", self.shared.lock().numbered);
    }

    /// Waits until this many connections are open, no more and no fewer.
    ///
    /// # Panics
    ///
    /// When it does not come to that within [`PATIENCE`].
    #[track_caller]
    pub fn wait_for_open_connections(&self, count: usize) {
        let came = self.shared.wait(PATIENCE, |state| state.running == count);
        assert!(came, "waited for {count} open connections, there are {}", self.open_connections());
    }

    /// Waits until this many connections came and ended in all.
    ///
    /// # Panics
    ///
    /// When it does not come to that within [`PATIENCE`].
    #[track_caller]
    pub fn wait_for_closed_connections(&self, count: usize) {
        let closed = |state: &shared::State| state.accepted - state.running;
        let came = self.shared.wait(PATIENCE, |state| closed(state) >= count);
        assert!(came, "waited for {count} closed connections, there are {}", closed(&self.shared.lock()));
    }

    fn stop(&mut self) {
        let Some(accepting) = self.accepting.take() else { return };
        self.shared.stop();
        // The thread that accepts notices when one more connection comes.
        drop(TcpStream::connect_timeout(&self.address, PARTING));
        let _ = accepting.join();
        if !self.shared.wait(PARTING, |state| state.running == 0) {
            self.shared.lock().failures.push("a closure of the script still runs".to_owned());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
        let complaints = self.shared.complaints();
        if complaints.is_empty() {
            return;
        }
        let text = format!("the scripted server {} complains:\n{}", self.origin, complaints.join("\n"));
        if thread::panicking() {
            eprintln!("{text}");
        } else {
            panic!("{text}");
        }
    }
}

#[cfg(test)]
mod tests;
