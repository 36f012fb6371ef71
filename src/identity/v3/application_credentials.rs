//! Application credentials, and the access rules that bound them.

use super::standard;
use crate::error::{Code, Error, Result};
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Operation, Rest, body, local};
use crate::identity::request::members;
use crate::options::Param;
use crate::value::Json;

/// Application credentials: a part of a user's rights on a project, for a program.
pub static APPLICATION_CREDENTIALS: &[Operation] = &[
    standard!(
        create,
        "v3.application_credentials",
        "/users/{user}/application_credentials",
        "application_credential",
        "an application credential; the answer holds its secret"
    )
    .args(&[
        local("user"),
        body("name").required(),
        body("secret").sensitive(),
        body("description"),
        body("expires_at"),
        local("roles"),
        body("unrestricted").default(false),
        body("access_rules"),
    ])
    .own_user()
    .body(with_roles)
    .secret(),
    standard!(
        get,
        "v3.application_credentials",
        "/users/{user}/application_credentials",
        "application_credential",
        "an application credential"
    )
    .args(&[local("user")])
    .own_user(),
    standard!(
        head,
        "v3.application_credentials",
        "/users/{user}/application_credentials",
        "application_credential",
        "an application credential"
    )
    .args(&[local("user")])
    .own_user(),
    standard!(
        list,
        "v3.application_credentials",
        "/users/{user}/application_credentials",
        "application_credentials",
        "the application credentials of a user"
    )
    .args(&[local("user")])
    .own_user(),
    standard!(
        find,
        "v3.application_credentials",
        "/users/{user}/application_credentials",
        "application_credentials",
        "an application credential"
    )
    .args(&[local("user")])
    .own_user(),
    standard!(
        delete,
        "v3.application_credentials",
        "/users/{user}/application_credentials",
        "application_credential",
        "an application credential"
    )
    .args(&[local("user")])
    .own_user(),
    standard!(missing, "v3.application_credentials.update", "An application credential cannot be changed."),
];

/// A role is named by its id, or is an object that says more; one may stand without a list.
fn with_roles<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let role = |role: &'a Param| match role {
        Param::String(id) => Ok(Json::Object(vec![("id", Json::String(id.expose()))])),
        Param::Params(_) => Ok(role.lent()),
        _ => Err(Error::new(
            Code::COMMAND_ERROR,
            format!("{}: a role is an id or an object", arguments.operation().name),
        )),
    };
    let roles = match arguments.get("roles") {
        None => Vec::new(),
        Some(Param::List(roles)) => roles.iter().map(role).collect::<Result<_>>()?,
        Some(one) => vec![role(one)?],
    };
    let mut json = members(arguments);
    if let Json::Object(members) = &mut json
        && !roles.is_empty()
    {
        members.push(("roles", Json::List(roles)));
    }
    Ok(json)
}

/// Access rules: which requests an application credential may make. They are created with one.
pub static ACCESS_RULES: &[Operation] = &[
    standard!(get, "v3.access_rules", "/users/{user}/access_rules", "access_rule", "an access rule")
        .args(&[local("user")])
        .own_user(),
    standard!(head, "v3.access_rules", "/users/{user}/access_rules", "access_rule", "an access rule")
        .args(&[local("user")])
        .own_user(),
    standard!(list, "v3.access_rules", "/users/{user}/access_rules", "access_rules", "the access rules of a user")
        .args(&[local("user")])
        .own_user(),
    standard!(find, "v3.access_rules", "/users/{user}/access_rules", "access_rules", "an access rule")
        .args(&[local("user")])
        .own_user(),
    standard!(delete, "v3.access_rules", "/users/{user}/access_rules", "access_rule", "an access rule")
        .args(&[local("user")])
        .own_user(),
    standard!(missing, "v3.access_rules.create", "Access rules are created with an application credential."),
    standard!(missing, "v3.access_rules.update", "An access rule cannot be changed."),
];
