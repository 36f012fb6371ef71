//! The Identity API: a client of the version that is there.

use std::sync::Arc;

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
        let wanted = options
            .string("version")
            .filter(|version| !version.is_empty())
            .map(|version| Version::read(version, "version"))
            .transpose()?;
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
