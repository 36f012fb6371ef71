//! What is counted: numbers that only grow, without a lock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use once_cell::race::OnceBox;
use serde_json::{Value, json};

use crate::error::Code;

/// A number that grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Adds to it.
    pub fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Ordering::Relaxed);
    }

    /// Adds the length of something.
    pub fn add_length(&self, length: usize) {
        self.add(u64::try_from(length).unwrap_or(u64::MAX));
    }

    /// The number.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn reset(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// What a session counts.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Requests that were sent again: the exchange failed, or was answered with a status that passes.
    pub retries: Counter,
    /// Redirects that were followed.
    pub redirects: Counter,
    /// Requests that were sent again with a new token, because the old one was refused.
    pub replays: Counter,
    /// Logins that gave a token.
    pub logins: Counter,
    /// Logins that failed.
    pub login_failures: Counter,
    /// What went over connections, as far as the driver counts it.
    pub traffic: Arc<Traffic>,
    hosts: Hosts,
}

/// What went over connections.
#[derive(Debug, Default)]
pub struct Traffic {
    /// Connections that were opened.
    pub opened: Counter,
    /// Connections that were kept and turned out to be gone when a request had been sent on them: it went out again on a new one.
    pub reconnects: Counter,
    /// Bytes of requests.
    pub sent: Counter,
    /// Bytes of answers.
    pub received: Counter,
}

/// The failures of exchanges that are told apart; all others are counted together.
const FAILURES: [Code; 4] =
    [Code::CONNECT_FAILURE, Code::CONNECT_TIMEOUT, Code::SSL_ERROR, Code::UNKNOWN_CONNECTION_ERROR];
/// The families of statuses.
const ANSWERS: [&str; 4] = ["2xx", "3xx", "4xx", "5xx"];
/// Hosts that are told apart; redirects could lead to any number.
const MOST_HOSTS: usize = 64;

/// What is counted for one host.
#[derive(Debug, Default)]
pub struct Host {
    name: Box<str>,
    requests: Counter,
    micros: Counter,
    answers: [Counter; ANSWERS.len()],
    failures: [Counter; FAILURES.len() + 1],
    next: OnceBox<Host>,
}

/// Hosts in the order in which they were first asked.
#[derive(Debug, Default)]
struct Hosts {
    first: OnceBox<Host>,
    /// All beyond the bound.
    others: Host,
}

impl Hosts {
    fn find(&self, name: &str) -> &Host {
        let mut place = &self.first;
        for _ in 0..MOST_HOSTS {
            let host = place.get_or_init(|| Box::new(Host { name: name.into(), ..Host::default() }));
            if *host.name == *name {
                return host;
            }
            place = &host.next;
        }
        &self.others
    }

    fn iter(&self) -> impl Iterator<Item = &Host> {
        std::iter::successors(self.first.get(), |host| host.next.get()).chain([&self.others])
    }
}

impl Host {
    /// A request goes out.
    pub fn asked(&self) {
        self.requests.add(1);
    }

    /// It was answered, after `elapsed`.
    pub fn answered(&self, status: u16, elapsed: Duration) {
        self.took(elapsed);
        let family = usize::from(status / 100).clamp(2, 5) - 2;
        if let Some(counter) = self.answers.get(family) {
            counter.add(1);
        }
    }

    /// It failed, after `elapsed`.
    pub fn failed(&self, code: Code, elapsed: Duration) {
        self.took(elapsed);
        let class = FAILURES.iter().position(|known| code == *known).unwrap_or(FAILURES.len());
        if let Some(counter) = self.failures.get(class) {
            counter.add(1);
        }
    }

    fn took(&self, elapsed: Duration) {
        self.micros.add(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX));
    }

    fn reset(&self) {
        let counters = [&self.requests, &self.micros].into_iter().chain(&self.answers).chain(&self.failures);
        counters.for_each(Counter::reset);
    }
}

/// The sum over some hosts.
#[derive(Default)]
struct Sum {
    requests: u64,
    micros: u64,
    answers: [u64; ANSWERS.len()],
    failures: [u64; FAILURES.len() + 1],
}

impl Sum {
    fn of<'a>(hosts: impl IntoIterator<Item = &'a Host>) -> Self {
        let mut sum = Self::default();
        for host in hosts {
            sum.requests += host.requests.get();
            sum.micros += host.micros.get();
            sum.answers.iter_mut().zip(&host.answers).for_each(|(sum, counter)| *sum += counter.get());
            sum.failures.iter_mut().zip(&host.failures).for_each(|(sum, counter)| *sum += counter.get());
        }
        sum
    }

    fn members(&self) -> [(&'static str, Value); 4] {
        let failures = FAILURES.iter().map(|code| code.class_name()).chain(["other"]).zip(self.failures);
        #[allow(clippy::cast_precision_loss, reason = "a double is exact for a hundred years of microseconds")]
        let seconds = self.micros as f64 / 1e6;
        [
            ("requests", json!(self.requests)),
            ("seconds", json!(seconds)),
            ("answers", object(ANSWERS.into_iter().zip(self.answers))),
            ("failures", object(failures)),
        ]
    }
}

fn object<V: Into<Value>>(members: impl IntoIterator<Item = (&'static str, V)>) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect())
}

impl Metrics {
    /// The counters of a host, such as `keystone:5000`.
    pub fn host(&self, name: &str) -> &Host {
        self.hosts.find(name)
    }

    /// All of it, as the C ABI shows it.
    pub fn to_json(&self) -> Value {
        let hosts = self.hosts.iter().filter(|host| host.requests.get() > 0);
        let hosts: Vec<Value> = hosts
            .map(|host| object([("host", json!(&*host.name))].into_iter().chain(Sum::of([host]).members())))
            .collect();
        let counters = self.counters().map(|(name, counter)| (name, json!(counter.get())));
        object(Sum::of(self.hosts.iter()).members().into_iter().chain(counters).chain([("hosts", json!(hosts))]))
    }

    /// Sets everything to zero.
    pub fn reset(&self) {
        self.hosts.iter().for_each(Host::reset);
        self.counters().into_iter().for_each(|(_, counter)| counter.reset());
    }

    fn counters(&self) -> [(&'static str, &Counter); 9] {
        let traffic = &self.traffic;
        [
            ("retries", &self.retries),
            ("redirects", &self.redirects),
            ("replays", &self.replays),
            ("logins", &self.logins),
            ("login_failures", &self.login_failures),
            ("connections", &traffic.opened),
            ("reconnects", &traffic.reconnects),
            ("bytes_sent", &traffic.sent),
            ("bytes_received", &traffic.received),
        ]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn hosts_are_told_apart_up_to_a_bound_and_add_up() {
        let metrics = Metrics::default();
        for round in 0..2 {
            for number in 0..MOST_HOSTS + 10 {
                let host = metrics.host(&format!("host{number}"));
                host.asked();
                host.answered(200 + 100 * round, Duration::from_millis(1));
            }
        }
        metrics.host("host0").asked();
        metrics.host("host0").failed(Code::SSL_ERROR, Duration::ZERO);
        metrics.host("host0").asked();
        metrics.host("host0").failed(Code::LIMIT_EXCEEDED, Duration::ZERO);
        let json = metrics.to_json();
        assert_eq!((&json["requests"], &json["seconds"]), (&json!(150), &json!(0.148)));
        assert_eq!(json["answers"], json!({"2xx": 74, "3xx": 74, "4xx": 0, "5xx": 0}));
        assert_eq!((&json["failures"]["SSLError"], &json["failures"]["other"]), (&json!(1), &json!(1)));
        let hosts = json["hosts"].as_array().map(Vec::as_slice).unwrap_or_default();
        assert_eq!(hosts.len(), MOST_HOSTS + 1);
        assert_eq!((&hosts[0]["host"], &hosts[0]["requests"]), (&json!("host0"), &json!(4)));
        assert_eq!((&hosts[MOST_HOSTS]["host"], &hosts[MOST_HOSTS]["requests"]), (&json!(""), &json!(20)));
        metrics.reset();
        assert_eq!(metrics.to_json()["requests"], 0);
        assert_eq!(metrics.to_json()["hosts"], json!([]));
    }

    #[test]
    fn odd_statuses_are_in_the_nearest_family() {
        let metrics = Metrics::default();
        for status in [0, 101, 204, 599, 999] {
            metrics.host("h").answered(status, Duration::ZERO);
        }
        assert_eq!(metrics.to_json()["answers"], json!({"2xx": 3, "3xx": 0, "4xx": 0, "5xx": 2}));
    }
}
