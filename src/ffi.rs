//! The C ABI: a file for each handle, conversion and nothing else. The order of the modules is the order of the header.
//!
//! Every function does three things in this order: it reads its arguments (out parameters first, which clears them), calls one
//! function of the core, and stores the result.

#![allow(unsafe_code, reason = "this is the boundary to C")]
#![allow(non_camel_case_types, reason = "the names are C's")]
#![allow(clippy::missing_safety_doc, reason = "the header's contract is the safety section")]

mod boundary;
mod handle;

pub mod result;
pub mod error;
pub mod access;
pub mod scope;
pub mod endpoint;
pub mod catalog;
