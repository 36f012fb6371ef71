//! Sending an answer, whole or with its faults.

use std::io::{self, Write};

use super::answer::Answer;
use super::framing::{Content, Cut, Framing, Pace};
use super::shared::Shared;

/// Sends what the answer sends; how the connection then ends is the caller's part.
pub(super) fn send(wire: &mut impl Write, answer: &Answer, method: &str, shared: &Shared) -> io::Result<()> {
    let mut outlet = Outlet { wire, shared, pace: answer.pace.filter(|pace| !pace.body_only), left: u64::MAX };
    match &answer.content {
        Content::Nothing => return Ok(()),
        Content::Raw(bytes) => outlet.send(bytes)?,
        Content::Http => {
            outlet.send(&answer.before)?;
            message(&mut outlet, answer, method)?;
            outlet.send(&answer.after)?;
        }
    }
    outlet.wire.flush()
}

fn message(outlet: &mut Outlet<'_, impl Write>, answer: &Answer, method: &str) -> io::Result<()> {
    if let Some(Cut::Head(bytes)) = answer.cut {
        outlet.left = bytes as u64;
    }
    outlet.send(&answer.head())?;
    if let Some(Cut::Body(bytes)) = answer.cut {
        outlet.left = bytes;
    }
    outlet.pace = answer.pace;
    if !answer.has_body(method) {
        return Ok(());
    }
    let Framing::Chunked(size) = answer.framing else { return answer.body.each_block(|block| outlet.send(block)) };
    answer.body.each_block(|block| {
        for piece in block.chunks(size) {
            let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
            chunk.extend_from_slice(piece);
            chunk.extend_from_slice(b"\r\n");
            outlet.send(&chunk)?;
        }
        Ok(())
    })?;
    outlet.send(b"0\r\n\r\n")
}

/// The way out: it keeps the pace, and swallows what lies behind a cut.
struct Outlet<'a, W> {
    wire: &'a mut W,
    shared: &'a Shared,
    pace: Option<Pace>,
    left: u64,
}

impl<W: Write> Outlet<'_, W> {
    fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let bytes = &bytes[..bytes.len().min(usize::try_from(self.left).unwrap_or(usize::MAX))];
        self.left -= bytes.len() as u64;
        let Some(pace) = self.pace else { return self.wire.write_all(bytes) };
        for piece in bytes.chunks(pace.bytes) {
            self.wire.write_all(piece)?;
            self.wire.flush()?;
            if !self.shared.pause(pace.every) {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
        }
        Ok(())
    }
}
