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

    pub(super) project: Named,
    pub(super) project_domain: Named,
    pub(super) is_domain: Option<bool>,
    /// True where the body says nothing of it.
    pub(super) is_admin_project: bool,
    pub(super) domain_scoped: bool,
    pub(super) domain: Named,
    pub(super) system_scoped: bool,

    pub(super) trust_scoped: bool,
    pub(super) trust_id: Fact,
    pub(super) trustor_user_id: Fact,
    pub(super) trustee_user_id: Fact,
    pub(super) impersonation: Option<bool>,

    pub(super) role_ids: Texts,
    pub(super) role_names: Texts,
    pub(super) methods: Texts,
    pub(super) audit_id: Fact,
    pub(super) audit_chain_id: Fact,
    pub(super) expires: Moment,
    pub(super) issued: Moment,

    pub(super) oauth_access_token_id: Fact,
    pub(super) oauth_consumer_id: Fact,
    pub(super) oauth2_thumbprint: Fact,
    pub(super) application_credential: Named,
    pub(super) access_rules: Fact,
    pub(super) bind: Fact,
    pub(super) has_catalog: bool,
}

/// An id and a name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Named {
    pub(super) id: Fact,
    pub(super) name: Fact,
}

/// A moment, as it was written and as a number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Moment {
    pub(super) written: Fact,
    pub(super) micros: Option<Timestamp>,
}

/// A list of strings, or of objects with a string under one key.
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
        let text = self.key.map_or(Some(element), |key| element.get(key))?;
        Fact::of(text).lend(document)
    }
}
