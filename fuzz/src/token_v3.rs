//! Bodies of tokens of version 3.

use keystoneclient::access::Version;
use keystoneclient::catalog::Lent;

use crate::oracle::{text, truth, truthy};
use crate::token::{come_from, elements_come_from, length, read, state};

pub fn check(body: &[u8]) {
    state(body);
    let given = [None, Some(""), Some("hunter2-given")][body.len() % 3];
    let Some((access, tree)) = read(body, given).filter(|(access, _)| access.version() == Version::V3) else { return };
    let token = &tree["token"];
    come_from(
        token,
        &[
            ("/user/id", access.user_id()),
            ("/user/name", access.username()),
            ("/user/domain/id", access.user_domain_id()),
            ("/user/domain/name", access.user_domain_name()),
            ("/user/password_expires_at", access.password_expires_text()),
            ("/project/id", access.project_id()),
            ("/project/name", access.project_name()),
            ("/project/domain/id", access.project_domain_id()),
            ("/project/domain/name", access.project_domain_name()),
            ("/domain/id", access.domain_id()),
            ("/domain/name", access.domain_name()),
            ("/OS-TRUST:trust/id", access.trust_id()),
            ("/OS-TRUST:trust/trustor_user/id", access.trustor_user_id()),
            ("/OS-TRUST:trust/trustee_user/id", access.trustee_user_id()),
            ("/audit_ids/0", access.audit_id()),
            ("/audit_ids/1", access.audit_chain_id()),
            ("/expires_at", access.expires_text()),
            ("/issued_at", access.issued_text()),
            ("/application_credential/id", access.application_credential_id()),
            ("/OS-OAUTH1/access_token_id", access.oauth_access_token_id()),
            ("/OS-OAUTH1/consumer_id", access.oauth_consumer_id()),
            ("/oauth2_credential/x5t#S256", access.oauth2_credential_thumbprint()),
            ("/application_credential/id", access.application_credential_id()),
            ("/application_credential/name", access.application_credential_name()),
        ],
    );
    elements_come_from(token, "/roles", "/id", |index| access.role_id(index));
    elements_come_from(token, "/roles", "/name", |index| access.role_name(index));
    elements_come_from(token, "/methods", "", |index| access.method(index));
    assert_eq!((access.role_count(), access.method_count()), (length(token, "/roles"), length(token, "/methods")));
    assert_eq!(access.domain_scoped(), truthy(token, "/domain"));
    assert_eq!(access.system_scoped(), truthy(token, "/system/all"));
    assert_eq!(access.trust_scoped(), truthy(token, "/OS-TRUST:trust"));
    assert_eq!(access.trust_impersonation(), truth(token, "/OS-TRUST:trust/impersonation"));
    assert_eq!(access.project_is_domain(), truth(token, "/is_domain"));
    assert_eq!(
        access.is_admin_project(),
        token.get("is_admin_project").is_none() || truthy(token, "/is_admin_project")
    );
    elements_come_from(token, "/audit_ids", "", |index| access.audit_id_at(index));
    elements_come_from(token, "/service_providers", "/id", |index| access.service_provider(index)?.id);
    elements_come_from(token, "/service_providers", "/sp_url", |index| access.service_provider(index)?.sp_url);
    assert_eq!(access.service_provider_count(), length(token, "/service_providers"));
    assert_eq!(access.federation_group_count(), length(token, "/user/OS-FEDERATION/groups"));
    for (key, id) in
        [("identity_provider", access.federation_identity_provider_id()), ("protocol", access.federation_protocol_id())]
    {
        let place = format!("/user/OS-FEDERATION/{key}");
        assert_eq!(id.map(Lent::as_str), text(token, &place).or_else(|| text(token, &format!("{place}/id"))), "{key}");
    }
    assert_eq!(access.application_credential_restricted(), truth(token, "/application_credential/restricted"));
    assert_eq!(access.is_federated(), token.pointer("/user/OS-FEDERATION").is_some());
    assert_eq!(access.has_service_catalog(), token.get("catalog").is_some());
    assert_eq!(access.auth_token().map(|token| token.expose()), given.filter(|given| !given.is_empty()));
}
