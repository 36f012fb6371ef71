//! Plugins by name.

use ks_testing::server::{Answer, Script, Server};
use serde_json::{Value, json};

use crate::support::{PASSWORD, keystone, passes, program, requests, token};

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

/// An Identity that wants a passcode beside the password, and takes it by the receipt.
fn second_factor() -> Server {
    let wants_more = json!({
        "receipt": {"methods": ["password"], "expires_at": "2999-01-01T00:00:00.000000Z"},
        "required_auth_methods": [["password", "totp"]]});
    let first = Answer::json(401, &wants_more).header("Openstack-Auth-Receipt", "receipt-1");
    Server::start(Script::new().call("POST", "/v3/auth/tokens", move |request| {
        let by_totp = request.json()["auth"]["identity"]["methods"] == json!(["totp"]);
        let goes_on = request.header("openstack-auth-receipt") == Some("receipt-1");
        if by_totp && goes_on { token(1, &json!([])) } else { first.clone() }
    }))
}

#[test]
fn plugins_answer_for_themselves_and_are_made_of_tokens_receipts_and_what_is_typed() {
    let Some(kinds) = program("auth_kinds") else { return };
    let (keystone, second_factor) = (keystone().start(), second_factor());
    passes(&kinds.with([&*keystone.auth_url(), &second_factor.url("/v3")])).assert_no_secrets(&["receipt-1"]);
    let logins: Vec<Value> =
        requests(keystone.server(), "POST", "/v3/auth/tokens").iter().map(|login| login.json()).collect();
    let by =
        |method: &str| logins.iter().filter(|login| login["auth"]["identity"]["methods"] == json!([method])).count();
    // Questions 2, state 1, service token 2, scopes 1, prompts 2.
    assert_eq!((by("password"), by("token"), logins.len()), (8, 2, 10));
    assert_eq!(requests(&second_factor, "POST", "/v3/auth/tokens").len(), 2);
}
