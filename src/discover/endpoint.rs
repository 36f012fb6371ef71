//! What is known of an endpoint: what the catalog says, and what version discovery adds.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::link::version_in;
use super::{Allow, Bounds, Candidates, Discovery, Entry, Hacks, Question, Range, Status, Version};
use crate::catalog::{Catalog, Endpoint, Lent};
use crate::error::{Code, Error, Result};
use crate::http::url;
use crate::value::Value;

/// An endpoint, as far as it is known.
#[derive(Clone, Debug, Default)]
pub struct EndpointData {
    /// The URL that the catalog has.
    pub catalog_url: Option<String>,
    /// The URL that discovery found, or that stands in place of the catalog's.
    pub service_url: Option<String>,
    /// The type of its service, as the catalog spells it.
    pub service_type: Option<String>,
    /// The name of its service.
    pub service_name: Option<String>,
    /// The id of its service.
    pub service_id: Option<String>,
    /// Its region.
    pub region_name: Option<String>,
    /// Its interface.
    pub interface: Option<String>,
    /// Its id.
    pub endpoint_id: Option<String>,
    /// Its version: as discovered, or as its URL names it.
    pub api_version: Option<Version>,
    /// Its micro-versions.
    pub microversions: Bounds,
    /// What the oldest micro-version will be after `not_before`.
    pub next_min_version: Option<Version>,
    /// The date before which the oldest micro-version stays.
    pub not_before: Option<String>,
    /// How far its version may be relied on; `None` where nothing was discovered.
    pub status: Option<Status>,
    /// Why nothing was discovered, so that the URL is the catalog's own.
    pub fallback: Option<Error>,
    /// The catalog that has it, and its number there.
    pub raw: Option<(Arc<Catalog>, usize)>,
}

impl EndpointData {
    /// What is known of a URL.
    pub fn at(url: &str) -> Self {
        Self { service_url: Some(url.to_owned()), api_version: version_in(url), ..Self::default() }
    }

    /// What `catalog` says of one of its endpoints.
    pub fn of(catalog: &Arc<Catalog>, endpoint: Endpoint<'_>) -> Self {
        let url = endpoint.url().as_str();
        let text = |text: Option<Lent<'_>>| text.map(|text| text.as_str().to_owned());
        Self {
            catalog_url: Some(url.to_owned()),
            service_type: text(endpoint.service_type()),
            service_name: text(endpoint.service_name()),
            service_id: text(endpoint.service_id()),
            region_name: text(endpoint.region()),
            interface: text(endpoint.interface()),
            endpoint_id: text(endpoint.id()),
            api_version: version_in(url),
            raw: endpoint.index().map(|index| (catalog.clone(), index)),
            ..Self::default()
        }
    }

    /// Its URL: the one that was discovered, or else the catalog's.
    pub fn url(&self) -> &str {
        self.service_url.as_deref().or(self.catalog_url.as_deref()).unwrap_or_default()
    }

    /// The endpoint as the catalog has it.
    pub fn raw_endpoint(&self) -> Option<Value<'_>> {
        let (catalog, index) = self.raw.as_ref()?;
        catalog.endpoint(*index)?.value()
    }

    /// The newest micro-version from `low` to `high` that it answers to; [`Bounds::negotiate`] says how it fails.
    pub fn negotiate(&self, low: Version, high: Version) -> Result<Version> {
        let place = format!("{} at {}", self.service_type.as_deref().unwrap_or("the service"), url::shown(self.url()));
        self.microversions.negotiate(low, high, &place)
    }

    /// Where its version document may be.
    pub fn candidates(&self, range: Range, version_hack: bool, project_id: Option<&str>, hacks: &Hacks) -> Candidates {
        let question = Question {
            url: self.url(),
            catalog_url: self.catalog_url.as_deref(),
            service_type: self.service_type.as_deref(),
            project_id,
            range,
            version_hack,
        };
        Candidates::of(&question, hacks)
    }

    /// Takes over what a document says of the version that is asked for; `project_id` is put back behind its URL.
    ///
    /// Fails with `VersionNotAvailable` when it has none.
    pub fn adopt(&mut self, discovery: &Discovery, range: Range, allow: Allow, project_id: Option<&str>) -> Result<()> {
        let own = if range.is_any() { Some(self.url()) } else { None };
        let Some(entry) = discovery.versioned_data_for(own, range, allow) else {
            let shown = url::shown(discovery.url());
            let wanted = if range.is_any() { "version".to_owned() } else { range.to_string() };
            let message = format!("{shown} has no {wanted} that may be used; it has {}", discovery.offered());
            return Err(Error::new(Code::VERSION_NOT_AVAILABLE, message).with_request("GET", &shown));
        };
        let Entry { version, url, status, microversions, next_min_version, not_before, .. } = entry.clone();
        self.service_url = Some(match project_id {
            Some(id) => format!("{}/{id}", url.trim_end_matches('/')),
            None => url,
        });
        self.api_version = Some(version);
        self.microversions = microversions;
        self.next_min_version = next_min_version;
        self.not_before = not_before;
        self.status = Some(status);
        Ok(())
    }

    /// All of it but the catalog's own object, versions as strings.
    pub fn to_json(&self) -> Json {
        let version = |version: Option<Version>| version.map(|version| version.to_string());
        json!({
            "url": self.url(),
            "catalog_url": self.catalog_url,
            "service_type": self.service_type,
            "service_name": self.service_name,
            "service_id": self.service_id,
            "region_name": self.region_name,
            "interface": self.interface,
            "endpoint_id": self.endpoint_id,
            "api_version": version(self.api_version),
            "min_microversion": version(self.microversions.min),
            "max_microversion": version(self.microversions.max),
            "next_min_version": version(self.next_min_version),
            "not_before": self.not_before,
            "status": self.status.map(Status::name),
            "fallback": self.fallback.as_ref().map(|error| error.message().as_str()),
        })
    }
}
