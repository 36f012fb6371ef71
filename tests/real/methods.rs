//! Methods beside passwords and tokens, at a real Keystone.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit as _, Mac as _};
use keystoneclient::access::Access;
use keystoneclient::auth::identity::v3::{Signed, Signer};
use keystoneclient::auth::{Plugin, registry};
use keystoneclient::error::{Code, Result};
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session};
use ks_testing::keystone::{Keystone, User};
use serde_json::{Value, json};
use sha1::Sha1;

fn params(options: &Value) -> Params {
    Params::from_json(options.to_string().as_bytes()).unwrap()
}

fn plugin(auth_type: &str, options: &Value) -> Arc<dyn Plugin> {
    registry::create(auth_type, &params(options)).unwrap()
}

fn session(plugin: Arc<dyn Plugin>) -> Session {
    Session::open(Some(plugin), &Params::new()).unwrap()
}

fn access(auth_type: &str, options: &Value) -> Result<Arc<Access>> {
    pollster::block_on(session(plugin(auth_type, options)).access())
}

fn methods(access: &Access) -> Vec<String> {
    let mut names: Vec<String> =
        (0..access.method_count()).map(|index| access.method(index).unwrap().as_str().to_owned()).collect();
    names.sort();
    names
}

/// The secret of every one-time password here, and how Keystone wants it written.
const SEED: &[u8] = b"12345678901234567890";
const SEED_BASE32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// The one-time password of this moment (RFC 6238).
pub(crate) fn passcode() -> String {
    let step = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() / 30;
    let mut mac = Hmac::<Sha1>::new_from_slice(SEED).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// A user with one-time passwords; `rules` say which methods are required.
pub(crate) fn user_with_totp(keystone: &'static Keystone, rules: Option<Value>) -> User {
    let user = keystone.user("member");
    keystone.admin().create("credential", json!({"type": "totp", "blob": SEED_BASE32, "user_id": user.id}));
    if let Some(rules) = rules {
        let options = json!({"multi_factor_auth_enabled": true, "multi_factor_auth_rules": rules});
        let path = format!("/users/{}", user.id);
        assert_eq!(keystone.admin().call("PATCH", &path, Some(json!({"user": {"options": options}}))).0, 200);
    }
    user
}

#[test]
fn a_one_time_password_logs_in_alone_and_beside_a_password() {
    let Some(keystone) = Keystone::running() else { return };
    let user = user_with_totp(keystone, None);
    let mut options =
        json!({"auth_url": keystone.url(), "user_id": user.id, "passcode": passcode(), "project_id": user.project_id});
    let alone = access("v3totp", &options).unwrap();
    assert_eq!(methods(&alone), ["totp"]);
    assert!(alone.project_scoped());
    options["auth_methods"] = json!(["v3password", "v3totp"]);
    options["password"] = json!(user.password);
    assert_eq!(methods(&access("v3multifactor", &options).unwrap()), ["password", "totp"]);
    options["passcode"] = json!("000000");
    assert_eq!(access("v3multifactor", &options).unwrap_err().code(), Code::UNAUTHORIZED);
}

#[test]
fn a_login_with_two_factors_goes_on_from_the_receipt_of_the_first() {
    let Some(keystone) = Keystone::running() else { return };
    let user = user_with_totp(keystone, Some(json!([["password", "totp"]])));
    let first = json!({"auth_url": keystone.url(), "user_id": user.id, "password": user.password, "project_id": user.project_id});
    let second = json!({"user_id": user.id, "passcode": passcode()});
    let plugin = plugin("password", &first);
    let session = session(plugin.clone());
    let error = pollster::block_on(session.access()).unwrap_err();
    assert_eq!(error.code(), Code::MISSING_AUTH_METHODS);
    let receipt = error.receipt().unwrap();
    assert_eq!(receipt.methods()[0].as_str(), "password");
    assert_eq!(receipt.required_auth_methods().len(), 1);
    assert!(receipt.expires_at().is_some());
    plugin.add_method(registry::method("v3totp", &params(&second), None).unwrap()).unwrap();
    let whole = pollster::block_on(session.access()).unwrap();
    assert_eq!(methods(&whole), ["password", "totp"]);
    assert_eq!(whole.project_id().unwrap().as_str(), user.project_id);
    // Another program may go on from it as well, with nothing but the second factor.
    let other = json!({"auth_url": keystone.url(), "user_id": user.id, "passcode": passcode(), "receipt": receipt.receipt().expose()});
    assert_eq!(methods(&access("v3totp", &other).unwrap()), ["password", "totp"]);
}

/// One step towards an access token of OAuth 1: a signed request whose answer is a form.
fn signed(keystone: &Keystone, signer: &Signer, path: &str, project: &str, more: &[(&str, &str)]) -> Signer {
    let session = Session::open(None, &Params::new()).unwrap();
    let url = format!("{}{path}", keystone.url());
    let now = session.driver().now();
    let mut options = RequestOptions::default();
    let header = signer.authorization(Signed { method: "POST", url: &url, now }, more).unwrap();
    options.headers.set("Authorization", header.expose()).unwrap();
    if !project.is_empty() {
        options.headers.set("Requested-Project-Id", project).unwrap();
    }
    let answer = pollster::block_on(session.request("POST", &url, &options)).unwrap();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(answer.body()).into_owned().collect();
    let of = |name: &str| form.iter().find(|(known, _)| known == name).unwrap().1.clone();
    Signer { token: Some((of("oauth_token"), of("oauth_token_secret").as_str().into())), ..signer.clone() }
}

#[test]
fn a_consumer_gets_an_access_token_and_logs_in_with_it() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let admin = keystone.admin();
    let (status, made) = admin.call("POST", "/OS-OAUTH1/consumers", Some(json!({"consumer": {"description": "ä"}})));
    assert_eq!(status, 201, "{made}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let consumer = Signer {
        consumer_key: text(&made["consumer"]["id"]),
        consumer_secret: text(&made["consumer"]["secret"]).as_str().into(),
        token: None,
    };
    let request =
        signed(keystone, &consumer, "/OS-OAUTH1/request_token", &user.project_id, &[("oauth_callback", "oob")]);
    let (request_key, _) = request.token.clone().unwrap();
    let roles = json!({"roles": [{"id": admin.role_id("admin")}]});
    let (status, granted) = user.login().call("PUT", &format!("/OS-OAUTH1/authorize/{request_key}"), Some(roles));
    assert_eq!(status, 200, "{granted}");
    let verifier = text(&granted["token"]["oauth_verifier"]);
    let granted = signed(keystone, &request, "/OS-OAUTH1/access_token", "", &[("oauth_verifier", &verifier)]);
    let (access_key, access_secret) = granted.token.clone().unwrap();
    let root = keystone.url().trim_end_matches("/v3");
    for (auth_url, catalog) in [(keystone.url(), true), (root, true), (keystone.url(), false)] {
        let options = json!({"auth_url": auth_url, "consumer_key": consumer.consumer_key, "include_catalog": catalog,
            "consumer_secret": consumer.consumer_secret.expose(), "access_key": access_key, "access_secret": access_secret.expose()});
        let access = access("v3oauth1", &options).unwrap();
        assert_eq!(methods(&access), ["oauth1"]);
        assert_eq!(access.user_id().unwrap().as_str(), user.id);
        assert_eq!(access.project_id().unwrap().as_str(), user.project_id);
        assert_eq!(access.oauth_access_token_id().unwrap().as_str(), access_key);
    }
}

/// An application credential of a user.
pub(crate) fn credential(user: &User, more: &Value) -> Value {
    let mut body = json!({"name": "tests", "secret": "cr3dential"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let path = format!("/users/{}/application_credentials", user.id);
    let (status, made) = user.login().call("POST", &path, Some(json!({"application_credential": body})));
    assert_eq!(status, 201, "{made}");
    made["application_credential"]["id"].clone()
}

#[test]
fn a_client_of_oauth_2_proves_itself_by_its_secret() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let options = |secret: &str, client: &Value| {
        json!({"auth_url": keystone.url(), "oauth2_client_id": client,
        "oauth2_endpoint": format!("{}/OS-OAUTH2/token", keystone.url()), "oauth2_client_secret": secret})
    };
    let client = credential(&user, &json!({}));
    let session = session(plugin("v3oauth2clientcredential", &options("cr3dential", &client)));
    let user_url = format!("{}/users/{}", keystone.url(), user.id);
    for _ in 0..2 {
        assert_eq!(
            pollster::block_on(session.request("GET", &user_url, &RequestOptions::default())).unwrap().status,
            200
        );
    }
    let error = access("v3oauth2clientcredential", &options("wr0ng-secret", &client)).unwrap_err();
    assert!(error.code() == Code::UNAUTHORIZED && !format!("{error:?}").contains("wr0ng"), "{error:?}");
}

#[test]
fn an_account_is_not_locked_out_by_a_program_that_tries_again_and_again() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let options = |password: &str| json!({"auth_url": keystone.url(), "user_id": user.id, "password": password, "project_id": user.project_id});
    let mark = keystone.mark();
    let wrong = session(plugin("password", &options("wr0ng")));
    for _ in 0..10 {
        assert_eq!(pollster::block_on(wrong.token()).unwrap_err().code(), Code::UNAUTHORIZED);
    }
    let refused = keystone
        .requests_since(mark)
        .iter()
        .filter(|request| {
            request.status == 401
                && request.login.as_ref().is_some_and(|login| login.user.as_deref() == Some(&*user.id))
        })
        .count();
    assert_eq!(refused, 1);
    assert!(access("password", &options(&user.password)).is_ok());
    // Keystone locks the account after four; then even the right password is refused, and that stands as well.
    for password in ["a", "b", "c", "d"] {
        assert_eq!(access("password", &options(password)).unwrap_err().code(), Code::UNAUTHORIZED);
    }
    let locked = session(plugin("password", &options(&user.password)));
    assert_eq!(pollster::block_on(locked.token()).unwrap_err().code(), Code::UNAUTHORIZED);
    assert!(!locked.invalidate().unwrap());
}

#[test]
fn one_login_without_a_scope_serves_two_projects() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let other = keystone.user("member");
    keystone.admin().grant("reader", &user.id, &other.project_id);
    let options = json!({"auth_url": keystone.url(), "user_id": user.id, "password": user.password, "unscoped": true});
    let unscoped = session(plugin("password", &options));
    let mark = keystone.mark();
    for _ in 0..2 {
        for project in [&user.project_id, &other.project_id] {
            let scoped = unscoped.with_scope(&params(&json!({"project_id": project}))).unwrap();
            assert_eq!(pollster::block_on(scoped.project_id()).unwrap().as_ref(), Some(project));
        }
    }
    assert_eq!(user.logins_since(mark), 5, "one by password, and an exchange for each session");
}

#[test]
fn a_state_of_one_run_serves_the_next_and_a_revoked_one_is_renewed() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let options = json!({"auth_url": keystone.url(), "user_id": user.id, "password": user.password, "project_id": user.project_id});
    let first = plugin("password", &options);
    pollster::block_on(session(first.clone()).access()).unwrap();
    let state = first.state().unwrap().unwrap();
    let second = plugin("password", &options);
    assert_eq!(first.cache_id().unwrap(), second.cache_id().unwrap());
    second.set_state(Some(state.expose())).unwrap();
    let session = session(second);
    let mark = keystone.mark();
    let request = || {
        let path = format!("{}/users/{}/projects", keystone.url(), user.id);
        pollster::block_on(session.request("GET", &path, &RequestOptions::default())).unwrap().status
    };
    assert_eq!(request(), 200);
    assert_eq!(user.logins_since(mark), 0);
    let token = pollster::block_on(session.token()).unwrap().unwrap();
    user.login().revoke(token.expose());
    let mark = keystone.mark();
    assert_eq!(request(), 200);
    assert_eq!(user.logins_since(mark), 1);
}

#[test]
fn an_application_credential_with_access_rules_is_good_for_those_alone() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let own = format!("/v3/users/{}", user.id);
    let rules = json!([{"service": "identity", "method": "GET", "path": own}]);
    let id = credential(&user, &json!({"access_rules": rules}));
    let options = json!({"auth_url": keystone.url(), "application_credential_id": id, "application_credential_secret": "cr3dential"});
    let session = session(plugin("v3applicationcredential", &options));
    let access = pollster::block_on(session.access()).unwrap();
    let rule = access.application_credential_access_rules().unwrap().at(0).unwrap();
    assert_eq!(rule.get("path").unwrap().as_str(), Some(&*own));
    let ask = |path: &str| {
        let url = format!("{}{path}", keystone.url().trim_end_matches("/v3"));
        pollster::block_on(session.request("GET", &url, &RequestOptions::default()))
    };
    assert_eq!(ask(&own).unwrap().status, 200);
    assert_eq!(ask("/v3/users").unwrap_err().code(), Code::UNAUTHORIZED);
}
