//! Roles, their grants, and the rules by which one implies another.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Arg, Operation, Rest, body, local, query};

/// On what a role is granted, and to whom.
const GRANT: &[Arg] = &[
    local("user"),
    local("group"),
    local("project"),
    local("domain"),
    local("system"),
    local("os_inherit_extension_inherited"),
];

/// Roles and their grants.
pub static ROLES: &[Operation] = &[
    standard!(create, "v3.roles", "/roles", "role", "a role")
        .args(&[body("name").required(), body("domain").wire("domain_id")]),
    standard!(get, "v3.roles", "/roles", "role", "a role"),
    standard!(head, "v3.roles", "/roles", "role", "a role"),
    Operation::new(
        "v3.roles.list",
        "GET",
        "/roles",
        Answer::Many("roles"),
        "Lists roles, or those granted to a user or group on a project, domain or system.",
    )
    .args(GRANT)
    .rest(Rest::Query)
    .check(listing)
    .route(listed),
    standard!(find, "v3.roles", "/roles", "roles", "a role").args(&[query("domain").wire("domain_id")]),
    standard!(update, "v3.roles", "/roles", "role", "a role").args(&[body("name")]),
    standard!(delete, "v3.roles", "/roles", "role", "a role"),
    Operation::new(
        "v3.roles.grant",
        "PUT",
        "/roles/{role}",
        Answer::Nothing,
        "Grants a role to a user or group on a project, domain or system.",
    )
    .ids(&["role"])
    .args(GRANT)
    .check(granting)
    .route(granted),
    Operation::new(
        "v3.roles.check",
        "HEAD",
        "/roles/{role}",
        Answer::Exists,
        "Looks whether a role is granted to a user or group on a project, domain or system.",
    )
    .ids(&["role"])
    .args(GRANT)
    .check(granting)
    .route(granted),
    Operation::new(
        "v3.roles.revoke",
        "DELETE",
        "/roles/{role}",
        Answer::Nothing,
        "Takes a role from a user or group on a project, domain or system.",
    )
    .ids(&["role"])
    .args(GRANT)
    .check(granting)
    .route(granted),
    implied("v3.roles.create_implied", "PUT", Answer::One("role_inference"), "As inference_rules.create."),
    implied("v3.roles.get_implied", "GET", Answer::One("role_inference"), "As inference_rules.get."),
    implied("v3.roles.check_implied", "HEAD", Answer::Exists, "As inference_rules.check."),
    implied("v3.roles.delete_implied", "DELETE", Answer::Nothing, "As inference_rules.delete."),
    Operation::new(
        "v3.roles.list_role_inferences",
        "GET",
        "/role_inferences",
        Answer::Many("role_inferences"),
        "As inference_rules.list_inference_roles.",
    ),
];

/// The rules by which one role implies another.
pub static INFERENCE_RULES: &[Operation] = &[
    implied(
        "v3.inference_rules.create",
        "PUT",
        Answer::One("role_inference"),
        "Lets whoever has the prior role have the implied role, too.",
    ),
    implied("v3.inference_rules.get", "GET", Answer::One("role_inference"), "Gets the rule between two roles."),
    implied("v3.inference_rules.check", "HEAD", Answer::Exists, "Looks whether one role implies the other."),
    implied("v3.inference_rules.delete", "DELETE", Answer::Nothing, "Deletes the rule between two roles."),
    Operation::new(
        "v3.inference_rules.list",
        "GET",
        "/roles/{prior_role}/implies",
        Answer::One("role_inference"),
        "Gets the rules of one prior role: an object whose 'implies' lists the roles.",
    )
    .ids(&["prior_role"]),
    Operation::new(
        "v3.inference_rules.list_inference_roles",
        "GET",
        "/role_inferences",
        Answer::Many("role_inferences"),
        "Lists all rules, by prior role.",
    ),
    standard!(missing, "v3.inference_rules.update", "A rule cannot be changed."),
    standard!(missing, "v3.inference_rules.find", "There is no search for rules."),
    standard!(missing, "v3.inference_rules.put", "A rule is made by inference_rules.create."),
];

const fn implied(name: &'static str, method: &'static str, answer: Answer, help: &'static str) -> Operation {
    Operation::new(name, method, "/roles/{prior_role}/implies/{implied_role}", answer, help)
        .ids(&["prior_role", "implied_role"])
}

fn exactly_one<'n>(arguments: &Arguments<'_>, names: &[&'n str], what: &str) -> Result<&'n str> {
    let mut given = names.iter().filter(|name| arguments.get(name).is_some());
    match (given.next(), given.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(arguments.invalid(&format!("{what} is missing: give one of {}", names.join(", ")))),
        (Some(one), Some(other)) => Err(arguments.invalid(&format!("give either '{one}' or '{other}', not both"))),
    }
}

const TARGETS: &[&str] = &["project", "domain", "system"];
const PRINCIPALS: &[&str] = &["user", "group"];

fn granting(arguments: &Arguments<'_>) -> Result<()> {
    exactly_one(arguments, TARGETS, "what the role is granted on")?;
    exactly_one(arguments, PRINCIPALS, "who the role is granted to")?;
    match arguments.text("system")? {
        None | Some("all") => Ok(()),
        Some(other) => Err(arguments.invalid(&format!("'system' must be \"all\", not {other:?}"))),
    }
}

/// Without user and group the list is that of all roles, to which the rest of a grant says nothing.
fn listing(arguments: &Arguments<'_>) -> Result<()> {
    if PRINCIPALS.iter().any(|name| arguments.get(name).is_some()) {
        return granting(arguments);
    }
    match TARGETS.iter().find(|name| arguments.get(name).is_some()) {
        Some(target) => Err(arguments.invalid(&format!(
            "'{target}' needs 'user' or 'group'; for the roles of a domain itself the filter is 'domain_id'"
        ))),
        None if arguments.is_true("os_inherit_extension_inherited")? => {
            Err(arguments.invalid("'os_inherit_extension_inherited' needs 'user' or 'group'"))
        }
        None => Ok(()),
    }
}

/// The path in front of the roles of a grant.
fn grants(arguments: &Arguments<'_>) -> Result<String> {
    let target = exactly_one(arguments, TARGETS, "what the role is granted on")?;
    let principal = exactly_one(arguments, PRINCIPALS, "who the role is granted to")?;
    let target =
        if target == "system" { "/system".to_owned() } else { format!("/{target}s/{}", arguments.id(target)?) };
    let inherited = if arguments.is_true("os_inherit_extension_inherited")? { "/OS-INHERIT" } else { "" };
    Ok(format!("{inherited}{target}/{principal}s/{}/roles", arguments.id(principal)?))
}

fn suffix(arguments: &Arguments<'_>) -> Result<&'static str> {
    Ok(if arguments.is_true("os_inherit_extension_inherited")? { "/inherited_to_projects" } else { "" })
}

fn granted(arguments: &Arguments<'_>) -> Result<String> {
    Ok(format!("{}/{}{}", grants(arguments)?, arguments.id("role")?, suffix(arguments)?))
}

fn listed(arguments: &Arguments<'_>) -> Result<String> {
    if PRINCIPALS.iter().all(|name| arguments.get(name).is_none()) {
        return Ok("/roles".to_owned());
    }
    Ok(format!("{}{}", grants(arguments)?, suffix(arguments)?))
}
