//! Version 3: the facts below `token`. The token itself came in a header.

use super::facts::{Facts, Federation, Moment, Named, ServiceProviders, Texts};
use crate::catalog::{Fact, Place};
use crate::error::Result;

pub(super) fn read(token: &Place<'_, '_>) -> Result<Facts> {
    let user = token.member("user").object()?;
    let project = token.member("project").object()?;
    let domain = token.member("domain").object()?;
    let trust = token.member("OS-TRUST:trust").object()?;
    let roles = token.member("roles").list()?;
    let audit_ids = token.member("audit_ids").list()?;
    let oauth = token.member("OS-OAUTH1").object()?;
    let federation = user.member("OS-FEDERATION");
    let system = token.member("system");
    let credential = token.member("application_credential");
    let oauth2_credential = token.member("oauth2_credential");
    let (credential_whole, oauth2_whole) = (whatever(&credential), whatever(&oauth2_credential));
    let credential = credential.object()?;
    let administers = token.member("is_admin_project");

    Ok(Facts {
        user: named(&user)?,
        user_domain: named(&user.member("domain").object()?)?,
        password_expires: moment(&user.member("password_expires_at"))?,
        is_federated: !federation.is_missing(),
        federation: if federation.is_missing() { Federation::default() } else { federated(&federation.object()?)? },

        project: named(&project)?,
        project_domain: named(&project.member("domain").object()?)?,
        is_domain: token.member("is_domain").truth(),
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

        role_ids: texts(&roles, Some("id"))?,
        role_names: texts(&roles, Some("name"))?,
        methods: texts(&token.member("methods").list()?, None)?,
        audit_ids: texts(&audit_ids, None)?,
        audit_id: audit_ids.element(0).text()?,
        audit_chain_id: audit_ids.element(1).text()?,
        expires: moment(&token.member("expires_at"))?,
        issued: moment(&token.member("issued_at"))?,

        oauth_access_token_id: oauth.member("access_token_id").text()?,
        oauth_consumer_id: oauth.member("consumer_id").text()?,
        oauth2_thumbprint: oauth2_credential.object()?.member("x5t#S256").text()?,
        oauth2_credential: oauth2_whole,
        application_credential: named(&credential)?,
        application_credential_whole: credential_whole,
        restricted: credential.member("restricted").truth(),
        access_rules: whatever(&credential.member("access_rules")),
        bind: whatever(&token.member("bind")),
        service_providers: service_providers(&token.member("service_providers").list()?)?,
        has_catalog: !token.member("catalog").is_missing(),
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
    Ok(Named { id: object.member("id").text()?, name: object.member("name").text()? })
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
