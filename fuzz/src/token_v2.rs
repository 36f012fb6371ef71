//! Bodies of tokens of version 2.

use keystoneclient::access::Version;
use keystoneclient::catalog::Lent;

use crate::oracle::{text, truth, truthy};
use crate::token::{come_from, elements_come_from, length, read, state};

pub fn check(body: &[u8]) {
    state(body);
    let given = [None, Some(""), Some("hunter2-given")][body.len() % 3];
    let Some((access, tree)) = read(body, given).filter(|(access, _)| access.version() == Version::V2) else { return };
    let body = &tree["access"];
    come_from(
        body,
        &[
            ("/user/id", access.user_id()),
            ("/trust/id", access.trust_id()),
            ("/trust/trustee_user_id", access.trustee_user_id()),
            ("/token/audit_ids/0", access.audit_id()),
            ("/token/audit_ids/1", access.audit_chain_id()),
            ("/token/expires", access.expires_text()),
            ("/token/issued_at", access.issued_text()),
        ],
    );
    let name = text(body, "/user/name").filter(|name| !name.is_empty()).or_else(|| text(body, "/user/username"));
    assert_eq!(access.username().map(Lent::as_str), name);
    let (id, name) = if body.pointer("/token/tenant").is_some() {
        (text(body, "/token/tenant/id"), text(body, "/token/tenant/name"))
    } else {
        let first =
            |of_user| if body.pointer(of_user).is_some() { text(body, of_user) } else { text(body, "/token/tenantId") };
        (first("/user/tenantId"), first("/user/tenantName"))
    };
    assert_eq!((access.project_id().map(Lent::as_str), access.project_name().map(Lent::as_str)), (id, name));
    elements_come_from(body, "/metadata/roles", "", |index| access.role_id(index));
    elements_come_from(body, "/user/roles", "/name", |index| access.role_name(index));
    assert_eq!(access.role_count(), length(body, "/metadata/roles").max(length(body, "/user/roles")));
    assert_eq!(access.method_count(), 0);
    assert_eq!(access.trust_scoped(), truthy(body, "/trust"));
    assert_eq!(access.trust_impersonation(), truth(body, "/trust/impersonation"));
    assert_eq!(access.has_service_catalog(), body.get("serviceCatalog").is_some());
    assert!(!access.domain_scoped() && !access.system_scoped() && !access.is_federated() && access.is_admin_project());
    for absent in [access.user_domain_id(), access.project_domain_id(), access.domain_id(), access.trustor_user_id()] {
        assert!(absent.is_none());
    }
    let token = given.filter(|given| !given.is_empty()).or_else(|| text(body, "/token/id"));
    assert_eq!(access.auth_token().map(|token| token.expose()), token);
}
