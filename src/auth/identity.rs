//! Plugins that log in to Identity.

pub mod generic;
mod scope;
pub mod v3;

pub use scope::Scope;
