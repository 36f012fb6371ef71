//! What the server saw: a line for each request, written before its answer leaves.

use std::fmt;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// A moment in the server's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(u64);

impl Mark {
    pub(super) const START: Self = Self(0);
}

/// A request as the server saw it.
#[derive(Clone, PartialEq)]
pub struct LoggedRequest {
    /// When it came, in seconds since 1970.
    pub time: f64,
    /// `http` or `https`.
    pub scheme: String,
    /// The client's port: requests with the same one shared a connection.
    pub peer_port: u16,
    /// The method.
    pub method: String,
    /// The path as it was sent, percent signs and all.
    pub path: String,
    /// What followed the question mark.
    pub query: String,
    /// The status of the answer.
    pub status: u16,
    /// The `x-openstack-request-id` of the answer.
    pub request_id: Option<String>,
    /// The `User-Agent`.
    pub user_agent: Option<String>,
    /// The `X-Auth-Token` that it came with.
    pub auth_token: Option<String>,
    /// The `X-Subject-Token` that the answer brought.
    pub subject_token: Option<String>,
    /// Whose token it came with, even a revoked one, or who logged in.
    pub user_id: Option<String>,
    /// For `POST /v3/auth/tokens`, what it asked for; its secrets are not kept.
    pub login: Option<Login>,
}

/// What a login asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// The methods it named.
    pub methods: Vec<String>,
    /// The user that it named, by id or else by name.
    pub user: Option<String>,
}

impl LoggedRequest {
    /// Whether it brought a token to somebody who logged in.
    pub fn is_login(&self) -> bool {
        self.method == "POST" && self.path == "/v3/auth/tokens" && self.status == 201
    }

    fn from_line(line: &str) -> Self {
        let entry: Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("a line of the log is not JSON: {error}"));
        let text = |name: &str| entry[name].as_str().map(str::to_owned);
        let given = |name: &str| text(name).unwrap_or_else(|| panic!("a line of the log has no {name}"));
        let number = |name: &str| {
            let number = entry[name].as_u64().and_then(|number| u16::try_from(number).ok());
            number.unwrap_or_else(|| panic!("a line of the log has no {name}"))
        };
        let login = entry["login"].as_object().map(|login| Login {
            methods: login["methods"]
                .as_array()
                .map(|methods| methods.iter().filter_map(|method| method.as_str().map(str::to_owned)).collect())
                .unwrap_or_default(),
            user: login["user"].as_str().map(str::to_owned),
        });
        Self {
            time: entry["time"].as_f64().unwrap_or_default(),
            scheme: given("scheme"),
            peer_port: number("peer_port"),
            method: given("method"),
            path: given("path"),
            query: given("query"),
            status: number("status"),
            request_id: text("request_id"),
            user_agent: text("user_agent"),
            auth_token: text("auth_token"),
            subject_token: text("subject_token"),
            user_id: text("user_id"),
            login,
        }
    }
}

/// Without the tokens.
impl fmt::Debug for LoggedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self.user_id.as_deref().unwrap_or("nobody");
        write!(formatter, "{} {} {} by {user}", self.status, self.method, self.path)?;
        if !self.query.is_empty() {
            write!(formatter, " ?{}", self.query)?;
        }
        match &self.login {
            Some(login) => write!(formatter, " {login:?}"),
            None => Ok(()),
        }
    }
}

pub(super) fn mark(log: &Path) -> Mark {
    let found = std::fs::metadata(log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
    Mark(found.len())
}

pub(super) fn read(log: &Path, since: Mark) -> Vec<LoggedRequest> {
    let mut text = String::new();
    File::open(log)
        .and_then(|mut file| {
            file.seek(SeekFrom::Start(since.0))?;
            file.read_to_string(&mut text)
        })
        .unwrap_or_else(|error| panic!("{}: {error}", log.display()));
    text.lines().map(LoggedRequest::from_line).collect()
}

/// Look until the requests are enough.
pub(super) fn wait(
    requests: impl Fn() -> Vec<LoggedRequest>,
    enough: impl Fn(&[LoggedRequest]) -> bool,
) -> Vec<LoggedRequest> {
    let begun = Instant::now();
    loop {
        let seen = requests();
        if enough(&seen) {
            return seen;
        }
        assert!(begun.elapsed() < PATIENCE, "the requests that a test waited for did not come; these did: {seen:#?}");
        std::thread::sleep(LOOK_AGAIN);
    }
}
