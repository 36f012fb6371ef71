//! The options of a session about its connections: TLS, proxies, keep-alive, the pool.

use std::time::Duration;

use super::{must_be, names, seconds};
use crate::driver::blocking::{self, KeepAlive, Pool, Proxy};
use crate::error::{Code, Error, Result};
use crate::http::{ClientCertificate, Pem, Tls, TlsVersion, Verify};
use crate::options::{Options, Param, Scalar, Spec};
use crate::text::Secret;

/// Every option about connections.
pub static CONNECTION: &[Spec] = &[
    Spec::any(
        "verify",
        "Whether the peer's certificate is checked, or the CAs to check it with: a file, a directory or PEM text",
    )
    .default(Scalar::Bool(true)),
    Spec::bool("insecure", "Do not check the peer's certificate").default(Scalar::Bool(false)),
    Spec::string("cacert", "The CAs to trust, in place of the system's: a file, a directory or PEM text")
        .deprecated(&["cafile"]),
    Spec::bool("cacert_with_system", "Whether the system's CAs are trusted beside those of 'cacert'")
        .default(Scalar::Bool(false)),
    Spec::string("cert", "The client certificate: a file or PEM text").secret().deprecated(&["certfile"]),
    Spec::string("key", "Its key, unless it stands beside the certificate: a file or PEM text")
        .secret()
        .deprecated(&["keyfile"]),
    Spec::string("min_tls_version", "The oldest version of TLS that will do")
        .default(Scalar::String("1.2"))
        .choices(&["1.2", "1.3"]),
    Spec::string("proxy", "The proxy of all requests, in place of the environment's: http, https, socks5, socks5h")
        .secret(),
    Spec::list("no_proxy", "The hosts that are reached without a proxy, in place of the environment's"),
    Spec::bool("proxy_from_environment", "Whether http_proxy, https_proxy, all_proxy and no_proxy count")
        .default(Scalar::Bool(true)),
    Spec::double("tcp_keepalive_idle", "Seconds of silence before a peer is asked for a sign of life; 0 never asks")
        .default(Scalar::Double(60.0))
        .minimum(0),
    Spec::double("tcp_keepalive_interval", "Seconds between two such questions")
        .default(Scalar::Double(15.0))
        .minimum(1),
    Spec::int("tcp_keepalive_count", "How many without an answer end the connection")
        .default(Scalar::Int(4))
        .minimum(1),
    Spec::int("most_idle_connections", "How many unused connections are kept in all")
        .default(Scalar::Int(64))
        .minimum(0),
    Spec::int("most_idle_connections_per_host", "How many unused connections are kept to one host and port")
        .default(Scalar::Int(16))
        .minimum(0),
    Spec::double("most_idle_seconds", "How long an unused connection is kept").default(Scalar::Double(60.0)).minimum(0),
];

/// What the options say about connections.
pub(super) fn read(options: &Options) -> Result<blocking::Options> {
    Ok(blocking::Options {
        tls: tls(options)?,
        proxy: proxy(options),
        no_proxy: options.given("no_proxy").then(|| options.strings("no_proxy").into_iter().flat_map(names).collect()),
        pool: Pool {
            connections: count(options, "most_idle_connections"),
            per_host: count(options, "most_idle_connections_per_host"),
            idle: seconds(options, "most_idle_seconds")?.unwrap_or(Pool::default().idle),
        },
        keep_alive: keep_alive(options)?,
    })
}

fn tls(options: &Options) -> Result<Tls> {
    let cacert = options.secret("cacert").map(Pem::read);
    let verify = match options.value("verify") {
        None | Some(Param::Bool(true)) => None,
        Some(Param::Bool(false)) => Some(Verify::Off),
        // "false" in a file or an environment is no name of a CA file.
        Some(Param::String(text)) => match crate::options::truth(text.expose()) {
            Some(true) => None,
            Some(false) => Some(Verify::Off),
            None => Some(Verify::Authorities(Pem::read(text))),
        },
        Some(_) => return Err(must_be("verify", "true, false or the name of a file")),
    };
    let insecure = options.bool("insecure", false).then_some(Verify::Off);
    let with_system = options.bool("cacert_with_system", false);
    let verify = match (insecure.or(verify), cacert) {
        (Some(Verify::Authorities(_)), Some(_)) => {
            return Err(Error::new(Code::OPTION_ERROR, "'verify' and 'cacert' name two files of CA certificates"));
        }
        (Some(Verify::Authorities(pem)), None) | (None, Some(pem)) if with_system => Verify::SystemAnd(pem),
        (Some(verify), _) => verify,
        (None, Some(pem)) => Verify::Authorities(pem),
        (None, None) => Verify::System,
    };
    let oldest = match options.string("min_tls_version") {
        Some("1.3") => TlsVersion::Tls13,
        _ => TlsVersion::Tls12,
    };
    let certificate = certificate(options.secret("cert"), options.secret("key"))?;
    Ok(Tls { verify, certificate, oldest })
}

/// A client certificate by the values of "cert" and "key".
pub fn certificate(cert: Option<&Secret>, key: Option<&Secret>) -> Result<Option<ClientCertificate>> {
    match (cert, key) {
        (Some(cert), key) => Ok(Some(ClientCertificate { cert: Pem::read(cert), key: key.map(Pem::read) })),
        (None, Some(_)) => {
            Err(Error::new(Code::OPTION_ERROR, "'key' needs 'cert', the certificate that it belongs to"))
        }
        (None, None) => Ok(None),
    }
}

fn proxy(options: &Options) -> Proxy {
    match options.secret("proxy") {
        Some(url) if !url.expose().is_empty() => Proxy::Url(url.clone()),
        None if options.bool("proxy_from_environment", true) => Proxy::Environment,
        _ => Proxy::Off,
    }
}

fn keep_alive(options: &Options) -> Result<KeepAlive> {
    let default = KeepAlive::default();
    Ok(KeepAlive {
        // The system counts whole seconds.
        idle: seconds(options, "tcp_keepalive_idle")?
            .filter(|idle| !idle.is_zero())
            .map(|idle| idle.max(Duration::from_secs(1))),
        interval: seconds(options, "tcp_keepalive_interval")?.unwrap_or(default.interval),
        probes: u32::try_from(count(options, "tcp_keepalive_count")).unwrap_or(u32::MAX),
    })
}

fn count(options: &Options, name: &str) -> usize {
    usize::try_from(options.int(name).unwrap_or(0)).unwrap_or(usize::MAX)
}
