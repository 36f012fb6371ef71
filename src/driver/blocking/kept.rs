//! The outermost layer of a connection: it knows whether the connection served before and whether an answer has begun.

use std::io;
use std::sync::Arc;

use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

use super::counted::{Counted, Counters};
use super::fault::{Fault, words};
use crate::watch::Watch;

/// More reads that begin with an interim answer (1xx) than this are a peer that never comes to the point.
const MOST_INTERIM: u8 = 64;

/// Puts [`Kept`] around every connection.
#[derive(Debug)]
pub(super) struct Keep {
    counters: Counters,
}

impl Keep {
    pub(super) fn new(watch: &Arc<Watch>) -> Self {
        Self { counters: Counters::new(watch) }
    }
}

impl<In: Transport> Connector<In> for Keep {
    type Out = Kept<In>;

    fn connect(&self, details: &ConnectionDetails, chained: Option<In>) -> Result<Option<Self::Out>, ureq::Error> {
        let counted = || self.counters.opened(details);
        Ok(chained.map(|inner| Kept { inner, counted: counted(), reused: false, answered: false, interim: 0 }))
    }
}

/// A connection that tells a request which was never answered from one whose answer broke off.
#[derive(Debug)]
pub(super) struct Kept<T> {
    inner: T,
    counted: Counted,
    reused: bool,
    answered: bool,
    interim: u8,
}

impl<T> Kept<T> {
    fn explained(&self, error: ureq::Error) -> ureq::Error {
        match error {
            ureq::Error::Io(cause) => match rustls_error(&cause) {
                Some(error) => Fault::Tls { peer: None, error: error.clone() }.into(),
                None if self.answered => Fault::Cut(words(&cause)).into(),
                // A write that failed, or a read that met a reset behind the end: the peer had closed before all of the
                // request was there.
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
        self.counted.sent(amount);
        self.inner.transmit_output(amount, timeout).map_err(|error| self.explained(error))
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        let before = self.inner.buffers().input().len();
        match self.inner.await_input(timeout) {
            Ok(false) if !self.answered => Err(self.lost(true, "it closed the connection".to_owned())),
            Ok(false) => Ok(false),
            Ok(true) => {
                let input = self.inner.buffers().input();
                self.counted.received(input.len().saturating_sub(before));
                // A TLS alert: the URL says http, the peer speaks https.
                if !self.answered && input.starts_with(&[0x15, 3]) {
                    return Err(Fault::Encrypted.into());
                }
                if input.starts_with(b"HTTP/1.1 1") {
                    self.interim += 1;
                    if self.interim > MOST_INTERIM {
                        return Err(Fault::Interim.into());
                    }
                }
                self.answered = true;
                Ok(true)
            }
            Err(error) => Err(self.explained(error)),
        }
    }

    fn is_open(&mut self) -> bool {
        // Asked between two requests only: when it is put away, and when it is taken out.
        let is_taken_out = self.reused && !self.answered;
        self.reused = true;
        self.answered = false;
        self.interim = 0;
        let is_open = self.inner.is_open();
        if is_taken_out && !is_open {
            self.counted.found_dead();
        }
        is_open
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
