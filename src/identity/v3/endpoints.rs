//! Endpoints of services, their groups, and regions.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Arg, Operation, Rest, body, query};

const FILTERS: &[Arg] =
    &[query("service").wire("service_id"), query("interface"), query("region").wire("region_id"), query("enabled")];

/// Endpoints of services.
pub static ENDPOINTS: &[Operation] = &[
    standard!(create, "v3.endpoints", "/endpoints", "endpoint", "an endpoint")
        .args(&[
            body("service").wire("service_id").required(),
            body("url").required(),
            body("interface"),
            body("region").wire("region_id"),
            body("enabled").default(true),
        ])
        .check(interface_is_known),
    standard!(get, "v3.endpoints", "/endpoints", "endpoint", "an endpoint"),
    standard!(head, "v3.endpoints", "/endpoints", "endpoint", "an endpoint"),
    standard!(list, "v3.endpoints", "/endpoints", "endpoints", "endpoints").args(FILTERS).check(interface_is_known),
    standard!(find, "v3.endpoints", "/endpoints", "endpoints", "an endpoint").args(FILTERS).check(interface_is_known),
    standard!(update, "v3.endpoints", "/endpoints", "endpoint", "an endpoint")
        .args(&[
            body("service").wire("service_id"),
            body("url"),
            body("interface"),
            body("region").wire("region_id"),
            body("enabled"),
        ])
        .check(interface_is_known),
    standard!(delete, "v3.endpoints", "/endpoints", "endpoint", "an endpoint"),
];

fn interface_is_known(arguments: &Arguments<'_>) -> Result<()> {
    match arguments.text("interface")? {
        None | Some("public" | "admin" | "internal") => Ok(()),
        Some(other) => Err(arguments.invalid(&format!("'interface' must be public, admin or internal, not {other:?}"))),
    }
}

/// Regions.
pub static REGIONS: &[Operation] = &[
    standard!(create, "v3.regions", "/regions", "region", "a region").args(&[
        body("id"),
        body("description"),
        body("parent_region").wire("parent_region_id"),
    ]),
    standard!(get, "v3.regions", "/regions", "region", "a region"),
    standard!(head, "v3.regions", "/regions", "region", "a region"),
    standard!(list, "v3.regions", "/regions", "regions", "regions")
        .args(&[query("parent_region").wire("parent_region_id")]),
    standard!(find, "v3.regions", "/regions", "regions", "a region")
        .args(&[query("parent_region").wire("parent_region_id")]),
    standard!(update, "v3.regions", "/regions", "region", "a region")
        .args(&[body("description"), body("parent_region").wire("parent_region_id")]),
    standard!(delete, "v3.regions", "/regions", "region", "a region"),
];

/// Groups of endpoints, by what they have in common.
pub static ENDPOINT_GROUPS: &[Operation] = &[
    standard!(create, "v3.endpoint_groups", "/OS-EP-FILTER/endpoint_groups", "endpoint_group", "an endpoint group")
        .args(&[body("name").required(), body("filters").required(), body("description")]),
    standard!(get, "v3.endpoint_groups", "/OS-EP-FILTER/endpoint_groups", "endpoint_group", "an endpoint group"),
    Operation::new(
        "v3.endpoint_groups.check",
        "HEAD",
        "/OS-EP-FILTER/endpoint_groups/{endpoint_group}",
        Answer::Exists,
        "Looks whether an endpoint group is there.",
    )
    .ids(&["endpoint_group"]),
    standard!(list, "v3.endpoint_groups", "/OS-EP-FILTER/endpoint_groups", "endpoint_groups", "endpoint groups"),
    standard!(find, "v3.endpoint_groups", "/OS-EP-FILTER/endpoint_groups", "endpoint_groups", "an endpoint group"),
    standard!(update, "v3.endpoint_groups", "/OS-EP-FILTER/endpoint_groups", "endpoint_group", "an endpoint group")
        .args(&[body("name"), body("filters"), body("description")]),
    standard!(delete, "v3.endpoint_groups", "/OS-EP-FILTER/endpoint_groups", "endpoint_group", "an endpoint group"),
];
