//! What a token is for: a project, a domain, the system, a trust, or nothing.

use crate::auth::CacheId;
use crate::error::{Code, Error, Result};
use crate::options::Options;
use crate::value::Json;

/// The scope that a login asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Nothing is asked for: the user's default project, if there is one.
    Default,
    /// No scope, even for a user with a default project.
    Unscoped,
    /// A project.
    Project(Named),
    /// A project by its name, within a domain.
    ProjectIn(String, Named),
    /// A domain.
    Domain(Named),
    /// The whole deployment.
    System,
    /// What a trust delegates.
    Trust(String),
}

/// An id, or else a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The id.
    Id(String),
    /// The name.
    Name(String),
}

impl Named {
    /// What the options `<prefix>_id` and `<prefix>_name` say; the id counts where both are given.
    pub(super) fn read(options: &Options, prefix: &str) -> Option<Self> {
        let given = |suffix: &str| options.string(&format!("{prefix}_{suffix}")).map(str::to_owned);
        given("id").map(Self::Id).or_else(|| given("name").map(Self::Name))
    }

    /// The member that names it, `"id": "..."` or `"name": "..."`.
    pub(super) fn member(&self) -> (&'static str, Json<'_>) {
        match self {
            Self::Id(id) => ("id", Json::String(id)),
            Self::Name(name) => ("name", Json::String(name)),
        }
    }

    /// Adds it to an id under this name.
    pub(super) fn tell(&self, what: &str, id: &mut CacheId) {
        match self {
            Self::Id(value) => id.add(&format!("{what}_id"), value),
            Self::Name(value) => id.add(&format!("{what}_name"), value),
        }
    }

    /// The object that names it.
    pub(super) fn object(&self) -> Json<'_> {
        Json::Object(vec![self.member()])
    }
}

impl Scope {
    /// What the options ask for.
    ///
    /// Fails with `AuthorizationFailure` when they ask for several things at once, and with `OptionError` when a project is
    /// named without its domain, or the system scope is not `all`.
    pub(in crate::auth) fn read(options: &Options) -> Result<Self> {
        if !options.knows("project_id") {
            return Ok(Self::Default);
        }
        let project = Named::read(options, "project");
        let domain = Named::read(options, "domain");
        // Not every auth type that has projects can ask for each of these.
        let known = |name: &str| if options.knows(name) { options.string(name) } else { None };
        let (trust, system) = (known("trust_id"), known("system_scope"));
        let unscoped = options.knows("unscoped") && options.bool("unscoped", false);
        let by = |named: &Option<Named>, id, name| {
            named.as_ref().map(|named| if matches!(named, Named::Id(_)) { id } else { name })
        };
        let asked: Vec<&str> = [
            by(&project, "'project_id'", "'project_name'"),
            by(&domain, "'domain_id'", "'domain_name'"),
            trust.map(|_| "'trust_id'"),
            system.map(|_| "'system_scope'"),
            unscoped.then_some("'unscoped'"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if asked.len() > 1 {
            let message =
                format!("a token is for one thing at a time, and several are asked for, by {}", asked.join(", "));
            return Err(Error::new(Code::AUTHORIZATION_FAILURE, message));
        }
        if system.is_some_and(|system| system != "all") {
            return Err(Error::new(Code::OPTION_ERROR, "the only 'system_scope' that Identity knows is 'all'"));
        }
        Ok(match (project, domain, trust) {
            (Some(Named::Name(name)), ..) => {
                let domain = domain_of(options, "project").ok_or_else(|| {
                    let message = "'project_name' needs 'project_domain_id' or 'project_domain_name': names are unique within a domain only";
                    Error::new(Code::OPTION_ERROR, message)
                })?;
                Self::ProjectIn(name, domain)
            }
            (Some(project), ..) => Self::Project(project),
            (None, Some(domain), _) => Self::Domain(domain),
            (None, None, Some(trust)) => Self::Trust(trust.to_owned()),
            _ if system.is_some() => Self::System,
            _ if unscoped => Self::Unscoped,
            _ => Self::Default,
        })
    }

    /// Adds it to an id.
    pub(super) fn tell(&self, id: &mut CacheId) {
        match self {
            Self::Default => {}
            Self::Unscoped => id.add("unscoped", ""),
            Self::Project(project) => project.tell("project", id),
            Self::ProjectIn(name, domain) => {
                id.add("project_name", name);
                domain.tell("project_domain", id);
            }
            Self::Domain(domain) => domain.tell("domain", id),
            Self::System => id.add("system_scope", "all"),
            Self::Trust(trust) => id.add("trust_id", trust),
        }
    }

    /// The `scope` member of a v3 login.
    pub(super) fn to_json(&self) -> Option<Json<'_>> {
        let within = |key, member| Json::Object(vec![(key, member)]);
        Some(match self {
            Self::Default => return None,
            Self::Unscoped => Json::String("unscoped"),
            Self::Project(project) => within("project", project.object()),
            Self::ProjectIn(name, domain) => {
                within("project", Json::Object(vec![("name", Json::String(name)), ("domain", domain.object())]))
            }
            Self::Domain(domain) => within("domain", domain.object()),
            Self::System => within("system", within("all", Json::Bool(true))),
            Self::Trust(id) => within("OS-TRUST:trust", within("id", Json::String(id))),
        })
    }
}

/// The domain of a user or project: its own, or the default domain where the auth type has that option.
pub(super) fn domain_of(options: &Options, whose: &str) -> Option<Named> {
    let own = Named::read(options, &format!("{whose}_domain"));
    own.or_else(|| options.knows("default_domain_id").then(|| Named::read(options, "default_domain")).flatten())
}
