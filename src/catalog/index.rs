//! From a service type, an interface and a region to the first such endpoint.
//!
//! Each name has a number: a look-up hashes and compares each name that is asked for once, and then numbers only.

use std::hash::{BuildHasher, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};

use super::filter::short;
use super::service_types::{self, Known};
use super::{Entry, Service, Version};
use crate::value::Document;

/// The number of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Number(u32);

impl Number {
    /// No name at all: that of a type that is null, and of whatever region.
    pub(super) const NONE: Self = Self(0);
    const PUBLIC: Self = Self(1);
    const INTERNAL: Self = Self(2);
    const ADMIN: Self = Self(3);
    /// The first that is given away.
    const FIRST: u32 = 4;
}

/// What an endpoint is found by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    /// The type of its service.
    pub(super) kind: Number,
    /// Its interface in short form.
    pub(super) interface: Number,
    /// Its region, or `NONE` for any.
    pub(super) region: Number,
}

/// The end of a chain.
const END: u32 = u32::MAX;

/// Names by number, and endpoints by key: the table holds the first one of each key, and `next` who comes after it.
#[derive(Default)]
pub(super) struct Index {
    hasher: DefaultHashBuilder,
    /// All names but those of the usual interfaces, one behind the other, and where each is found by its text.
    texts: Vec<u8>,
    names: HashTable<Name>,
    /// Types that go by several names, each once; those that mean the same stand together, the best first.
    aliases: Vec<Alias>,
    table: HashTable<Slot>,
    /// For each endpoint the next one of its type and interface, in whatever region, in the order of the catalog.
    next: Box<[u32]>,
}

/// Where the text of a name stands.
struct Name {
    number: Number,
    start: u32,
    end: u32,
}

impl Name {
    #[inline]
    fn text<'t>(&self, texts: &'t [u8]) -> &'t [u8] {
        texts.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A type in the catalog that has other names.
struct Alias {
    known: Known,
    /// Whether the catalog spells it in its own way.
    respelled: bool,
    kind: Number,
}

/// The first endpoint of a key.
struct Slot {
    key: Key,
    endpoint: u32,
}

impl Index {
    /// Indexes the endpoints, and tells the services the numbers of their types.
    pub(super) fn build(document: &Document, version: Version, services: &mut [Service], endpoints: &[Entry]) -> Self {
        let count = endpoints.len();
        let mut index = Self {
            // Most endpoints are alone in their region, and few types and interfaces share all the regions.
            table: HashTable::with_capacity(count + count / 2),
            next: vec![END; count].into_boxed_slice(),
            ..Self::default()
        };
        for service in services.iter_mut() {
            let Some(kind) = service.kind.text(document) else { continue };
            let known_before = index.names.len();
            service.number = index.number(kind);
            if index.names.len() > known_before {
                index.note_aliases(kind, service.number);
            }
        }
        index.aliases.sort_by_key(|alias| (alias.known.family, alias.respelled, alias.known.rank));
        // From the last to the first, so that whoever stands in the table when all is done comes first in the catalog.
        // There are fewer endpoints than bytes, and those fit 31 bits.
        for (number, entry) in (0..END).zip(endpoints).rev() {
            let Some(service) = services.get(entry.service as usize) else { continue };
            let interface = match version {
                Version::V2 => entry.url.value(document).map(|url| short(url.key())),
                Version::V3 => entry.interface.text(document),
            };
            let Some(interface) = interface else { continue };
            let interface = usual(interface).unwrap_or_else(|| index.number(interface));
            let region = entry.region.text(document).map_or(Number::NONE, |region| index.number(region));
            let key = Key { kind: service.number, interface, region };
            if region != Number::NONE {
                index.put(number, key);
            }
            let follower = index.put(number, Key { region: Number::NONE, ..key });
            if let Some(next) = index.next.get_mut(number as usize) {
                *next = follower.unwrap_or(END);
            }
        }
        index
    }

    fn note_aliases(&mut self, text: &str, kind: Number) {
        if let Some((known, respelled)) = service_types::find_spelled(text)
            && (respelled || known.has_others())
        {
            self.aliases.push(Alias { known, respelled, kind });
        }
    }

    /// The number of a name, a new one if it has none yet.
    fn number(&mut self, text: &str) -> Number {
        if let Some(number) = self.number_of(text) {
            return number;
        }
        // There are fewer names, and bytes in them, than bytes in the body, and those fit 31 bits.
        let position = |length: usize| u32::try_from(length).unwrap_or(END);
        let number = Number(position(self.names.len()) + Number::FIRST);
        let start = position(self.texts.len());
        self.texts.extend_from_slice(text.as_bytes());
        let Self { hasher, texts, names, .. } = self;
        let name = Name { number, start, end: position(texts.len()) };
        let hash_of = |name: &Name| hash_text(hasher, name.text(texts));
        names.insert_unique(hash_of(&name), name, hash_of);
        number
    }

    /// Makes `endpoint` the first one of `key`; returns who was.
    fn put(&mut self, endpoint: u32, key: Key) -> Option<u32> {
        let Self { table, hasher, .. } = self;
        let hash = hash_key(hasher, key);
        if let Some(slot) = table.find_mut(hash, |slot| slot.key == key) {
            return Some(std::mem::replace(&mut slot.endpoint, endpoint));
        }
        table.insert_unique(hash, Slot { key, endpoint }, |slot| hash_key(hasher, slot.key));
        None
    }

    /// The number of a name that the catalog has.
    #[inline]
    pub(super) fn number_of(&self, text: &str) -> Option<Number> {
        let text = text.as_bytes();
        let name = self.names.find(hash_text(&self.hasher, text), |name| name.text(&self.texts) == text)?;
        Some(name.number)
    }

    /// The number of an interface, in short form, that the catalog has.
    #[inline]
    pub(super) fn number_of_interface(&self, interface: &str) -> Option<Number> {
        usual(interface).or_else(|| self.number_of(interface))
    }

    /// The types that stand for `kind`, without itself, the best first.
    pub(super) fn others(&self, kind: &str) -> impl Iterator<Item = Number> {
        let known = if self.aliases.is_empty() { None } else { service_types::find(kind) };
        let stands = move |alias: &&Alias| {
            known.is_some_and(|known| known.takes(alias.known) && (alias.respelled || known != alias.known))
        };
        self.aliases.iter().filter(stands).map(|alias| alias.kind)
    }

    /// The first endpoint of `key`.
    #[inline]
    pub(super) fn first(&self, key: Key) -> Option<u32> {
        self.table.find(hash_key(&self.hasher, key), |slot| slot.key == key).map(|slot| slot.endpoint)
    }

    /// The one after `endpoint` of the same type and interface, in whatever region.
    pub(super) fn after(&self, endpoint: u32) -> Option<u32> {
        self.next.get(endpoint as usize).copied().filter(|next| *next != END)
    }
}

#[inline]
fn usual(interface: &str) -> Option<Number> {
    match interface {
        "public" => Some(Number::PUBLIC),
        "internal" => Some(Number::INTERNAL),
        "admin" => Some(Number::ADMIN),
        _ => None,
    }
}

#[inline]
fn hash_text(hasher: &DefaultHashBuilder, text: &[u8]) -> u64 {
    let mut state = hasher.build_hasher();
    state.write(text);
    state.finish()
}

#[inline]
fn hash_key(hasher: &DefaultHashBuilder, key: Key) -> u64 {
    let mut state = hasher.build_hasher();
    state.write_u64(u64::from(key.kind.0) << 32 | u64::from(key.region.0));
    state.write_u32(key.interface.0);
    state.finish()
}
