//! Requests that go by a proxy. Nothing is looked up here: `.invalid` names do not exist.

use keystoneclient::driver::blocking::{Blocking, Options, Proxy};
use keystoneclient::error::Code;
use keystoneclient::text::Secret;

use super::peer::{Peer, closed_port, ok};
use super::{get, told};

fn by(proxy: &str) -> Blocking {
    Blocking::new(Options { proxy: Proxy::Url(Secret::new(proxy)), ..Options::default() }).unwrap()
}

#[test]
fn an_http_proxy_is_asked_for_a_tunnel_which_is_kept() {
    let proxy = Peer::playing(|mut line| {
        let asked = line.read().unwrap();
        assert_eq!(asked.line(), "CONNECT keystone.invalid:5000 HTTP/1.1");
        line.write("HTTP/1.1 200 Connection established\r\n\r\n");
        while let Some(asked) = line.read() {
            line.write(ok(asked.line()));
        }
    });
    let driver = by(&format!("http://user:hunter2@{}", proxy.address));
    for path in ["/one", "/two"] {
        let response = get(&driver, format!("http://keystone.invalid:5000{path}")).unwrap();
        assert_eq!(response.body(), format!("GET {path} HTTP/1.1").as_bytes());
    }
    assert_eq!((proxy.connections(), proxy.asked().len()), (1, 3));
    assert_eq!(proxy.asked()[0].header("proxy-authorization"), Some("Basic dXNlcjpodW50ZXIy"));
    assert_eq!(proxy.asked()[1].header("host"), Some("keystone.invalid:5000"));
    assert_eq!(proxy.asked()[1].header("proxy-authorization"), None);
    assert!(!format!("{driver:?}").contains("hunter2"));
}

#[test]
fn a_tunnel_that_was_given_up_while_idle_is_nobodys_error() {
    let proxy = Peer::playing(|mut line| {
        line.read();
        line.write("HTTP/1.1 200 OK\r\n\r\n");
        line.read();
        line.write(ok("x"));
    });
    let driver = by(&format!("http://{}", proxy.address));
    for _ in 0..3 {
        assert_eq!(get(&driver, "http://keystone.invalid/").unwrap().body(), b"x");
        std::thread::sleep(std::time::Duration::from_millis(30));
    }
    assert_eq!(proxy.connections(), 3);
}

#[test]
fn a_proxy_that_refuses_or_is_not_there_is_a_connect_failure() {
    let refusing =
        Peer::answering(|_| b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n".to_vec());
    let (code, message) = told(get(&by(&format!("http://{}", refusing.address)), "http://keystone.invalid/"));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert!(message.contains("keystone.invalid:80") && message.contains("407"), "{message}");

    let nobody = closed_port();
    let (code, message) = told(get(&by(&format!("http://u:hunter2@{nobody}")), "http://keystone.invalid/"));
    assert_eq!(code, Code::CONNECT_FAILURE);
    assert_eq!(message, format!("cannot connect to {nobody}: connection refused"));

    let silent = Peer::playing(|mut line| drop(line.read()));
    let (code, message) = told(get(&by(&format!("http://{}", silent.address)), "http://keystone.invalid/"));
    assert_eq!(code, Code::CONNECT_FAILURE, "{message}");
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

#[test]
fn a_proxy_without_a_usable_url_is_refused() {
    for url in ["", "quic://p", "http://", "not a url"] {
        let options = Options { proxy: Proxy::Url(Secret::new(url)), ..Options::default() };
        assert_eq!(Blocking::new(options).unwrap_err().code(), Code::OPTION_ERROR, "{url}");
    }
}
