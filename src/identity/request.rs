//! From arguments to a request: query, body and header fields.

use super::arguments::Arguments;
use super::operation::{Place, Rest, Usual};
use crate::error::Result;
use crate::http::Body;
use crate::options::Param;
use crate::session::RequestOptions;
use crate::value::Json;

/// Filters whose names have hyphens on the wire.
const HYPHENATED: &[(&str, &str)] =
    &[("tags_any", "tags-any"), ("not_tags", "not-tags"), ("not_tags_any", "not-tags-any")];

/// The request of a call, but for its path.
pub(super) fn options(arguments: &Arguments<'_>) -> Result<RequestOptions> {
    let operation = arguments.operation();
    let mut options = RequestOptions {
        authenticated: if operation.unauthenticated { Some(false) } else { None },
        query: query(arguments),
        unlogged: operation.secret,
        ..RequestOptions::default()
    };
    options.headers.set("Accept", "application/json")?;
    for (name, value) in arguments.at(Place::Header) {
        if let Some(text) = word(value) {
            options.headers.set(name, &text)?;
        }
    }
    if operation.subject {
        options.headers.set("X-Subject-Token", arguments.text("token")?.unwrap_or_default())?;
    }
    if let Some(body) = body(arguments)? {
        options.body = Body::bytes(body.to_bytes());
        options.content_type = Some("application/json".to_owned());
    }
    Ok(options)
}

fn query(arguments: &Arguments<'_>) -> Vec<(String, String)> {
    let mut query = Vec::new();
    for (name, value) in arguments.at(Place::Query) {
        add(&mut query, name, value);
    }
    for (name, value) in arguments.at(Place::Truth) {
        if matches!(value, Param::Bool(true)) {
            add(&mut query, name, value);
        }
    }
    if arguments.operation().rest == Rest::Query {
        for (name, value) in arguments.rest() {
            let wire = HYPHENATED.iter().find(|(known, _)| known == name).map_or(*name, |(_, wire)| wire);
            add(&mut query, wire, value);
        }
    }
    query
}

/// The part of the query that has no values, as Keystone wants it: `subtree_as_ids&parents_as_list`.
pub(super) fn flags(arguments: &Arguments<'_>) -> Vec<&'static str> {
    arguments.at(Place::Flag).filter(|(_, value)| matches!(value, Param::Bool(true))).map(|(name, _)| name).collect()
}

/// A list repeats the name; null is left out.
fn add(query: &mut Vec<(String, String)>, name: &str, value: &Param) {
    match value {
        Param::List(list) => list.iter().for_each(|value| add(query, name, value)),
        value => query.extend(word(value).map(|text| (name.to_owned(), text))),
    }
}

/// A value as one word. Servers take everything but `0` for true.
fn word(value: &Param) -> Option<String> {
    Some(match value {
        Param::Null => return None,
        Param::Bool(true) => "True".to_owned(),
        Param::Bool(false) => "0".to_owned(),
        Param::Int(number) => number.to_string(),
        Param::Double(number) => number.to_string(),
        Param::String(text) => text.expose().to_owned(),
        Param::List(_) | Param::Params(_) => String::from_utf8_lossy(&value.lent().to_bytes()).into_owned(),
    })
}

fn body<'a>(arguments: &Arguments<'a>) -> Result<Option<Json<'a>>> {
    let operation = arguments.operation();
    let content = match operation.body {
        Some(body) => body(arguments)?,
        None if operation.wrap.is_empty() && !has_body(arguments) => return Ok(None),
        None => members(arguments),
    };
    Ok(Some(match (operation.wrap, operation.wraps_list) {
        ("", _) => content,
        (wrap, false) => Json::Object(vec![(wrap, content)]),
        (wrap, true) => Json::Object(vec![(wrap, Json::List(vec![content]))]),
    }))
}

fn has_body(arguments: &Arguments<'_>) -> bool {
    arguments.operation().args.iter().any(|arg| arg.place == Place::Body)
}

/// The attributes: those that the row names, its defaults, and the rest.
pub(super) fn members<'a>(arguments: &Arguments<'a>) -> Json<'a> {
    let named = arguments.at(Place::Body).map(|(name, value)| (name, value.lent()));
    let usual = |usual| match usual {
        Usual::Truth(truth) => Json::Bool(truth),
        Usual::Text(text) => Json::String(text),
    };
    let defaults = arguments.defaults().map(|(name, value)| (name, usual(value)));
    let mut members: Vec<(&'a str, Json<'a>)> = named.chain(defaults).collect();
    if matches!(arguments.operation().rest, Rest::Body | Rest::Secrets) {
        members.extend(arguments.rest().iter().map(|(name, value)| (*name, value.lent())));
    }
    Json::Object(members)
}
