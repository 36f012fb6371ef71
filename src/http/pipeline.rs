//! One request from its first sending to its answer: redirects, retries, and errors that name the request.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::gate::Gate;
use super::message::MOST_BYTES;
use super::redaction::secrets_of;
use super::redirect::follow;
use super::retry::Budget;
use super::{
    Agent, Destination, Driver, Hop, Limiter, Most, Redirects, Request, Response, Retries, RetryOptions, Timeouts,
    not_sent_again, url,
};
use crate::error::{Code, Error, Result};
use crate::watch::{Watch, is_within};

/// What holds for all requests of a session, logins among them.
#[derive(Clone, Debug)]
pub struct Policy {
    /// How many redirects they follow, and what goes along.
    pub redirects: Redirects,
    /// When they are sent again.
    pub retries: Retries,
    /// How long their steps may take.
    pub timeouts: Timeouts,
    /// The most bytes that the body of an answer may have, after decompression.
    pub most_bytes: u64,
    /// What stands in front of the library's own name in `User-Agent`.
    pub agent: Agent,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            redirects: Redirects::default(),
            retries: Retries::default(),
            timeouts: Timeouts::default(),
            most_bytes: MOST_BYTES,
            agent: Agent::default(),
        }
    }
}

/// What one request has of its own; by default nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner<'a> {
    /// How many redirects it follows.
    pub redirects: Option<Most>,
    /// When it is sent again, what counts more before what counts less.
    pub retries: [Option<&'a RetryOptions>; 2],
    /// Whose permit it needs.
    pub limiter: Option<&'a Limiter>,
}

/// A driver and the policy around it. Cheap to clone; clones share connections.
#[derive(Clone, Debug)]
pub struct Pipeline {
    driver: Arc<dyn Driver>,
    policy: Arc<Policy>,
    user_agent: Arc<str>,
    gate: Arc<Gate>,
    watch: Arc<Watch>,
    number: u64,
}

/// How many pipelines there were.
static COUNT: AtomicU64 = AtomicU64::new(0);

impl Pipeline {
    /// A pipeline over `driver`; `policy` holds for requests that bring none of their own.
    pub fn new(driver: Arc<dyn Driver>, policy: Policy) -> Self {
        let user_agent = policy.agent.composed(None).into();
        let watch = driver.watch().cloned().unwrap_or_default();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        Self { driver, policy: Arc::new(policy), user_agent, gate: Arc::new(Gate::new()), watch, number }
    }

    /// Stands for its connections: clones have the same, and no other one ever does.
    pub fn number(&self) -> u64 {
        self.number
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

    /// What is seen of all that is sent.
    pub fn watch(&self) -> &Watch {
        &self.watch
    }

    /// The policy for requests that bring none of their own.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Fails with `ShutDown` from the shutdown on.
    pub fn check(&self) -> Result<()> {
        self.gate.check()
    }

    /// Ends what is under way, and all that comes later, with `ShutDown`.
    pub fn shut_down(&self) {
        self.gate.shut();
        self.driver.shutdown();
    }

    /// What a plugin's `flow` comes to, unless a shutdown or the time for one exchange ends it before.
    pub async fn asked<T>(&self, limit: Option<Duration>, flow: impl Future<Output = Result<T>>) -> Result<T> {
        self.gate.within(&*self.driver, limit, |limit| late("another thread's login", limit), flow).await?
    }

    /// Sends `request` under the pipeline's policy. Any status is an answer.
    pub async fn send(&self, request: &Request) -> Result<Response> {
        self.send_as(request, Manner::default()).await
    }

    /// Sends `request` in its own manner. Any status is an answer.
    ///
    /// Fails as [`Driver::send`] does, with the redirect's own status when that cannot be followed, with `ConnectTimeout` when
    /// no permit came in the time for one exchange, with `ShutDown`.
    pub async fn send_as(&self, request: &Request, manner: Manner<'_>) -> Result<Response> {
        let [first, second] = manner.retries;
        let mut retries = Cow::Borrowed(&self.policy.retries);
        for options in [second, first].into_iter().flatten() {
            retries = options.over(retries);
        }
        let redirects =
            Redirects { most: manner.redirects.unwrap_or(self.policy.redirects.most), ..self.policy.redirects };
        let mut request = Cow::Borrowed(request);
        let mut budget = Budget::new(&retries);
        let mut history = Vec::new();
        let mut left_origin = false;
        let delivered = request.destination.as_ref().map(Destination::written);
        loop {
            let mut response = match self.exchange(&request, manner.limiter).await {
                Ok(response) => response,
                Err(error) => {
                    let delay = match budget.after_error(&error) {
                        Some(_) if !request.body.can_be_sent() => Err(not_sent_again(&error)),
                        // What the sink has cannot be taken back.
                        Some(delay) if request.destination.as_ref().map(Destination::written) == delivered => Ok(delay),
                        _ => Err(error.clone()),
                    };
                    let delay = delay.map_err(|error| {
                        self.tell_failure(&request, &error);
                        named(error, &request)
                    })?;
                    self.tell_retry(&request, &Err(&error), delay);
                    self.sleep(delay).await?;
                    continue;
                }
            };
            response.history = std::mem::take(&mut history);
            response.left_origin = left_origin;
            let next = follow(&request, &response, redirects).map_err(|error| named(error, &request))?;
            if let Some(next) = next {
                self.tell_redirect(&request, &response, &next);
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
            self.tell_retry(&request, &Ok(&response), delay);
            history = std::mem::take(&mut response.history);
            self.sleep(delay).await?;
        }
    }

    /// One exchange, with a permit if it needs one, and how long it took.
    pub(super) async fn permitted(&self, request: &Request, limiter: Option<&Limiter>) -> Result<(Response, Duration)> {
        // Who holds a permit may wait for the listener that this is the request of.
        let Some(limiter) = limiter.filter(|_| !is_within()) else { return self.counted(request).await };
        let limit = request.timeouts.whole;
        let late = |limit| late("a turn: so many requests to this service are under way, or begin in a second", limit);
        let _permit = self.gate.within(&*self.driver, limit, late, limiter.permit()).await?;
        match limiter.turn(self.driver.monotonic(), limit) {
            Some(wait) if wait.is_zero() => {}
            Some(wait) => self.sleep(wait).await?,
            None => return Err(late(limit.unwrap_or_default())),
        }
        self.counted(request).await
    }

    async fn sleep(&self, delay: Duration) -> Result<()> {
        self.until_shut(self.driver.sleep(delay)).await?;
        self.gate.check()
    }

    pub(super) async fn until_shut<T>(&self, flow: impl Future<Output = T>) -> Result<T> {
        self.gate.within(&*self.driver, None, |_| Error::of(Code::CONNECT_TIMEOUT), flow).await
    }

    /// `response`, or the error that its status of 400 and above means, without the secrets of `request` should the peer
    /// repeat them.
    pub fn raise(&self, request: &Request, response: Response) -> Result<Response> {
        if response.status < 400 {
            return Ok(response);
        }
        let error = response.to_error(request.method.as_str(), self.driver.now());
        let secrets = secrets_of(request, response.url.as_str());
        Err(error.without(&secrets.iter().map(|secret| secret.as_str()).collect::<Vec<_>>()))
    }
}

fn late(what: &str, limit: Duration) -> Error {
    let message = format!("gave up after {} s of waiting for {what}", limit.as_secs_f64());
    Error::new(Code::CONNECT_TIMEOUT, message)
}

fn named(error: Error, request: &Request) -> Error {
    error.with_request(request.method.as_str(), &url::shown(&request.url))
}
