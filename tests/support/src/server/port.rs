//! Ports on loopback where no server answers.

use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

/// A port that refuses every connection, and that nobody else can get while this lives.
#[derive(Debug)]
pub struct ClosedPort {
    address: SocketAddr,
    _bound: Socket,
}

/// A port where connecting itself hangs: its queue is full, and nobody accepts.
#[derive(Debug)]
pub struct FullPort {
    address: SocketAddr,
    _listening: Socket,
    _waiting: Vec<Socket>,
}

impl ClosedPort {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        let (bound, address) = bind();
        Self { address, _bound: bound }
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:4711`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Default for ClosedPort {
    fn default() -> Self {
        Self::new()
    }
}

impl FullPort {
    /// A new one.
    #[must_use]
    pub fn new() -> Self {
        let (listening, address) = bind();
        listening.listen(0).expect("a listening socket");
        // The queue has room for one; the second already waits, and with it whoever comes.
        let first = TcpStream::connect_timeout(&address, Duration::from_secs(5)).expect("room for one connection");
        let second = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        second.set_nonblocking(true).expect("a socket that does not block");
        let _ = second.connect(&address.into());
        Self { address, _listening: listening, _waiting: vec![first.into(), second] }
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:4711`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Default for FullPort {
    fn default() -> Self {
        Self::new()
    }
}

fn bind() -> (Socket, SocketAddr) {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).expect("a free port on loopback");
    let address = socket.local_addr().ok().and_then(|address| address.as_socket()).expect("the port of a bound socket");
    (socket, address)
}
