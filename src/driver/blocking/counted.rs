//! What connections add to the counters of a session, and tell its listeners.

use std::sync::{Arc, Weak};

use ureq::unversioned::transport::ConnectionDetails;

use super::target::host_and_port;
use crate::http::{Request, url};
use crate::watch::{Kind, Level, Record, Traffic, Watch};

/// Where connections are counted and told. A forked child never frees those of its parent, nor what they hold: so that nobody
/// who listens may be among it.
#[derive(Debug)]
pub(super) struct Counters {
    traffic: Arc<Traffic>,
    watch: Weak<Watch>,
}

/// The counters of one connection. Bytes are those of HTTP as they travel, before TLS makes them more.
#[derive(Debug)]
pub(super) struct Counted(Arc<Traffic>);

impl Counters {
    pub(super) fn new(watch: &Arc<Watch>) -> Self {
        Self { traffic: Arc::clone(&watch.metrics.traffic), watch: Arc::downgrade(watch) }
    }

    /// A connection has been opened, by a proxy or not.
    pub(super) fn opened(&self, details: &ConnectionDetails) -> Counted {
        self.traffic.opened.add(1);
        let watch = self.watch.upgrade();
        if let Some(watch) = watch.filter(|watch| watch.is_heard(Level::Debug, Kind::Connection)) {
            let (host, port) = host_and_port(details.uri);
            let scheme = details.uri.scheme_str().unwrap_or_default();
            let by = if details.config.proxy().is_some() { " by a proxy" } else { "" };
            let line = format!("connected to {host}:{port} for {scheme}{by}");
            watch.tell(&Record::new(Level::Debug, Kind::Connection, line));
        }
        Counted(Arc::clone(&self.traffic))
    }
}

impl Counted {
    /// It was kept, and is gone when it is to be used again. Counted alone: a request that was lost there tells more.
    pub(super) fn found_dead(&self) {
        self.0.reconnects.add(1);
    }

    pub(super) fn sent(&self, bytes: usize) {
        self.0.sent.add_length(bytes);
    }

    pub(super) fn received(&self, bytes: usize) {
        self.0.received.add_length(bytes);
    }
}

/// The peer had given up the kept connection on which `request` went out; it goes out again on a new one.
pub(super) fn reconnects(watch: &Watch, request: &Request) {
    watch.metrics.traffic.reconnects.add(1);
    if watch.is_heard_by(request.own_listener(), Level::Info, Kind::Connection) {
        let shown = url::shown(&request.url);
        let line =
            format!("{} {shown} met a connection that its peer had given up; it is sent on a new one", request.method);
        let mut record = Record::new(Level::Info, Kind::Connection, line);
        record.method = Some(request.method.clone());
        record.url = Some(shown.into_owned().into());
        watch.tell_to(request.own_listener(), &record);
    }
}
