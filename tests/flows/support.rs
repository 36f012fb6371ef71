//! A cloud of a few lines: version documents, tokens that count up, and services that take the latest one.

use std::borrow::Borrow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use keystoneclient::auth::{Plugin, registry};
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Result;
use keystoneclient::http::{Driver, Request, Response};
use keystoneclient::options::Params;
use keystoneclient::session::{Session, Settings};
use serde_json::{Value, json};

pub const AUTH_URL: &str = "http://keystone:5000/v3";
pub const PASSWORD: &str = "pa55 \"word\\";

/// The options of a login with these beside URL, user and password.
pub fn options(more: Value) -> Params {
    let mut all = json!({
        "auth_url": AUTH_URL, "username": "me", "user_domain_id": "default", "password": PASSWORD
    });
    for (name, value) in more.as_object().unwrap() {
        all[name] = value.clone();
    }
    params(all)
}

/// These options, whatever they are for.
pub fn params(options: impl Borrow<Value>) -> Params {
    Params::from_json(options.borrow().to_string().as_bytes()).unwrap()
}

pub fn plugin(auth_type: &str, more: Value) -> Result<Arc<dyn Plugin>> {
    registry::create(auth_type, &options(more))
}

pub fn session(auth: Arc<dyn Plugin>, driver: &Arc<Scripted>) -> Session {
    Session::new(Some(auth), Settings::default(), driver.clone())
}

pub fn wait<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}

/// A token body that was issued at 2020-01-01T00:00:00Z and lives for so many seconds.
pub fn token_body(life: i64) -> Value {
    let at =
        |seconds: i64| format!("2020-01-01T{:02}:{:02}:{:02}.000000Z", seconds / 3600, seconds / 60 % 60, seconds % 60);
    let endpoint = |interface: &str, region: &str| {
        json!({"id": format!("{interface}-{region}"), "interface": interface, "region": region, "region_id": region,
               "url": format!("http://service-{interface}-{region}:8774/v2.1")})
    };
    json!({"token": {
        "methods": ["password"], "issued_at": at(0), "expires_at": at(life),
        "user": {"id": "u1", "name": "me", "domain": {"id": "default", "name": "Default"}},
        "project": {"id": "p1", "name": "mine", "domain": {"id": "default", "name": "Default"}},
        "roles": [{"id": "r1", "name": "member"}], "audit_ids": ["a1"],
        "catalog": [{"type": "compute", "name": "nova", "id": "s1", "endpoints": [
            endpoint("public", "one"), endpoint("internal", "one"), endpoint("public", "two")
        ]}]
    }})
}

pub fn login_answer(token: &str, life: i64) -> Response {
    reply(201, &[("X-Subject-Token", token), ("Content-Type", "application/json")], token_body(life).to_string())
}

pub fn refusal(message: &str) -> Response {
    let body = json!({"error": {"code": 401, "title": "Unauthorized", "message": message}});
    let headers = [("Content-Type", "application/json"), ("x-openstack-request-id", "req-1")];
    reply(401, &headers, body.to_string())
}

/// A cloud whose tokens are `token-1`, `token-2` ... and whose services take only those from `oldest` on.
pub struct Cloud {
    pub logins: AtomicUsize,
    pub oldest: AtomicUsize,
}

pub fn cloud(life: i64) -> (Arc<Scripted>, Arc<Cloud>) {
    let cloud = Arc::new(Cloud { logins: AtomicUsize::new(0), oldest: AtomicUsize::new(1) });
    let inner = cloud.clone();
    let answer = move |request: &Request| {
        if request.url.ends_with("/auth/tokens") {
            let number = inner.logins.fetch_add(1, Ordering::SeqCst) + 1;
            return Ok(login_answer(&format!("token-{number}"), life));
        }
        let number = request.headers.get("X-Auth-Token").and_then(|token| token.strip_prefix("token-")?.parse().ok());
        if number.is_some_and(|number: usize| number >= inner.oldest.load(Ordering::SeqCst)) {
            Ok(reply(200, &[], "{}"))
        } else {
            Ok(refusal("The request you have made requires authentication."))
        }
    };
    (Arc::new(Scripted::answering(answer)), cloud)
}

/// The JSON body of the request number `index`.
pub fn sent(driver: &Scripted, index: usize) -> Value {
    serde_json::from_slice(driver.requests()[index].body.as_bytes().unwrap()).unwrap()
}

pub fn as_driver(driver: &Arc<Scripted>) -> Arc<dyn Driver> {
    driver.clone()
}
