//! The named options of an adapter.

use std::sync::Arc;

use crate::catalog::EndpointFilter;
use crate::error::Result;
use crate::http::{Limiter, product};
use crate::options::{Options, Params, Spec};
use crate::session::options::{header_fields, limits, names, retry_options};
use crate::session::{Defaults, Resolution, STATUS, Session, VERSIONS};

/// Every option of an adapter, beside those about versions.
pub static ADAPTER: &[Spec] = &[
    Spec::string("service_type", "The type of the service"),
    Spec::string("service_name", "The name of the service"),
    Spec::list("interface", "The interfaces that will do, the best first; the session's when not given")
        .deprecated(&["endpoint_type"]),
    Spec::string("region_name", "The region; the session's when not given"),
    Spec::string(
        "endpoint_override",
        "The URL of the service, whatever the catalog says; %(project_id)s, %(tenant_id)s and %(user_id)s stand for the token's",
    ),
    Spec::string("user_agent", "The whole of User-Agent"),
    Spec::string("client_name", "The service's library in User-Agent"),
    Spec::string("client_version", "Its version"),
    Spec::string("default_microversion", "The microversion of requests that say none"),
    Spec::int("connect_retries", "How often a connection that failed is tried again").minimum(0),
    Spec::double("connect_retry_delay", "Seconds before each of them").minimum(0),
    Spec::int("status_code_retries", "How often a request is sent again after a retriable status").minimum(0),
    Spec::double("status_code_retry_delay", "Seconds before each of them").minimum(0),
    Spec::int_list("retriable_status_codes", "The statuses that may pass").minimum(400),
    Spec::params("additional_headers", "Header fields for requests that have none of the same name"),
    Spec::string("global_request_id", "The id of the operation that requests are part of, unless they say another"),
    Spec::bool("raise_exc", "Whether a status of 400 and above is an error; as the session has it when not given"),
    Spec::double(
        "rate_limit",
        "How many requests of this adapter may begin in a second; the session's bound when not given",
    ),
    Spec::int("concurrency", "How many of them may be under way at once; the session's bound when not given")
        .minimum(1),
];

/// What the options in `params` say for an adapter of `session`.
///
/// Fails with `UnsupportedParameters` for unknown and mistyped ones, `OptionError` for those that make no sense, and
/// `InvalidArgument` for what is no version.
pub fn read(params: &Params, session: &Session) -> Result<Defaults> {
    let options = Options::read(&[ADAPTER, VERSIONS, STATUS], params, "an adapter")?;
    let speaks_of_versions = [VERSIONS, STATUS].into_iter().flatten().any(|spec| options.given(spec.name));
    let resolution = if speaks_of_versions { Some(Arc::new(Resolution::of_versions(&options)?)) } else { None };
    let text = |name: &str| options.string(name).map(str::to_owned);
    let client = product(options.string("client_name"), options.string("client_version"));
    let limits = limits(&options)?;
    Ok(Defaults {
        filter: EndpointFilter {
            service_type: text("service_type"),
            service_name: text("service_name"),
            interface: options.strings("interface").into_iter().flat_map(names).collect(),
            region_name: text("region_name"),
            ..EndpointFilter::default()
        },
        endpoint_override: text("endpoint_override"),
        resolution,
        headers: header_fields(&options, "additional_headers")?,
        user_agent: text("user_agent").or_else(|| client.map(|client| session.agent().composed(Some(&client)))),
        microversion: text("default_microversion"),
        global_request_id: text("global_request_id"),
        raise_exc: options.given("raise_exc").then(|| options.bool("raise_exc", true)),
        retries: retry_options(&options)?,
        listener: None,
        limiter: (!limits.is_none()).then(|| Arc::new(Limiter::new(limits))),
    })
}
