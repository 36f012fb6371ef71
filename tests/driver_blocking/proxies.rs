//! Requests that go by a proxy. Nothing is looked up here: `.invalid` names do not exist.

use keystoneclient::driver::blocking::{Blocking, Options, Proxy, Tls, Verify};
use keystoneclient::error::Code;
use keystoneclient::http::{Body, Request};
use keystoneclient::text::Secret;

use super::certificates::Authority;
use super::peer::{Peer, closed_port, ok};
use super::{get, send, told};

fn by(proxy: &str) -> Blocking {
    Blocking::new(Options { proxy: Proxy::Url(Secret::new(proxy)), ..Options::default() }).unwrap()
}

#[test]
fn a_plain_request_is_given_to_an_http_proxy_over_one_connection_for_all_hosts() {
    let proxy = Peer::answering(|asked| ok(asked.line()));
    let driver = by(&format!("http://user:hunter2@{}", proxy.address));
    for url in ["http://keystone.invalid:5000/one?q=1", "http://glance.invalid/", "http://keystone.invalid:5000"] {
        let expected = if url.ends_with('0') { format!("GET {url}/ HTTP/1.1") } else { format!("GET {url} HTTP/1.1") };
        assert_eq!(get(&driver, url).unwrap().body(), expected.as_bytes());
    }
    let hosts: Vec<_> = proxy.asked().iter().map(|asked| asked.header("host").unwrap().to_owned()).collect();
    assert_eq!(hosts, ["keystone.invalid:5000", "glance.invalid", "keystone.invalid:5000"]);
    for asked in proxy.asked() {
        assert_eq!(asked.header("proxy-authorization"), Some("Basic dXNlcjpodW50ZXIy"));
    }
    assert_eq!(proxy.connections(), 1);
    assert!(!format!("{driver:?}").contains("hunter2"));
}

#[test]
fn a_body_goes_by_a_proxy_and_its_answer_is_the_callers_whatever_it_is() {
    let proxy = Peer::answering(|_| {
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno"
            .to_vec()
    });
    let mut request = Request::new("PUT", "http://swift.invalid/v1/c/o");
    request.body = Body::bytes("object");
    let response = send(&by(&format!("http://{}", proxy.address)), &request).unwrap();
    assert_eq!((response.status, response.body()), (407, &b"no"[..]));
    assert_eq!(
        (proxy.asked()[0].body.as_slice(), proxy.asked()[0].header("proxy-authorization")),
        (&b"object"[..], None)
    );
}

#[test]
fn a_connection_of_a_proxy_that_closes_or_says_so_in_the_old_way_is_not_used_again() {
    let proxy = Peer::playing(|mut line| {
        line.read();
        line.write("HTTP/1.1 200 OK\r\nProxy-Connection: close\r\nContent-Length: 1\r\n\r\nx");
        line.wait_for_the_end();
    });
    let driver = by(&format!("http://{}", proxy.address));
    for _ in 0..2 {
        assert_eq!(get(&driver, "http://keystone.invalid/").unwrap().body(), b"x");
    }
    assert_eq!(proxy.connections(), 2);
    let closing = Peer::playing(|mut line| {
        line.read();
        line.write(ok("y"));
    });
    let driver = by(&format!("http://{}", closing.address));
    for _ in 0..3 {
        assert_eq!(get(&driver, "http://keystone.invalid/").unwrap().body(), b"y");
    }
}

#[test]
fn a_tunnel_is_asked_for_where_tls_is_wanted_and_sees_nothing_of_the_request() {
    let authority = Authority::new();
    let service = Peer::answering_tls(authority.issue(|_| ()).server(), |asked| ok(asked.line()));
    let to = service.address;
    let proxy = Peer::playing(move |mut line| {
        let asked = line.read().unwrap();
        assert_eq!(asked.line(), format!("CONNECT {to} HTTP/1.1"));
        line.write("HTTP/1.1 200 Connection established\r\n\r\n");
        line.tunnel(to);
    });
    let tls = Tls { verify: Verify::Authorities(authority.file.path().into()), ..Tls::default() };
    let url = Secret::new(&format!("http://user:hunter2@{}", proxy.address));
    let driver = Blocking::new(Options { proxy: Proxy::Url(url), tls, ..Options::default() }).unwrap();
    for path in ["/one", "/two"] {
        assert_eq!(get(&driver, service.url(path)).unwrap().body(), format!("GET {path} HTTP/1.1").as_bytes());
    }
    assert_eq!((proxy.connections(), proxy.asked().len(), service.asked().len()), (1, 1, 2));
    assert_eq!(proxy.asked()[0].header("proxy-authorization"), Some("Basic dXNlcjpodW50ZXIy"));
    assert_eq!(service.asked()[0].header("proxy-authorization"), None);
}

#[test]
fn a_tunnel_that_was_given_up_while_idle_is_nobodys_error() {
    let authority = Authority::new();
    let service = Peer::playing_tls(authority.issue(|_| ()).server(), |mut line| {
        line.read();
        line.write(ok("x"));
    });
    let to = service.address;
    let proxy = Peer::playing(move |mut line| {
        line.read();
        line.write("HTTP/1.1 200 OK\r\n\r\n");
        line.tunnel(to);
    });
    let tls = Tls { verify: Verify::Off, ..Tls::default() };
    let url = Secret::new(&format!("http://{}", proxy.address));
    let driver = Blocking::new(Options { proxy: Proxy::Url(url), tls, ..Options::default() }).unwrap();
    for _ in 0..3 {
        assert_eq!(get(&driver, service.url("/")).unwrap().body(), b"x");
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
    assert_eq!(proxy.connections(), 3);
}

#[test]
fn a_proxy_that_refuses_or_is_not_there_is_a_connect_failure() {
    let refusing =
        Peer::answering(|_| b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".to_vec());
    let (code, message) = told(get(&by(&format!("http://{}", refusing.address)), "https://keystone.invalid/"));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert!(message.contains("keystone.invalid:443") && message.contains("407"), "{message}");

    let nobody = closed_port();
    let (code, message) = told(get(&by(&format!("http://u:hunter2@{nobody}")), "http://keystone.invalid/"));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert_eq!(message, format!("cannot connect to {nobody}: connection refused"));

    let silent = Peer::playing(|mut line| drop(line.read()));
    for url in ["http://keystone.invalid/", "https://keystone.invalid/"] {
        let (code, message) = told(get(&by(&format!("http://{}", silent.address)), url));
        assert_eq!(code, Code::CONNECT_FAILURE, "{message}");
    }
}

#[test]
fn a_socks_proxy_gets_the_name_of_the_host() {
    let proxy = Peer::playing(|mut line| {
        assert_eq!(line.read_exactly(3), [5, 1, 0]);
        line.write([5, 0]);
        let host = b"keystone.invalid";
        assert_eq!(line.read_exactly(5), [5, 1, 0, 3, 16]);
        assert_eq!(line.read_exactly(16), host);
        assert_eq!(line.read_exactly(2), [0, 80]);
        line.write([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        while line.read().is_some() {
            line.write(ok("by socks"));
        }
    });
    let driver = by(&format!("socks5h://{}", proxy.address));
    for _ in 0..2 {
        assert_eq!(get(&driver, "http://keystone.invalid/").unwrap().body(), b"by socks");
    }
    assert_eq!(proxy.connections(), 1);

    let refusing = Peer::playing(|mut line| {
        line.read_exactly(3);
        line.write([5, 0xff]);
    });
    let (code, message) = told(get(&by(&format!("socks5h://{}", refusing.address)), "http://keystone.invalid/"));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert!(message.contains("by the proxy"), "{message}");
    let nobody = closed_port();
    let (code, _) = told(get(&by(&format!("socks5h://{nobody}")), "http://keystone.invalid/"));
    assert_eq!(code, Code::CONNECT_FAILURE);
}

/// A SOCKS proxy that leads to `to`, wherever it is asked to lead.
fn leading(to: std::net::SocketAddr) -> Peer {
    Peer::playing(move |mut line| {
        line.read_exactly(4);
        line.write([5, 2]);
        assert_eq!(line.read_exactly(11), b"\x01\x04user\x04p@ss");
        line.write([1, 0]);
        line.read_exactly(10);
        line.write([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        line.tunnel(to);
    })
}

#[test]
fn tls_and_large_bodies_go_by_a_socks_proxy_that_wants_a_password() {
    let authority = Authority::new();
    let service = Peer::answering_tls(authority.issue(|_| ()).server(), |asked| ok(&asked.body.len().to_string()));
    let proxy = leading(service.address);
    let tls = Tls { verify: Verify::Authorities(authority.file.path().into()), ..Tls::default() };
    let url = Secret::new(&format!("socks5://user:p%40ss@{}", proxy.address));
    let driver = Blocking::new(Options { proxy: Proxy::Url(url), tls, ..Options::default() }).unwrap();
    let mut request = Request::new("PUT", service.url("/"));
    request.body = Body::bytes(vec![b'x'; 3_000_000]);
    for _ in 0..2 {
        assert_eq!(send(&driver, &request).unwrap().body(), b"3000000");
    }
    assert_eq!((proxy.connections(), service.connections()), (1, 1));
}

#[test]
fn a_socks_proxy_that_hangs_up_or_stops_talking_is_a_connection_that_failed() {
    let closing = Peer::playing(|mut line| drop(line.read_exactly(3)));
    let (code, message) = told(get(&by(&format!("socks5h://{}", closing.address)), "http://keystone.invalid/"));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert_eq!(message, "cannot connect to keystone.invalid:80 by the proxy: the peer closed the connection");
    let silent = Peer::playing(|mut line| {
        line.wait_for_the_end();
    });
    let mut request = Request::new("GET", "http://keystone.invalid/");
    request.timeouts.connect = Some(std::time::Duration::from_millis(100));
    let (code, message) = told(send(&by(&format!("socks5h://{}", silent.address)), &request));
    assert_eq!(code, Code::CONNECT_TIMEOUT);
    assert_eq!(message, "cannot connect to keystone.invalid:80: no connection within 100ms");
}

#[test]
fn a_proxy_without_a_usable_url_is_refused() {
    for url in ["", "quic://p", "http://", "not a url"] {
        let options = Options { proxy: Proxy::Url(Secret::new(url)), ..Options::default() };
        assert_eq!(Blocking::new(options).unwrap_err().code(), Code::OPTION_ERROR, "{url}");
    }
}
