//! TLS over a connection, by rustls.

use std::fmt;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::client::ResolvesClientCert;
use rustls::pki_types::ServerName;
use rustls::sign::CertifiedKey;
use rustls::{AlertDescription, ClientConfig, ClientConnection, SignatureScheme, StreamOwned};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, NextTimeout, Transport, TransportAdapter,
};

use super::buffers::Wiped;
use super::certificates::Trust;
use super::deadline::left;
use super::fault::{Fault, words};
use super::kept::rustls_error;
use super::target::host_and_port;

/// Agrees on TLS when the URL says https.
pub(super) struct Tls {
    state: Mutex<State>,
    most_header: usize,
}

#[derive(Clone)]
struct State {
    trust: Arc<Trust>,
    // The certificates of the system are read when the first connection wants them.
    config: Option<Arc<ClientConfig>>,
}

impl Tls {
    pub(super) fn new(trust: Arc<Trust>, most_header: usize) -> Self {
        Self { state: Mutex::new(State { trust, config: None }), most_header }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The configuration for a new connection. Files are read without the lock.
    fn config(&self) -> Result<Arc<ClientConfig>, ureq::Error> {
        let State { mut trust, mut config } = self.state().clone();
        // Certificates live shorter than programs. Files that cannot be used, as in the midst of being replaced, are looked at
        // again for the next connection; until then the old ones hold.
        if trust.is_outdated()
            && let Ok(read) = Trust::load(trust.tls())
        {
            (trust, config) = (Arc::new(read), None);
        }
        if let Some(config) = config {
            return Ok(config);
        }
        let config = Arc::new(trust.client_config().map_err(Fault::Roots)?);
        *self.state() = State { trust, config: Some(Arc::clone(&config)) };
        Ok(config)
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
        let mut config = self.config()?;
        let wanted = Arc::new(Wanted::default());
        if !config.client_auth_cert_resolver.has_certs() {
            Arc::make_mut(&mut config).client_auth_cert_resolver = Arc::clone(&wanted) as _;
        }
        let mut session = ClientConnection::new(config, name).map_err(tls)?;
        let mut below = TransportAdapter::new(Box::new(chained) as Box<dyn Transport>, details.current_time.clone());
        below.set_timeout(left(details));
        session.complete_io(&mut below).map_err(|error| match rustls_error(&error) {
            Some(error) => tls(error.clone()),
            None => failed_handshake(error, &peer),
        })?;
        Ok(Some(Either::B(Secured {
            stream: StreamOwned::new(session, below),
            buffers: Wiped::new(self.most_header),
            wanted,
            answered: false,
        })))
    }
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
    wanted: Arc<Wanted>,
    answered: bool,
}

/// Whether the server asked for a client certificate, when there is none.
#[derive(Debug, Default)]
struct Wanted(AtomicBool);

impl ResolvesClientCert for Wanted {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

impl Secured {
    /// What the end of the connection means. In TLS 1.3 a server that insists on a client certificate says so only after the
    /// handshake, and some hang up without a word.
    fn ended(&self, error: Option<io::Error>) -> Result<bool, ureq::Error> {
        let hung_up = error.as_ref().is_none_or(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe
            )
        });
        if hung_up && !self.answered && self.wanted.0.load(Ordering::Relaxed) {
            let error = rustls::Error::AlertReceived(AlertDescription::CertificateRequired);
            return Err(Fault::Tls { peer: None, error }.into());
        }
        error.map_or(Ok(false), |error| Err(error.into()))
    }
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
        match self.stream.read(free) {
            Ok(0) => self.ended(None),
            Ok(amount) => {
                self.answered = true;
                self.buffers.input_appended(amount);
                Ok(true)
            }
            Err(error) => self.ended(Some(error)),
        }
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
        f.debug_struct("Tls").field("trust", &self.state().trust).finish_non_exhaustive()
    }
}

impl fmt::Debug for Secured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secured").field("below", &self.stream.sock.inner()).finish_non_exhaustive()
    }
}
