//! The URL of a request: checked, made fit for the wire, and shown without secrets.

use std::borrow::Cow;
use std::fmt::Write;
use std::net::{Ipv4Addr, Ipv6Addr};

use ureq::http::Uri;
use ureq::{Proxy, ProxyProtocol};

use crate::error::{Code, Error, Result};

/// Where a request goes.
pub(super) struct Target {
    /// The URL as it is sent: encoded, without a fragment.
    pub(super) uri: Uri,
    /// Whether it is `https`.
    pub(super) secure: bool,
}

impl Target {
    /// Reads an absolute `http` or `https` URL.
    ///
    /// Paths are sent as they are, dots and all: who encodes an id as `%2E%2E` means that id. Only bytes that may not be in a
    /// URL at all are encoded.
    pub(super) fn parse(url: &str) -> Result<Self> {
        let Some((scheme, rest)) = url.split_once("://") else {
            return Err(bad("it does not start with http:// or https://"));
        };
        let secure = scheme.eq_ignore_ascii_case("https");
        if !secure && !scheme.eq_ignore_ascii_case("http") {
            return Err(bad("its scheme is neither http nor https"));
        }
        if url.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
            return Err(bad("it holds a control character"));
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(bad("it holds a user name or password, which belong into the options of the authentication"));
        }
        let (host, port) = split_port(authority)?;
        let host = checked_host(host)?;
        let (scheme, default) = if secure { ("https", 443) } else { ("http", 80) };
        let mut text = String::with_capacity(url.len() + 8);
        text.extend([scheme, "://", &host]);
        if let Some(port) = port.filter(|port| *port != default) {
            let _ = write!(text, ":{port}");
        }
        encode(path, &mut text);
        let uri = Uri::try_from(text).map_err(|error| bad(&error.to_string()))?;
        Ok(Self { uri, secure })
    }

    /// Host and port, for messages.
    pub(super) fn peer(&self) -> String {
        let (host, port) = host_and_port(&self.uri);
        format!("{host}:{port}")
    }
}

fn bad(why: &str) -> Error {
    Error::new(Code::UNKNOWN_CONNECTION_ERROR, format!("the URL cannot be used: {why}"))
}

fn split_port(authority: &str) -> Result<(&str, Option<u16>)> {
    let after_host = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = authority.get(after_host..).and_then(|rest| rest.find(':')).map(|at| at + after_host) else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(colon);
    match port.strip_prefix(':').unwrap_or(port) {
        "" => Ok((host, None)),
        port if port.bytes().all(|byte| byte.is_ascii_digit()) => {
            port.parse().map(|port| (host, Some(port))).map_err(|_| bad("its port is larger than 65535"))
        }
        _ => Err(bad("its port is not a number")),
    }
}

fn checked_host(host: &str) -> Result<Cow<'_, str>> {
    if host.is_empty() {
        return Err(bad("it names no host"));
    }
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']').and_then(|inner| inner.parse::<Ipv6Addr>().ok());
        return address
            .map(|address| Cow::Owned(format!("[{address}]")))
            .ok_or_else(|| bad("its IPv6 address is not valid"));
    }
    if !host.is_ascii() {
        return match url::Host::parse(host) {
            Ok(url::Host::Domain(name)) => Ok(Cow::Owned(name)),
            _ => Err(bad("its host name is not valid")),
        };
    }
    if !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)) {
        return Err(bad("its host name is not valid"));
    }
    // 0x7f.1 is an address, too: whoever looks for exceptions and origins must see which. Most are written as they should be.
    let last_label = host.trim_end_matches('.').rsplit('.').next().unwrap_or_default();
    if last_label.starts_with(|letter: char| letter.is_ascii_digit())
        && host.parse::<Ipv4Addr>().is_err()
        && let Ok(url::Host::Ipv4(address)) = url::Host::parse(host)
    {
        return Ok(Cow::Owned(address.to_string()));
    }
    let lower = !host.bytes().any(|byte| byte.is_ascii_uppercase());
    Ok(if lower { Cow::Borrowed(host) } else { Cow::Owned(host.to_ascii_lowercase()) })
}

/// Appends path and query, with what may not be in them encoded, and without the fragment.
fn encode(path: &str, out: &mut String) {
    let path = path.split('#').next().unwrap_or_default();
    if !path.starts_with('/') {
        out.push('/');
    }
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escape = byte == b'%' && matches!(after, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        let allowed = byte.is_ascii_graphic() && !b"\"%<>\\^`{|}".contains(&byte);
        if escape || allowed {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// Host and port of a URI, the port of its scheme when it names none.
pub(super) fn host_and_port(uri: &Uri) -> (&str, u16) {
    let default = match uri.scheme_str() {
        Some("https") => 443,
        Some(scheme) if scheme.starts_with("socks") => 1080,
        _ => 80,
    };
    (uri.host().unwrap_or_default(), uri.port_u16().unwrap_or(default))
}

/// Whether a proxy speaks SOCKS.
pub(super) fn is_socks(proxy: &Proxy) -> bool {
    !matches!(proxy.protocol(), ProxyProtocol::Http | ProxyProtocol::Https)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn uri(url: &str) -> String {
        Target::parse(url).unwrap().uri.to_string()
    }

    #[test]
    fn urls_are_made_fit_for_the_wire() {
        for (given, sent) in [
            ("http://host", "http://host/"),
            ("HTTP://Host:80/A", "http://host/A"),
            ("https://host:443?q=1", "https://host/?q=1"),
            ("https://host:5000/v3/#fragment", "https://host:5000/v3/"),
            ("http://host:/x", "http://host/x"),
            ("http://[::1]:5000/v3", "http://[::1]:5000/v3"),
            ("http://my_host.example/", "http://my_host.example/"),
            ("http://h/users?name=J\u{fc}rgen M", "http://h/users?name=J%C3%BCrgen%20M"),
            ("http://h/100%/%41/%zz", "http://h/100%25/%41/%25zz"),
            ("http://h/a\"b<c>{d}|\\^`", "http://h/a%22b%3Cc%3E%7Bd%7D%7C%5C%5E%60"),
            ("http://h/v3/users/%2E%2E/../x", "http://h/v3/users/%2E%2E/../x"),
            ("http://h/?filter[]=a&b='c'", "http://h/?filter[]=a&b='c'"),
            ("http://h/user@domain", "http://h/user@domain"),
            ("https://b\u{fc}cher.example/", "https://xn--bcher-kva.example/"),
            ("http://0x7f.1:5000/v3", "http://127.0.0.1:5000/v3"),
            ("https://[FD12:0:0::1]/", "https://[fd12::1]/"),
            ("http://127.1./", "http://127.0.0.1/"),
            ("http://cafe/", "http://cafe/"),
        ] {
            assert_eq!(uri(given), sent, "{given}");
        }
    }

    #[test]
    fn messages_name_the_host_and_its_port() {
        assert_eq!(Target::parse("http://Host/x").unwrap().peer(), "host:80");
        assert_eq!(Target::parse("https://[::1]/x").unwrap().peer(), "[::1]:443");
    }

    #[test]
    fn what_is_no_http_url_is_refused() {
        let long = format!("http://h/{}", "a".repeat(70_000));
        for url in [
            "",
            "/v3",
            "host:5000",
            "http:",
            "http://",
            "http:///v3",
            "http://:5000/",
            "http://?",
            "ftp://x",
            "://x",
            "http://[::1",
            "http://[::1]x/",
            "http://[nonsense]/",
            "http://::1/",
            "http://host:port/",
            "http://host:65536/",
            "http://host:+80/",
            "http://host:80:80/",
            "http://ho st/",
            "http://ho%41st/",
            "http://ho\\st/",
            "http://h/a\r\nX: y",
            "http://h/\0",
            "http://\u{fffd}/",
            &long,
        ] {
            let error = Target::parse(url).map(|target| target.uri).unwrap_err();
            assert_eq!(error.code(), Code::UNKNOWN_CONNECTION_ERROR, "{url:.40}");
            assert!(error.message().len() < 200, "{url:.40}");
        }
    }

    #[test]
    fn a_url_with_a_password_is_refused_without_saying_it() {
        for url in ["http://u:hunter2@h/x", "https://hunter2@h", "http://u:hunter2@a@h:1", "u:hunter2@h"] {
            let error = Target::parse(url).map(|target| target.uri).unwrap_err();
            assert_eq!(error.code(), Code::UNKNOWN_CONNECTION_ERROR);
            assert!(!error.message().as_str().contains("hunter2"), "{error}");
        }
    }
}
