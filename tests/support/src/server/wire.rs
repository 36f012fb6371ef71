//! One connection's bytes, plain or through TLS, and the ways to end it.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;

use super::Peer;

/// How long an ended connection is still read, so that what was sent last is not lost to a reset.
const LINGER: Duration = Duration::from_secs(2);

/// A socket that the server's registry can reach as well.
#[derive(Clone)]
pub(super) struct Socket(pub(super) Arc<TcpStream>);

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self.0).read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.0).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        (&*self.0).flush()
    }
}

/// A connection, plain or TLS.
pub(super) enum Wire {
    Plain(Socket),
    Tls(Box<StreamOwned<ServerConnection, Socket>>),
}

impl Wire {
    /// Takes the connection over; with TLS, after a whole handshake.
    pub(super) fn open(mut socket: Socket, tls: Option<&Arc<ServerConfig>>) -> io::Result<Self> {
        let Some(config) = tls else { return Ok(Self::Plain(socket)) };
        let mut connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        while connection.is_handshaking() {
            if let Err(error) = connection.complete_io(&mut socket) {
                part(&socket);
                return Err(error);
            }
        }
        Ok(Self::Tls(Box::new(StreamOwned::new(connection, socket))))
    }

    /// What the handshake told about the client.
    pub(super) fn peer(&self) -> Option<Peer> {
        let Self::Tls(stream) = self else { return None };
        let connection = &stream.conn;
        Some(Peer {
            server_name: connection.server_name().map(str::to_owned),
            version: connection.protocol_version().map(|version| format!("{version:?}")).unwrap_or_default(),
            client_certificate: connection
                .peer_certificates()
                .and_then(|chain| chain.first())
                .map(|leaf| leaf.to_vec()),
        })
    }

    fn socket(&self) -> &Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(stream) => &stream.sock,
        }
    }

    /// Sends a reset: what is unsent is dropped, and the client's next read fails.
    pub(super) fn reset(self) {
        let _ = SockRef::from(&*self.socket().0).set_linger(Some(Duration::ZERO));
    }

    /// Closes in order: TLS says so first, unless it is to be left out.
    pub(super) fn close(mut self, close_notify: bool) {
        self.say_goodbye(close_notify);
    }

    /// Closes in order while the client may still be sending: reads on for a while, or a reset would overtake the answer.
    pub(super) fn close_while_receiving(mut self) {
        self.say_goodbye(true);
        part(self.socket());
    }

    /// Reads and forgets until the client gives up or the server stops.
    pub(super) fn wait_for_the_client_to_leave(self) {
        drain(self.socket(), None);
    }

    fn say_goodbye(&mut self, close_notify: bool) {
        if let Self::Tls(stream) = self
            && close_notify
        {
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    }
}

/// Ends the sending side, then reads on until the client has done the same or some time has passed.
pub(super) fn part(socket: &Socket) {
    let _ = socket.0.shutdown(Shutdown::Write);
    drain(socket, Some(Instant::now() + LINGER));
}

fn drain(socket: &Socket, deadline: Option<Instant>) {
    let mut waste = [0; 8192];
    loop {
        if let Some(deadline) = deadline {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || socket.0.set_read_timeout(Some(left)).is_err() {
                return;
            }
        }
        match (&*socket.0).read(&mut waste) {
            Ok(1..) => {}
            Ok(0) | Err(_) => return,
        }
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(buffer),
            Self::Tls(stream) => match stream.read(buffer) {
                // Many clients leave without TLS's own goodbye.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(0),
                other => other,
            },
        }
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(socket) => socket.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}
