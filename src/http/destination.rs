//! Where the body of an answer goes as it arrives.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Code, Error, Result};

/// Takes the body of an answer piece by piece, on the thread that sent the request.
///
/// The next piece is not read from the peer before this one is taken: who takes slowly slows the peer down.
pub trait Sink: Send {
    /// Takes all of `bytes`, or ends the request with an error.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
}

/// A sink that copies of a request share. It serves one request at a time.
///
/// It gets the body of the answer that the caller gets, and of no other: not that of a 401 that is answered by a login, of a
/// redirect that is followed, of a status that is tried again, or of one that becomes an error. A driver hands over what
/// [`Destination::takes`] as it arrives; all else is read into the answer, and what of that is for the sink
/// [`Destination::deliver`] hands over in the end. So does a driver that cannot stream.
#[derive(Clone)]
pub struct Destination(Arc<Mutex<Place>>);

struct Place {
    /// Taken by the answer that writes, so that no lock is held while foreign code runs.
    sink: Option<Box<dyn Sink>>,
    written: u64,
}

impl Destination {
    /// What comes goes to `sink`.
    pub fn new(sink: impl Sink + 'static) -> Self {
        Self(Arc::new(Mutex::new(Place { sink: Some(Box::new(sink)), written: 0 })))
    }

    /// Whether the body of an answer of this status goes to the sink as it arrives: no other will come after it.
    pub fn takes(status: u16) -> bool {
        (200..300).contains(&status)
    }

    fn place(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many bytes were handed over, in all requests together.
    pub fn written(&self) -> u64 {
        self.place().written
    }

    /// Starts to hand over a body.
    ///
    /// Fails with `InvalidArgument` when the answer of another request goes there.
    pub fn start(&self) -> Result<Writing<'_>> {
        let sink = self.place().sink.take();
        let sink = sink.ok_or_else(|| {
            Error::new(Code::INVALID_ARGUMENT, "the sink of the answer is in use: it serves one request at a time")
        })?;
        Ok(Writing { destination: self, sink: Some(sink), written: 0 })
    }

    /// Hands over a body that was read whole.
    pub fn deliver(&self, body: &[u8]) -> Result<()> {
        if body.is_empty() { Ok(()) } else { self.start()?.write(body) }
    }
}

/// A body on its way to the sink.
pub struct Writing<'a> {
    destination: &'a Destination,
    sink: Option<Box<dyn Sink>>,
    written: u64,
}

impl Writing<'_> {
    /// Hands over the next bytes. Fails as the sink does.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        // A sink that fails may have taken some all the same.
        self.written += bytes.len() as u64;
        self.sink.as_mut().map_or(Ok(()), |sink| sink.write(bytes))
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut place = self.destination.place();
        place.sink = self.sink.take();
        place.written = place.written.saturating_add(self.written);
    }
}

impl fmt::Debug for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Destination").field("written", &self.written()).finish()
    }
}

impl fmt::Debug for Writing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writing").field("written", &self.written).finish_non_exhaustive()
    }
}
