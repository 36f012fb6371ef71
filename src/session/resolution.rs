//! What callers say of the versions of a service, and of how they are discovered.

use crate::discover::{Allow, Range, Version};
use crate::error::Result;
use crate::options::{Options, Params, Scalar, Spec};

/// The options about versions, of an adapter as well as of one question.
pub static VERSIONS: &[Spec] = &[
    Spec::string("version", "The version that must be there; newer ones of the same major version will do"),
    Spec::string("min_version", "The oldest version that will do; \"latest\" for none but the newest"),
    Spec::string("max_version", "The newest version that will do"),
    Spec::bool("allow_version_hack", "Whether version documents are looked for beside the URL that the catalog has")
        .default(Scalar::Bool(true)),
    Spec::bool("allow_fallback", "Whether the catalog's own URL will do where no version document is found")
        .default(Scalar::Bool(true)),
    Spec::bool("skip_discovery", "Whether to take the catalog's URL as it is").default(Scalar::Bool(false)),
];

/// The options about the status of versions.
pub static STATUS: &[Spec] = &[
    Spec::bool("allow_experimental", "Whether versions that are being tried out will do").default(Scalar::Bool(false)),
    Spec::bool("allow_deprecated", "Whether versions that will go away will do").default(Scalar::Bool(true)),
    Spec::bool("allow_unknown", "Whether versions whose status means nothing to the library will do")
        .default(Scalar::Bool(false)),
    Spec::bool("unstable", "Whether versions of any status will do").default(Scalar::Bool(false)),
];

/// The options of one version document.
static DOCUMENT: &[Spec] = &[
    Spec::bool("authenticated", "Whether a token goes along at once, or never; when not given, if it is asked for"),
    Spec::string("version_header", "What OpenStack-API-Version says, for services that tell nothing without it"),
];

/// The options of one question about an endpoint.
pub static QUESTION: &[Spec] = &[
    Spec::bool("discover_versions", "Whether to discover also where the URL itself answers the question"),
    Spec::string("endpoint_override", "The URL of the service, whatever the catalog says"),
    Spec::bool("auth_interface", "Whether the service is where the plugin logs in, whatever the catalog says")
        .default(Scalar::Bool(false)),
];

/// What is asked for, and how it may be found. By default any version: then the catalog's URL is taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct Resolution {
    /// One version, in place of a range.
    pub version: Option<Version>,
    /// The oldest that will do.
    pub min_version: Option<Version>,
    /// The newest that will do.
    pub max_version: Option<Version>,
    /// By their status, which versions will do.
    pub allow: Allow,
    /// Whether documents are looked for beside the endpoint's own URL.
    pub version_hack: bool,
    /// Whether the catalog's own URL will do where no document is found.
    pub fallback: bool,
    /// Whether nothing is discovered.
    pub skip_discovery: bool,
    /// Whether to discover also where the URL itself answers; the question says where the caller does not.
    pub discover_versions: Option<bool>,
    /// The URL in place of the catalog's.
    pub endpoint_override: Option<String>,
    /// Whether the service is where the plugin logs in.
    pub auth_interface: bool,
}

impl Default for Resolution {
    fn default() -> Self {
        Self {
            version: None,
            min_version: None,
            max_version: None,
            allow: Allow::default(),
            version_hack: true,
            fallback: true,
            skip_discovery: false,
            discover_versions: None,
            endpoint_override: None,
            auth_interface: false,
        }
    }
}

impl Resolution {
    /// What the options in `params` say.
    ///
    /// Fails with `UnsupportedParameters` for unknown and mistyped ones, `InvalidArgument` for what is no version, and for
    /// versions that contradict each other.
    pub fn read(params: &Params) -> Result<Self> {
        let options = Options::read(&[VERSIONS, STATUS, QUESTION], params, "an endpoint")?;
        let resolution = Self {
            discover_versions: options.given("discover_versions").then(|| options.bool("discover_versions", false)),
            endpoint_override: options.string("endpoint_override").filter(|url| !url.is_empty()).map(str::to_owned),
            auth_interface: options.bool("auth_interface", false),
            ..Self::of_versions(&options)?
        };
        Ok(resolution)
    }

    /// What the options of the tables [`VERSIONS`] and [`STATUS`] say.
    pub fn of_versions(options: &Options) -> Result<Self> {
        let version = |name: &str| Version::read_given(options.string(name), name);
        let resolution = Self {
            version: version("version")?,
            min_version: version("min_version")?,
            max_version: version("max_version")?,
            allow: allow(options),
            version_hack: options.bool("allow_version_hack", true),
            fallback: options.bool("allow_fallback", true),
            skip_discovery: options.bool("skip_discovery", false),
            ..Self::default()
        };
        resolution.range(None)?;
        Ok(resolution)
    }

    /// The versions that will do; a service type such as `volumev3` implies some.
    pub fn range(&self, service_type: Option<&str>) -> Result<Range> {
        Range::of(self.version, self.min_version, self.max_version, service_type)
    }
}

/// Which versions will do by their status.
pub(crate) fn allow(options: &Options) -> Allow {
    let unstable = options.bool("unstable", false);
    Allow {
        experimental: unstable || options.bool("allow_experimental", false),
        deprecated: unstable || options.bool("allow_deprecated", true),
        unknown: unstable || options.bool("allow_unknown", false),
    }
}

/// The same for a document's versions.
///
/// Fails with `UnsupportedParameters` for unknown and mistyped options.
pub fn status_options(params: &Params) -> Result<Allow> {
    Ok(allow(&Options::read(&[STATUS], params, "version data")?))
}

/// How one version document is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// Whether a token goes along at once, or never; `None`: if it is asked for.
    pub authenticated: Option<bool>,
    /// What `OpenStack-API-Version` says.
    pub version_header: Option<String>,
}

impl Asking {
    /// What the options in `params` say.
    ///
    /// Fails as [`status_options`] does.
    pub fn read(params: &Params) -> Result<Self> {
        let options = Options::read(&[DOCUMENT], params, "version discovery")?;
        let authenticated = options.given("authenticated").then(|| options.bool("authenticated", false));
        let version_header = options.string("version_header").filter(|text| !text.is_empty()).map(str::to_owned);
        Ok(Self { authenticated, version_header })
    }
}
