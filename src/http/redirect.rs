//! Where a redirect leads, and what goes along.

use std::sync::Arc;

use super::{Body, Request, Response, url};
use crate::error::{Code, Error, Result};
use crate::text::Text;

/// Which redirects a request follows, and what goes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redirects {
    /// How many.
    pub most: Most,
    /// Whether credentials and bodies go along to another origin. Never from https to http, and never those of a login.
    pub everywhere: bool,
}

/// How many redirects a request follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Most {
    /// None: the answer that redirects is the answer.
    None,
    /// So many; one more is an error.
    Number(u32),
    /// However many there are.
    All,
}

impl Default for Redirects {
    fn default() -> Self {
        Self { most: Most::Number(30), everywhere: false }
    }
}

/// The statuses that redirect. 300 and 304 are answers.
const STATUSES: &[u16] = &[301, 302, 303, 305, 307, 308];

/// The request that follows `response`; `None` when `response` is the answer.
///
/// Credentials stay with the origin that they were meant for. 303 becomes GET; everything else keeps method and body.
pub(super) fn follow(request: &Request, response: &Response, allowed: Redirects) -> Result<Option<Request>> {
    if !STATUSES.contains(&response.status) || allowed.most == Most::None {
        return Ok(None);
    }
    let Some(location) = response.headers.get("location") else { return Ok(None) };
    if matches!(allowed.most, Most::Number(most) if response.history.len() >= most as usize) {
        let message = format!("more than {} redirects", response.history.len());
        return Err(refused(response, &message));
    }
    let Some(target) = url::resolve(&request.url, location) else {
        let message = format!("a redirect to {:?}, which is no HTTP URL", url::shown(location));
        return Err(refused(response, &message));
    };
    let mut next = request.clone();
    if response.status == 303 && request.method.as_str() != "HEAD" {
        next.method = Text::new("GET");
        next.body = Body::none();
        next.headers.remove("content-type");
    }
    if !next.body.can_be_sent() {
        let message =
            format!("a redirect to {}, where the streamed body cannot go: it cannot be rewound", url::shown(&target));
        return Err(refused(response, &message));
    }
    let goes_along = allowed.everywhere && !request.secret && !url::is_downgrade(&request.url, &target);
    if !url::same_origin(&request.url, &target) && !goes_along {
        next.headers.remove_secrets();
        // A certificate that was meant for this request's origin proves nothing that another one need know.
        next.connection = next.connection.as_deref().map(|connection| Arc::new(connection.without_certificate()));
        // A body may hold a password as well as a header field; and what another origin says of a login is of no use.
        if request.secret || !next.body.is_none() {
            let what = if request.secret { "a login" } else { "a request with a body" };
            let shown = url::shown(&target);
            let message = format!("a redirect of {what} to {shown}, another origin, where credentials must not go");
            return Err(refused(response, &message));
        }
    }
    if let Some(id) = response.headers.get("x-openstack-request-id") {
        // A peer's header may hold what a request must not.
        let _ = next.headers.set_default("x-openstack-request-id", id);
    }
    next.url = target;
    Ok(Some(next))
}

fn refused(response: &Response, message: &str) -> Error {
    let message = format!("{message} (HTTP {})", response.status);
    response.describe(Error::new(Code::from_status(response.status), message))
}
