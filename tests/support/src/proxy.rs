//! A way to a server that can be steered: it passes bytes on, or delays, drops and resets connections, and its server may change.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

/// A port that leads to another one. It ends when it is dropped; connections that are open then end with their peers.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    target: Mutex<Option<SocketAddr>>,
    /// One piece of bytes in so many meets a fault; 0 for none.
    every: AtomicU32,
    pieces: AtomicU64,
    connections: AtomicU64,
    faults: AtomicU64,
    ends: AtomicBool,
}

/// What happens to a piece of bytes.
enum Fate {
    Passes,
    Late(Duration),
    /// The first half of it passes, and the connection is closed.
    Halved,
    Reset,
}

impl Proxy {
    /// A proxy that leads nowhere yet: whoever connects is hung up on.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on loopback");
        let address = listener.local_addr().expect("the port of a listener");
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if own.ends.load(Ordering::SeqCst) {
                    break;
                }
                own.connections.fetch_add(1, Ordering::Relaxed);
                own.lead(&client);
            }
        });
        Self { address, shared }
    }

    /// `http://127.0.0.1:4711`.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where connections lead from now on; `None` for nowhere. Those that are there stay.
    pub fn lead_to(&self, port: Option<u16>) {
        let target = port.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        *self.shared.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    /// Of how many pieces of bytes one meets a fault: a delay, the end of its connection in its middle, a reset. 0 for none.
    pub fn set_faults(&self, every: u32) {
        self.shared.every.store(every, Ordering::Relaxed);
    }

    /// How many connections there were.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// How many faults there were.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.shared.faults.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ends.store(true, Ordering::SeqCst);
        // Wakes who accepts.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    /// Leads a connection to the server of this moment.
    fn lead(self: &Arc<Self>, client: &TcpStream) {
        let target = *self.target.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Ok(server)) = target.map(TcpStream::connect) else { return };
        for (from, to) in [(client, &server), (&server, client)] {
            let _ = from.set_nodelay(true);
            let (Ok(from), Ok(to), own) = (from.try_clone(), to.try_clone(), Arc::clone(self)) else { return };
            thread::spawn(move || own.pass(from, to));
        }
    }

    /// Passes bytes on until one of both is gone.
    fn pass(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut buffer = [0; 16 << 10];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            let piece = buffer.get(..count).unwrap_or_default();
            let (piece, ends) = match self.fate() {
                Fate::Passes => (piece, false),
                Fate::Late(time) => {
                    thread::sleep(time);
                    (piece, false)
                }
                Fate::Halved => (piece.get(..count / 2).unwrap_or_default(), true),
                Fate::Reset => {
                    for socket in [&from, &to] {
                        let _ = SockRef::from(socket).set_linger(Some(Duration::ZERO));
                    }
                    (&piece[..0], true)
                }
            };
            if to.write_all(piece).is_err() || ends {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    }

    fn fate(&self) -> Fate {
        let number = self.pieces.fetch_add(1, Ordering::Relaxed);
        // Scattered, but the same for every run.
        let random = (number ^ (number >> 7)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
        let every = u64::from(self.every.load(Ordering::Relaxed));
        if every == 0 || !random.is_multiple_of(every) {
            return Fate::Passes;
        }
        self.faults.fetch_add(1, Ordering::Relaxed);
        match random / every % 4 {
            0 => Fate::Late(Duration::from_millis(20 + random % 200)),
            1 | 2 => Fate::Halved,
            _ => Fate::Reset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{Answer, Server};

    /// What comes back for one request on a connection of its own.
    fn ask(proxy: &Proxy) -> Vec<u8> {
        let mut stream = TcpStream::connect(proxy.address).expect("the proxy listens");
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        answer
    }

    fn port(server: &Server) -> Option<u16> {
        server.origin().rsplit(':').next()?.parse().ok()
    }

    #[test]
    fn connections_lead_to_the_server_of_the_moment() {
        let (one, other) = (Server::start(Answer::text(200, "one")), Server::start(Answer::text(200, "other")));
        let proxy = Proxy::start();
        assert!(ask(&proxy).is_empty(), "it leads nowhere yet");
        for (server, words) in [(&one, "one"), (&other, "other")] {
            proxy.lead_to(port(server));
            assert!(ask(&proxy).ends_with(words.as_bytes()));
        }
        proxy.lead_to(None);
        assert!(ask(&proxy).is_empty());
        assert_eq!((proxy.connections(), proxy.faults()), (4, 0));
    }

    #[test]
    fn faults_break_connections_and_are_counted() {
        let server = Server::start(Answer::text(200, "whole"));
        let proxy = Proxy::start();
        proxy.lead_to(port(&server));
        proxy.set_faults(2);
        let broken = (0..40).filter(|_| !ask(&proxy).ends_with(b"whole")).count();
        assert!(broken > 0 && broken < 40, "{broken} of 40");
        assert!(proxy.faults() >= broken as u64);
        // Whether it minds that connections broke is for the server's own tests.
        std::mem::forget(server);
    }
}
