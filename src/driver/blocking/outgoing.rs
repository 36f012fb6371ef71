//! A request on its way out: its head, and a body that is there or comes from a source.

use std::io::Write;
use std::time::Duration;

use ureq::{Proxy, Timeout};

use super::deadline::Deadline;
use super::fault::Fault;
use super::head;
use super::kept::Kept;
use super::proxy::authorization;
use super::target::Target;
use crate::error::{Code, Error, Result};
use crate::http::{Request, Streamed, is_token};

/// A peer that was asked for leave to send the body and says nothing for so long has no objection (RFC 9110, 10.1.1).
const LEAVE: Duration = Duration::from_secs(1);
/// Before the bytes of a chunk its size in five digits, which is enough for the buffer, and the end of that line.
const CHUNK_HEAD: usize = 7;
const LINE_END: &[u8] = b"\r\n";
const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// How the body is framed.
#[derive(Clone, Copy)]
enum Framing {
    None,
    Known(u64),
    Chunked,
}

fn framing(request: &Request) -> Framing {
    let method = request.method.as_str();
    match (request.body.as_streamed(), request.body.as_bytes()) {
        (Some(streamed), _) => streamed.length().map_or(Framing::Chunked, Framing::Known),
        (None, Some(bytes)) => Framing::Known(bytes.len() as u64),
        // A server expects these to have one, even if it has no bytes.
        (None, None) if ["POST", "PUT", "PATCH"].contains(&method) => Framing::Known(0),
        (None, None) => Framing::None,
    }
}

/// Whether `request` can be sent as it is. `InvalidArgument` says what is wrong with it.
pub(super) fn check(request: &Request) -> Result<()> {
    let wrong = |message| Err(Error::new(Code::INVALID_ARGUMENT, message));
    let method = request.method.as_str();
    if !is_token(method) {
        return wrong(format!("{method:?} is not a method"));
    }
    if method == "CONNECT" {
        return wrong("CONNECT is for proxies only".to_owned());
    }
    let framing = framing(request);
    for (name, value) in request.headers.iter() {
        let fits = || match framing {
            Framing::None => value.trim().parse() == Ok(0_u64),
            Framing::Known(length) => value.trim().parse() == Ok(length),
            Framing::Chunked => false,
        };
        let is_length = name.eq_ignore_ascii_case("content-length");
        if name.eq_ignore_ascii_case("transfer-encoding") || is_length && !fits() {
            return wrong(format!("the header field {name} contradicts the body"));
        }
    }
    Ok(())
}

/// Sends `request`, to the proxy that is to forward it if there is one. False when not all of it went out, because the peer
/// answered before or takes no more.
pub(super) fn send(
    line: &mut Kept,
    target: &Target,
    forwarding: Option<&Proxy>,
    request: &Request,
    deadline: &Deadline,
) -> Result<bool, ureq::Error> {
    let mut out = Out { line, deadline, filled: 0, taken: true };
    let asks = write_head(&mut out, target, forwarding, request)?;
    if asks && !request.body.is_none() {
        out.flush(Timeout::SendRequest)?;
        if !has_leave(out.line, deadline)? {
            return Ok(false);
        }
    }
    match (request.body.as_streamed(), request.body.as_bytes()) {
        (Some(streamed), _) => out.stream(streamed)?,
        (None, bytes) => out.put(&[bytes.unwrap_or_default()], Timeout::SendBody)?,
    }
    out.flush(Timeout::SendBody)?;
    let whole = out.taken;
    if whole {
        line.sent_whole();
    }
    Ok(whole)
}

/// Writes the head. Returns whether it asks for leave to send the body.
fn write_head(
    out: &mut Out<'_>,
    target: &Target,
    forwarding: Option<&Proxy>,
    request: &Request,
) -> Result<bool, ureq::Error> {
    const LINE: Timeout = Timeout::SendRequest;
    let path = target.uri.path_and_query().map_or("/", |path| path.as_str());
    let authority = target.uri.authority().map_or("", |authority| authority.as_str());
    let has = |name| request.headers.get(name).is_some();
    out.put(&[request.method.as_str().as_bytes(), b" "], LINE)?;
    if forwarding.is_some() {
        out.put(&[b"http://", authority.as_bytes()], LINE)?;
    }
    out.put(&[path.as_bytes(), b" HTTP/1.1\r\n"], LINE)?;
    if let Some(value) = forwarding.filter(|_| !has("proxy-authorization")).and_then(authorization) {
        out.put(&[b"Proxy-Authorization: ", value.as_bytes(), LINE_END], LINE)?;
    }
    if !has("host") {
        out.put(&[b"Host: ", authority.as_bytes(), LINE_END], LINE)?;
    }
    let mut asks = false;
    for (name, value) in request.headers.iter() {
        if name.eq_ignore_ascii_case("content-length") {
            continue;
        }
        asks |= name.eq_ignore_ascii_case("expect") && value.eq_ignore_ascii_case("100-continue");
        out.put(&[name.as_bytes(), b": ", value.as_bytes(), LINE_END], LINE)?;
    }
    if !has("accept-encoding") {
        out.put(&[b"Accept-Encoding: gzip\r\n"], LINE)?;
    }
    match framing(request) {
        Framing::None => {}
        Framing::Known(length) => {
            let mut digits = [0; 20];
            let mut rest = &mut digits[..];
            // A number of 64 bits has no more digits.
            let _ = write!(rest, "{length}");
            let used = 20 - rest.len();
            out.put(&[b"Content-Length: ", digits.get(..used).unwrap_or_default(), LINE_END], LINE)?;
        }
        Framing::Chunked => out.put(&[b"Transfer-Encoding: chunked\r\n"], LINE)?,
    }
    out.put(&[LINE_END], LINE)?;
    Ok(asks)
}

/// Waits until the peer wants the body. False when it has answered instead; the answer is left in the input.
fn has_leave(line: &mut Kept, deadline: &Deadline) -> Result<bool, ureq::Error> {
    let until = deadline.elapsed() + LEAVE;
    let most_header = line.most_header();
    loop {
        while let Some((used, head)) = head::parse(line.input(), "", most_header)? {
            if !head::is_interim(head.status) {
                return Ok(false);
            }
            line.consume(used);
            if head.status == 100 {
                return Ok(true);
            }
        }
        let left = until.saturating_sub(deadline.elapsed());
        if left.is_zero() {
            return Ok(true);
        }
        match line.await_input(deadline.leave(left)) {
            Ok(true) => {}
            // The end of the connection: reading the answer tells what it means.
            Ok(false) => return Ok(false),
            Err(ureq::Error::Timeout(Timeout::Await100)) => return Ok(true),
            Err(error) => return Err(error),
        }
    }
}

/// The output of a connection.
struct Out<'a> {
    line: &'a mut Kept,
    deadline: &'a Deadline,
    filled: usize,
    /// Whether the peer took everything so far.
    taken: bool,
}

impl Out<'_> {
    /// Writes `parts`, and sends what does not fit into the buffer.
    fn put(&mut self, parts: &[&[u8]], step: Timeout) -> Result<(), ureq::Error> {
        for part in parts {
            let mut rest = *part;
            while !rest.is_empty() && self.taken {
                let free = self.line.output().get_mut(self.filled..).unwrap_or_default();
                let (now, later) = rest.split_at(rest.len().min(free.len()));
                if let Some(place) = free.get_mut(..now.len()) {
                    place.copy_from_slice(now);
                }
                self.filled += now.len();
                rest = later;
                if !rest.is_empty() {
                    self.flush(step)?;
                }
            }
        }
        Ok(())
    }

    fn flush(&mut self, step: Timeout) -> Result<(), ureq::Error> {
        let amount = std::mem::take(&mut self.filled);
        if amount > 0 && self.taken {
            self.taken = self.line.transmit(amount, self.deadline.step(step))?;
        }
        Ok(())
    }

    /// Sends what the source gives, as it gives it.
    fn stream(&mut self, streamed: &Streamed) -> Result<(), ureq::Error> {
        let mut reading = streamed.start().map_err(Fault::Caller)?;
        // The peer may refuse before the source has anything to give.
        self.flush(Timeout::SendRequest)?;
        let (head, tail) = if streamed.length().is_none() { (CHUNK_HEAD, LINE_END.len()) } else { (0, 0) };
        while self.taken {
            let output = self.line.output();
            let most = output.len().saturating_sub(tail);
            let count = reading.read(output.get_mut(head..most).unwrap_or_default()).map_err(Fault::Caller)?;
            if count == 0 {
                if head > 0 {
                    self.put(&[LAST_CHUNK], Timeout::SendBody)?;
                }
                break;
            }
            if let Some(mut size) = output.get_mut(..head).filter(|size| !size.is_empty()) {
                // Both fit: the buffer has fewer bytes than five digits can count.
                let _ = write!(size, "{count:05x}\r\n");
            }
            if let Some(end) = output.get_mut(head + count..head + count + tail) {
                end.copy_from_slice(LINE_END.get(..tail).unwrap_or_default());
            }
            self.filled = head + count + tail;
            self.flush(Timeout::SendBody)?;
        }
        Ok(())
    }
}
