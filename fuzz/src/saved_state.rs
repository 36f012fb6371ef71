//! Tokens that were kept: the input is the state, given to a plugin that then works with it.

use std::sync::Arc;

use keystoneclient::access::Access;
use keystoneclient::auth::registry;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Code;
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session, Settings};
use pollster::block_on;

use crate::{CANARY, oracle};

const OPTIONS: &[u8] =
    br#"{"auth_url": "http://k/v3", "username": "me", "user_domain_id": "default", "password": "pw"}"#;
const LOGIN: &str = r#"{"token": {"methods": ["password"], "user": {"id": "u", "name": "me",
    "domain": {"id": "default", "name": "Default"}}, "expires_at": "2020-01-01T01:00:00.000000Z",
    "issued_at": "2020-01-01T00:00:00.000000Z", "audit_ids": ["a"]}}"#;

pub fn check(state: &[u8]) {
    let Ok(state) = std::str::from_utf8(state) else { return };
    let plugin = registry::create("v3password", &Params::from_json(OPTIONS).expect("JSON")).expect("a plugin");
    let restored = plugin.set_state(Some(state));
    let read = Access::from_state(state);
    match &restored {
        Ok(()) if state.is_empty() => assert!(plugin.state().is_ok_and(|state| state.is_none())),
        Ok(()) => {
            let access = read.expect("the same reader takes it");
            let kept = plugin.state().expect("it has one").expect("it was given one");
            let again = Access::from_state(kept.expose()).expect("what is kept can be restored");
            assert_eq!(
                again.auth_token().map(|token| token.expose().to_owned()),
                access.auth_token().map(|token| token.expose().to_owned())
            );
            plugin.set_state(Some(kept.expose())).expect("it can be restored");
            let once_more = plugin.state().expect("it has one").expect("it was given one");
            assert_eq!(once_more.expose(), kept.expose());
        }
        Err(error) => {
            // A token that no header field can hold is none either.
            assert!([Code::INVALID_RESPONSE, Code::INVALID_ARGUMENT].contains(&error.code()), "{error:?}");
            assert!(!format!("{error} {error:?}").contains(CANARY), "{error:?}");
            assert!(plugin.state().is_ok_and(|state| state.is_none()), "what was refused is not kept");
        }
    }
    // Whatever it was, the plugin works: with the token of the state, or after one login.
    let driver = Arc::new(Scripted::answering(|request| {
        Ok(match request.url.ends_with("/auth/tokens") {
            true => reply(201, &[("X-Subject-Token", "new"), ("Content-Type", "application/json")], LOGIN),
            false => reply(200, &[], "{}"),
        })
    }));
    let session = Session::new(Some(plugin.clone()), Settings::default(), driver.clone());
    assert!(holds_more_than_a_token(state) || !format!("{plugin:?} {session:?}").contains(CANARY));
    block_on(session.request("GET", "http://service/", &RequestOptions::default())).expect("it works");
    let sent = driver.requests();
    let token = sent.last().and_then(|request| request.headers.get("X-Auth-Token")).expect("a token").to_owned();
    match sent.len() {
        1 => {
            let access = Access::from_state(state).expect("there was a token");
            assert_eq!(access.auth_token().map(|token| token.expose().to_owned()), Some(token));
        }
        2 => assert_eq!(token, "new"),
        count => panic!("{count} requests"),
    }
}

/// Whether the canary is elsewhere than where tokens are: names and ids may show.
fn holds_more_than_a_token(state: &str) -> bool {
    let Some(mut tree) = oracle::tree(state.as_bytes()) else { return false };
    for place in ["/auth_token", "/body/access/token/id"] {
        if let Some(token) = tree.pointer_mut(place) {
            *token = oracle::Tree::Null;
        }
    }
    tree.to_string().contains(CANARY)
}
