//! All endpoints that a query takes, by their types. The rules are those of a look-up of one; here they are read off the catalog.

use std::collections::{HashMap, HashSet};

use super::filter::given;
use super::index::Number;
use super::{Catalog, Endpoint, EndpointQuery, Lent, Service, Version};

/// The endpoints of one type.
pub(super) struct Group<'c> {
    pub(super) number: Number,
    pub(super) kind: Option<Lent<'c>>,
    pub(super) endpoints: Vec<Endpoint<'c>>,
}

impl Catalog {
    /// The types in the order in which a look-up tries them. Where none is asked for, that is the order of their first service
    /// that will do.
    pub(super) fn types_tried(&self, query: &EndpointQuery<'_>) -> Vec<Number> {
        if let Some(kind) = given(query.service_type) {
            let exact = self.index.number_of_type(self.listed(), Some(kind));
            return exact.into_iter().chain(self.index.others(kind)).collect();
        }
        let mut seen = HashSet::new();
        let services = self.services.iter().filter(|service| service.is_of(&self.document, query));
        services.map(|service| service.number).filter(|number| seen.insert(*number)).collect()
    }

    /// What a query takes, type by type; types of which it takes nothing are there, but empty. Of the interfaces, each type has the
    /// best of which it has an endpoint. Without one, or a `default`, all do.
    ///
    /// If a type is asked for, and it or another name of it has an endpoint, no other type is there.
    pub(super) fn select<'c>(&'c self, query: &EndpointQuery<'_>, default: Option<&str>) -> Vec<Group<'c>> {
        let wanted: HashSet<Number> = self.types_tried(query).into_iter().collect();
        let will_do = |service: &Service| wanted.contains(&service.number) && service.is_of(&self.document, query);
        let mut groups: Vec<Group<'c>> = Vec::new();
        let mut places = HashMap::new();
        for service in self.services.iter().filter(|service| will_do(service)) {
            places.entry(service.number).or_insert_with(|| {
                let kind = service.kind.lend(&self.document);
                groups.push(Group { number: service.number, kind, endpoints: Vec::new() });
                groups.len() - 1
            });
        }
        let ranks = Ranks::of(query, self.version, default);
        let mut best = vec![usize::MAX; groups.len()];
        for endpoint in self.endpoints().filter(|endpoint| endpoint.is_of(query) && endpoint.is_in(query.region_name)) {
            let Some(place) = places.get(&endpoint.service.number).copied() else { continue };
            let (Some(rank), Some(group), Some(best)) =
                (ranks.rank(endpoint), groups.get_mut(place), best.get_mut(place))
            else {
                continue;
            };
            if rank < *best {
                *best = rank;
                group.endpoints.clear();
            }
            if rank == *best {
                group.endpoints.push(endpoint);
            }
        }
        self.preferred(groups, query)
    }

    /// Of several types that stand for the one that is asked for, the first that has an endpoint.
    fn preferred<'c>(&self, mut groups: Vec<Group<'c>>, query: &EndpointQuery<'_>) -> Vec<Group<'c>> {
        if query.service_type.is_none() || groups.len() < 2 {
            return groups;
        }
        let tried = self.types_tried(query);
        let filled =
            |number: &Number| groups.iter().position(|group| group.number == *number && !group.endpoints.is_empty());
        match tried.iter().find_map(filled) {
            Some(place) => vec![groups.swap_remove(place)],
            None => groups,
        }
    }
}

/// The interfaces that a query takes, by preference.
pub(super) struct Ranks<'q>(HashMap<&'q str, usize>);

impl<'q> Ranks<'q> {
    pub(super) fn of(query: &EndpointQuery<'q>, version: Version, default: Option<&'q str>) -> Self {
        let mut ranks = HashMap::new();
        for interface in query.interface.iter() {
            let next = ranks.len();
            ranks.entry(version.short(interface)).or_insert(next);
        }
        if let (true, Some(default)) = (ranks.is_empty(), default) {
            ranks.insert(default, 0);
        }
        Self(ranks)
    }

    /// How soon an endpoint is tried, `None` for never; all at once where no interface is asked for.
    pub(super) fn rank(&self, endpoint: Endpoint<'_>) -> Option<usize> {
        if self.0.is_empty() {
            return Some(0);
        }
        self.0.get(endpoint.short_interface()?).copied()
    }

    /// The interfaces, the best first.
    pub(super) fn names(&self) -> Vec<&'q str> {
        let mut names: Vec<_> = self.0.iter().map(|(name, rank)| (*rank, *name)).collect();
        names.sort_unstable();
        names.into_iter().map(|(_, name)| name).collect()
    }
}
