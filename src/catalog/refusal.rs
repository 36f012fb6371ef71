//! What a look-up says that finds nothing: what was asked, and what there is.

use std::fmt::Write;

use super::{Catalog, Endpoint, EndpointQuery};
use crate::error::{Code, Error};

/// How many things a message lists, and how much of each string it shows: names come from the peer and have no bounds.
const MOST_LISTED: usize = 12;
const LONGEST_SHOWN: usize = 80;

pub(super) fn explain(catalog: &Catalog, query: &EndpointQuery<'_>) -> Error {
    let asked = asked(query);
    if catalog.empty {
        return Error::new(Code::EMPTY_CATALOG, format!("no {asked}: the token has no catalog"));
    }
    let types = || catalog.services.iter().filter_map(|service| service.kind.lend(&catalog.document));
    let there = match query.service_type {
        Some(kind) if types().any(|known| known.as_str() == kind) => {
            let same_type = catalog.endpoints().filter(|endpoint| endpoint.service_type().as_deref() == Some(kind));
            format!("for this type the catalog has {}", listed(same_type.map(|endpoint| described(endpoint, query))))
        }
        Some(_) => format!("the types in the catalog are {}", listed(types().map(|kind| shown(&kind)))),
        None => format!("the catalog has {}", listed(catalog.endpoints().map(|endpoint| described(endpoint, query)))),
    };
    Error::new(Code::ENDPOINT_NOT_FOUND, format!("no {asked}: {there}"))
}

fn asked(query: &EndpointQuery<'_>) -> String {
    let mut interfaces: Vec<String> = query.interface.iter().take(MOST_LISTED).map(shown).collect();
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
    text
}

/// An endpoint by what the query asked for.
fn described(endpoint: Endpoint<'_>, query: &EndpointQuery<'_>) -> String {
    let mut text = shown(endpoint.interface().as_deref().unwrap_or("no interface"));
    for (words, value, wanted) in [
        (" of ", endpoint.service_type(), query.service_type.is_none()),
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

fn shown(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
