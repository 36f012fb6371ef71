//! OAuth 1: consumers, and what they may get of a user's rights.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Operation, Rest, body, local};
use crate::options::Param;
use crate::value::Json;

/// The managers of `v3.oauth1`.
pub static OAUTH1: &[Operation] = &[
    standard!(
        create,
        "v3.oauth1.consumers",
        "/OS-OAUTH1/consumers",
        "consumer",
        "a consumer; the answer holds its secret"
    )
    .args(&[body("description")])
    .secret(),
    standard!(get, "v3.oauth1.consumers", "/OS-OAUTH1/consumers", "consumer", "a consumer"),
    standard!(head, "v3.oauth1.consumers", "/OS-OAUTH1/consumers", "consumer", "a consumer"),
    standard!(list, "v3.oauth1.consumers", "/OS-OAUTH1/consumers", "consumers", "consumers"),
    standard!(find, "v3.oauth1.consumers", "/OS-OAUTH1/consumers", "consumers", "a consumer"),
    standard!(update, "v3.oauth1.consumers", "/OS-OAUTH1/consumers", "consumer", "a consumer")
        .args(&[body("description")]),
    standard!(delete, "v3.oauth1.consumers", "/OS-OAUTH1/consumers", "consumer", "a consumer"),
    Operation::new(
        "v3.oauth1.request_tokens.authorize",
        "PUT",
        "/OS-OAUTH1/authorize/{request_token}",
        Answer::One("token"),
        "Grants a request token these roles; the answer holds the verifier.",
    )
    .ids(&["request_token"])
    .args(&[local("roles").required()])
    .body(roles)
    .secret(),
    Operation::new(
        "v3.oauth1.access_tokens.list",
        "GET",
        "/users/{user}/OS-OAUTH1/access_tokens",
        Answer::Many("access_tokens"),
        "Lists the access tokens that a user granted.",
    )
    .args(&[local("user")])
    .own_user(),
    Operation::new(
        "v3.oauth1.access_tokens.get",
        "GET",
        "/users/{user}/OS-OAUTH1/access_tokens/{access_token}",
        Answer::One("access_token"),
        "Gets an access token that a user granted.",
    )
    .ids(&["access_token"])
    .args(&[local("user")])
    .own_user(),
    Operation::new(
        "v3.oauth1.access_tokens.delete",
        "DELETE",
        "/users/{user}/OS-OAUTH1/access_tokens/{access_token}",
        Answer::Nothing,
        "Takes back an access token that a user granted.",
    )
    .ids(&["access_token"])
    .args(&[local("user")])
    .own_user(),
    Operation::new(
        "v3.oauth1.access_tokens.list_roles",
        "GET",
        "/users/{user}/OS-OAUTH1/access_tokens/{access_token}/roles",
        Answer::Many("roles"),
        "Lists the roles of an access token that a user granted.",
    )
    .ids(&["access_token"])
    .args(&[local("user")])
    .own_user(),
];

fn roles<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let wrong = || arguments.invalid("'roles' must be a list of ids");
    let Some(Param::List(roles)) = arguments.get("roles") else { return Err(wrong()) };
    let role = |role: &'a Param| match role {
        Param::String(id) => Ok(Json::Object(vec![("id", Json::String(id.expose()))])),
        _ => Err(wrong()),
    };
    let roles = roles.iter().map(role).collect::<Result<_>>()?;
    Ok(Json::Object(vec![("roles", Json::List(roles))]))
}
