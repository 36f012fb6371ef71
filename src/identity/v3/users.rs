//! Users, and what belongs to a user: credentials and EC2 credentials.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Arg, Operation, Rest, body, local, query};
use crate::identity::request::members;
use crate::value::Json;

/// Attributes of a user. `project` is the older name of `default_project`, which comes first.
const ATTRIBUTES: &[Arg] = &[
    body("name"),
    body("domain").wire("domain_id"),
    body("default_project").wire("default_project_id"),
    local("project"),
    body("password").sensitive(),
    body("email"),
    body("description"),
    body("enabled"),
];

/// Users.
pub static USERS: &[Operation] = &[
    standard!(create, "v3.users", "/users", "user", "a user")
        .args(&[
            body("name").required(),
            body("domain").wire("domain_id"),
            body("default_project").wire("default_project_id"),
            local("project"),
            body("password").sensitive(),
            body("email"),
            body("description"),
            body("enabled").default(true),
        ])
        .body(attributes)
        .secret(),
    standard!(get, "v3.users", "/users", "user", "a user"),
    standard!(head, "v3.users", "/users", "user", "a user"),
    standard!(list, "v3.users", "/users", "users", "users")
        .args(&[
            local("group"),
            query("domain").wire("domain_id"),
            query("default_project").wire("default_project_id"),
            query("project").wire("default_project_id"),
        ])
        .check(one_project)
        .when("group", "/groups/{group}/users"),
    standard!(find, "v3.users", "/users", "users", "a user").args(&[query("domain").wire("domain_id")]),
    standard!(update, "v3.users", "/users", "user", "a user").args(ATTRIBUTES).body(attributes).secret(),
    standard!(delete, "v3.users", "/users", "user", "a user"),
    Operation::new(
        "v3.users.update_password",
        "POST",
        "/users/{user}/password",
        Answer::Nothing,
        "Changes the password of the user who is logged in, or of 'user' who knows the old one.",
    )
    .args(&[
        local("user"),
        body("old_password").wire("original_password").required().sensitive(),
        body("new_password").wire("password").required().sensitive(),
    ])
    .own_user()
    .wrap("user")
    .check(passwords_differ)
    .secret(),
    Operation::new(
        "v3.users.add_to_group",
        "PUT",
        "/groups/{group}/users/{user}",
        Answer::Nothing,
        "Adds a user to a group.",
    )
    .ids(&["user", "group"]),
    Operation::new(
        "v3.users.check_in_group",
        "HEAD",
        "/groups/{group}/users/{user}",
        Answer::Exists,
        "Looks whether a user is in a group.",
    )
    .ids(&["user", "group"]),
    Operation::new(
        "v3.users.remove_from_group",
        "DELETE",
        "/groups/{group}/users/{user}",
        Answer::Nothing,
        "Takes a user out of a group.",
    )
    .ids(&["user", "group"]),
];

/// `project` is what `default_project` was called before.
fn one_project(arguments: &Arguments<'_>) -> Result<()> {
    if arguments.get("project").is_some() && arguments.get("default_project").is_some() {
        return Err(arguments.invalid("give 'default_project' alone: 'project' is its older name"));
    }
    Ok(())
}

fn attributes<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let mut json = members(arguments);
    if let (Json::Object(members), Some(project), None) =
        (&mut json, arguments.text("project")?, arguments.stated("default_project"))
    {
        members.push(("default_project_id", Json::String(project)));
    }
    Ok(json)
}

fn passwords_differ(arguments: &Arguments<'_>) -> Result<()> {
    let (old, new) = (arguments.text("old_password")?, arguments.text("new_password")?);
    match (old, new) {
        (Some(old), Some(new)) if old != new => Ok(()),
        (Some(_), Some(_)) => Err(arguments.invalid("the old and the new password are the same")),
        _ => Err(arguments.invalid("neither password may be empty")),
    }
}

/// Credentials of users.
pub static CREDENTIALS: &[Operation] = &[
    standard!(create, "v3.credentials", "/credentials", "credential", "a credential")
        .args(&[
            body("user").wire("user_id").required(),
            body("type").required(),
            body("blob").required().sensitive(),
            body("project").wire("project_id"),
        ])
        .secret(),
    standard!(get, "v3.credentials", "/credentials", "credential", "a credential").secret(),
    standard!(head, "v3.credentials", "/credentials", "credential", "a credential"),
    standard!(list, "v3.credentials", "/credentials", "credentials", "credentials")
        .args(&[query("user").wire("user_id"), query("type")])
        .secret(),
    standard!(find, "v3.credentials", "/credentials", "credentials", "a credential")
        .args(&[query("user").wire("user_id"), query("type")])
        .secret(),
    standard!(update, "v3.credentials", "/credentials", "credential", "a credential")
        .args(&[
            body("user").wire("user_id"),
            body("type"),
            body("blob").sensitive(),
            body("project").wire("project_id"),
        ])
        .secret(),
    standard!(delete, "v3.credentials", "/credentials", "credential", "a credential"),
];

/// Credentials for EC2 and S3.
pub static EC2: &[Operation] = &[
    Operation::new(
        "v3.ec2.create",
        "POST",
        "/users/{user}/credentials/OS-EC2",
        Answer::One("credential"),
        "Creates an EC2 credential of a user for a project; the answer holds its secret.",
    )
    .ids(&["user"])
    .args(&[body("project").wire("tenant_id").required()])
    .secret(),
    Operation::new(
        "v3.ec2.get",
        "GET",
        "/users/{user}/credentials/OS-EC2/{access}",
        Answer::One("credential"),
        "Gets an EC2 credential by its access key.",
    )
    .ids(&["user", "access"])
    .secret(),
    Operation::new(
        "v3.ec2.list",
        "GET",
        "/users/{user}/credentials/OS-EC2",
        Answer::Many("credentials"),
        "Lists the EC2 credentials of a user.",
    )
    .ids(&["user"])
    .secret(),
    Operation::new(
        "v3.ec2.delete",
        "DELETE",
        "/users/{user}/credentials/OS-EC2/{access}",
        Answer::Nothing,
        "Deletes an EC2 credential.",
    )
    .ids(&["user", "access"]),
];
