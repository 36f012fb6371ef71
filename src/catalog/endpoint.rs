//! One endpoint of a catalog.

use std::fmt;

use super::filter::{EndpointQuery, short};
use super::index::Key;
use super::{Catalog, Entry, Fact, Lent, Service, Version};
use crate::value::Value;

/// An endpoint, lent from its catalog.
#[derive(Clone, Copy)]
pub struct Endpoint<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) service: &'c Service,
    pub(super) entry: &'c Entry,
}

impl<'c> Endpoint<'c> {
    fn lend(self, fact: Fact) -> Option<Lent<'c>> {
        fact.lend(&self.catalog.document)
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
    fn short_interface(self) -> Option<&'c str> {
        match self.catalog.version {
            Version::V2 => self.entry.url.value(&self.catalog.document).map(|url| short(url.key())),
            Version::V3 => self.text(self.entry.interface),
        }
    }

    /// What it is found by; `None` where it has no interface.
    pub(super) fn key(self) -> Option<Key<'c>> {
        let interface = self.short_interface()?;
        Some(Key { kind: self.text(self.service.kind), interface, region: self.text(self.entry.region) })
    }

    /// Whether its service and its id are what is asked for.
    pub(super) fn is_of(self, query: &EndpointQuery<'_>) -> bool {
        query.endpoint_id.is_none_or(|asked| self.text(self.entry.id) == Some(asked))
            && self.service.is_of(&self.catalog.document, query)
    }

    /// Whether it is in the region that is asked for.
    pub(super) fn is_in(self, region: Option<&str>) -> bool {
        region.is_none_or(|asked| self.text(self.entry.region) == Some(asked))
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
