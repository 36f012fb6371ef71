//! The request for a token, and its answer.

use super::versioned;
use crate::access::Access;
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Request, Response, url};

/// Where tokens are got: behind the version's segment of `base`, which is put in where it has none.
pub(in crate::auth::identity) fn token_url(base: &str, include_catalog: bool) -> String {
    let query = if include_catalog { "" } else { "?nocatalog" };
    format!("{}/auth/tokens{query}", versioned(base))
}

/// The token that an answer of version 3 brings.
pub(in crate::auth::identity) fn read_token(request: &Request, response: &Response) -> Result<Access> {
    let Some(token) = response.headers.get("x-subject-token").filter(|token| !token.is_empty()) else {
        return Err(invalid(request, response, "without a token: header X-Subject-Token is missing"));
    };
    read_body(request, response, Some(token))
}

/// What the body of an answer says of `token`, which may be in there as well.
pub(in crate::auth::identity) fn read_body(
    request: &Request,
    response: &Response,
    token: Option<&str>,
) -> Result<Access> {
    let invalid = |what: &str| invalid(request, response, what);
    let access = Access::from_json(response.body(), token).map_err(|error| {
        let error = invalid(&format!("with something else than a token: {error}"));
        error.without(&token.into_iter().collect::<Vec<_>>())
    })?;
    let Some(token) = access.auth_token() else { return Err(invalid("without a token")) };
    if Headers::new().set("X-Auth-Token", token.expose()).is_err() {
        return Err(invalid("with a token that cannot be sent: it holds a control character"));
    }
    Ok(access)
}

/// A login was answered by what is no token.
pub(in crate::auth::identity) fn invalid(request: &Request, response: &Response, what: &str) -> Error {
    let shown = url::shown(&request.url);
    let message = format!("the login at {shown} was answered {what}");
    response.describe(Error::new(Code::INVALID_RESPONSE, message)).with_request(request.method.as_str(), &shown)
}
