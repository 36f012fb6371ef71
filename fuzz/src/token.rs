//! What must hold for tokens of both versions.

use std::ffi::CString;
use std::fmt::Write;

use keystoneclient::access::{Access, Version};
use keystoneclient::catalog::Lent;
use keystoneclient::error::{Code, Failure};
use keystoneclient::time;

use crate::oracle::{self, Tree, refusal_is_true};
use crate::{CANARY, c, endpoints};

/// A string for C: the NUL at its end is there and the only one.
pub fn is_lent(lent: Lent<'_>) {
    assert_eq!(lent.with_nul().find('\0'), Some(lent.as_str().len()));
    assert_eq!(lent.with_nul().len(), lent.as_str().len() + 1);
}

/// Reads a body in Rust and in C; a token and its body where it is taken, and checks the refusal where it is not.
pub fn read(body: &[u8], token: Option<&str>) -> Option<(Access, Tree)> {
    let result = Access::from_json(body, token);
    let c_token = token.map(|token| CString::new(token).expect("no NUL"));
    c::same(body, c_token.as_deref(), &result);
    let tree = oracle::tree(body);
    match result {
        Ok(access) => {
            common(&access, tree.as_ref().expect("what is read is JSON"));
            tree.map(|tree| (access, tree))
        }
        Err(error) => {
            let message = error.message().as_str();
            assert_eq!(error.code(), Code::INVALID_RESPONSE);
            assert!(!message.contains(CANARY), "{message}");
            match tree {
                Some(_) if oracle::is_too_deep(body) => {
                    assert!(message.contains("nested more deeply"), "{message}")
                }
                None => assert!(message.starts_with("the token's body cannot be read: "), "{message}"),
                Some(tree) if tree.get("token").is_none() && tree.get("access").is_none() => {
                    assert_eq!(message, "the token's body holds neither 'token' nor 'access'");
                }
                Some(tree) => refusal_is_true(message, &tree),
            }
            None
        }
    }
}

fn common(access: &Access, tree: &Tree) {
    // What it shows may be a copy of the token, for whoever wrote the body.
    let is_shown = |text: Option<Lent<'_>>| text.is_some_and(|text| text.contains(CANARY));
    if ![access.user_id(), access.project_id(), access.expires_text()].into_iter().any(is_shown) {
        assert!(!format!("{access:?}").contains(CANARY));
    }
    for (text, moment) in [
        (access.expires_text(), access.expires()),
        (access.issued_text(), access.issued()),
        (access.password_expires_text(), access.password_expires()),
    ] {
        assert_eq!(text.map(|text| time::parse(&text).expect("a moment")), moment);
    }
    if let Some(expires) = access.expires() {
        assert!(!access.will_expire_soon(expires, 0) && access.will_expire_soon(expires, 1));
        assert!(access.will_expire_soon(i64::MAX, 0) && !access.will_expire_soon(i64::MIN, 0));
    } else {
        assert!(!access.will_expire_soon(i64::MAX, i64::MAX));
    }
    let scoped = access.project_scoped() || access.domain_scoped() || access.system_scoped();
    assert_eq!(access.unscoped(), !scoped);
    assert!(access.role_id(access.role_count()).is_none() && access.role_name(access.role_count()).is_none());
    assert!(access.method(access.method_count()).is_none());
    assert!(access.initial_audit_id().is_some() || access.audit_id().is_none());
    match access.catalog() {
        Ok(catalog) => endpoints::check(&catalog, tree),
        Err(error) => {
            assert_eq!(error.code(), Code::INVALID_RESPONSE);
            refusal_is_true(error.message().as_str(), tree);
        }
    }
    let told = |again: Result<Access, _>| told(&again.unwrap_or_else(|error| panic!("does not read again: {error}")));
    let (all, token) = (self::told(access), access.auth_token().map(|token| token.expose()));
    assert_eq!(told(Access::from_json(access.body().to_json(), token)), all);
    let state = access.to_state();
    let again = Access::from_state(state.expose());
    assert!(again.as_ref().is_ok_and(|again| again.to_state().expose() == state.expose()));
    assert_eq!(told(again), all);
    let answer = |name: &str| (name == "x-subject-token").then_some(token).flatten();
    let body = access.body().to_json();
    let answer =
        Failure { status: 201, header: &answer, body: body.as_bytes(), method: "POST", url: "http://h", now: 0 };
    match (Access::from_answer(&answer), access.version(), token) {
        (Err(error), Version::V3, None) => assert_eq!(error.code(), Code::INVALID_RESPONSE),
        (again, ..) => assert_eq!(told(again), all),
    }
}

/// All that a token says.
fn told(access: &Access) -> String {
    let mut all = format!("{:?} {:?} ", access.version(), access.auth_token().map(|token| token.expose()));
    let strings: [fn(&Access) -> Option<Lent<'_>>; 26] = [
        Access::user_id,
        Access::username,
        Access::user_domain_id,
        Access::user_domain_name,
        Access::project_id,
        Access::project_name,
        Access::project_domain_id,
        Access::project_domain_name,
        Access::domain_id,
        Access::domain_name,
        Access::trust_id,
        Access::trustor_user_id,
        Access::trustee_user_id,
        Access::audit_id,
        Access::audit_chain_id,
        Access::initial_audit_id,
        Access::expires_text,
        Access::issued_text,
        Access::password_expires_text,
        Access::federation_identity_provider_id,
        Access::federation_protocol_id,
        Access::oauth_access_token_id,
        Access::oauth_consumer_id,
        Access::oauth2_credential_thumbprint,
        Access::application_credential_id,
        Access::application_credential_name,
    ];
    for lent in strings.iter().filter_map(|read| Some(read(access))) {
        lent.into_iter().for_each(is_lent);
        let _ = write!(all, "{lent:?} ");
    }
    for index in 0..access.role_count().max(access.method_count()) {
        for lent in [access.role_id(index), access.role_name(index), access.method(index), access.audit_id_at(index)] {
            lent.into_iter().for_each(is_lent);
            let _ = write!(all, "{lent:?} ");
        }
    }
    for index in 0..access.federation_group_count() {
        access.federation_group_id(index).into_iter().for_each(is_lent);
        let _ = write!(all, "{:?} ", access.federation_group_id(index));
    }
    for index in 0..access.service_provider_count() {
        let provider = access.service_provider(index).expect("as many as there are");
        [provider.id, provider.auth_url, provider.sp_url].into_iter().flatten().for_each(is_lent);
        let found = provider.id.map(|id| access.find_service_provider(&id).expect("it is there").id);
        assert_eq!(found, provider.id.map(Some));
        let _ = write!(all, "{provider:?} ");
    }
    assert!(access.service_provider(access.service_provider_count()).is_none());
    assert!(access.federation_group_id(access.federation_group_count()).is_none());
    assert!(access.audit_id_at(access.audit_id_count()).is_none() && access.audit_id_at(0) == access.audit_id());
    let truths = [
        access.project_scoped(),
        access.domain_scoped(),
        access.system_scoped(),
        access.trust_scoped(),
        access.is_admin_project(),
        access.is_federated(),
        access.has_service_catalog(),
    ];
    let values = [
        access.application_credential_access_rules(),
        access.bind(),
        access.system(),
        access.application_credential(),
        access.oauth2_credential(),
    ]
    .map(|value| value.map(|value| value.to_json()));
    let maybe = [access.trust_impersonation(), access.project_is_domain(), access.application_credential_restricted()];
    let _ = write!(all, "{:?} {:?} {:?} ", access.scope(), access.identity_url("public"), access.identity_url("admin"));
    let catalog =
        access.catalog().map(|catalog| catalog.endpoints().map(|endpoint| format!("{endpoint:?}")).collect::<Vec<_>>());
    let _ = write!(all, "{truths:?} {values:?} {maybe:?} {catalog:?}");
    all
}

/// Any text as saved state: the state of a token, or refused.
pub fn state(text: &[u8]) {
    let result = Access::from_state(text);
    c::same_state(text, &result);
    match result {
        Ok(access) => {
            let again = Access::from_state(access.to_state().expose());
            assert_eq!(told(&again.expect("what was saved is read")), told(&access));
        }
        Err(error) => {
            assert_eq!(error.code(), Code::INVALID_RESPONSE);
            assert!(!error.message().as_str().contains(CANARY), "{error}");
        }
    }
}

/// Checks getters against the places of the body from which they are to come.
pub fn come_from(tree: &Tree, places: &[(&str, Option<Lent<'_>>)]) {
    for (pointer, lent) in places {
        assert_eq!(lent.map(Lent::as_str), oracle::text(tree, pointer), "{pointer}");
    }
}

/// Checks the elements of a list against their places.
pub fn elements_come_from<'a>(tree: &Tree, list: &str, below: &str, get: impl Fn(usize) -> Option<Lent<'a>>) {
    let length = tree.pointer(list).and_then(Tree::as_array).map_or(0, Vec::len);
    for index in 0..=length {
        assert_eq!(
            get(index).map(Lent::as_str),
            oracle::text(tree, &format!("{list}/{index}{below}")),
            "{list}/{index}{below}"
        );
    }
}

/// A list's length; 0 for anything else.
pub fn length(tree: &Tree, list: &str) -> usize {
    tree.pointer(list).and_then(Tree::as_array).map_or(0, Vec::len)
}
