//! TCP connections: every address in turn, keep-alive, and as few system calls as an exchange can do with.

use std::fmt;
use std::io::{self, Read, Write};
use std::mem::MaybeUninit;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, SockRef, TcpKeepalive, Type};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, NextTimeout, ShutdownHandle, Transport,
};
use ureq::{Proxy, Timeout};

use super::KeepAlive;
use super::buffers::Wiped;
use super::fault::{Fault, words};
use super::resolver::Names;
use super::target::{host_and_port, is_socks};

/// An address gets this long at least, however many there are.
const SHORTEST: Duration = Duration::from_millis(10);

/// The system gives up long before.
const FOR_EVER: Duration = Duration::from_secs(24 * 3600);

/// Opens TCP connections, unless a proxy has done so.
#[derive(Debug)]
pub(super) struct Tcp {
    pub(super) names: Arc<Names>,
    pub(super) keep_alive: KeepAlive,
    pub(super) most_header: usize,
}

impl<In: Transport> Connector<In> for Tcp {
    type Out = Either<In, Socket>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        if let Some(chained) = chained {
            return Ok(Some(Either::A(chained)));
        }
        // A proxy that speaks SOCKS is asked for the rest of the way when there is a connection to it.
        let socks = details.config.proxy().filter(|proxy| is_socks(proxy));
        let (host, port) = host_and_port(socks.map_or(details.uri, Proxy::uri));
        let stream = self.open(details, host, port)?;
        let prepared = stream.set_nodelay(true).and_then(|()| keep_alive(&stream, self.keep_alive));
        prepared.map_err(|cause| Fault::Connect { peer: format!("{host}:{port}"), cause: words(&cause) })?;
        Ok(Some(Either::B(Socket::new(stream, self.most_header))))
    }
}

impl Tcp {
    /// Looks the name up and tries its addresses in turn; all of that within the time to connect.
    fn open(&self, details: &ConnectionDetails, host: &str, port: u16) -> Result<Arc<TcpStream>, ureq::Error> {
        let start = Instant::now();
        let budget = finite(details.timeout.after);
        let late = || ureq::Error::Timeout(details.timeout.reason);
        let mut addresses =
            self.names.addresses(host, port).map_err(|cause| Fault::lookup(host, port, &cause))?.into_iter().peekable();
        let mut worst: Option<io::Error> = None;
        while let Some(address) = addresses.next() {
            let left = budget.map(|budget| budget.saturating_sub(start.elapsed()));
            if left.is_some_and(|left| left.is_zero()) {
                worst = Some(io::ErrorKind::TimedOut.into());
                break;
            }
            // Half of what is left for each, so that one dead address does not hide the others.
            let share = left.map(|left| if addresses.peek().is_some() { (left / 2).max(SHORTEST) } else { left });
            let connected = match unconnected(address) {
                Ok(stream) => {
                    // From here on a shutdown finds it, and ends it while it is still on its way.
                    (details.register_shutdown)(Arc::downgrade(&stream) as Weak<dyn ShutdownHandle>)?;
                    let within = share.unwrap_or(FOR_EVER);
                    SockRef::from(&*stream).connect_timeout(&address.into(), within).map(|()| stream)
                }
                Err(error) => Err(error),
            };
            match connected {
                Ok(stream) => return Ok(stream),
                Err(error) if worst.as_ref().is_none_or(|worst| weight(&error) >= weight(worst)) => worst = Some(error),
                Err(_) => {}
            }
        }
        self.names.forget(host);
        match worst {
            Some(cause) if cause.kind() == io::ErrorKind::TimedOut && budget.is_some() => Err(late()),
            Some(cause) => Err(Fault::Connect { peer: format!("{host}:{port}"), cause: words(&cause) }.into()),
            None => Err(ureq::Error::HostNotFound),
        }
    }
}

fn unconnected(address: SocketAddr) -> io::Result<Arc<TcpStream>> {
    let socket = socket2::Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    Ok(Arc::new(socket.into()))
}

/// How much a failure says: a host that refuses is there, one without a route may only lack IPv6.
fn weight(error: &io::Error) -> u8 {
    match error.kind() {
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionReset => 2,
        io::ErrorKind::TimedOut => 1,
        _ => 0,
    }
}

/// Lets the system find out that a silent peer is gone.
pub(super) fn keep_alive(stream: &TcpStream, asked: KeepAlive) -> io::Result<()> {
    let Some(idle) = asked.idle else { return Ok(()) };
    let settings = TcpKeepalive::new().with_time(idle).with_interval(asked.interval).with_retries(asked.probes);
    SockRef::from(stream).set_tcp_keepalive(&settings)
}

fn finite(duration: ureq::unversioned::transport::time::Duration) -> Option<Duration> {
    if duration.is_not_happening() { None } else { Some(*duration) }
}

/// One TCP connection.
pub(super) struct Socket {
    // Shared weakly with the agent, which shuts it down from another thread.
    stream: Arc<TcpStream>,
    buffers: Wiped,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
    broken: bool,
}

impl Socket {
    fn new(stream: Arc<TcpStream>, most_header: usize) -> Self {
        Self { stream, buffers: Wiped::new(most_header), read_timeout: None, write_timeout: None, broken: false }
    }

    fn write_all(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let whole = finite(timeout.after);
        let one = timeout.for_write();
        let start = Instant::now();
        let mut left = whole;
        let mut sent = 0;
        loop {
            let rest = self.buffers.outgoing(amount).get(sent..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(());
            }
            let limit = shorter(left, timeout.per_write.and_then(finite));
            set_timeout(&mut self.write_timeout, limit, one, |limit| self.stream.set_write_timeout(limit))?;
            match (&*self.stream).write(rest) {
                Ok(0) => return Err(io::Error::from(io::ErrorKind::BrokenPipe).into()),
                Ok(count) => sent += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_timeout(&error) => return Err(ureq::Error::Timeout(one.reason)),
                Err(error) => return Err(error.into()),
            }
            left = whole.map(|whole| whole.saturating_sub(start.elapsed()));
        }
    }
}

impl Transport for Socket {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        let result = if self.broken { Ok(()) } else { self.write_all(amount, timeout) };
        self.buffers.sent(amount);
        match result {
            // The peer may have answered before it hung up, with 413 or a TLS alert: reading tells. Only who sends a request is
            // told, once, so that it stops; TLS would not read any more.
            Err(ureq::Error::Io(error)) => {
                self.broken = true;
                let tells = matches!(timeout.reason, Timeout::SendRequest | Timeout::SendBody);
                if tells { Err(error.into()) } else { Ok(()) }
            }
            other => other,
        }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        let start = Instant::now();
        let one = timeout.for_read();
        let limit = finite(one.after);
        let mut left = limit;
        loop {
            set_timeout(&mut self.read_timeout, left, one, |limit| self.stream.set_read_timeout(limit))?;
            let free = self.buffers.input_append_buf();
            if free.is_empty() {
                return Err(Fault::Endless.into());
            }
            return match (&*self.stream).read(free) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                    left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
                    continue;
                }
                Err(error) if is_timeout(&error) => Err(ureq::Error::Timeout(one.reason)),
                Ok(0) | Err(_) if self.broken => {
                    Err(io::Error::new(io::ErrorKind::BrokenPipe, "it closed the connection").into())
                }
                Ok(amount) => {
                    self.buffers.input_appended(amount);
                    Ok(amount > 0)
                }
                Err(error) => Err(error.into()),
            };
        }
    }

    fn is_open(&mut self) -> bool {
        !self.broken && is_silent(&self.stream)
    }
}

/// Whether an idle connection stands: no end, no error, and no byte that nobody asked for.
#[cfg(unix)]
fn is_silent(stream: &TcpStream) -> bool {
    let mut byte = [MaybeUninit::uninit()];
    let looked = SockRef::from(stream).recv_with_flags(&mut byte, libc::MSG_PEEK | libc::MSG_DONTWAIT);
    looked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
}

/// Whether an idle connection stands: no end, no error, and no byte that nobody asked for.
#[cfg(not(unix))]
fn is_silent(stream: &TcpStream) -> bool {
    let blocked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
    blocked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock) && stream.set_nonblocking(false).is_ok()
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

fn shorter(one: Option<Duration>, other: Option<Duration>) -> Option<Duration> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Sets a timeout of the socket unless it has it already; a hundredth too long is near enough to save the system call.
fn set_timeout(
    have: &mut Option<Duration>,
    want: Option<Duration>,
    reason: NextTimeout,
    set: impl FnOnce(Option<Duration>) -> io::Result<()>,
) -> Result<(), ureq::Error> {
    if want.is_some_and(|want| want.is_zero()) {
        return Err(ureq::Error::Timeout(reason.reason));
    }
    let near = match (*have, want) {
        (Some(have), Some(want)) => have >= want && have.saturating_sub(want) <= want / 100,
        (have, want) => have == want,
    };
    if !near {
        match set(want) {
            Ok(()) => *have = want,
            // macOS refuses this once the peer has closed, although its last bytes can still be read.
            Err(error) if cfg!(target_vendor = "apple") && error.kind() == io::ErrorKind::InvalidInput => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").field("peer", &self.stream.peer_addr().ok()).finish_non_exhaustive()
    }
}
