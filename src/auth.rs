//! Logging in: what a plugin is, when a token is renewed, and the auth types by name.

pub mod identity;
mod plugin;
pub mod registry;
mod renewal;
mod told;

pub use plugin::{Credentials, Generation, Plugin};
pub use renewal::{Held, Renewal};
