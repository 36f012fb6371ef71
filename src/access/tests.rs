#![allow(clippy::unwrap_used)]

use super::origin::holds_no_token;
use super::*;
use crate::catalog::EndpointFilter;

mod hostile;

const SCOPED: &str = r#"{"token": {
    "methods": ["password", "totp"],
    "user": {"id": "u-id", "name": "ann\u00e9", "domain": {"id": "ud-id", "name": "ud"}, "password_expires_at": "2027-01-01T00:00:00.000000"},
    "project": {"id": "p-id", "name": "p", "domain": {"id": "pd-id", "name": "pd"}},
    "is_domain": false,
    "roles": [{"id": "r1", "name": "admin"}, {"id": "r2"}, {"name": "member"}],
    "audit_ids": ["own", "chain"],
    "expires_at": "2026-01-15T13:00:00.500000Z",
    "issued_at": "2026-01-15T12:00:00Z",
    "OS-TRUST:trust": {"id": "t-id", "impersonation": true, "trustor_user": {"id": "tor"}, "trustee_user": {"id": "tee"}},
    "OS-OAUTH1": {"access_token_id": "oa", "consumer_id": "oc"},
    "application_credential": {"id": "ac", "name": "acn", "restricted": true, "access_rules": [{"path": "/"}]},
    "oauth2_credential": {"x5t#S256": "thumb"},
    "bind": {"kerberos": "principal"},
    "catalog": [{"type": "identity", "endpoints": [{"interface": "public", "url": "http://k"}]}]
}}"#;

const ONE_O_CLOCK: Timestamp = 1_768_482_000_000_000;

fn read(body: &str) -> Access {
    Access::from_json(body, None).unwrap()
}

/// A token of version 3 with these members.
fn v3(members: &str) -> Access {
    read(&format!(r#"{{"token":{{{members}}}}}"#))
}

fn refused(body: &str) -> String {
    let error = Access::from_json(body, Some("hunter2")).unwrap_err();
    assert_eq!(error.code(), Code::INVALID_RESPONSE);
    error.message().to_string()
}

fn text(lent: Option<Lent<'_>>) -> Option<&str> {
    lent.map(Lent::as_str)
}

#[test]
fn a_scoped_token_tells_everything() {
    let access = Access::from_json(SCOPED, Some("the-token")).unwrap();
    assert_eq!((access.version(), access.version().name()), (Version::V3, "v3"));
    assert_eq!(access.auth_token().unwrap().expose(), "the-token");
    assert_eq!(access.user_id().unwrap().with_nul(), "u-id\0");
    assert_eq!(access.username().unwrap().with_nul(), "anné\0");
    for (fact, value) in [
        (access.user_domain_id(), "ud-id"),
        (access.user_domain_name(), "ud"),
        (access.project_id(), "p-id"),
        (access.project_name(), "p"),
        (access.project_domain_id(), "pd-id"),
        (access.project_domain_name(), "pd"),
        (access.audit_id(), "own"),
        (access.audit_chain_id(), "chain"),
        (access.initial_audit_id(), "chain"),
        (access.trust_id(), "t-id"),
        (access.trustor_user_id(), "tor"),
        (access.trustee_user_id(), "tee"),
        (access.expires_text(), "2026-01-15T13:00:00.500000Z"),
        (access.issued_text(), "2026-01-15T12:00:00Z"),
        (access.password_expires_text(), "2027-01-01T00:00:00.000000"),
        (access.oauth_access_token_id(), "oa"),
        (access.oauth_consumer_id(), "oc"),
        (access.application_credential_id(), "ac"),
        (access.application_credential_name(), "acn"),
        (access.oauth2_credential_thumbprint(), "thumb"),
    ] {
        assert_eq!(text(fact), Some(value));
    }
    assert_eq!(access.expires(), Some(ONE_O_CLOCK + 500_000));
    assert_eq!(access.issued(), Some(ONE_O_CLOCK - 3_600_000_000));
    assert_eq!(access.password_expires(), time::parse("2027"));
    assert_eq!((access.domain_id(), access.domain_name()), (None, None));
    assert!(
        access.project_scoped() && access.trust_scoped() && access.has_service_catalog() && access.is_admin_project()
    );
    assert!(!access.domain_scoped() && !access.system_scoped() && !access.unscoped() && !access.is_federated());
    assert_eq!((access.project_is_domain(), access.trust_impersonation()), (Some(false), Some(true)));
    assert_eq!(access.application_credential_access_rules().unwrap().to_json(), r#"[{"path":"/"}]"#);
    assert_eq!(access.bind().unwrap().to_json(), r#"{"kerberos":"principal"}"#);
    assert_eq!(access.body().pointer("/token/methods/1").unwrap().as_str(), Some("totp"));
}

#[test]
fn roles_and_methods_are_counted_and_may_lack_a_part() {
    let access = read(SCOPED);
    let roles: Vec<_> =
        (0..access.role_count()).map(|n| (text(access.role_id(n)), text(access.role_name(n)))).collect();
    assert_eq!(roles, [(Some("r1"), Some("admin")), (Some("r2"), None), (None, Some("member"))]);
    let methods: Vec<_> = (0..access.method_count()).map(|n| text(access.method(n))).collect();
    assert_eq!(methods, [Some("password"), Some("totp")]);
    assert_eq!((access.role_id(3), access.role_name(usize::MAX), access.method(2)), (None, None, None));
}

#[test]
fn each_scope_is_told_from_the_others() {
    let scopes =
        |access: &Access| (access.project_scoped(), access.domain_scoped(), access.system_scoped(), access.unscoped());
    assert_eq!(scopes(&v3(r#""project":{"id":"p"}"#)), (true, false, false, false));
    assert_eq!(scopes(&v3(r#""domain":{"id":"d","name":"dn"}"#)), (false, true, false, false));
    assert_eq!(scopes(&v3(r#""system":{"all":true}"#)), (false, false, true, false));
    let unscoped = (false, false, false, true);
    for nothing in [
        "",
        r#""project":null,"domain":null,"system":null"#,
        r#""project":{"id":""},"domain":{},"system":{"all":false}"#,
    ] {
        assert_eq!(scopes(&v3(nothing)), unscoped, "{nothing}");
    }
    let domain = v3(r#""domain":{"id":"d","name":"dn"}"#);
    assert_eq!((text(domain.domain_id()), text(domain.domain_name())), (Some("d"), Some("dn")));
    assert!(!v3(r#""OS-TRUST:trust":{}"#).trust_scoped());
}

#[test]
fn absent_and_null_are_nothing_and_empty_is_empty() {
    for body in [
        r#"{"token":{}}"#,
        r#"{"token":{"user":null,"expires_at":null,"audit_ids":[],"roles":{},"methods":null,"catalog":null}}"#,
    ] {
        let access = read(body);
        assert_eq!((access.user_id(), access.username(), access.user_domain_id()), (None, None, None));
        assert_eq!((access.expires(), access.expires_text(), access.issued()), (None, None, None));
        assert_eq!((access.audit_id(), access.audit_chain_id(), access.initial_audit_id()), (None, None, None));
        assert_eq!((access.role_count(), access.method_count()), (0, 0));
        assert_eq!((access.project_is_domain(), access.trust_impersonation()), (None, None));
        assert!(access.auth_token().is_none() && access.is_admin_project());
        assert!(!access.will_expire_soon(i64::MAX, i64::MAX));
    }
    let access = v3(r#""user":{"id":"","domain":[]},"audit_ids":["own",""]"#);
    assert_eq!((text(access.user_id()), access.user_domain_id()), (Some(""), None));
    assert_eq!(text(access.initial_audit_id()), Some("own"));
    assert!(!read(r#"{"token":{}}"#).has_service_catalog());
    assert!(v3(r#""catalog":null"#).has_service_catalog());
}

#[test]
fn flags_are_true_for_whatever_is_not_empty() {
    assert!(v3(r#""is_admin_project":"yes""#).is_admin_project());
    for no in ["null", "false", "0", "0.0", r#""""#, "[]", "{}"] {
        assert!(!v3(&format!(r#""is_admin_project":{no}"#)).is_admin_project(), "{no}");
    }
    assert_eq!(v3(r#""is_domain":1"#).project_is_domain(), Some(true));
    assert!(v3(r#""user":{"OS-FEDERATION":{}}"#).is_federated());
}

#[test]
fn a_token_of_version_2_reads_alike() {
    let body = r#"{"access":{
        "token":{"id":"in-body","expires":"2026-01-15T13:00:00Z","issued_at":"2026-01-15T12:00:00.000000","audit_ids":["own"],
            "tenant":{"id":"t-id","name":"t"},"bind":{"kerberos":"x"}},
        "user":{"id":"u-id","name":"","username":"login","roles":[{"name":"admin"},{"name":"member"}]},
        "metadata":{"roles":["r1"]},
        "trust":{"id":"trust","trustee_user_id":"tee","trustor_user_id":"tor","impersonation":false},
        "serviceCatalog":[{"type":"identity","endpoints":[{"publicURL":"http://k"}]}]}}"#;
    let access = read(body);
    assert_eq!(access.version().name(), "v2.0");
    assert_eq!(access.auth_token().unwrap().expose_with_nul(), "in-body\0");
    assert_eq!(Access::from_json(body, Some("given")).unwrap().auth_token().unwrap().expose(), "given");
    assert_eq!(Access::from_json(body, Some("")).unwrap().auth_token().unwrap().expose(), "in-body");
    assert_eq!((text(access.user_id()), text(access.username())), (Some("u-id"), Some("login")));
    assert_eq!((text(access.project_id()), text(access.project_name())), (Some("t-id"), Some("t")));
    assert_eq!((text(access.trust_id()), text(access.trustee_user_id())), (Some("trust"), Some("tee")));
    assert_eq!((access.trustor_user_id(), access.trust_impersonation()), (None, Some(false)));
    assert_eq!((access.user_domain_id(), access.project_domain_id(), access.domain_id()), (None, None, None));
    assert_eq!((text(access.audit_id()), access.audit_chain_id()), (Some("own"), None));
    assert_eq!(access.role_count(), 2);
    assert_eq!((text(access.role_id(0)), text(access.role_name(0))), (Some("r1"), Some("admin")));
    assert_eq!((access.role_id(1), text(access.role_name(1))), (None, Some("member")));
    assert_eq!(access.expires(), Some(ONE_O_CLOCK));
    assert!(
        access.project_scoped() && access.trust_scoped() && access.has_service_catalog() && access.is_admin_project()
    );
    assert!(!access.domain_scoped() && !access.system_scoped() && !access.is_federated());
    assert_eq!((access.project_is_domain(), access.method_count()), (Some(false), 0));
    assert_eq!(access.catalog().unwrap().url_for(&EndpointFilter::default()).unwrap().as_str(), "http://k");
}

#[test]
fn the_project_of_old_tokens_is_where_their_keystone_put_it() {
    let project = |token: &str, user: &str| {
        let access = read(&format!(r#"{{"access":{{"token":{{{token}}},"user":{{{user}}}}}}}"#));
        (access.project_id().map(|id| id.to_string()), access.project_name().map(|name| name.to_string()))
    };
    let some = |text: &str| Some(text.to_owned());
    let everywhere = r#""tenantId":"u-id","tenantName":"u-name""#;
    assert_eq!(project(r#""tenant":{"id":"t","name":"n"},"tenantId":"old""#, everywhere), (some("t"), some("n")));
    assert_eq!(project(r#""tenant":{"id":null},"tenantId":"old""#, everywhere), (None, None));
    assert_eq!(project(r#""tenantId":"old""#, everywhere), (some("u-id"), some("u-name")));
    assert_eq!(project(r#""tenantId":"old""#, ""), (some("old"), some("old")));
    assert_eq!(project("", ""), (None, None));
}

#[test]
fn a_body_with_both_roots_is_of_version_3() {
    assert_eq!(read(r#"{"access":{"token":{"id":"x"}},"token":{}}"#).version(), Version::V3);
}

#[test]
fn a_token_expires_soon_when_less_than_the_margin_is_left() {
    let access = v3(r#""expires_at":"2026-01-15T13:00:00Z""#);
    assert!(!access.will_expire_soon(ONE_O_CLOCK - 30_000_000, 30), "exactly the margin is left");
    assert!(access.will_expire_soon(ONE_O_CLOCK - 29_999_999, 30));
    assert!(!access.will_expire_soon(ONE_O_CLOCK, 0));
    assert!(access.will_expire_soon(ONE_O_CLOCK + 1, 0));
    assert!(access.will_expire_soon(i64::MAX, i64::MAX));
    assert!(!access.will_expire_soon(i64::MIN, i64::MIN));
}

#[test]
fn what_is_no_token_is_refused_by_its_path() {
    for (body, message) in [
        ("{}", "the token's body holds neither 'token' nor 'access'"),
        ("[]", "the token's body holds neither 'token' nor 'access'"),
        (r#"{"token":null}"#, "token is null, not an object"),
        (r#"{"token":[]}"#, "token is a list, not an object"),
        (r#"{"access":"hunter2"}"#, "access is a string, not an object"),
        (r#"{"token":{"user":{"id":5}}}"#, "token.user.id is a number, not a string"),
        (r#"{"token":{"user":"hunter2"}}"#, "token.user is a string, not an object"),
        (r#"{"token":{"user":{"name":"a\u0000b"}}}"#, "token.user.name holds a NUL"),
        (r#"{"token":{"roles":[{},{"id":true}]}}"#, "token.roles[1].id is a truth value, not a string"),
        (r#"{"token":{"roles":[{},"admin"]}}"#, "token.roles[1] is a string, not an object"),
        (r#"{"token":{"methods":[["x"]]}}"#, "token.methods[0] is a list, not a string"),
        (r#"{"token":{"audit_ids":["a",2]}}"#, "token.audit_ids[1] is a number, not a string"),
        (r#"{"token":{"expires_at":"hunter2"}}"#, "token.expires_at is not a time in ISO 8601"),
        (r#"{"token":{"expires_at":1768482000}}"#, "token.expires_at is a number, not a string"),
        (
            r#"{"token":{"OS-TRUST:trust":{"trustor_user":{"id":[1]}}}}"#,
            "token.OS-TRUST:trust.trustor_user.id is a list, not a string",
        ),
        (r#"{"access":{"token":{"id":{"a":1}}}}"#, "access.token.id is an object, not a string"),
        (r#"{"access":{"token":{"tenant":"x"}}}"#, "access.token.tenant is a string, not an object"),
    ] {
        assert_eq!(refused(body), message, "{body}");
    }
}

#[test]
fn what_is_no_json_is_refused_without_its_content() {
    for body in ["", "hunter2", r#"{"token":hunter2}"#, r#"{"token":{}}hunter2"#, r#"{"token":{"user":"hunter2"#] {
        let message = refused(body);
        assert!(message.starts_with("the token's body cannot be read: "), "{message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
    assert!(Access::from_json(&b"\xff"[..], None).is_err());
    let deep = format!(r#"{{"token":{}{}}}"#, r#"{"user":"#.repeat(500), "}".repeat(500));
    assert!(refused(&deep).contains("nested more deeply"), "{}", refused(&deep));
}

#[test]
fn a_wrong_catalog_is_refused_when_it_is_asked_for() {
    let access = v3(r#""user":{"id":"u"},"catalog":[{"type":"t","endpoints":[{"url":[1]}]}]"#);
    assert_eq!(text(access.user_id()), Some("u"));
    for _ in 0..2 {
        let error = access.catalog().unwrap_err();
        assert_eq!(error.message().as_str(), "token.catalog[0].endpoints[0].url is a list, not a string");
    }
}

#[test]
fn the_catalog_is_built_once_and_outlives_the_token() {
    let access = read(SCOPED);
    let catalog = access.catalog().unwrap();
    assert!(Arc::ptr_eq(&catalog, &access.catalog().unwrap()));
    let in_threads: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| access.catalog().unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(in_threads.iter().all(|other| Arc::ptr_eq(other, &catalog)));
    drop(access);
    assert_eq!(catalog.url_for(&EndpointFilter::default()).unwrap().as_str(), "http://k");
}

#[test]
fn only_a_body_that_begins_with_its_version_3_root_is_known_to_hold_no_token() {
    assert!(holds_no_token(b" {\n\"token\" : {}}"));
    for body in [&br#"{"access":{}}"#[..], b"{}", b"", br#"{"tokens":1}"#, br#"{"x":1,"token":{}}"#] {
        assert!(!holds_no_token(body));
    }
}

#[test]
fn debug_output_shows_no_token() {
    let access = Access::from_json(SCOPED, Some("hunter2")).unwrap();
    let v2 = read(r#"{"access":{"token":{"id":"hunter2"}}}"#);
    let output = format!("{access:?} {v2:?} {:?}", access.catalog().unwrap());
    assert!(output.contains("u-id") && !output.contains("hunter2"), "{output}");
}
