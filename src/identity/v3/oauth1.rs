//! OAuth 1: consumers, and what they may get of a user's rights.

use super::standard;
use crate::auth::identity::v3::{Signed, Signer};
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Operation, Rest, body, header, local};
use crate::options::Param;
use crate::text::Secret;
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
        "v3.oauth1.request_tokens.create",
        "POST",
        "/OS-OAUTH1/request_token",
        Answer::Form,
        "Gets a request token for a consumer, to be authorized by a user: its key, secret and expiry.",
    )
    .args(&[
        local("consumer_key").required(),
        local("consumer_secret").required().sensitive(),
        header("project", "requested-project-id").required(),
    ])
    .unauthenticated()
    .signed(as_consumer)
    .secret(),
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
        "v3.oauth1.access_tokens.create",
        "POST",
        "/OS-OAUTH1/access_token",
        Answer::Form,
        "Gets an access token for a request token that a user authorized: its key, secret and expiry.",
    )
    .args(&[
        local("consumer_key").required(),
        local("consumer_secret").required().sensitive(),
        local("request_key").required(),
        local("request_secret").required().sensitive(),
        local("verifier").required().sensitive(),
    ])
    .unauthenticated()
    .signed(as_request_token)
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

/// The consumer's own signature; there is no page to come back to, so that the verifier is shown.
fn as_consumer(arguments: &Arguments<'_>, request: Signed<'_>) -> Result<Secret> {
    signer(arguments, None)?.authorization(request, &[("oauth_callback", "oob")])
}

fn as_request_token(arguments: &Arguments<'_>, request: Signed<'_>) -> Result<Secret> {
    let token = (needed(arguments, "request_key")?.to_owned(), Secret::new(needed(arguments, "request_secret")?));
    signer(arguments, Some(token))?.authorization(request, &[("oauth_verifier", needed(arguments, "verifier")?)])
}

fn signer(arguments: &Arguments<'_>, token: Option<(String, Secret)>) -> Result<Signer> {
    let consumer_key = needed(arguments, "consumer_key")?.to_owned();
    Ok(Signer { consumer_key, consumer_secret: Secret::new(needed(arguments, "consumer_secret")?), token })
}

fn needed<'a>(arguments: &Arguments<'a>, name: &str) -> Result<&'a str> {
    arguments.text(name)?.ok_or_else(|| arguments.invalid(&format!("'{name}' is empty")))
}

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
