//! Where a redirect leads, and what goes along.

use super::{Body, Request, Response, url};
use crate::error::{Code, Error, Result};
use crate::text::Text;

/// How many redirects a request follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirects {
    /// None: the answer that redirects is the answer.
    None,
    /// So many; one more is an error.
    Most(u32),
    /// However many there are.
    All,
}

impl Default for Redirects {
    fn default() -> Self {
        Self::Most(30)
    }
}

/// The statuses that redirect. 300 and 304 are answers.
const STATUSES: &[u16] = &[301, 302, 303, 305, 307, 308];

/// The request that follows `response`; `None` when `response` is the answer.
///
/// Credentials stay with the origin that they were meant for. 303 becomes GET; everything else keeps method and body.
pub(super) fn follow(request: &Request, response: &Response, allowed: Redirects) -> Result<Option<Request>> {
    if !STATUSES.contains(&response.status) || allowed == Redirects::None {
        return Ok(None);
    }
    let Some(location) = response.headers.get("location") else { return Ok(None) };
    if matches!(allowed, Redirects::Most(most) if response.history.len() >= most as usize) {
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
    if !url::same_origin(&request.url, &target) {
        next.headers.remove_secrets();
        if request.secret && next.body.as_bytes().is_some() {
            let message =
                format!("a redirect to {}, another origin, where credentials must not go", url::shown(&target));
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
    Error::new(Code::from_status(response.status), message).with_http_status(response.status)
}
