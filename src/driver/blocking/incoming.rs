//! The body of an answer: unpacked, bounded, into memory or to the sink of the request.

use std::io::{self, Write};
use std::mem;

use flate2::write::MultiGzDecoder;
use ureq::Timeout;
use zeroize::Zeroizing;

use super::chunks::Framed;
use super::deadline::Deadline;
use super::fault::{Fault, words};
use super::head::{Head, Length};
use super::inflate::Inflate;
use super::kept::Kept;
use crate::http::{Destination, Headers, Request, Writing};

/// Reads the body whole. Returns what of it belongs into the answer.
pub(super) fn receive(
    line: &mut Kept,
    head: &Head,
    request: &Request,
    deadline: &Deadline,
) -> Result<Vec<u8>, ureq::Error> {
    let destination = request.destination.as_ref().filter(|_| Destination::takes(head.status));
    let store = match destination {
        Some(destination) => {
            let writing = destination.start().map_err(Fault::Caller)?;
            Store { place: Place::Sink(writing), count: 0, most: request.most_bytes, failed: None }
        }
        None => Store::memory(head.length, request.most_in_memory()),
    };
    let packing = packing(&head.headers);
    if let Length::Known(length) = head.length
        && packing == Packing::None
        && length > store.most
    {
        return Err(Fault::TooLong { most: store.most }.into());
    }
    let mut taker = match packing {
        Packing::None => Taker::Plain(store),
        Packing::Gzip => Taker::Gzip(Box::new(MultiGzDecoder::new(store)), false),
        Packing::Deflate => Taker::Deflate(Inflate::new(), store),
    };
    let mut framed = Framed::new(head.length, line.most_header());
    while !framed.is_complete() {
        let (used, body) = framed.next(line.input())?;
        if !body.is_empty() {
            taker.take(body)?;
        }
        if used > 0 {
            line.consume(used);
        } else if !line.await_input(deadline.step(Timeout::RecvBody))? {
            if framed.may_end() {
                break;
            }
            return Err(Fault::Cut("the peer closed the connection".to_owned()).into());
        }
    }
    Ok(taker.finish()?)
}

/// How a body is packed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Packing {
    /// Not at all, or in a way that is left to the caller.
    None,
    Gzip,
    /// Nobody asks for it; some peers send it all the same.
    Deflate,
}

fn packing(headers: &Headers) -> Packing {
    let mut codings = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-encoding"));
    let (Some((_, value)), None) = (codings.next(), codings.next()) else { return Packing::None };
    let is = |name: &str| value.trim_ascii().eq_ignore_ascii_case(name);
    if is("gzip") || is("x-gzip") {
        Packing::Gzip
    } else if is("deflate") {
        Packing::Deflate
    } else {
        Packing::None
    }
}

/// What becomes of the bytes of a body.
enum Taker<'a> {
    Plain(Store<'a>),
    /// And whether there were any: HEAD, 204 and 304 name the encoding of a body that they do not have.
    Gzip(Box<MultiGzDecoder<Store<'a>>>, bool),
    Deflate(Inflate, Store<'a>),
}

impl Taker<'_> {
    fn take(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        match self {
            Self::Plain(store) => store.take(bytes),
            Self::Deflate(inflate, store) => inflate.unpack(bytes, &mut |bytes| store.take(bytes)),
            Self::Gzip(decoder, begun) => {
                *begun = true;
                decoder.write_all(bytes).map_err(|error| gzip_fault(decoder, &error))
            }
        }
    }

    fn finish(self) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Plain(store) => Ok(store.into_body()),
            Self::Deflate(inflate, store) => inflate.finish().map(|()| store.into_body()),
            Self::Gzip(_, false) => Ok(Vec::new()),
            Self::Gzip(mut decoder, true) => {
                decoder.try_finish().map_err(|error| gzip_fault(&mut decoder, &error))?;
                Ok(mem::replace(decoder.get_mut(), Store::memory(Length::Known(0), 0)).into_body())
            }
        }
    }
}

/// What was wrong with the unpacked bytes, or with the packed ones.
fn gzip_fault(decoder: &mut MultiGzDecoder<Store<'_>>, error: &io::Error) -> Fault {
    let cause = || match error.kind() {
        io::ErrorKind::UnexpectedEof => "it breaks off".to_owned(),
        _ => words(error),
    };
    decoder.get_mut().failed.take().unwrap_or_else(|| Fault::Packed("gzip", cause()))
}

/// Where a body goes, and how much of it may come.
struct Store<'a> {
    place: Place<'a>,
    count: u64,
    most: u64,
    failed: Option<Fault>,
}

enum Place<'a> {
    Memory(Zeroizing<Vec<u8>>),
    Sink(Writing<'a>),
}

impl Store<'_> {
    /// Into memory: room for what was announced, but not for much of it before it comes.
    fn memory(length: Length, most: u64) -> Self {
        const FIRST: u64 = 8 << 10;
        const MOST_AT_FIRST: u64 = 1 << 20;
        let wanted = if let Length::Known(length) = length { length } else { FIRST };
        let place = Place::Memory(Zeroizing::new(Vec::with_capacity(room(wanted.min(MOST_AT_FIRST).min(most)))));
        Self { place, count: 0, most, failed: None }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.count = self.count.saturating_add(bytes.len() as u64);
        if self.count > self.most {
            return Err(Fault::TooLong { most: self.most });
        }
        match &mut self.place {
            Place::Sink(writing) => writing.write(bytes).map_err(Fault::Caller),
            Place::Memory(body) => {
                if body.len() + bytes.len() >= body.capacity() {
                    // Buffers that were too small are wiped: tokens are in bodies.
                    let wanted = self.count.max((body.capacity() as u64).saturating_mul(2).min(self.most));
                    let mut larger = Zeroizing::new(Vec::new());
                    // A peer decides how much this is: no reason to abort the program.
                    larger.try_reserve_exact(room(wanted)).map_err(|_| Fault::NoMemory { wanted })?;
                    larger.extend_from_slice(body);
                    *body = larger;
                }
                body.extend_from_slice(bytes);
                Ok(())
            }
        }
    }

    fn into_body(self) -> Vec<u8> {
        match self.place {
            Place::Memory(mut body) => mem::take(&mut *body),
            Place::Sink(_) => Vec::new(),
        }
    }
}

/// Room for so many bytes and the NUL of the response.
fn room(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX - 1) + 1
}

impl Write for Store<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.take(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(fault) => {
                self.failed = Some(fault);
                Err(io::Error::other("the body is not taken"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_body_of_the_limit_is_read_and_one_byte_more_is_an_error() {
        for size in [0, 1, 100, 8191, 8192, 8193, 20_000, 100_000_u64] {
            let bytes: Vec<u8> = (0..size).map(|at| u8::try_from(at % 251).unwrap()).collect();
            for length in [Length::ToTheEnd, Length::Known(size)] {
                for most in [size, u64::MAX] {
                    let mut store = Store::memory(length, most);
                    bytes.chunks(777).try_for_each(|piece| store.take(piece)).unwrap();
                    assert_eq!(store.into_body(), bytes);
                }
                if size > 0 {
                    let mut store = Store::memory(length, size - 1);
                    let error = bytes.chunks(777).try_for_each(|piece| store.take(piece)).unwrap_err();
                    assert!(matches!(error, Fault::TooLong { .. }), "{error:?}");
                }
            }
        }
    }

    #[test]
    fn a_peer_that_announces_much_gets_no_memory_for_it() {
        let mut store = Store::memory(Length::Known(1 << 40), u64::MAX);
        store.take(b"little").unwrap();
        assert!(store.into_body().capacity() <= (1 << 20) + 1);
    }

    #[test]
    fn the_nul_of_the_response_needs_no_other_buffer() {
        let mut store = Store::memory(Length::Known(5), 100);
        store.take(b"abcde").unwrap();
        let body = store.into_body();
        assert!(body.capacity() > body.len());
    }
}
