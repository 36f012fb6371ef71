//! Connections to any number of hosts: opened when they are needed, kept while they serve.

use std::fmt;
use std::io;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;

use ureq::config::{AutoHeaderValue, Config};
use ureq::http::uri::Authority;
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout, ShutdownHandle, Transport, time};
use ureq::{Agent as Defaults, Proxy, ProxyProtocol};

use super::Pool;
use super::counted::Counters;
use super::kept::Kept;
use super::proxy::forwards;
use super::resolver::Nowhere;
use super::target::Target;

/// Tells a shutdown of a socket.
type Registering = dyn Fn(Weak<dyn ShutdownHandle>) -> Result<(), ureq::Error> + Send + Sync;

/// How connections are made.
pub(super) type Opening = Arc<dyn Connector<(), Out = Box<dyn Transport>>>;

/// Connections to any number of hosts. Cheap to clone; clones share them.
#[derive(Clone)]
pub(super) struct Agent(Arc<Inner>);

/// What connections and their answers are bounded by.
pub(super) struct Bounds {
    pub(super) pool: Pool,
    pub(super) most_header: usize,
}

struct Inner {
    opening: Opening,
    bounds: Bounds,
    counters: Counters,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The one that was put away last stands last.
    idle: Vec<Idle>,
    /// Every socket, idle or in use, so that a shutdown finds it.
    sockets: Vec<Weak<dyn ShutdownHandle>>,
    closed: bool,
}

struct Idle {
    line: Line,
    since: Instant,
}

/// A connection, and where it leads.
pub(super) struct Line {
    pub(super) kept: Kept,
    place: Place,
}

/// What connections must have in common to serve the same requests.
#[derive(PartialEq)]
struct Place {
    secure: bool,
    authority: Option<Authority>,
    proxy: Option<Proxy>,
}

impl Place {
    fn is(&self, target: &Target, proxy: Option<&Proxy>) -> bool {
        // A proxy forwards to any host.
        let same_host = proxy.is_some_and(|proxy| forwards(proxy, target))
            || self.authority.as_ref().map(Authority::as_str) == target.uri.authority().map(Authority::as_str);
        self.secure == target.secure && same_host && self.proxy.as_ref() == proxy
    }
}

impl Agent {
    pub(super) fn new(opening: Opening, bounds: Bounds, counters: Counters) -> Self {
        Self(Arc::new(Inner { opening, bounds, counters, state: Arc::default() }))
    }

    /// A kept connection to `target` that still stands. Fails when the agent was shut down.
    pub(super) fn kept(&self, target: &Target, proxy: Option<&Proxy>) -> Result<Option<Line>, ureq::Error> {
        loop {
            let found = {
                let mut state = lock(&self.0.state);
                if state.closed {
                    return Err(shut());
                }
                let at = state.idle.iter().rposition(|idle| idle.line.place.is(target, proxy));
                at.map(|at| state.idle.remove(at))
            };
            let Some(mut idle) = found else { return Ok(None) };
            // The system is asked, and a connection closed, without the lock.
            if idle.since.elapsed() < self.0.bounds.pool.idle && idle.line.kept.is_open() {
                return Ok(Some(idle.line));
            }
        }
    }

    /// A new connection to `target`.
    pub(super) fn open(
        &self,
        target: &Target,
        proxy: Option<&Proxy>,
        timeout: NextTimeout,
    ) -> Result<Line, ureq::Error> {
        if timeout.after.is_zero() {
            return Err(ureq::Error::Timeout(timeout.reason));
        }
        let forwarding = proxy.filter(|proxy| forwards(proxy, target));
        let uri = forwarding.map_or(&target.uri, Proxy::uri);
        let secure = forwarding.map_or(target.secure, |proxy| proxy.protocol() == ProxyProtocol::Https);
        let tunnel = proxy.filter(|_| forwarding.is_none());
        let config: Config = Defaults::config_builder()
            .proxy(tunnel.cloned())
            .user_agent(AutoHeaderValue::None)
            .timeout_per_read(timeout.per_read.map(|limit| *limit))
            .timeout_per_write(timeout.per_write.map(|limit| *limit))
            .build();
        let opening = Arc::clone(&self.0.opening);
        let details = ConnectionDetails {
            uri,
            addrs: Nowhere.empty(),
            config: &config,
            request_level: false,
            resolver: &Nowhere,
            now: time::Instant::now(),
            timeout,
            current_time: Arc::new(time::Instant::now),
            run_connector: Arc::new(move |details| opened(&opening, details)),
            register_shutdown: self.registering(),
        };
        let transport = opened(&self.0.opening, &details)?;
        let kept = Kept::new(transport, self.0.counters.opened(&details), self.0.bounds.most_header);
        if secure && !kept.is_tls() {
            return Err(ureq::Error::TlsRequired);
        }
        let authority = if forwarding.is_some() { None } else { target.uri.authority().cloned() };
        let place = Place { secure: target.secure, authority, proxy: proxy.cloned() };
        Ok(Line { kept, place })
    }

    fn registering(&self) -> Arc<Registering> {
        let state = Arc::clone(&self.0.state);
        Arc::new(move |socket| {
            let mut state = lock(&state);
            // Under the lock of the shutdown, so that none that is opened meanwhile escapes it.
            if state.closed {
                return Err(shut());
            }
            state.sockets.retain(|socket| socket.strong_count() > 0);
            state.sockets.push(socket);
            Ok(())
        })
    }

    /// Keeps a connection whose request was answered whole.
    pub(super) fn keep(&self, line: Line) {
        let bounds = &self.0.bounds.pool;
        let now = Instant::now();
        let mut given_up = Vec::new();
        let mut state = lock(&self.0.state);
        if state.closed {
            return;
        }
        while let Some(oldest) = state.idle.first()
            && now.duration_since(oldest.since) >= bounds.idle
        {
            given_up.push(state.idle.remove(0));
        }
        state.idle.push(Idle { line, since: now });
        let last = state.idle.last().map(|idle| &idle.line.place);
        let same = state.idle.iter().filter(|idle| Some(&idle.line.place) == last).count();
        if same > bounds.per_host {
            let first = state.idle.iter().position(|idle| Some(&idle.line.place) == last);
            given_up.extend(first.map(|first| state.idle.remove(first)));
        }
        if state.idle.len() > bounds.connections {
            given_up.push(state.idle.remove(0));
        }
        drop(state);
        // Closes sockets: not under the lock.
        drop(given_up);
    }

    /// Ends what is in flight, and opens nothing any more.
    pub(super) fn shutdown(&self) {
        let (idle, sockets) = {
            let mut state = lock(&self.0.state);
            state.closed = true;
            (mem::take(&mut state.idle), mem::take(&mut state.sockets))
        };
        drop(idle);
        for socket in sockets.iter().filter_map(Weak::upgrade) {
            socket.shutdown();
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn opened(opening: &Opening, details: &ConnectionDetails) -> Result<Box<dyn Transport>, ureq::Error> {
    opening.connect(details, None)?.ok_or(ureq::Error::ConnectionFailed)
}

fn shut() -> ureq::Error {
    io::Error::new(io::ErrorKind::NotConnected, "it was shut down").into()
}

/// The last of the connectors: what the others made, whatever its type.
#[derive(Debug)]
pub(super) struct Boxed;

impl<In: Transport> Connector<In> for Boxed {
    type Out = Box<dyn Transport>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        Ok(chained.map(|transport| Box::new(transport) as Box<dyn Transport>))
    }
}

impl fmt::Debug for Agent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Agent").field("pool", &self.0.bounds.pool).finish_non_exhaustive()
    }
}
