//! Clients that a certificate speaks for, at a real Keystone.

use keystoneclient::auth::registry;
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::error::Code;
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session};
use ks_testing::keystone::{Keystone, User};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::steps::{self, PROJECT, get, login, look, passes};

fn params(options: &Value) -> Params {
    Params::from_json(options.to_string().as_bytes()).unwrap()
}

/// A session that shows this certificate.
fn session(keystone: &Keystone, auth_type: &str, options: &Value, certificate: &str) -> Session {
    let own = showing(keystone, certificate);
    Session::open(Some(registry::create(auth_type, &params(options)).unwrap()), &params(&own)).unwrap()
}

/// The options of a session that shows this certificate.
fn showing(keystone: &Keystone, certificate: &str) -> Value {
    let file = |name: String| keystone.certificate(&name).display().to_string();
    json!({"cacert": keystone.ca_file(), "cert": file(format!("{certificate}.pem")), "key": file(format!("{certificate}.key"))})
}

/// The user demo, whom the certificates name, as an admin of somebody's project: the user's id, and whose project.
fn demo(keystone: &'static Keystone) -> (String, User) {
    let admin = keystone.admin();
    let found = admin.call("GET", "/users?name=demo", None).1;
    for user in found["users"].as_array().unwrap() {
        assert_eq!(admin.call("DELETE", &format!("/users/{}", user["id"].as_str().unwrap()), None).0, 204);
    }
    let member = keystone.user("member");
    let project = member.project_id.clone();
    let user = admin.create(
        "user",
        json!({"name": "demo", "domain_id": "default", "password": "n0-matter",
        "default_project_id": project}),
    );
    let id = user["id"].as_str().unwrap().to_owned();
    admin.grant("admin", &id, &project);
    (id, member)
}

fn put(keystone: &'static Keystone, path: &str, body: Value) {
    let (status, answer) = keystone.admin().call("PUT", path, Some(body));
    assert!([200, 201, 409].contains(&status), "PUT {path}: {status} {answer}");
}

/// One test, for both are about the one user whom the certificates name.
#[test]
fn a_certificate_gets_a_token_that_is_bound_to_it_and_another_needs_none() {
    let Some(keystone) = Keystone::running() else { return };
    let (id, member) = demo(keystone);
    let (project, name) = (member.project_id, member.project_name);
    let user = |more: Value| {
        let mut user = json!({"name": "{0}", "domain": {"name": "{1}"}});
        user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!([{"user": user}])
    };
    let names = |name: &str, domain: &str| json!([{"type": name}, {"type": domain}]);
    let rules =
        json!([{"local": user(json!({})), "remote": names("SSL_CLIENT_SUBJECT_DN_CN", "SSL_CLIENT_SUBJECT_DN_O")}]);
    put(keystone, "/OS-FEDERATION/mappings/oauth2_mapping", json!({"mapping": {"rules": rules}}));
    let url = keystone.mtls_url();
    let options = json!({"auth_url": url, "oauth2_endpoint": format!("{url}/OS-OAUTH2/token"), "oauth2_client_id": id});
    let bound = session(keystone, "v3oauth2mtlsclientcredential", &options, "oauth2");
    let access = pollster::block_on(bound.access()).unwrap();
    assert_eq!(access.user_id().unwrap().as_str(), id);
    assert_eq!(access.project_id().unwrap().as_str(), project);
    assert!(access.oauth2_credential_thumbprint().is_some());
    let request = |session: &Session| {
        pollster::block_on(session.request("GET", &format!("{url}/users/{id}"), &RequestOptions::default()))
    };
    assert_eq!(request(&bound).unwrap().status, 200);
    let other = session(keystone, "v3oauth2mtlsclientcredential", &options, "client");
    assert_eq!(pollster::block_on(other.access()).unwrap_err().code(), Code::UNAUTHORIZED);

    let digest = Sha256::digest(b"CN=Tokenless CA,O=Throwaway");
    let issuer = digest.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    let rules =
        json!([{"local": user(json!({"type": "local"})), "remote": names("SSL_CLIENT_S_DN_CN", "SSL_CLIENT_S_DN_O")}]);
    put(keystone, "/OS-FEDERATION/mappings/tokenless", json!({"mapping": {"rules": rules}}));
    put(
        keystone,
        &format!("/OS-FEDERATION/identity_providers/{issuer}"),
        json!({"identity_provider": {"enabled": true}}),
    );
    put(
        keystone,
        &format!("/OS-FEDERATION/identity_providers/{issuer}/protocols/x509"),
        json!({"protocol": {"mapping_id": "tokenless"}}),
    );
    let tokenless = session(keystone, "v3tokenlessauth", &json!({"auth_url": url, "project_id": project}), "tokenless");
    assert_eq!(request(&tokenless).unwrap().status, 200);
    assert!(pollster::block_on(tokenless.token()).unwrap().is_none());
    let filter = EndpointFilter { service_type: Some("identity".into()), ..EndpointFilter::default() };
    let options = RequestOptions { filter, ..RequestOptions::default() };
    assert_eq!(pollster::block_on(tokenless.request("GET", &format!("users/{id}"), &options)).unwrap().status, 200);
    let elsewhere = json!({"auth_url": url, "project_id": keystone.user("member").project_id});
    let elsewhere = session(keystone, "v3tokenlessauth", &elsewhere, "tokenless");
    let users = format!("{url}/users");
    assert_eq!(pollster::block_on(tokenless.request("GET", &users, &RequestOptions::default())).unwrap().status, 200);
    let refused = pollster::block_on(elsewhere.request("GET", &users, &RequestOptions::default())).unwrap_err();
    assert!([Code::UNAUTHORIZED, Code::FORBIDDEN].contains(&refused.code()), "{refused:?}");

    // The same from C.
    let login = |auth_type: &str, options: &Value, certificate: &str| {
        let mut step = login(auth_type, options.clone());
        step["session"] = showing(keystone, certificate);
        step
    };
    let bound = json!({"auth_url": url, "oauth2_endpoint": format!("{url}/OS-OAUTH2/token"), "oauth2_client_id": id});
    let scoped = json!({"auth_url": url, "project_id": project});
    let by_name = json!({"auth_url": url, "project_name": name, "project_domain_name": "Default"});
    let mut steps = vec![
        login("v3oauth2mtlsclientcredential", &bound, "oauth2"),
        look(json!({"bound": true, "user_id": id, "project_id": project, "scope": PROJECT})),
        get(&format!("{url}/users/{id}")),
        login("v3oauth2mtlsclientcredential", &bound, "client"),
        steps::refused(401),
        steps::refused(401),
    ];
    for scope in [scoped, by_name] {
        steps.extend([
            login("v3tokenlessauth", &scope, "tokenless"),
            json!({"do": "no_token"}),
            get(&users),
            json!({"do": "get", "service": "identity", "path": format!("users/{id}")}),
        ]);
    }
    passes(&steps, &["PRIVATE KEY"]);
}
