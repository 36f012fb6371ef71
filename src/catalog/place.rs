//! Reading facts out of a body: each is taken, absent, or an error that names its path.

use std::fmt;
use std::ops::Deref;

use crate::error::{Code, Error, Result};
use crate::time::{self, Timestamp};
use crate::value::{Document, Kind, Value};

/// A string that is lent from a body, with a NUL behind it for the C ABI.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lent<'a>(&'a str);

impl<'a> Lent<'a> {
    /// `with_nul` ends in NUL.
    pub(crate) fn new(with_nul: &'a str) -> Self {
        Self(with_nul)
    }

    /// The string without its NUL.
    pub fn as_str(self) -> &'a str {
        self.0.get(..self.0.len().saturating_sub(1)).unwrap_or_default()
    }

    /// The string with its NUL, for the C ABI.
    pub fn with_nul(self) -> &'a str {
        self.0
    }
}

impl Deref for Lent<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Lent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Lent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The node of a value in its document. The first node is the document's own, so that 0 stands for what is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fact(u32);

impl Fact {
    pub(crate) fn of(value: Value<'_>) -> Self {
        Self(value.node().index())
    }

    pub(crate) fn value(self, document: &Document) -> Option<Value<'_>> {
        if self.0 == 0 { None } else { document.value(self.0) }
    }

    pub(crate) fn text(self, document: &Document) -> Option<&str> {
        self.value(document)?.as_str()
    }

    /// Whether it is this string.
    #[inline]
    pub(super) fn is(self, document: &Document, text: &str) -> bool {
        self.value(document).is_some_and(|value| value.is_string(text))
    }

    pub(crate) fn lend(self, document: &Document) -> Option<Lent<'_>> {
        self.value(document)?.as_str_with_nul().map(Lent)
    }

    pub(crate) fn is_some(self) -> bool {
        self.0 != 0
    }
}

/// Bytes of a string that endpoints are found by. Keystone stores 255; without a bound, a peer could have a long one compared
/// for each of many endpoints.
pub(super) const LONGEST_SHORT_TEXT: usize = 1024;

/// A place in a body, which knows the way to it; the way is spelled out in errors only.
#[derive(Clone, Copy)]
pub(crate) struct Place<'p, 'a> {
    above: Option<&'p Place<'p, 'a>>,
    step: Step<'p>,
    /// `None` where the body has nothing.
    value: Option<Value<'a>>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

impl<'a> Place<'_, 'a> {
    /// The member `key` of the whole body.
    pub(crate) fn in_body<'q>(body: Value<'a>, key: &'q str) -> Place<'q, 'a> {
        Place { above: None, step: Step::Key(key), value: body.get(key) }
    }

    /// The member `key`, whatever it is.
    #[inline]
    pub(crate) fn member<'q>(&'q self, key: &'q str) -> Place<'q, 'a> {
        Place { above: Some(self), step: Step::Key(key), value: self.value.and_then(|value| value.get(key)) }
    }

    /// The members of an object.
    pub(crate) fn members(&self) -> impl Iterator<Item = Value<'a>> {
        self.value.filter(|value| value.kind() == Kind::Object).into_iter().flat_map(Value::iter)
    }

    /// The place of a member that was found already, or not.
    pub(crate) fn found<'q>(&'q self, key: &'q str, value: Option<Value<'a>>) -> Place<'q, 'a> {
        Place { above: Some(self), step: Step::Key(key), value }
    }

    /// Element number `index` of a list.
    pub(crate) fn element(&self, index: usize) -> Place<'_, 'a> {
        Place { above: Some(self), step: Step::Index(index), value: self.value.and_then(|value| value.at(index)) }
    }

    /// The elements of a list.
    pub(crate) fn elements<'q>(&'q self) -> impl Iterator<Item = Place<'q, 'a>> {
        let elements = self.value.into_iter().flat_map(Value::iter);
        elements.enumerate().map(|(index, value)| Place {
            above: Some(self),
            step: Step::Index(index),
            value: Some(value),
        })
    }

    /// What stands here, null included.
    pub(crate) fn value(&self) -> Option<Value<'a>> {
        self.value
    }

    /// Whether there is nothing here, not even a null.
    pub(crate) fn is_missing(&self) -> bool {
        self.value.is_none()
    }

    /// An object, or nothing.
    #[inline]
    pub(crate) fn object(self) -> Result<Self> {
        self.container(Kind::Object)
    }

    /// An object, be it empty.
    pub(crate) fn required_object(self) -> Result<Self> {
        match self.value.map(Value::kind) {
            Some(Kind::Object) => Ok(self),
            kind => Err(self.error(Trouble::Wrong(kind.unwrap_or(Kind::Null), Kind::Object))),
        }
    }

    /// A list, or nothing.
    #[inline]
    pub(crate) fn list(self) -> Result<Self> {
        self.container(Kind::List)
    }

    /// Null and empty count as nothing: some encoders write `[]` for an empty object.
    #[inline]
    fn container(self, wanted: Kind) -> Result<Self> {
        // Most of what a body may have it has not: no call, and no copy, for that.
        let Some(value) = self.value else { return Ok(self) };
        match value.kind() {
            kind if kind == wanted => Ok(self),
            Kind::Null => Ok(Self { value: None, ..self }),
            Kind::Object | Kind::List if value.is_empty() => Ok(Self { value: None, ..self }),
            kind => Err(self.error(Trouble::Wrong(kind, wanted))),
        }
    }

    /// A string that C can hold, or nothing.
    #[inline]
    pub(crate) fn text(&self) -> Result<Fact> {
        if self.value.is_none() {
            return Ok(Fact::default());
        }
        text(self.value, usize::MAX).map_err(|trouble| self.error(trouble))
    }

    /// The same for one that is going to be hashed and compared often.
    pub(super) fn short_text(&self) -> Result<Fact> {
        text(self.value, LONGEST_SHORT_TEXT).map_err(|trouble| self.error(trouble))
    }

    /// Whether something is here but an empty string.
    pub(super) fn is_filled(&self) -> bool {
        self.value.is_some_and(|value| value.as_str() != Some(""))
    }

    /// A moment as it was written and as a number, or nothing.
    pub(crate) fn moment(&self) -> Result<(Fact, Option<Timestamp>)> {
        let written = self.text()?;
        let Some(text) = self.value.and_then(Value::as_str) else { return Ok((written, None)) };
        match time::parse(text) {
            Some(moment) => Ok((written, Some(moment))),
            None => Err(self.error(Trouble::NoTime)),
        }
    }

    /// Whether something is here that is neither null, false, 0 nor empty.
    pub(crate) fn is_true(&self) -> bool {
        let Some(value) = self.value else { return false };
        match value.kind() {
            Kind::Null => false,
            Kind::Bool => value.as_bool() == Some(true),
            Kind::Int | Kind::Double => value.as_f64() != Some(0.0),
            Kind::String => value.as_str() != Some(""),
            Kind::List | Kind::Object => !value.is_empty(),
        }
    }

    /// The same, and `None` for null and nothing.
    pub(crate) fn truth(&self) -> Option<bool> {
        self.value.is_some_and(|value| !value.is_null()).then(|| self.is_true())
    }

    #[cold]
    fn error(&self, trouble: Trouble) -> Error {
        let name = |kind| match kind {
            Kind::Null => "null",
            Kind::Bool => "a truth value",
            Kind::Int | Kind::Double => "a number",
            Kind::String => "a string",
            Kind::List => "a list",
            Kind::Object => "an object",
        };
        let message = match trouble {
            Trouble::Wrong(found, wanted) => format!("{self} is {}, not {}", name(found), name(wanted)),
            Trouble::TooLong(longest) => format!("{self} is longer than {longest} bytes"),
            Trouble::HoldsNul => format!("{self} holds a NUL"),
            Trouble::NoTime => format!("{self} is not a time in ISO 8601"),
        };
        Error::new(Code::INVALID_RESPONSE, message)
    }
}

/// What is wrong with a value.
#[derive(Clone, Copy)]
enum Trouble {
    /// What it is, and what it must be.
    Wrong(Kind, Kind),
    TooLong(usize),
    HoldsNul,
    NoTime,
}

/// The string that `value` is; nothing for null.
fn text(value: Option<Value<'_>>, longest: usize) -> Result<Fact, Trouble> {
    let Some(value) = value else { return Ok(Fact::default()) };
    let Some(text) = value.as_str() else {
        return if value.is_null() { Ok(Fact::default()) } else { Err(Trouble::Wrong(value.kind(), Kind::String)) };
    };
    if text.len() > longest {
        return Err(Trouble::TooLong(longest));
    }
    if value.held_escapes() && text.contains('\0') {
        return Err(Trouble::HoldsNul);
    }
    Ok(Fact::of(value))
}

/// The name of a member as a text.
pub(crate) const fn ascii(name: &'static [u8]) -> &'static str {
    match std::str::from_utf8(name) {
        Ok(name) => name,
        Err(_) => "",
    }
}

/// Names the places of several members of an object in one pass over it; of equal keys the last one counts.
macro_rules! members {
    ($place:expr => $($name:ident: $key:literal),+ $(,)?) => {
        $(let mut $name = None;)+
        for member in $place.members() {
            // Patterns of bytes are looked through by length and byte, not compared one after the other.
            match member.key_bytes() {
                $($key => $name = Some(member),)+
                _ => {}
            }
        }
        $(let $name = $place.found(const { $crate::catalog::ascii($key) }, $name);)+
    };
}
pub(crate) use members;

impl fmt::Display for Place<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(above) = self.above {
            above.fmt(f)?;
        }
        match self.step {
            Step::Key(key) if self.above.is_some() => write!(f, ".{key}"),
            Step::Key(key) => f.write_str(key),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}
