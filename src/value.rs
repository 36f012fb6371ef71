//! The JSON tree behind `ks_value`: one buffer and one list of nodes, whatever the size.
//!
//! Strings without escapes stay where they were received; the quote behind them becomes the NUL that C needs. Strings with
//! escapes stand behind the text. A node knows its own index, and the first node of a document knows the document, so that
//! the C ABI can lend pointers to nodes.

mod compose;
mod json;
mod parse;
mod print;
mod reader;

use std::mem::{self, ManuallyDrop};
use std::sync::{Arc, Weak};

use zeroize::Zeroize;

pub use compose::Json;
pub use json::from_json;
pub use parse::{DEEPEST, Limits, ParseError};

/// A parsed JSON text. Immutable, shared, and wiped on drop when it was parsed as a secret.
pub struct Document {
    /// The text, a NUL in place of each closing quote, and behind it the strings that held escapes.
    buffer: String,
    text_length: usize,
    nodes: Vec<Node>,
    /// For objects with many members: their nodes in the order of their keys.
    order: Box<[u32]>,
    secret: bool,
}

/// One value within a document.
#[derive(Debug)]
pub struct Node {
    index: u32,
    key: Span,
    data: Data,
}

#[derive(Debug)]
enum Data {
    /// The first node of every document: the way from a node back to its document, which drops it. No other node is looked at
    /// when a document goes.
    Header(ManuallyDrop<Weak<Document>>),
    Null,
    Bool(bool),
    Int(i64),
    Unsigned(u64),
    Double(f64),
    String(Span),
    List {
        first: u32,
        count: u32,
    },
    Object {
        first: u32,
        count: u32,
        order: u32,
    },
}

/// Where a string stands in the buffer.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    length: u32,
}

/// `order` of an object that is searched member by member.
const UNORDERED: u32 = u32::MAX;
/// From this many members on, an object is searched by its order.
const ORDERED_FROM: usize = 16;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number with a fraction or exponent, or beyond 64 bits.
    Double,
    /// A string.
    String,
    /// An array.
    List,
    /// An object.
    Object,
}

/// A value in a document: two words, copied freely.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    document: &'a Document,
    node: &'a Node,
}

impl Document {
    /// Parses `text` under the default limits.
    pub fn parse(text: impl Into<Vec<u8>>) -> Result<Arc<Self>, ParseError> {
        Self::parse_within(text, Limits::default())
    }

    /// Parses `text` under the given limits.
    pub fn parse_within(text: impl Into<Vec<u8>>, limits: Limits) -> Result<Arc<Self>, ParseError> {
        parse::parse(text.into(), limits, false)
    }

    /// Parses a `text` that holds a secret: the document wipes it when it is dropped.
    pub fn parse_secret(text: impl Into<Vec<u8>>, limits: Limits) -> Result<Arc<Self>, ParseError> {
        parse::parse(text.into(), limits, true)
    }

    /// Parses a `text` that holds a secret under the usual limits; one that is not taken comes back as it was.
    pub fn parse_secret_or_return(text: Vec<u8>) -> Result<Arc<Self>, Vec<u8>> {
        parse::parse_or_return(text, Limits::USUAL, true).map_err(|(_, text)| text)
    }

    /// The whole value.
    pub fn root(&self) -> Value<'_> {
        // The root is the last node: it is complete after all that it holds.
        self.value(u32::try_from(self.nodes.len()).unwrap_or(0).saturating_sub(1)).unwrap_or_else(|| self.null())
    }

    /// All nodes, the first of which leads back to this document.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The value at the node with this index.
    pub fn value(&self, index: u32) -> Option<Value<'_>> {
        self.nodes.get(index as usize).map(|node| Value { document: self, node })
    }

    /// The text as it was received, with room for one more byte.
    pub fn text(&self) -> String {
        let mut text = Vec::with_capacity(self.text_length + 1);
        text.extend_from_slice(self.buffer.as_bytes().get(..self.text_length).unwrap_or_default());
        parse::put_quotes_back(&mut text);
        // UTF-8 as before: one byte took the place of one.
        String::from_utf8(text).unwrap_or_default()
    }

    fn null(&self) -> Value<'_> {
        static NULL: Node = Node { index: 0, key: Span { start: 0, length: 0 }, data: Data::Null };
        Value { document: self, node: &NULL }
    }

    fn bytes(&self, span: Span) -> &[u8] {
        let start = span.start as usize;
        self.buffer.as_bytes().get(start..start + span.length as usize).unwrap_or_default()
    }

    fn string(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.buffer.get(start..start + span.length as usize).unwrap_or_default()
    }

    fn string_with_nul(&self, span: Span) -> &str {
        // What has no key has a span of nothing at the beginning of the text, where no NUL is.
        if span.length == 0 {
            return "\0";
        }
        let start = span.start as usize;
        self.buffer.get(start..=start + span.length as usize).unwrap_or("\0")
    }
}

impl Node {
    /// Its index in its document.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The document, if this is its first node.
    pub fn document(&self) -> Option<&Weak<Document>> {
        match &self.data {
            Data::Header(document) => Some(document),
            _ => None,
        }
    }
}

impl<'a> Value<'a> {
    /// The node that this value is.
    pub fn node(self) -> &'a Node {
        self.node
    }

    /// The document that holds it.
    pub fn document(self) -> &'a Document {
        self.document
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.node.data {
            Data::Header(_) | Data::Null => Kind::Null,
            Data::Bool(_) => Kind::Bool,
            Data::Int(_) | Data::Unsigned(_) => Kind::Int,
            Data::Double(_) => Kind::Double,
            Data::String(_) => Kind::String,
            Data::List { .. } => Kind::List,
            Data::Object { .. } => Kind::Object,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// The member `key` of an object; the last one where a key is repeated.
    pub fn get(self, key: &str) -> Option<Value<'a>> {
        let Data::Object { first, count, order } = self.node.data else { return None };
        let nodes = self.document.nodes.get(first as usize..first as usize + count as usize)?;
        let node = if order == UNORDERED {
            nodes.iter().rev().find(|node| self.document.bytes(node.key) == key.as_bytes())?
        } else {
            let order = self.document.order.get(order as usize..order as usize + count as usize)?;
            let key_at = |index: u32| {
                self.document.nodes.get(index as usize).map_or(&[][..], |node| self.document.bytes(node.key))
            };
            let end = order.partition_point(|&index| key_at(index) <= key.as_bytes());
            let last = *order.get(end.checked_sub(1)?)?;
            if key_at(last) != key.as_bytes() {
                return None;
            }
            self.document.nodes.get(last as usize)?
        };
        Some(Value { document: self.document, node })
    }

    /// Element or member number `index`.
    pub fn at(self, index: usize) -> Option<Value<'a>> {
        let (first, count) = self.children();
        if index >= count {
            return None;
        }
        self.document.nodes.get(first + index).map(|node| Value { document: self.document, node })
    }

    /// The value that a JSON pointer (RFC 6901) leads to.
    pub fn pointer(self, pointer: &str) -> Option<Value<'a>> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, token| match value.kind() {
            Kind::Object if token.contains('~') => value.get(&token.replace("~1", "/").replace("~0", "~")),
            Kind::Object => value.get(token),
            Kind::List if token == "0" || !token.starts_with(['0', '+']) => value.at(token.parse().ok()?),
            _ => None,
        })
    }

    /// The number of elements or members; 0 for anything else.
    pub fn len(self) -> usize {
        self.children().1
    }

    /// Whether it holds no elements or members.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Its elements or members, in the order in which they were received.
    pub fn iter(self) -> impl Iterator<Item = Value<'a>> {
        let (first, count) = self.children();
        let document = self.document;
        document.nodes.get(first..first + count).unwrap_or_default().iter().map(move |node| Value { document, node })
    }

    /// The key under which it stands in its object; empty elsewhere.
    pub fn key(self) -> &'a str {
        self.document.string(self.node.key)
    }

    /// The bytes of its key.
    #[inline]
    pub fn key_bytes(self) -> &'a [u8] {
        self.document.bytes(self.node.key)
    }

    /// Its key and the NUL behind it.
    pub fn key_with_nul(self) -> &'a str {
        self.document.string_with_nul(self.node.key)
    }

    /// The string, if it is one.
    pub fn as_str(self) -> Option<&'a str> {
        match self.node.data {
            Data::String(span) => Some(self.document.string(span)),
            _ => None,
        }
    }

    /// The string and the NUL behind it, if it is one.
    pub fn as_str_with_nul(self) -> Option<&'a str> {
        match self.node.data {
            Data::String(span) => Some(self.document.string_with_nul(span)),
            _ => None,
        }
    }

    /// Whether it is this string.
    #[allow(clippy::inline_always, reason = "a call would be half of what it does")]
    #[inline(always)]
    pub fn is_string(self, text: &str) -> bool {
        let Data::String(Span { start, length }) = self.node.data else { return false };
        let (start, length) = (start as usize, length as usize);
        length == text.len()
            && self.document.buffer.as_bytes().get(start..start + length).is_some_and(|own| own == text.as_bytes())
    }

    /// Whether it is a string that was written with escapes: no other can hold a NUL.
    pub fn held_escapes(self) -> bool {
        matches!(self.node.data, Data::String(span) if span.start as usize >= self.document.text_length)
    }

    /// The whole number, if it is one within 64 bits with a sign.
    pub fn as_i64(self) -> Option<i64> {
        match self.node.data {
            Data::Int(number) => Some(number),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[allow(clippy::cast_precision_loss, reason = "a double is what was asked for")]
    pub fn as_f64(self) -> Option<f64> {
        match self.node.data {
            Data::Int(number) => Some(number as f64),
            Data::Unsigned(number) => Some(number as f64),
            Data::Double(number) => Some(number),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        match self.node.data {
            Data::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    fn children(self) -> (usize, usize) {
        match self.node.data {
            Data::List { first, count } | Data::Object { first, count, .. } => (first as usize, count as usize),
            _ => (0, 0),
        }
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        if let Some(first) = self.nodes.first_mut()
            && let Data::Header(document) = mem::replace(&mut first.data, Data::Null)
        {
            drop(ManuallyDrop::into_inner(document));
        }
        if self.secret {
            self.buffer.zeroize();
        }
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Bodies hold tokens and people's data: their size is all that is shown.
        f.debug_struct("Document").field("text_length", &self.text_length).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Value").field("kind", &self.kind()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
