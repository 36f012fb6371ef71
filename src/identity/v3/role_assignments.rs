//! Role assignments: who has which role where.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Operation, Rest, query, truth};

/// Role assignments.
pub static ROLE_ASSIGNMENTS: &[Operation] = &[
    Operation::new(
        "v3.role_assignments.list",
        "GET",
        "/role_assignments",
        Answer::Many("role_assignments"),
        "Lists who has which role where.",
    )
    .args(&[
        query("user").wire("user.id"),
        query("group").wire("group.id"),
        query("project").wire("scope.project.id"),
        query("domain").wire("scope.domain.id"),
        query("system").wire("scope.system"),
        query("role").wire("role.id"),
        truth("effective"),
        query("os_inherit_extension_inherited_to").wire("scope.OS-INHERIT:inherited_to"),
        truth("include_subtree"),
        truth("include_names"),
    ])
    .check(one_of_each),
    standard!(missing, "v3.role_assignments.create", "Assignments are made by roles.grant."),
    standard!(missing, "v3.role_assignments.get", "An assignment has no id."),
    standard!(missing, "v3.role_assignments.find", "There is no search for one assignment."),
    standard!(missing, "v3.role_assignments.update", "An assignment cannot be changed."),
    standard!(missing, "v3.role_assignments.put", "Assignments are made by roles.grant."),
    standard!(missing, "v3.role_assignments.delete", "Assignments are ended by roles.revoke."),
];

fn one_of_each(arguments: &Arguments<'_>) -> Result<()> {
    for (one, other) in [("user", "group"), ("domain", "project"), ("system", "domain"), ("system", "project")] {
        if arguments.get(one).is_some() && arguments.get(other).is_some() {
            return Err(arguments.invalid(&format!("give either '{one}' or '{other}', not both")));
        }
    }
    match arguments.text("system")? {
        None | Some("all") => Ok(()),
        Some(other) => Err(arguments.invalid(&format!("'system' must be \"all\", not {other:?}"))),
    }
}
