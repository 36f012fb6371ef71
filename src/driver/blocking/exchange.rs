//! One request and its answer over ureq.

use std::io::{self, BufRead, BufReader, Read};
use std::mem;
use std::time::{Duration, Instant};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use ureq::http::{self, HeaderMap, HeaderName, HeaderValue, Method, header};
use ureq::{Agent, Proxy, SendBody};
use zeroize::Zeroizing;

use super::counted;
use super::fault::{self, Fault, fault_of, words};
use super::target::Target;
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Request, Response};
use crate::watch::Watch;

/// Sends `request` and reads the answer to its end.
pub(super) fn exchange(
    agent: &Agent,
    watch: &Watch,
    target: &Target,
    proxy: Option<Proxy>,
    request: &Request,
) -> Result<Response> {
    let start = Instant::now();
    let failed = |error| fault::error(error, &target.peer(), &request.timeouts);
    let mut answer = Head::new(target, request)?.send(agent, request, proxy.clone(), start, true);
    if answer.as_ref().is_err_and(|error| may_repeat(error, request.method.as_str())) {
        counted::reconnects(watch, request);
        answer = Head::new(target, request)?.send(agent, request, proxy, start, false);
    }
    let (parts, mut body) = answer.map_err(failed)?.into_parts();
    let gzip = is_gzip(&parts.headers);
    let length = body.content_length();
    let mut reader = body.as_reader();
    let body = if gzip { read_gzip(reader, request.most_bytes) } else { read(&mut reader, length, request.most_bytes) };
    let body = body.map_err(failed)?;
    Ok(Response::new(parts.status.as_u16(), received(&parts.headers), &request.url, body))
}

/// Whether a request that failed may go out again: it was sent on a kept connection that the peer gave up meanwhile, which is
/// nothing a caller should have to care about, and sending it twice does no harm.
///
/// RFC 9110, 9.2.2: with a method that is not idempotent only when the peer cannot have acted on it, so only when it did not
/// get the whole of it.
fn may_repeat(error: &ureq::Error, method: &str) -> bool {
    const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];
    match fault_of(error) {
        Some(Fault::Lost { reused: true, sent, .. }) => !sent || IDEMPOTENT.contains(&method),
        _ => false,
    }
}

/// The request as it goes out.
struct Head {
    method: Method,
    uri: http::Uri,
    headers: HeaderMap,
}

impl Head {
    fn new(target: &Target, request: &Request) -> Result<Self> {
        let wrong = |message| Error::new(Code::INVALID_ARGUMENT, message);
        let method = Method::from_bytes(request.method.as_str().as_bytes())
            .map_err(|_| wrong(format!("{:?} is not a method", request.method.as_str())))?;
        if method == Method::CONNECT {
            return Err(wrong("CONNECT is for proxies only".to_owned()));
        }
        let length = request.body.as_bytes().map_or(0, <[u8]>::len);
        let mut headers = HeaderMap::with_capacity(request.headers.len() + 4);
        for (name, value) in request.headers.iter() {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| wrong(format!("{name:?} is not the name of a header field")))?;
            if name == header::TRANSFER_ENCODING || name == header::CONTENT_LENGTH && value.trim().parse() != Ok(length)
            {
                return Err(wrong(format!("the header field {name} contradicts the body")));
            }
            if name == header::CONTENT_LENGTH {
                continue;
            }
            // The bytes of the value are wiped when the last copy is gone.
            let bytes = Bytes::from_owner(Zeroizing::new(value.as_bytes().to_vec()));
            let mut value = HeaderValue::from_maybe_shared(bytes)
                .map_err(|_| wrong(format!("the value of header field {name} holds a control character")))?;
            value.set_sensitive(true);
            headers.append(name, value);
        }
        headers.entry(header::ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
        Ok(Self { method, uri: target.uri.clone(), headers })
    }

    fn send(
        self,
        agent: &Agent,
        request: &Request,
        proxy: Option<Proxy>,
        start: Instant,
        kept: bool,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let body = match request.body.as_bytes() {
            Some(bytes) => Some(bytes),
            // A server expects these to have one, even if it has no bytes.
            None if [Method::POST, Method::PUT, Method::PATCH].contains(&self.method) => Some(&[][..]),
            None => None,
        };
        match body {
            Some(bytes) => agent.run(self.configured(agent, request, proxy, start, kept, bytes)),
            None => agent.run(self.configured(agent, request, proxy, start, kept, SendBody::none())),
        }
    }

    fn configured<B: ureq::AsSendBody>(
        self,
        agent: &Agent,
        request: &Request,
        proxy: Option<Proxy>,
        start: Instant,
        kept: bool,
        body: B,
    ) -> http::Request<B> {
        let mut bare = http::Request::new(body);
        *bare.method_mut() = self.method;
        *bare.uri_mut() = self.uri;
        *bare.headers_mut() = self.headers;
        let timeouts = &request.timeouts;
        let left = bounded(timeouts.whole).map(|whole| whole.saturating_sub(start.elapsed()));
        let config = agent
            .configure_request(bare)
            .proxy(proxy)
            .timeout_connect(bounded(timeouts.connect))
            .timeout_per_read(bounded(timeouts.read))
            .timeout_per_write(bounded(timeouts.read))
            .timeout_global(left);
        // Connections that were idle for no time at all are those that are new.
        if kept { config.build() } else { config.max_idle_age(Duration::ZERO).build() }
    }
}

/// Clocks cannot be added to without end; a hundred days are as good as for ever.
fn bounded(timeout: Option<Duration>) -> Option<Duration> {
    const FOR_EVER: Duration = Duration::from_secs(100 * 24 * 3600);
    timeout.filter(|timeout| *timeout < FOR_EVER)
}

/// The header fields of an answer; values that are not UTF-8 are read as Latin-1.
fn received(headers: &HeaderMap) -> Headers {
    let mut received = Headers::new();
    for (name, value) in headers {
        if let Ok(value) = std::str::from_utf8(value.as_bytes()) {
            received.receive(name.as_str(), value);
        } else {
            let value: String = value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
            received.receive(name.as_str(), &value);
        }
    }
    received
}

fn is_gzip(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(header::CONTENT_ENCODING).iter();
    let is_gzip = |value: &HeaderValue| {
        let value = value.as_bytes().trim_ascii();
        value.eq_ignore_ascii_case(b"gzip") || value.eq_ignore_ascii_case(b"x-gzip")
    };
    codings.next().is_some_and(is_gzip) && codings.next().is_none()
}

fn read_gzip(reader: impl Read, most: u64) -> Result<Vec<u8>, ureq::Error> {
    let mut raw = BufReader::with_capacity(16 << 10, reader);
    // HEAD, 204 and 304 name the encoding of a body that they do not have.
    if raw.fill_buf()?.is_empty() {
        return Ok(Vec::new());
    }
    read(&mut MultiGzDecoder::new(raw), None, most).map_err(|error| match error {
        ureq::Error::Io(cause) => match cause.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Fault::Gzip(words(&cause)).into(),
            _ => ureq::Error::Io(cause),
        },
        other => other,
    })
}

/// Reads to the end. Buffers that were too small are wiped: tokens are in bodies.
fn read(reader: &mut dyn Read, length: Option<u64>, most: u64) -> Result<Vec<u8>, ureq::Error> {
    const FIRST: u64 = 8 << 10;
    const MOST_AT_FIRST: u64 = 1 << 20;
    if length.is_some_and(|length| length > most) {
        return Err(Fault::TooLong { most }.into());
    }
    // One byte more than expected shows the end without another buffer, and takes the NUL of the response.
    let size = |wanted: u64| usize::try_from(wanted.min(most)).unwrap_or(usize::MAX).saturating_add(1);
    let mut body = Zeroizing::new(vec![0; size(length.unwrap_or(FIRST).min(MOST_AT_FIRST))]);
    let mut filled = 0;
    loop {
        if filled as u64 > most {
            return Err(Fault::TooLong { most }.into());
        }
        if filled == body.len() {
            let mut larger = Zeroizing::new(vec![0; size(filled as u64 * 2)]);
            if let Some(place) = larger.get_mut(..filled) {
                place.copy_from_slice(&body);
            }
            body = larger;
        }
        match reader.read(body.get_mut(filled..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(amount) => filled += amount,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    body.truncate(filled);
    Ok(mem::take(&mut *body))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_body_of_the_limit_is_read_and_one_byte_more_is_an_error() {
        for size in [0, 1, 100, 8192, 8193, 20_000, 100_000_u64] {
            let bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            for length in [None, Some(size)] {
                assert_eq!(read(&mut &bytes[..], length, size).unwrap(), bytes);
                assert_eq!(read(&mut &bytes[..], length, u64::MAX).unwrap(), bytes);
                if size > 0 {
                    let error = read(&mut &bytes[..], length, size - 1).unwrap_err();
                    assert!(matches!(fault_of(&error), Some(Fault::TooLong { .. })), "{error:?}");
                }
            }
        }
    }

    #[test]
    fn a_peer_that_announces_much_gets_no_memory_for_it() {
        let body = read(&mut &b"little"[..], Some(1 << 40), u64::MAX).unwrap();
        assert!(body.capacity() <= (1 << 20) + 1);
    }

    #[test]
    fn only_what_does_no_harm_is_sent_twice() {
        let lost = |reused, sent| Fault::Lost { reused, sent, cause: String::new() }.into();
        for (method, sent, again) in [
            ("GET", true, true),
            ("HEAD", true, true),
            ("PUT", true, true),
            ("DELETE", true, true),
            ("POST", true, false),
            ("PATCH", true, false),
            ("POST", false, true),
        ] {
            assert_eq!(may_repeat(&lost(true, sent), method), again, "{method} {sent}");
            assert!(!may_repeat(&lost(false, sent), method));
        }
        assert!(!may_repeat(&Fault::Cut(String::new()).into(), "GET"));
        assert!(!may_repeat(&ureq::Error::Timeout(ureq::Timeout::PerRead), "GET"));
    }
}
