//! One request from its first sending to its answer: redirects, retries, and errors that name the request.

use std::borrow::Cow;
use std::sync::Arc;

use super::message::MOST_BYTES;
use super::redirect::follow;
use super::retry::Budget;
use super::{Destination, Driver, Hop, Redirects, Request, Response, Retries, Timeouts, not_sent_again, url};
use crate::error::{Error, Result};

/// How a request is sent.
#[derive(Clone, Debug)]
pub struct Policy {
    /// How many redirects it follows, and what goes along.
    pub redirects: Redirects,
    /// When it is sent again.
    pub retries: Retries,
    /// How long its steps may take.
    pub timeouts: Timeouts,
    /// The most bytes that the body of an answer may have, after decompression.
    pub most_bytes: u64,
    /// What stands in front of the library's own name in `User-Agent`.
    pub program: Option<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            redirects: Redirects::default(),
            retries: Retries::default(),
            timeouts: Timeouts::default(),
            most_bytes: MOST_BYTES,
            program: None,
        }
    }
}

/// The library in `User-Agent`.
const LIBRARY: &str = concat!("keystoneclient/", env!("CARGO_PKG_VERSION"));

/// A driver and the policy around it. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Pipeline {
    driver: Arc<dyn Driver>,
    policy: Arc<Policy>,
    user_agent: Arc<str>,
}

impl Pipeline {
    /// A pipeline over `driver`; `policy` holds for requests that bring none of their own.
    pub fn new(driver: Arc<dyn Driver>, policy: Policy) -> Self {
        let user_agent = match &policy.program {
            Some(program) => format!("{program} {LIBRARY}").into(),
            None => LIBRARY.into(),
        };
        Self { driver, policy: Arc::new(policy), user_agent }
    }

    /// A request that says who asks, and may take as long as the policy allows.
    ///
    /// Fails with `InvalidArgument` when the program's name cannot be a header field.
    pub fn request(&self, method: &str, url: impl Into<String>) -> Result<Request> {
        let mut request = Request::new(method, url);
        request.timeouts = self.policy.timeouts;
        request.most_bytes = self.policy.most_bytes;
        request.headers.set("User-Agent", &self.user_agent)?;
        Ok(request)
    }

    /// What does the I/O and tells the time.
    pub fn driver(&self) -> &dyn Driver {
        &*self.driver
    }

    /// The policy for requests that bring none of their own.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Sends `request` under the pipeline's policy. Any status is an answer.
    pub async fn send(&self, request: &Request) -> Result<Response> {
        self.send_under(request, &self.policy).await
    }

    /// Sends `request` under `policy`. Any status is an answer.
    ///
    /// Fails as [`Driver::send`] does, and with the redirect's own status when that cannot be followed.
    pub async fn send_under(&self, request: &Request, policy: &Policy) -> Result<Response> {
        let mut request = Cow::Borrowed(request);
        let mut budget = Budget::new(&policy.retries);
        let mut history = Vec::new();
        let mut left_origin = false;
        let delivered = request.destination.as_ref().map(Destination::written);
        loop {
            let mut response = match self.driver.send(&request).await {
                Ok(response) => response,
                Err(error) => {
                    let Some(delay) = budget.after_error(&error) else { return Err(named(error, &request)) };
                    if !request.body.can_be_sent() {
                        return Err(named(not_sent_again(&error), &request));
                    }
                    // What the sink has cannot be taken back.
                    if request.destination.as_ref().map(Destination::written) != delivered {
                        return Err(named(error, &request));
                    }
                    self.driver.sleep(delay).await;
                    continue;
                }
            };
            response.history = std::mem::take(&mut history);
            response.left_origin = left_origin;
            let next = follow(&request, &response, policy.redirects).map_err(|error| named(error, &request))?;
            if let Some(next) = next {
                history = std::mem::take(&mut response.history);
                history.push(Hop { status: response.status, url: response.url });
                left_origin |= !url::same_origin(&request.url, &next.url);
                request = Cow::Owned(next);
                continue;
            }
            let asked = response.retry_after(self.driver.now());
            let Some(delay) = budget.after_answer(&response, asked) else { return Ok(response) };
            if !request.body.can_be_sent() {
                response.body_was_spent = true;
                return Ok(response);
            }
            history = std::mem::take(&mut response.history);
            self.driver.sleep(delay).await;
        }
    }

    /// `response`, or the error that its status of 400 and above means, without the secrets of `request` should the peer
    /// repeat them.
    pub fn raise(&self, request: &Request, response: Response) -> Result<Response> {
        if response.status < 400 {
            return Ok(response);
        }
        let error = response.to_error(request.method.as_str(), self.driver.now());
        Err(error.without(&request.headers.secrets()))
    }
}

fn named(error: Error, request: &Request) -> Error {
    error.with_request(request.method.as_str(), &url::shown(&request.url))
}
