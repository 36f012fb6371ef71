//! Logging in: what a plugin is, when a token is renewed, and the auth types by name.

pub mod answers;
mod cache_id;
pub mod connection;
pub mod fixed;
pub mod identity;
mod kept;
mod login;
mod plugin;
pub mod registry;
mod renewal;
mod service_token;
mod told;
mod under_way;

pub use cache_id::CacheId;
pub use kept::{Kept, Prompter, Source};
pub use login::{Attempt, Granted, Identity, Login};
pub use plugin::{Credentials, Generation, Lack, Plugin};
pub use renewal::{Held, Renewal};
pub use service_token::ServiceToken;
