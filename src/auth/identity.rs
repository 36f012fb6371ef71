//! Plugins that log in to Identity.

pub mod generic;
mod given;
pub mod rescope;
mod scope;
pub mod v2;
pub mod v3;

pub use given::Given;
pub use scope::Scope;
