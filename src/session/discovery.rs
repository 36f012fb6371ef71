//! A session's version documents.

use std::sync::Arc;
use std::time::Duration;

use super::{Asking, RequestOptions, Session};
use crate::auth::Plugin;
use crate::discover::{Cache, Credentials, Discovery, Found, Hacks, LIMITS, fetch};
use crate::error::{Code, Error, Result};
use crate::http::url;

/// What a session knows of versions.
#[derive(Debug)]
pub(super) struct Discoveries {
    pub(super) cache: Cache,
    pub(super) hacks: Hacks,
    pub(super) age: Duration,
}

/// How old a document may be unless an option says otherwise: services change their versions by an upgrade.
const AGE: Duration = Duration::from_secs(3600);

impl Discoveries {
    pub(super) fn new(age: Option<Duration>) -> Self {
        Self { cache: Cache::default(), hacks: Hacks::default(), age: age.unwrap_or(AGE) }
    }
}

impl Session {
    /// The version document at `url`; without one, where the plugin logs in.
    ///
    /// It is asked for without a token, and once more with one when that is refused; `authenticated` says to send one at once,
    /// or never.
    ///
    /// Fails with `DiscoveryFailure` when there is none, with the error that a status means, or as connection and login fail.
    pub async fn discovery(&self, url: Option<&str>, authenticated: Option<bool>) -> Result<Arc<Discovery>> {
        self.discovery_as(url, &Asking { authenticated, version_header: None }).await
    }

    /// The same; a document that is asked for with a header field of its own is neither kept nor taken from those that are.
    pub async fn discovery_as(&self, url: Option<&str>, asking: &Asking) -> Result<Arc<Discovery>> {
        let found = if url.is_none() { self.auth_url().await? } else { None };
        let url = url.or(found.as_deref()).ok_or_else(|| {
            let message = "there is no URL to discover at: the plugin logs in nowhere that it tells";
            Error::new(Code::DISCOVERY_FAILURE, message)
        })?;
        match &asking.version_header {
            Some(version) => self.document_for_version(url, asking.authenticated, version).await,
            None => self.document(url, asking.authenticated, url).await.outcome,
        }
    }

    async fn document_for_version(
        &self,
        url: &str,
        authenticated: Option<bool>,
        version: &str,
    ) -> Result<Arc<Discovery>> {
        let mut options = RequestOptions {
            authenticated: Some(authenticated.unwrap_or(false)),
            raise_exc: Some(true),
            most_bytes: Some(LIMITS.bytes as u64),
            ..RequestOptions::default()
        };
        options.headers.set("Accept", "application/json")?;
        options.headers.set("OpenStack-API-Version", version)?;
        let answer = match self.request("GET", url, &options).await {
            Err(error) if error.code() == Code::UNAUTHORIZED && authenticated.is_none() && self.plugin().is_some() => {
                options.authenticated = Some(true);
                self.request("GET", url, &options).await
            }
            answer => answer,
        };
        Discovery::of_answer(&answer?, url).map(Arc::new)
    }

    /// Forgets the version documents that were got, those that the plugin keeps as well.
    pub fn drop_discovery(&self) {
        self.discoveries().cache.clear();
        if let Some(cache) = self.plugin().and_then(|auth| auth.discoveries()) {
            cache.clear();
        }
    }

    /// Adds a rule for the catalog's URLs of a type of service; see [`Hacks::add`].
    pub fn add_catalog_discover_hack(&self, service_type: &str, pattern: &str, replacement: &str) -> Result<()> {
        self.discoveries().hacks.add(service_type, pattern, replacement)
    }

    /// Where the plugin logs in.
    pub(crate) async fn auth_url(&self) -> Result<Option<String>> {
        match self.plugin() {
            Some(auth) => self.asked(auth.auth_url(self.pipeline())).await,
            None => Ok(None),
        }
    }

    /// The document at `url`. A token goes along only within the origin of `meant_for`.
    pub(super) async fn document(&self, url: &str, authenticated: Option<bool>, meant_for: &str) -> Found {
        let auth = match authenticated {
            Some(true) => Some(self.auth()),
            // The first answer says whether one is needed.
            None => self.plugin().map(Ok),
            Some(false) => None,
        };
        if authenticated != Some(true) {
            let found = self.cached(url, None).await;
            let is_refused = found.outcome.as_ref().is_err_and(|error| error.code() == Code::UNAUTHORIZED);
            if !is_refused || auth.is_none() || !url::same_origin(url, meant_for) {
                return found;
            }
        }
        match auth {
            Some(Ok(auth)) => self.document_for(&**auth, url).await,
            Some(Err(error)) => Found { outcome: Err(error), cached: false },
            None => self.cached(url, None).await,
        }
    }

    /// The same with a token, and once more with another one when the first is refused.
    ///
    /// The token is got before anybody is made to wait for the document: a login may be what discovers.
    async fn document_for(&self, auth: &dyn Plugin, url: &str) -> Found {
        let mut renewed = false;
        loop {
            let (credentials, generation) = match self.credentials_for(auth).await {
                Ok(credentials) => credentials,
                Err(error) => return Found { outcome: Err(error), cached: false },
            };
            let found = self.cached(url, Some(&credentials)).await;
            let is_refused = found.outcome.as_ref().is_err_and(|error| error.code() == Code::UNAUTHORIZED);
            if renewed || !is_refused || !auth.invalidate(Some(generation)) {
                return found;
            }
            renewed = true;
        }
    }

    async fn credentials_for(&self, auth: &dyn Plugin) -> Result<(Credentials, u64)> {
        let credentials = self.credentials(auth, self.pipeline().policy().timeouts.whole).await?;
        let connection = self.asked(auth.connection(self.pipeline())).await?;
        Ok((Credentials { headers: credentials.headers, connection }, credentials.generation))
    }

    /// Out of the session's cache, or else the plugin's, or else the service.
    async fn cached(&self, url: &str, credentials: Option<&Credentials>) -> Found {
        let room = self.discoveries();
        let pipeline = self.pipeline();
        let now = || pipeline.driver().now();
        let with_credentials = credentials.is_some();
        let Some(shared) = self.plugin().and_then(|auth| auth.discoveries()) else {
            return room.cache.get(url, with_credentials, now, room.age, fetch(pipeline, url, credentials)).await;
        };
        let mut cached = false;
        let found = room
            .cache
            .get(url, with_credentials, now, room.age, async {
                let found = shared.get(url, with_credentials, now, room.age, fetch(pipeline, url, credentials)).await;
                cached = found.cached;
                found.outcome
            })
            .await;
        Found { cached: found.cached || cached, ..found }
    }
}
