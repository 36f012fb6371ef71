//! TLS over a connection, by rustls.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::unversioned::transport::time::{Duration, Instant};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, NextTimeout, Transport, TransportAdapter,
};

use super::buffers::Wiped;
use super::certificates::Trust;
use super::fault::{Fault, words};
use super::kept::rustls_error;
use super::target::host_and_port;

/// Agrees on TLS when the URL says https.
pub(super) struct Tls {
    trust: Arc<Trust>,
    // The certificates of the system are read when the first connection wants them.
    config: Mutex<Option<Arc<ClientConfig>>>,
}

impl Tls {
    pub(super) fn new(trust: Arc<Trust>) -> Self {
        Self { trust, config: Mutex::default() }
    }

    fn config(&self) -> Result<Arc<ClientConfig>, ureq::Error> {
        let mut config = self.config.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = &*config {
            return Ok(Arc::clone(config));
        }
        let made = Arc::new(self.trust.client_config().map_err(Fault::Roots)?);
        *config = Some(Arc::clone(&made));
        Ok(made)
    }
}

impl<In: Transport> Connector<In> for Tls {
    type Out = Either<In, Secured>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        let Some(chained) = chained else { return Ok(None) };
        if !details.needs_tls() || chained.is_tls() {
            return Ok(Some(Either::A(chained)));
        }
        let (host, port) = host_and_port(details.uri);
        let peer = format!("{host}:{port}");
        let tls = |error| ureq::Error::from(Fault::Tls { peer: Some(peer.clone()), error });
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let name = ServerName::try_from(bare.to_owned())
            .map_err(|_| tls(rustls::Error::General(format!("no certificate can be for the name {bare}"))))?;
        let mut session = ClientConnection::new(self.config()?, name).map_err(tls)?;
        let mut below = TransportAdapter::new(Box::new(chained) as Box<dyn Transport>, details.current_time.clone());
        below.set_timeout(left(details));
        session.complete_io(&mut below).map_err(|error| match rustls_error(&error) {
            Some(error) => tls(error.clone()),
            None => failed_handshake(error, &peer),
        })?;
        Ok(Some(Either::B(Secured { stream: StreamOwned::new(session, below), buffers: Wiped::new() })))
    }
}

/// What is left of the time to connect.
fn left(details: &ConnectionDetails) -> NextTimeout {
    let after = match (details.timeout.after, details.now) {
        (Duration::Exact(budget), Instant::Exact(start)) => Duration::Exact(budget.saturating_sub(start.elapsed())),
        (budget, _) => budget,
    };
    NextTimeout { after, ..details.timeout }
}

fn failed_handshake(error: io::Error, peer: &str) -> ureq::Error {
    match ureq::Error::from(error) {
        ureq::Error::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
            Fault::Handshake { peer: peer.to_owned() }.into()
        }
        // A reset may pass, a peer that hangs up in order does not.
        ureq::Error::Io(cause) => {
            let cause = format!("{} during the TLS handshake", words(&cause));
            Fault::Connect { peer: peer.to_owned(), cause }.into()
        }
        other => other,
    }
}

/// One TLS connection.
pub(super) struct Secured {
    stream: StreamOwned<ClientConnection, TransportAdapter>,
    buffers: Wiped,
}

impl Transport for Secured {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        // rustls hides what fails below a write until the flush.
        let result = self.stream.write_all(self.buffers.outgoing(amount)).and_then(|()| self.stream.flush());
        self.buffers.sent(amount);
        Ok(result?)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        self.stream.sock.set_timeout(timeout);
        let free = self.buffers.input_append_buf();
        if free.is_empty() {
            return Err(Fault::Endless.into());
        }
        let amount = self.stream.read(free)?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        // Bytes that are decrypted already and belong to no answer are as bad as those in the socket.
        let silent = self
            .stream
            .conn
            .process_new_packets()
            .is_ok_and(|state| state.plaintext_bytes_to_read() == 0 && !state.peer_has_closed());
        self.stream.sock.get_mut().is_open() && silent
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("trust", &self.trust).finish_non_exhaustive()
    }
}

impl fmt::Debug for Secured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secured").field("below", &self.stream.sock.inner()).finish_non_exhaustive()
    }
}
