//! A receipt that somebody else got: the methods that were passed there need not be passed again.

use super::{Method, Signed};
use crate::auth::{CacheId, Source};
use crate::error::Result;
use crate::http::Headers;
use crate::text::Secret;
use crate::value::Json;

/// The receipt of a login that was not finished.
#[derive(Debug)]
pub struct GivenReceipt(Source);

impl GivenReceipt {
    /// A receipt as `MissingAuthMethods` brings it.
    pub fn new(receipt: Secret) -> Self {
        Self(Source::Given(receipt))
    }
}

impl Method for GivenReceipt {
    fn name(&self) -> Option<&'static str> {
        None
    }

    fn secret(&self) -> &Source {
        &self.0
    }

    fn body<'a>(&'a self, _secret: &'a Secret) -> Json<'a> {
        Json::Object(Vec::new())
    }

    fn add_headers(&self, secret: &Secret, _request: Signed<'_>, headers: &mut Headers) -> Result<()> {
        headers.set("Openstack-Auth-Receipt", secret.expose())
    }

    fn tell(&self, _id: &mut CacheId) {
        // Gone in a few minutes; the methods that finish the login say whose it is.
    }
}
