//! What both versions of a token's body say, wherever they say it.

use crate::catalog::{Fact, Lent};
use crate::time::Timestamp;
use crate::value::{Document, Value};

/// The facts of a token, found once: each is a node of the body, or absent.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent facts, not states")]
pub(super) struct Facts {
    pub(super) user: Named,
    pub(super) user_domain: Named,
    pub(super) password_expires: Moment,
    pub(super) is_federated: bool,
    pub(super) federation: Federation,

    pub(super) project: Named,
    pub(super) project_domain: Named,
    pub(super) is_domain: Option<bool>,
    /// True where the body says nothing of it.
    pub(super) is_admin_project: bool,
    pub(super) domain_scoped: bool,
    pub(super) domain: Named,
    pub(super) system_scoped: bool,
    pub(super) system: Fact,

    pub(super) trust_scoped: bool,
    pub(super) trust_id: Fact,
    pub(super) trustor_user_id: Fact,
    pub(super) trustee_user_id: Fact,
    pub(super) impersonation: Option<bool>,

    pub(super) role_ids: Texts,
    pub(super) role_names: Texts,
    pub(super) methods: Texts,
    pub(super) audit_ids: Texts,
    pub(super) audit_id: Fact,
    pub(super) audit_chain_id: Fact,
    pub(super) expires: Moment,
    pub(super) issued: Moment,

    pub(super) oauth_access_token_id: Fact,
    pub(super) oauth_consumer_id: Fact,
    pub(super) oauth2_thumbprint: Fact,
    pub(super) oauth2_credential: Fact,
    pub(super) application_credential: Named,
    pub(super) application_credential_whole: Fact,
    pub(super) restricted: Option<bool>,
    pub(super) access_rules: Fact,
    pub(super) bind: Fact,
    pub(super) service_providers: ServiceProviders,
    pub(super) has_catalog: bool,
}

/// An id and a name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named {
    pub(super) id: Fact,
    pub(super) name: Fact,
}

/// Where a user of another identity provider comes from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Federation {
    pub(super) identity_provider: Fact,
    pub(super) protocol: Fact,
    pub(super) groups: Texts,
}

/// Another cloud, where a token of this one is good for a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceProvider<'a> {
    /// Its id.
    pub id: Option<Lent<'a>>,
    /// Where it gives tokens.
    pub auth_url: Option<Lent<'a>>,
    /// Where it takes assertions.
    pub sp_url: Option<Lent<'a>>,
}

/// A list of service providers.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ServiceProviders(pub(super) Fact);

impl ServiceProviders {
    pub(super) fn len(self, document: &Document) -> usize {
        self.0.value(document).map_or(0, Value::len)
    }

    pub(super) fn get(self, document: &Document, index: usize) -> Option<ServiceProvider<'_>> {
        let provider = self.0.value(document)?.at(index)?;
        let text = |key: &str| Fact::of(provider.get(key)?).lend(document);
        Some(ServiceProvider { id: text("id"), auth_url: text("auth_url"), sp_url: text("sp_url") })
    }
}

/// A moment, as it was written and as a number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moment {
    pub(super) written: Fact,
    pub(super) micros: Option<Timestamp>,
}

/// A list of strings, of objects with a string under one key, or of both.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Texts {
    list: Fact,
    key: Option<&'static str>,
}

impl Texts {
    pub(super) fn new(list: Fact, key: Option<&'static str>) -> Self {
        Self { list, key }
    }

    pub(super) fn len(self, document: &Document) -> usize {
        self.list.value(document).map_or(0, Value::len)
    }

    pub(super) fn get(self, document: &Document, index: usize) -> Option<Lent<'_>> {
        let element = self.list.value(document)?.at(index)?;
        let text = match self.key {
            Some(key) if element.as_str().is_none() => element.get(key)?,
            _ => element,
        };
        Fact::of(text).lend(document)
    }
}
