//! What belongs to one process: its connections, names and locks. A forked child has its own.

use std::fmt;
use std::mem;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use once_cell::race::OnceBox;
use ureq::unversioned::transport::{ConnectProxyConnector, Connector};

use super::agent::{Agent, Bounds, Boxed};
use super::certificates::Trust;
use super::counted::Counters;
use super::identities::Identities;
use super::resolver::{Lookup, Names};
use super::socks::Socks;
use super::tcp::Tcp;
use super::tls::Tls;
use super::{KeepAlive, Pool};
use crate::error::Result;
use crate::http::Connection;
use crate::watch::Watch;

/// What every process makes its agent of. Nothing in here is ever locked.
pub(super) struct Parts {
    pub(super) trust: Arc<Trust>,
    pub(super) pool: Pool,
    pub(super) keep_alive: KeepAlive,
    pub(super) most_header: usize,
    pub(super) lookup: Lookup,
    /// The id of the running process.
    pub(super) pid: fn() -> u32,
    /// Where connections are told and counted.
    pub(super) watch: Arc<Watch>,
}

/// One process, and the child that was forked from it if this is the child.
pub(super) struct Process {
    id: u32,
    pid: fn() -> u32,
    agent: Arc<Agent>,
    identities: Identities<Agent>,
    shut: Mutex<bool>,
    shutting: Condvar,
    // Set without a lock: a thread that is gone in the child may have held one in the parent.
    child: OnceBox<Process>,
}

impl Process {
    /// The running process.
    pub(super) fn new(parts: &Parts) -> Self {
        Self {
            id: (parts.pid)(),
            pid: parts.pid,
            agent: Arc::new(agent(parts, &parts.trust)),
            identities: Identities::new(),
            shut: Mutex::new(false),
            shutting: Condvar::new(),
            child: OnceBox::new(),
        }
    }

    /// The running process, found from the one that made the driver.
    pub(super) fn current(&self, parts: &Parts) -> &Self {
        let id = (parts.pid)();
        let mut process = self;
        while process.id != id {
            process = process.child.get_or_init(|| Box::new(Self::new(parts)));
        }
        process
    }

    /// The connections for requests that ask for `connection`.
    ///
    /// Fails with `CertificateConfigError` for files that cannot be used.
    pub(super) fn agent(&self, parts: &Parts, connection: Option<&Arc<Connection>>) -> Result<Arc<Agent>> {
        match connection.filter(|connection| connection.differs_from(parts.trust.tls())) {
            None => Ok(Arc::clone(&self.agent)),
            Some(connection) => self.identities.agent(connection, || {
                let trust = Trust::load(&connection.over(parts.trust.tls()))?;
                Ok(agent(parts, &Arc::new(trust)))
            }),
        }
    }

    /// Ends what is in flight, and rest.
    pub(super) fn shut_down(&self) {
        *self.shut.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shutting.notify_all();
        self.agent.shutdown();
        self.identities.all().iter().for_each(|agent| agent.shutdown());
    }

    /// Lets time pass, at most until the driver is shut down.
    pub(super) fn rest(&self, duration: Duration) {
        let shut = self.shut.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.shutting.wait_timeout_while(shut, duration, |shut| !*shut));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Connections of the parent: their lock may be held for ever, and closing them is the parent's business.
        if self.id != (self.pid)() {
            mem::forget(self.agent.clone());
            self.identities.abandon();
        }
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").field("id", &self.id).finish_non_exhaustive()
    }
}

fn agent(parts: &Parts, trust: &Arc<Trust>) -> Agent {
    let names = Arc::new(Names::new(Arc::clone(&parts.lookup)));
    let connector =
        ().chain(ConnectProxyConnector::default())
            .chain(Tcp { names: Arc::clone(&names), keep_alive: parts.keep_alive, most_header: parts.most_header })
            .chain(Socks { names })
            .chain(Tls::new(Arc::clone(trust), parts.most_header))
            .chain(Boxed);
    let bounds = Bounds { pool: parts.pool, most_header: parts.most_header };
    Agent::new(Arc::new(connector), bounds, Counters::new(&parts.watch))
}
