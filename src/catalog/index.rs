//! From a service type, an interface and a region to the first such endpoint.
//!
//! One table of numbers: the names that they stand for are compared where they are, in the body.

use std::hash::{BuildHasher, Hasher};

use hashbrown::hash_table::Entry as Place;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::filter::{Interface, Usual};
use super::service_types::{self, Known, Name};
use super::{Entry, Service, Version};
use crate::value::Document;

/// The number of a type: that of the first service that has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Number(u32);

/// The end of a chain.
const END: u32 = u32::MAX;

/// Types, and the first endpoint of each type and interface, in each region and in whatever region.
#[derive(Default)]
pub(super) struct Index {
    hasher: DefaultHashBuilder,
    table: HashTable<Slot>,
    /// Types that go by several names, each once; those that mean the same stand together, the best first.
    aliases: Vec<Alias>,
    /// For each endpoint the next one of its type and interface, in whatever region, in the order of the catalog.
    next: Box<[u32]>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// The first service of its type.
    Kind(u32),
    /// The first endpoint of its type and interface.
    Anywhere(u32),
    /// The first endpoint of its type and interface in its region.
    InRegion(u32),
    /// What is found by another name of a type, where the catalog has nothing under that name itself.
    Instead { endpoint: u32, name: Name, anywhere: bool },
}

/// A type in the catalog that has other names.
struct Alias {
    known: Known,
    /// Whether the catalog spells it in its own way.
    respelled: bool,
    kind: Number,
}

/// What is indexed.
#[derive(Clone, Copy)]
pub(super) struct Listed<'c> {
    pub(super) document: &'c Document,
    pub(super) version: Version,
    pub(super) services: &'c [Service],
    pub(super) endpoints: &'c [Entry],
}

impl<'c> Listed<'c> {
    #[inline]
    fn kind(self, service: u32) -> Option<&'c str> {
        self.services.get(service as usize)?.kind.text(self.document)
    }

    /// The text of a type; none for the one that is null.
    pub(super) fn kind_of(self, number: Number) -> Option<&'c str> {
        self.kind(number.0)
    }

    fn number(self, endpoint: u32) -> Option<Number> {
        let entry = self.endpoints.get(endpoint as usize)?;
        self.services.get(entry.service as usize).map(|service| service.number)
    }

    #[inline]
    fn interface(self, entry: &Entry) -> Option<Interface<'c>> {
        match entry.usual {
            Some(usual) => Some(Interface::Usual(usual)),
            None => entry.interface_text(self.document, self.version).map(Interface::Other),
        }
    }

    /// Whether an endpoint has this type, this interface, and this region if one is asked for.
    #[inline]
    fn fits(self, endpoint: u32, kind: Option<&str>, interface: Interface<'_>, region: Option<&str>) -> bool {
        self.endpoints.get(endpoint as usize).is_some_and(|entry| {
            self.has_interface(entry, interface)
                && self.has_kind(entry.service, kind)
                && region.is_none_or(|region| entry.region.is(self.document, region))
        })
    }

    #[inline]
    fn has_interface(self, entry: &Entry, interface: Interface<'_>) -> bool {
        match interface {
            Interface::Usual(usual) => entry.usual == Some(usual),
            Interface::Other(_) => self.interface(entry) == Some(interface),
        }
    }

    #[inline]
    fn has_kind(self, service: u32, kind: Option<&str>) -> bool {
        self.services.get(service as usize).is_some_and(|service| match kind {
            Some(kind) => service.kind.is(self.document, kind),
            None => !service.kind.is_some(),
        })
    }
}

/// The endpoints of one service and interface, while they are being indexed.
#[derive(Clone, Copy)]
struct Chain {
    first: u32,
    last: u32,
}

impl Index {
    /// Indexes the endpoints, and tells the services the numbers of their types.
    pub(super) fn build(document: &Document, version: Version, services: &mut [Service], endpoints: &[Entry]) -> Self {
        let mut index = Self {
            // Most endpoints are alone in their region, most services have three interfaces, and some types have other names.
            table: HashTable::with_capacity(endpoints.len() + 6 * services.len().min(endpoints.len() + 1)),
            next: vec![END; endpoints.len()].into_boxed_slice(),
            ..Self::default()
        };
        index.number_types(document, services);
        let listed = Listed { document, version, services, endpoints };
        let mut service = END;
        let mut chains = [None; 3];
        // From the last to the first, so that whoever stands in the table when all is done comes first in the catalog.
        // There are fewer endpoints than bytes, and those fit 31 bits.
        for (number, entry) in (0..END).zip(endpoints).rev() {
            if entry.service != service {
                index.keep(listed, &mut chains);
                service = entry.service;
            }
            let Some(interface) = listed.interface(entry) else { continue };
            let follower = match interface {
                Interface::Usual(usual) => chains.get_mut(usual as usize).and_then(|chain: &mut Option<Chain>| {
                    let last = chain.map_or(number, |chain| chain.last);
                    chain.replace(Chain { first: number, last }).map(|chain| chain.first)
                }),
                Interface::Other(_) => index.put(listed, Slot::Anywhere(number), |_| true),
            };
            index.link(number, follower);
            if let Some(region) = entry.region.text(document) {
                let same = |other: &Entry| other.region.text(document) == Some(region);
                index.put(listed, Slot::InRegion(number), same);
            }
        }
        index.keep(listed, &mut chains);
        index.enter_other_names(listed);
        index
    }

    fn number_types(&mut self, document: &Document, services: &mut [Service]) {
        for place in 0..services.len() {
            let Some(kind) = services.get(place).map(|service| service.kind.text(document)) else { continue };
            let listed = Listed { document, version: Version::V3, services, endpoints: &[] };
            // There are fewer services than bytes, and those fit 31 bits.
            let own = u32::try_from(place).unwrap_or(END);
            let number = self.number_of_type(listed, kind).unwrap_or_else(|| {
                let Self { table, hasher, .. } = self;
                let hash = hash_kind(hasher, kind).finish();
                table.insert_unique(hash, Slot::Kind(own), |slot| hash_slot(hasher, listed, *slot));
                if let Some((known, respelled)) = kind.and_then(service_types::find_spelled)
                    && (respelled || known.has_others())
                {
                    self.aliases.push(Alias { known, respelled, kind: Number(own) });
                }
                Number(own)
            });
            if let Some(service) = services.get_mut(place) {
                service.number = number;
            }
        }
        self.aliases.sort_by_key(|alias| (alias.known.family, alias.respelled, alias.known.rank));
    }

    /// Puts the chains of a service before those of the services behind it.
    fn keep(&mut self, listed: Listed<'_>, chains: &mut [Option<Chain>; 3]) {
        for chain in chains.iter_mut().filter_map(Option::take) {
            let follower = self.put(listed, Slot::Anywhere(chain.first), |_| true);
            self.link(chain.last, follower);
        }
    }

    fn link(&mut self, endpoint: u32, follower: Option<u32>) {
        if let (Some(next), Some(follower)) = (self.next.get_mut(endpoint as usize), follower) {
            *next = follower;
        }
    }

    /// Makes the endpoint of a slot the first one of its type and interface; returns who was.
    fn put(&mut self, listed: Listed<'_>, slot: Slot, same_region: impl Fn(&Entry) -> bool) -> Option<u32> {
        let Self { table, hasher, .. } = self;
        let (Slot::Anywhere(number) | Slot::InRegion(number)) = slot else { return None };
        let entry = listed.endpoints.get(number as usize)?;
        let (kind, interface) = (listed.number(number), listed.interface(entry)?);
        let same = |other: &Slot| match (slot, *other) {
            (Slot::Anywhere(_), Slot::Anywhere(other)) | (Slot::InRegion(_), Slot::InRegion(other)) => {
                listed.number(other) == kind
                    && listed
                        .endpoints
                        .get(other as usize)
                        .is_some_and(|other| listed.has_interface(other, interface) && same_region(other))
            }
            _ => false,
        };
        match table.entry(hash_slot(hasher, listed, slot), same, |slot| hash_slot(hasher, listed, *slot)) {
            Place::Occupied(mut place) => match std::mem::replace(place.get_mut(), slot) {
                Slot::Anywhere(other) | Slot::InRegion(other) => Some(other),
                Slot::Kind(_) | Slot::Instead { .. } => None,
            },
            Place::Vacant(place) => {
                place.insert(slot);
                None
            }
        }
    }

    /// Enters the endpoints of types that go by several names under those that find them, so that this is one look-up, too.
    fn enter_other_names(&mut self, listed: Listed<'_>) {
        let aliases = std::mem::take(&mut self.aliases);
        // The best first: what is there already stands before what comes later.
        for alias in &aliases {
            for usual in Usual::ALL {
                let mut next = self.first(listed, listed.kind_of(alias.kind), Interface::Usual(usual), None);
                let mut first = true;
                while let Some(endpoint) = next {
                    for name in alias.known.names().filter(|name| alias.stands_for(name.known())) {
                        if first {
                            self.enter(listed, endpoint, name, true);
                        }
                        self.enter(listed, endpoint, name, false);
                    }
                    first = false;
                    next = self.after(endpoint);
                }
            }
        }
        self.aliases = aliases;
    }

    /// Enters an endpoint under another name of its type, in its region or in whatever region, unless that is found already.
    fn enter(&mut self, listed: Listed<'_>, endpoint: u32, name: Name, anywhere: bool) {
        let Some(entry) = listed.endpoints.get(endpoint as usize) else { return };
        let region = if anywhere { None } else { entry.region.text(listed.document) };
        let (Some(usual), true) = (entry.usual, anywhere || region.is_some()) else { return };
        let key = Key { kind: name.text(), usual, region };
        let Self { table, hasher, .. } = self;
        let found = |slot: &Slot| key.finds(*slot, &listed);
        let place = table.entry(key.hash(hasher), found, |slot| hash_slot(hasher, listed, *slot));
        if let Place::Vacant(place) = place {
            place.insert(Slot::Instead { endpoint, name, anywhere });
        }
    }

    /// The number of a type that the catalog has; `None` asks for the one that is null.
    pub(super) fn number_of_type(&self, listed: Listed<'_>, kind: Option<&str>) -> Option<Number> {
        let is_kind = |slot: &Slot| matches!(*slot, Slot::Kind(service) if listed.has_kind(service, kind));
        match self.table.find(hash_kind(&self.hasher, kind).finish(), is_kind) {
            Some(Slot::Kind(service)) => Some(Number(*service)),
            _ => None,
        }
    }

    /// The types that stand for `kind`, without itself, the best first.
    pub(super) fn others(&self, kind: &str) -> impl Iterator<Item = Number> {
        let known = if self.aliases.is_empty() { None } else { service_types::find(kind) };
        self.aliases
            .iter()
            .filter(move |alias| known.is_some_and(|known| alias.stands_for(known)))
            .map(|alias| alias.kind)
    }

    /// The first endpoint of this type and interface, in this region or in whatever region.
    #[inline]
    pub(super) fn first(
        &self,
        listed: Listed<'_>,
        kind: Option<&str>,
        interface: Interface<'_>,
        region: Option<&str>,
    ) -> Option<u32> {
        let fits = |slot: &Slot| match (*slot, region) {
            (Slot::InRegion(endpoint), Some(_)) | (Slot::Anywhere(endpoint), None) => {
                listed.fits(endpoint, kind, interface, region)
            }
            _ => false,
        };
        match self.table.find(hash_key(hash_kind(&self.hasher, kind), interface, region), fits)? {
            Slot::Anywhere(endpoint) | Slot::InRegion(endpoint) => Some(*endpoint),
            Slot::Kind(_) | Slot::Instead { .. } => None,
        }
    }

    /// The same for one of the usual interfaces, and by other names of the type as well: the way of nearly every request.
    #[allow(clippy::inline_always, reason = "every request passes here, and calls would be a tenth of the way")]
    #[inline(always)]
    pub(super) fn first_of_usual(&self, listed: &Listed<'_>, key: &Key<'_>) -> Option<u32> {
        let slot = self.table.find(key.hash(&self.hasher), |slot| key.finds(*slot, listed))?;
        // No key finds a kind: told apart here, it would be one more look at the slot.
        let (Slot::Kind(found) | Slot::Anywhere(found) | Slot::InRegion(found) | Slot::Instead { endpoint: found, .. }) =
            *slot;
        Some(found)
    }

    /// The one after `endpoint` of the same type and interface, in whatever region.
    pub(super) fn after(&self, endpoint: u32) -> Option<u32> {
        self.next.get(endpoint as usize).copied().filter(|next| *next != END)
    }
}

impl Alias {
    /// Whether who asks for this name, and does not find it, takes the type.
    fn stands_for(&self, asked: Known) -> bool {
        asked.takes(self.known) && (self.respelled || asked != self.known)
    }
}

/// A type, one of the usual interfaces, and a region or any.
#[derive(Clone, Copy)]
pub(super) struct Key<'q> {
    pub(super) kind: &'q str,
    pub(super) usual: Usual,
    pub(super) region: Option<&'q str>,
}

impl Key<'_> {
    #[allow(clippy::inline_always, reason = "as above")]
    #[inline(always)]
    fn hash(&self, hasher: &DefaultHashBuilder) -> u64 {
        hash_key(hash_kind(hasher, Some(self.kind)), Interface::Usual(self.usual), self.region)
    }

    /// Whether it finds what stands in a slot.
    #[inline(never)]
    fn finds(&self, slot: Slot, listed: &Listed<'_>) -> bool {
        let (endpoint, name) = match (slot, self.region) {
            (Slot::InRegion(endpoint), Some(_)) | (Slot::Anywhere(endpoint), None) => (endpoint, None),
            (Slot::Instead { endpoint, name, anywhere: false }, Some(_))
            | (Slot::Instead { endpoint, name, anywhere: true }, None) => (endpoint, Some(name)),
            _ => return false,
        };
        let Some(entry) = listed.endpoints.get(endpoint as usize) else { return false };
        entry.usual == Some(self.usual)
            && self.region.is_none_or(|region| entry.region.is(listed.document, region))
            && match name {
                None => listed.has_kind(entry.service, Some(self.kind)),
                Some(name) => name.text() == self.kind,
            }
    }
}

type State = <DefaultHashBuilder as BuildHasher>::Hasher;

#[allow(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn hash_kind(hasher: &DefaultHashBuilder, kind: Option<&str>) -> State {
    let mut state = hasher.build_hasher();
    state.write(kind.unwrap_or_default().as_bytes());
    state
}

#[allow(clippy::inline_always, reason = "as above")]
#[inline(always)]
fn hash_key(mut state: State, interface: Interface<'_>, region: Option<&str>) -> u64 {
    if let Some(region) = region {
        state.write(region.as_bytes());
    }
    match interface {
        Interface::Usual(usual) => with_usual(state.finish(), usual),
        Interface::Other(text) => {
            state.write(text.as_bytes());
            state.finish()
        }
    }
}

/// Three neighbours are told apart by multiples of an odd number whose bits are spread well.
#[inline]
fn with_usual(hash: u64, usual: Usual) -> u64 {
    hash.wrapping_add((usual as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn hash_slot(hasher: &DefaultHashBuilder, listed: Listed<'_>, slot: Slot) -> u64 {
    let (endpoint, name, anywhere) = match slot {
        Slot::Kind(service) => return hash_kind(hasher, listed.kind(service)).finish(),
        Slot::Anywhere(endpoint) => (endpoint, None, true),
        Slot::InRegion(endpoint) => (endpoint, None, false),
        Slot::Instead { endpoint, name, anywhere } => (endpoint, Some(name.text()), anywhere),
    };
    let Some(entry) = listed.endpoints.get(endpoint as usize) else { return 0 };
    let state = hash_kind(hasher, name.or_else(|| listed.kind(entry.service)));
    let region = if anywhere { None } else { entry.region.text(listed.document) };
    // Only what has an interface is indexed.
    listed.interface(entry).map_or(0, |interface| hash_key(state, interface, region))
}
