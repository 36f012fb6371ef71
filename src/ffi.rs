//! The C ABI: a file for each handle, conversion and nothing else. The order of the modules is the order of the header.
//!
//! Every function does three things in this order: it reads its arguments (out parameters first, which clears them), calls one
//! function of the core, and stores the result.
//!
//! What the comments of a file say is what the C programmer reads: the first line of a module is the title of its part of the
//! header, the rest the text below it, and the comment of an item stands before its declaration.
//!
//! To add a file: a `pub mod` below, then `KS_BLESS=1 cargo test --test header`, which writes what is generated and says what the
//! comments leave out; then `cargo test --test nulls`, which says what it cannot make up itself.

#![allow(unsafe_code, reason = "this is the boundary to C")]
#![allow(non_camel_case_types, reason = "the names are C's")]
#![allow(clippy::missing_safety_doc, reason = "the header's contract is the safety section")]

mod boundary;
mod fork;
mod handle;

pub mod version;
pub mod result;
pub mod error;
pub mod text;
pub mod value;
pub mod params;
pub mod auth;
mod auth_custom;
pub mod auth_callbacks;
pub mod auth_made;
pub mod receipt;
pub mod auth_questions;
pub mod auth_state;
pub mod session;
pub mod session_scope;
pub mod session_auth;
pub mod headers;
pub mod access;
pub mod scope;
pub mod delegation;
pub mod federation;
pub mod access_state;
pub mod endpoint;
pub mod catalog;
pub mod adapter;
pub mod adapter_auth;
pub mod request_options;
pub mod request_keywords;
pub mod request_connection;
pub mod streams;
pub mod response;
pub mod api_version;
pub mod discovery;
pub mod endpoint_data;
pub mod resolution;
pub mod client;
pub mod operations;
pub mod v3_users;
pub mod v3_groups;
pub mod v3_projects;
pub mod v3_domains;
pub mod v3_domain_configs;
pub mod v3_roles;
pub mod v3_inference_rules;
pub mod v3_role_assignments;
pub mod v3_services;
pub mod v3_endpoints;
pub mod v3_regions;
pub mod v3_endpoint_groups;
pub mod v3_endpoint_filter;
pub mod v3_endpoint_policy;
pub mod v3_policies;
pub mod v3_credentials;
pub mod v3_ec2;
pub mod v3_application_credentials;
pub mod v3_access_rules;
pub mod v3_trusts;
pub mod v3_registered_limits;
pub mod v3_limits;
pub mod v3_tokens;
pub mod v3_auth;
pub mod v3_federation_identity_providers;
pub mod v3_federation_mappings;
pub mod v3_federation_protocols;
pub mod v3_federation_service_providers;
pub mod v3_federation_scopes;
pub mod v3_federation_saml;
pub mod v3_oauth1;
pub mod v3_simple_cert;
pub mod v2_tenants;
pub mod v2_users;
pub mod v2_roles;
pub mod v2_services;
pub mod v2_endpoints;
pub mod v2_ec2;
pub mod v2_tokens;
pub mod v2_certificates;
pub mod v2_extensions;
pub mod generic;
pub mod utilities;
pub mod record;
pub mod metrics;

use crate::driver::blocking::wait;
