//! Plugins that ask Identity which versions it has before they log in.

use std::fmt;
use std::sync::Arc;

use async_lock::OnceCell;

use super::v3::{Methods, V3};
use crate::access::Access;
use crate::auth::{Credentials, Generation, Plugin};
use crate::catalog::EndpointQuery;
use crate::discover::{Entry, discover};
use crate::error::{Code, Error, Result};
use crate::http::{Pending, Pipeline, url};
use crate::options::Options;
use crate::process::{Inherit, PerProcess};

/// A plugin that discovers its version at the first login and stays with it.
pub struct Generic {
    auth_url: String,
    options: Options,
    methods: Methods,
    chosen: PerProcess<Chosen>,
}

/// The plugin of the version that was found; a lock while it is looked for.
#[derive(Debug, Default)]
struct Chosen(OnceCell<Arc<V3>>);

impl Inherit for Chosen {
    fn inherit(&self) -> Self {
        Self(self.0.get().cloned().map_or_else(OnceCell::new, OnceCell::from))
    }
}

impl Generic {
    /// A login at the `auth_url` of `options`. Options that no version could use fail here, before any I/O.
    pub fn new(options: &Options, methods: Methods) -> Result<Self> {
        let auth_url = options.string("auth_url").unwrap_or_default().to_owned();
        V3::new(&auth_url, methods(options)?, options)?;
        Ok(Self { auth_url, options: options.clone(), methods, chosen: PerProcess::new(Chosen::default()) })
    }

    async fn chosen(&self, pipeline: &Pipeline) -> Result<&V3> {
        let chosen = self.chosen.0.get_or_try_init(|| async {
            let url = self.locate(pipeline).await?;
            V3::new(&url, (self.methods)(&self.options)?, &self.options).map(Arc::new)
        });
        chosen.await.map(|plugin| &**plugin)
    }

    /// Where version 3 is: as discovered, or as the URL itself says where discovery fails.
    async fn locate(&self, pipeline: &Pipeline) -> Result<String> {
        let found = discover(pipeline, &self.auth_url).await.and_then(|entries| newest_v3(&entries, &self.auth_url));
        match found {
            // A peer that cannot be reached cannot be logged in to either.
            Err(error) if error.is_a(Code::CONNECTION_ERROR) => Err(error),
            Err(_) if names_v3(&self.auth_url) => Ok(self.auth_url.clone()),
            Err(error) if error.is_a(Code::DISCOVERY_FAILURE) => Err(error),
            Err(error) => {
                let shown = url::shown(&self.auth_url);
                let message = format!("cannot tell which versions of Identity there are at {shown}: {error}");
                Err(Error::new(Code::DISCOVERY_FAILURE, message).with_request("GET", &shown).with_cause(error))
            }
            Ok(url) => Ok(url),
        }
    }
}

fn newest_v3(entries: &[Entry], asked: &str) -> Result<String> {
    let usable = |entry: &&Entry| entry.version.major == 3 && entry.status.is_usable();
    entries.iter().rev().find(usable).map(|entry| entry.url.clone()).ok_or_else(|| {
        let offered: Vec<String> = entries.iter().map(|entry| format!("v{}", entry.version)).collect();
        let offered = if offered.is_empty() { "none".to_owned() } else { offered.join(", ") };
        let message = format!(
            "Identity at {} offers no version 3 that this library may use; offered: {offered}",
            url::shown(asked)
        );
        Error::new(Code::DISCOVERY_FAILURE, message)
    })
}

/// Whether a segment of the URL's path says version 3.
fn names_v3(url: &str) -> bool {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let path = url.split_once("//").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    path.split('/').any(|segment| segment == "v3" || segment.starts_with("v3."))
}

impl Plugin for Generic {
    fn authenticate<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { self.chosen(pipeline).await?.authenticate(pipeline).await })
    }

    fn endpoint<'a>(
        &'a self,
        pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move { self.chosen(pipeline).await?.endpoint(pipeline, filter).await })
    }

    fn access<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(async { self.chosen(pipeline).await?.access(pipeline).await })
    }

    fn user_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { self.chosen(pipeline).await?.user_id(pipeline).await })
    }

    fn project_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { self.chosen(pipeline).await?.project_id(pipeline).await })
    }

    fn invalidate(&self, refused: Option<Generation>) -> bool {
        self.chosen.0.get().is_some_and(|plugin| plugin.invalidate(refused))
    }
}

impl fmt::Debug for Generic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generic")
            .field("auth_url", &url::shown(&self.auth_url))
            .field("chosen", &self.chosen.0.get())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_in_the_path_is_found_behind_any_prefix() {
        for url in ["http://h/v3", "http://h/identity/v3/", "http://h/v3.14", "http://h/v3?x=v2"] {
            assert!(names_v3(url), "{url}");
        }
        for url in ["http://h/", "http://h/v2.0", "http://h/foov3", "http://h/?v3=/v3/", "http://v3.example/"] {
            assert!(!names_v3(url), "{url}");
        }
    }
}
