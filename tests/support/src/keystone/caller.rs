//! Somebody with a token, who calls the Identity API.

use std::fmt;

use serde_json::{Value, json};

use super::{Keystone, http};

/// Somebody with a token.
#[derive(Clone)]
pub struct Caller {
    keystone: &'static Keystone,
    token: String,
}

impl fmt::Debug for Caller {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Caller").finish_non_exhaustive()
    }
}

impl Caller {
    pub(super) fn new(keystone: &'static Keystone, token: String) -> Self {
        Self { keystone, token }
    }

    /// The token itself.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// One call, with its path below `/v3`: `admin.call("POST", "/users", Some(json))`.
    ///
    /// Returns the status and the body, null for none.
    pub fn call(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        self.call_with(method, path, &[], body)
    }

    /// Whether this token is still good, which asking with it tells.
    pub fn is_good(&self) -> bool {
        match self.call("GET", "/auth/projects", None) {
            (200, _) => true,
            (401, _) => false,
            (status, body) => panic!("GET /auth/projects: {status} {body}"),
        }
    }

    /// The body that tells about a token, as the login that made it did.
    pub fn validate(&self, token: &str) -> Value {
        let (status, body) = self.call_with("GET", "/auth/tokens", &[("X-Subject-Token", token)], None);
        assert_eq!(status, 200, "validating a token: {body}");
        body
    }

    /// Revoke a token; from now on it is refused.
    pub fn revoke(&self, token: &str) {
        let (status, body) = self.call_with("DELETE", "/auth/tokens", &[("X-Subject-Token", token)], None);
        assert_eq!(status, 204, "revoking a token: {body}");
    }

    /// Create a `user`, `project`, `domain`, `role`, `trust`, ... and return what Keystone made of it.
    pub fn create(&self, kind: &str, attributes: Value) -> Value {
        let (status, mut body) = self.call("POST", &collection(kind), Some(json!({ kind: attributes })));
        assert_eq!(status, 201, "creating a {kind}: {body}");
        body[kind].take()
    }

    /// Delete one of what [`Self::create`] creates.
    pub fn delete(&self, kind: &str, id: &str) {
        let path = format!("{}/{id}", collection(kind));
        if kind == "domain" {
            let (status, body) = self.call("PATCH", &path, Some(json!({"domain": {"enabled": false}})));
            assert_eq!(status, 200, "disabling a domain, which must come before its deletion: {body}");
        }
        let (status, body) = self.call("DELETE", &path, None);
        assert_eq!(status, 204, "deleting a {kind}: {body}");
    }

    /// The id of the role of this name: `admin`, `manager`, `member`, `reader`, `service` are always there.
    pub fn role_id(&self, name: &str) -> String {
        let (status, body) = self.call("GET", &format!("/roles?name={name}"), None);
        assert_eq!(status, 200, "looking for the role {name}: {body}");
        id_of(&body["roles"][0])
    }

    /// Give a user a role on a project.
    pub fn grant(&self, role: &str, user_id: &str, project_id: &str) {
        self.change_grant("PUT", role, user_id, project_id);
    }

    /// Take a user's role on a project away, and the user's tokens for it with it.
    pub fn revoke_grant(&self, role: &str, user_id: &str, project_id: &str) {
        self.change_grant("DELETE", role, user_id, project_id);
    }

    fn change_grant(&self, method: &str, role: &str, user_id: &str, project_id: &str) {
        let role_id = self.role_id(role);
        let (status, body) =
            self.call(method, &format!("/projects/{project_id}/users/{user_id}/roles/{role_id}"), None);
        assert_eq!(status, 204, "{method} of the role {role} on a project: {body}");
    }

    fn call_with(&self, method: &str, path: &str, more: &[(&str, &str)], body: Option<Value>) -> (u16, Value) {
        let mut headers = vec![("X-Auth-Token", self.token.as_str())];
        headers.extend_from_slice(more);
        let answer = http::send(self.keystone.port, method, &format!("/v3{path}"), &headers, body.as_ref());
        (answer.status, answer.json())
    }
}

/// The id of a resource as Keystone shows it.
pub(super) fn id_of(resource: &Value) -> String {
    match &resource["id"] {
        Value::String(id) => id.clone(),
        _ => panic!("a resource without an id: {resource}"),
    }
}

fn collection(kind: &str) -> String {
    match kind {
        "policy" => "/policies".to_owned(),
        "trust" => "/OS-TRUST/trusts".to_owned(),
        _ => format!("/{kind}s"),
    }
}
