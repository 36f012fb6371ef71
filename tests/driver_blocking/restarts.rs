//! A server that goes away between two requests, and comes back.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use keystoneclient::error::Code;
use keystoneclient::http::{Body, Request};

use super::peer::ok;
use super::{driver, send, told};

/// A server that can be stopped, with all its connections, and started again at the same address.
struct Server {
    address: SocketAddr,
    connections: Arc<Mutex<Vec<TcpStream>>>,
    accepting: Option<JoinHandle<()>>,
}

impl Server {
    fn new() -> Self {
        let mut server = Self { address: ([127, 0, 0, 1], 0).into(), connections: Arc::default(), accepting: None };
        server.start();
        server
    }

    fn start(&mut self) {
        let listener = TcpListener::bind(self.address).unwrap();
        self.address = listener.local_addr().unwrap();
        let connections = Arc::clone(&self.connections);
        self.accepting = Some(thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                // A connection without a request is the sign to stop.
                if !answer(&mut stream) {
                    return;
                }
                connections.lock().unwrap().push(stream.try_clone().unwrap());
                thread::spawn(move || while answer(&mut stream) {});
            }
        }));
    }

    fn stop(&mut self) {
        drop(TcpStream::connect(self.address).unwrap());
        self.accepting.take().unwrap().join().unwrap();
        for stream in self.connections.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn request(&self, method: &str) -> Request {
        let mut request = Request::new(method, format!("http://{}/", self.address));
        if method != "GET" {
            request.body = Body::bytes("x");
        }
        request
    }
}

/// Answers a request, which is so small that it comes in one piece; false when there is none.
fn answer(stream: &mut TcpStream) -> bool {
    let mut bytes = [0; 4096];
    stream.read(&mut bytes).is_ok_and(|count| count > 0) && stream.write_all(&ok("x")).is_ok()
}

#[test]
fn a_restart_between_two_requests_is_nobodys_error() {
    let mut server = Server::new();
    let driver = driver();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        assert_eq!(send(&driver, &server.request(method)).unwrap().body(), b"x", "{method}");
        server.stop();
        server.start();
        assert_eq!(send(&driver, &server.request(method)).unwrap().body(), b"x", "{method}");
    }
    server.stop();
    let (code, message) = told(send(&driver, &server.request("POST")));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert_eq!(message, format!("cannot connect to {}: connection refused", server.address));
    server.start();
    assert_eq!(send(&driver, &server.request("POST")).unwrap().body(), b"x");
    server.stop();
}
