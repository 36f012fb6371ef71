//! What a peer's bytes, a URL and the proxies' variables are read as, without a socket: for the fuzz targets.

use super::chunks::Framed;
use super::head;
pub use super::head::{Head, Length};
use super::proxy::{Proxy, Routes};
use super::target::{Target, host_and_port};
use crate::error::Result;

/// What a session allows by itself.
const MOST_HEADER: usize = 64 << 10;

/// Reads the head at the beginning of `input`, and its length; `None` when it is not there whole. What is wrong with it is said in
/// words.
pub fn head(input: &[u8], method: &str) -> std::result::Result<Option<(usize, Head)>, String> {
    head::parse(input, method, MOST_HEADER).map_err(|fault| fault.to_string())
}

/// A body that is read piece by piece.
#[derive(Debug)]
pub struct Body(Framed);

impl Body {
    /// One of this length, of which nothing is read.
    pub fn new(length: Length) -> Self {
        Self(Framed::new(length, MOST_HEADER))
    }

    /// How many bytes of `input` are used up, and those of them that belong to the body; none when more are needed.
    pub fn next<'a>(&mut self, input: &'a [u8]) -> std::result::Result<(usize, &'a [u8]), String> {
        self.0.next(input).map_err(|fault| fault.to_string())
    }

    /// Whether it has been read whole.
    pub fn is_complete(&self) -> bool {
        self.0.is_complete()
    }

    /// Whether it is whole if the connection ends here.
    pub fn may_end(&self) -> bool {
        self.0.may_end()
    }
}

/// Where a request for `url` goes: whether by TLS, to which host and port, and what it asks for there.
pub fn destination(url: &str) -> Result<(bool, String, u16, String)> {
    let target = Target::parse(url)?;
    let (host, port) = host_and_port(&target.uri);
    let path = target.uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    Ok((target.secure, host.to_owned(), port, path))
}

/// The proxy for `url` that these variables name, as a URL; it may hold a password.
pub fn proxy_for(url: &str, variables: &[(&str, &str)]) -> Result<Option<String>> {
    let get = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    let proxy = Routes::new(&Proxy::Environment, None, get)?.proxy_for(&Target::parse(url)?)?;
    Ok(proxy.map(|proxy| proxy.uri().to_string()))
}
