//! Tunnels by proxies that speak SOCKS 4, 4a or 5 (RFC 1928 and 1929), over connections like all others.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use ureq::unversioned::transport::{ConnectionDetails, Connector, Transport, TransportAdapter};
use ureq::{Proxy, ProxyProtocol};
use zeroize::Zeroizing;

use super::deadline::left;
use super::fault::{Fault, words};
use super::resolver::Names;
use super::target::{host_and_port, is_socks};

/// Asks the proxy to which a connection leads for a tunnel, if it speaks SOCKS.
#[derive(Debug)]
pub(super) struct Socks {
    pub(super) names: Arc<Names>,
}

impl<In: Transport> Connector<In> for Socks {
    type Out = In;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<In>, ureq::Error> {
        let Some(proxy) = details.config.proxy().filter(|proxy| is_socks(proxy)) else { return Ok(chained) };
        let Some(chained) = chained else { return Ok(None) };
        let to = self.place(details, proxy)?;
        let mut line = TransportAdapter::new(chained, details.current_time.clone());
        line.set_timeout(left(details));
        let asked = match proxy.protocol() {
            ProxyProtocol::Socks4 | ProxyProtocol::Socks4A => by_version_4(&mut line, proxy, &to),
            _ => by_version_5(&mut line, proxy, &to),
        };
        asked.map_err(|error| match ureq::Error::from(error) {
            ureq::Error::Io(cause) => Fault::Proxy(words(&cause)).into(),
            other => other,
        })?;
        Ok(Some(line.into_inner()))
    }
}

/// Where a tunnel leads.
enum Place<'a> {
    Address(SocketAddr),
    /// The proxy looks this name up.
    Name(&'a str, u16),
}

impl Socks {
    fn place<'a>(&self, details: &'a ConnectionDetails, proxy: &Proxy) -> Result<Place<'a>, ureq::Error> {
        let (host, port) = host_and_port(details.uri);
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        if !proxy.resolve_target() && bare.parse::<IpAddr>().is_err() {
            return Ok(Place::Name(host, port));
        }
        let found = self.names.addresses(host, port).map_err(|cause| Fault::lookup(host, port, &cause))?;
        let only_v4 = matches!(proxy.protocol(), ProxyProtocol::Socks4 | ProxyProtocol::Socks4A);
        let address = found.into_iter().find(|address| address.is_ipv4() || !only_v4);
        Ok(Place::Address(address.ok_or_else(|| Fault::Proxy("SOCKS 4 knows no IPv6 addresses".to_owned()))?))
    }
}

fn by_version_4(line: &mut (impl Read + Write), proxy: &Proxy, to: &Place<'_>) -> io::Result<()> {
    const CONNECT: [u8; 2] = [4, 1];
    const GRANTED: u8 = 90;
    // What stands where an address would when a name follows.
    const NAME_FOLLOWS: [u8; 4] = [0, 0, 0, 1];
    let user = [proxy.username().unwrap_or_default().as_bytes(), &[0]].concat();
    let asked = match to {
        Place::Address(SocketAddr::V4(address)) => {
            [&CONNECT[..], &address.port().to_be_bytes(), &address.ip().octets(), &user].concat()
        }
        Place::Address(SocketAddr::V6(_)) => return Err(io::Error::other("SOCKS 4 knows no IPv6 addresses")),
        Place::Name(name, port) => {
            [&CONNECT[..], &port.to_be_bytes(), &NAME_FOLLOWS, &user, name.as_bytes(), &[0]].concat()
        }
    };
    line.write_all(&asked)?;
    match read::<8>(line)? {
        [0, GRANTED, ..] => Ok(()),
        [0, code, ..] => Err(io::Error::other(format!("it refused the connection ({code})"))),
        _ => Err(no_socks()),
    }
}

fn by_version_5(line: &mut (impl Read + Write), proxy: &Proxy, to: &Place<'_>) -> io::Result<()> {
    const BY_NOBODY: u8 = 0;
    const BY_PASSWORD: u8 = 2;
    let ways = if proxy.username().is_some() { &[5, 2, BY_PASSWORD, BY_NOBODY][..] } else { &[5, 1, BY_NOBODY] };
    line.write_all(ways)?;
    match (read(line)?, proxy.username()) {
        ([5, BY_NOBODY], _) => {}
        ([5, BY_PASSWORD], Some(user)) => log_in(line, user, proxy.password().unwrap_or_default())?,
        ([5, _], Some(_)) => return Err(io::Error::other("it takes no user name and password")),
        ([5, _], None) => return Err(io::Error::other("it wants to know who asks")),
        _ => return Err(no_socks()),
    }
    let (place, port) = match to {
        Place::Address(SocketAddr::V4(address)) => ([&[1][..], &address.ip().octets()].concat(), address.port()),
        Place::Address(SocketAddr::V6(address)) => ([&[4][..], &address.ip().octets()].concat(), address.port()),
        Place::Name(name, port) => ([&[3, length(name, "the name of the host")?][..], name.as_bytes()].concat(), *port),
    };
    line.write_all(&[&[5, 1, 0][..], &place, &port.to_be_bytes()].concat())?;
    let kind = match read(line)? {
        [5, 0, _, kind] => kind,
        [5, code, ..] => return Err(io::Error::other(refused(code))),
        _ => return Err(no_socks()),
    };
    // Its own end of the tunnel, which nobody needs to know, and its port.
    let unread = match kind {
        1 => 4,
        4 => 16,
        3 => usize::from(read::<1>(line)?[0]),
        _ => return Err(no_socks()),
    };
    let mut end = [0; 255 + 2];
    line.read_exact(end.get_mut(..unread + 2).unwrap_or_default())
}

fn log_in(line: &mut (impl Read + Write), user: &str, password: &str) -> io::Result<()> {
    let mut asked = Zeroizing::new(Vec::with_capacity(3 + user.len() + password.len()));
    asked.extend([1, length(user, "the user name")?]);
    asked.extend(user.bytes());
    asked.push(length(password, "the password")?);
    asked.extend(password.bytes());
    line.write_all(&asked)?;
    match read(line)? {
        [_, 0] => Ok(()),
        _ => Err(io::Error::other("it refused the user name or password")),
    }
}

fn length(text: &str, what: &str) -> io::Result<u8> {
    u8::try_from(text.len()).map_err(|_| io::Error::other(format!("{what} is too long for SOCKS")))
}

fn refused(code: u8) -> String {
    match code {
        2 => "it does not allow the connection".to_owned(),
        3 => "network is unreachable".to_owned(),
        4 => "host is unreachable".to_owned(),
        5 => "connection refused".to_owned(),
        _ => format!("it refused the connection ({code})"),
    }
}

fn no_socks() -> io::Error {
    io::Error::other("it does not speak this version of SOCKS")
}

fn read<const COUNT: usize>(line: &mut impl Read) -> io::Result<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    line.read_exact(&mut bytes).map(|()| bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// A proxy that has said everything beforehand, and remembers what it was asked.
    struct Said<'a>(&'a [u8], Vec<u8>);

    impl Read for Said<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0.read(buffer)
        }
    }

    impl Write for Said<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a proxy is asked that says `answer`, and what comes of it.
    fn asked(proxy: &str, to: &Place<'_>, answer: &[u8]) -> (Vec<u8>, Result<usize, String>) {
        let mut said = Said(answer, Vec::new());
        let proxy = Proxy::new(proxy).unwrap();
        let outcome = match proxy.protocol() {
            ProxyProtocol::Socks4 | ProxyProtocol::Socks4A => by_version_4(&mut said, &proxy, to),
            _ => by_version_5(&mut said, &proxy, to),
        };
        let left = said.0.len();
        (said.1, outcome.map(|()| left).map_err(|error| words(&error)))
    }

    fn address(text: &str) -> Place<'static> {
        Place::Address(text.parse().unwrap())
    }

    #[test]
    fn each_version_is_asked_in_its_own_words_and_nothing_behind_its_answer_is_taken() {
        let v5 = b"\x05\x00\x05\x00\x00\x01\x0a\x00\x00\x01\x04\x38rest";
        for (proxy, to, answer, said) in [
            (
                "socks5://p",
                address("1.2.3.4:80"),
                &v5[..],
                &b"\x05\x01\x00\x05\x01\x00\x01\x01\x02\x03\x04\x00\x50"[..],
            ),
            (
                "socks5://p",
                address("[::1]:443"),
                b"\x05\x00\x05\x00\x00\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0rest",
                b"\x05\x01\x00\x05\x01\x00\x04\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x01\xbb",
            ),
            (
                "socks5h://user:pass@p",
                Place::Name("host", 80),
                b"\x05\x02\x01\x00\x05\x00\x00\x03\x02ab\x04\x38rest",
                b"\x05\x02\x02\x00\x01\x04user\x04pass\x05\x01\x00\x03\x04host\x00\x50",
            ),
            ("socks5h://user:pass@p", Place::Name("host", 80), v5, b"\x05\x02\x02\x00\x05\x01\x00\x03\x04host\x00\x50"),
            ("socks4://p", address("1.2.3.4:80"), b"\x00\x5a......rest", b"\x04\x01\x00\x50\x01\x02\x03\x04\x00"),
            (
                "socks4a://me@p",
                Place::Name("host", 80),
                b"\x00\x5a......rest",
                b"\x04\x01\x00\x50\x00\x00\x00\x01me\x00host\x00",
            ),
        ] {
            let whole = asked(proxy, &to, answer);
            assert_eq!((whole.0.as_slice(), whole.1), (said, Ok(4)), "{proxy}");
            for end in 0..answer.len() - 4 {
                let (_, outcome) = asked(proxy, &to, answer.get(..end).unwrap());
                assert_eq!(outcome, Err("the peer closed the connection".to_owned()), "{proxy} {end}");
            }
        }
    }

    #[test]
    fn a_refusal_says_why() {
        let host = Place::Name("host", 80);
        for (proxy, answer, why) in [
            ("socks5h://p", &b"\x05\xff"[..], "it wants to know who asks"),
            ("socks5h://p", b"\x05\x02", "it wants to know who asks"),
            ("socks5h://u:p@p", b"\x05\xff", "it takes no user name and password"),
            ("socks5h://u:hunter2@p", b"\x05\x02\x01\x01", "it refused the user name or password"),
            ("socks5h://p", b"\x05\x00\x05\x05\x00\x01", "connection refused"),
            ("socks5h://p", b"\x05\x00\x05\x09\x00\x01", "it refused the connection (9)"),
            ("socks5h://p", b"\x05\x00\x05\x00\x00\x09", "it does not speak this version of SOCKS"),
            ("socks5h://p", b"HTTP/1.1 400", "it does not speak this version of SOCKS"),
            ("socks4a://p", b"\x00\x5b......", "it refused the connection (91)"),
            ("socks4a://p", b"HTTP/1.1 400", "it does not speak this version of SOCKS"),
        ] {
            assert_eq!(asked(proxy, &host, answer).1, Err(why.to_owned()), "{proxy} {answer:?}");
        }
        let long = "h".repeat(256);
        let (_, outcome) = asked("socks5h://p", &Place::Name(&long, 80), b"\x05\x00");
        assert_eq!(outcome, Err("the name of the host is too long for SOCKS".to_owned()));
    }
}
