//! Logins that name no version: which one Identity offers is asked first.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use once_cell::race::OnceBox;

use super::Given;
use super::v2::V2;
use super::v3::{Method, V3};
use crate::auth::{Attempt, CacheId, Granted, Lack, Login};
use crate::discover::{Cache, Discovery, Entry, fetch};
use crate::error::{Code, Error, Result};
use crate::http::{Pending, Pipeline, url};

/// A login by version 3, or by version 2.0 where there is nothing newer and the options say all that it needs.
///
/// It lies within the origin of `auth_url`: credentials go nowhere else, wherever redirects and documents point.
pub struct Generic {
    auth_url: String,
    /// The login by version 3, or what its options lack for one.
    v3: Result<V3>,
    /// The login by version 2.0, or what its options have too many for one.
    v2: Result<V2>,
    /// Found within the first login, so that of all who wait one asks.
    found: OnceBox<Found>,
    /// The documents that it asked for, and sessions after it.
    discoveries: Cache,
}

/// A document that a session got is not asked for again within this time.
const DOCUMENT_AGE: Duration = Duration::from_secs(3600);

/// A version, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    V3(String),
    V2(String),
}

impl Generic {
    /// A login with these options. Of both versions one must be possible; where the URL names one, that one.
    pub fn new(given: &Given<'_>, v3: Result<V3>, v2: Result<V2>) -> Result<Self> {
        let auth_url = given.options.string("auth_url").unwrap_or_default().to_owned();
        let v3 = match (v3, &v2) {
            // Only names without a domain may be meant for version 2.0.
            (Err(error), Ok(_)) if error.code() == Code::OPTION_ERROR && v3_within(&auth_url).is_none() => Err(error),
            (v3, _) => Ok(v3?),
        };
        Ok(Self { auth_url, v3, v2, found: OnceBox::new(), discoveries: Cache::default() })
    }

    async fn located(&self, pipeline: &Pipeline) -> Result<&Found> {
        if let Some(found) = self.found.get() {
            return Ok(found);
        }
        let found = self.locate(pipeline).await.inspect_err(|_| {
            // The next login is to ask again.
            self.discoveries.clear();
        })?;
        Ok(self.found.get_or_init(|| Box::new(found)))
    }

    async fn document(&self, pipeline: &Pipeline) -> Result<Arc<Discovery>> {
        let now = || pipeline.driver().now();
        let asked = fetch(pipeline, &self.auth_url, None);
        self.discoveries.get(&self.auth_url, false, now, DOCUMENT_AGE, asked).await.outcome
    }

    /// As discovered, or as the URL itself says where discovery fails.
    async fn locate(&self, pipeline: &Pipeline) -> Result<Found> {
        let found = self.document(pipeline).await.and_then(|document| self.choose(&document));
        match found {
            Ok(found) => Ok(found),
            Err(error) if error.is_a(Code::HTTP_ERROR) || error.is_a(Code::DISCOVERY_FAILURE) => {
                if let Some(url) = v3_within(&self.auth_url) {
                    return Ok(Found::V3(url.to_owned()));
                }
                if let Some(url) = within(&self.auth_url, "v2.0") {
                    return Ok(Found::V2(url.to_owned()));
                }
                if error.is_a(Code::DISCOVERY_FAILURE) {
                    return Err(error);
                }
                let shown = url::shown(&self.auth_url);
                let message = format!("cannot tell which versions of Identity there are at {shown}: {error}");
                Err(Error::new(Code::DISCOVERY_FAILURE, message).with_request("GET", &shown).with_cause(error))
            }
            // Whoever cannot be reached cannot be logged in to either.
            Err(error) => Err(error),
        }
    }

    /// The newest version that can be used.
    fn choose(&self, document: &Discovery) -> Result<Found> {
        let entries = document.entries();
        let newest =
            |major: u32| entries.iter().rev().find(|entry| entry.version.major == major && entry.status.is_usable());
        let shown = url::shown(&self.auth_url);
        let refused = |message: String| Error::new(Code::DISCOVERY_FAILURE, message).with_request("GET", &shown);
        let (entry, found): (&Entry, fn(String) -> Found) = match (newest(3), newest(2)) {
            (Some(entry), None) => (entry, Found::V3),
            (Some(entry), Some(_)) if self.v3.is_ok() => (entry, Found::V3),
            (_, Some(entry)) => match &self.v2 {
                Ok(_) => (entry, Found::V2),
                Err(why) => {
                    let message =
                        format!("Identity at {shown} offers version 2.0 alone, and cannot be asked there: {why}");
                    return Err(refused(message).with_cause(why.clone()));
                }
            },
            (None, None) => {
                let offered: Vec<String> = entries.iter().map(|entry| format!("v{}", entry.version)).collect();
                let offered = if offered.is_empty() { "none".to_owned() } else { offered.join(", ") };
                return Err(refused(format!(
                    "Identity at {shown} offers no version 3 or 2.0 that this library may use; offered: {offered}"
                )));
            }
        };
        if let Some(there) = document.moved().map(url::shown) {
            return Err(refused(format!(
                "Identity at {shown} is at {there}, another origin, where credentials must not go: set auth_url to it if it is right"
            )));
        }
        Ok(found(entry.url.clone()))
    }
}

impl Login for Generic {
    fn log_in<'a>(&'a self, attempt: Attempt<'a>) -> Pending<'a, Result<Granted>> {
        Box::pin(async move {
            match self.located(attempt.pipeline).await? {
                Found::V3(base) => possible(&self.v3)?.log_in_at(base, attempt).await,
                Found::V2(base) => possible(&self.v2)?.log_in_at(base, attempt).await,
            }
        })
    }

    fn auth_url(&self) -> Option<&str> {
        Some(&self.auth_url)
    }

    fn login_url<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<String>> {
        Box::pin(async {
            let (Found::V3(url) | Found::V2(url)) = self.located(pipeline).await?;
            Ok(url.clone())
        })
    }

    fn discoveries(&self) -> Option<&Cache> {
        Some(&self.discoveries)
    }

    fn cache_id(&self) -> Result<Option<CacheId>> {
        match (&self.v3, &self.v2) {
            (Ok(v3), _) => {
                let mut id = CacheId::new("generic");
                v3.tell(&mut id);
                Ok(Some(id))
            }
            (Err(_), Ok(v2)) => v2.cache_id(),
            (Err(error), Err(_)) => Err(error.clone()),
        }
    }

    fn add_method(&self, method: Box<dyn Method>) -> Result<()> {
        if let Some(Found::V2(_)) = self.found.get() {
            return Lack::Methods.said();
        }
        possible(&self.v3)?.add_method(method)
    }
}

fn possible<T>(login: &Result<T>) -> Result<&T> {
    login.as_ref().map_err(Error::clone)
}

impl fmt::Debug for Generic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generic")
            .field("auth_url", &url::shown(&self.auth_url))
            .field("v3", &self.v3)
            .field("v2", &self.v2)
            .field("found", &self.found.get())
            .finish_non_exhaustive()
    }
}

/// `url` as far as its segment `v3`, if it has one.
pub(super) fn v3_within(url: &str) -> Option<&str> {
    within(url, "v3")
}

/// `url` as far as this segment of its path, if it has it.
pub(super) fn within<'a>(url: &'a str, version: &str) -> Option<&'a str> {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let host = url.find("//").map_or(0, |at| at + 2);
    let path = host + url.get(host..)?.find('/')?;
    let mut end = path;
    for segment in url.get(path + 1..)?.split('/') {
        end += 1 + segment.len();
        if segment == version {
            return url.get(..end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_in_the_path_is_found_behind_any_prefix() {
        for (url, within) in [
            ("http://h/v3", "http://h/v3"),
            ("http://h/identity/v3/", "http://h/identity/v3"),
            ("http://h/v3/auth/tokens?x=v2#f", "http://h/v3"),
        ] {
            assert_eq!(v3_within(url), Some(within), "{url}");
        }
        for url in
            ["http://h/", "http://h", "http://h/v2.0", "http://h/foov3", "http://h/?v3=/v3/", "http://v3/", "v3", ""]
        {
            assert_eq!(v3_within(url), None, "{url}");
        }
    }
}
