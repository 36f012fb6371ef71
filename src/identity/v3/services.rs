//! Services of the catalog.

use super::standard;
use crate::identity::operation::{Answer, Arg, Operation, Rest, body, query};

const FILTERS: &[Arg] = &[query("name"), query("service_type").wire("type")];

/// Services of the catalog.
pub static SERVICES: &[Operation] = &[
    standard!(create, "v3.services", "/services", "service", "a service").args(&[
        body("name").required(),
        body("service_type").wire("type"),
        body("enabled").default(true),
        body("description"),
    ]),
    standard!(get, "v3.services", "/services", "service", "a service"),
    standard!(head, "v3.services", "/services", "service", "a service"),
    standard!(list, "v3.services", "/services", "services", "services").args(FILTERS),
    standard!(find, "v3.services", "/services", "services", "a service").args(FILTERS),
    standard!(update, "v3.services", "/services", "service", "a service").args(&[
        body("name"),
        body("service_type").wire("type"),
        body("enabled"),
        body("description"),
    ]),
    standard!(delete, "v3.services", "/services", "service", "a service"),
];
