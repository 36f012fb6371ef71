//! What a token says: who, in which scope, with which roles, until when. Version 2 and 3 read alike.

mod facts;
mod origin;
mod v2;
mod v3;

use std::fmt;
use std::sync::Arc;

use once_cell::race::OnceBox;

use crate::catalog::{Catalog, EndpointQuery, Fact, Lent};
use crate::error::{Code, Error, Result};
use crate::text::Secret;
use crate::time::{self, Timestamp};
use crate::value::{Document, Value};
use facts::Facts;
pub use facts::ServiceProvider;
pub(crate) use origin::OF_A_STATE;

/// Seconds before its expiry in which a token counts as expiring soon, where the caller does not say.
pub const SOON: i64 = 30;

/// A token and what its body says. Immutable; strings are lent from the body, which is kept as it was received.
///
/// What the body does not have is `None`, and so is null. What it has in a wrong type makes [`Access::from_json`] fail.
pub struct Access {
    document: Arc<Document>,
    version: Version,
    token: Option<Secret>,
    facts: Facts,
    /// Built when it is first asked for. A race may build it twice, but nobody waits: a fork would wait for ever.
    catalog: OnceBox<Arc<Catalog>>,
}

/// Which version of the Identity API made the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 2.0
    V2,
    /// 3
    V3,
}

impl Version {
    /// `v2.0` or `v3`.
    pub fn name(self) -> &'static str {
        match self {
            Self::V2 => "v2.0",
            Self::V3 => "v3",
        }
    }
}

/// What a token may act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Nothing yet.
    Unscoped,
    /// A project.
    Project,
    /// A domain.
    Domain,
    /// The whole system.
    System,
    /// What a trust lends: a project, or nothing.
    Trust,
}

impl Access {
    /// Which version the body is of.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The whole body, for what has no function of its own.
    pub fn body(&self) -> Value<'_> {
        self.document.root()
    }

    /// The token.
    pub fn auth_token(&self) -> Option<&Secret> {
        self.token.as_ref()
    }

    fn lend(&self, fact: Fact) -> Option<Lent<'_>> {
        fact.lend(&self.document)
    }
}

/// Getters of strings that may be absent.
macro_rules! lent {
    ($($(#[$doc:meta])* $name:ident: $($fact:ident).+;)*) => {
        impl Access {
            $($(#[$doc])*
            pub fn $name(&self) -> Option<Lent<'_>> {
                self.lend(self.facts.$($fact).+)
            })*
        }
    };
}

lent! {
    /// The id of the user.
    user_id: user.id;
    /// The name of the user.
    username: user.name;
    /// The id of the user's domain; version 2 has none, and neither have some federated users.
    user_domain_id: user_domain.id;
    /// The name of the user's domain.
    user_domain_name: user_domain.name;
    /// The id of the project that the token is scoped to.
    project_id: project.id;
    /// The name of the project that the token is scoped to.
    project_name: project.name;
    /// The id of the project's domain; version 2 has none.
    project_domain_id: project_domain.id;
    /// The name of the project's domain.
    project_domain_name: project_domain.name;
    /// The id of the domain that the token is scoped to.
    domain_id: domain.id;
    /// The name of the domain that the token is scoped to.
    domain_name: domain.name;
    /// The id of the trust that the token was made by.
    trust_id: trust_id;
    /// The id of the user who gave the trust; version 2 does not tell.
    trustor_user_id: trustor_user_id;
    /// The id of the user whom the trust was given.
    trustee_user_id: trustee_user_id;
    /// The audit id of this token.
    audit_id: audit_id;
    /// The audit id of the first token in the chain that this one was made from.
    audit_chain_id: audit_chain_id;
    /// When the token expires, as the body says it.
    expires_text: expires.written;
    /// When the token was issued, as the body says it.
    issued_text: issued.written;
    /// When the user's password expires, as the body says it.
    password_expires_text: password_expires.written;
    /// The id of the identity provider that the user comes from.
    federation_identity_provider_id: federation.identity_provider;
    /// The protocol by which the user came: `saml2`, `openid`.
    federation_protocol_id: federation.protocol;
    /// The id of the OAuth 1 access token that the token was made by.
    oauth_access_token_id: oauth_access_token_id;
    /// The id of the OAuth 1 consumer that the token was made for.
    oauth_consumer_id: oauth_consumer_id;
    /// The thumbprint of the certificate that the token is bound to.
    oauth2_credential_thumbprint: oauth2_thumbprint;
    /// The id of the application credential that the token was made by.
    application_credential_id: application_credential.id;
    /// The name of the application credential that the token was made by.
    application_credential_name: application_credential.name;
}

impl Access {
    /// When the token expires.
    pub fn expires(&self) -> Option<Timestamp> {
        self.facts.expires.micros
    }

    /// When the token was issued.
    pub fn issued(&self) -> Option<Timestamp> {
        self.facts.issued.micros
    }

    /// When the user's password expires.
    pub fn password_expires(&self) -> Option<Timestamp> {
        self.facts.password_expires.micros
    }

    /// Whether the token expires less than so many seconds after `now`; a token without an expiry never does.
    pub fn will_expire_soon(&self, now: Timestamp, seconds: i64) -> bool {
        self.expires().is_some_and(|expires| expires < time::plus_seconds(now, seconds))
    }

    /// What the token may act on; a trust counts before the project that it lends.
    pub fn scope(&self) -> Scope {
        if self.trust_scoped() {
            Scope::Trust
        } else if self.project_scoped() {
            Scope::Project
        } else if self.domain_scoped() {
            Scope::Domain
        } else if self.system_scoped() {
            Scope::System
        } else {
            Scope::Unscoped
        }
    }

    /// Whether the token is scoped to a project.
    pub fn project_scoped(&self) -> bool {
        self.project_id().is_some_and(|id| !id.is_empty())
    }

    /// Whether the token is scoped to a domain.
    pub fn domain_scoped(&self) -> bool {
        self.facts.domain_scoped
    }

    /// Whether the token is scoped to the whole system.
    pub fn system_scoped(&self) -> bool {
        self.facts.system_scoped
    }

    /// Whether the token was made by a trust.
    pub fn trust_scoped(&self) -> bool {
        self.facts.trust_scoped
    }

    /// Whether the token has no scope: neither project nor domain nor system.
    pub fn unscoped(&self) -> bool {
        !(self.project_scoped() || self.domain_scoped() || self.system_scoped())
    }

    /// Whether the trustee acts in the trustor's name.
    pub fn trust_impersonation(&self) -> Option<bool> {
        self.facts.impersonation
    }

    /// Whether the project is a domain that acts as one.
    pub fn project_is_domain(&self) -> Option<bool> {
        self.facts.is_domain
    }

    /// Whether the project is the cloud's administrative one; true where the body does not say.
    pub fn is_admin_project(&self) -> bool {
        self.facts.is_admin_project
    }

    /// Whether the user comes from another identity provider.
    pub fn is_federated(&self) -> bool {
        self.facts.is_federated
    }

    /// The audit id of the chain, or that of the token where it starts one.
    pub fn initial_audit_id(&self) -> Option<Lent<'_>> {
        self.audit_chain_id().filter(|id| !id.is_empty()).or_else(|| self.audit_id())
    }

    /// How many audit ids the token has: its own, and that of the chain if it was made from another one.
    pub fn audit_id_count(&self) -> usize {
        self.facts.audit_ids.len(&self.document)
    }

    /// Audit id number `index`.
    pub fn audit_id_at(&self, index: usize) -> Option<Lent<'_>> {
        self.facts.audit_ids.get(&self.document, index)
    }

    /// How many roles the user has in the scope. Version 2 lists ids and names apart: whichever are more.
    pub fn role_count(&self) -> usize {
        self.facts.role_ids.len(&self.document).max(self.facts.role_names.len(&self.document))
    }

    /// The id of role number `index`.
    pub fn role_id(&self, index: usize) -> Option<Lent<'_>> {
        self.facts.role_ids.get(&self.document, index)
    }

    /// The name of role number `index`.
    pub fn role_name(&self, index: usize) -> Option<Lent<'_>> {
        self.facts.role_names.get(&self.document, index)
    }

    /// By how many methods the user logged in; version 2 does not tell.
    pub fn method_count(&self) -> usize {
        self.facts.methods.len(&self.document)
    }

    /// The name of method number `index`: `password`.
    pub fn method(&self, index: usize) -> Option<Lent<'_>> {
        self.facts.methods.get(&self.document, index)
    }

    /// How many groups the identity provider has put the user into.
    pub fn federation_group_count(&self) -> usize {
        self.facts.federation.groups.len(&self.document)
    }

    /// The id of group number `index`.
    pub fn federation_group_id(&self, index: usize) -> Option<Lent<'_>> {
        self.facts.federation.groups.get(&self.document, index)
    }

    /// How many service providers the token may be exchanged at; version 2 has none.
    pub fn service_provider_count(&self) -> usize {
        self.facts.service_providers.len(&self.document)
    }

    /// Service provider number `index`.
    pub fn service_provider(&self, index: usize) -> Option<ServiceProvider<'_>> {
        self.facts.service_providers.get(&self.document, index)
    }

    /// The service provider of this id, the last one where an id is repeated; `ServiceProviderNotFound` where there is none.
    pub fn find_service_provider(&self, id: &str) -> Result<ServiceProvider<'_>> {
        let all = (0..self.service_provider_count()).rev().filter_map(|index| self.service_provider(index));
        let found = all.into_iter().find(|provider| provider.id.is_some_and(|own| own.as_str() == id));
        found.ok_or_else(|| {
            Error::new(Code::SERVICE_PROVIDER_NOT_FOUND, format!("the token names no service provider {id:?}"))
        })
    }

    /// All that the body says of the system scope.
    pub fn system(&self) -> Option<Value<'_>> {
        self.facts.system.value(&self.document)
    }

    /// All that the body says of the application credential.
    pub fn application_credential(&self) -> Option<Value<'_>> {
        self.facts.application_credential_whole.value(&self.document)
    }

    /// Whether the application credential may not make others, nor trusts.
    pub fn application_credential_restricted(&self) -> Option<bool> {
        self.facts.restricted
    }

    /// All that the body says of the OAuth 2 credential.
    pub fn oauth2_credential(&self) -> Option<Value<'_>> {
        self.facts.oauth2_credential.value(&self.document)
    }

    /// What the application credential is restricted to: a list of rules.
    pub fn application_credential_access_rules(&self) -> Option<Value<'_>> {
        self.facts.access_rules.value(&self.document)
    }

    /// What the token is bound to.
    pub fn bind(&self) -> Option<Value<'_>> {
        self.facts.bind.value(&self.document)
    }

    /// Whether the body has a catalog, be it empty.
    pub fn has_service_catalog(&self) -> bool {
        self.facts.has_catalog
    }

    /// The first URL of the identity service under this interface, as Keystone's old clients asked for it; built with the catalog.
    pub fn identity_url(&self, interface: &str) -> Option<Lent<'_>> {
        let query = EndpointQuery {
            service_type: Some("identity"),
            interface: Some(interface).into(),
            ..EndpointQuery::default()
        };
        self.shared_catalog().ok()?.url_for(query).ok()
    }

    /// The catalog: built at the first call, shared by all. An empty one where the body has none.
    pub fn catalog(&self) -> Result<Arc<Catalog>> {
        self.shared_catalog().map(Arc::clone)
    }

    fn shared_catalog(&self) -> Result<&Arc<Catalog>> {
        let build = || Catalog::from_body(Arc::clone(&self.document)).map(|catalog| Box::new(Arc::new(catalog)));
        self.catalog.get_or_try_init(build)
    }
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("version", &self.version)
            .field("user_id", &self.user_id())
            .field("project_id", &self.project_id())
            .field("expires", &self.expires_text())
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
