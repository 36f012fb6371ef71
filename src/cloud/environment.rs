//! The environment: `OS_*` variables, and the session that they ask for.
//!
//! An option `foo_bar` is read from `OS_FOO_BAR`, then from its deprecated names spelt likewise; the first that is not empty
//! counts. Nothing here reads the process's own environment: the caller says how to look a variable up.

use std::ffi::OsString;

use zeroize::{Zeroize, Zeroizing};

use crate::error::{Code, Error, Result};
use crate::options::{Kind, Param, Params, Spec, distinct, truth};

/// What the environment asks for.
#[derive(Clone, Debug)]
pub struct FromEnvironment {
    /// The name of the authentication type.
    pub auth_type: String,
    /// Its options, still as text.
    pub auth: Params,
    /// The session's options: `cacert`, `cert`, `key`, `insecure`, `timeout`.
    pub session: Params,
    /// What endpoints are looked for by default.
    pub filter: Filter,
}

/// What endpoints the environment wants, as it spells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// `OS_REGION_NAME`.
    pub region_name: Option<String>,
    /// `OS_INTERFACE`, else `OS_ENDPOINT_TYPE`.
    pub interface: Option<String>,
}

/// Variables that other programs use for an option, beyond those that its names lead to.
const OTHER_VARIABLES: &[(&str, &[&str])] = &[
    ("project_id", &["OS_TENANT_ID"]),
    ("project_name", &["OS_TENANT_NAME"]),
    ("tenant_id", &["OS_PROJECT_ID"]),
    ("tenant_name", &["OS_PROJECT_NAME"]),
    ("token", &["OS_AUTH_TOKEN"]),
    ("user_id", &["OS_USERID"]),
];

const APPLICATION_CREDENTIAL: &str = "v3applicationcredential";

/// What an application credential brings with it: Keystone refuses a request that asks for it again.
const SCOPE: &[&str] = &[
    "domain_id",
    "domain_name",
    "project_domain_id",
    "project_domain_name",
    "project_id",
    "project_name",
    "system_scope",
    "trust_id",
];

/// Reads the environment through `lookup`, which in a program is `&|name| std::env::var_os(name)`. `specs` tells the options
/// of an authentication type, and `None` for one that there is not.
///
/// The type is what `OS_AUTH_TYPE`, else `OS_AUTH_PLUGIN` says. Without them it is an application credential, several methods,
/// a one-time password, a client of OAuth, a token or a password, whichever there are variables for. A domain without a role, `OS_DOMAIN_ID`, is the user's and the project's
/// where a project is asked for and they have none of their own.
///
/// Fails with `MissingRequiredOptions` naming the variables that are not set, with `NoMatchingPlugin`, with `InvalidUtf8`
/// naming the variable, and with `OptionError` for a value that makes no sense and for an `OS_CLOUD` in `clouds.yaml`.
pub fn from_environment(
    lookup: &dyn Fn(&str) -> Option<OsString>,
    specs: &dyn Fn(&str) -> Option<Vec<&'static [Spec]>>,
) -> Result<FromEnvironment> {
    let environment = Environment { lookup };
    environment.refuse_a_named_cloud()?;
    let choice = environment.auth_type()?;
    let groups = specs(&choice.auth_type).ok_or_else(|| choice.unknown())?;
    Ok(FromEnvironment {
        auth: environment.auth(&choice, &distinct(&groups))?,
        session: environment.session()?,
        filter: environment.filter()?,
        auth_type: choice.auth_type,
    })
}

struct Environment<'a> {
    lookup: &'a dyn Fn(&str) -> Option<OsString>,
}

/// An authentication type, and why it is this one.
struct Choice {
    auth_type: String,
    reason: &'static str,
}

impl Choice {
    fn unknown(&self) -> Error {
        let message = format!("there is no authentication type '{}' here, {}", self.auth_type, self.reason);
        Error::new(Code::NO_MATCHING_PLUGIN, message)
    }

    fn missing(&self, variables: &[String]) -> Error {
        let (variables, auth_type, reason) = (variables.join(", "), &self.auth_type, self.reason);
        let message = format!("the environment lacks {variables} for a login of type '{auth_type}', {reason}");
        Error::new(Code::MISSING_REQUIRED_OPTIONS, message)
    }
}

impl Environment<'_> {
    /// The variable as it is, unless it is empty, which counts as not set.
    fn raw(&self, variable: &str) -> Option<OsString> {
        (self.lookup)(variable).filter(|value| !value.is_empty())
    }

    fn is_set(&self, variable: &str) -> bool {
        self.raw(variable).map(wiped).is_some()
    }

    fn text(&self, variable: &str) -> Result<Option<Zeroizing<String>>> {
        let Some(value) = self.raw(variable) else { return Ok(None) };
        match value.into_string() {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(value) => {
                wiped(value);
                Err(Error::new(Code::INVALID_UTF8, format!("the value of {variable} is not UTF-8")))
            }
        }
    }

    /// The first of `variables` that is set, and its value.
    fn first<'v>(&self, variables: &[&'v str]) -> Result<Option<(&'v str, Zeroizing<String>)>> {
        for variable in variables {
            if let Some(value) = self.text(variable)? {
                return Ok(Some((variable, value)));
            }
        }
        Ok(None)
    }

    fn plain(&self, variables: &[&str]) -> Result<Option<String>> {
        Ok(self.first(variables)?.map(|(_, value)| value.as_str().to_owned()))
    }

    /// A cloud that `OS_CLOUD` names comes before all other variables. The one that stands for them has a name, too.
    fn refuse_a_named_cloud(&self) -> Result<()> {
        let Some(cloud) = self.plain(&["OS_CLOUD"])? else { return Ok(()) };
        let environment = self.plain(&["OS_CLOUD_NAME"])?;
        if cloud == environment.as_deref().unwrap_or("envvars") {
            return Ok(());
        }
        let message = format!(
            "OS_CLOUD names the cloud '{cloud}', but clouds.yaml is not read here yet: \
             unset OS_CLOUD, and set OS_AUTH_URL and what else the login needs"
        );
        Err(Error::new(Code::OPTION_ERROR, message))
    }

    fn auth_type(&self) -> Result<Choice> {
        if let Some((variable, auth_type)) = self.first(&["OS_AUTH_TYPE", "OS_AUTH_PLUGIN"])? {
            let reason = if variable == "OS_AUTH_TYPE" { "as OS_AUTH_TYPE says" } else { "as OS_AUTH_PLUGIN says" };
            return Ok(Choice { auth_type: auth_type.as_str().to_owned(), reason });
        }
        let password = self.is_set("OS_PASSWORD");
        let passcode = self.is_set("OS_PASSCODE");
        let token = self.is_set("OS_TOKEN") || self.is_set("OS_AUTH_TOKEN");
        let credential = self.is_set("OS_APPLICATION_CREDENTIAL_ID") || self.is_set("OS_APPLICATION_CREDENTIAL_NAME");
        let credential_secret = self.is_set("OS_APPLICATION_CREDENTIAL_SECRET");
        // A part of a credential says what was meant, unless it is a rest beside another complete login.
        let is_credential =
            if password || token { credential && credential_secret } else { credential || credential_secret };
        let (auth_type, reason) = if is_credential {
            (APPLICATION_CREDENTIAL, "as there are OS_APPLICATION_CREDENTIAL variables and no OS_AUTH_TYPE")
        } else if self.is_set("OS_AUTH_METHODS") {
            ("v3multifactor", "as there is OS_AUTH_METHODS and no OS_AUTH_TYPE")
        } else if passcode && !password && !token {
            ("v3totp", "as there is OS_PASSCODE and no OS_AUTH_TYPE")
        } else if self.is_set("OS_OAUTH2_CLIENT_ID") && !password && !token {
            if self.is_set("OS_OAUTH2_CLIENT_SECRET") {
                ("v3oauth2clientcredential", "as there are OS_OAUTH2 variables and no OS_AUTH_TYPE")
            } else {
                ("v3oauth2mtlsclientcredential", "as there is OS_OAUTH2_CLIENT_ID and no OS_AUTH_TYPE")
            }
        } else if self.is_set("OS_CONSUMER_KEY") && self.is_set("OS_ACCESS_KEY") && !password && !token {
            ("v3oauth1", "as there are OS_CONSUMER_KEY and OS_ACCESS_KEY and no OS_AUTH_TYPE")
        } else if token && self.is_set("OS_ENDPOINT") && !self.is_set("OS_AUTH_URL") {
            ("admin_token", "as there are a token and OS_ENDPOINT, and neither OS_AUTH_URL nor OS_AUTH_TYPE")
        } else if token && !password {
            ("token", "as there is a token and no OS_AUTH_TYPE")
        } else {
            ("password", "as there is no OS_AUTH_TYPE")
        };
        Ok(Choice { auth_type: auth_type.to_owned(), reason })
    }

    fn auth(&self, choice: &Choice, specs: &[&'static Spec]) -> Result<Params> {
        let mut auth = Params::new();
        let mut missing = Vec::new();
        for spec in specs {
            if is_application_credential(&choice.auth_type) && SCOPE.contains(&spec.name) {
                continue;
            }
            let variables = variables_of(spec);
            let names: Vec<&str> = variables.iter().map(String::as_str).collect();
            match self.first(&names)? {
                Some((_, value)) => auth.set(spec.name, value_of(spec, value)),
                // Nobody can be asked here, so that a prompt is a requirement.
                None if spec.required || spec.prompt.is_some() => missing.extend(variables.into_iter().take(1)),
                None => {}
            }
        }
        if !missing.is_empty() {
            return Err(choice.missing(&missing));
        }
        give_the_domain_a_role(&mut auth, &|name| specs.iter().any(|spec| spec.name == name));
        Ok(auth)
    }

    fn session(&self) -> Result<Params> {
        let mut session = Params::new();
        for (option, variable) in [("cacert", "OS_CACERT"), ("cert", "OS_CERT"), ("key", "OS_KEY")] {
            if let Some(path) = self.text(variable)? {
                session.set(option, path);
            }
        }
        if let Some(word) = self.text("OS_INSECURE")? {
            let insecure = truth(&word).ok_or_else(|| {
                let message = "OS_INSECURE must be 1, true, yes or on, or else 0, false, no or off";
                Error::new(Code::OPTION_ERROR, message)
            })?;
            session.set("insecure", insecure);
        }
        if let Some((variable, seconds)) = self.first(&["OS_API_TIMEOUT", "OS_TIMEOUT"])? {
            let seconds = seconds.trim().parse().ok().filter(|seconds: &f64| seconds.is_finite() && *seconds > 0.0);
            let seconds = seconds.ok_or_else(|| {
                Error::new(Code::OPTION_ERROR, format!("{variable} must be a number of seconds above 0"))
            })?;
            session.set("timeout", seconds);
        }
        Ok(session)
    }

    fn filter(&self) -> Result<Filter> {
        Ok(Filter {
            region_name: self.plain(&["OS_REGION_NAME"])?,
            interface: self.plain(&["OS_INTERFACE", "OS_ENDPOINT_TYPE"])?,
        })
    }
}

fn is_application_credential(auth_type: &str) -> bool {
    [APPLICATION_CREDENTIAL, "applicationcredential", "v3oauth2clientcredential"].contains(&auth_type)
}

/// The variables that an option is read from, the one that counts most first.
fn variables_of(spec: &Spec) -> Vec<String> {
    let names = std::iter::once(&spec.name).chain(spec.deprecated);
    let mut variables: Vec<String> = names.map(|name| format!("OS_{}", name.to_ascii_uppercase())).collect();
    let others = OTHER_VARIABLES.iter().filter(|(option, _)| *option == spec.name).flat_map(|(_, others)| *others);
    variables.extend(others.map(|&other| other.to_owned()));
    variables
}

/// A variable holds several values with commas between them.
fn value_of(spec: &Spec, value: Zeroizing<String>) -> Param {
    match spec.kind {
        Kind::List | Kind::IntList => {
            let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
            Param::List(parts.map(Param::from).collect())
        }
        _ => value.into(),
    }
}

/// Where a project is asked for, a domain cannot be the scope: it is the user's and the project's, whose own names or ids win.
fn give_the_domain_a_role(auth: &mut Params, has: &dyn Fn(&str) -> bool) {
    if auth.get("project_id").is_none() && auth.get("project_name").is_none() {
        return;
    }
    let (id, name) = (auth.unset("domain_id"), auth.unset("domain_name"));
    for (role_id, role_name) in [("user_domain_id", "user_domain_name"), ("project_domain_id", "project_domain_name")] {
        if auth.get(role_id).is_some() || auth.get(role_name).is_some() {
            continue;
        }
        if let Some(id) = id.as_ref().filter(|_| has(role_id)) {
            auth.set(role_id, id.clone());
        } else if let Some(name) = name.as_ref().filter(|_| has(role_name)) {
            auth.set(role_name, name.clone());
        }
    }
}

fn wiped(value: OsString) {
    value.into_encoded_bytes().zeroize();
}

#[cfg(test)]
mod tests;
