//! Why an endpoint is found, and why the others are not.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::index::Number;
use super::refusal::clipped;
use super::selection::Ranks;
use super::tree::Tree;
use super::{Catalog, Endpoint, EndpointQuery, Lent};
use crate::error::Result;
use crate::value::Document;

/// How many endpoints an explanation tells of, and how many characters of each string.
const MOST_TOLD: usize = 1000;
const LONGEST_SHOWN: usize = 1024;

fn shown(text: &str) -> Cow<'_, str> {
    clipped(text, LONGEST_SHOWN)
}

impl Catalog {
    /// What [`Catalog::url_for`] does for `query`, as an object: `asked`; `chosen`, the number of the endpoint or null; `candidates`,
    /// all endpoints in the order in which they are tried, each with `taken` and `why`; `left_out`, how many more there are.
    ///
    /// Endpoints without a URL are told of as well; they have no number.
    pub fn explain<'q>(&self, query: impl Into<EndpointQuery<'q>>) -> Result<Arc<Document>> {
        let query = query.into().given();
        let question = Question::new(self, query);
        let useless = self.useless.iter().filter_map(|entry| self.endpoint_of(entry, None));
        let mut candidates: Vec<_> =
            self.endpoints().chain(useless).map(|endpoint| (question.turn(endpoint), endpoint)).collect();
        // Stable: what is tried at the same time stays in the order of the catalog.
        candidates.sort_by_key(|(turn, _)| *turn);
        let chosen = question.chosen.and_then(Endpoint::index);
        let all = candidates.len();
        let mut told = 0..;
        // The one that is taken is told of wherever it stands.
        candidates.retain(|(_, endpoint)| {
            told.next().is_some_and(|turn| turn < MOST_TOLD) || (chosen.is_some() && endpoint.index() == chosen)
        });
        let left_out = all - candidates.len();
        Tree::object([
            ("asked", question.asked()),
            ("chosen", chosen.map_or(Tree::Null, Tree::Number)),
            (
                "candidates",
                Tree::List(candidates.into_iter().map(|(_, endpoint)| question.candidate(endpoint)).collect()),
            ),
            ("left_out", Tree::Number(left_out)),
        ])
        .into_document()
    }
}

/// What is asked, and what is found.
struct Question<'c, 'q> {
    query: EndpointQuery<'q>,
    /// When each type is tried.
    types: HashMap<Number, usize>,
    interfaces: Ranks<'q>,
    chosen: Option<Endpoint<'c>>,
}

impl<'c, 'q> Question<'c, 'q> {
    fn new(catalog: &'c Catalog, query: EndpointQuery<'q>) -> Self {
        Self {
            types: catalog.types_tried(&query).into_iter().zip(0..).collect(),
            interfaces: Ranks::of(&query, catalog.version, Some("public")),
            chosen: catalog.endpoint_for(query).ok(),
            query,
        }
    }

    fn asked(&self) -> Tree<'q> {
        let interfaces = self.interfaces.names().into_iter().map(|name| Tree::Text(name.into())).collect();
        let text = |text: Option<&'q str>| text.map_or(Tree::Null, |text| Tree::Text(text.into()));
        Tree::object([
            ("service_type", text(self.query.service_type)),
            ("interface", Tree::List(interfaces)),
            ("region_name", text(self.query.region_name)),
            ("service_name", text(self.query.service_name)),
            ("service_id", text(self.query.service_id)),
            ("endpoint_id", text(self.query.endpoint_id)),
            ("attr", text(self.query.attr)),
            ("filter_value", text(self.query.filter_value)),
        ])
    }

    /// When an endpoint is tried: by its type, then by its interface.
    fn turn(&self, endpoint: Endpoint<'_>) -> (usize, usize) {
        let kind = self.types.get(&endpoint.service.number).copied().unwrap_or(usize::MAX);
        (kind, self.interfaces.rank(endpoint).unwrap_or(usize::MAX))
    }

    fn candidate(&self, endpoint: Endpoint<'c>) -> Tree<'c> {
        let taken = self.chosen.is_some() && endpoint.index() == self.chosen.and_then(Endpoint::index);
        let text = |text: Option<Lent<'c>>| text.map_or(Tree::Null, |text| Tree::Text(shown(text.as_str())));
        let why = if taken { "it is the first that fits".into() } else { self.why_not(endpoint) };
        Tree::object([
            ("index", endpoint.index().map_or(Tree::Null, Tree::Number)),
            ("service_type", text(endpoint.service_type())),
            ("service_name", text(endpoint.service_name())),
            ("service_id", text(endpoint.service_id())),
            ("interface", text(endpoint.interface())),
            ("region", text(endpoint.region())),
            ("url", endpoint.index().map_or(Tree::Null, |_| text(Some(endpoint.url())))),
            ("id", text(endpoint.id())),
            ("taken", Tree::Bool(taken)),
            ("why", Tree::Text(why)),
        ])
    }

    /// The first thing that keeps an endpoint from being taken.
    fn why_not(&self, endpoint: Endpoint<'c>) -> Cow<'c, str> {
        let query = &self.query;
        let document = &endpoint.catalog.document;
        let (kind, interface) = (endpoint.service_type(), endpoint.interface());
        if query.service_type.is_some() && !self.types.contains_key(&endpoint.service.number) {
            return differs("service type", kind, query.service_type);
        }
        if !endpoint.service.has_name(document, query) {
            return differs("service name", endpoint.service_name(), query.service_name);
        }
        if !endpoint.service.has_id(document, query) {
            return differs("service id", endpoint.service_id(), query.service_id);
        }
        if self.interfaces.rank(endpoint).is_none() {
            let names: Vec<_> = self.interfaces.names().into_iter().take(12).collect();
            return differs("interface", interface, Some(&names.join("' or '")));
        }
        if !endpoint.is_in(query.region_name) {
            return differs("region", endpoint.region(), query.region_name);
        }
        if !endpoint.has_id(query.endpoint_id) {
            return differs("endpoint id", endpoint.id(), query.endpoint_id);
        }
        if !endpoint.has_attribute(query) {
            return differs(query.attr.unwrap_or("attr"), endpoint.attribute(query), query.filter_value);
        }
        if endpoint.index().is_none() {
            return "it has no URL".into();
        }
        self.earlier(endpoint).into()
    }

    /// What fits, but is not the first.
    fn earlier(&self, endpoint: Endpoint<'_>) -> String {
        let Some(chosen) = self.chosen else { return "no endpoint is taken".to_owned() };
        let name = |text: Option<Lent<'_>>| text.map_or("null".into(), |text| format!("'{}'", shown(text.as_str())));
        let ((kind, interface), (chosen_kind, chosen_interface)) = (self.turn(endpoint), self.turn(chosen));
        if kind != chosen_kind {
            let (kind, before) = (name(endpoint.service_type()), name(chosen.service_type()));
            return format!("it fits, but service type {before} is tried before {kind}");
        }
        if interface != chosen_interface {
            let (interface, before) = (name(endpoint.interface()), name(chosen.interface()));
            return format!("it fits, but interface {before} is tried before {interface}");
        }
        format!("it fits, but number {} stands before it", chosen.index().unwrap_or_default())
    }
}

fn differs(what: &str, has: Option<Lent<'_>>, asked: Option<&str>) -> Cow<'static, str> {
    let (what, asked) = (shown(what), shown(asked.unwrap_or_default()));
    match has {
        Some(has) => format!("its {what} is '{}', not '{asked}'", shown(has.as_str())).into(),
        None => format!("it has no {what}; asked for is '{asked}'").into(),
    }
}
