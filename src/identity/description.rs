//! The table as data, for scripts that find out what there is.

use std::sync::Arc;

use serde_json::{Value, json};

use super::operation::{Arg, Operation, Place, Rest, Usual};
use super::operations;
use crate::error::{Code, Error, Result};
use crate::value::{Document, from_json};

/// Every operation: name, help, method, path, ids, arguments, and what becomes of others.
pub fn describe() -> Result<Arc<Document>> {
    let all: Value = operations().map(described).collect();
    from_json(&all).map_err(|error| Error::new(Code::INVALID_JSON, format!("the table of operations: {error}")))
}

fn described(operation: &Operation) -> Value {
    let arguments: Vec<Value> = operation.args.iter().map(argument).collect();
    json!({
        "name": operation.name, "help": operation.help, "method": operation.method, "path": operation.path,
        "ids": operation.ids, "arguments": arguments, "rest": rest(operation.rest),
    })
}

fn argument(arg: &Arg) -> Value {
    json!({
        "name": arg.name, "wire": arg.wire, "place": place(arg.place), "required": arg.required,
        "default": arg.default.map(usual), "sensitive": arg.sensitive,
    })
}

fn usual(usual: Usual) -> Value {
    match usual {
        Usual::Truth(truth) => truth.into(),
        Usual::Text(text) => text.into(),
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Body => "body",
        Place::Query | Place::Flag | Place::Truth => "query",
        Place::Header => "header",
        Place::Local => "call",
    }
}

fn rest(rest: Rest) -> &'static str {
    match rest {
        Rest::Refused => "refused",
        Rest::Query | Rest::Match => "filters",
        Rest::Body | Rest::Secrets => "attributes",
    }
}
