//! One connection: it knows whether it served before and whether an answer has begun.

use std::io;

use ureq::unversioned::transport::{NextTimeout, Transport};

use super::counted::Counted;
use super::fault::{Fault, words};

/// A connection that tells a request which was never answered from one whose answer broke off.
#[derive(Debug)]
pub(super) struct Kept {
    transport: Box<dyn Transport>,
    counted: Counted,
    most_header: usize,
    reused: bool,
    /// Whether the peer has all of the request.
    sent: bool,
    answered: bool,
}

impl Kept {
    pub(super) fn new(transport: Box<dyn Transport>, counted: Counted, most_header: usize) -> Self {
        Self { transport, counted, most_header, reused: false, sent: false, answered: false }
    }

    /// Whether it can serve another request. Asked between two requests only.
    pub(super) fn is_open(&mut self) -> bool {
        self.reused = true;
        self.sent = false;
        self.answered = false;
        let is_open = self.transport.is_open();
        if !is_open {
            self.counted.found_dead();
        }
        is_open
    }

    pub(super) fn is_tls(&self) -> bool {
        self.transport.is_tls()
    }

    /// The most bytes that the head of an answer may have.
    pub(super) fn most_header(&self) -> usize {
        self.most_header
    }

    /// Where the next bytes to be sent are written.
    pub(super) fn output(&mut self) -> &mut [u8] {
        self.transport.buffers().output()
    }

    /// Sends the first `amount` bytes of the output. False when the peer takes no more, but may have answered.
    pub(super) fn transmit(&mut self, amount: usize, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        in_time(timeout)?;
        match self.transport.transmit_output(amount, timeout) {
            Ok(()) => {
                self.counted.sent(amount);
                Ok(true)
            }
            Err(ureq::Error::Io(cause)) if rustls_error(&cause).is_none() => Ok(false),
            Err(error) => Err(self.explained(error)),
        }
    }

    /// All of the request went out.
    pub(super) fn sent_whole(&mut self) {
        self.sent = true;
    }

    /// What was received and not used yet.
    pub(super) fn input(&mut self) -> &[u8] {
        self.transport.buffers().input()
    }

    pub(super) fn consume(&mut self, amount: usize) {
        self.transport.buffers().input_consume(amount);
    }

    /// Waits for more input. False at the end of it.
    pub(super) fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, ureq::Error> {
        in_time(timeout)?;
        let before = self.input().len();
        match self.transport.await_input(timeout) {
            Ok(false) if !self.answered => Err(self.lost("it closed the connection".to_owned())),
            Ok(false) => Ok(false),
            Ok(true) => {
                let now = self.input().len();
                self.counted.received(now.saturating_sub(before));
                // A TLS alert: the URL says http, the peer speaks https.
                if !self.answered && self.input().starts_with(&[0x15, 3]) {
                    return Err(Fault::Encrypted.into());
                }
                self.answered = true;
                Ok(true)
            }
            Err(error) => Err(self.explained(error)),
        }
    }

    fn explained(&self, error: ureq::Error) -> ureq::Error {
        match error {
            ureq::Error::Io(cause) => match rustls_error(&cause) {
                Some(error) => Fault::Tls { peer: None, error: error.clone() }.into(),
                None if self.answered => Fault::Cut(words(&cause)).into(),
                None => self.lost(words(&cause)),
            },
            other => other,
        }
    }

    fn lost(&self, cause: String) -> ureq::Error {
        Fault::Lost { reused: self.reused, sent: self.sent, cause }.into()
    }
}

/// Sockets take no timeout of zero.
fn in_time(timeout: NextTimeout) -> Result<(), ureq::Error> {
    if timeout.after.is_zero() { Err(ureq::Error::Timeout(timeout.reason)) } else { Ok(()) }
}

/// The TLS failure inside an I/O error.
pub(super) fn rustls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}
