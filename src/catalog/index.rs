//! From a service type, an interface and a region to the first such endpoint: one look-up in a hash table.

use std::hash::{BuildHasher, Hasher};

use hashbrown::{DefaultHashBuilder, HashTable};

/// What an endpoint is found by.
#[derive(Clone, Copy)]
pub(super) struct Key<'k> {
    /// The type of its service.
    pub(super) kind: Option<&'k str>,
    /// Its interface in short form.
    pub(super) interface: &'k str,
    /// Its region, or any.
    pub(super) region: Option<&'k str>,
}

/// The end of a chain.
const NONE: u32 = u32::MAX;

/// Endpoints by number: the table holds the first one of each key, and `next` who comes after it.
#[derive(Default)]
pub(super) struct Index {
    table: HashTable<Slot>,
    hasher: DefaultHashBuilder,
    /// For each endpoint the next one of its type and interface, in whatever region, in the order of the catalog.
    next: Box<[u32]>,
}

/// The first endpoint of a key.
struct Slot {
    endpoint: u32,
    /// Whether the key names a region.
    regional: bool,
}

impl Index {
    /// Indexes the endpoints below `count`. `key_of` tells the key of each that has an interface, with its region.
    pub(super) fn build<'k>(count: usize, key_of: impl Fn(u32) -> Option<Key<'k>>) -> Self {
        let mut index = Self {
            // Most endpoints are alone in their region, and few types and interfaces share all the regions.
            table: HashTable::with_capacity(count + count / 2),
            hasher: DefaultHashBuilder::default(),
            next: vec![NONE; count].into_boxed_slice(),
        };
        // From the last to the first, so that whoever stands in the table when all is done comes first in the catalog.
        // There are fewer endpoints than bytes, and those fit 31 bits.
        for endpoint in (0..u32::try_from(count).unwrap_or(NONE)).rev() {
            let Some(key) = key_of(endpoint) else { continue };
            if key.region.is_some() {
                index.put(endpoint, key, &key_of);
            }
            let follower = index.put(endpoint, Key { region: None, ..key }, &key_of);
            if let Some(next) = index.next.get_mut(endpoint as usize) {
                *next = follower;
            }
        }
        index
    }

    /// Makes `endpoint` the first one of `key`; returns who was.
    fn put<'k>(&mut self, endpoint: u32, key: Key<'k>, key_of: impl Fn(u32) -> Option<Key<'k>>) -> u32 {
        let Self { table, hasher, .. } = self;
        let hash = hash_key(hasher, key);
        if let Some(slot) = table.find_mut(hash, |slot| slot.has(key, &key_of)) {
            return std::mem::replace(&mut slot.endpoint, endpoint);
        }
        let slot = Slot { endpoint, regional: key.region.is_some() };
        table.insert_unique(hash, slot, |slot| slot.key(&key_of).map_or(0, |key| hash_key(hasher, key)));
        NONE
    }

    /// The first endpoint of `key`.
    pub(super) fn first<'k>(&self, key: Key<'_>, key_of: impl Fn(u32) -> Option<Key<'k>>) -> Option<u32> {
        self.table.find(hash_key(&self.hasher, key), |slot| slot.has(key, &key_of)).map(|slot| slot.endpoint)
    }

    /// The one after `endpoint` of the same type and interface, in whatever region.
    pub(super) fn after(&self, endpoint: u32) -> Option<u32> {
        self.next.get(endpoint as usize).copied().filter(|next| *next != NONE)
    }
}

impl Slot {
    fn key<'k>(&self, key_of: impl Fn(u32) -> Option<Key<'k>>) -> Option<Key<'k>> {
        let key = key_of(self.endpoint)?;
        Some(Key { region: key.region.filter(|_| self.regional), ..key })
    }

    fn has<'k>(&self, key: Key<'_>, key_of: impl Fn(u32) -> Option<Key<'k>>) -> bool {
        let same_region = |own: &Key<'_>| if self.regional { own.region == key.region } else { key.region.is_none() };
        key_of(self.endpoint)
            .is_some_and(|own| own.interface == key.interface && same_region(&own) && own.kind == key.kind)
    }
}

/// Where one part ends and the next begins is not told: who is found is compared in any case.
fn hash_key(hasher: &DefaultHashBuilder, key: Key<'_>) -> u64 {
    let mut state = hasher.build_hasher();
    state.write(key.kind.unwrap_or_default().as_bytes());
    state.write(key.interface.as_bytes());
    if let Some(region) = key.region {
        state.write(region.as_bytes());
    }
    state.finish()
}
