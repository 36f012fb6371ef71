//! A table of steps against a server: what is asked, in which order, and how it ends.
//!
//! `$name` in an argument is what an earlier step kept under that name, `$name/key` a part of it.

use std::collections::BTreeMap;

use keystoneclient::error::Result;
use keystoneclient::identity::Outcome;
use serde_json::Value;

/// How a step ends.
#[derive(Clone, Copy)]
pub(crate) enum End {
    /// It succeeds.
    Good,
    /// It succeeds, and the value at this JSON pointer is kept under this name.
    Keep(&'static str, &'static str),
    /// It fails with this class.
    Fails(&'static str),
}

use End::{Fails, Good, Keep};

/// The arguments with what was kept in them.
pub(crate) fn filled(value: &Value, kept: &BTreeMap<&str, Value>) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(place) => {
                let (name, pointer) = place.split_at(place.find('/').unwrap_or(place.len()));
                let found = kept.get(name).and_then(|value| value.pointer(pointer));
                found.unwrap_or_else(|| panic!("nothing was kept under {place}")).clone()
            }
            None => value.clone(),
        },
        Value::Array(list) => list.iter().map(|value| filled(value, kept)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), filled(value, kept))).collect(),
        other => other.clone(),
    }
}

/// Takes all steps, and fails with those that end otherwise.
pub(crate) fn run(
    steps: Vec<(&'static str, Value, End)>,
    kept: &mut BTreeMap<&'static str, Value>,
    call: impl Fn(&str, &Value) -> Result<Outcome>,
) {
    let mut wrong = Vec::new();
    for (name, arguments, end) in steps {
        match (call(name, &filled(&arguments, kept)), end) {
            (Ok(_), Good) => {}
            (Ok(outcome), Keep(name, pointer)) => {
                let value = outcome.value().and_then(|value| value.pointer(pointer)).expect(pointer);
                kept.insert(name, serde_json::from_str(&value.to_json()).unwrap());
            }
            (Err(error), Fails(class)) if error.code().class_name() == class => {}
            (Ok(_), Fails(class)) => wrong.push(format!("{name}: succeeded, not {class}")),
            (Err(error), _) => wrong.push(format!("{name}: {} {error}", error.code().class_name())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
