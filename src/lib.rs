//! keystoneclient: OpenStack Identity behind a C ABI.

#[cfg(not(panic = "unwind"))]
compile_error!("keystoneclient contains panics at its C boundary: build it with panic = \"unwind\"");

pub mod text;
pub mod time;
pub mod error;
pub mod value;
pub mod options;
pub mod catalog;
pub mod access;
pub mod http;
pub mod driver;
pub mod discover;
pub mod cloud;
pub mod ffi;
