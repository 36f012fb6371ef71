//! The outermost layer of a connection: it knows whether the connection served before and whether an answer has begun.

use std::io;

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::fault::{Fault, words};

/// Puts [`Kept`] around every connection.
#[derive(Debug)]
pub(super) struct Keep;

impl<In: Transport> Connector<In> for Keep {
    type Out = Kept<In>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        Ok(chained.map(|inner| Kept { inner, reused: false, answered: false }))
    }
}

/// A connection that tells a request which was never answered from one whose answer broke off.
#[derive(Debug)]
pub(super) struct Kept<T> {
    inner: T,
    reused: bool,
    answered: bool,
}

impl<T> Kept<T> {
    fn explained(&self, error: ureq::Error) -> ureq::Error {
        match error {
            ureq::Error::Io(cause) => match rustls_error(&cause) {
                Some(error) => Fault::Tls { peer: None, error: error.clone() }.into(),
                None if self.answered => Fault::Cut(words(&cause)).into(),
                None => self.lost(cause.kind() != io::ErrorKind::BrokenPipe, words(&cause)),
            },
            other => other,
        }
    }

    fn lost(&self, sent: bool, cause: String) -> ureq::Error {
        Fault::Lost { reused: self.reused, sent, cause }.into()
    }
}

/// The TLS failure inside an I/O error.
pub(super) fn rustls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}

impl<T: Transport> Transport for Kept<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), ureq::Error> {
        self.inner.transmit_output(amount, timeout).map_err(|error| self.explained(error))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        match self.inner.await_input(timeout) {
            Ok(false) if !self.answered => Err(self.lost(true, "it closed the connection".to_owned())),
            Ok(true) if !self.answered => {
                self.answered = true;
                // A TLS alert: the URL says http, the peer speaks https.
                if self.inner.buffers().input().starts_with(&[0x15, 3]) {
                    return Err(Fault::Encrypted.into());
                }
                Ok(true)
            }
            Ok(more) => Ok(more),
            Err(error) => Err(self.explained(error)),
        }
    }

    fn is_open(&mut self) -> bool {
        // Asked between two requests only.
        self.reused = true;
        self.answered = false;
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
