//! What a caller gives by name: the map behind `ks_params`.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};
use crate::text::{Secret, Text};
use crate::value::{Document, Json, Kind, Limits, ParseError, Value};

/// Levels of nesting, the map itself being one: as many as a JSON text may have.
const DEEPEST: usize = crate::value::DEEPEST;

/// What one JSON text may bring.
const LIMITS: Limits = Limits { bytes: 16 << 20, values: 1 << 18, levels: DEEPEST };

/// A value that a caller gives under a name. Any string may be a password, so that all are kept as secrets.
#[derive(Clone, PartialEq)]
pub enum Param {
    /// Explicitly nothing, which differs from not being given and from being empty.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A finite number.
    Double(f64),
    /// A string.
    String(Secret),
    /// Values in order.
    List(Vec<Param>),
    /// Values by name.
    Params(Params),
}

/// Values by name, in the order in which they were first set.
///
/// A builder: what goes wrong while it is filled is kept, and [`Params::check`] reports it to the call that reads it.
#[derive(Clone, Default)]
pub struct Params {
    members: Vec<(Text, Param)>,
    failure: Option<Error>,
}

impl Params {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The members of a JSON object. The copy that is parsed is wiped; `text` itself is the caller's.
    ///
    /// Fails with `InvalidJson`, `InvalidUtf8`, `LimitExceeded`, with `WrongType` for JSON that is no object, and with
    /// `OutOfRange` for whole numbers that fit 64 bits only without a sign.
    pub fn from_json(text: &[u8]) -> Result<Self> {
        let document = parse(text)?;
        if document.root().kind() != Kind::Object {
            return Err(Error::new(Code::WRONG_TYPE, "the JSON text must be an object"));
        }
        Self::from_object(document.root())
    }

    fn from_object(object: Value<'_>) -> Result<Self> {
        let mut members = Vec::with_capacity(object.len());
        for member in object.iter() {
            // Of a key that is repeated the last value counts.
            let counts = object.get(member.key()).is_some_and(|last| last.node().index() == member.node().index());
            if counts {
                members.push((Text::new(member.key()), Param::from_value(member)?));
            }
        }
        Ok(Self { members, failure: None })
    }

    /// Puts `value` under `key`, in place of what is there.
    ///
    /// A value that cannot be taken is a failure that [`Params::check`] reports: a number that is not finite (`OutOfRange`),
    /// nesting that is too deep (`LimitExceeded`), and the failure of a map within `value`.
    pub fn set(&mut self, key: &str, value: impl Into<Param>) {
        let value = value.into();
        if let Err(failure) = value.fits(key, DEEPEST - 1) {
            return self.fail(failure);
        }
        match self.get_mut(key) {
            Some(place) => *place = value,
            None => self.members.push((Text::new(key), value)),
        }
    }

    /// Puts `value` at the end of the list under `key`, which is made if there is none.
    ///
    /// Fails as [`Params::set`] does, and with `WrongType` when what stands under `key` is no list.
    pub fn append(&mut self, key: &str, value: impl Into<Param>) {
        let value = value.into();
        if let Err(failure) = value.fits(key, DEEPEST - 2) {
            return self.fail(failure);
        }
        match self.get_mut(key) {
            Some(Param::List(list)) => list.push(value),
            Some(_) => self.fail(Error::new(Code::WRONG_TYPE, format!("{} is not a list", quoted(key)))),
            None => self.members.push((Text::new(key), Param::List(vec![value]))),
        }
    }

    /// Takes away what stands under `key`, as if it had never been given.
    pub fn unset(&mut self, key: &str) -> Option<Param> {
        let at = self.members.iter().position(|(name, _)| name.as_str() == key)?;
        Some(self.members.remove(at).1)
    }

    /// What stands under `key`.
    pub fn get(&self, key: &str) -> Option<&Param> {
        self.members.iter().find(|(name, _)| name.as_str() == key).map(|(_, value)| value)
    }

    fn get_mut(&mut self, key: &str) -> Option<&mut Param> {
        self.members.iter_mut().find(|(name, _)| name.as_str() == key).map(|(_, value)| value)
    }

    /// Keys and values, in the order in which the keys were first set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Param)> {
        self.members.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Remembers what went wrong while this was filled; only the first failure is kept.
    pub fn fail(&mut self, failure: Error) {
        self.failure.get_or_insert(failure);
    }

    /// The first failure. Whoever reads the members asks here first.
    pub fn check(&self) -> Result<()> {
        self.failure.clone().map_or(Ok(()), Err)
    }

    /// The members as JSON, for the body of a request. Exposes secrets: what comes out is not wiped when it is dropped.
    pub fn to_json_value(&self) -> Result<serde_json::Value> {
        self.check()?;
        Ok(self.exposed())
    }

    /// The members as JSON text, for the body of a request, which wipes it.
    pub fn to_json(&self) -> Result<Vec<u8>> {
        self.check()?;
        Ok(self.lent().to_bytes())
    }

    fn lent(&self) -> Json<'_> {
        Json::Object(self.iter().map(|(key, value)| (key, value.lent())).collect())
    }

    fn exposed(&self) -> serde_json::Value {
        self.iter().map(|(key, value)| (key.to_owned(), value.exposed())).collect()
    }
}

impl Param {
    /// Any JSON value; fails as [`Params::from_json`] does.
    pub fn from_json(text: &[u8]) -> Result<Self> {
        Self::from_value(parse(text)?.root())
    }

    /// What it is, in the words of JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Double(_) => "double",
            Self::String(_) => "string",
            Self::List(_) => "list",
            Self::Params(_) => "object",
        }
    }

    fn from_value(value: Value<'_>) -> Result<Self> {
        Ok(match value.kind() {
            Kind::Null => Self::Null,
            Kind::Bool => Self::Bool(value.as_bool().unwrap_or_default()),
            Kind::Int => Self::Int(value.as_i64().ok_or_else(|| {
                let place = if value.key().is_empty() { "in a list".to_owned() } else { quoted(value.key()) };
                Error::new(Code::OUT_OF_RANGE, format!("a whole number is beyond 64 bits with a sign: {place}"))
            })?),
            Kind::Double => Self::Double(value.as_f64().unwrap_or_default()),
            Kind::String => Self::String(Secret::new(value.as_str().unwrap_or_default())),
            Kind::List => Self::List(value.iter().map(Self::from_value).collect::<Result<_>>()?),
            Kind::Object => Self::Params(Params::from_object(value)?),
        })
    }

    /// Whether it may stand under `key` with `levels` of nesting left.
    fn fits(&self, key: &str, levels: usize) -> Result<()> {
        if levels == 0 && matches!(self, Self::List(_) | Self::Params(_)) {
            return Err(Error::new(Code::LIMIT_EXCEEDED, format!("{} is nested too deeply", quoted(key))));
        }
        match self {
            Self::Double(number) if !number.is_finite() => {
                Err(Error::new(Code::OUT_OF_RANGE, format!("{} must be a finite number", quoted(key))))
            }
            Self::List(list) => list.iter().try_for_each(|element| element.fits(key, levels - 1)),
            Self::Params(params) => {
                params.check()?;
                params.members.iter().try_for_each(|(_, member)| member.fits(key, levels - 1))
            }
            _ => Ok(()),
        }
    }

    fn lent(&self) -> Json<'_> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(truth) => Json::Bool(*truth),
            Self::Int(number) => Json::Int(*number),
            Self::Double(number) => Json::Double(*number),
            Self::String(string) => Json::String(string.expose()),
            Self::List(list) => Json::List(list.iter().map(Self::lent).collect()),
            Self::Params(params) => params.lent(),
        }
    }

    fn exposed(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(truth) => (*truth).into(),
            Self::Int(number) => (*number).into(),
            Self::Double(number) => (*number).into(),
            Self::String(string) => string.expose().into(),
            Self::List(list) => list.iter().map(Self::exposed).collect(),
            Self::Params(params) => params.exposed(),
        }
    }
}

/// A key as a message shows it: any text, so that it is cut short and made printable.
pub(super) fn quoted(key: &str) -> String {
    const LONGEST: usize = 64;
    let mut shown: String = key.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    if key.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("'{shown}'")
}

/// The copy that is parsed is wiped.
fn parse(text: &[u8]) -> Result<Arc<Document>> {
    if text.len() > LIMITS.bytes {
        return Err(refused(&ParseError::TooLong(text.len(), LIMITS.bytes)));
    }
    Document::parse_secret(text, LIMITS).map_err(|error| refused(&error))
}

fn refused(error: &ParseError) -> Error {
    let code = match error {
        ParseError::TooLong(..) | ParseError::TooMany(_) | ParseError::TooDeep(_) => Code::LIMIT_EXCEEDED,
        ParseError::Utf8(_) => Code::INVALID_UTF8,
        ParseError::Syntax(_) => Code::INVALID_JSON,
    };
    Error::new(code, format!("the JSON text is refused: {error}"))
}

impl PartialEq for Params {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl From<()> for Param {
    fn from((): ()) -> Self {
        Self::Null
    }
}

impl From<bool> for Param {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Param {
    fn from(number: f64) -> Self {
        Self::Double(number)
    }
}

impl From<&str> for Param {
    fn from(string: &str) -> Self {
        Self::String(Secret::new(string))
    }
}

impl From<Zeroizing<String>> for Param {
    fn from(string: Zeroizing<String>) -> Self {
        Self::String(Secret::new(&string))
    }
}

impl From<Secret> for Param {
    fn from(string: Secret) -> Self {
        Self::String(string)
    }
}

impl From<Vec<Param>> for Param {
    fn from(list: Vec<Param>) -> Self {
        Self::List(list)
    }
}

impl From<Params> for Param {
    fn from(params: Params) -> Self {
        Self::Params(params)
    }
}

impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(list) => f.debug_list().entries(list).finish(),
            Self::Params(params) => params.fmt(f),
            // A number may be a one-time password: the kind is all that shows.
            _ => f.write_str(self.kind()),
        }
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests;
