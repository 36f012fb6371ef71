//! Where a token comes from: its body, the answer that brought it, or what was saved of it; and how it is saved.

use std::sync::Arc;

use once_cell::race::OnceBox;
use zeroize::Zeroizing;

use super::{Access, Version, v2, v3};
use crate::catalog::Place;
use crate::error::{Code, Error, Failure, Result};
use crate::text::Secret;
use crate::value::{Document, Json, Limits};

/// A state is one level around a body that may be as deep, and have as many values, as any; beside it the token, and what
/// a plugin keeps with it.
pub(crate) const OF_A_STATE: Limits =
    Limits { levels: Limits::USUAL.levels + 1, values: Limits::USUAL.values + 3, ..Limits::USUAL };

impl Access {
    /// Reads the body of a token: `{"token": ...}` of version 3 or `{"access": ...}` of version 2.
    ///
    /// `token` is the token itself, which version 3 sends in the header `X-Subject-Token`; for version 2 it stands before the
    /// one in the body. `InvalidResponse` where the body is no token, naming the place that is wrong and nothing of its content.
    pub fn from_json(body: impl Into<Vec<u8>>, token: Option<&str>) -> Result<Self> {
        let body = body.into();
        let parsed =
            if holds_no_token(&body) { Document::parse(body) } else { Document::parse_secret(body, Limits::default()) };
        let document = parsed.map_err(|error| invalid(format!("the token's body cannot be read: {error}")))?;
        Self::from_document(document, token)
    }

    /// Reads a body that was parsed already; one of version 2 holds a token and so should have been parsed as a secret.
    pub fn from_document(document: Arc<Document>, token: Option<&str>) -> Result<Self> {
        let given = token.filter(|token| !token.is_empty()).map(Secret::new);
        let body = document.root();
        let (version, facts, token) = if body.get("token").is_some() {
            (Version::V3, v3::read(&Place::in_body(body, "token").required_object()?)?, given)
        } else if body.get("access").is_some() {
            let (facts, id) = v2::read(&Place::in_body(body, "access").required_object()?)?;
            (Version::V2, facts, given.or_else(|| id.lend(&document).map(|id| Secret::new(&id))))
        } else {
            return Err(invalid("the token's body holds neither 'token' nor 'access'"));
        };
        Ok(Self { document, version, token, facts, catalog: OnceBox::new() })
    }

    /// Reads the answer to a login, or to the question what a token says.
    ///
    /// A status of 400 and above is the error that it means. `InvalidResponse` where the body is no token, or one of version 3
    /// came without its header `X-Subject-Token`. The error names the answer's request.
    pub fn from_answer(answer: &Failure<'_>) -> Result<Self> {
        if answer.status >= 400 {
            return Err(Error::from_response(answer));
        }
        let token = (answer.header)("x-subject-token").filter(|token| !token.is_empty());
        let read = Self::from_json(answer.body, token).and_then(|access| match access.version {
            Version::V3 if token.is_none() => {
                Err(invalid("the answer holds no token: header X-Subject-Token is missing"))
            }
            _ => Ok(access),
        });
        read.map_err(|error| {
            let error = error.with_request(answer.method, answer.url).with_http_status(answer.status);
            let id = (answer.header)("x-openstack-request-id").or_else(|| (answer.header)("x-compute-request-id"));
            if let Some(id) = id { error.with_request_id(id) } else { error }
        })
    }

    /// Reads what [`Access::to_state`] wrote, or keystoneauth's `get_auth_state`.
    ///
    /// `InvalidResponse` for anything else, naming the place that is wrong and nothing of its content.
    pub fn from_state(state: impl Into<Vec<u8>>) -> Result<Self> {
        let document = Document::parse_secret(state, OF_A_STATE)
            .map_err(|error| invalid(format!("the saved token cannot be read: {error}")))?;
        let state = document.root();
        let token = Place::in_body(state, "auth_token").text()?;
        let Some(body) = state.get("body") else { return Err(invalid("the saved token holds no 'body'")) };
        Self::from_json(body.to_json(), token.text(&document))
    }

    /// The token and its body as JSON: `{"auth_token": ..., "body": ...}`, as keystoneauth's `get_auth_state` has it.
    ///
    /// [`Access::from_state`] reads from it the same facts. It holds the token, and so it is a secret.
    pub fn to_state(&self) -> Secret {
        let token = self.token.as_ref().map(|token| Zeroizing::new(Json::from(token.expose()).to_bytes()));
        let token = token.as_ref().and_then(|token| std::str::from_utf8(token).ok()).unwrap_or("null");
        let body = Zeroizing::new(self.body().to_json());
        let parts = [r#"{"auth_token":"#, token, r#","body":"#, &body, "}"];
        // Of the right size from the beginning: what grows leaves copies behind.
        let mut state = Zeroizing::new(String::with_capacity(parts.iter().map(|part| part.len()).sum()));
        for part in parts {
            state.push_str(part);
        }
        Secret::new(&state)
    }
}

fn invalid(message: impl Into<String>) -> Error {
    Error::new(Code::INVALID_RESPONSE, message.into())
}

/// Whether the body's first key is `token`, as in version 3, whose bodies do not hold the token itself.
pub(super) fn holds_no_token(body: &[u8]) -> bool {
    body.trim_ascii_start().strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\"token\""))
}

#[cfg(test)]
mod tests;
