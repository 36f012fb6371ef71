//! Version 2: the facts below `access`, with what its elders wrote elsewhere. No domains; the token is in the body.

use super::facts::{Facts, Named};
use super::v3::{moment, named, texts, whatever};
use crate::catalog::{Fact, Place};
use crate::error::Result;

/// The facts, and the token.
pub(super) fn read(access: &Place<'_, '_>) -> Result<(Facts, Fact)> {
    let token = access.member("token").object()?;
    let user = access.member("user").object()?;
    let trust = access.member("trust").object()?;
    let audit_ids = token.member("audit_ids").list()?;
    let login = named(&user)?;

    let facts = Facts {
        user: Named {
            id: login.id,
            name: if user.member("name").is_true() { login.name } else { user.member("username").text()? },
        },
        project: project(&token, &user)?,
        is_domain: Some(false),
        is_admin_project: true,
        trust_scoped: trust.is_true(),
        trust_id: trust.member("id").text()?,
        // The trustor is not part of these bodies, whatever some hold.
        trustee_user_id: trust.member("trustee_user_id").text()?,
        impersonation: trust.member("impersonation").truth(),
        role_ids: texts(&access.member("metadata").object()?.member("roles").list()?, None)?,
        role_names: texts(&user.member("roles").list()?, Some("name"))?,
        audit_ids: texts(&audit_ids, None)?,
        audit_id: audit_ids.element(0).text()?,
        audit_chain_id: audit_ids.element(1).text()?,
        expires: moment(&token.member("expires"))?,
        issued: moment(&token.member("issued_at"))?,
        bind: whatever(&token.member("bind")),
        has_catalog: !access.member("serviceCatalog").is_missing(),
        ..Facts::default()
    };
    Ok((facts, token.member("id").text()?))
}

/// Where the project stands depends on the age of the Keystone: in the token, beside the user, or as a bare id.
fn project(token: &Place<'_, '_>, user: &Place<'_, '_>) -> Result<Named> {
    let tenant = token.member("tenant");
    if !tenant.is_missing() {
        return named(&tenant.object()?);
    }
    let bare_id = token.member("tenantId");
    let first = |of_user: &'static str| {
        let member = user.member(of_user);
        if member.is_missing() { bare_id.text() } else { member.text() }
    };
    Ok(Named { id: first("tenantId")?, name: first("tenantName")? })
}
