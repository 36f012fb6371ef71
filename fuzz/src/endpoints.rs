//! What must hold for every catalog.

use std::mem::size_of;

use keystoneclient::catalog::{Catalog, Endpoint, EndpointFilter, Lent};
use keystoneclient::ffi::catalog::{ks_catalog, ks_catalog_endpoint};
use keystoneclient::ffi::endpoint::ks_endpoint;

use crate::c;
use crate::oracle::{Tree, text};
use crate::token::is_lent;

/// What is told of an endpoint: type, service's name and id, interface, region, URL, id.
type Told<'t> = [Option<&'t str>; 7];

fn told(endpoint: Endpoint<'_>) -> Told<'_> {
    [
        endpoint.service_type(),
        endpoint.service_name(),
        endpoint.service_id(),
        endpoint.interface(),
        endpoint.region(),
        Some(endpoint.url()),
        endpoint.id(),
    ]
    .map(|lent| lent.inspect(|lent| is_lent(*lent)).map(Lent::as_str))
}

/// The services of a body that have a type, be it null; and whether they are those of version 2.
pub fn services(tree: &Tree) -> (Vec<&Tree>, bool) {
    let (list, v2) = if let Some(token) = tree.get("token") {
        (token.get("catalog"), false)
    } else if let Some(access) = tree.get("access") {
        (access.get("serviceCatalog"), true)
    } else {
        (tree.get("catalog"), false)
    };
    let all = list.and_then(Tree::as_array).into_iter().flatten();
    (all.filter(|service| service.get("type").is_some()).collect(), v2)
}

/// The endpoints as the body has them; those of one object in whatever order.
fn plain<'t>(tree: &'t Tree) -> Vec<Told<'t>> {
    let (services, v2) = services(tree);
    let mut all = Vec::new();
    for service in services {
        let [kind, name, id] = ["/type", "/name", "/id"].map(|member| text(service, member));
        for endpoint in service.get("endpoints").and_then(Tree::as_array).into_iter().flatten() {
            let filled = |key: &str| text(endpoint, key).filter(|text| !text.is_empty());
            let region = filled("/region_id").or_else(|| text(endpoint, "/region"));
            let own = text(endpoint, "/id");
            let mut push = |interface: Option<&'t str>, url: Option<&'t str>| {
                all.extend(url.map(|url| [kind, name, id, interface, region, Some(url), own]));
            };
            if !v2 {
                push(text(endpoint, "/interface"), filled("/url"));
                continue;
            }
            for (key, url) in endpoint.as_object().into_iter().flatten() {
                if key.ends_with("URL") && key.len() <= 1024 {
                    push(Some(key), url.as_str().filter(|url| !url.is_empty()));
                }
            }
        }
    }
    all
}

/// Checks the list against the body, and that each endpoint is found by what it says of itself.
pub fn check(catalog: &Catalog, tree: &Tree) {
    let (v2, listed): (bool, Vec<_>) = (services(tree).1, catalog.endpoints().map(told).collect());
    assert_eq!(listed.len(), catalog.endpoint_count());
    assert!(catalog.endpoint(listed.len()).is_none() && catalog.endpoint(usize::MAX).is_none());
    let (mut sorted, mut expected) = (listed.clone(), plain(tree));
    sorted.sort_unstable();
    expected.sort_unstable();
    assert_eq!(sorted, expected);

    // Few, so that large catalogs do not take all the time.
    for [kind, name, service_id, interface, region, url, id] in listed.into_iter().take(40) {
        let Some(interface) = interface.map(|interface| if v2 { &interface[..interface.len() - 3] } else { interface })
        else {
            continue;
        };
        // What a filter cannot ask for: it is trimmed, and read without its URL; of version 2, a name that holds one is a whole key.
        let is_key = interface.ends_with("URL") || (v2 && interface.contains("URL"));
        if interface.is_empty() || interface.trim_ascii() != interface || is_key {
            continue;
        }
        let own = |text: Option<&str>| text.map(str::to_owned);
        let filter = EndpointFilter {
            service_type: own(kind),
            interface: vec![interface.to_owned()],
            region_name: own(region),
            service_name: own(name),
            service_id: own(service_id),
            endpoint_id: own(id),
            ..EndpointFilter::default()
        };
        let found = catalog.endpoint_for(&filter).unwrap_or_else(|error| panic!("{filter:?} is not found: {error}"));
        let is_first = [kind, region].iter().all(|text| text.is_some_and(|text| !text.is_empty()));
        let same = told(found);
        assert_eq!([same[3].map(|same| same.strip_suffix("URL").filter(|_| v2).unwrap_or(same))], [Some(interface)]);
        assert!(!is_first || (same[0], same[4]) == (kind, region), "{same:?}");
        assert_eq!(catalog.url_for(&filter).map(Lent::as_str).ok(), same[5]);
        assert!(url.is_some_and(|url| !url.is_empty()));
    }
}

/// Checks that C is told the same of each endpoint, into whatever size of structure.
pub fn same_in_c(catalog: *const ks_catalog, expected: &Catalog) {
    const ORDER: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];
    for index in 0..=expected.endpoint_count().min(40) {
        let rust = expected.endpoint(index).map(told);
        for size in [size_of::<ks_endpoint>(), size_of::<usize>() * (1 + index % 12)] {
            let mut words = c::words(size);
            // SAFETY: the buffer has as many bytes as it says.
            let found = unsafe { ks_catalog_endpoint(catalog, index, words.as_mut_ptr().cast::<ks_endpoint>()) };
            assert_eq!(found, rust.is_some());
            assert_eq!(words[0].addr(), size);
            for (place, number) in words[1..].iter().zip(ORDER) {
                assert_eq!(c::text(place.cast()), rust.and_then(|rust| rust[number]));
            }
        }
    }
    for size in [0, 1, 7, 9, 4104, usize::MAX] {
        let mut words = c::words(size);
        // SAFETY: the size is refused before anything else is touched.
        assert!(!unsafe { ks_catalog_endpoint(catalog, 0, words.as_mut_ptr().cast::<ks_endpoint>()) });
    }
}
