//! One endpoint of a catalog.

use std::fmt;

use super::filter::{EndpointQuery, given};
use super::{Catalog, Entry, Fact, Lent, Service, Version};
use crate::value::Value;

/// An endpoint, lent from its catalog.
#[derive(Clone, Copy)]
pub struct Endpoint<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) service: &'c Service,
    pub(super) entry: &'c Entry,
    /// Its number; `None` for one without a URL.
    pub(super) index: Option<usize>,
}

impl<'c> Endpoint<'c> {
    fn lend(self, fact: Fact) -> Option<Lent<'c>> {
        fact.lend(&self.catalog.document)
    }

    /// Its number in the catalog, as [`Catalog::endpoint`] takes it.
    pub fn index(self) -> Option<usize> {
        self.index
    }

    /// The type of its service: `compute`.
    pub fn service_type(self) -> Option<Lent<'c>> {
        self.lend(self.service.kind)
    }

    /// The name of its service: `nova`.
    pub fn service_name(self) -> Option<Lent<'c>> {
        self.lend(self.service.name)
    }

    /// The id of its service; version 2 has none.
    pub fn service_id(self) -> Option<Lent<'c>> {
        self.lend(self.service.id)
    }

    /// Its interface as the body spells it: `public`, in version 2 `publicURL`.
    pub fn interface(self) -> Option<Lent<'c>> {
        match self.catalog.version {
            Version::V2 => self.entry.url.value(&self.catalog.document).map(|url| Lent::new(url.key_with_nul())),
            Version::V3 => self.lend(self.entry.interface),
        }
    }

    /// The id of its region; where it has only a name, that.
    pub fn region(self) -> Option<Lent<'c>> {
        self.lend(self.entry.region)
    }

    /// Its URL.
    pub fn url(self) -> Lent<'c> {
        self.lend(self.entry.url).unwrap_or(Lent::new("\0"))
    }

    /// Its id.
    pub fn id(self) -> Option<Lent<'c>> {
        self.lend(self.entry.id)
    }

    /// All that the body says of it. In version 2 the endpoints of one object share it.
    pub fn value(self) -> Option<Value<'c>> {
        self.entry.node.value(&self.catalog.document)
    }

    fn text(self, fact: Fact) -> Option<&'c str> {
        fact.text(&self.catalog.document)
    }

    /// The interface in short form, as both versions are looked up.
    pub(super) fn short_interface(self) -> Option<&'c str> {
        self.entry.interface_text(&self.catalog.document, self.catalog.version)
    }

    /// Whether its service, its id and its attribute are what is asked for.
    pub(super) fn is_of(self, query: &EndpointQuery<'_>) -> bool {
        self.has_id(query.endpoint_id) && self.has_attribute(query) && self.service.is_of(&self.catalog.document, query)
    }

    /// Whether it has the id that is asked for.
    pub(super) fn has_id(self, id: Option<&str>) -> bool {
        given(id).is_none_or(|asked| self.text(self.entry.id) == Some(asked))
    }

    /// Whether it has the value that is asked for under the key that is asked for.
    pub(super) fn has_attribute(self, query: &EndpointQuery<'_>) -> bool {
        given(query.filter_value).is_none_or(|asked| self.attribute(query).is_some_and(|has| has.as_str() == asked))
    }

    /// The string that it has under the key that is asked for.
    pub(super) fn attribute(self, query: &EndpointQuery<'_>) -> Option<Lent<'c>> {
        self.value()?.get(query.attr?)?.as_str_with_nul().map(Lent::new)
    }

    /// Whether it is in the region that is asked for.
    pub(super) fn is_in(self, region: Option<&str>) -> bool {
        given(region).is_none_or(|asked| self.text(self.entry.region) == Some(asked))
    }
}

impl fmt::Debug for Endpoint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("service_type", &self.service_type())
            .field("interface", &self.interface())
            .field("region", &self.region())
            .field("url", &self.url())
            .finish_non_exhaustive()
    }
}
