//! Service catalogs: where the services of a cloud are. Version 2 and 3 become one flat list of endpoints and one index.

mod endpoint;
mod explanation;
mod filter;
mod index;
mod listing;
mod place;
mod reading;
mod refusal;
mod selection;
mod service_types;
mod tree;

use std::fmt;
use std::sync::Arc;

pub use endpoint::Endpoint;
pub use filter::{EndpointFilter, EndpointQuery, Interfaces};
pub use place::Lent;
pub use service_types::official;

pub(crate) use place::{Fact, Place, ascii, members};

use crate::error::{Code, Error, Result};
use crate::value::{Document, Limits, Value};
use filter::{Interface, Usual, given};
use index::{Index, Key, Listed, Number};

/// A service catalog, indexed once. It shares the body that it was read from; strings are lent from there.
pub struct Catalog {
    document: Arc<Document>,
    version: Version,
    services: Box<[Service]>,
    endpoints: Box<[Entry]>,
    /// Endpoints without a URL, which nobody is told of but who asks why an endpoint is not found.
    useless: Box<[Entry]>,
    index: Index,
    /// The list as the body has it.
    list: Fact,
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
    /// The number of its type's name.
    number: Number,
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
    /// Which of the usual interfaces that is, if any.
    usual: Option<Usual>,
    /// `region_id`, or else `region`.
    region: Fact,
    id: Fact,
}

impl Catalog {
    /// The catalog in a text: a token's body, version 3 or 2, or the answer to `GET /v3/auth/catalog`.
    pub fn from_json(json: impl Into<Vec<u8>>) -> Result<Self> {
        // A body of version 2 holds its token.
        let document = Document::parse_secret(json, Limits::default()).map_err(|error| {
            Error::new(Code::INVALID_RESPONSE, format!("the catalog's body cannot be read: {error}"))
        })?;
        Self::from_body(document)
    }

    /// The catalog within a token's body, version 3 or 2, or within the answer to `GET /v3/auth/catalog`.
    pub fn from_body(document: Arc<Document>) -> Result<Self> {
        reading::read(document)
    }

    /// The list of services as the body has it.
    pub fn data(&self) -> Option<Value<'_>> {
        self.list.value(&self.document)
    }

    /// How many endpoints there are.
    pub fn endpoint_count(&self) -> usize {
        self.endpoints.len()
    }

    /// Endpoint number `index`, in the order of the catalog. Endpoints without a URL and services without a type are left out.
    pub fn endpoint(&self, index: usize) -> Option<Endpoint<'_>> {
        self.endpoint_of(self.endpoints.get(index)?, Some(index))
    }

    fn endpoint_of<'c>(&'c self, entry: &'c Entry, index: Option<usize>) -> Option<Endpoint<'c>> {
        let service = self.services.get(entry.service as usize)?;
        Some(Endpoint { catalog: self, service, entry, index })
    }

    /// All endpoints, in the order of the catalog.
    pub fn endpoints(&self) -> impl Iterator<Item = Endpoint<'_>> {
        (0..self.endpoints.len()).filter_map(|index| self.endpoint(index))
    }

    /// The URL of the first endpoint that `query` takes, of the first of its interfaces that has one; `public` where it names none.
    ///
    /// `EmptyCatalog` where there is no catalog, `EndpointNotFound` where it has no such endpoint.
    pub fn url_for<'q>(&self, query: impl Into<EndpointQuery<'q>>) -> Result<Lent<'_>> {
        self.look_up(&query.into())
    }

    /// The same for a query that may stay where it is: every request passes here.
    #[inline]
    pub fn look_up(&self, query: &EndpointQuery<'_>) -> Result<Lent<'_>> {
        let found = self.find(query).and_then(|number| self.endpoints.get(number as usize));
        match found.and_then(|entry| entry.url.lend(&self.document)) {
            Some(url) => Ok(url),
            None => Err(refusal::explain(self, &query.given())),
        }
    }

    /// The endpoint that [`Catalog::url_for`] finds.
    pub fn endpoint_for<'q>(&self, query: impl Into<EndpointQuery<'q>>) -> Result<Endpoint<'_>> {
        let query = query.into();
        let found = self.find(&query).and_then(|number| self.endpoint(number as usize));
        found.ok_or_else(|| refusal::explain(self, &query.given()))
    }

    /// The number of the endpoint.
    #[allow(clippy::inline_always, reason = "as below")]
    #[inline(always)]
    fn find(&self, query: &EndpointQuery<'_>) -> Option<u32> {
        let Some(kind) = given(query.service_type) else {
            // The types in the order of their first service that will do.
            return self.types_tried(query).into_iter().find_map(|kind| self.of_number(kind, query));
        };
        if let (Some(usual), false) = (query.interface.usual(), query.asks_more()) {
            let key = Key { kind, usual, region: given(query.region_name) };
            return self.index.first_of_usual(&self.listed(), &key);
        }
        self.of_type(Some(kind), query).or_else(|| self.index.others(kind).find_map(|kind| self.of_number(kind, query)))
    }

    fn of_number(&self, kind: Number, query: &EndpointQuery<'_>) -> Option<u32> {
        self.of_type(self.listed().kind_of(kind), query)
    }

    /// The first endpoint of a type, of the best interface that has one.
    #[inline(never)]
    fn of_type(&self, kind: Option<&str>, query: &EndpointQuery<'_>) -> Option<u32> {
        let mut names = query.interface.iter().map(|name| Interface::of(self.version.short(name))).peekable();
        if names.peek().is_none() {
            return self.of_interface(kind, Interface::Usual(Usual::Public), query);
        }
        names.find_map(|interface| self.of_interface(kind, interface, query))
    }

    fn of_interface(&self, kind: Option<&str>, interface: Interface<'_>, query: &EndpointQuery<'_>) -> Option<u32> {
        let first = self.index.first(self.listed(), kind, interface, given(query.region_name))?;
        if query.asks_more() { self.first_that_fits(first, query) } else { Some(first) }
    }

    #[inline]
    fn listed(&self) -> Listed<'_> {
        let Self { document, version, services, endpoints, .. } = self;
        Listed { document, version: *version, services, endpoints }
    }

    /// The first from `number` on, of its type and interface, that is all that is asked for.
    fn first_that_fits(&self, mut number: u32, query: &EndpointQuery<'_>) -> Option<u32> {
        loop {
            let endpoint = self.endpoint(number as usize)?;
            if endpoint.is_of(query) && endpoint.is_in(query.region_name) {
                return Some(number);
            }
            number = self.index.after(number)?;
        }
    }
}

impl Entry {
    /// The interface in short form, as both versions are looked up.
    fn interface_text<'c>(&self, document: &'c Document, version: Version) -> Option<&'c str> {
        match version {
            Version::V2 => self.url.value(document).map(|url| version.short(url.key())),
            Version::V3 => self.interface.text(document),
        }
    }
}

impl Service {
    /// Whether the query's service name and id fit; what the service does not have is not compared.
    fn is_of(&self, document: &Document, query: &EndpointQuery<'_>) -> bool {
        self.has_name(document, query) && self.has_id(document, query)
    }

    fn has_name(&self, document: &Document, query: &EndpointQuery<'_>) -> bool {
        fits(self.name.text(document), query.service_name)
    }

    fn has_id(&self, document: &Document, query: &EndpointQuery<'_>) -> bool {
        fits(self.id.text(document), query.service_id)
    }
}

fn fits(has: Option<&str>, asked: Option<&str>) -> bool {
    given(asked).is_none_or(|asked| has.is_none_or(|has| has.is_empty() || has == asked))
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
