//! The parts of an answer that faults are made of: its body, its framing, its pace, its end.

use std::io;
use std::time::Duration;

/// How many bytes of a made-up body are in memory at once.
const BLOCK: usize = 64 * 1024;

/// What is sent in place of, or as, a whole HTTP message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Http,
    Raw(Vec<u8>),
    Nothing,
}

/// A body in memory, or one made up while it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Bytes(Vec<u8>),
    Filled { before: Vec<u8>, fill: u8, count: u64, after: Vec<u8> },
}

/// How the client learns where the body ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length,
    Claimed(String),
    UntilClose,
    Chunked(usize),
}

/// Where sending stops short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    Head(usize),
    Body(u64),
}

/// A few bytes at a time, with pauses between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pace {
    pub(super) bytes: usize,
    pub(super) every: Duration,
    pub(super) body_only: bool,
}

/// What becomes of the connection when the answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Keep,
    Announced,
    Silent,
    Reset,
    Stall,
}

impl Body {
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Filled { before, count, after, .. } => before.len() as u64 + count + after.len() as u64,
        }
    }

    /// Hands the body over, block by block.
    pub(super) fn each_block(&self, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => take(bytes),
            Self::Filled { before, fill, count, after } => {
                take(before)?;
                let block = vec![*fill; BLOCK];
                let mut left = *count;
                while left > 0 {
                    let size = usize::try_from(left).unwrap_or(BLOCK).min(BLOCK);
                    take(&block[..size])?;
                    left -= size as u64;
                }
                take(after)
            }
        }
    }
}
