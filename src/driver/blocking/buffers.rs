//! What a connection reads into and writes from: grown as needed, wiped before it is freed.

use ureq::unversioned::transport::Buffers;
use zeroize::Zeroize;

use crate::text::SecretBytes;

/// Enough for the answers of most calls in one read.
const INPUT: usize = 16 << 10;
/// More are not read at once, but for a header that may be longer.
const MOST_INPUT: usize = (64 << 10) + 1;
/// A line of a request must fit in here: the longest URL takes half of it. Untouched pages cost nothing.
const OUTPUT: usize = 128 << 10;

/// Buffers that leave no token behind in freed memory.
pub(super) struct Wiped {
    input: SecretBytes,
    start: usize,
    end: usize,
    wanted: usize,
    /// The most bytes of input that are held.
    most: usize,
    progress: bool,
    output: SecretBytes,
    /// So much of the output was sent and is not wiped yet.
    sent: usize,
}

impl Wiped {
    /// Buffers that take no memory before they are used, and hold a header of `most_header` bytes at least.
    pub(super) fn new(most_header: usize) -> Self {
        Self {
            input: SecretBytes::default(),
            start: 0,
            end: 0,
            wanted: INPUT,
            // Just enough to see that a header is too long.
            most: most_header.saturating_add(1).max(MOST_INPUT),
            progress: false,
            output: SecretBytes::default(),
            sent: 0,
        }
    }

    /// The first `amount` bytes of the output.
    pub(super) fn outgoing(&self, amount: usize) -> &[u8] {
        self.output.get(..amount).unwrap_or(&self.output)
    }

    /// What is sent in pieces lies in the same place: it is wiped once, when the answer is waited for.
    pub(super) fn sent(&mut self, amount: usize) {
        self.wanted = INPUT;
        self.sent = self.sent.max(amount);
    }

    fn wipe_sent(&mut self) {
        let amount = std::mem::take(&mut self.sent);
        self.output.get_mut(..amount).unwrap_or_default().zeroize();
    }

    fn make_room(&mut self) {
        if self.start == self.end {
            self.start = 0;
            self.end = 0;
        } else if self.start > 0 && self.end > self.input.len() / 2 {
            self.input.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let full = self.end == self.input.len();
        if self.end == 0 && self.input.len() < self.wanted || full && self.input.len() < self.most {
            let size = if full { (self.input.len() * 2).clamp(self.wanted, self.most) } else { self.wanted };
            let mut larger = SecretBytes::from(vec![0; size]);
            let kept = self.input.get(self.start..self.end).unwrap_or_default();
            if let Some(place) = larger.get_mut(..kept.len()) {
                place.copy_from_slice(kept);
            }
            self.end -= self.start;
            self.start = 0;
            self.input = larger;
        }
    }
}

impl Buffers for Wiped {
    fn output(&mut self) -> &mut [u8] {
        if self.output.is_empty() {
            self.output = SecretBytes::from(vec![0; OUTPUT]);
        }
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        self.input.get(self.start..self.end).unwrap_or_default()
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        self.wipe_sent();
        self.make_room();
        // A small answer takes a small buffer.
        let free = self.input.get_mut(self.end..).unwrap_or_default();
        let most = free.len().min(self.wanted);
        free.get_mut(..most).unwrap_or_default()
    }

    fn input_appended(&mut self, amount: usize) {
        self.end = self.input.len().min(self.end + amount);
        self.wanted = (self.wanted * 2).min(MOST_INPUT);
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.start = self.end.min(self.start + amount);
    }

    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.make_room();
        self.output();
        (self.input.get_mut(self.end..).unwrap_or_default(), &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        self.progress && self.start < self.end
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, clippy::cast_possible_truncation)]

    use super::*;

    fn feed(buffers: &mut Wiped, bytes: &[u8]) -> usize {
        let free = buffers.input_append_buf();
        let amount = free.len().min(bytes.len());
        free[..amount].copy_from_slice(&bytes[..amount]);
        buffers.input_appended(amount);
        amount
    }

    #[test]
    fn what_was_read_stays_whole_while_the_buffer_grows_to_its_limit() {
        let bytes: Vec<u8> = (0..MOST_INPUT + 1000).map(|at| (at % 251) as u8).collect();
        let mut buffers = Wiped::new(0);
        let mut fed = 0;
        loop {
            let amount = feed(&mut buffers, &bytes[fed..]);
            if amount == 0 {
                break;
            }
            fed += amount;
            assert_eq!(buffers.input(), &bytes[..fed]);
        }
        assert_eq!(fed, MOST_INPUT);
        buffers.input_consume(MOST_INPUT - 10);
        assert_eq!(buffers.input(), &bytes[MOST_INPUT - 10..MOST_INPUT]);
        assert!(buffers.can_use_input());
        assert_eq!(feed(&mut buffers, &bytes[MOST_INPUT..]), 1000);
        assert_eq!(buffers.input(), &bytes[MOST_INPUT - 10..]);
    }

    #[test]
    fn a_small_answer_takes_a_small_buffer() {
        let mut buffers = Wiped::new(0);
        for _ in 0..10 {
            buffers.sent(0);
            assert_eq!(feed(&mut buffers, &[1; 300]), 300);
            buffers.input_consume(300);
        }
        assert_eq!(buffers.input.len(), INPUT);
    }

    #[test]
    fn input_of_which_nothing_could_be_used_waits_for_more() {
        let mut buffers = Wiped::new(0);
        feed(&mut buffers, b"HTTP/1.1 2");
        buffers.input_consume(0);
        assert!(!buffers.can_use_input());
    }

    #[test]
    fn what_was_sent_is_wiped_when_the_answer_is_waited_for() {
        let mut buffers = Wiped::new(0);
        for piece in [&b"secret"[..], b"rest"] {
            buffers.output()[..piece.len()].copy_from_slice(piece);
            assert_eq!(buffers.outgoing(piece.len()), piece);
            buffers.sent(piece.len());
        }
        buffers.input_append_buf();
        assert_eq!(buffers.output()[..6], [0; 6]);
    }
}
