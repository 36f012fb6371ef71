//! Where options come from: the environment.

pub mod environment;
