//! Trusts: one user's rights lent to another.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Operation, Rest, body, local, query};
use crate::identity::request::members;
use crate::options::Param;
use crate::value::Json;

/// Trusts.
pub static TRUSTS: &[Operation] = &[
    standard!(create, "v3.trusts", "/OS-TRUST/trusts", "trust", "a trust")
        .args(&[
            body("trustee_user").wire("trustee_user_id").required(),
            body("trustor_user").wire("trustor_user_id").required(),
            local("role_names"),
            local("role_ids"),
            body("project").wire("project_id"),
            body("impersonation").default(false),
            body("expires_at"),
            body("remaining_uses"),
        ])
        .body(with_roles),
    standard!(get, "v3.trusts", "/OS-TRUST/trusts", "trust", "a trust"),
    standard!(head, "v3.trusts", "/OS-TRUST/trusts", "trust", "a trust"),
    standard!(list, "v3.trusts", "/OS-TRUST/trusts", "trusts", "trusts")
        .args(&[query("trustee_user").wire("trustee_user_id"), query("trustor_user").wire("trustor_user_id")]),
    standard!(find, "v3.trusts", "/OS-TRUST/trusts", "trusts", "a trust")
        .args(&[query("trustee_user").wire("trustee_user_id"), query("trustor_user").wire("trustor_user_id")]),
    standard!(delete, "v3.trusts", "/OS-TRUST/trusts", "trust", "a trust"),
    standard!(missing, "v3.trusts.update", "A trust cannot be changed."),
    Operation::new(
        "v3.trusts.list_roles",
        "GET",
        "/OS-TRUST/trusts/{trust}/roles",
        Answer::Many("roles"),
        "Lists the roles that a trust lends.",
    )
    .ids(&["trust"]),
    Operation::new(
        "v3.trusts.get_role",
        "GET",
        "/OS-TRUST/trusts/{trust}/roles/{role}",
        Answer::One("role"),
        "Gets a role that a trust lends.",
    )
    .ids(&["trust", "role"]),
    Operation::new(
        "v3.trusts.check_role",
        "HEAD",
        "/OS-TRUST/trusts/{trust}/roles/{role}",
        Answer::Exists,
        "Looks whether a trust lends a role.",
    )
    .ids(&["trust", "role"]),
];

/// Roles are given by name, by id, or both ways; those by name come first.
fn with_roles<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let mut roles = Vec::new();
    for (argument, key) in [("role_names", "name"), ("role_ids", "id")] {
        let given = match arguments.get(argument) {
            None => &[],
            Some(Param::List(given)) => given.as_slice(),
            Some(_) => return Err(arguments.invalid(&format!("'{argument}' must be a list"))),
        };
        for role in given {
            let Param::String(role) = role else {
                return Err(arguments.invalid(&format!("'{argument}' must be a list of strings")));
            };
            roles.push(Json::Object(vec![(key, Json::String(role.expose()))]));
        }
    }
    let mut json = members(arguments);
    if let Json::Object(members) = &mut json
        && !roles.is_empty()
    {
        members.push(("roles", Json::List(roles)));
    }
    Ok(json)
}
