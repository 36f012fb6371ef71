//! The Identity API: a client of the version that is there.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Operation, Outcome, Pages};

use crate::adapter::Adapter;
use crate::catalog::{EndpointFilter, EndpointQuery};
use crate::discover::{Allow, Discovery, Entry, Version};
use crate::error::{Code, Error, Result};
use crate::http::{Response, url};
use crate::options::{Options, Params, Spec};
use crate::session::{RequestOptions, Resolution, STATUS, Session, allow, names};

/// Every option of a client, beside those about the status of versions.
pub static CLIENT: &[Spec] = &[
    Spec::string("version", "The version that must be there; newer ones of the same major version will do"),
    Spec::string("endpoint", "The URL of Identity to discover at and to send requests to, whatever the catalog says")
        .deprecated(&["endpoint_override"]),
    Spec::string("auth_url", "The URL of Identity to discover at; that of the plugin when not given"),
    Spec::list("interface", "The interfaces of Identity that will do, the best first; the session's when not given")
        .deprecated(&["endpoint_type"]),
    Spec::string("region_name", "The region; the session's when not given"),
];

/// A client of the Identity API, in the version that discovery found. Cheap to clone; it keeps its session alive.
#[derive(Clone, Debug)]
pub struct Client(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    adapter: Adapter,
    version: Version,
    discovered: String,
}

impl Client {
    /// Discovers the versions of Identity and takes the newest that will do: version 3 before version 2.0.
    ///
    /// Fails with `VersionNotAvailable` where none will do, with `DiscoveryFailure` where nothing tells which there are, where the
    /// newest is none that this library knows, and as a connection fails.
    pub async fn discover(session: &Session, params: &Params) -> Result<Self> {
        let options = Options::read(&[CLIENT, STATUS], params, "a client")?;
        let wanted = Version::read_given(options.string("version"), "version")?;
        let filter = EndpointFilter {
            service_type: Some("identity".to_owned()),
            interface: options.strings("interface").into_iter().flat_map(names).collect(),
            region_name: options.string("region_name").map(str::to_owned),
            ..EndpointFilter::default()
        };
        let endpoint = options.string("endpoint").filter(|url| !url.is_empty());
        let discovery = match endpoint.or(options.string("auth_url").filter(|url| !url.is_empty())) {
            Some(url) => session.discovery(Some(url), None).await?,
            None => Self::place(session, &filter).await?,
        };
        let entry = pick(&discovery, wanted, allow(&options))?;
        let resolution = Resolution {
            version: Some(Version::new(entry.version.major, 0)),
            endpoint_override: endpoint.map(|_| entry.url.clone()),
            // The version is known to be there.
            skip_discovery: endpoint.is_some(),
            ..Resolution::default()
        };
        let adapter = Adapter::new(session, filter).with_versions(resolution);
        Ok(Self(Arc::new(Inner { adapter, version: entry.version, discovered: entry.url.clone() })))
    }

    /// Where the plugin logs in, or else where its catalog has Identity.
    async fn place(session: &Session, filter: &EndpointFilter) -> Result<Arc<Discovery>> {
        if session.auth_url().await?.is_some() {
            return session.discovery(None, None).await;
        }
        match session.endpoint(EndpointQuery::from(filter)).await? {
            Some(url) => session.discovery(Some(&url), None).await,
            None => session.discovery(None, None).await,
        }
    }

    /// The version that was taken.
    pub fn version(&self) -> Version {
        self.0.version
    }

    /// Where discovery found it.
    pub fn discovered_url(&self) -> &str {
        &self.0.discovered
    }

    /// The session.
    pub fn session(&self) -> &Session {
        self.0.adapter.session()
    }

    /// The URL that requests go to: the endpoint that was given, or else what the catalog has for this version.
    ///
    /// Fails with `EndpointNotFound` and as a login does.
    pub async fn endpoint(&self) -> Result<Option<String>> {
        self.0.adapter.endpoint().await
    }

    /// Sends a request to this version of the API.
    pub async fn request(&self, method: &str, path: &str, options: &RequestOptions) -> Result<Response> {
        self.0.adapter.request(method, path, options).await
    }
}

impl Client {
    /// Carries out the operation of this name, with these ids for the arguments that it takes one by one, and the rest by name.
    ///
    /// Fails with `UnsupportedVersion` for an operation of another version than the client's, and as [`super::call()`] does.
    pub async fn call(&self, name: &str, ids: &[&str], params: &Params) -> Result<Outcome> {
        let (operation, params) = self.prepare(name, ids, params)?;
        super::call(&self.0.adapter, operation, &params).await
    }

    /// The list that the operation of this name gives, a page at a time. Fails as [`Client::call`] does before its request.
    pub async fn pages(&self, name: &str, ids: &[&str], params: &Params) -> Result<Pages> {
        let (operation, params) = self.prepare(name, ids, params)?;
        super::pages(&self.0.adapter, operation, &params).await
    }

    /// The resource of `manager` whose id or else whose name is this. Fails as [`super::find_resource`] does.
    pub async fn find_resource(&self, manager: &str, name_or_id: &str) -> Result<Outcome> {
        self.prepare(&format!("{manager}.find"), &[], &Params::new())?;
        super::find_resource(&self.0.adapter, manager, name_or_id).await
    }

    fn prepare<'p>(
        &self,
        name: &str,
        ids: &[&str],
        params: &'p Params,
    ) -> Result<(&'static Operation, Cow<'p, Params>)> {
        let operation = super::find(name)?;
        let has = self.version().major;
        if !operation.name.starts_with(&format!("v{has}.")) {
            let message = format!("{} is of another version than the client's, which is {has}", operation.name);
            return Err(Error::new(Code::UNSUPPORTED_VERSION, message));
        }
        if ids.is_empty() {
            return Ok((operation, Cow::Borrowed(params)));
        }
        params.check()?;
        let mut all = Params::new();
        for (name, id) in operation.ids.iter().zip(ids) {
            all.set(name, *id);
        }
        for (key, value) in params.iter() {
            if operation.ids.contains(&key) {
                let message = format!("{}: '{key}' is given twice", operation.name);
                return Err(Error::new(Code::VALIDATION_ERROR, message));
            }
            all.set(key, value.clone());
        }
        Ok((operation, Cow::Owned(all)))
    }
}

/// The newest version that will do.
fn pick(discovery: &Discovery, wanted: Option<Version>, allow: Allow) -> Result<&Entry> {
    let found = match wanted {
        Some(version) => discovery.data_for(version, allow),
        None => discovery.versions(allow).next_back(),
    };
    let shown = url::shown(discovery.url());
    let refused = |code, message: String| Err(Error::new(code, message).with_request("GET", &shown));
    let Some(entry) = found else {
        let wanted = wanted.map_or_else(|| "no version".to_owned(), |version| format!("no version {version}"));
        let offered = discovery.offered();
        return refused(
            Code::VERSION_NOT_AVAILABLE,
            format!("Identity at {shown} has {wanted} that may be used; it has {offered}"),
        );
    };
    if !matches!(entry.version.major, 2 | 3) {
        let version = entry.version;
        return refused(
            Code::DISCOVERY_FAILURE,
            format!("Identity at {shown} has version {version}, which no client here is for"),
        );
    }
    Ok(entry)
}
