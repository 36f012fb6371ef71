//! Connections of requests that ask for TLS of their own. They are never shared with requests of another identity.

use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Result;
use crate::http::Connection;

/// So many identities keep their connections; of more the one that was used longest ago loses them.
const MOST: usize = 32;

/// An agent, with connections of its own, for each distinct identity. The last used stands last.
pub(super) struct Identities<A>(Mutex<Vec<Identity<A>>>);

struct Identity<A> {
    connection: Arc<Connection>,
    agent: Arc<A>,
}

impl<A> Identities<A> {
    pub(super) fn new() -> Self {
        Self(Mutex::default())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Identity<A>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The agent of `connection`; `make` reads its files, which happens without the lock.
    pub(super) fn agent(&self, connection: &Arc<Connection>, make: impl FnOnce() -> Result<A>) -> Result<Arc<A>> {
        if let Some(agent) = find(&mut self.lock(), connection) {
            return Ok(agent);
        }
        let agent = Arc::new(make()?);
        let mut known = self.lock();
        // Another thread may have been faster.
        if let Some(faster) = find(&mut known, connection) {
            return Ok(faster);
        }
        known.push(Identity { connection: Arc::clone(connection), agent: Arc::clone(&agent) });
        // Those in use stay, so that a shutdown finds them.
        let idle = known.iter().position(|identity| Arc::strong_count(&identity.agent) == 1);
        let given_up = idle.filter(|_| known.len() > MOST).map(|at| known.remove(at));
        drop(known);
        // Closes sockets: not under the lock.
        drop(given_up);
        Ok(agent)
    }

    /// Every agent that may have connections.
    pub(super) fn all(&self) -> Vec<Arc<A>> {
        self.lock().iter().map(|identity| Arc::clone(&identity.agent)).collect()
    }

    /// Leaves the connections to the process that opened them.
    pub(super) fn abandon(&mut self) {
        mem::forget(mem::take(self.0.get_mut().unwrap_or_else(PoisonError::into_inner)));
    }
}

/// The agent of `connection`, which from now on is the last used.
fn find<A>(known: &mut Vec<Identity<A>>, connection: &Arc<Connection>) -> Option<Arc<A>> {
    let is_it =
        |identity: &Identity<A>| Arc::ptr_eq(&identity.connection, connection) || identity.connection == *connection;
    let at = known.iter().position(is_it)?;
    let identity = known.remove(at);
    let agent = Arc::clone(&identity.agent);
    known.push(identity);
    Some(agent)
}

impl<A> fmt::Debug for Identities<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identities").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::http::Verify;

    fn numbered(number: usize) -> Arc<Connection> {
        let verify = Verify::Authorities(format!("{number}.pem").as_str().into());
        Arc::new(Connection { verify: Some(verify), certificate: None })
    }

    fn agent(identities: &Identities<usize>, number: usize) -> Arc<usize> {
        identities.agent(&numbered(number), || Ok(number)).unwrap()
    }

    #[test]
    fn equal_connections_have_one_agent_and_others_another() {
        let identities = Identities::new();
        assert!(Arc::ptr_eq(&agent(&identities, 1), &agent(&identities, 1)));
        assert!(!Arc::ptr_eq(&agent(&identities, 1), &agent(&identities, 2)));
    }

    #[test]
    fn of_more_than_the_bound_the_one_used_longest_ago_is_given_up_unless_it_is_in_use() {
        let identities = Identities::new();
        let in_use = agent(&identities, 0);
        for number in 1..=2 * MOST {
            agent(&identities, number);
            agent(&identities, 1);
        }
        assert_eq!(identities.lock().len(), MOST);
        let kept = |number| identities.lock().iter().any(|identity| identity.connection == numbered(number));
        assert!(kept(0) && kept(1) && kept(2 * MOST) && !kept(2));
        assert!(Arc::ptr_eq(&in_use, &agent(&identities, 0)));
    }

    #[test]
    fn what_cannot_be_made_is_not_kept() {
        let identities = Identities::<usize>::new();
        let failed = identities.agent(&numbered(1), || Err(crate::error::Error::of(crate::error::Code::SSL_ERROR)));
        assert!(failed.is_err() && identities.lock().is_empty());
    }
}
