//! What a catalog has for a query, as documents.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use super::selection::Group;
use super::tree::Tree;
use super::{Catalog, Endpoint, EndpointQuery, Lent, Version};
use crate::error::{Code, Error, Result};
use crate::value::{Document, Json, Limits};

impl Catalog {
    /// The URLs of all endpoints that `query` takes, type by type, as a list; `public` ones where it names no interface.
    pub fn urls<'q>(&self, query: impl Into<EndpointQuery<'q>>) -> Result<Arc<Document>> {
        let groups = self.select(&query.into().given(), Some("public"));
        let endpoints = groups.into_iter().flat_map(|group| group.endpoints);
        Tree::List(endpoints.map(|endpoint| Tree::lent(Some(endpoint.url()))).collect()).into_document()
    }

    /// The endpoints that `query` takes, of every interface where it names none, as the catalog has them: an object from each type
    /// to a list. In version 2 each object is there once.
    pub fn endpoints_by_type<'q>(&self, query: impl Into<EndpointQuery<'q>>) -> Result<Arc<Document>> {
        self.by_type(&query.into().given(), |group| match self.version {
            Version::V2 => without_repeats(group),
            Version::V3 => group.endpoints.iter().filter_map(|endpoint| endpoint.value()).map(Tree::Value).collect(),
        })
    }

    /// The same endpoints, each as an object of what is known about it and its number.
    pub fn endpoints_data<'q>(&self, query: impl Into<EndpointQuery<'q>>) -> Result<Arc<Document>> {
        self.by_type(&query.into().given(), |group| group.endpoints.iter().copied().map(described).collect())
    }

    fn by_type<'c>(
        &'c self,
        query: &EndpointQuery<'_>,
        list: impl Fn(&Group<'c>) -> Vec<Tree<'c>>,
    ) -> Result<Arc<Document>> {
        let name = |kind: Option<Lent<'c>>| Cow::from(kind.map_or("null", Lent::as_str));
        let groups = self.select(query, None);
        let members = groups.iter().map(|group| (name(group.kind), Tree::List(list(group))));
        Tree::Object(members.collect()).into_document()
    }
}

impl Catalog {
    /// What the body says of its token, in the words of the old clients: an object of `id`, `expires`, `user_id`, `tenant_id`
    /// and `domain_id`, without what it does not say. The id stands in bodies of version 2 only, and makes the answer a secret.
    pub fn token(&self) -> Result<Arc<Document>> {
        let places: &[(&str, &str)] = match self.version {
            Version::V2 => &[
                ("id", "/access/token/id"),
                ("expires", "/access/token/expires"),
                ("user_id", "/access/user/id"),
                ("tenant_id", "/access/token/tenant/id"),
            ],
            Version::V3 => &[
                ("expires", "/token/expires_at"),
                ("user_id", "/token/user/id"),
                ("tenant_id", "/token/project/id"),
                ("domain_id", "/token/domain/id"),
            ],
        };
        let body = self.document.root();
        let said = |(name, place): &(&'static str, &str)| Some((*name, Json::String(body.pointer(place)?.as_str()?)));
        let object = Json::Object(places.iter().filter_map(said).collect());
        Document::parse_secret(object.to_bytes(), Limits::default())
            .map_err(|error| Error::new(Code::LIMIT_EXCEEDED, format!("the answer is too large: {error}")))
    }
}

/// Endpoints of version 2: one object of the body is an endpoint for each of its URLs, and what is written twice is there once.
fn without_repeats<'c>(group: &Group<'c>) -> Vec<Tree<'c>> {
    let (mut last, mut seen) = (None, HashSet::new());
    let mut objects = Vec::new();
    for endpoint in &group.endpoints {
        let node = Some(endpoint.entry.node);
        if std::mem::replace(&mut last, node) == node {
            continue;
        }
        if let Some(value) = endpoint.value().filter(|value| seen.insert(value.to_json())) {
            objects.push(Tree::Value(value));
        }
    }
    objects
}

fn described(endpoint: Endpoint<'_>) -> Tree<'_> {
    Tree::object([
        ("index", endpoint.index().map_or(Tree::Null, Tree::Number)),
        ("service_type", Tree::lent(endpoint.service_type())),
        ("service_name", Tree::lent(endpoint.service_name())),
        ("service_id", Tree::lent(endpoint.service_id())),
        ("interface", Tree::lent(endpoint.interface())),
        ("region", Tree::lent(endpoint.region())),
        ("url", Tree::lent(Some(endpoint.url()))),
        ("id", Tree::lent(endpoint.id())),
    ])
}
