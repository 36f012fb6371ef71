//! The named options of a session.

mod connection;

use std::borrow::Cow;
use std::time::Duration;

use super::Settings;
use crate::catalog::EndpointFilter;
use crate::driver::blocking;
use crate::error::{Code, Error, Result};
use crate::http::{
    Agent, Headers, Limits, Most, Policy, Redirects, Retries, RetryOptions, Timeouts, forwarded, product,
};
use crate::options::{Options, Param, Params, Scalar, Spec};

pub use connection::{CONNECTION, certificate};

/// Every option of a session but those of its connections.
pub static SESSION: &[Spec] = &[
    Spec::double("timeout", "Seconds to connect, and seconds between bytes, in place of the two options below")
        .minimum(0),
    Spec::double("connect_timeout", "Seconds to look up the host, connect and agree on TLS; 0 waits for ever")
        .default(Scalar::Double(10.0))
        .minimum(0),
    Spec::double("read_timeout", "Seconds between bytes; 0 waits for ever").default(Scalar::Double(60.0)).minimum(0),
    Spec::double("request_timeout", "Seconds for one whole exchange; 0 waits for ever")
        .default(Scalar::Double(0.0))
        .minimum(0),
    Spec::int("connect_retries", "How often a connection that failed is tried again")
        .default(Scalar::Int(0))
        .minimum(0),
    Spec::double("connect_retry_delay", "Seconds before each of them; doubles from 0.5 to 60 when not given")
        .minimum(0),
    Spec::int("status_code_retries", "How often a request is sent again after a retriable status")
        .default(Scalar::Int(0))
        .minimum(0),
    Spec::double("status_code_retry_delay", "Seconds before each of them; doubles from 0.5 to 60 when not given")
        .minimum(0),
    Spec::int_list("retriable_status_codes", "The statuses that may pass; 503 when not given").minimum(400),
    Spec::any("redirect", "How many redirects are followed: a number, true for all, false for none")
        .default(Scalar::Int(30)),
    Spec::bool(
        "redirect_credentials",
        "Whether credentials and bodies follow a redirect to another origin; never from https to http",
    )
    .default(Scalar::Bool(false)),
    Spec::int("most_answer_bytes", "The most bytes that the body of an answer may have, after decompression")
        .default(Scalar::Int(64 << 20))
        .minimum(0),
    Spec::string("user_agent", "What stands in User-Agent in front of the library's name, in place of the three below"),
    Spec::string("app_name", "The program's name in User-Agent"),
    Spec::string("app_version", "Its version"),
    Spec::any(
        "additional_user_agent",
        "Libraries between the program and this one in User-Agent: name/version, or pairs of them",
    ),
    Spec::string("original_ip", "The address of whom requests are made for, which Forwarded names"),
    Spec::params("additional_headers", "Header fields for requests that have none of the same name"),
    Spec::string("global_request_id", "The id of the operation that requests are part of, unless they say another"),
    Spec::bool("raise_exc", "Whether a status of 400 and above is an error").default(Scalar::Bool(true)),
    Spec::double("rate_limit", "How many requests to each service may begin in a second"),
    Spec::int("concurrency", "How many requests to each service may be under way at once").minimum(1),
    Spec::bool("collect_timing", "Whether the session keeps how long its latest exchanges took")
        .default(Scalar::Bool(false)),
    Spec::string("region_name", "The region of services that are asked for without one"),
    Spec::list(
        "interface",
        "The interfaces of services that are asked for without one, the best first; public when not given",
    )
    .deprecated(&["endpoint_type"]),
    Spec::double("discovery_age", "Seconds after which a version document is asked for again")
        .default(Scalar::Double(3600.0))
        .minimum(0),
];

/// What the options in `params` say: about requests, and about connections.
///
/// Fails with `UnsupportedParameters` for unknown and mistyped ones, `OptionError` for those that contradict each other.
pub fn read(params: &Params) -> Result<(Settings, blocking::Options)> {
    let options = Options::read(&[SESSION, CONNECTION], params, "a session")?;
    let settings = Settings {
        policy: Policy {
            redirects: redirects(&options)?,
            retries: retries(&options)?,
            timeouts: timeouts(&options)?,
            most_bytes: u64::try_from(options.int("most_answer_bytes").unwrap_or(0)).unwrap_or(u64::MAX),
            agent: Agent {
                user_agent: options.string("user_agent").map(str::to_owned),
                app: product(options.string("app_name"), options.string("app_version")),
                additional: products(&options, "additional_user_agent")?,
            },
        },
        filter: EndpointFilter {
            region_name: options.string("region_name").map(str::to_owned),
            interface: options.strings("interface").into_iter().flat_map(names).collect(),
            ..EndpointFilter::default()
        },
        discovery_age: seconds(&options, "discovery_age")?,
        headers: header_fields(&options, "additional_headers")?,
        original_ip: options.string("original_ip").map(str::to_owned),
        global_request_id: options.string("global_request_id").map(str::to_owned),
        raise_exc: Some(options.bool("raise_exc", true)),
        limits: limits(&options)?,
        collect_timing: options.bool("collect_timing", false),
    };
    if let Some(ip) = &settings.original_ip {
        forwarded(ip, "")?;
    }
    Ok((settings, connection::read(&options)?))
}

/// The names in a list that is written with commas.
pub(crate) fn names(list: &str) -> impl Iterator<Item = String> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

fn timeouts(options: &Options) -> Result<Timeouts> {
    let both = options.given("timeout").then_some("timeout");
    Ok(Timeouts {
        connect: seconds(options, both.unwrap_or("connect_timeout"))?.filter(|time| !time.is_zero()),
        read: seconds(options, both.unwrap_or("read_timeout"))?.filter(|time| !time.is_zero()),
        whole: seconds(options, "request_timeout")?.filter(|time| !time.is_zero()),
    })
}

fn retries(options: &Options) -> Result<Retries> {
    Ok(retry_options(options)?.over(Cow::Owned(Retries::default())).into_owned())
}

/// What the options say of retries, the same for sessions and adapters.
pub(crate) fn retry_options(options: &Options) -> Result<RetryOptions> {
    let count = |name: &str| options.int(name).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let status = |status: i64| {
        u16::try_from(status).ok().filter(|status| *status < 600).ok_or_else(|| {
            let message = format!("'retriable_status_codes' holds {status}, which is no error status");
            Error::new(Code::OPTION_ERROR, message)
        })
    };
    let statuses = options.given("retriable_status_codes").then(|| options.ints("retriable_status_codes"));
    Ok(RetryOptions {
        connect: count("connect_retries"),
        connect_delay: seconds(options, "connect_retry_delay")?,
        status: count("status_code_retries"),
        status_delay: seconds(options, "status_code_retry_delay")?,
        statuses: statuses.map(|statuses| statuses.into_iter().map(status).collect::<Result<_>>()).transpose()?,
    })
}

/// Bounds on requests, the same for sessions and adapters.
pub(crate) fn limits(options: &Options) -> Result<Limits> {
    let rate = options.double("rate_limit");
    if rate.is_some_and(|rate| !rate.is_finite() || rate <= 0.0) {
        return Err(must_be("rate_limit", "more than 0 requests in a second"));
    }
    let concurrency = options.int("concurrency").map(|most| usize::try_from(most).unwrap_or(usize::MAX));
    Ok(Limits { concurrency, rate })
}

/// A list of names with their versions: `["sdk/3", ["os", "4"]]`.
fn products(options: &Options, name: &str) -> Result<Vec<String>> {
    let wrong = || must_be(name, "a list of name/version, or of pairs of name and version");
    let product = |element: &Param| match element {
        Param::String(product) => Ok(product.expose().to_owned()),
        Param::List(pair) => match pair.as_slice() {
            [Param::String(name), Param::String(version)] => Ok(format!("{}/{}", name.expose(), version.expose())),
            _ => Err(wrong()),
        },
        _ => Err(wrong()),
    };
    match options.value(name) {
        None => Ok(Vec::new()),
        Some(Param::List(list)) => list.iter().map(product).collect(),
        Some(one) => Ok(vec![product(one)?]),
    }
}

/// Header fields by name, as an option gives them.
pub(crate) fn header_fields(options: &Options, name: &str) -> Result<Headers> {
    let mut headers = Headers::new();
    for (field, value) in options.params(name).into_iter().flat_map(Params::iter) {
        match value {
            Param::String(value) => headers.append(field, value.expose())?,
            Param::Null => {}
            _ => return Err(must_be(&format!("{name}.{field}"), "a string")),
        }
    }
    Ok(headers)
}

fn redirects(options: &Options) -> Result<Redirects> {
    let wrong = || must_be("redirect", "a number, true or false");
    let most = match options.value("redirect") {
        None => Redirects::default().most,
        Some(Param::Bool(true)) => Most::All,
        Some(Param::Bool(false) | Param::Int(0)) => Most::None,
        Some(Param::Int(most)) => Most::Number(u32::try_from(*most).map_err(|_| wrong())?),
        Some(_) => return Err(wrong()),
    };
    Ok(Redirects { most, everywhere: options.bool("redirect_credentials", false) })
}

fn seconds(options: &Options, name: &str) -> Result<Option<Duration>> {
    let Some(seconds) = options.double(name) else { return Ok(None) };
    Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| must_be(name, "a number of seconds"))
}

fn must_be(name: &str, what: &str) -> Error {
    Error::new(Code::UNSUPPORTED_PARAMETERS, format!("'{name}' must be {what}"))
}
