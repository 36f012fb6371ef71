//! A peer that says exactly what a test wants, byte by byte, and remembers what it was asked.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;

/// One request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (have, value) = line.split_once(':')?;
            have.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// One connection of a peer, plain or TLS.
pub(crate) struct Line {
    io: Box<dyn Stream>,
    socket: TcpStream,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// Which connection of the peer this is, from 0.
    pub(crate) number: usize,
}

trait Stream: Read + Write + Send {}
impl<T: Read + Write + Send> Stream for T {}

impl Line {
    /// Reads a request; `None` when the client has hung up.
    pub(crate) fn read(&mut self) -> Option<Asked> {
        let asked = read_request(&mut self.io).ok()?;
        self.asked.lock().unwrap().push(asked.clone());
        Some(asked)
    }

    /// False when the client has gone, which may be what the test is about.
    pub(crate) fn write(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.io.write_all(bytes.as_ref()).and_then(|()| self.io.flush()).is_ok()
    }

    pub(crate) fn read_some(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        let count = self.io.read(&mut bytes).unwrap_or(0);
        bytes.truncate(count);
        bytes
    }

    pub(crate) fn read_exactly(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        self.io.read_exact(&mut bytes).unwrap();
        bytes
    }

    /// Waits until the client hangs up, or for ten seconds.
    pub(crate) fn wait_for_the_end(&mut self) -> bool {
        self.socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut rest = Vec::new();
        self.io.read_to_end(&mut rest).is_ok()
    }

    /// Hands all bytes on to `to` and back, until both have hung up.
    pub(crate) fn tunnel(self, to: SocketAddr) {
        let onward = TcpStream::connect(to).unwrap();
        let (mut from, mut into) = (self.socket.try_clone().unwrap(), onward.try_clone().unwrap());
        let upward = thread::spawn(move || {
            let _ = io::copy(&mut from, &mut into);
            let _ = into.shutdown(Shutdown::Write);
        });
        let _ = io::copy(&mut &onward, &mut &self.socket);
        let _ = self.socket.shutdown(Shutdown::Both);
        upward.join().unwrap();
    }

    /// Hangs up with a reset instead of an orderly end.
    pub(crate) fn reset(self) {
        SockRef::from(&self.socket).set_linger(Some(Duration::ZERO)).unwrap();
    }
}

fn read_request(io: &mut impl Read) -> io::Result<Asked> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        io.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let mut asked = Asked { head: String::from_utf8(head).unwrap(), body: Vec::new() };
    if asked.header("transfer-encoding").is_some() {
        asked.body = read_chunks(io)?;
    } else {
        let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
        asked.body = vec![0; length];
        io.read_exact(&mut asked.body)?;
    }
    Ok(asked)
}

fn read_chunks(io: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = Vec::new();
        while !line.ends_with(b"\r\n") {
            let mut byte = [0];
            io.read_exact(&mut byte)?;
            line.push(byte[0]);
        }
        let size = usize::from_str_radix(std::str::from_utf8(&line).unwrap().trim(), 16).unwrap();
        let start = body.len();
        body.resize(start + size, 0);
        io.read_exact(&mut body[start..])?;
        let mut end = [0; 2];
        io.read_exact(&mut end)?;
        assert_eq!(&end, b"\r\n");
        if size == 0 {
            return Ok(body);
        }
    }
}

/// A listening peer. Its threads end with the test program.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    asked: Arc<Mutex<Vec<Asked>>>,
    scheme: &'static str,
}

impl Peer {
    /// Runs `play` on a thread of its own for every connection.
    pub(crate) fn playing(play: impl Fn(Line) + Send + Sync + 'static) -> Self {
        Self::listen(None, play)
    }

    /// The same over TLS.
    pub(crate) fn playing_tls(config: ServerConfig, play: impl Fn(Line) + Send + Sync + 'static) -> Self {
        Self::listen(Some(Arc::new(config)), play)
    }

    /// Answers every request of every connection with `answer`.
    pub(crate) fn answering(answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Self::playing(move |line| serve(line, &answer))
    }

    /// The same over TLS.
    pub(crate) fn answering_tls(
        config: ServerConfig,
        answer: impl Fn(&Asked) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        Self::playing_tls(config, move |line| serve(line, &answer))
    }

    fn listen(tls: Option<Arc<ServerConfig>>, play: impl Fn(Line) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (connections, asked) = (Arc::<AtomicUsize>::default(), Arc::<Mutex<Vec<Asked>>>::default());
        let peer = Self {
            address: listener.local_addr().unwrap(),
            connections: Arc::clone(&connections),
            asked: Arc::clone(&asked),
            scheme: if tls.is_some() { "https" } else { "http" },
        };
        let play = Arc::new(play);
        thread::spawn(move || {
            for socket in listener.incoming() {
                let socket = socket.unwrap();
                let number = connections.fetch_add(1, Ordering::SeqCst);
                let copy = socket.try_clone().unwrap();
                let io: Box<dyn Stream> = match &tls {
                    None => Box::new(socket),
                    Some(config) => {
                        Box::new(StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), socket))
                    }
                };
                let line = Line { io, socket: copy, asked: Arc::clone(&asked), number };
                let play = Arc::clone(&play);
                thread::spawn(move || play(line));
            }
        });
        peer
    }

    /// Answers one request, and gives the connection up within the next one; answers all that come over others.
    pub(crate) fn giving_up_once() -> Self {
        Self::playing(|mut line| {
            if line.number == 0 {
                line.read();
                line.write(ok("x"));
                line.read_some(10);
                line.reset();
            } else {
                serve(line, &|_| ok("taken"));
            }
        })
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// The same place under another name.
    pub(crate) fn url_as(&self, host: &str, path: &str) -> String {
        format!("{}://{host}:{}{path}", self.scheme, self.address.port())
    }

    /// How many connections were opened.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// What was asked, the oldest first.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(mut line: Line, answer: &impl Fn(&Asked) -> Vec<u8>) {
    while let Some(asked) = line.read() {
        line.write(answer(&asked));
    }
}

/// An answer with a length.
pub(crate) fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// A body in chunks of so many bytes, and what ends it.
pub(crate) fn in_chunks(body: &[u8], size: usize) -> Vec<u8> {
    let mut chunks = Vec::new();
    for chunk in body.chunks(size) {
        chunks.extend(format!("{:x}\r\n", chunk.len()).bytes());
        chunks.extend(chunk);
        chunks.extend(b"\r\n");
    }
    chunks.extend(b"0\r\n\r\n");
    chunks
}

/// A port on which nobody listens.
pub(crate) fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
