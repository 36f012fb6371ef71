//! Groups.

use super::standard;
use crate::identity::operation::{Answer, Operation, Rest, body, local, query};

/// Groups.
pub static GROUPS: &[Operation] = &[
    standard!(create, "v3.groups", "/groups", "group", "a group").args(&[
        body("name").required(),
        body("domain").wire("domain_id"),
        body("description"),
    ]),
    standard!(get, "v3.groups", "/groups", "group", "a group"),
    standard!(head, "v3.groups", "/groups", "group", "a group"),
    standard!(list, "v3.groups", "/groups", "groups", "groups")
        .args(&[local("user"), query("domain").wire("domain_id")])
        .when("user", "/users/{user}/groups"),
    standard!(find, "v3.groups", "/groups", "groups", "a group").args(&[query("domain").wire("domain_id")]),
    standard!(update, "v3.groups", "/groups", "group", "a group").args(&[body("name"), body("description")]),
    standard!(delete, "v3.groups", "/groups", "group", "a group"),
];
