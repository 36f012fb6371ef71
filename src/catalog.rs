//! Service catalogs: where the services of a cloud are. Version 2 and 3 become one flat list of endpoints and one index.

mod endpoint;
mod filter;
mod index;
mod place;
mod reading;
mod refusal;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

pub use endpoint::Endpoint;
pub use filter::{EndpointFilter, EndpointQuery, Interfaces};
pub use place::Lent;

pub(crate) use place::{Fact, Place};

use crate::error::Result;
use crate::value::Document;
use index::{Index, Key};

/// A service catalog, indexed once. It shares the body that it was read from; strings are lent from there.
pub struct Catalog {
    document: Arc<Document>,
    version: Version,
    services: Box<[Service]>,
    endpoints: Box<[Entry]>,
    index: Index,
    /// Whether the body has no catalog, or one without any service.
    empty: bool,
}

/// How the body spells a catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// `{"publicURL": ..., "adminURL": ...}`: one endpoint for each such key.
    V2,
    /// `{"interface": "public", "url": ...}`.
    V3,
}

/// A service that has a type, even if it is null.
struct Service {
    kind: Fact,
    name: Fact,
    id: Fact,
}

/// An endpoint that has a URL.
#[derive(Clone, Copy)]
struct Entry {
    service: u32,
    /// The endpoint as the body has it.
    node: Fact,
    url: Fact,
    /// Version 3's interface; version 2 has it in the key of the URL.
    interface: Fact,
    /// `region_id`, or else `region`.
    region: Fact,
    id: Fact,
}

impl Catalog {
    /// The catalog within a token's body, version 3 or 2, or within the answer to `GET /v3/auth/catalog`.
    pub fn from_body(document: Arc<Document>) -> Result<Self> {
        reading::read(document)
    }

    /// How many endpoints there are.
    pub fn endpoint_count(&self) -> usize {
        self.endpoints.len()
    }

    /// Endpoint number `index`, in the order of the catalog. Endpoints without a URL and services without a type are left out.
    pub fn endpoint(&self, index: usize) -> Option<Endpoint<'_>> {
        let entry = self.endpoints.get(index)?;
        let service = self.services.get(entry.service as usize)?;
        Some(Endpoint { catalog: self, service, entry })
    }

    /// All endpoints, in the order of the catalog.
    pub fn endpoints(&self) -> impl Iterator<Item = Endpoint<'_>> {
        (0..self.endpoints.len()).filter_map(|index| self.endpoint(index))
    }

    /// The URL of the first endpoint that `query` takes, of the first of its interfaces that has one; `public` where it names none.
    ///
    /// `EmptyCatalog` where there is no catalog, `EndpointNotFound` where it has no such endpoint.
    pub fn url_for<'q>(&self, query: impl Into<EndpointQuery<'q>>) -> Result<Lent<'_>> {
        Ok(self.endpoint_for(query)?.url())
    }

    /// The endpoint that [`Catalog::url_for`] finds.
    pub fn endpoint_for<'q>(&self, query: impl Into<EndpointQuery<'q>>) -> Result<Endpoint<'_>> {
        let query = query.into().given();
        let found = match query.service_type {
            Some(kind) => self.of_type(Some(kind), &query),
            None => self.of_any_type(&query),
        };
        found.ok_or_else(|| refusal::explain(self, &query))
    }

    /// The first endpoint of a type, of the best interface that has one.
    fn of_type(&self, kind: Option<&str>, query: &EndpointQuery<'_>) -> Option<Endpoint<'_>> {
        let find = |interface| self.of_key(Key { kind, interface, region: query.region_name }, query);
        query.interface.find_or("public", find)
    }

    fn of_key(&self, key: Key<'_>, query: &EndpointQuery<'_>) -> Option<Endpoint<'_>> {
        let first = self.index.first(key, |number| self.endpoint(number as usize)?.key())?;
        let mut number = first;
        loop {
            let endpoint = self.endpoint(number as usize)?;
            if endpoint.is_of(query) && (number == first || endpoint.is_in(key.region)) {
                return Some(endpoint);
            }
            number = self.index.after(number)?;
        }
    }

    /// The types in the order of their first service that will do; the first that has an endpoint.
    fn of_any_type(&self, query: &EndpointQuery<'_>) -> Option<Endpoint<'_>> {
        let mut tried = HashSet::new();
        let services = self.services.iter().filter(|service| service.is_of(&self.document, query));
        let kinds = services.map(|service| service.kind.text(&self.document));
        kinds.filter(|kind| tried.insert(*kind)).find_map(|kind| self.of_type(kind, query))
    }
}

impl Service {
    /// Whether the query's service name and id fit; what the service does not have is not compared.
    fn is_of(&self, document: &Document, query: &EndpointQuery<'_>) -> bool {
        let fits = |fact: Fact, asked: Option<&str>| {
            asked.is_none_or(|asked| fact.text(document).is_none_or(|has| has.is_empty() || has == asked))
        };
        fits(self.name, query.service_name) && fits(self.id, query.service_id)
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog")
            .field("version", &self.version)
            .field("services", &self.services.len())
            .field("endpoints", &self.endpoints.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
