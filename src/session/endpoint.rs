//! Where the versions of a service are: the catalog's URL, and what discovery makes of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::{Resolution, Session};
use crate::access::Access;
use crate::catalog::{Endpoint, EndpointQuery, official};
use crate::discover::{Allow, Discovery, EndpointData, Entry, Range, Version, document};
use crate::error::{Code, Error, Result};
use crate::http::url;
use crate::value::Document;

/// What was tried to discover an endpoint's versions, for whoever wants to know.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) tried: Vec<Tried>,
}

/// One URL that was tried.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) url: String,
    pub(super) cached: bool,
    pub(super) outcome: Result<Arc<Discovery>>,
}

impl Session {
    /// What is known of the endpoint that `filter` and `resolution` ask for; versions are discovered unless that is switched off.
    /// `None` when the plugin knows of no such endpoint.
    ///
    /// Fails with `EndpointNotFound` where the catalog has none, with `VersionNotAvailable` where its service has no version that
    /// will do, with `DiscoveryFailure` where no version document is found and the catalog's URL will not do, and as a login does.
    pub async fn endpoint_data(
        &self,
        filter: EndpointQuery<'_>,
        resolution: &Resolution,
    ) -> Result<Option<EndpointData>> {
        self.resolved(filter, resolution, true, &mut Trace::default()).await
    }

    /// The URL of the endpoint. It is discovered only where the catalog's URL does not show that it is the right one; one that
    /// is given is taken as it is.
    ///
    /// Fails as [`Session::endpoint_data`] does.
    pub async fn endpoint_within(&self, filter: EndpointQuery<'_>, resolution: &Resolution) -> Result<Option<String>> {
        if let Some(url) = &resolution.endpoint_override {
            return Ok(Some(url.clone()));
        }
        let any = resolution.range(filter.service_type)?.is_any() && !resolution.discover_versions.unwrap_or(false);
        if any && !resolution.auth_interface {
            return self.endpoint(filter).await;
        }
        // In a box of its own: requests for which nothing is discovered do not carry the room for it.
        let data = Box::pin(self.resolved(filter, resolution, false, &mut Trace::default())).await?;
        Ok(data.map(|data| data.url().to_owned()))
    }

    /// The same for a request, to which it is all one why there is no endpoint to send it to.
    ///
    /// Fails with `EndpointNotFound` where [`Session::endpoint_within`] says that no version will do, and tells its reason.
    pub(super) async fn endpoint_to_use(
        &self,
        filter: EndpointQuery<'_>,
        resolution: &Resolution,
    ) -> Result<Option<String>> {
        self.endpoint_within(filter, resolution).await.map_err(|error| {
            if !error.is_a(Code::DISCOVERY_FAILURE) {
                return error;
            }
            Error::new(Code::ENDPOINT_NOT_FOUND, error.message()).with_cause(error)
        })
    }

    /// The version of the endpoint: as its URL names it, or else as it is discovered; `None` when nothing tells.
    ///
    /// Fails as [`Session::endpoint_data`] does.
    pub async fn api_major_version(
        &self,
        filter: EndpointQuery<'_>,
        resolution: &Resolution,
    ) -> Result<Option<Version>> {
        let discovers = resolution.discover_versions.unwrap_or(false);
        let mut data = self.resolved(filter, resolution, discovers, &mut Trace::default()).await?;
        if !discovers && data.as_ref().is_none_or(|data| data.api_version.is_none()) {
            let resolution = Resolution { discover_versions: Some(true), ..resolution.clone() };
            data = self.resolved(filter, &resolution, true, &mut Trace::default()).await?;
        }
        Ok(data.and_then(|data| data.api_version))
    }

    /// The versions of every endpoint that `filter` takes: by region, then interface, then service type. Without an interface,
    /// those of every one.
    ///
    /// Fails as a login does, and with `EmptyCatalog`. A service that cannot be asked has the version that its URL names.
    pub async fn all_version_data(&self, filter: EndpointQuery<'_>) -> Result<Arc<Document>> {
        let access = self.access().await?;
        let catalog = access.catalog()?;
        let project_id = self.project_id().await?;
        let mut regions: BTreeMap<String, BTreeMap<String, BTreeMap<String, Json>>> = BTreeMap::new();
        let types = catalog.endpoints_data(filter)?;
        // Collected before anything is waited for: a closure that is kept meanwhile keeps the flow from changing threads.
        let indices: Vec<i64> = types
            .root()
            .iter()
            .flat_map(|endpoints| endpoints.iter().filter_map(|endpoint| endpoint.get("index")?.as_i64()))
            .collect();
        for endpoint in indices.into_iter().filter_map(|index| catalog.endpoint(usize::try_from(index).ok()?)) {
            let data = EndpointData::of(&catalog, endpoint);
            let (Some(region), Some(interface)) = (&data.region_name, &data.interface) else { continue };
            let service_type = data.service_type.as_deref().unwrap_or_default();
            let service_type = official(service_type).unwrap_or(service_type).to_owned();
            let interface = interface.strip_suffix("URL").unwrap_or(interface).to_owned();
            let versions = self.versions_of(&data, project_id.as_deref()).await;
            regions.entry(region.clone()).or_default().entry(interface).or_default().insert(service_type, versions);
        }
        document(&json!(regions))
    }

    /// What discovery finds of an endpoint, or else what its URL tells.
    async fn versions_of(&self, data: &EndpointData, project_id: Option<&str>) -> Json {
        let candidates = data.candidates(Range::default(), true, project_id, &self.discoveries().hacks);
        for url in &candidates.urls {
            if let Ok(discovery) = self.document(url, None, data.url()).await.outcome {
                let versions: Vec<Json> = discovery.versions(Allow::default()).map(Entry::to_json).collect();
                if !versions.is_empty() {
                    return Json::Array(versions);
                }
                break;
            }
        }
        let mut url = data.url().trim_end_matches('/');
        if let Some(front) = project_id.and_then(|id| url.strip_suffix(id)) {
            url = front.trim_end_matches('/');
        }
        let version = data.api_version.map(|version| version.to_string());
        json!([{"version": version, "url": format!("{url}/"), "collection": null, "min_microversion": null,
            "max_microversion": null, "next_min_version": null, "not_before": null, "status": "CURRENT",
            "raw_status": null}])
    }

    /// The endpoint that is asked for. `discovers`: whether to discover also where its URL answers the question, unless
    /// `resolution` says.
    pub(super) async fn resolved(
        &self,
        filter: EndpointQuery<'_>,
        resolution: &Resolution,
        discovers: bool,
        trace: &mut Trace,
    ) -> Result<Option<EndpointData>> {
        let question = Question::of(resolution, resolution.range(filter.service_type)?, discovers);
        let Some((data, project_id)) = self.undiscovered(filter, resolution).await? else { return Ok(None) };
        let Some(question) = question else { return Ok(Some(data)) };
        self.discovered(data, question, project_id.as_deref(), trace).await.map(Some)
    }

    /// What discovery tells of an endpoint that is known already, and of the versions of its service.
    ///
    /// Fails with `InvalidArgument` where `resolution` says which endpoint, and as [`Session::endpoint_data`] does.
    pub async fn versioned_data(&self, data: EndpointData, resolution: &Resolution) -> Result<EndpointData> {
        if resolution.endpoint_override.is_some() || resolution.auth_interface {
            let message =
                "neither 'endpoint_override' nor 'auth_interface' goes with an endpoint that is known already";
            return Err(Error::new(Code::INVALID_ARGUMENT, message));
        }
        let Some(question) = Question::of(resolution, resolution.range(None)?, true) else { return Ok(data) };
        let project_id = self.project_id_if_any().await?;
        self.discovered(data, question, project_id.as_deref(), &mut Trace::default()).await
    }

    async fn project_id_if_any(&self) -> Result<Option<String>> {
        if self.plugin().is_some() { self.project_id().await } else { Ok(None) }
    }

    /// The endpoint as the caller or the catalog names it, and the id of the project that may be in its URL.
    async fn undiscovered(
        &self,
        filter: EndpointQuery<'_>,
        resolution: &Resolution,
    ) -> Result<Option<(EndpointData, Option<String>)>> {
        if resolution.auth_interface {
            let Some(url) = self.auth_url().await? else { return Ok(None) };
            let service_type = filter.service_type.unwrap_or("identity").to_owned();
            return Ok(Some((EndpointData { service_type: Some(service_type), ..EndpointData::at(&url) }, None)));
        }
        if let Some(url) = &resolution.endpoint_override {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let data = EndpointData {
                catalog_url: Some(url.clone()),
                service_type: owned(filter.service_type),
                service_name: owned(filter.service_name),
                region_name: owned(filter.region_name),
                interface: owned(filter.interface.iter().next()),
                ..EndpointData::at(url)
            };
            return Ok(Some((data, self.project_id_if_any().await?)));
        }
        let query = filter.or(self.filter());
        let data = match self.access().await {
            Ok(access) => Some(listed(&access, query)?),
            // A plugin without a catalog knows its services by other means.
            Err(error) if error.code() == Code::METHOD_NOT_IMPLEMENTED => {
                let url = self.endpoint(filter).await?;
                url.map(|url| EndpointData {
                    catalog_url: Some(url.clone()),
                    service_type: query.service_type.map(str::to_owned),
                    ..EndpointData::at(&url)
                })
            }
            Err(error) => return Err(error),
        };
        let Some(data) = data else { return Ok(None) };
        Ok(Some((data, self.project_id().await?)))
    }

    async fn discovered(
        &self,
        mut data: EndpointData,
        question: Question,
        project_id: Option<&str>,
        trace: &mut Trace,
    ) -> Result<EndpointData> {
        let Question { range, allow, fallback, discovers, .. } = question;
        // Whoever asks for no version wants to know of this endpoint, and of no other.
        let version_hack = question.version_hack && !range.is_any();
        let candidates = data.candidates(range, version_hack, project_id, &self.discoveries().hacks);
        if candidates.matches_exactly && !discovers {
            return Ok(data);
        }
        for url in &candidates.urls {
            let found = self.document(url, None, data.url()).await;
            let outcome = found.outcome.clone();
            trace.tried.push(Tried { url: url.clone(), cached: found.cached, outcome: found.outcome });
            match outcome {
                Ok(discovery) => {
                    return match data.adopt(&discovery, range, allow, candidates.project_id.as_deref()) {
                        // Nothing usable there: the endpoint is what the catalog says it is.
                        Err(error) if range.is_any() => fall_back(data, error, fallback),
                        adopted => adopted.map(|()| data),
                    };
                }
                Err(error) if is_passed_over(&error) => {}
                Err(error) => return Err(error),
            }
        }
        let error = nothing_found(&data, range, trace);
        fall_back(data, error, fallback && (candidates.matches || version_hack || range.is_any()))
    }
}

/// What is asked of an endpoint's versions.
#[derive(Clone, Copy, Debug)]
struct Question {
    range: Range,
    allow: Allow,
    version_hack: bool,
    fallback: bool,
    /// Whether to discover also where the URL answers.
    discovers: bool,
}

impl Question {
    /// What `resolution` asks of the versions in `range`, `discovers` where it does not say; `None` if nothing is to be discovered.
    fn of(resolution: &Resolution, range: Range, discovers: bool) -> Option<Self> {
        let discovers = resolution.discover_versions.unwrap_or(discovers);
        if resolution.skip_discovery || (range.is_any() && !discovers) {
            return None;
        }
        Some(Self {
            range,
            allow: resolution.allow,
            // Whoever gives the URL wants to know of no other.
            version_hack: resolution.version_hack && resolution.endpoint_override.is_none(),
            fallback: resolution.fallback,
            discovers,
        })
    }
}

/// What the catalog of a token says of the endpoint that is asked for.
fn listed(access: &Arc<Access>, query: EndpointQuery<'_>) -> Result<EndpointData> {
    let catalog = access.catalog()?;
    let endpoint: Endpoint<'_> = catalog.endpoint_for(query)?;
    Ok(EndpointData::of(&catalog, endpoint))
}

/// Whether another URL may do better.
fn is_passed_over(error: &Error) -> bool {
    [Code::DISCOVERY_FAILURE, Code::HTTP_ERROR, Code::CONNECTION_ERROR, Code::LIMIT_EXCEEDED]
        .into_iter()
        .any(|code| error.is_a(code))
}

fn fall_back(mut data: EndpointData, error: Error, allowed: bool) -> Result<EndpointData> {
    if !allowed {
        return Err(error);
    }
    data.fallback = Some(error);
    Ok(data)
}

fn nothing_found(data: &EndpointData, range: Range, trace: &Trace) -> Error {
    let tried: Vec<String> = trace
        .tried
        .iter()
        .filter_map(|tried| Some(format!("{}: {}", url::shown(&tried.url), tried.outcome.as_ref().err()?.message())))
        .collect();
    let place = url::shown(data.url());
    let message =
        format!("no version document was found for {place}, where {range} is wanted; tried {}", tried.join("; "));
    let error = Error::new(Code::DISCOVERY_FAILURE, message).with_request("GET", &place);
    match trace.tried.iter().find_map(|tried| tried.outcome.as_ref().err()) {
        Some(first) => error.with_cause(first.clone()),
        None => error,
    }
}
