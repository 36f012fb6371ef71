//! Limits: how much of a resource a project may have, and what it is when nothing says so.

use super::standard;
use crate::identity::operation::{Answer, Arg, Operation, Rest, body, query};

const FILTERS: &[Arg] =
    &[query("service").wire("service_id"), query("region").wire("region_id"), query("resource_name")];

/// Registered limits: what holds for every project that has no limit of its own.
pub static REGISTERED_LIMITS: &[Operation] = &[
    Operation::new(
        "v3.registered_limits.create",
        "POST",
        "/registered_limits",
        Answer::Last("registered_limits"),
        "Creates a registered limit.",
    )
    .args(&[
        body("service").wire("service_id").required(),
        body("resource_name").required(),
        body("default_limit").required(),
        body("description"),
        body("region").wire("region_id"),
    ])
    .wrap_list("registered_limits")
    .rest(Rest::Body),
    standard!(get, "v3.registered_limits", "/registered_limits", "registered_limit", "a registered limit"),
    standard!(head, "v3.registered_limits", "/registered_limits", "registered_limit", "a registered limit"),
    standard!(list, "v3.registered_limits", "/registered_limits", "registered_limits", "registered limits")
        .args(FILTERS),
    standard!(find, "v3.registered_limits", "/registered_limits", "registered_limits", "a registered limit")
        .args(FILTERS),
    standard!(update, "v3.registered_limits", "/registered_limits", "registered_limit", "a registered limit").args(&[
        body("service").wire("service_id"),
        body("resource_name"),
        body("default_limit"),
        body("description"),
        body("region").wire("region_id"),
    ]),
    standard!(delete, "v3.registered_limits", "/registered_limits", "registered_limit", "a registered limit"),
];

/// Limits of projects and domains.
pub static LIMITS: &[Operation] = &[
    Operation::new("v3.limits.create", "POST", "/limits", Answer::Last("limits"), "Creates a limit.")
        .args(&[
            body("project").wire("project_id"),
            body("domain").wire("domain_id"),
            body("service").wire("service_id").required(),
            body("resource_name").required(),
            body("resource_limit").required(),
            body("description"),
            body("region").wire("region_id"),
        ])
        .wrap_list("limits")
        .rest(Rest::Body),
    standard!(get, "v3.limits", "/limits", "limit", "a limit"),
    standard!(head, "v3.limits", "/limits", "limit", "a limit"),
    standard!(list, "v3.limits", "/limits", "limits", "limits").args(FILTERS),
    standard!(find, "v3.limits", "/limits", "limits", "a limit").args(FILTERS),
    standard!(update, "v3.limits", "/limits", "limit", "a limit").args(&[
        body("project").wire("project_id"),
        body("service").wire("service_id"),
        body("resource_name"),
        body("resource_limit"),
        body("description"),
    ]),
    standard!(delete, "v3.limits", "/limits", "limit", "a limit"),
    Operation::new(
        "v3.limits.model",
        "GET",
        "/limits/model",
        Answer::One("model"),
        "Gets the model by which limits of a tree of projects are enforced.",
    ),
];
