//! A real Keystone that all tests share, started by `tests/support/keystone/keystone.py` when the first one asks.
//!
//! Tests run at the same time: one that changes or counts something does it with a [`User`] of its own, or starts a
//! Keystone of its own.

mod caller;
mod http;
mod log;
#[cfg(test)]
mod script_tests;
#[cfg(test)]
mod tests;
mod user;

pub use caller::Caller;
pub use log::{LoggedRequest, Login, Mark};
pub use user::User;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/keystone/keystone.py");
/// How the script says that the machine lacks what it needs.
const UNAVAILABLE: i32 = 69;

/// The Keystone that runs for the tests.
#[derive(Debug)]
pub struct Keystone {
    url: String,
    tls_url: String,
    mtls_url: String,
    port: u16,
    certificates: PathBuf,
    access_log: PathBuf,
    environment: Environment,
    admin: OnceLock<Caller>,
}

impl Keystone {
    /// The Keystone of all tests, started if it does not run.  None: this machine cannot make one, and the test has
    /// been reported as skipped (or has failed, under CI).
    pub fn running() -> Option<&'static Self> {
        static START: OnceLock<Start> = OnceLock::new();
        match START.get_or_init(|| start(None, &[])) {
            Start::Runs(keystone) => Some(keystone),
            Start::Missing(what) => {
                crate::tools::missing(what);
                None
            }
            Start::Failed(why) => panic!("{why}"),
        }
    }

    /// A new Keystone that nobody else uses; it ends when this is dropped. None: as for [`Self::running`].
    pub fn of_its_own(name: &str) -> Option<OwnKeystone> {
        Self::with_settings(name, &[])
    }

    /// The same with other settings than usual, each `section.key=value`.
    pub fn with_settings(name: &str, settings: &[&str]) -> Option<OwnKeystone> {
        let data = crate::c::scratch_folder().join(format!("keystone-{name}"));
        match start(Some(&data), settings) {
            Start::Runs(keystone) => Some(OwnKeystone { keystone: Box::leak(Box::new(keystone)), data }),
            Start::Missing(what) => {
                crate::tools::missing(&what);
                None
            }
            Start::Failed(why) => panic!("{why}"),
        }
    }

    /// The URL of the Identity API: `http://127.0.0.1:PORT/v3`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The port of that URL.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The same Keystone over TLS: `https://127.0.0.1:PORT/v3`.
    pub fn tls_url(&self) -> &str {
        &self.tls_url
    }

    /// The same, where clients must show a certificate.
    pub fn mtls_url(&self) -> &str {
        &self.mtls_url
    }

    /// The authority that the TLS port's certificate comes from.
    pub fn ca_file(&self) -> PathBuf {
        self.certificate("ca.pem")
    }

    /// An authority that signed nothing that the TLS port shows.
    pub fn other_ca_file(&self) -> PathBuf {
        self.certificate("otherca.pem")
    }

    /// One of the files that `tests/support/keystone/certificates.py` lists, such as `client.key`.
    pub fn certificate(&self, file: &str) -> PathBuf {
        let path = self.certificates.join(file);
        assert!(path.exists(), "there is no {file} in {}", self.certificates.display());
        path
    }

    /// The `OS_*` variables of the admin, scoped to the project admin.
    pub fn env(&self) -> Vec<(String, String)> {
        self.environment.0.clone()
    }

    /// The same over TLS, `OS_CACERT` included.
    pub fn tls_env(&self) -> Vec<(String, String)> {
        self.over_tls(self.env())
    }

    /// The admin; one login serves the process.
    pub fn admin(&'static self) -> &'static Caller {
        self.admin.get_or_init(|| {
            let of = |name: &str| self.environment.get(name);
            let user = (of("OS_USERNAME"), of("OS_USER_DOMAIN_ID"), of("OS_PASSWORD"));
            let project = (of("OS_PROJECT_NAME"), of("OS_PROJECT_DOMAIN_ID"));
            let auth = serde_json::json!({
                "identity": {"methods": ["password"], "password": {
                    "user": {"name": user.0, "domain": {"id": user.1}, "password": user.2}}},
                "scope": {"project": {"name": project.0, "domain": {"id": project.1}}},
            });
            match self.login(&auth) {
                Ok(caller) => caller,
                Err((status, body)) => panic!("the admin cannot log in: {status} {body}"),
            }
        })
    }

    /// Log in with this `auth` object of `POST /v3/auth/tokens`; what Keystone answers when it refuses.
    pub fn login(&'static self, auth: &Value) -> Result<Caller, (u16, Value)> {
        let body = serde_json::json!({ "auth": auth });
        let answer = http::send(self.port, "POST", "/v3/auth/tokens", &[], Some(&body));
        match answer.header("x-subject-token") {
            Some(token) if answer.status == 201 => Ok(Caller::new(self, token.to_owned())),
            _ => Err((answer.status, answer.json())),
        }
    }

    /// Every request since the server's start.
    pub fn access_log(&self) -> Vec<LoggedRequest> {
        log::read(&self.access_log, Mark::START)
    }

    /// This moment, for [`Self::requests_since`].
    pub fn mark(&self) -> Mark {
        log::mark(&self.access_log)
    }

    /// The requests answered since the mark, of all tests that run; [`User::requests_since`] has those of one.
    pub fn requests_since(&self, mark: Mark) -> Vec<LoggedRequest> {
        log::read(&self.access_log, mark)
    }

    fn over_tls(&self, mut environment: Vec<(String, String)>) -> Vec<(String, String)> {
        for (name, value) in &mut environment {
            if name == "OS_AUTH_URL" {
                value.clone_from(&self.tls_url);
            }
        }
        environment.push(("OS_CACERT".to_owned(), self.ca_file().display().to_string()));
        environment
    }
}

/// A Keystone for one test.
#[derive(Debug)]
pub struct OwnKeystone {
    keystone: &'static Keystone,
    data: PathBuf,
}

impl OwnKeystone {
    /// It, for as long as it runs.
    #[must_use]
    pub fn keystone(&self) -> &'static Keystone {
        self.keystone
    }
}

impl Drop for OwnKeystone {
    fn drop(&mut self) {
        let ended = Command::new("python3").arg(SCRIPT).arg("stop").arg("--data").arg(&self.data).output();
        assert!(std::thread::panicking() || ended.is_ok_and(|output| output.status.success()), "Keystone did not stop");
    }
}

/// Variables with a password among them.
struct Environment(Vec<(String, String)>);

impl Environment {
    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or_else(|| panic!("the state of Keystone has no {name}"), |(_, value)| value)
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

enum Start {
    Runs(Keystone),
    Missing(String),
    Failed(String),
}

/// `data`: another folder than that of the Keystone that all share.
fn start(data: Option<&Path>, settings: &[&str]) -> Start {
    let mut command = Command::new("python3");
    command.arg(SCRIPT).arg("start");
    if let Some(data) = data {
        command.arg("--data").arg(data);
    }
    for setting in settings {
        command.arg("--set").arg(setting);
    }
    // Its messages go to the user as they come: the first start takes a while.
    let result = command.stderr(Stdio::inherit()).output();
    let output = match result {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Start::Missing("python3".to_owned()),
        Err(error) => return Start::Failed(format!("python3: {error}")),
    };
    if output.status.code() == Some(UNAVAILABLE) {
        return Start::Missing("Keystone (keystone.py said above what it lacks)".to_owned());
    }
    if !output.status.success() {
        return Start::Failed(format!("{SCRIPT} start: {}; its message stands above", output.status));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    match read_state(Path::new(printed.trim_end_matches('\n'))) {
        Ok(keystone) => Start::Runs(keystone),
        Err(error) => Start::Failed(format!("{printed}: {error}")),
    }
}

fn read_state(file: &Path) -> Result<Keystone, String> {
    let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    let state: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let text_of = |name: &str| state[name].as_str().map(str::to_owned).ok_or(format!("no {name}"));
    let environment = state["environment"].as_object().ok_or("no environment")?;
    Ok(Keystone {
        url: text_of("url")?,
        tls_url: text_of("tls_url")?,
        mtls_url: text_of("mtls_url")?,
        port: state["http_port"].as_u64().and_then(|port| u16::try_from(port).ok()).ok_or("no http_port")?,
        certificates: text_of("certificates")?.into(),
        access_log: text_of("access_log")?.into(),
        environment: Environment(
            environment
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
                .collect(),
        ),
        admin: OnceLock::new(),
    })
}
