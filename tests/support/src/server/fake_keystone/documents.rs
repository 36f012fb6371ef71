//! The documents of the fake Keystone, in the shapes of the real one.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

/// The id of the only user.
pub(super) const USER_ID: &str = "f4e0000000000000000000000000a001";

/// The id of the only project, and of whatever project is asked for by name.
pub(super) const PROJECT_ID: &str = "f4e0000000000000000000000000b001";

const REGION: &str = "RegionOne";

/// The list of versions at the root.
pub(super) fn versions(origin: &str) -> Value {
    json!({"versions": {"values": [v3(origin)]}})
}

/// The version document at `/v3`.
pub(super) fn version(origin: &str) -> Value {
    json!({"version": v3(origin)})
}

fn v3(origin: &str) -> Value {
    json!({
        "id": "v3.14",
        "status": "stable",
        "updated": "2020-04-07T00:00:00Z",
        "links": [{"rel": "self", "href": format!("{origin}/v3/")}],
        "media-types": [{"base": "application/json", "type": "application/vnd.openstack.identity-v3+json"}],
    })
}

/// A service of the catalog; all its endpoints are at one path of this server.
#[derive(Clone, Debug)]
pub(super) struct Service {
    service_type: String,
    name: String,
    path: String,
}

impl Service {
    pub(super) fn new(service_type: &str, name: &str, path: &str) -> Self {
        Self { service_type: service_type.to_owned(), name: name.to_owned(), path: path.to_owned() }
    }

    fn entry(&self, origin: &str, number: usize) -> Value {
        let endpoint = |(interface, place): (&str, usize)| {
            json!({
                "id": format!("f4e0000000000000000000000000{number:03}{place}"),
                "interface": interface,
                "region_id": REGION,
                "region": REGION,
                "url": format!("{origin}{}", self.path),
            })
        };
        let endpoints: Vec<Value> = ["public", "internal", "admin"].into_iter().zip(1..).map(endpoint).collect();
        let id = format!("f4e0000000000000000000000000{number:03}0");
        json!({"endpoints": endpoints, "id": id, "type": self.service_type, "name": self.name})
    }
}

/// The catalog: this server as the identity service, and the services that the test added.
pub(super) fn catalog(origin: &str, services: &[Service]) -> Value {
    let identity = Service::new("identity", "keystone", "/v3");
    std::iter::once(&identity).chain(services).zip(1..).map(|(service, number)| service.entry(origin, number)).collect()
}

/// The body of a login's answer; the scope is the one that was asked for.
pub(super) fn token(
    login: &Value,
    issued: DateTime<Utc>,
    expires: DateTime<Utc>,
    number: usize,
    catalog: Option<Value>,
) -> Value {
    let identity = &login["auth"]["identity"];
    let methods = if identity["methods"].is_array() { identity["methods"].clone() } else { json!(["password"]) };
    let mut token = Map::new();
    let mut set = |name: &str, value: Value| token.insert(name.to_owned(), value);
    set("methods", methods);
    set("user", json!({"domain": domain(), "id": USER_ID, "name": "admin", "password_expires_at": null}));
    set("audit_ids", json!([format!("fake-audit-id-{number:08}")]));
    set("issued_at", json!(time(issued)));
    set("expires_at", json!(time(expires)));
    for (name, value) in scope(&login["auth"]["scope"]) {
        set(name, value);
    }
    let scoped = !is_unscoped(&login["auth"]["scope"]);
    if scoped {
        let role = |id: &str, name: &str| json!({"id": id, "name": name});
        let roles = [("f4e0000000000000000000000000c001", "admin"), ("f4e0000000000000000000000000c002", "member")];
        set("roles", roles.into_iter().map(|(id, name)| role(id, name)).collect());
    }
    if let Some(catalog) = catalog.filter(|_| scoped) {
        set("catalog", catalog);
    }
    json!({"token": token})
}

fn is_unscoped(scope: &Value) -> bool {
    scope == "unscoped" || scope.get("unscoped").is_some()
}

/// What the scope adds to a token. A login without one gets the user's default project, as with Keystone.
fn scope(asked: &Value) -> Vec<(&'static str, Value)> {
    if is_unscoped(asked) {
        return Vec::new();
    }
    if let Some(system) = asked.get("system") {
        return vec![("system", system.clone())];
    }
    if let Some(named) = asked.get("domain") {
        let name = named["name"].as_str().unwrap_or("Default");
        return vec![("domain", json!({"id": named["id"].as_str().unwrap_or("default"), "name": name}))];
    }
    let mut facts = vec![("project", project(&asked["project"])), ("is_domain", json!(false))];
    if let Some(trust) = asked.get("OS-TRUST:trust") {
        let user = json!({"id": USER_ID});
        let trust = json!({"id": trust["id"], "impersonation": true, "trustor_user": user, "trustee_user": user});
        facts.push(("OS-TRUST:trust", trust));
    }
    facts
}

fn project(asked: &Value) -> Value {
    let (id, name) = (asked["id"].as_str().unwrap_or(PROJECT_ID), asked["name"].as_str().unwrap_or("admin"));
    json!({"domain": domain(), "id": id, "name": name})
}

fn domain() -> Value {
    json!({"id": "default", "name": "Default"})
}

/// A time as Keystone writes it.
fn time(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// The only user.
pub(super) fn user(origin: &str) -> Value {
    json!({
        "id": USER_ID,
        "name": "admin",
        "domain_id": "default",
        "enabled": true,
        "password_expires_at": null,
        "options": {},
        "links": {"self": format!("{origin}/v3/users/{USER_ID}")},
    })
}

/// The list of users.
pub(super) fn users(origin: &str) -> Value {
    json!({"users": [user(origin)], "links": links(origin, "/v3/users")})
}

/// The list of projects, at either of its paths.
pub(super) fn projects(origin: &str, path: &str) -> Value {
    let project = json!({
        "id": PROJECT_ID,
        "name": "admin",
        "domain_id": "default",
        "description": "The project of the fake Keystone.",
        "enabled": true,
        "parent_id": "default",
        "is_domain": false,
        "tags": [],
        "options": {},
        "links": {"self": format!("{origin}/v3/projects/{PROJECT_ID}")},
    });
    json!({"projects": [project], "links": links(origin, path)})
}

fn links(origin: &str, path: &str) -> Value {
    json!({"next": null, "self": format!("{origin}{path}"), "previous": null})
}
