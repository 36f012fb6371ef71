//! Bodies as they stand on the wire: with a length, in chunks (RFC 9112, 7.1), or to the end of the connection.

use httparse::Status;

use super::fault::Fault;
use super::head::Length;

/// So many bytes may the sizes of chunks and their extensions have beyond what is usual.
const MOST_EXCESS: usize = 16 << 10;

/// Where in a body the input stands.
#[derive(Debug)]
pub(super) struct Framed {
    at: At,
    /// The bytes of trailer fields so far, which nobody reads, and the most that they may be.
    trailer: usize,
    most_trailer: usize,
    /// The bytes of sizes and what stands beside them, beyond what an honest peer needs.
    excess: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum At {
    Known(u64),
    ToTheEnd,
    Size,
    Chunk(u64),
    BehindChunk,
    Trailer,
    End,
}

impl Framed {
    pub(super) fn new(length: Length, most_trailer: usize) -> Self {
        let at = match length {
            Length::Known(length) => At::Known(length),
            Length::Chunked => At::Size,
            Length::ToTheEnd => At::ToTheEnd,
        };
        Self { at, trailer: 0, most_trailer, excess: 0 }
    }

    /// Whether the body has been read whole.
    pub(super) fn is_complete(&self) -> bool {
        matches!(self.at, At::Known(0) | At::End)
    }

    /// Whether it is whole if the connection ends here. The last chunk says so, whatever is missing behind it.
    pub(super) fn may_end(&self) -> bool {
        matches!(self.at, At::Known(0) | At::End | At::Trailer | At::ToTheEnd)
    }

    /// How many bytes of `input` are used up, and those of them at their end that belong to the body. None are when more are
    /// needed.
    pub(super) fn next<'a>(&mut self, input: &'a [u8]) -> Result<(usize, &'a [u8]), Fault> {
        let broken = |what: &str| Err(Fault::NotHttp(what.to_owned()));
        match &mut self.at {
            At::End => Ok((0, &[])),
            At::ToTheEnd => Ok((input.len(), input)),
            At::Known(left) => {
                let body = up_to(input, *left);
                *left -= body.len() as u64;
                Ok((body.len(), body))
            }
            At::Chunk(left) => {
                let body = up_to(input, *left);
                *left -= body.len() as u64;
                if *left == 0 {
                    self.at = At::BehindChunk;
                }
                Ok((body.len(), body))
            }
            At::Size => match httparse::parse_chunk_size(input) {
                Ok(Status::Partial) => Ok((0, &[])),
                Ok(Status::Complete((used, size))) if input.first().is_some_and(u8::is_ascii_hexdigit) => {
                    // Little of the body in much around it would pass any limit on the body.
                    let fair = usize::try_from(size).unwrap_or(usize::MAX).saturating_mul(2).saturating_add(16);
                    self.excess = self.excess.saturating_add(used + 2).saturating_sub(fair);
                    if self.excess > MOST_EXCESS {
                        return broken("chunks that say more about themselves than they hold");
                    }
                    self.at = if size == 0 { At::Trailer } else { At::Chunk(size) };
                    Ok((used, &[]))
                }
                _ => broken("a chunk without a valid size"),
            },
            At::BehindChunk => match input {
                [b'\r', b'\n', ..] => {
                    self.at = At::Size;
                    Ok((2, &[]))
                }
                [] | [b'\r'] => Ok((0, &[])),
                _ => broken("a chunk that is longer than it says"),
            },
            At::Trailer => {
                let Some(end) = input.windows(2).position(|pair| pair == b"\r\n") else { return Ok((0, &[])) };
                self.trailer += end + 2;
                if end == 0 {
                    self.at = At::End;
                } else if self.trailer > self.most_trailer {
                    return Err(Fault::LongHeader { most: self.most_trailer });
                }
                Ok((end + 2, &[]))
            }
        }
    }
}

fn up_to(input: &[u8], most: u64) -> &[u8] {
    let most = usize::try_from(most).unwrap_or(usize::MAX).min(input.len());
    input.get(..most).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    /// What a body is when it comes in pieces of `size`, and whether it has come to its end.
    fn read(wire: &[u8], length: Length, size: usize) -> Result<(Vec<u8>, bool), Fault> {
        let (mut framed, mut body, mut input) = (Framed::new(length, 1000), Vec::new(), Vec::new());
        for piece in wire.chunks(size) {
            input.extend(piece);
            loop {
                let (used, taken) = framed.next(&input)?;
                body.extend(taken);
                if used == 0 {
                    break;
                }
                input.drain(..used);
            }
        }
        Ok((body, framed.is_complete()))
    }

    #[test]
    fn chunks_are_the_same_in_whatever_pieces_they_come() {
        let wire = b"3;x=y\r\nabc\r\n0A \r\n0123456789\r\n0;last\r\nTrailer: x\r\nMore: y\r\n\r\n";
        for size in 1..=wire.len() {
            assert_eq!(read(wire, Length::Chunked, size).unwrap(), (b"abc0123456789".to_vec(), true), "{size}");
        }
        for end in 0..wire.len() {
            assert!(!read(&wire[..end], Length::Chunked, 5).unwrap().1, "{end}");
        }
    }

    #[test]
    fn broken_chunks_are_refused() {
        for wire in
            ["\r\nabc", "xyz\r\nabc", "3\r\nabcd\r\n", "-1\r\n", "11112222333344445\r\n", "3\n", "3\rabc", ";x\r\n"]
        {
            assert!(read(wire.as_bytes(), Length::Chunked, 100).is_err(), "{wire:?}");
        }
        let endless = format!("0\r\n{}", "X: y\r\n".repeat(20_000));
        assert!(read(endless.as_bytes(), Length::Chunked, 1 << 20).is_err());
    }

    #[test]
    fn chunks_that_are_little_but_extensions_are_refused_and_small_ones_are_not() {
        let extended = format!("1;{}\r\nx\r\n", "e=f;".repeat(100)).repeat(100);
        assert!(read(extended.as_bytes(), Length::Chunked, 1 << 20).is_err());
        let small = format!("{}0\r\n\r\n", "1;a=b\r\nx\r\n".repeat(20_000));
        assert_eq!(read(small.as_bytes(), Length::Chunked, 1 << 12).unwrap(), (vec![b'x'; 20_000], true));
    }

    #[test]
    fn what_stands_behind_a_body_is_not_used() {
        let mut framed = Framed::new(Length::Known(3), 0);
        assert_eq!(framed.next(b"abcdef").unwrap(), (3, &b"abc"[..]));
        assert!(framed.is_complete());
        assert_eq!(framed.next(b"def").unwrap().0, 0);
        let mut endless = Framed::new(Length::ToTheEnd, 0);
        assert_eq!(endless.next(b"abc").unwrap(), (3, &b"abc"[..]));
        assert!(!endless.is_complete() && endless.may_end());
    }

    #[test]
    fn the_last_chunk_ends_a_body_even_if_nothing_follows_it() {
        let mut framed = Framed::new(Length::Chunked, 0);
        framed.next(b"0\r\n").unwrap();
        assert!(framed.may_end() && !framed.is_complete());
    }
}
