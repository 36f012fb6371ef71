//! The driver with sockets: every request is done on the thread of its caller, over connections that are kept.
//!
//! - **Kept connections** are looked at before they are used. When the peer gives one up at that very moment, the request goes
//!   out again, once, over a new connection, if that does no harm: with an idempotent method, or when the peer did not get
//!   the whole of it. A `POST` that the peer may have acted on is never repeated here.
//! - **Names** are looked up by the caller's thread, when a connection is made, and kept for a minute. The system's resolver
//!   cannot be interrupted: a look-up that takes longer than the time to connect fails when it returns.
//! - **Forked children** have connections of their own, and wait for no lock that a thread of the parent held.
//! - **Secrets** are wiped from the buffers here once they are sent. The copies that rustls and the system make are theirs.

mod agent;
mod buffers;
mod certificates;
mod chunks;
mod counted;
mod deadline;
mod exchange;
mod fault;
mod head;
mod identities;
mod incoming;
mod inflate;
mod kept;
mod outgoing;
mod process;
mod proxy;
mod resolver;
mod socks;
mod target;
mod tcp;
mod tls;
mod tls_error;
mod wait;
#[doc(hidden)]
pub mod wire;

use std::env;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub use proxy::Proxy;
pub use wait::wait;

use self::certificates::Trust;
use self::process::{Parts, Process};
use self::proxy::Routes;
use self::resolver::Lookup;
use self::target::Target;
use crate::error::{Code, Error, Result};
pub use crate::http::{ClientCertificate, Pem, Tls, TlsVersion, Verify};
use crate::http::{Driver, Pending, Request, Response, url};
use crate::time::Timestamp;
use crate::watch::Watch;

/// How [`Blocking`] connects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whom TLS trusts, and what it shows of itself.
    pub tls: Tls,
    /// The proxies.
    pub proxy: Proxy,
    /// The hosts that are reached without them; `None` for those that stand beside proxies of the environment.
    pub no_proxy: Option<Vec<String>>,
    /// The connections that are kept.
    pub pool: Pool,
    /// How the system finds out that a silent peer is gone.
    pub keep_alive: KeepAlive,
    /// The most bytes that status line and header of an answer may have.
    pub most_header: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tls: Tls::default(),
            proxy: Proxy::default(),
            no_proxy: None,
            pool: Pool::default(),
            keep_alive: KeepAlive::default(),
            most_header: 64 << 10,
        }
    }
}

/// How the system finds out that a silent peer is gone: by default after two minutes, not after two hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepAlive {
    /// How long the peer is silent before it is asked for a sign of life; `None` never asks.
    pub idle: Option<Duration>,
    /// The time between two questions.
    pub interval: Duration,
    /// So many without an answer, and the connection is given up.
    pub probes: u32,
}

impl Default for KeepAlive {
    fn default() -> Self {
        Self { idle: Some(Duration::from_secs(60)), interval: Duration::from_secs(15), probes: 4 }
    }
}

/// How many idle connections are kept, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pool {
    /// To all hosts together.
    pub connections: usize,
    /// To one host and port.
    pub per_host: usize,
    /// Connections that were idle for longer are not used again.
    pub idle: Duration,
}

impl Default for Pool {
    fn default() -> Self {
        Self { connections: 64, per_host: 16, idle: Duration::from_secs(60) }
    }
}

/// The driver with sockets. For any number of threads at once.
pub struct Blocking {
    options: Options,
    parts: Parts,
    routes: Routes,
    process: Process,
    shut: AtomicBool,
    begun: Instant,
}

impl Blocking {
    /// A driver without connections.
    ///
    /// The files that `options` names are read and checked here: `CertificateConfigError` says what is wrong with them.
    /// `InvalidArgument` is for a proxy's URL. The certificates of the system are left for the first https connection.
    pub fn new(options: Options) -> Result<Self> {
        Self::assemble(options, resolver::system(), crate::process::id)
    }

    fn assemble(options: Options, lookup: Lookup, pid: fn() -> u32) -> Result<Self> {
        let trust = Arc::new(Trust::load(&options.tls)?);
        let routes = Routes::new(&options.proxy, options.no_proxy.as_deref(), |name| env::var(name).ok())?;
        let Options { pool, keep_alive, most_header, .. } = options;
        let parts = Parts { trust, pool, keep_alive, most_header, lookup, pid, watch: Arc::default() };
        let process = Process::new(&parts);
        Ok(Self { options, parts, routes, process, shut: AtomicBool::new(false), begun: Instant::now() })
    }

    /// Ends the requests and the sleep of all threads, which fail with `ShutDown` as all later requests do.
    ///
    /// Only who is looking up a name at this moment gets to the end of that first.
    pub fn shutdown(&self) {
        self.shut.store(true, Ordering::SeqCst);
        self.process.current(&self.parts).shut_down();
    }

    fn is_shut(&self) -> bool {
        self.shut.load(Ordering::SeqCst)
    }

    fn exchange(&self, request: &Request) -> Result<Response> {
        let shut = || Err(Error::of(Code::SHUT_DOWN));
        if self.is_shut() {
            return shut();
        }
        let target = Target::parse(&request.url)?;
        let proxy = self.routes.proxy_for(&target)?;
        let process = self.process.current(&self.parts);
        let agent = process.agent(&self.parts, request.connection.as_ref())?;
        // A shutdown that came before the agent was there did not see it.
        if self.is_shut() {
            return shut();
        }
        let answer = exchange::exchange(&agent, &self.parts.watch, &target, proxy.as_ref(), request);
        // A body that ends with its connection looks complete when a shutdown ended it.
        if self.is_shut() { shut() } else { answer }
    }
}

impl Driver for Blocking {
    fn send<'a>(&'a self, request: &'a Request) -> Pending<'a, Result<Response>> {
        Box::pin(async move {
            self.exchange(request)
                .map_err(|error| error.with_request(request.method.as_str(), &url::shown(&request.url)))
        })
    }

    fn sleep(&self, duration: Duration) -> Pending<'_, ()> {
        Box::pin(async move {
            if !self.is_shut() {
                self.process.current(&self.parts).rest(duration);
            }
        })
    }

    fn alarm(&self, after: Duration) -> Pending<'_, ()> {
        Box::pin(wait::Alarm::after(after))
    }

    fn shutdown(&self) {
        Self::shutdown(self);
    }

    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp::try_from(since.as_micros()).unwrap_or(Timestamp::MAX)
    }

    fn monotonic(&self) -> Duration {
        self.begun.elapsed()
    }

    fn watch(&self) -> Option<&Arc<Watch>> {
        Some(&self.parts.watch)
    }

    fn tls(&self) -> Option<&Tls> {
        Some(&self.options.tls)
    }
}

impl fmt::Debug for Blocking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking")
            .field("options", &self.options)
            .field("shut", &self.is_shut())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
