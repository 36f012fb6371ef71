//! Where options come from: the environment.

pub mod environment;

use crate::auth::registry;
use crate::error::{Code, Result};
use crate::session::Session;

/// The session that the process's `OS_*` variables ask for.
pub fn session_from_environment() -> Result<Session> {
    let methods = registry::names_in(&std::env::var("OS_AUTH_METHODS").unwrap_or_default());
    let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
    let specs = |name: &str| {
        let auth_type = registry::find(name).ok()?;
        let methods = if auth_type.name == registry::MULTI_FACTOR { &*methods } else { &[] };
        registry::options_of(auth_type, methods).ok()
    };
    let found = environment::from_environment(&|name| std::env::var_os(name), &specs)?;
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
    Session::open(Some(plugin), &options)
}
