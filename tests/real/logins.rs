//! Every auth type and every scope gets a token that says what was asked for.

use std::sync::Arc;

use keystoneclient::access::Access;
use keystoneclient::adapter::Adapter;
use keystoneclient::auth::registry;
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::error::Result;
use keystoneclient::http::Body;
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session};
use ks_testing::keystone::Keystone;
use serde_json::{Value, json};

fn session(auth_type: &str, options: &Value) -> Session {
    let params = Params::from_json(options.to_string().as_bytes()).unwrap();
    Session::open(Some(registry::create(auth_type, &params).unwrap()), &Params::new()).unwrap()
}

fn access(auth_type: &str, options: &Value) -> Result<Arc<Access>> {
    pollster::block_on(session(auth_type, options).access())
}

#[test]
fn a_project_by_id_or_by_name_and_domain() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    for scope in [
        json!({"project_id": user.project_id}),
        json!({"project_name": user.project_name, "project_domain_id": "default"}),
        json!({"tenant_name": user.project_name, "project_domain_name": "Default"}),
    ] {
        let access = access("v3password", &user.options(&scope)).unwrap();
        assert!(access.project_scoped() && !access.domain_scoped() && !access.system_scoped());
        assert_eq!(access.project_id().unwrap().as_str(), user.project_id);
        assert_eq!(access.project_domain_id().unwrap().as_str(), "default");
        assert!((0..access.role_count()).any(|index| access.role_name(index).unwrap().as_str() == "member"));
        assert!(access.expires().unwrap() > access.issued().unwrap());
    }
}

#[test]
fn domain_system_unscoped_and_no_catalog() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let admin = keystone.admin();
    let role = admin.role_id("admin");
    for path in
        [format!("/domains/default/users/{}/roles/{role}", user.id), format!("/system/users/{}/roles/{role}", user.id)]
    {
        assert_eq!(admin.call("PUT", &path, None).0, 204, "{path}");
    }
    let log_in = |scope: Value| access("password", &user.options(&scope)).unwrap();
    let domain = log_in(json!({"domain_id": "default"}));
    assert!(
        domain.domain_scoped() && domain.domain_name().unwrap().as_str() == "Default" && domain.project_id().is_none()
    );
    let system = log_in(json!({"system_scope": "all"}));
    assert!(system.system_scoped() && !system.project_scoped() && !system.domain_scoped());
    let unscoped = log_in(json!({"unscoped": true}));
    assert!(unscoped.unscoped() && !unscoped.has_service_catalog());
    let bare = log_in(json!({"project_id": user.project_id, "include_catalog": false}));
    assert!(bare.project_scoped() && !bare.has_service_catalog());
}

#[test]
fn a_trust_lends_its_trustors_role() {
    let Some(keystone) = Keystone::running() else { return };
    let (trustor, trustee) = (keystone.user("member"), keystone.user("member"));
    let trust = trustor.login().create(
        "trust",
        json!({"trustor_user_id": trustor.id, "trustee_user_id": trustee.id, "project_id": trustor.project_id,
               "impersonation": false, "roles": [{"name": "member"}]}),
    );
    let id = trust["id"].as_str().unwrap();
    let access = access("v3password", &trustee.options(&json!({"trust_id": id}))).unwrap();
    assert!(access.trust_scoped());
    assert_eq!(access.trust_id().unwrap().as_str(), id);
    assert_eq!(access.project_id().unwrap().as_str(), trustor.project_id);
    assert_eq!(access.user_id().unwrap().as_str(), trustee.id);
}

#[test]
fn a_token_logs_in_again_for_another_scope() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let unscoped = access("password", &user.options(&json!({"unscoped": true}))).unwrap();
    let token = unscoped.auth_token().unwrap().expose();
    for auth_type in ["v3token", "token"] {
        let rescoped =
            access(auth_type, &json!({"auth_url": keystone.url(), "token": token, "project_id": user.project_id}));
        let rescoped = rescoped.unwrap();
        assert!(rescoped.project_scoped());
        assert_ne!(rescoped.auth_token().unwrap().expose(), token);
        assert_eq!(rescoped.expires(), unscoped.expires(), "it lives no longer than the first");
        assert_eq!(rescoped.audit_chain_id().unwrap().as_str(), unscoped.audit_id().unwrap().as_str());
    }
}

#[test]
fn an_application_credential_brings_its_own_scope() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let body = json!({"application_credential": {"name": "tests", "secret": "cr3dential"}});
    let path = format!("/users/{}/application_credentials", user.id);
    let (status, made) = user.login().call("POST", &path, Some(body));
    assert_eq!(status, 201, "{made}");
    let by_id = json!({"application_credential_id": made["application_credential"]["id"]});
    let by_name = json!({"application_credential_name": "tests", "user_id": user.id});
    for which in [by_id, by_name] {
        let mut options = json!({"auth_url": keystone.url(), "application_credential_secret": "cr3dential"});
        options.as_object_mut().unwrap().extend(which.as_object().unwrap().clone());
        let access = access("v3applicationcredential", &options).unwrap();
        assert_eq!(access.project_id().unwrap().as_str(), user.project_id);
        assert_eq!(access.method(0).unwrap().as_str(), "application_credential");
    }
}

#[test]
fn the_generic_type_finds_version_3_from_the_root() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let root = keystone.url().trim_end_matches("/v3");
    for auth_url in [root.to_owned(), format!("{root}/"), format!("{root}/v3"), format!("{root}/v3/")] {
        let options = user.options(&json!({"auth_url": auth_url, "project_id": user.project_id}));
        assert!(access("password", &options).unwrap().project_scoped(), "{auth_url}");
    }
}

#[test]
fn every_method_reaches_the_service_with_its_body() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let session = session("password", &user.options(&json!({"project_id": user.project_id})));
    let filter = EndpointFilter { service_type: Some("identity".into()), ..EndpointFilter::default() };
    let identity = Adapter::new(&session, filter);
    let call = |method: &str, path: &str, body: Option<Value>| {
        let mut options = RequestOptions::default();
        if let Some(body) = body {
            options.body = Body::bytes(body.to_string());
            options.content_type = Some("application/json".to_owned());
        }
        pollster::block_on(identity.request(method, path, &options)).unwrap()
    };
    let name = format!("region-{}", user.id);
    let made = call("POST", "/regions", Some(json!({"region": {"id": name, "description": "ä \"quoted\""}})));
    assert_eq!(made.status, 201);
    let path = format!("/regions/{name}");
    let changed = call("PATCH", &path, Some(json!({"region": {"description": "changed"}})));
    assert_eq!(changed.json().unwrap().pointer("/region/description").unwrap().as_str(), Some("changed"));
    let head = call("HEAD", &path, None);
    assert_eq!((head.status, head.body()), (200, &b""[..]));
    assert_eq!(call("GET", &path, None).json().unwrap().pointer("/region/id").unwrap().as_str(), Some(name.as_str()));
    assert_eq!(call("DELETE", &path, None).status, 204);
    let role = keystone.admin().role_id("reader");
    let grant = format!("/projects/{}/users/{}/roles/{role}", user.project_id, user.id);
    assert_eq!(call("PUT", &grant, None).status, 204);
}
