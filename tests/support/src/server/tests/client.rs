//! A client without any cleverness: it sends bytes and tells what comes back, and how it ended.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::server::Server;

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(20);

/// A raw connection.
pub(super) struct Client<S = TcpStream> {
    pub(super) stream: S,
}

/// An answer, taken apart by its `Content-Length`.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

/// Everything up to the end of the connection.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) bytes: Vec<u8>,
    /// `None` after an orderly end.
    pub(super) error: Option<io::ErrorKind>,
}

impl Client {
    pub(super) fn connect(server: &Server) -> Self {
        let stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        Self { stream }
    }

    pub(super) fn patience(self, limit: Duration) -> Self {
        self.stream.set_read_timeout(Some(limit)).unwrap();
        self
    }
}

impl<S: Read + Write> Client<S> {
    pub(super) fn send(&mut self, text: impl AsRef<[u8]>) {
        self.stream.write_all(text.as_ref()).unwrap();
        self.stream.flush().unwrap();
    }

    /// Sends a request without a body.
    pub(super) fn ask(&mut self, method: &str, target: &str) {
        self.send(format!("{method} {target} HTTP/1.1\r\nHost: test\r\n\r\n"));
    }

    pub(super) fn get(&mut self, target: &str) -> Heard {
        self.ask("GET", target);
        self.hear()
    }

    pub(super) fn head(&mut self) -> String {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            self.stream.read_exact(&mut byte).unwrap_or_else(|error| {
                panic!("{error} after {:?}", String::from_utf8_lossy(&head));
            });
            head.push(byte[0]);
        }
        String::from_utf8_lossy(&head).into_owned()
    }

    pub(super) fn hear(&mut self) -> Heard {
        let mut heard = Heard { status: 0, head: self.head(), body: Vec::new() };
        heard.status = heard.head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = heard.header("content-length").map_or(0, |length| length.parse().unwrap());
        heard.body.resize(length, 0);
        self.stream.read_exact(&mut heard.body).unwrap();
        heard
    }

    pub(super) fn rest(&mut self) -> Rest {
        let mut rest = Rest { bytes: Vec::new(), error: None };
        let mut buffer = vec![0; 65536];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return rest,
                Ok(count) => rest.bytes.extend_from_slice(&buffer[..count]),
                Err(error) => {
                    rest.error = Some(error.kind());
                    return rest;
                }
            }
        }
    }
}

impl Heard {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|line| line.0.eq_ignore_ascii_case(name)).map(|line| line.1).next()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Rest {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// What came behind the head.
    pub(super) fn body(&self) -> String {
        self.text().split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    pub(super) fn ended_in_order(&self) -> bool {
        self.error.is_none()
    }

    pub(super) fn was_reset(&self) -> bool {
        self.error == Some(io::ErrorKind::ConnectionReset)
    }

    /// The connection is open, and nothing more came.
    pub(super) fn is_silent(&self) -> bool {
        matches!(self.error, Some(io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut))
    }
}

/// A single request on a connection of its own.
pub(super) fn get(server: &Server, target: &str) -> Heard {
    Client::connect(server).get(target)
}

/// A single request, and everything until the end of its connection.
pub(super) fn get_all(server: &Server) -> Rest {
    let mut client = Client::connect(server);
    client.ask("GET", "/");
    client.rest()
}

/// What comes within a short time, of an answer that does not end.
pub(super) fn get_for_a_moment(server: &Server) -> Rest {
    let mut client = Client::connect(server).patience(Duration::from_millis(150));
    client.ask("GET", "/");
    client.rest()
}

pub(super) fn timed<T>(what: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let result = what();
    (result, begun.elapsed())
}
