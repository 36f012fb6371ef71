//! Where options come from: the environment.

pub mod environment;

use crate::auth::registry;
use crate::error::{Code, Result};
use crate::session::Session;

/// The session that the process's `OS_*` variables ask for.
pub fn session_from_environment() -> Result<Session> {
    let specs = |name: &str| registry::find(name).ok().map(|auth_type| auth_type.options.to_vec());
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
