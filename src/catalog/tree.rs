//! Answers in the making: they borrow from the catalog and become one document.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use serde::ser::{Serialize, Serializer};

use super::Lent;
use crate::error::{Code, Error, Result};
use crate::value::{Document, Limits, Value};

/// A value that is going to be part of an answer.
pub(super) enum Tree<'a> {
    Null,
    Bool(bool),
    Number(usize),
    Text(Cow<'a, str>),
    Value(Value<'a>),
    List(Vec<Tree<'a>>),
    Object(Vec<(Cow<'a, str>, Tree<'a>)>),
}

impl<'a> Tree<'a> {
    /// A string, or null.
    pub(super) fn lent(text: Option<Lent<'a>>) -> Self {
        text.map_or(Self::Null, |text| Self::Text(text.as_str().into()))
    }

    /// An object with these members.
    pub(super) fn object<const N: usize>(members: [(&'a str, Tree<'a>); N]) -> Self {
        Self::Object(members.map(|(key, member)| (key.into(), member)).into())
    }

    /// The document that says so. A catalog that repeats itself may become an answer much larger than itself: there is a limit.
    pub(super) fn into_document(self) -> Result<Arc<Document>> {
        let limits = Limits::default();
        let mut text = Bounded { bytes: Vec::new(), most: limits.bytes };
        let too_long = |reason: &dyn std::fmt::Display| {
            Error::new(Code::LIMIT_EXCEEDED, format!("the answer is too large: {reason}"))
        };
        serde_json::to_writer(&mut text, &self).map_err(|error| too_long(&error))?;
        Document::parse_within(text.bytes, limits).map_err(|error| too_long(&error))
    }
}

impl Serialize for Tree<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Number(number) => serializer.serialize_u64(*number as u64),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Value(value) => value.serialize(serializer),
            Self::List(elements) => serializer.collect_seq(elements),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, member)| (key, member))),
        }
    }
}

struct Bounded {
    bytes: Vec<u8>,
    most: usize,
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.most - self.bytes.len() {
            return Err(io::Error::other(format!("more than {} bytes", self.most)));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
