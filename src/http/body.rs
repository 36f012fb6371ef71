//! What a request sends: nothing, bytes, or what a source gives piece by piece.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};

/// Gives a body piece by piece, on the thread that sends the request.
pub trait Source: Send {
    /// Fills the beginning of `buffer`, which has room for one byte at least, and says with how many bytes; 0 is the end.
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize>;

    /// Whether [`Source::rewind`] can be called.
    fn can_rewind(&self) -> bool {
        false
    }

    /// Goes back to the first byte, so that the body can be sent again.
    fn rewind(&mut self) -> Result<()> {
        Err(spent())
    }
}

/// What a request sends. Copies share it; bytes are wiped when the last copy is dropped.
#[derive(Clone, Default)]
pub struct Body(Kind);

#[derive(Clone, Default)]
enum Kind {
    #[default]
    None,
    Bytes(Arc<Zeroizing<Vec<u8>>>),
    Streamed(Arc<Streamed>),
}

impl Body {
    /// No body, and no header that speaks of one.
    pub fn none() -> Self {
        Self(Kind::None)
    }

    /// A body of these bytes.
    pub fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Kind::Bytes(Arc::new(Zeroizing::new(bytes.into()))))
    }

    /// A body that `source` gives: of `length` bytes, or in chunks until the source ends.
    ///
    /// It belongs to one request at a time. It is sent again, after a 401 or by a redirect, only if the source can be rewound or
    /// nobody has read from it.
    pub fn streamed(source: impl Source + 'static, length: Option<u64>) -> Self {
        let can_rewind = source.can_rewind();
        let place = Mutex::new(Place { source: Some(Box::new(source)), read: 0 });
        Self(Kind::Streamed(Arc::new(Streamed { length, can_rewind, place })))
    }

    /// Whether there is none, which is not the same as an empty one.
    pub fn is_none(&self) -> bool {
        matches!(self.0, Kind::None)
    }

    /// The bytes; `None` without a body, and for one that is streamed.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Bytes(bytes) => Some(bytes.as_slice()),
            Kind::None | Kind::Streamed(_) => None,
        }
    }

    /// The body that is streamed, if it is.
    pub fn as_streamed(&self) -> Option<&Streamed> {
        match &self.0 {
            Kind::Streamed(streamed) => Some(streamed),
            Kind::None | Kind::Bytes(_) => None,
        }
    }

    /// Whether it can be sent now, be it for another time.
    pub fn can_be_sent(&self) -> bool {
        self.as_streamed().is_none_or(|streamed| streamed.can_rewind || streamed.place().read == 0)
    }
}

/// A body that a source gives.
pub struct Streamed {
    length: Option<u64>,
    can_rewind: bool,
    place: Mutex<Place>,
}

struct Place {
    /// Taken by the request that reads, so that no lock is held while foreign code runs.
    source: Option<Box<dyn Source>>,
    /// The bytes read since the beginning.
    read: u64,
}

impl Streamed {
    /// How many bytes it has; `None` when only its end tells.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts to read it from its first byte.
    ///
    /// Fails with `InvalidArgument` when another request reads it, or when it was read before and cannot be rewound; and as
    /// [`Source::rewind`] does.
    pub fn start(&self) -> Result<Reading<'_>> {
        let (source, read) = {
            let mut place = self.place();
            (place.source.take(), place.read)
        };
        let source = source.ok_or_else(|| {
            Error::new(Code::INVALID_ARGUMENT, "the streamed body is in use: it belongs to one request at a time")
        })?;
        let mut reading = Reading { streamed: self, source: Some(source), read };
        if read > 0 {
            if !self.can_rewind {
                return Err(spent());
            }
            reading.source.as_mut().map_or(Ok(()), |source| source.rewind())?;
            reading.read = 0;
        }
        Ok(reading)
    }
}

fn spent() -> Error {
    Error::new(Code::INVALID_ARGUMENT, "the streamed body was read before, and its source cannot be rewound")
}

/// `error`, which also says that nothing was tried again because the body is gone.
pub(crate) fn not_sent_again(error: &Error) -> Error {
    let why = "the request was not sent again, for its streamed body cannot be rewound";
    error.clone().with_message(format!("{}; {why}", error.message()))
}

/// A streamed body while it is read.
pub struct Reading<'a> {
    streamed: &'a Streamed,
    source: Option<Box<dyn Source>>,
    read: u64,
}

impl Reading<'_> {
    /// Fills the beginning of `buffer` and says with how many bytes; 0 is the end.
    ///
    /// Fails as [`Source::read`] does, and with `InvalidArgument` when the source ends before its length or says that it gave
    /// more than there was room for.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let left = self.streamed.length.map(|length| length.saturating_sub(self.read));
        let room = left.map_or(buffer.len(), |left| buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX)));
        let (Some(buffer), Some(source)) = (buffer.get_mut(..room).filter(|_| room > 0), &mut self.source) else {
            return Ok(0);
        };
        let wrong = |message: String| Error::new(Code::INVALID_ARGUMENT, message);
        // A source that failed may have lost its place all the same.
        self.read = self.read.saturating_add(1);
        let count = source.read(buffer)?;
        self.read -= 1;
        if count > room {
            return Err(wrong(format!("the source of the body gave {count} bytes where there was room for {room}")));
        }
        self.read += count as u64;
        match self.streamed.length {
            Some(length) if count == 0 => {
                Err(wrong(format!("the source of the body ended after {} of {length} bytes", self.read)))
            }
            _ => Ok(count),
        }
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let mut place = self.streamed.place();
        place.source = self.source.take();
        place.read = self.read;
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::None => f.write_str("none"),
            Kind::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Kind::Streamed(streamed) => streamed.fmt(f),
        }
    }
}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length {
            Some(length) => write!(f, "{length} bytes, streamed"),
            None => f.write_str("streamed"),
        }
    }
}

impl fmt::Debug for Reading<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("read", &self.read).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    /// Counts up, piece by piece.
    struct Numbers {
        next: u8,
        end: u8,
        piece: usize,
        rewinds: bool,
    }

    impl Source for Numbers {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
            let count = usize::from(self.end - self.next).min(self.piece).min(buffer.len());
            for place in &mut buffer[..count] {
                *place = self.next;
                self.next += 1;
            }
            Ok(count)
        }

        fn can_rewind(&self) -> bool {
            self.rewinds
        }

        fn rewind(&mut self) -> Result<()> {
            self.next = 0;
            Ok(())
        }
    }

    fn numbers(end: u8, rewinds: bool, length: Option<u64>) -> Body {
        Body::streamed(Numbers { next: 0, end, piece: 3, rewinds }, length)
    }

    fn all(body: &Body) -> Result<Vec<u8>> {
        let mut reading = body.as_streamed().unwrap().start()?;
        let (mut read, mut buffer) = (Vec::new(), [0; 5]);
        loop {
            match reading.read(&mut buffer)? {
                0 => return Ok(read),
                count => read.extend(&buffer[..count]),
            }
        }
    }

    #[test]
    fn a_source_that_can_be_rewound_is_read_again_from_its_start() {
        let body = numbers(10, true, None);
        let copy = body.clone();
        for body in [&body, &copy, &body] {
            assert!(body.can_be_sent());
            assert_eq!(all(body).unwrap(), (0..10).collect::<Vec<u8>>());
        }
    }

    #[test]
    fn one_that_cannot_is_read_once_unless_nobody_has_read() {
        let body = numbers(10, false, None);
        drop(body.as_streamed().unwrap().start().unwrap());
        assert!(body.can_be_sent());
        all(&body).unwrap();
        assert!(!body.can_be_sent());
        assert_eq!(all(&body).unwrap_err().code(), Code::INVALID_ARGUMENT);
    }

    #[test]
    fn a_body_belongs_to_one_request_at_a_time() {
        let body = numbers(10, true, None);
        let reading = body.as_streamed().unwrap().start().unwrap();
        assert_eq!(all(&body.clone()).unwrap_err().code(), Code::INVALID_ARGUMENT);
        drop(reading);
        assert_eq!(all(&body).unwrap().len(), 10);
    }

    #[test]
    fn no_more_than_the_length_is_read_and_less_is_an_error() {
        assert_eq!(all(&numbers(10, true, Some(7))).unwrap().len(), 7);
        assert_eq!(all(&numbers(0, true, Some(0))).unwrap().len(), 0);
        let message = all(&numbers(10, true, Some(11))).unwrap_err().message().to_string();
        assert!(message.contains("10 of 11 bytes"), "{message}");
    }

    #[test]
    fn a_source_that_lies_or_fails_is_an_error() {
        struct Liar(Option<Code>);
        impl Source for Liar {
            fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
                self.0.map_or(Ok(buffer.len() + 1), |code| Err(Error::of(code)))
            }
        }
        assert_eq!(all(&Body::streamed(Liar(None), None)).unwrap_err().code(), Code::INVALID_ARGUMENT);
        let failing = Body::streamed(Liar(Some(Code::from_number(10_007))), None);
        assert_eq!(all(&failing).unwrap_err().code().number(), 10_007);
        assert!(!failing.can_be_sent(), "what a failed source did with its place is not known");
    }
}
