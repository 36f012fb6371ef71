//! Plugins by name.

use serde_json::json;

use crate::support::{PASSWORD, keystone, passes, program, requests};

#[test]
fn a_plugin_is_checked_before_any_request_and_logs_in_once_for_all_its_sessions() {
    let Some(auth) = program("auth") else { return };
    let keystone = keystone().start();
    passes(&auth.with([keystone.auth_url()]));
    let logins: Vec<_> =
        requests(keystone.server(), "POST", "/v3/auth/tokens").iter().map(|login| login.json()).collect();
    let of_project = |id: &str| logins.iter().filter(|login| login["auth"]["scope"]["project"]["id"] == id).count();
    assert_eq!(of_project("shared"), 2, "one login, and one after the token was dropped");
    assert_eq!(of_project("freed"), 1, "only the first of the six was used");
    assert_eq!(logins.len(), 3);
    let user = json!({"name": "admin", "domain": {"id": "default"}, "password": PASSWORD});
    assert_eq!(logins[0]["auth"]["identity"], json!({"methods": ["password"], "password": {"user": user}}));
}
