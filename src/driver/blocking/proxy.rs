//! Which requests go by a proxy.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ureq::Proxy as Parsed;
use zeroize::Zeroizing;

use super::target::{Target, host_and_port, is_socks};
use crate::error::{Code, Error, Result};
use crate::text::Secret;

/// Where proxies are named.
///
/// What goes to an `https` URL goes through a tunnel (`CONNECT`), so that the proxy sees nothing of it; a request to an `http` URL
/// is given to an HTTP proxy to forward (RFC 9112, 3.2.2), as many allow no tunnels to other ports. SOCKS is always a tunnel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// In `http_proxy`, `https_proxy` and `all_proxy` with the exceptions in `no_proxy`, in small letters or capitals: read
    /// when the driver is made. This machine itself is never reached by one of them.
    #[default]
    Environment,
    /// Nowhere: every connection is direct.
    Off,
    /// Here, for every request: `http://user:password@host:port`, or `https`, `socks4`, `socks4a`, `socks5`, `socks5h`.
    Url(Secret),
}

/// Whether `proxy` gets a request to `target` to forward, rather than open a tunnel for it.
pub(super) fn forwards(proxy: &Parsed, target: &Target) -> bool {
    !target.secure && !is_socks(proxy)
}

/// The value of `Proxy-Authorization`; `None` for a proxy that is open to all.
pub(super) fn authorization(proxy: &Parsed) -> Option<Zeroizing<String>> {
    if proxy.username().is_none() && proxy.password().is_none() {
        return None;
    }
    let (user, password) = (proxy.username().unwrap_or_default(), proxy.password().unwrap_or_default());
    let pair = Zeroizing::new([user, ":", password].concat());
    let mut value = Zeroizing::new(String::with_capacity(6 + pair.len().div_ceil(3) * 4));
    value.push_str("Basic ");
    STANDARD.encode_string(pair.as_bytes(), &mut value);
    Some(value)
}

/// What [`Proxy`] says, read.
#[derive(Debug, Default)]
pub(super) struct Routes {
    plain: Option<Route>,
    secure: Option<Route>,
    except: Vec<Exception>,
}

#[derive(Clone, Debug)]
enum Route {
    Via(Parsed),
    /// This variable is of no use.
    Broken(&'static str),
}

#[derive(Debug, PartialEq, Eq)]
enum Exception {
    Everything,
    ThisMachine,
    Name { suffix: String, port: Option<u16> },
    Network { address: IpAddr, bits: u8 },
}

impl Routes {
    /// Reads what is configured; `get` gives a variable of the environment.
    pub(super) fn new(
        proxy: &Proxy,
        no_proxy: Option<&[String]>,
        get: impl Fn(&str) -> Option<String>,
    ) -> Result<Self> {
        let given = |list: &[String]| list.iter().map(|entry| Exception::read(entry)).collect::<Vec<_>>();
        match proxy {
            Proxy::Off => Ok(Self::default()),
            Proxy::Url(url) => {
                let parsed = Parsed::new(url.expose())
                    .map_err(|_| Error::new(Code::OPTION_ERROR, "the URL of the proxy cannot be used"))?;
                let route = Some(Route::Via(parsed));
                Ok(Self { plain: route.clone(), secure: route, except: no_proxy.map(given).unwrap_or_default() })
            }
            Proxy::Environment => Ok(Self::from_environment(no_proxy.map(given), get)),
        }
    }

    fn from_environment(except: Option<Vec<Exception>>, get: impl Fn(&str) -> Option<String>) -> Self {
        let read = |small: &'static str, capitals: &'static str| {
            let (name, value) = get(small).map(|value| (small, value)).or_else(|| Some((capitals, get(capitals)?)))?;
            let value = value.trim();
            let route = || Parsed::new(value).map_or(Route::Broken(name), Route::Via);
            (!value.is_empty()).then(route)
        };
        // In a CGI program HTTP_PROXY is the header "Proxy" of whoever sends the request.
        let capitals = if get("REQUEST_METHOD").is_some() { "http_proxy" } else { "HTTP_PROXY" };
        let all = read("all_proxy", "ALL_PROXY");
        let except = except.unwrap_or_else(|| {
            let listed = get("no_proxy").or_else(|| get("NO_PROXY")).unwrap_or_default();
            listed.split([',', ' ']).filter(|entry| !entry.is_empty()).map(Exception::read).collect()
        });
        Self {
            plain: read("http_proxy", capitals).or_else(|| all.clone()),
            secure: read("https_proxy", "HTTPS_PROXY").or(all),
            except: except.into_iter().chain([Exception::ThisMachine]).collect(),
        }
    }

    /// The proxy for `target`.
    pub(super) fn proxy_for(&self, target: &Target) -> Result<Option<Parsed>> {
        let Some(route) = (if target.secure { &self.secure } else { &self.plain }) else { return Ok(None) };
        let (host, port) = host_and_port(&target.uri);
        let host = host.trim_start_matches('[').trim_end_matches([']', '.']);
        let address = host.parse::<IpAddr>().ok();
        if self.except.iter().any(|except| except.matches(host, port, address)) {
            return Ok(None);
        }
        match route {
            Route::Via(proxy) => Ok(Some(proxy.clone())),
            Route::Broken(name) => {
                let message =
                    format!("cannot connect to {}: the proxy in {name} is no URL that can be used", target.peer());
                Err(Error::new(Code::CONNECT_FAILURE, message))
            }
        }
    }
}

impl Exception {
    /// `*`, a name with or without a leading dot and a port, an address, or a network.
    fn read(entry: &str) -> Self {
        if entry == "*" {
            return Self::Everything;
        }
        let (address, bits) = entry.split_once('/').unwrap_or((entry, "128"));
        if let (Ok(address), Ok(bits)) = (address.trim_matches(['[', ']']).parse::<IpAddr>(), bits.parse()) {
            return Self::Network { address, bits };
        }
        let (name, port) = match entry.rsplit_once(':') {
            Some((name, port)) if port.parse::<u16>().is_ok() => (name, port.parse().ok()),
            _ => (entry, None),
        };
        if let Ok(address) = name.trim_matches(['[', ']']).parse::<IpAddr>() {
            return Self::Name { suffix: address.to_string(), port };
        }
        let name = name.trim_start_matches('*').trim_start_matches('.').trim_end_matches('.');
        Self::Name { suffix: name.to_ascii_lowercase(), port }
    }

    fn matches(&self, host: &str, port: u16, address: Option<IpAddr>) -> bool {
        match self {
            Self::Everything => true,
            Self::ThisMachine => address
                .map_or_else(|| host == "localhost" || host.ends_with(".localhost"), |address| address.is_loopback()),
            Self::Name { suffix, port: only } => {
                let name =
                    host.strip_suffix(suffix.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                name && !suffix.is_empty() && only.is_none_or(|only| only == port)
            }
            Self::Network { address: network, bits } => match (network, address) {
                (IpAddr::V4(network), Some(IpAddr::V4(address))) => {
                    let beyond = 32 - u32::from(*bits).min(32);
                    u32::from(*network).checked_shr(beyond) == u32::from(address).checked_shr(beyond)
                }
                (IpAddr::V6(network), Some(IpAddr::V6(address))) => {
                    let beyond = 128 - u32::from(*bits).min(128);
                    u128::from(*network).checked_shr(beyond) == u128::from(address).checked_shr(beyond)
                }
                _ => false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn routes(variables: &[(&str, &str)]) -> Routes {
        let get = |name: &str| variables.iter().find(|(have, _)| *have == name).map(|(_, value)| (*value).to_owned());
        Routes::new(&Proxy::Environment, None, get).unwrap()
    }

    fn proxy(routes: &Routes, url: &str) -> Option<String> {
        routes.proxy_for(&Target::parse(url).unwrap()).unwrap().map(|proxy| proxy.uri().to_string())
    }

    #[test]
    fn every_scheme_has_its_own_variable_and_all_proxy_is_for_the_rest() {
        let routes = routes(&[("https_proxy", "http://s:1"), ("ALL_PROXY", "socks5h://a:2")]);
        assert_eq!(proxy(&routes, "https://h/").as_deref(), Some("http://s:1/"));
        assert_eq!(proxy(&routes, "http://h/").as_deref(), Some("socks5h://a:2/"));
        assert_eq!(proxy(&self::routes(&[("https_proxy", "http://s:1")]), "http://h/"), None);
    }

    #[test]
    fn small_letters_win_and_an_empty_variable_means_none() {
        let both = routes(&[("http_proxy", "http://small:1"), ("HTTP_PROXY", "http://CAPITALS:1")]);
        assert_eq!(proxy(&both, "http://h/").as_deref(), Some("http://small:1/"));
        assert_eq!(proxy(&routes(&[("http_proxy", ""), ("HTTP_PROXY", "http://c:1")]), "http://h/"), None);
    }

    #[test]
    fn the_proxy_header_of_a_request_to_a_cgi_program_is_not_believed() {
        let cgi = [("REQUEST_METHOD", "GET"), ("HTTP_PROXY", "http://evil:1")];
        assert_eq!(proxy(&routes(&cgi), "http://h/"), None);
        assert!(proxy(&routes(&cgi[1..]), "http://h/").is_some());
    }

    #[test]
    fn exceptions_are_names_with_what_is_below_them_addresses_and_networks() {
        let except =
            "example.org, .dotted.org,*.star.org,10.0.0.0/8 192.168.1.5,[fd00::]/8,fe80::1,only.org:5000,10.9.9.9:1";
        let routes = routes(&[("all_proxy", "http://p:1"), ("NO_PROXY", except)]);
        for direct in [
            "example.org",
            "a.example.org",
            "EXAMPLE.org.",
            "dotted.org",
            "b.dotted.org",
            "star.org",
            "a.star.org",
            "10.1.2.3",
            "192.168.1.5",
            "[fd12::1]",
            "[fe80::1]",
            "only.org:5000",
            "localhost:5000",
            "keystone.localhost",
            "127.0.0.1:5000",
            "127.8.8.8",
            "[::1]:5000",
        ] {
            assert_eq!(proxy(&routes, &format!("http://{direct}/")), None, "{direct}");
        }
        for proxied in
            ["badexample.org", "example.org.evil", "11.1.2.3", "192.168.1.50", "only.org", "[fe80::2]", "8.8.8.8"]
        {
            assert!(proxy(&routes, &format!("http://{proxied}/")).is_some(), "{proxied}");
        }
        let none = self::routes(&[("all_proxy", "http://p:1"), ("no_proxy", "*")]);
        assert_eq!(proxy(&none, "http://h/"), None);
    }

    #[test]
    fn a_proxy_that_is_no_url_is_an_error_and_not_a_direct_connection() {
        let routes = routes(&[("http_proxy", "quic://u:hunter2@p")]);
        let error = routes.proxy_for(&Target::parse("http://h/").unwrap()).unwrap_err();
        assert_eq!(error.code(), Code::CONNECT_FAILURE);
        assert!(error.message().as_str().contains("http_proxy") && !error.message().as_str().contains("hunter2"));
        assert_eq!(proxy(&routes, "http://127.0.0.1/"), None);
        let given = Routes::new(&Proxy::Url(Secret::new("quic://u:hunter2@p")), None, |_| None).unwrap_err();
        assert_eq!(given.code(), Code::OPTION_ERROR);
        assert!(!format!("{given:?}").contains("hunter2"));
    }

    #[test]
    fn debug_output_hides_the_password() {
        let given = Proxy::Url(Secret::new("http://u:hunter2@p:1"));
        let routes = Routes::new(&given, None, |_| None).unwrap();
        assert!(!format!("{given:?} {routes:?}").contains("hunter2"), "{given:?} {routes:?}");
        assert!(proxy(&routes, "https://h/").is_some());
    }

    #[test]
    fn exceptions_that_are_given_take_the_place_of_the_environments() {
        let except = ["direct.example".to_owned()];
        let variables = |name: &str| match name {
            "all_proxy" => Some("http://env:1".to_owned()),
            "no_proxy" => Some("*".to_owned()),
            _ => None,
        };
        let environment = Routes::new(&Proxy::Environment, Some(&except), variables).unwrap();
        let given = Routes::new(&Proxy::Url(Secret::new("http://p:1")), Some(&except), variables).unwrap();
        for (routes, by, loopback) in
            [(&environment, "http://env:1/", None), (&given, "http://p:1/", Some("http://p:1/"))]
        {
            assert_eq!(proxy(routes, "http://a.direct.example/"), None);
            assert_eq!(proxy(routes, "http://h/").as_deref(), Some(by));
            assert_eq!(proxy(routes, "http://127.0.0.1/").as_deref(), loopback);
        }
    }
}
