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
    Spec::int("most_header_bytes", "The most bytes that status line and header of an answer may have")
        .default(Scalar::Int(64 << 10))
        .minimum(64),
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
        most_header: count(options, "most_header_bytes"),
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
    /// Linux takes no more.
    const LONGEST: Duration = Duration::from_secs(32_767);
    const MOST_PROBES: usize = 127;
    let default = KeepAlive::default();
    Ok(KeepAlive {
        // The system counts whole seconds.
        idle: seconds(options, "tcp_keepalive_idle")?
            .filter(|idle| !idle.is_zero())
            .map(|idle| idle.clamp(Duration::from_secs(1), LONGEST)),
        interval: seconds(options, "tcp_keepalive_interval")?.unwrap_or(default.interval).min(LONGEST),
        probes: u32::try_from(count(options, "tcp_keepalive_count").min(MOST_PROBES)).unwrap_or(default.probes),
    })
}

fn count(options: &Options, name: &str) -> usize {
    usize::try_from(options.int(name).unwrap_or(0)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::super::options;
    use super::*;
    use crate::options::Params;

    fn read(json: &str) -> blocking::Options {
        options::read(&Params::from_json(json.as_bytes()).unwrap()).unwrap().1
    }

    #[test]
    fn the_defaults_of_the_table_are_those_of_the_driver() {
        assert_eq!(read("{}"), blocking::Options::default());
        assert_eq!(read(r#"{"verify": "true", "min_tls_version": "1.2"}"#), blocking::Options::default());
    }

    #[test]
    fn every_option_reaches_the_driver() {
        let tls = read(r#"{"cacert": "/ca.pem", "cert": "/c.pem", "key": "-----BEGIN", "min_tls_version": "1.3"}"#).tls;
        assert_eq!(tls.verify, Verify::Authorities(Pem::File("/ca.pem".into())));
        assert_eq!(tls.oldest, TlsVersion::Tls13);
        let key = Some(Pem::Text(Secret::new("-----BEGIN")));
        assert_eq!(tls.certificate, Some(ClientCertificate { cert: Pem::File("/c.pem".into()), key }));
        let beside = read(r#"{"cacert": "/ca.pem", "cacert_with_system": true}"#).tls.verify;
        assert_eq!(beside, Verify::SystemAnd(Pem::File("/ca.pem".into())));
        assert_eq!(read(r#"{"verify": "no", "cacert_with_system": true}"#).tls.verify, Verify::Off);

        let by = read(r#"{"proxy": "http://p:1", "no_proxy": ["a", "b, c"]}"#);
        assert_eq!(by.proxy, Proxy::Url(Secret::new("http://p:1")));
        assert_eq!(by.no_proxy.unwrap(), ["a", "b", "c"]);
        assert_eq!(read(r#"{"proxy": ""}"#).proxy, Proxy::Off);
        assert_eq!(read(r#"{"proxy_from_environment": false}"#).proxy, Proxy::Off);

        let kept = read(
            r#"{"most_idle_connections": 3, "most_idle_connections_per_host": 2, "most_idle_seconds": 0.5,
                "tcp_keepalive_idle": 9, "tcp_keepalive_interval": 8, "tcp_keepalive_count": 7}"#,
        );
        assert_eq!(kept.pool, Pool { connections: 3, per_host: 2, idle: Duration::from_millis(500) });
        let seconds = Duration::from_secs;
        assert_eq!(kept.keep_alive, KeepAlive { idle: Some(seconds(9)), interval: seconds(8), probes: 7 });
        assert_eq!(read(r#"{"most_header_bytes": 300000}"#).most_header, 300_000);
        assert_eq!(read(r#"{"tcp_keepalive_idle": 0}"#).keep_alive.idle, None);
        assert_eq!(read(r#"{"tcp_keepalive_idle": 0.1}"#).keep_alive.idle, Some(seconds(1)));
    }

    #[test]
    fn what_may_hold_a_key_or_password_does_not_show() {
        for name in ["cert", "key", "proxy"] {
            assert!(CONNECTION.iter().any(|spec| spec.name == name && spec.secret), "{name}");
        }
        let shown = format!(
            "{:?}",
            read(r#"{"cert": "-----BEGIN hunter2", "key": "-----BEGIN hunter2", "proxy": "http://u:hunter2@p"}"#)
        );
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
