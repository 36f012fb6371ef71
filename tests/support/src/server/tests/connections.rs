//! Connections: their numbers, their ends, and ports without a server.

use std::io;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use super::client::{Client, get, timed};
use crate::server::{Answer, AtConnect, ClosedPort, FullPort, Server};

#[test]
fn connections_and_the_requests_on_them_are_numbered() {
    let server = Server::start(Answer::new(200));
    let mut one = Client::connect(&server);
    one.get("/a");
    one.get("/b");
    let mut two = Client::connect(&server);
    two.get("/c");
    one.get("/d");
    let numbers: Vec<_> =
        server.recorded().iter().map(|r| (r.target.clone(), r.number, r.connection, r.request)).collect();
    let expected = [("/a", 1, 1, 1), ("/b", 2, 1, 2), ("/c", 3, 2, 1), ("/d", 4, 1, 3)];
    assert_eq!(numbers, expected.map(|(target, n, connection, request)| (target.to_owned(), n, connection, request)));
    assert_eq!((server.connections(), server.open_connections()), (2, 2));
    drop(one);
    server.wait_for_open_connections(1);
}

#[test]
fn a_connection_ends_when_the_client_asks_for_it() {
    let server = Server::start(Answer::text(200, "ok"));
    for request in ["GET / HTTP/1.1\r\nConnection: Close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"] {
        let mut client = Client::connect(&server);
        client.send(request);
        let rest = client.rest();
        assert!(rest.ended_in_order() && rest.body() == "ok", "{rest:?}");
    }
    server.wait_for_closed_connections(2);
    assert!(server.connection_errors().is_empty());
}

#[test]
fn requests_that_come_together_are_answered_one_by_one() {
    let server = Server::start([Answer::text(200, "one"), Answer::text(200, "two")]);
    let mut client = Client::connect(&server);
    client.send("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n");
    assert_eq!((client.hear().text(), client.hear().text()), ("one", "two"));
}

#[test]
fn many_clients_at_once_are_all_served_and_recorded() {
    let server = Server::start(Answer::text(200, "ok"));
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let mut client = Client::connect(&server);
                (0..20).for_each(|_| assert_eq!(client.get("/").text(), "ok"));
            });
        }
    });
    server.wait_for_requests(320);
    let mut numbers: Vec<usize> = server.recorded().iter().map(|request| request.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=320).collect::<Vec<_>>());
    assert_eq!(server.connections(), 16);
}

#[test]
fn what_is_no_http_is_refused_at_once_and_noted() {
    for (bytes, why) in [
        (&b"\x16\x03\x01\x02\x00\x01\x00"[..], "begins with a method"),
        (b"GET /\r\n\r\n", "three words"),
        (b"GET / HTTP/2.0\r\n\r\n", "not one of HTTP/1.x"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "no colon"),
        (b"GET / HTTP/1.1\r\nA b: c\r\n\r\n", "has a space"),
        (b"GET / HTTP/1.1\nA: c\n\n", "without a carriage return"),
        (b"GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n", "is no number"),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "size of a chunk"),
    ] {
        let server = Server::start(Answer::new(200));
        let mut client = Client::connect(&server);
        client.send(bytes);
        assert_eq!(client.hear().status, 400, "{why}");
        drop(client);
        server.wait_for_closed_connections(1);
        assert!(server.connection_errors()[0].contains(why), "{:?}", server.connection_errors());
        assert!(server.recorded().is_empty());
    }
}

#[test]
fn a_client_that_leaves_within_a_request_is_noted() {
    let server = Server::start(Answer::new(200));
    for part in ["GET / HT", "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"] {
        Client::connect(&server).send(part);
    }
    server.wait_for_closed_connections(2);
    let errors = server.connection_errors();
    assert_eq!(errors.len(), 2);
    assert!(errors.iter().all(|error| error.contains("the client left within")), "{errors:?}");
}

#[test]
fn dropping_the_server_ends_every_connection_at_once() {
    for answer in [Answer::silence(), Answer::new(200).delay(Duration::from_secs(600))] {
        let server = Server::start(answer);
        let mut idle = Client::connect(&server);
        let mut waiting = Client::connect(&server);
        waiting.ask("GET", "/");
        server.wait_for_requests(1);
        server.wait_for_open_connections(2);
        let ((), time) = timed(|| drop(server));
        assert!(time < Duration::from_secs(5), "{time:?}");
        assert!(idle.rest().bytes.is_empty() && waiting.rest().bytes.is_empty());
    }
}

#[test]
fn dropping_the_server_ends_an_answer_that_takes_for_ever() {
    for answer in [Answer::text(200, "slow").slowly(1, Duration::from_secs(600)), Answer::huge(200, u64::MAX / 2)] {
        let server = Server::start(answer);
        let mut client = Client::connect(&server);
        client.ask("GET", "/");
        client.stream.peek(&mut [0]).unwrap();
        let ((), time) = timed(|| drop(server));
        assert!(time < Duration::from_secs(5), "{time:?}");
    }
}

#[test]
fn a_dropped_servers_port_refuses() {
    let server = Server::start(Answer::new(200));
    let address = server.address();
    get(&server, "/");
    drop(server);
    assert_eq!(TcpStream::connect(address).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
}

#[test]
fn connections_fail_by_their_number_before_any_request() {
    let server = Server::builder()
        .at_connect(|number| match number {
            1 => AtConnect::Reset,
            2 => AtConnect::Close,
            3 => AtConnect::Say(b"220 smtp ready\r\n".to_vec()),
            4 => AtConnect::Silence,
            _ => AtConnect::Serve,
        })
        .start(Answer::text(200, "served"));
    assert!(Client::connect(&server).rest().was_reset());
    let closed = Client::connect(&server).rest();
    assert!(closed.ended_in_order() && closed.bytes.is_empty(), "{closed:?}");
    let mut told = Client::connect(&server);
    told.ask("GET", "/");
    let rest = told.rest();
    assert!(rest.ended_in_order() && rest.text() == "220 smtp ready\r\n", "{rest:?}");
    let mut ignored = Client::connect(&server).patience(Duration::from_millis(150));
    ignored.ask("GET", "/");
    assert!(ignored.rest().is_silent());
    assert_eq!(get(&server, "/").text(), "served");
    assert_eq!(server.recorded().len(), 1);
}

#[test]
fn a_server_may_listen_on_ipv6_or_call_itself_localhost() {
    let named = Server::builder().host("localhost").start(Answer::text(200, "named"));
    assert_eq!(named.origin(), format!("http://localhost:{}", named.port()));
    assert_eq!(get(&named, "/").text(), "named");
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        eprintln!("this machine has no IPv6");
        return;
    }
    let six = Server::builder().listen_on(std::net::Ipv6Addr::LOCALHOST).start(Answer::text(200, "six"));
    assert_eq!(six.origin(), format!("http://[::1]:{}", six.port()));
    assert_eq!(get(&six, "/").text(), "six");
}

#[test]
fn a_closed_port_refuses_every_connection() {
    let port = ClosedPort::new();
    assert_eq!(port.origin(), format!("http://{}", port.address()));
    for _ in 0..3 {
        assert_eq!(TcpStream::connect(port.address()).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
    }
}

#[test]
fn connecting_to_a_full_port_hangs() {
    let port = FullPort::new();
    for _ in 0..2 {
        let error = TcpStream::connect_timeout(&port.address(), Duration::from_millis(300)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }
}
