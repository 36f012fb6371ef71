//! Users made for one test, so that tests may run at the same time.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::caller::id_of;
use super::{Caller, Keystone, LoggedRequest, Mark, log};

/// A fresh user with a fresh project, both in the domain default.
#[derive(Clone)]
pub struct User {
    keystone: &'static Keystone,
    /// The user's id.
    pub id: String,
    /// The user's name.
    pub name: String,
    /// The password.
    pub password: String,
    /// The id of the project that the user has a role on.
    pub project_id: String,
    /// The project's name.
    pub project_name: String,
}

/// Without the password.
impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("User").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Keystone {
    /// A fresh user with this role (`member`, `admin`, ...) on a fresh project.
    pub fn user(&'static self, role: &str) -> User {
        let (name, project_name, password) = (unique("user"), unique("project"), unique("secret"));
        let admin = self.admin();
        let project = admin.create("project", json!({"name": project_name, "domain_id": "default"}));
        let user = admin.create("user", json!({"name": name, "domain_id": "default", "password": password}));
        let (id, project_id) = (id_of(&user), id_of(&project));
        admin.grant(role, &id, &project_id);
        User { keystone: self, id, name, password, project_id, project_name }
    }
}

impl User {
    /// The `OS_*` variables that log this user in, scoped to the project.
    pub fn env(&self) -> Vec<(String, String)> {
        let mut environment = self.keystone.env();
        for (name, value) in &mut environment {
            match name.as_str() {
                "OS_USERNAME" => value.clone_from(&self.name),
                "OS_PASSWORD" => value.clone_from(&self.password),
                "OS_PROJECT_NAME" => value.clone_from(&self.project_name),
                _ => {}
            }
        }
        environment
    }

    /// The same over TLS, `OS_CACERT` included.
    pub fn tls_env(&self) -> Vec<(String, String)> {
        self.keystone.over_tls(self.env())
    }

    /// The `auth` object of a login with the password, scoped to the project.
    pub fn auth(&self) -> Value {
        json!({
            "identity": {"methods": ["password"], "password": {"user": {"id": self.id, "password": self.password}}},
            "scope": {"project": {"id": self.project_id}},
        })
    }

    /// The options of a login with the password, and `more`, an object.
    pub fn options(&self, more: &Value) -> Value {
        let mut all = json!({"auth_url": self.keystone.url(), "user_id": self.id, "password": self.password});
        if let (Some(all), Some(more)) = (all.as_object_mut(), more.as_object()) {
            all.extend(more.clone());
        }
        all
    }

    /// Log in, to call the Identity API as this user.
    pub fn login(&self) -> Caller {
        match self.keystone.login(&self.auth()) {
            Ok(caller) => caller,
            Err((status, body)) => panic!("{self:?} cannot log in: {status} {body}"),
        }
    }

    /// This user's requests since the mark: those with a token of the user, even a revoked one, and logins, even
    /// refused ones.
    pub fn requests_since(&self, mark: Mark) -> Vec<LoggedRequest> {
        let mut requests = self.keystone.requests_since(mark);
        requests.retain(|request| self.made(request));
        requests
    }

    /// How often this user has logged in since the mark.
    pub fn logins_since(&self, mark: Mark) -> usize {
        self.requests_since(mark).iter().filter(|request| request.is_login()).count()
    }

    /// Wait until this user's requests since the mark are enough, and return them; fails after a minute.
    pub fn wait_for_requests(&self, mark: Mark, enough: impl Fn(&[LoggedRequest]) -> bool) -> Vec<LoggedRequest> {
        log::wait(|| self.requests_since(mark), enough)
    }

    fn made(&self, request: &LoggedRequest) -> bool {
        let named = request.login.as_ref().and_then(|login| login.user.as_deref());
        request.user_id.as_ref() == Some(&self.id) || named.is_some_and(|named| named == self.id || named == self.name)
    }
}

/// A name that no other test has, in this process or another, now or before.
pub(super) fn unique(kind: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
    format!("{kind}-{}-{now}-{count}", std::process::id())
}
