//! The session's bounds on requests, for each type of service apart.

use std::sync::{Arc, Mutex, PoisonError};

use crate::catalog::official;
use crate::http::{Limiter, Limits};
use crate::process::{Inherit, PerProcess};

/// A limiter for each type of service, whichever adapter asks, and one for requests without a type.
#[derive(Debug)]
pub(super) struct ServiceLimits {
    limits: Limits,
    of: PerProcess<Known>,
}

#[derive(Debug, Default)]
struct Known(Mutex<Vec<(String, Arc<Limiter>)>>);

impl Inherit for Known {
    fn inherit(&self) -> Self {
        Self::default()
    }
}

impl ServiceLimits {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, of: PerProcess::new(Known::default()) }
    }

    /// The limiter for a type of service, by whichever of its names; `None` where there are no bounds.
    pub(super) fn of(&self, service_type: Option<&str>) -> Option<Arc<Limiter>> {
        if self.limits.is_none() {
            return None;
        }
        let service_type = service_type.map_or("", |name| official(name).unwrap_or(name));
        let mut known = self.of.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, limiter)) = known.iter().find(|(name, _)| name == service_type) {
            return Some(limiter.clone());
        }
        let limiter = Arc::new(Limiter::new(self.limits));
        known.push((service_type.to_owned(), limiter.clone()));
        Some(limiter)
    }
}
