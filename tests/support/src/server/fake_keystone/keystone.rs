//! What the fake Keystone knows and says.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::super::answer::phrase;
use super::super::{Answer, Received, Script};
use super::documents::{self, Service};

/// How long a token lives unless told otherwise, in seconds: as Keystone's own default.
const LIFETIME: i64 = 3600;

/// How soon a slow login notices that the test is over.
const STEP: Duration = Duration::from_millis(10);

/// What the server's threads and the test share.
pub(super) struct Keystone {
    services: Vec<Service>,
    protected: Script,
    open: Script,
    token_prefix: String,
    state: Mutex<State>,
}

/// What changes with time.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) controls: Controls,
    pub(super) attempts: usize,
    pub(super) logins: usize,
    pub(super) accepted: usize,
    pub(super) refused: usize,
    tokens: HashMap<String, Token>,
    pub(super) newest: Option<String>,
    request_ids: usize,
    pub(super) last_request_id: String,
    pub(super) stopping: bool,
}

/// What a test may change while the server runs.
#[derive(Clone, Debug)]
pub(super) struct Controls {
    pub(super) lifetime: i64,
    pub(super) login_delay: Duration,
    pub(super) logins_to_refuse: usize,
    pub(super) revoke_after: Option<usize>,
}

/// A token that is good until it runs out or is taken back.
#[derive(Clone, Debug)]
struct Token {
    expires: DateTime<Utc>,
    body: Value,
}

impl State {
    /// Takes every token back.
    pub(super) fn revoke(&mut self) {
        self.tokens.clear();
    }
}

impl Default for Controls {
    fn default() -> Self {
        Self { lifetime: LIFETIME, login_delay: Duration::ZERO, logins_to_refuse: 0, revoke_after: None }
    }
}

impl Keystone {
    pub(super) fn new(
        services: Vec<Service>,
        protected: Script,
        open: Script,
        token_prefix: String,
        controls: Controls,
    ) -> Self {
        let state = Mutex::new(State { controls, ..State::default() });
        Self { services, protected, open, token_prefix, state }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to any request, with a request id of its own.
    pub(super) fn answer(&self, request: &Received) -> Answer {
        let answer = self.open.answer(request).unwrap_or_else(|| self.own_answer(request));
        let mut state = self.lock();
        state.request_ids += 1;
        let id = format!("req-{:08x}-fa4e-4000-8000-{:012x}", state.request_ids, request.number);
        state.last_request_id.clone_from(&id);
        answer.header("x-openstack-request-id", &id)
    }

    fn own_answer(&self, request: &Received) -> Answer {
        let origin = request.origin();
        match (request.method.as_str(), request.path()) {
            ("GET", "/") => Answer::json(300, documents::versions(&origin))
                .header("Location", &format!("{origin}/v3/"))
                .header("Vary", "X-Auth-Token"),
            ("GET", "/v3" | "/v3/") => Answer::json(200, documents::version(&origin)).header("Vary", "X-Auth-Token"),
            ("POST", "/v3/auth/tokens") => self.log_in(request),
            _ => self.with_token(request),
        }
    }

    fn log_in(&self, request: &Received) -> Answer {
        let delay = {
            let mut state = self.lock();
            state.attempts += 1;
            state.controls.login_delay
        };
        self.take_time(delay);
        let mut state = self.lock();
        if state.controls.logins_to_refuse > 0 {
            state.controls.logins_to_refuse -= 1;
            return unauthorized(&request.origin());
        }
        let Ok(login) = serde_json::from_slice::<Value>(&request.body) else {
            return Answer::keystone_error(400, "Malformed JSON in the request body.");
        };
        state.logins += 1;
        let token = format!("{}{}", self.token_prefix, state.logins);
        let issued = Utc::now();
        let expires = issued + TimeDelta::seconds(state.controls.lifetime);
        let catalog = documents::catalog(&request.origin(), &self.services);
        let catalog = (request.query() != Some("nocatalog")).then_some(catalog);
        let body = documents::token(&login, issued, expires, state.logins, catalog);
        state.tokens.insert(token.clone(), Token { expires, body: body.clone() });
        state.newest = Some(token.clone());
        Answer::json(201, &body).header("X-Subject-Token", &token).header("Vary", "X-Auth-Token")
    }

    fn with_token(&self, request: &Received) -> Answer {
        let token = request.header("x-auth-token").unwrap_or_default();
        if !self.admits(token) {
            return unauthorized(&request.origin());
        }
        self.protected.answer(request).unwrap_or_else(|| self.resource(request))
    }

    /// Whether a token is valid now; counted, and perhaps the last request before it is taken back.
    fn admits(&self, token: &str) -> bool {
        let mut state = self.lock();
        if state.tokens.get(token).is_none_or(|token| token.expires <= Utc::now()) {
            state.refused += 1;
            return false;
        }
        state.accepted += 1;
        if state.controls.revoke_after == Some(state.accepted) {
            state.controls.revoke_after = None;
            state.revoke();
        }
        true
    }

    /// The few resources that it has.
    fn resource(&self, request: &Received) -> Answer {
        let origin = request.origin();
        let found = |value: Value| Answer::json(200, &value).header("Vary", "X-Auth-Token");
        match (request.method.as_str(), request.path()) {
            ("GET" | "HEAD" | "DELETE", "/v3/auth/tokens") => self.subject_token(request),
            ("GET", "/v3/users") => found(documents::users(&origin)),
            ("GET", "/v3/auth/projects" | "/v3/projects") => found(documents::projects(&origin, request.path())),
            ("GET", "/v3/auth/catalog") => found(json!({"catalog": documents::catalog(&origin, &self.services)})),
            ("GET", path) => match path.strip_prefix("/v3/users/") {
                Some(id) if id == documents::USER_ID => found(json!({"user": documents::user(&origin)})),
                Some(id) => Answer::keystone_error(404, &format!("Could not find user: {id}.")),
                None => no_such_path(),
            },
            _ => no_such_path(),
        }
    }

    /// Validates a token, or takes it back.
    fn subject_token(&self, request: &Received) -> Answer {
        let subject = request.header("x-subject-token").unwrap_or_default();
        let mut state = self.lock();
        let known =
            if request.method == "DELETE" { state.tokens.remove(subject) } else { state.tokens.get(subject).cloned() };
        match known.filter(|token| token.expires > Utc::now()) {
            None => Answer::keystone_error(404, "Could not recognize Fernet token"),
            Some(_) if request.method == "DELETE" => Answer::new(204).header("Vary", "X-Auth-Token"),
            Some(token) => {
                Answer::json(200, &token.body).header("X-Subject-Token", subject).header("Vary", "X-Auth-Token")
            }
        }
    }

    fn take_time(&self, time: Duration) {
        let deadline = Instant::now() + time;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || self.lock().stopping {
                return;
            }
            thread::sleep(left.min(STEP));
        }
    }
}

impl fmt::Debug for Keystone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keystone").field("state", &*self.lock()).finish_non_exhaustive()
    }
}

/// What Keystone says to a wrong password, and to a token that is not valid.
fn unauthorized(origin: &str) -> Answer {
    Answer::keystone_error(401, "The request you have made requires authentication.")
        .reason("UNAUTHORIZED")
        .header("WWW-Authenticate", &format!("Keystone uri=\"{origin}/v3\""))
}

/// What Keystone's framework says to a path that it does not have: HTML.
fn no_such_path() -> Answer {
    let page = format!("<!doctype html>\n<html lang=en>\n<title>404 {0}</title>\n<h1>{0}</h1>\n", phrase(404));
    Answer::bytes(404, page).header("Content-Type", "text/html; charset=utf-8").header("Vary", "X-Auth-Token")
}
