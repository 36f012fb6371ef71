//! Where a request goes, and by which proxy. The lines of the input: a URL, another one, `no_proxy`, `http_proxy`.

use std::net::IpAddr;

use keystoneclient::driver::blocking::wire::{destination, proxy_for};
use keystoneclient::http::url::{resolve, same_origin};
use url::{Host, Url};

use crate::CANARY;

pub fn check(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let (one, other, no_proxy, proxy) = (line(), line(), line(), line());
    let to = [goes(one), goes(other)];
    // Credentials go where the origin is the same: then the connection must be, too.
    if let [Some((secure, host, port)), Some(elsewhere)] = &to
        && same_origin(one, other)
    {
        assert_eq!((secure, host, port), (&elsewhere.0, &elsewhere.1, &elsewhere.2), "{one} and {other}");
    }
    if let Some(target) = resolve(one, other) {
        goes(&target);
    }
    let Some((_, host, port)) = &to[0] else { return };
    let variables = [("http_proxy", proxy), ("https_proxy", proxy), ("no_proxy", no_proxy)];
    let direct = excepts(no_proxy, host, *port);
    match proxy_for(one, &variables) {
        Ok(None) => assert!(direct || proxy.trim().is_empty(), "{host}:{port} goes past the proxy, {no_proxy:?}"),
        Ok(Some(_)) => assert!(!direct && !proxy.trim().is_empty(), "{host}:{port} goes by the proxy, {no_proxy:?}"),
        Err(error) => {
            assert!(!direct, "{error}");
            assert!(one.contains(CANARY) || !error.message().as_str().contains(CANARY), "{error}");
        }
    }
}

/// Where a request for `url` goes; the other reader of URLs must see the same place, or none.
fn goes(url: &str) -> Option<(bool, String, u16)> {
    let (secure, host, port, path) = match destination(url) {
        Ok(found) => found,
        Err(error) => {
            assert!(error.message().len() < 300 && !error.message().as_str().contains(CANARY), "{error}");
            return None;
        }
    };
    assert!(path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic()), "{path:?}");
    assert!(!host.is_empty() && !host.contains(['@', '/', '\\', '?', '#', ' ']), "{host:?}");
    if let Ok(parsed) = Url::parse(url) {
        assert_eq!((parsed.scheme() == "https", parsed.port_or_known_default()), (secure, Some(port)), "{url}");
        match parsed.host() {
            Some(Host::Domain(name)) => assert_eq!(name, host.to_ascii_lowercase(), "{url}"),
            Some(Host::Ipv6(address)) => {
                assert_eq!(host.trim_matches(['[', ']']).parse(), Ok(IpAddr::from(address)), "{url}");
            }
            Some(Host::Ipv4(address)) => assert_eq!(host.parse(), Ok(IpAddr::from(address)), "{url}"),
            None => panic!("{url} has no host"),
        }
    }
    Some((secure, host, port))
}

/// Whether `no_proxy` leaves this host out: read by hand.
fn excepts(no_proxy: &str, host: &str, port: u16) -> bool {
    let host = host.trim_matches(['[', ']']).trim_end_matches('.');
    let address: Option<IpAddr> = host.parse().ok();
    if address.map_or(host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback()) {
        return true;
    }
    no_proxy.split([',', ' ']).filter(|entry| !entry.is_empty()).any(|entry| {
        if entry == "*" {
            return true;
        }
        let bare = |text: &str| text.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        if let Some((network, bits)) = entry.split_once('/')
            && let (Some(network), Ok(bits)) = (bare(network), bits.parse::<u8>())
        {
            return address.is_some_and(|address| is_within(network, bits, address));
        }
        if let Some(only) = bare(entry) {
            return address == Some(only);
        }
        let (name, only) = match entry.rsplit_once(':') {
            Some((name, only)) if only.parse::<u16>().is_ok() => (name, only.parse().ok()),
            _ => (entry, None),
        };
        if only.is_some_and(|only: u16| only != port) {
            return false;
        }
        if let Some(only) = bare(name) {
            return address == Some(only);
        }
        let name = name.trim_start_matches('*').trim_start_matches('.').trim_end_matches('.').to_ascii_lowercase();
        !name.is_empty() && (host == name || host.ends_with(&format!(".{name}")))
    })
}

/// Bit by bit.
fn is_within(network: IpAddr, bits: u8, address: IpAddr) -> bool {
    let octets = |address: IpAddr| match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    let (network, address) = (octets(network), octets(address));
    let bit = |octets: &[u8], at: usize| octets[at / 8] >> (7 - at % 8) & 1;
    network.len() == address.len()
        && (0..usize::from(bits).min(8 * network.len())).all(|at| bit(&network, at) == bit(&address, at))
}
