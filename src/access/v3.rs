//! Version 3: the facts below `token`. The token itself came in a header.

use super::facts::{Facts, Federation, Moment, Named, ServiceProviders, Texts};
use crate::catalog::{Fact, Place, members};
use crate::error::Result;

pub(super) fn read(token: &Place<'_, '_>) -> Result<Facts> {
    members!(token =>
        user: b"user",
        project: b"project",
        domain: b"domain",
        trust: b"OS-TRUST:trust",
        roles: b"roles",
        audit_ids: b"audit_ids",
        methods: b"methods",
        oauth: b"OS-OAUTH1",
        system: b"system",
        credential: b"application_credential",
        oauth2_credential: b"oauth2_credential",
        administers: b"is_admin_project",
        is_domain: b"is_domain",
        expires_at: b"expires_at",
        issued_at: b"issued_at",
        bind: b"bind",
        providers: b"service_providers",
        catalog: b"catalog",
    );
    let (user, project, domain) = (user.object()?, project.object()?, domain.object()?);
    let (trust, oauth) = (trust.object()?, oauth.object()?);
    let (roles, audit_ids) = (roles.list()?, audit_ids.list()?);
    let (credential_whole, oauth2_whole) = (whatever(&credential), whatever(&oauth2_credential));
    let credential = credential.object()?;
    members!(user =>
        user_id: b"id",
        user_name: b"name",
        user_domain: b"domain",
        password_expires_at: b"password_expires_at",
        federation: b"OS-FEDERATION",
    );
    members!(project => project_id: b"id", project_name: b"name", project_domain: b"domain");

    Ok(Facts {
        user: Named { id: user_id.text()?, name: user_name.text()? },
        user_domain: named(&user_domain.object()?)?,
        password_expires: moment(&password_expires_at)?,
        is_federated: !federation.is_missing(),
        federation: if federation.is_missing() { Federation::default() } else { federated(&federation.object()?)? },

        project: Named { id: project_id.text()?, name: project_name.text()? },
        project_domain: named(&project_domain.object()?)?,
        is_domain: is_domain.truth(),
        is_admin_project: administers.is_missing() || administers.is_true(),
        domain_scoped: domain.is_true(),
        domain: named(&domain)?,
        system: whatever(&system),
        system_scoped: system.object()?.member("all").is_true(),

        trust_scoped: trust.is_true(),
        trust_id: trust.member("id").text()?,
        trustor_user_id: trust.member("trustor_user").object()?.member("id").text()?,
        trustee_user_id: trust.member("trustee_user").object()?.member("id").text()?,
        impersonation: trust.member("impersonation").truth(),

        role_ids: named_each(&roles, "id")?,
        role_names: Texts::new(whatever(&roles), Some("name")),
        methods: texts(&methods.list()?, None)?,
        audit_ids: texts(&audit_ids, None)?,
        audit_id: audit_ids.element(0).text()?,
        audit_chain_id: audit_ids.element(1).text()?,
        expires: moment(&expires_at)?,
        issued: moment(&issued_at)?,

        oauth_access_token_id: oauth.member("access_token_id").text()?,
        oauth_consumer_id: oauth.member("consumer_id").text()?,
        oauth2_thumbprint: oauth2_credential.object()?.member("x5t#S256").text()?,
        oauth2_credential: oauth2_whole,
        application_credential: named(&credential)?,
        application_credential_whole: credential_whole,
        restricted: credential.member("restricted").truth(),
        access_rules: whatever(&credential.member("access_rules")),
        bind: whatever(&bind),
        service_providers: service_providers(&providers.list()?)?,
        has_catalog: !catalog.is_missing(),
    })
}

fn federated(federation: &Place<'_, '_>) -> Result<Federation> {
    let groups = federation.member("groups").list()?;
    for group in groups.elements() {
        id(&group)?;
    }
    Ok(Federation {
        identity_provider: id(&federation.member("identity_provider"))?,
        protocol: id(&federation.member("protocol"))?,
        groups: Texts::new(whatever(&groups), Some("id")),
    })
}

/// The id of an object, or a bare one, which keystoneauth's fixtures write.
fn id(place: &Place<'_, '_>) -> Result<Fact> {
    if place.value().is_some_and(|value| value.as_str().is_some()) {
        return place.text();
    }
    place.object()?.member("id").text()
}

fn service_providers(list: &Place<'_, '_>) -> Result<ServiceProviders> {
    for provider in list.elements() {
        let provider = provider.object()?;
        for key in ["id", "auth_url", "sp_url"] {
            provider.member(key).text()?;
        }
    }
    Ok(ServiceProviders(whatever(list)))
}

pub(super) fn named(object: &Place<'_, '_>) -> Result<Named> {
    members!(object => id: b"id", name: b"name");
    Ok(Named { id: id.text()?, name: name.text()? })
}

/// What [`texts`] does, for a list of objects whose id and name are wanted; gives the one under `key`.
fn named_each(list: &Place<'_, '_>, key: &'static str) -> Result<Texts> {
    for element in list.elements() {
        named(&element.object()?)?;
    }
    Ok(Texts::new(whatever(list), Some(key)))
}

pub(super) fn moment(place: &Place<'_, '_>) -> Result<Moment> {
    let (written, micros) = place.moment()?;
    Ok(Moment { written, micros })
}

/// A list whose elements are looked at now, so that whoever asks for one later gets a string or nothing.
pub(super) fn texts(list: &Place<'_, '_>, key: Option<&'static str>) -> Result<Texts> {
    for element in list.elements() {
        match key {
            Some(key) => element.object()?.member(key).text()?,
            None => element.text()?,
        };
    }
    Ok(Texts::new(whatever(list), key))
}

pub(super) fn whatever(place: &Place<'_, '_>) -> Fact {
    place.value().map_or(Fact::default(), Fact::of)
}
