//! The yardstick: serde_json reads the same bytes into structures that borrow from them, but for strings with escapes.
//!
//! The derive knows `Cow` by its name only: by an alias it would copy every string.

use std::borrow::Cow;

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Body<'a> {
    #[serde(borrow)]
    pub(crate) token: Token<'a>,
}

#[derive(Deserialize)]
pub(crate) struct Token<'a> {
    #[serde(borrow)]
    pub(crate) methods: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) user: Scope<'a>,
    #[serde(borrow)]
    pub(crate) audit_ids: Vec<Cow<'a, str>>,
    #[serde(borrow)]
    pub(crate) expires_at: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) issued_at: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) project: Option<Scope<'a>>,
    pub(crate) is_domain: Option<bool>,
    #[serde(borrow)]
    pub(crate) roles: Vec<Named<'a>>,
    #[serde(borrow)]
    pub(crate) catalog: Vec<Service<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Named<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) name: Cow<'a, str>,
}

#[derive(Deserialize)]
pub(crate) struct Scope<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) name: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) domain: Named<'a>,
}

#[derive(Deserialize)]
pub(crate) struct Service<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) name: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) endpoints: Vec<Endpoint<'a>>,
}

#[derive(Deserialize)]
pub(crate) struct Endpoint<'a> {
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) interface: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) region_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) region: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) url: Cow<'a, str>,
}

impl<'a> Body<'a> {
    pub(crate) fn read(text: &'a [u8]) -> Self {
        serde_json::from_slice(text).unwrap()
    }

    /// The first endpoint that fits, searched one by one.
    pub(crate) fn url_for(&self, kind: &str, interface: &str, region: &str) -> Option<&str> {
        let services = self.token.catalog.iter().filter(|service| service.kind == kind);
        let mut endpoints = services.flat_map(|service| &service.endpoints);
        endpoints
            .find(|endpoint| endpoint.interface == interface && endpoint.region_id == region)
            .map(|endpoint| &*endpoint.url)
    }
}
