//! From names to addresses: looked up on the caller's thread, kept for a minute, dropped when none of them answers.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// How a name becomes addresses; their port does not matter.
pub(super) type Lookup = Arc<dyn Fn(&str) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

const KEPT: Duration = Duration::from_secs(60);
const MOST: usize = 64;

/// The names looked up so far.
pub(super) struct Names {
    lookup: Lookup,
    known: Mutex<HashMap<Box<str>, Known>>,
}

struct Known {
    addresses: Arc<[SocketAddr]>,
    until: Instant,
}

/// The system's own way: files, DNS, whatever it is set up for.
pub(super) fn system() -> Lookup {
    Arc::new(|host| Ok((host, 0).to_socket_addrs()?.collect()))
}

impl Names {
    pub(super) fn new(lookup: Lookup) -> Self {
        Self { lookup, known: Mutex::default() }
    }

    /// The addresses of `host`, at least one, in the order in which they are to be tried.
    pub(super) fn addresses(&self, host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, port)]);
        }
        let found = self.find(bare, Instant::now())?;
        let with_port = |address: &SocketAddr| {
            let mut address = *address;
            address.set_port(port);
            address
        };
        Ok(found.iter().map(with_port).collect())
    }

    /// Drops what is known about `host`: nobody answers there.
    pub(super) fn forget(&self, host: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(host);
    }

    fn find(&self, host: &str, now: Instant) -> io::Result<Arc<[SocketAddr]>> {
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(host)
            && now < known.until
        {
            return Ok(Arc::clone(&known.addresses));
        }
        // No lock is held while the system is asked: that may take seconds.
        let addresses: Arc<[SocketAddr]> = (self.lookup)(host)?.into();
        if addresses.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, known| now < known.until);
        }
        if known.len() >= MOST {
            let oldest = known.iter().min_by_key(|(_, known)| known.until).map(|(host, _)| host.clone());
            oldest.and_then(|host| known.remove(&host));
        }
        known.insert(host.into(), Known { addresses: Arc::clone(&addresses), until: now + KEPT });
        Ok(addresses)
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Names").finish_non_exhaustive()
    }
}

/// The resolver that ureq's connectors ask. It answers with nothing: who really connects looks the name up.
#[derive(Debug)]
pub(super) struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        Ok(self.empty())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn counting(counter: &Arc<AtomicUsize>) -> Names {
        let counter = Arc::clone(counter);
        Names::new(Arc::new(move |host| {
            let count = counter.fetch_add(1, Ordering::Relaxed);
            match host {
                "empty" => Ok(vec![]),
                "unknown" => Err(io::Error::other("no such name")),
                _ => Ok(vec![SocketAddr::from(([10, 0, 0, u8::try_from(count).unwrap_or(255)], 0))]),
            }
        }))
    }

    #[test]
    fn a_name_is_looked_up_once_a_minute() {
        let counter = Arc::default();
        let names = counting(&counter);
        let start = Instant::now();
        let first = names.find("a", start).unwrap();
        assert_eq!(names.find("a", start + KEPT / 2).unwrap(), first);
        assert_eq!(counter.load(Ordering::Relaxed), 1);
        assert_ne!(names.find("a", start + KEPT).unwrap(), first);
        assert_eq!(counter.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_forgotten_name_is_looked_up_again() {
        let counter = Arc::default();
        let names = counting(&counter);
        let first = names.addresses("a", 80).unwrap();
        names.forget("a");
        assert_ne!(names.addresses("a", 80).unwrap(), first);
    }

    #[test]
    fn addresses_are_not_looked_up() {
        let counter = Arc::default();
        let names = counting(&counter);
        assert_eq!(names.addresses("127.0.0.1", 5000).unwrap(), [SocketAddr::from(([127, 0, 0, 1], 5000))]);
        assert_eq!(names.addresses("[::1]", 5000).unwrap(), ["[::1]:5000".parse().unwrap()]);
        assert_eq!(counter.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn failures_are_not_kept() {
        let counter = Arc::default();
        let names = counting(&counter);
        for host in ["unknown", "unknown", "empty", "empty"] {
            assert!(names.addresses(host, 80).is_err());
        }
        assert_eq!(counter.load(Ordering::Relaxed), 4);
    }

    #[test]
    fn no_more_names_are_kept_than_the_bound() {
        let counter = Arc::default();
        let names = counting(&counter);
        let start = Instant::now();
        for number in 0..3 * MOST {
            let millis = u64::try_from(number).unwrap();
            names.find(&format!("host{number}"), start + Duration::from_millis(millis)).unwrap();
        }
        let known = names.known.lock().unwrap();
        assert_eq!(known.len(), MOST);
        assert!(!known.contains_key("host0") && known.contains_key("host191"));
    }
}
