//! Bodies that are packed with `deflate`: in zlib's format as RFC 9110 says, or without it as some peers send them.

use flate2::{Decompress, FlushDecompress, Status};
use zeroize::Zeroizing;

use super::fault::{Fault, line};

/// So many bytes are unpacked at once.
const PIECE: usize = 32 << 10;

/// A packed body on its way out.
pub(super) struct Inflate {
    /// The first byte, until the second one tells what format it is.
    first: Option<u8>,
    inner: Option<Decompress>,
    piece: Zeroizing<Vec<u8>>,
    ended: bool,
}

impl Inflate {
    pub(super) fn new() -> Self {
        Self { first: None, inner: None, piece: Zeroizing::default(), ended: false }
    }

    /// Unpacks the next bytes, and hands piece by piece to `take`, which may end it.
    pub(super) fn unpack(
        &mut self,
        bytes: &[u8],
        take: &mut dyn FnMut(&[u8]) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if self.inner.is_some() {
            return self.inflate(bytes, take);
        }
        match (self.first, bytes) {
            (_, []) => Ok(()),
            (None, [only]) => {
                self.first = Some(*only);
                Ok(())
            }
            (None, [first, second, ..]) => {
                self.inner = Some(Decompress::new(is_zlib(*first, *second)));
                self.inflate(bytes, take)
            }
            (Some(first), [second, ..]) => {
                self.inner = Some(Decompress::new(is_zlib(first, *second)));
                self.inflate(&[first], take)?;
                self.inflate(bytes, take)
            }
        }
    }

    fn inflate(&mut self, mut bytes: &[u8], take: &mut dyn FnMut(&[u8]) -> Result<(), Fault>) -> Result<(), Fault> {
        let Some(inner) = &mut self.inner else { return Ok(()) };
        self.piece.resize(PIECE, 0);
        loop {
            if self.ended {
                return if bytes.is_empty() { Ok(()) } else { Err(broken("more stands behind its end")) };
            }
            let (read, written) = (inner.total_in(), inner.total_out());
            let status = inner.decompress(bytes, &mut self.piece, FlushDecompress::None);
            let status = status.map_err(|error| broken(&line(&error.to_string())))?;
            let difference = |now: u64, before: u64| usize::try_from(now.saturating_sub(before)).unwrap_or(usize::MAX);
            let (read, written) = (difference(inner.total_in(), read), difference(inner.total_out(), written));
            take(self.piece.get(..written).unwrap_or_default())?;
            bytes = bytes.get(read..).unwrap_or_default();
            self.ended = status == Status::StreamEnd;
            if bytes.is_empty() && written < PIECE {
                return Ok(());
            }
            if !self.ended && read == 0 && written == 0 {
                return Err(broken("it does not go on"));
            }
        }
    }

    /// Fails when the body ended before what is packed in it did. Without any bytes there was no body.
    pub(super) fn finish(self) -> Result<(), Fault> {
        let begun = self.first.is_some() || self.inner.is_some();
        if begun && !self.ended { Err(broken("it breaks off")) } else { Ok(()) }
    }
}

fn broken(why: &str) -> Fault {
    Fault::Packed("deflate", why.to_owned())
}

/// Whether these bytes begin zlib's format (RFC 1950, 2.2).
fn is_zlib(first: u8, second: u8) -> bool {
    first & 0x0f == 8 && first >> 4 <= 7 && u16::from_be_bytes([first, second]).is_multiple_of(31)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, ZlibEncoder};

    use super::*;

    fn packed(bytes: &[u8]) -> [Vec<u8>; 2] {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(bytes).unwrap();
        raw.write_all(bytes).unwrap();
        [zlib.finish().unwrap(), raw.finish().unwrap()]
    }

    fn unpacked(packed: &[u8], size: usize) -> Result<Vec<u8>, Fault> {
        let (mut inflate, mut body) = (Inflate::new(), Vec::new());
        for piece in packed.chunks(size) {
            inflate.unpack(piece, &mut |bytes| {
                body.extend(bytes);
                Ok(())
            })?;
        }
        inflate.finish().map(|()| body)
    }

    #[test]
    fn both_formats_are_unpacked_in_whatever_pieces_they_come() {
        let body: Vec<u8> =
            (0..200_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
        for bytes in [&body[..], b"short", b"", &vec![0; 10_000_000]] {
            for packed in packed(bytes) {
                for size in [1, 777, usize::MAX] {
                    assert!(unpacked(&packed, size).unwrap() == bytes, "{} by {size}", bytes.len());
                }
            }
        }
    }

    #[test]
    fn what_breaks_off_goes_on_or_is_something_else_is_an_error() {
        for packed in packed(&[7; 1000]) {
            for end in 1..packed.len() {
                assert!(unpacked(packed.get(..end).unwrap(), 5).is_err(), "{end}");
            }
            assert!(unpacked(&[&packed[..], b"x"].concat(), 5).is_err());
        }
        assert!(unpacked(b"this is neither", 100).is_err());
        assert!(unpacked(b"", 100).unwrap().is_empty());
    }

    #[test]
    fn who_takes_it_may_end_it() {
        let [zlib, _] = packed(&vec![0; 10_000_000]);
        let mut taken = 0;
        let stopped = Inflate::new().unpack(&zlib, &mut |bytes| {
            taken += bytes.len();
            if taken > 100_000 { Err(Fault::TooLong { most: 100_000 }) } else { Ok(()) }
        });
        assert!(stopped.is_err() && taken <= 100_000 + PIECE, "{taken}");
    }
}
