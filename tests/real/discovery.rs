//! The versions of a real Keystone: at its root, at its version, behind a prefix, and behind a front that it knows nothing of.

use keystoneclient::auth::registry;
use keystoneclient::discover::{Allow, Version};
use keystoneclient::error::Code;
use keystoneclient::identity::Client;
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session};
use ks_testing::keystone::{Keystone, User};
use serde_json::{Value, json};

fn params(options: &Value) -> Params {
    Params::from_json(options.to_string().as_bytes()).unwrap()
}

fn session(keystone: &Keystone, user: &User, auth_url: &str) -> Session {
    let options = json!({
        "auth_url": auth_url, "user_id": user.id, "password": user.password, "project_id": user.project_id
    });
    let auth = registry::create("password", &params(&options)).unwrap();
    Session::open(Some(auth), &params(&json!({"cacert": keystone.ca_file().to_str().unwrap()}))).unwrap()
}

fn root(url: &str) -> &str {
    url.trim_end_matches('/').trim_end_matches("/v3")
}

#[test]
fn version_3_is_found_wherever_keystone_is() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let (plain, tls) = (root(keystone.url()), root(keystone.tls_url()));
    for (auth_url, found) in [
        (plain.to_owned(), format!("{plain}/v3/")),
        (format!("{plain}/"), format!("{plain}/v3/")),
        (format!("{plain}/v3"), format!("{plain}/v3/")),
        (tls.to_owned(), format!("{tls}/v3/")),
        (format!("{plain}/identity"), format!("{plain}/identity/v3/")),
        (format!("{tls}/identity/v3"), format!("{tls}/identity/v3/")),
        // It names http, another host and no prefix.
        (format!("{tls}/front"), format!("{tls}/front/v3/")),
        (format!("{tls}/front/v3"), format!("{tls}/front/v3")),
    ] {
        let session = session(keystone, &user, &auth_url);
        let discovery = pollster::block_on(session.discovery(None, None)).unwrap();
        let versions: Vec<_> = discovery.versions(Allow::default()).collect();
        assert_eq!(versions.len(), 1, "{auth_url}");
        assert!(versions[0].version.satisfies(Version::new(3, 14)), "{auth_url}: {}", versions[0].version);
        assert_eq!(versions[0].url, found, "{auth_url}");
        // The login goes there, too.
        let access = pollster::block_on(session.access()).unwrap();
        assert_eq!(access.user_id().unwrap().as_str(), user.id, "{auth_url}");
    }
}

#[test]
fn a_client_of_each_place_reads_its_own_user() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let (plain, tls) = (root(keystone.url()), root(keystone.tls_url()));
    for (auth_url, endpoint) in [
        (format!("{plain}/"), None),
        (format!("{plain}/identity"), Some(format!("{plain}/identity"))),
        (format!("{tls}/front"), Some(format!("{tls}/front"))),
    ] {
        let session = session(keystone, &user, &auth_url);
        let options = endpoint.as_ref().map_or(json!({}), |url| json!({"endpoint": url, "version": "3"}));
        let client = pollster::block_on(Client::discover(&session, &params(&options))).unwrap();
        assert_eq!(client.version().major, 3);
        let path = format!("users/{}", user.id);
        let response = pollster::block_on(client.request("GET", &path, &RequestOptions::default())).unwrap();
        let body = response.json().unwrap();
        assert_eq!(body.pointer("/user/id").unwrap().as_str(), Some(user.id.as_str()));
        let place = endpoint.unwrap_or_else(|| format!("{plain}/v3"));
        assert!(response.url.as_str().starts_with(&place), "{} of {place}", response.url);
    }
    let session = session(keystone, &user, plain);
    let error = pollster::block_on(Client::discover(&session, &params(&json!({"version": "2.0"})))).unwrap_err();
    assert_eq!(error.code(), Code::VERSION_NOT_AVAILABLE);
}
