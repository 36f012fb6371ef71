//! From a JSON text to a document: the reader finds values in it, the builder lays their nodes out.

use std::mem::ManuallyDrop;
use std::sync::Arc;

use zeroize::Zeroize;

use super::reader::{self, Reader};

use super::{Data, Document, Node, ORDERED_FROM, Span, UNORDERED};

/// Levels of nesting that a text may have: few enough for the small stacks of other people's threads.
pub const DEEPEST: usize = 64;

/// Bounds on what is parsed.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Values, counting each element and member.
    pub values: usize,
    /// Levels of nesting.
    pub levels: usize,
}

impl Limits {
    /// Those of whatever comes from outside.
    pub const USUAL: Self = Self { bytes: 64 << 20, values: 1 << 20, levels: DEEPEST };
}

impl Default for Limits {
    fn default() -> Self {
        Self::USUAL
    }
}

/// Why a text is not taken. Shows nothing of the text itself.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// It is longer than the limit.
    #[error("{0} bytes are more than the limit of {1}")]
    TooLong(usize, usize),
    /// It holds more values than the limit.
    #[error("more values than the limit of {0}")]
    TooMany(usize),
    /// It is nested more deeply than the limit.
    #[error("nested more deeply than {0} levels")]
    TooDeep(usize),
    /// It is not UTF-8.
    #[error("not UTF-8 at byte {0}")]
    Utf8(usize),
    /// It is not JSON.
    #[error("{0}")]
    Syntax(String),
}

pub(super) fn parse(text: Vec<u8>, limits: Limits, secret: bool) -> Result<Arc<Document>, ParseError> {
    parse_or_return(text, limits, secret).map_err(|(error, mut text)| {
        if secret {
            text.zeroize();
        }
        error
    })
}

/// A text that is not taken comes back as it was.
pub(super) fn parse_or_return(
    text: Vec<u8>,
    limits: Limits,
    secret: bool,
) -> Result<Arc<Document>, (ParseError, Vec<u8>)> {
    let limit = limits.bytes.min(u32::MAX as usize / 2);
    if text.len() > limit {
        return Err((ParseError::TooLong(text.len(), limit), text));
    }
    lay_out(text, limits).and_then(|layout| assemble(layout, secret))
}

/// What a text holds, if it is UTF-8: that is looked at once, when all is in its place.
struct Layout {
    text: Vec<u8>,
    tail: String,
    nodes: Vec<Node>,
    order: Vec<u32>,
}

fn lay_out(text: Vec<u8>, limits: Limits) -> Result<Layout, (ParseError, Vec<u8>)> {
    let mut builder = Builder {
        text: &text,
        tail: String::new(),
        nodes: Vec::with_capacity(nodes_at_most(&text).min(limits.values) + 2),
        direct: None,
        open: Vec::with_capacity(OPEN_AT_FIRST),
        order: Vec::new(),
        most: limits.values,
        deepest: limits.levels,
        depth: 0,
        refused: None,
    };
    // The header's place; `assemble` fills it.
    builder.nodes.push(Node { index: 0, key: Span::default(), data: Data::Null });
    let mut reader = Reader::new(&mut builder);
    if reader.document().is_none() {
        builder.tail.zeroize();
        let refused = builder.refused.take();
        let error = match std::str::from_utf8(&text) {
            Ok(text) => refused.unwrap_or_else(|| ParseError::Syntax(reader::complaint(text))),
            Err(error) => ParseError::Utf8(error.valid_up_to()),
        };
        return Err((error, text));
    }
    builder.close(0);
    let Builder { tail, nodes, order, .. } = builder;
    Ok(Layout { text, tail, nodes, order })
}

/// Room for the children of the lists and objects that are open at once in an ordinary body.
const OPEN_AT_FIRST: usize = 64;
/// A text with fewer bytes for each value than this has its list of nodes grow, so that none of commas asks for much memory.
const FEWEST_BYTES: usize = 8;

/// How many values a text has, but for the whole: each but the first of a list or object stands behind a comma, and that one
/// behind a bracket. Commas and brackets within strings make it more.
fn nodes_at_most(text: &[u8]) -> usize {
    // Sums in chunks that fit a byte become vector instructions.
    let count = |chunk: &[u8]| chunk.iter().fold(0_u8, |sum, byte| sum + u8::from(matches!(byte, b',' | b'[' | b'{')));
    let values: usize = text.chunks(128).map(|chunk| usize::from(count(chunk))).sum();
    values.min(text.len() / FEWEST_BYTES)
}

fn assemble(layout: Layout, secret: bool) -> Result<Arc<Document>, (ParseError, Vec<u8>)> {
    let Layout { text: mut bytes, mut tail, mut nodes, order } = layout;
    let text_length = bytes.len();
    for node in &nodes {
        let string = if let Data::String(span) = node.data { Some(span) } else { None };
        for span in [Some(node.key), string].into_iter().flatten() {
            let end = span.start as usize + span.length as usize;
            // What stands behind the text has its NUL already.
            if end < text_length
                && let Some(quote) = bytes.get_mut(end).filter(|quote| **quote == b'"')
            {
                *quote = 0;
            }
        }
    }
    if !tail.is_empty() {
        let mut whole = Vec::with_capacity(bytes.len() + tail.len());
        whole.extend_from_slice(&bytes);
        whole.extend_from_slice(tail.as_bytes());
        if secret {
            bytes.zeroize();
            tail.zeroize();
        }
        bytes = whole;
    }
    // Quotes became NULs, one byte each: this is UTF-8 if the text was.
    let buffer = String::from_utf8(bytes).map_err(|error| {
        let complaint = ParseError::Utf8(error.utf8_error().valid_up_to());
        let mut text = error.into_bytes();
        text.get_mut(text_length..).unwrap_or_default().zeroize();
        text.truncate(text_length);
        put_quotes_back(&mut text);
        (complaint, text)
    })?;
    // To give a little back is dear: glibc then maps the list anew for every body, and the kernel clears its pages each time.
    if nodes.len() < nodes.capacity() / 4 * 3 {
        nodes.shrink_to_fit();
    }
    Ok(Arc::new_cyclic(|document| {
        if let Some(header) = nodes.first_mut() {
            header.data = Data::Header(ManuallyDrop::new(document.clone()));
        }
        Document { buffer, text_length, nodes, order: order.into_boxed_slice(), secret }
    }))
}

/// No JSON text holds a NUL of its own, so that each stands for the quote that it replaced.
pub(super) fn put_quotes_back(text: &mut [u8]) {
    for byte in text {
        if *byte == 0 {
            *byte = b'"';
        }
    }
}

pub(super) struct Builder<'t> {
    pub(super) text: &'t [u8],
    tail: String,
    nodes: Vec<Node>,
    /// Where the children of the innermost open list or object begin in `nodes`, as long as none of them has children.
    direct: Option<usize>,
    /// Children of open lists and objects that have grandchildren: they move to `nodes` when all of them are there.
    open: Vec<Node>,
    order: Vec<u32>,
    most: usize,
    deepest: usize,
    /// Lists and objects that are being read.
    depth: usize,
    /// A limit that was passed.
    refused: Option<ParseError>,
}

impl Builder<'_> {
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "there are fewer values than bytes, and those fit 31 bits")]
    pub(super) fn push(&mut self, key: Span, data: Data) -> Option<()> {
        if self.nodes.len() + self.open.len() > self.most {
            return self.refuse(ParseError::TooMany(self.most));
        }
        // Most lists and objects hold neither: their children are written once, where they stay.
        if self.direct.is_some() {
            self.nodes.push(Node { index: self.nodes.len() as u32, key, data });
        } else {
            self.open.push(Node { index: 0, key, data });
        }
        Some(())
    }

    /// Begins a list or object; returns where its children begin.
    pub(super) fn open(&mut self) -> Option<usize> {
        if self.depth >= self.deepest {
            return self.refuse(ParseError::TooDeep(self.deepest));
        }
        self.depth += 1;
        if let Some(start) = self.direct.take() {
            self.open.extend(self.nodes.drain(start..));
        }
        self.direct = Some(self.nodes.len());
        Some(self.open.len())
    }

    #[cold]
    fn refuse<T>(&mut self, error: ParseError) -> Option<T> {
        self.refused = Some(error);
        None
    }

    /// Ends the list that began at `mark`.
    pub(super) fn end_list(&mut self, mark: usize) -> Data {
        let (first, count) = self.close(mark);
        self.depth -= 1;
        Data::List { first, count }
    }

    /// Puts the children of what began at `mark` in their place; returns the first one's index and their number.
    #[allow(clippy::cast_possible_truncation, reason = "there are fewer values than bytes, and those fit 31 bits")]
    fn close(&mut self, mark: usize) -> (u32, u32) {
        let first = self.direct.take().unwrap_or_else(|| {
            let first = self.nodes.len();
            self.nodes.extend(self.open.drain(mark..));
            for (node, index) in self.nodes.iter_mut().skip(first).zip(first as u32..) {
                node.index = index;
            }
            first
        });
        (first as u32, (self.nodes.len() - first) as u32)
    }

    /// Ends the object that began at `mark`.
    #[allow(clippy::cast_possible_truncation, reason = "there are fewer values than bytes, and those fit 31 bits")]
    pub(super) fn end_object(&mut self, mark: usize) -> Data {
        let (first, count) = self.close(mark);
        self.depth -= 1;
        if (count as usize) < ORDERED_FROM {
            return Data::Object { first, count, order: UNORDERED };
        }
        let key_of = |index: &u32| self.nodes.get(*index as usize).map_or(&[][..], |node| self.key(node.key));
        let mut members: Vec<u32> = (first..first + count).collect();
        // Equal keys stay in the order in which they came: the last one counts.
        members.sort_by(|one, other| key_of(one).cmp(key_of(other)));
        let order = self.order.len() as u32;
        self.order.extend(members);
        Data::Object { first, count, order }
    }

    fn key(&self, span: Span) -> &[u8] {
        let (start, length) = (span.start as usize, span.length as usize);
        match start.checked_sub(self.text.len()) {
            None => self.text.get(start..start + length).unwrap_or_default(),
            Some(start) => self.tail.as_bytes().get(start..start + length).unwrap_or_default(),
        }
    }

    /// Begins a string that holds escapes: it goes behind the text. Returns where it begins there.
    pub(super) fn begin_unescaped(&mut self) -> usize {
        if self.tail.is_empty() {
            // What moves leaves a copy behind; unescaped strings and their NULs are no longer than the text.
            self.tail.reserve_exact(self.text.len());
        }
        self.tail.len()
    }

    /// A part of the string, as it is meant.
    pub(super) fn unescaped(&mut self, part: &str) {
        self.tail.push_str(part);
    }

    /// Ends the string that began at `begun`.
    #[allow(clippy::cast_possible_truncation, reason = "unescaped strings are shorter than the text they come from")]
    pub(super) fn end_unescaped(&mut self, begun: usize) -> Span {
        let span = Span { start: (self.text.len() + begun) as u32, length: (self.tail.len() - begun) as u32 };
        self.tail.push('\0');
        span
    }
}
