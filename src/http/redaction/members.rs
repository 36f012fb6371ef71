//! Which members of a JSON document may be shown.

use std::io;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use zeroize::Zeroizing;

use super::super::secrets::{Said, of_member};
use super::super::url;
use super::MOST_SHOWN;
use crate::text::HIDDEN;
use crate::value::{Kind, Value};

/// What is known of a value by where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Under {
    /// Nothing.
    Open,
    /// It is hidden if it is a string or number.
    Scalar,
    /// It is hidden.
    Whole,
    /// It is a token: its id is hidden, its catalog too long to show.
    Token,
}

/// What is known of a member of an object.
fn under(object: Value<'_>, of_object: Under, member: Value<'_>) -> Under {
    let key = member.key();
    if of_object == Under::Token && key == "id" || key == "value" && names_a_secret(object) {
        return Under::Whole;
    }
    match of_member(key) {
        _ if key == "token" && member.kind() == Kind::Object => Under::Token,
        Said::Whole => Under::Whole,
        Said::Scalar => Under::Scalar,
        Said::Open => Under::Open,
    }
}

/// Whether an object says of its member `value` that it is a secret: JSON patches do, and lists of settings.
fn names_a_secret(object: Value<'_>) -> bool {
    let says = |name: &str| {
        let said = object.get(name).and_then(Value::as_str).unwrap_or_default();
        of_member(said.rsplit('/').next().unwrap_or_default()) != Said::Open
    };
    says("path") || says("name") || says("key")
}

/// The catalog of a token fills pages and says nothing new.
fn is_catalog(of_object: Under, member: Value<'_>) -> bool {
    (of_object == Under::Token && member.key() == "catalog" || member.key() == "serviceCatalog")
        && member.kind() == Kind::List
}

fn is_hidden(value: Value<'_>, under: Under) -> bool {
    let is_scalar = matches!(value.kind(), Kind::String | Kind::Int | Kind::Double);
    match under {
        Under::Open | Under::Token => false,
        Under::Scalar => is_scalar,
        // What is null, true or false gives nothing away.
        Under::Whole => !matches!(value.kind(), Kind::Null | Kind::Bool),
    }
}

/// A value as it may be shown.
struct Shown<'a> {
    value: Value<'a>,
    under: Under,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { value, under: known } = *self;
        if is_hidden(value, known) {
            return serializer.serialize_str(HIDDEN);
        }
        match value.kind() {
            Kind::Object => {
                let mut object = serializer.serialize_map(Some(value.len()))?;
                for member in value.iter() {
                    if is_catalog(known, member) {
                        object.serialize_entry(member.key(), "<removed>")?;
                    } else {
                        let shown = Shown { value: member, under: under(value, known, member) };
                        object.serialize_entry(member.key(), &shown)?;
                    }
                }
                object.end()
            }
            Kind::List => {
                let mut list = serializer.serialize_seq(Some(value.len()))?;
                value.iter().try_for_each(|element| list.serialize_element(&Shown { value: element, under: known }))?;
                list.end()
            }
            Kind::String => match value.as_str().unwrap_or_default() {
                address if address.contains("://") => serializer.serialize_str(&url::shown(address)),
                text => serializer.serialize_str(text),
            },
            _ => value.serialize(serializer),
        }
    }
}

/// The strings that [`Shown`] hides.
pub(super) fn collect(value: Value<'_>, found: &mut Vec<Zeroizing<String>>) {
    collect_under(value, Under::Open, found);
}

fn collect_under(value: Value<'_>, known: Under, found: &mut Vec<Zeroizing<String>>) {
    if let Some(text) = value.as_str() {
        if is_hidden(value, known) {
            found.push(Zeroizing::new(text.to_owned()));
        }
        return;
    }
    let is_object = value.kind() == Kind::Object;
    for inner in value.iter() {
        let inside = match known {
            Under::Whole => Under::Whole,
            _ if is_object => under(value, known, inner),
            _ => known,
        };
        collect_under(inner, inside, found);
    }
}

/// A value as JSON that may be shown but for what it repeats, and whether it is all of it.
pub(super) fn shown(value: Value<'_>) -> (Zeroizing<String>, bool) {
    // Room for all of it, so that no copy stays behind when it grows.
    let mut text = Bounded(Zeroizing::new(Vec::with_capacity(MOST_SHOWN)));
    let is_whole = serde_json::to_writer(&mut text, &Shown { value, under: Under::Open }).is_ok();
    let whole = text.0.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default();
    (Zeroizing::new(whole.to_owned()), is_whole)
}

/// Takes so much and fails then.
struct Bounded(Zeroizing<Vec<u8>>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = MOST_SHOWN - self.0.len();
        let taken = bytes.get(..room).unwrap_or(bytes);
        self.0.extend_from_slice(taken);
        if taken.len() < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
