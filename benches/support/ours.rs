//! What is measured: this library, from Rust.

use std::sync::Arc;

use keystoneclient::access::Access;
use keystoneclient::catalog::{Catalog, EndpointQuery};

use crate::bodies::Wanted;

/// Too long for nobody: a token as Keystone makes it.
pub(crate) const TOKEN: &str = "gAAAAABnOnYx8HgRq1A_KjUt4DcNmXw7GfQp0z-JiTs3CbMlWv6FePoZy9IhSr2BaLkVu5Ed\
    OnYx8HgRq1A_KjUt4DcNmXw7GfQp0z-JiTs3CbMlWv6FePoZy9IhSr2BaLkVu5EdOnYx8HgRq1A_KjUt4DcNmXw7GfQp0z-JiTs3CbMlWv6FePo";

/// Body to token, its catalog indexed, and the first URL. The bytes are copied once, as the C ABI does.
pub(crate) fn body_to_url(body: &[u8]) -> usize {
    let access = Access::from_json(body, Some(TOKEN)).unwrap();
    let catalog = access.catalog().unwrap();
    catalog.url_for(query("identity", "public", "RegionOne")).unwrap().len()
}

pub(crate) fn catalog(body: &[u8]) -> Arc<Catalog> {
    Access::from_json(body, Some(TOKEN)).unwrap().catalog().unwrap()
}

pub(crate) fn query<'q>(kind: &'q str, interface: &'q str, region: &'q str) -> EndpointQuery<'q> {
    EndpointQuery {
        service_type: Some(kind),
        interface: Some(interface).into(),
        region_name: Some(region),
        ..EndpointQuery::default()
    }
}

pub(crate) fn query_of(wanted: &Wanted) -> EndpointQuery<'_> {
    query(&wanted.kind, &wanted.interface, &wanted.region)
}
