//! keystoneclient: OpenStack Identity (Keystone) behind a C ABI.
//!
//! What users read is `include/keystoneclient.h`; it is generated from [`ffi`]. This crate's own interface is for its tests and
//! for [`ffi`], and promises nothing.
//!
//! A module uses what stands above it here, never what stands below:
//!
//! | module | what it is |
//! | --- | --- |
//! | [`process`], [`text`], [`time`] | what a fork shares, strings that end in NUL, secrets, moments |
//! | [`error`] | the exception tree as one table; what an HTTP answer means |
//! | [`value`], [`options`] | JSON in one buffer; named options, checked against tables |
//! | [`catalog`], [`access`] | what a token says, found once in its body |
//! | [`watch`] | what one may see of a session at work: records, counters, timings |
//! | [`http`] | requests and answers, redirects, retries; [`http::Driver`], the only way to the outside |
//! | [`driver`] | with sockets, or stepped by the caller |
//! | [`discover`], [`auth`] | versions; plugins, logins, renewal, the auth types by name |
//! | [`session`], [`adapter`] | requests that carry a token |
//! | [`identity`] | the Identity API: a client of the version that is there |
//! | [`cloud`] | where options come from |
//! | [`ffi`] | the C ABI: conversion and nothing else |
//!
//! To follow one call, start at [`session::Session::request`]: it asks a plugin ([`auth::Plugin`]) for credentials, sends through
//! the pipeline ([`http::Pipeline`]), and logs in again when the token is refused ([`auth::Renewal`]).

#[cfg(not(panic = "unwind"))]
compile_error!("keystoneclient contains panics at its C boundary: build it with panic = \"unwind\"");

pub mod process;
pub mod text;
pub mod time;
pub mod error;
pub mod value;
pub mod options;
pub mod catalog;
pub mod access;
pub mod watch;
pub mod http;
pub mod driver;
pub mod discover;
pub mod auth;
pub mod session;
pub mod adapter;
pub mod identity;
pub mod cloud;
pub mod ffi;
