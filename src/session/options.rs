//! The named options of a session.

use std::path::PathBuf;
use std::time::Duration;

use super::Settings;
use crate::catalog::EndpointFilter;
use crate::error::{Code, Error, Result};
use crate::http::{ClientCertificate, Most, Policy, Redirects, Retries, Timeouts, Tls, Verify};
use crate::options::{Options, Param, Params, Scalar, Spec};

/// Every option of a session.
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
    Spec::any("verify", "Whether the peer's certificate is checked, or the file of the CAs to check it with")
        .default(Scalar::Bool(true)),
    Spec::bool("insecure", "Do not check the peer's certificate").default(Scalar::Bool(false)),
    Spec::string("cacert", "File of the CA certificates to trust, in place of the system's").deprecated(&["cafile"]),
    Spec::string("cert", "File of the client certificate").deprecated(&["certfile"]),
    Spec::string("key", "File of its key, unless it is in the file of the certificate").deprecated(&["keyfile"]),
    Spec::string("user_agent", "The program's name in User-Agent, in front of the library's"),
    Spec::bool("collect_timing", "Whether the session keeps how long its latest exchanges took")
        .default(Scalar::Bool(false)),
    Spec::string("region_name", "The region of services that are asked for without one"),
    Spec::list(
        "interface",
        "The interfaces of services that are asked for without one, the best first; public when not given",
    )
    .deprecated(&["endpoint_type"]),
];

/// What the options in `params` say: about requests, and about TLS.
///
/// Fails with `UnsupportedParameters` for unknown and mistyped ones, `OptionError` for those that contradict each other.
pub fn read(params: &Params) -> Result<(Settings, Tls)> {
    let options = Options::read(&[SESSION], params, "a session")?;
    let settings = Settings {
        policy: Policy {
            redirects: redirects(&options)?,
            retries: retries(&options)?,
            timeouts: timeouts(&options)?,
            program: options.string("user_agent").map(str::to_owned),
        },
        filter: EndpointFilter {
            region_name: options.string("region_name").map(str::to_owned),
            interface: options.strings("interface").into_iter().flat_map(names).collect(),
            ..EndpointFilter::default()
        },
        collect_timing: options.bool("collect_timing", false),
    };
    Ok((settings, tls(&options)?))
}

/// The names in a list that is written with commas.
fn names(list: &str) -> impl Iterator<Item = String> {
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
    let count = |name: &str| u32::try_from(options.int(name).unwrap_or(0)).unwrap_or(u32::MAX);
    let mut retries = Retries {
        connect: count("connect_retries"),
        connect_delay: seconds(options, "connect_retry_delay")?,
        status: count("status_code_retries"),
        status_delay: seconds(options, "status_code_retry_delay")?,
        ..Retries::default()
    };
    if options.given("retriable_status_codes") {
        let statuses = options.ints("retriable_status_codes").into_iter().map(|status| {
            u16::try_from(status).ok().filter(|status| *status < 600).ok_or_else(|| {
                Error::new(
                    Code::OPTION_ERROR,
                    format!("'retriable_status_codes' holds {status}, which is no error status"),
                )
            })
        });
        retries.statuses = statuses.collect::<Result<_>>()?;
    }
    Ok(retries)
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

fn tls(options: &Options) -> Result<Tls> {
    let cacert = options.string("cacert").map(PathBuf::from);
    let verify = match options.value("verify") {
        None | Some(Param::Bool(true)) => None,
        Some(Param::Bool(false)) => Some(Verify::Off),
        // "false" in a file or an environment is no name of a CA file.
        Some(Param::String(text)) => match crate::options::truth(text.expose()) {
            Some(true) => None,
            Some(false) => Some(Verify::Off),
            None => Some(Verify::CaFile(PathBuf::from(text.expose()))),
        },
        Some(_) => return Err(must_be("verify", "true, false or the name of a file")),
    };
    let insecure = options.bool("insecure", false).then_some(Verify::Off);
    let verify = match (insecure.or(verify), cacert) {
        (Some(Verify::CaFile(_)), Some(_)) => {
            return Err(Error::new(Code::OPTION_ERROR, "'verify' and 'cacert' name two files of CA certificates"));
        }
        (Some(verify), _) => verify,
        (None, Some(file)) => Verify::CaFile(file),
        (None, None) => Verify::System,
    };
    let key = options.string("key").map(PathBuf::from);
    let certificate = match (options.string("cert").map(PathBuf::from), key) {
        (Some(cert), key) => Some(ClientCertificate { cert, key }),
        (None, Some(_)) => {
            return Err(Error::new(Code::OPTION_ERROR, "'key' needs 'cert', the certificate that it belongs to"));
        }
        (None, None) => None,
    };
    Ok(Tls { verify, certificate })
}

fn seconds(options: &Options, name: &str) -> Result<Option<Duration>> {
    let Some(seconds) = options.double(name) else { return Ok(None) };
    Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| must_be(name, "a number of seconds"))
}

fn must_be(name: &str, what: &str) -> Error {
    Error::new(Code::UNSUPPORTED_PARAMETERS, format!("'{name}' must be {what}"))
}
