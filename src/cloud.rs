//! Where options come from: the environment.

pub mod environment;

use std::ffi::OsString;
use std::sync::Arc;

use crate::auth::{Plugin, registry};
use crate::error::{Code, Result};
use crate::options::Params;
use crate::session::Session;

/// The session that the process's `OS_*` variables ask for.
pub fn session_from_environment() -> Result<Session> {
    let (plugin, options) = login(&|name| std::env::var_os(name))?;
    Session::open(Some(plugin), &options)
}

/// The plugin, and the options of the session, that the variables ask for which `lookup` knows.
fn login(lookup: &dyn Fn(&str) -> Option<OsString>) -> Result<(Arc<dyn Plugin>, Params)> {
    let methods = registry::names_in(&lookup("OS_AUTH_METHODS").unwrap_or_default().to_string_lossy());
    let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
    let specs = |name: &str| {
        let auth_type = registry::find(name).ok()?;
        let methods = if auth_type.name == registry::MULTI_FACTOR { &*methods } else { &[] };
        registry::options_of(auth_type, methods).ok()
    };
    let found = environment::from_environment(lookup, &specs)?;
    let plugin = registry::create(&found.auth_type, &found.auth).map_err(|error| {
        if error.is_a(Code::MISSING_REQUIRED_OPTIONS) {
            let message = format!("{} (in the environment: OS_ and the name in capitals)", error.message());
            return error.with_message(message);
        }
        error
    })?;
    let mut options = found.session;
    for (name, value) in [("region_name", &found.filter.region_name), ("interface", &found.filter.interface)] {
        if let Some(value) = value {
            options.set(name, value.as_str());
        }
    }
    Ok((plugin, options))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// What the plugin of these variables says of itself.
    fn plugin(variables: &[(&str, &str)]) -> Result<String> {
        let lookup = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        login(&lookup).map(|(plugin, _)| format!("{plugin:?}"))
    }

    #[test]
    fn each_way_to_log_in_is_recognized_by_its_own_variables() {
        let url = ("OS_AUTH_URL", "http://h/v3");
        let user = ("OS_USER_ID", "u");
        let cases: [(&[(&str, &str)], &str); 9] = [
            (&[url, user, ("OS_PASSWORD", "x")], "Generic"),
            (&[url, user, ("OS_PASSCODE", "1")], r#"methods: ["totp"]"#),
            (&[url, user, ("OS_PASSCODE", "1"), ("OS_PASSWORD", "x")], "Generic"),
            (
                &[url, user, ("OS_PASSCODE", "1"), ("OS_PASSWORD", "x"), ("OS_AUTH_METHODS", "v3password,v3totp")],
                r#"methods: ["password", "totp"]"#,
            ),
            (&[url, ("OS_OAUTH2_ENDPOINT", "http://h"), ("OS_OAUTH2_CLIENT_ID", "c")], "MtlsClientCredential"),
            (
                &[
                    url,
                    ("OS_OAUTH2_ENDPOINT", "http://h"),
                    ("OS_OAUTH2_CLIENT_ID", "c"),
                    ("OS_OAUTH2_CLIENT_SECRET", "s"),
                    ("OS_PROJECT_ID", "left out, as the client brings its own"),
                ],
                "scope: Default",
            ),
            (
                &[
                    url,
                    ("OS_CONSUMER_KEY", "k"),
                    ("OS_CONSUMER_SECRET", "s"),
                    ("OS_ACCESS_KEY", "k"),
                    ("OS_ACCESS_SECRET", "s"),
                ],
                r#"methods: ["oauth1"]"#,
            ),
            (&[("OS_ENDPOINT", "http://one/"), ("OS_TOKEN", "t")], "Fixed"),
            (&[url, ("OS_AUTH_TYPE", "v2token"), ("OS_TOKEN", "t")], "V2"),
        ];
        for (variables, expected) in cases {
            let shown = plugin(variables).unwrap();
            assert!(shown.contains(expected), "{variables:?}: {shown}");
        }
    }

    #[test]
    fn what_is_missing_is_named_by_its_variable() {
        let error = plugin(&[("OS_AUTH_URL", "http://h"), ("OS_OAUTH2_CLIENT_ID", "c")]).unwrap_err();
        assert_eq!(error.code(), Code::MISSING_REQUIRED_OPTIONS);
        assert!(error.message().as_str().contains("OS_OAUTH2_ENDPOINT"), "{error}");
        let methods = [("OS_AUTH_URL", "http://h"), ("OS_AUTH_METHODS", "v3password,v3totp"), ("OS_USER_ID", "u")];
        let error = plugin(&methods).unwrap_err();
        assert!(error.message().as_str().contains("OS_PASSWORD, OS_PASSCODE"), "{error}");
    }
}
