//! A cloud with a bit of everything: Identity in version 3 with users, OAuth 1 and receipts, and a service with versions.

use keystoneclient::driver::scripted::reply;
use keystoneclient::http::{Request, Response};
use serde_json::{Value, json};

pub const IDENTITY: &str = "http://keystone:5000";
pub const SERVICE: &str = "http://compute:8774";

const JSON: (&str, &str) = ("Content-Type", "application/json");

/// What the cloud remembers.
#[derive(Default)]
pub struct Cloud {
    pub logins: usize,
    /// Tokens below this number are refused.
    pub oldest: usize,
    /// How often it still says that it is busy.
    pub busy: usize,
}

fn of(status: u16, body: &Value) -> Response {
    reply(status, &[JSON], body.to_string())
}

fn version(id: &str, url: &str) -> Value {
    let (min, max) = if id.starts_with("v2") { ("2.1", "2.90") } else { ("", "") };
    json!({"id": id, "status": "CURRENT", "min_version": min, "version": max, "links": [{"rel": "self", "href": url}]})
}

fn user(id: &str, name: &str) -> Value {
    json!({"id": id, "name": name, "domain_id": "default", "enabled": true})
}

impl Cloud {
    /// What a request is answered.
    pub fn answer(&mut self, request: &Request) -> Response {
        let (url, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
        let path = url.strip_prefix(IDENTITY).or_else(|| url.strip_prefix(SERVICE)).unwrap_or("elsewhere");
        let is_identity = url.starts_with(IDENTITY);
        match (request.method.as_str(), path) {
            ("GET", "" | "/") if is_identity => {
                of(300, &json!({"versions": {"values": [version("v3.14", &format!("{IDENTITY}/v3/"))]}}))
            }
            ("GET", "/v3" | "/v3/") if is_identity => {
                of(200, &json!({"version": version("v3.14", &format!("{IDENTITY}/v3/"))}))
            }
            ("GET", "" | "/") => of(200, &json!({"versions": [version("v2.1", &format!("{SERVICE}/v2.1/"))]})),
            ("POST", "/v3/auth/tokens") => self.login(request),
            ("POST", "/v3/OS-OAUTH1/request_token") => reply(201, &[], "oauth_token=rk&oauth_token_secret=rs"),
            ("POST", "/v3/OS-OAUTH1/access_token") => reply(201, &[], "oauth_token=ak&oauth_token_secret=as"),
            _ if !self.takes(request) => unauthorized(),
            ("PUT", "/v3/OS-OAUTH1/authorize/rk") => of(200, &json!({"token": {"oauth_verifier": "v"}})),
            ("GET", "/v3/users") if query.contains("name=") => of(200, &json!({"users": [user("u7", "seven")]})),
            ("GET", "/v3/users") => page(query),
            ("POST", "/v3/users") => of(201, &json!({"user": user("u9", "nine")})),
            ("PATCH", "/v3/users/u9") => of(200, &json!({"user": user("u9", "ten")})),
            ("GET", "/moved") => reply(302, &[("Location", "/v2.1/there")], ""),
            ("GET", "/busy") if self.busy > 0 => {
                self.busy -= 1;
                reply(503, &[], "later")
            }
            ("GET", "/busy" | "/file" | "/v2.1/there" | "/v2.1/servers") => of(200, &json!({"it": "is here"})),
            ("PUT", "/v2.1/file") => reply(201, &[], "kept"),
            _ => of(404, &json!({"error": {"code": 404, "message": path, "title": "Not Found"}})),
        }
    }

    fn takes(&self, request: &Request) -> bool {
        let token = request.headers.get("X-Auth-Token").and_then(|token| token.strip_prefix("token-"));
        token.and_then(|number| number.parse::<usize>().ok()).is_some_and(|number| number >= self.oldest)
    }

    fn login(&mut self, request: &Request) -> Response {
        let sent: Value = serde_json::from_slice(request.body.as_bytes().unwrap_or_default()).unwrap_or_default();
        if sent.pointer("/auth/identity/password/user/id") == Some(&json!("careful"))
            && sent.pointer("/auth/identity/totp").is_none()
        {
            let body = json!({"receipt": {"methods": ["password"], "expires_at": "2999-01-01T00:00:00.000000Z"},
                "required_auth_methods": [["password", "totp"]]});
            return reply(401, &[JSON, ("Openstack-Auth-Receipt", "receipt-1")], body.to_string());
        }
        self.logins += 1;
        let endpoint =
            |url: &str| json!([{"id": url, "interface": "public", "region": "one", "region_id": "one", "url": url}]);
        let domain = json!({"id": "default", "name": "Default"});
        let body = json!({"token": {
        "methods": ["password"], "issued_at": "2020-01-01T00:00:00.000000Z",
        "expires_at": "2999-01-01T00:00:00.000000Z", "audit_ids": ["a"],
        "user": {"id": "u1", "name": "me", "domain": domain},
        "project": {"id": "p1", "name": "mine", "domain": domain}, "roles": [{"id": "r", "name": "member"}],
        "catalog": [
            {"type": "identity", "name": "keystone", "id": "i", "endpoints": endpoint(&format!("{IDENTITY}/v3"))},
            {"type": "compute", "name": "nova", "id": "c", "endpoints": endpoint(&format!("{SERVICE}/v2.1"))},
        ]}});
        reply(201, &[JSON, ("X-Subject-Token", &format!("token-{}", self.logins))], body.to_string())
    }
}

fn page(query: &str) -> Response {
    let (users, next) = match query {
        "" => (json!([user("u1", "one"), user("u2", "two")]), json!("?marker=u2")),
        "marker=u2" => (json!([user("u3", "three")]), json!("/v3/users?marker=u3")),
        _ => (json!([user("u4", "four")]), Value::Null),
    };
    of(200, &json!({"users": users, "links": {"self": "x", "previous": null, "next": next}}))
}

pub fn unauthorized() -> Response {
    of(
        401,
        &json!({"error": {"code": 401, "title": "Unauthorized", "message": "The request requires authentication."}}),
    )
}
