//! A token whose catalog is empty may still ask what it could be scoped to, at the place where it came from.

use std::sync::Arc;

use keystoneclient::auth::registry;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::http::{Request, Response};
use keystoneclient::identity::Client;
use keystoneclient::options::Params;
use keystoneclient::session::{Session, Settings};
use serde_json::json;

use crate::support::{json as value, params};

fn answer(request: &Request) -> Response {
    let version = json!({"version": {"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": "http://keystone:5000/v3/"}]}});
    let token = json!({"token": {"methods": ["password"], "user": {"id": "u", "name": "u", "domain": {"id": "d", "name": "d"}},
        "issued_at": "2020-01-01T00:00:00Z", "expires_at": "2099-01-01T00:00:00Z", "catalog": []}});
    match request.url.trim_end_matches('/') {
        "http://keystone:5000/v3/auth/tokens" => reply(201, &[("X-Subject-Token", "t")], token.to_string()),
        "http://keystone:5000/v3" => reply(200, &[], version.to_string()),
        "http://keystone:5000/v3/auth/projects" => reply(200, &[], r#"{"projects": [{"id": "p"}]}"#),
        _ => reply(404, &[], "{}"),
    }
}

#[test]
fn what_a_token_could_be_scoped_to_is_asked_where_it_came_from() {
    let driver = Arc::new(Scripted::answering(|request| Ok(answer(request))));
    let options = json!({"auth_url": "http://keystone:5000/v3", "user_id": "u", "password": "p", "unscoped": true});
    let plugin = registry::create("v3password", &params(&options)).unwrap();
    let session = Session::new(Some(plugin), Settings::default(), driver.clone());
    let client = pollster::block_on(Client::discover(&session, &Params::new())).unwrap();
    let call = |name: &str| pollster::block_on(client.call(name, &[], &Params::new()));
    assert_eq!(value(&call("v3.auth.projects").unwrap())[0]["id"], "p");
    assert_eq!(call("v3.users.list").unwrap_err().code().class_name(), "EmptyCatalog");
    assert!(driver.asked().iter().all(|asked| asked.contains(" http://keystone:5000/v3")), "{:?}", driver.asked());
}
