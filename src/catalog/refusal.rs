//! What a look-up says that finds nothing: what was asked, and what there is.

use std::borrow::Cow;
use std::fmt::Write;

use super::{Catalog, Endpoint, EndpointQuery, Version};
use crate::error::{Code, Error};

/// How many things a message lists, and how much of each string it shows: names come from the peer and have no bounds.
const MOST_LISTED: usize = 12;
const LONGEST_SHOWN: usize = 80;

pub(super) fn explain(catalog: &Catalog, query: &EndpointQuery<'_>) -> Error {
    let asked = asked(query, catalog.version);
    if catalog.empty {
        return Error::new(Code::EMPTY_CATALOG, format!("no {asked}: the token has no catalog"));
    }
    let types = || catalog.services.iter().filter_map(|service| service.kind.lend(&catalog.document));
    let known = catalog.types_tried(query);
    let there = match query.service_type {
        Some(_) if known.is_empty() => {
            format!("the types in the catalog are {}", listed(types().map(|kind| shown(&kind).into_owned())))
        }
        Some(_) => {
            let same_type = catalog.endpoints().filter(|endpoint| known.contains(&endpoint.service.number));
            format!("for this type the catalog has {}", listed(same_type.map(|endpoint| described(endpoint, query))))
        }
        None => format!("the catalog has {}", listed(catalog.endpoints().map(|endpoint| described(endpoint, query)))),
    };
    Error::new(Code::ENDPOINT_NOT_FOUND, format!("no {asked}: {there}"))
}

fn asked(query: &EndpointQuery<'_>, version: Version) -> String {
    let mut interfaces: Vec<String> =
        query.interface.iter().take(MOST_LISTED).map(|name| shown(version.short(name)).into_owned()).collect();
    if interfaces.is_empty() {
        interfaces.push("public".to_owned());
    }
    let mut text = format!("{} endpoint", interfaces.join(" or "));
    for (words, value) in [
        (" of service type", query.service_type),
        (" of service", query.service_name),
        (" of service id", query.service_id),
        (" in region", query.region_name),
        (" with id", query.endpoint_id),
    ] {
        if let Some(value) = value {
            // Writing to a string does not fail.
            let _ = write!(text, "{words} '{}'", shown(value));
        }
    }
    if let Some(value) = query.filter_value {
        let _ = write!(text, " whose {} is '{}'", shown(query.attr.unwrap_or("(no attr)")), shown(value));
    }
    text
}

/// An endpoint by what the query asked for.
fn described(endpoint: Endpoint<'_>, query: &EndpointQuery<'_>) -> String {
    let interface = endpoint.interface();
    let mut text = shown(interface.as_deref().unwrap_or("no interface")).into_owned();
    let other_type = endpoint.service_type().is_none_or(|kind| query.service_type != Some(kind.as_str()));
    for (words, value, wanted) in [
        (" of ", endpoint.service_type(), other_type),
        (" of ", endpoint.service_name(), query.service_name.is_some()),
        (" of service id ", endpoint.service_id(), query.service_id.is_some()),
        (" in ", endpoint.region(), true),
        (" with id ", endpoint.id(), query.endpoint_id.is_some()),
    ] {
        if let Some(value) = value.filter(|_| wanted) {
            text.push_str(words);
            text.push_str(&shown(&value));
        }
    }
    text
}

/// The first few different ones.
fn listed(all: impl Iterator<Item = String>) -> String {
    let mut few: Vec<String> = Vec::new();
    for one in all {
        if few.contains(&one) {
            continue;
        }
        if few.len() == MOST_LISTED {
            few.push("more".to_owned());
            break;
        }
        few.push(one);
    }
    if few.is_empty() { "none".to_owned() } else { few.join(", ") }
}

fn shown(text: &str) -> Cow<'_, str> {
    clipped(text, LONGEST_SHOWN)
}

/// At most so many characters of a text.
pub(super) fn clipped(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}
