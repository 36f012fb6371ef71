//! Plugins that log in to Identity.

mod generic;
mod scope;
pub mod v3;

pub use scope::Scope;
