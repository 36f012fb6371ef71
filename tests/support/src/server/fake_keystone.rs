//! A small Keystone in Rust: it issues tokens to anybody, demands them, and takes them back when told.
//!
//! For what needs a server that can be steered: tokens that run out or are revoked at a given request, logins that
//! are slow or refused, how many logins there were. What Keystone really says about a request is for the real one.

use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

use super::{Answers, Builder, Script, Server};

mod documents;
mod keystone;

use documents::Service;
use keystone::{Controls, Keystone};

/// A running fake Keystone; it stops when dropped, and complains as its [`Server`] does.
#[derive(Debug)]
pub struct FakeKeystone {
    keystone: Arc<Keystone>,
    server: Server,
}

/// A fake Keystone being prepared.
#[derive(Debug)]
pub struct FakeKeystoneBuilder {
    server: Builder,
    services: Vec<Service>,
    protected: Script,
    open: Script,
    token_prefix: String,
    controls: Controls,
}

impl FakeKeystoneBuilder {
    /// Serves TLS with this configuration.
    #[must_use]
    pub fn tls(mut self, config: Arc<ServerConfig>) -> Self {
        self.server = self.server.tls(config);
        self
    }

    /// Changes the server underneath: its address, its name, connections that fail.
    #[must_use]
    pub fn server(mut self, change: impl FnOnce(Builder) -> Builder) -> Self {
        self.server = change(self.server);
        self
    }

    /// How long tokens live, in seconds from the login; below zero they have run out at birth.
    #[must_use]
    pub fn lifetime(mut self, seconds: i64) -> Self {
        self.controls.lifetime = seconds;
        self
    }

    /// How long a login takes.
    #[must_use]
    pub fn login_delay(mut self, delay: Duration) -> Self {
        self.controls.login_delay = delay;
        self
    }

    /// What tokens begin with, in place of `token-`; the number of the login follows.
    #[must_use]
    pub fn token_prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.token_prefix);
        self
    }

    /// One more service in the catalog, its endpoints at this path of the same server.
    #[must_use]
    pub fn service(mut self, service_type: &str, name: &str, path: &str) -> Self {
        self.services.push(Service::new(service_type, name, path));
        self
    }

    /// Answers that demand a valid token, as [`Script::route`]; they come before Keystone's own.
    #[must_use]
    pub fn protected(mut self, method: &str, path: &str, answers: impl Into<Answers>) -> Self {
        self.protected = self.protected.route(method, path, answers);
        self
    }

    /// Answers for anybody, as [`Script::route`]; they come before everything else.
    #[must_use]
    pub fn open(mut self, method: &str, path: &str, answers: impl Into<Answers>) -> Self {
        self.open = self.open.route(method, path, answers);
        self
    }

    /// Starts it.
    #[must_use]
    pub fn start(self) -> FakeKeystone {
        let keystone =
            Arc::new(Keystone::new(self.services, self.protected, self.open, self.token_prefix, self.controls));
        let answering = Arc::clone(&keystone);
        let server = self.server.start(Script::calling(move |request| answering.answer(request)));
        FakeKeystone { keystone, server }
    }
}

impl FakeKeystone {
    /// The password in [`FakeKeystone::environment`]; logins are not checked.
    pub const PASSWORD: &'static str = "fake-keystone-password";

    /// A plain one, with tokens that live for an hour.
    #[must_use]
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// One with more to choose.
    #[must_use]
    pub fn builder() -> FakeKeystoneBuilder {
        FakeKeystoneBuilder {
            server: Server::builder(),
            services: Vec::new(),
            protected: Script::new(),
            open: Script::new(),
            token_prefix: "token-".to_owned(),
            controls: Controls::default(),
        }
    }

    /// The server underneath, with its record of requests.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Where to log in: `http://127.0.0.1:4711/v3`.
    #[must_use]
    pub fn auth_url(&self) -> String {
        self.server.url("/v3")
    }

    /// The `OS_*` variables of a user with a project.
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("OS_AUTH_URL", self.auth_url()),
            ("OS_IDENTITY_API_VERSION", "3".to_owned()),
            ("OS_USERNAME", "admin".to_owned()),
            ("OS_PASSWORD", Self::PASSWORD.to_owned()),
            ("OS_USER_DOMAIN_ID", "default".to_owned()),
            ("OS_PROJECT_NAME", "admin".to_owned()),
            ("OS_PROJECT_DOMAIN_ID", "default".to_owned()),
        ]
    }

    /// How many logins got a token.
    #[must_use]
    pub fn logins(&self) -> usize {
        self.keystone.lock().logins
    }

    /// How many logins were tried, also those refused.
    #[must_use]
    pub fn login_attempts(&self) -> usize {
        self.keystone.lock().attempts
    }

    /// How many requests with a valid token were answered.
    #[must_use]
    pub fn accepted(&self) -> usize {
        self.keystone.lock().accepted
    }

    /// How many requests got a 401 for their token or for want of one.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.keystone.lock().refused
    }

    /// The token of the newest login.
    #[must_use]
    pub fn token(&self) -> Option<String> {
        self.keystone.lock().newest.clone()
    }

    /// The request id of the newest answer.
    #[must_use]
    pub fn last_request_id(&self) -> String {
        self.keystone.lock().last_request_id.clone()
    }

    /// Takes every token back.
    pub fn revoke(&self) {
        self.keystone.lock().revoke();
    }

    /// Takes every token back, once, when this many more requests with a valid token have been answered.
    pub fn revoke_after(&self, requests: usize) {
        let mut state = self.keystone.lock();
        state.controls.revoke_after = Some(state.accepted + requests);
    }

    /// How long tokens of later logins live, in seconds.
    pub fn set_lifetime(&self, seconds: i64) {
        self.keystone.lock().controls.lifetime = seconds;
    }

    /// How long later logins take.
    pub fn set_login_delay(&self, delay: Duration) {
        self.keystone.lock().controls.login_delay = delay;
    }

    /// Refuses this many logins from now on, as a wrong password is refused; `usize::MAX` refuses all, 0 none.
    pub fn refuse_logins(&self, count: usize) {
        self.keystone.lock().controls.logins_to_refuse = count;
    }
}

/// A login that takes its time ends at once, and so does the server, which waits for it.
impl Drop for FakeKeystone {
    fn drop(&mut self) {
        self.keystone.lock().stopping = true;
    }
}
