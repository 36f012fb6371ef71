//! What the login of each auth type sends, and what its requests carry.

use std::sync::Arc;

use keystoneclient::auth::{Plugin, fixed::Existing, registry};
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error};
use keystoneclient::http::{Headers, Response};
use keystoneclient::session::RequestOptions;
use serde_json::{Value, json};

use crate::support::*;

fn made(auth_type: &str, options: Value) -> Result<Arc<dyn Plugin>, Error> {
    registry::create(auth_type, &params(options))
}

/// The driver of a request that a plugin of these options authenticated, after these answers.
fn asked(auth_type: &str, options: Value, answers: Vec<Response>) -> Arc<Scripted> {
    let driver = Arc::new(Scripted::with(answers));
    driver.push(Ok(reply(200, &[], "")));
    let session = session(made(auth_type, options).unwrap(), &driver);
    wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    assert_eq!(driver.left(), 0);
    driver
}

fn carried(driver: &Scripted) -> Headers {
    driver.requests().last().unwrap().headers.clone()
}

fn v2_answer() -> Response {
    let body = json!({"access": {
        "token": {"id": "v2-token", "expires": "2020-01-01T01:00:00Z", "tenant": {"id": "t1", "name": "mine"}},
        "user": {"id": "u1", "name": "me", "roles": []}, "serviceCatalog": []}});
    reply(200, &[], body.to_string())
}

#[test]
fn version_2_sends_what_it_knows_and_finds_the_token_in_the_body() {
    for (who, expected) in [
        (json!({"username": "me", "user_id": "u"}), json!({"username": "me", "password": "pw"})),
        (json!({"user_id": "u"}), json!({"userId": "u", "password": "pw"})),
    ] {
        let mut options =
            json!({"auth_url": "http://h/v2.0/", "password": "pw", "tenant_name": "mine", "trust_id": "t"});
        options.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        let driver = asked("v2password", options, vec![v2_answer()]);
        assert_eq!(driver.asked()[0], "POST http://h/v2.0/tokens");
        let body = json!({"auth": {"passwordCredentials": expected, "tenantName": "mine", "trust_id": "t"}});
        assert_eq!(sent(&driver, 0), body);
        assert_eq!(carried(&driver).get("X-Auth-Token"), Some("v2-token"));
    }
    let driver =
        asked("v2token", json!({"auth_url": "http://h/v2.0", "token": "old", "tenant_id": "t1"}), vec![v2_answer()]);
    assert_eq!(sent(&driver, 0), json!({"auth": {"token": {"id": "old"}, "tenantId": "t1"}}));
    assert_eq!(driver.requests()[0].headers.get("X-Auth-Token"), Some("old"));
}

#[test]
fn a_login_of_version_2_that_is_answered_by_something_else_says_so() {
    for answer in [reply(200, &[], "<html>"), reply(200, &[], "{}"), login_answer("t", 60)] {
        let driver = Arc::new(Scripted::with([answer]));
        let plugin = made("v2token", json!({"auth_url": "http://h/v2.0", "token": "old"})).unwrap();
        assert_eq!(wait(session(plugin, &driver).access()).unwrap_err().code(), Code::INVALID_RESPONSE);
    }
}

fn offering(versions: &[(&str, &str)]) -> Response {
    let entry =
        |(id, href): &(&str, &str)| json!({"id": id, "status": "stable", "links": [{"rel": "self", "href": href}]});
    reply(300, &[], json!({"versions": versions.iter().map(entry).collect::<Vec<_>>()}).to_string())
}

#[test]
fn the_generic_types_fall_back_to_version_2_where_it_can_do_what_is_asked() {
    let both = || offering(&[("v2.0", "http://h/v2.0/"), ("v3.14", "http://h/v3/")]);
    let only_v2 = || offering(&[("v2.0", "http://h/v2.0/")]);
    let log_in = |more: Value, answers: Vec<Response>| {
        let mut options = json!({"auth_url": "http://h", "username": "me", "password": "pw"});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let driver = Arc::new(Scripted::with(answers));
        let access = wait(session(made("password", options)?, &driver).access());
        access.map(|_| driver.asked()[1].clone())
    };
    // Without a domain of the user only version 2.0 will do; with one only version 3.
    assert_eq!(log_in(json!({"tenant_name": "mine"}), vec![both(), v2_answer()]).unwrap(), "POST http://h/v2.0/tokens");
    assert_eq!(log_in(json!({}), vec![only_v2(), v2_answer()]).unwrap(), "POST http://h/v2.0/tokens");
    let domain = json!({"user_domain_id": "default"});
    assert_eq!(log_in(domain.clone(), vec![both(), login_answer("t", 60)]).unwrap(), "POST http://h/v3/auth/tokens");
    let error = log_in(domain, vec![only_v2()]).unwrap_err();
    assert_eq!(error.code(), Code::DISCOVERY_FAILURE);
    assert!(error.message().as_str().contains("user_domain_id"), "{error}");
    let error = log_in(json!({}), vec![offering(&[("v3.14", "http://h/v3/")])]).unwrap_err();
    assert!(error.is_a(Code::OPTION_ERROR) && error.message().as_str().contains("user_domain_id"), "{error}");
    // What the URL says counts at once, and where nothing can be discovered.
    let error = log_in(json!({"auth_url": "http://h/v3"}), vec![]).unwrap_err();
    assert!(error.is_a(Code::OPTION_ERROR), "{error}");
    let fallen = log_in(json!({"auth_url": "http://h/v2.0"}), vec![reply(500, &[], ""), v2_answer()]).unwrap();
    assert_eq!(fallen, "POST http://h/v2.0/tokens");
}

#[test]
fn a_login_by_version_2_takes_no_methods() {
    let options = json!({"auth_url": "http://h", "user_id": "u", "password": "pw"});
    let plugin = made("password", options).unwrap();
    let add = || {
        let params = params(json!({"user_id": "u", "password": "new"}));
        plugin.add_method(registry::method("v3password", &params, None).unwrap())
    };
    add().unwrap();
    let driver = Arc::new(Scripted::with([offering(&[("v2.0", "http://h/v2.0/")]), v2_answer()]));
    wait(session(plugin.clone(), &driver).access()).unwrap();
    assert_eq!(add().unwrap_err().code(), Code::METHOD_NOT_IMPLEMENTED);
}

#[test]
fn several_methods_go_into_one_login() {
    let options = json!({"auth_url": AUTH_URL, "auth_methods": ["v3password", "v3totp"], "username": "me",
        "user_domain_id": "default", "password": "pw", "passcode": "123456", "project_id": "p"});
    let expected = json!({"methods": ["password", "totp"],
        "password": {"user": {"name": "me", "domain": {"id": "default"}, "password": "pw"}},
        "totp": {"user": {"name": "me", "domain": {"id": "default"}, "passcode": "123456"}}});
    for methods in [json!(["v3password", "v3totp"]), json!("v3password,v3totp"), json!(["password", "totp"])] {
        let mut options = options.clone();
        options["auth_methods"] = methods;
        let driver = asked("v3multifactor", options, vec![login_answer("t", 60)]);
        assert_eq!(sent(&driver, 0)["auth"]["identity"], expected);
    }
    let refused = |methods: Value| {
        made("v3multifactor", json!({"auth_url": AUTH_URL, "auth_methods": methods, "user_id": "u"}))
            .map(|_| ())
            .unwrap_err()
    };
    let none = made("v3multifactor", json!({"auth_url": AUTH_URL, "auth_methods": []})).map(|_| ()).unwrap_err();
    assert_eq!(none.code(), Code::OPTION_ERROR);
    assert_eq!(refused(json!(["v3pasword"])).code(), Code::NO_MATCHING_PLUGIN);
    let error = refused(json!(["v3tokenlessauth"]));
    assert!(error.code() == Code::NO_MATCHING_PLUGIN && error.message().as_str().contains("v3totp"), "{error}");
    let error = refused(json!(["v3password", "v3totp"]));
    let message = error.message().as_str();
    assert!(message.contains("'password'") && message.contains("'passcode'"), "{message}");
}

fn more_methods(receipt: &str) -> Response {
    let body = json!({"receipt": {"methods": ["password"], "expires_at": "2020-01-01T00:05:00.000000Z"},
        "required_auth_methods": [["password", "totp"]]});
    reply(401, &[("Openstack-Auth-Receipt", receipt), ("Content-Type", "application/json")], body.to_string())
}

#[test]
fn a_login_with_too_few_methods_goes_on_from_its_receipt() {
    let driver = Arc::new(Scripted::with([more_methods("r-1"), login_answer("t", 3600), login_answer("u", 3600)]));
    let plugin = made("v3password", json!({"auth_url": AUTH_URL, "user_id": "u", "password": "pw"})).unwrap();
    let session = session(plugin.clone(), &driver);
    let error = wait(session.access()).unwrap_err();
    assert_eq!(error.code(), Code::MISSING_AUTH_METHODS);
    assert_eq!(error.receipt().unwrap().receipt().expose(), "r-1");
    let options = json!({"user_id": "u", "passcode": "123456"});
    let totp = registry::method("v3totp", &params(options), None).unwrap();
    plugin.add_method(totp).unwrap();
    wait(session.access()).unwrap();
    let second = driver.requests()[1].clone();
    assert_eq!(second.headers.get("Openstack-Auth-Receipt"), Some("r-1"));
    assert_eq!(sent(&driver, 1)["auth"]["identity"]["methods"], json!(["totp"]), "the password was passed already");
    assert!(session.invalidate().unwrap());
    wait(session.access()).unwrap();
    assert_eq!(driver.requests()[2].headers.get("Openstack-Auth-Receipt"), None);
    assert_eq!(sent(&driver, 2)["auth"]["identity"]["methods"], json!(["password", "totp"]));
    assert!(!format!("{session:?} {:?}", driver.requests()).contains("r-1"));
}

#[test]
fn a_receipt_with_nothing_to_add_begins_anew() {
    let driver = Arc::new(Scripted::with([more_methods("r-1"), more_methods("r-2")]));
    let plugin = made("v3password", json!({"auth_url": AUTH_URL, "user_id": "u", "password": "pw"})).unwrap();
    let session = session(plugin, &driver);
    for receipt in ["r-1", "r-2"] {
        assert_eq!(wait(session.access()).unwrap_err().receipt().unwrap().receipt().expose(), receipt);
    }
    assert_eq!(sent(&driver, 1)["auth"]["identity"]["methods"], json!(["password"]));
}

#[test]
fn another_program_may_go_on_from_a_receipt() {
    let options = json!({"auth_url": AUTH_URL, "user_id": "u", "passcode": "123456", "receipt": "r-1"});
    let driver = asked("v3totp", options, vec![login_answer("t", 60)]);
    assert_eq!(driver.requests()[0].headers.get("Openstack-Auth-Receipt"), Some("r-1"));
    let identity = sent(&driver, 0)["auth"]["identity"].clone();
    assert_eq!(identity, json!({"methods": ["totp"], "totp": {"user": {"id": "u", "passcode": "123456"}}}));
}

#[test]
fn oauth_1_signs_the_very_request_that_it_sends() {
    let options = json!({"auth_url": "http://h:5000", "consumer_key": "ck", "consumer_secret": "h1dden-consumer",
        "access_key": "ak", "access_secret": "h1dden-access", "include_catalog": false});
    let driver = asked("v3oauth1", options, vec![login_answer("t", 60)]);
    assert_eq!(driver.asked()[0], "POST http://h:5000/v3/auth/tokens?nocatalog");
    assert_eq!(sent(&driver, 0), json!({"auth": {"identity": {"methods": ["oauth1"], "oauth1": {}}}}));
    let header = driver.requests()[0].headers.get("Authorization").unwrap().to_owned();
    for part in ["OAuth ", "oauth_consumer_key=\"ck\"", "oauth_token=\"ak\"", "oauth_timestamp=\"1577836800\""] {
        assert!(header.contains(part), "{header}");
    }
    assert!(!header.contains("h1dden"), "{header}");
}

fn access_token(token: &str) -> Response {
    reply(200, &[], json!({"access_token": token, "expires_in": 600, "token_type": "Bearer"}).to_string())
}

#[test]
fn oauth_2_requests_carry_both_tokens_and_one_login_serves_many() {
    let options = json!({"auth_url": AUTH_URL, "oauth2_endpoint": "https://h/oauth2/token", "oauth2_client_id": "c1",
        "oauth2_client_secret": "s3cret"});
    let driver = Arc::new(Scripted::with([
        login_answer("t", 3600),
        access_token("bearer"),
        reply(200, &[], ""),
        reply(200, &[], ""),
    ]));
    let first = made("v3oauth2clientcredential", options.clone()).unwrap();
    let session = session(first.clone(), &driver);
    for _ in 0..2 {
        wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    }
    let expected =
        json!({"methods": ["application_credential"], "application_credential": {"id": "c1", "secret": "s3cret"}});
    assert_eq!(sent(&driver, 0)["auth"]["identity"], expected);
    let grant = &driver.requests()[1];
    assert_eq!(grant.url, "https://h/oauth2/token");
    assert_eq!(grant.body.as_bytes().unwrap(), b"grant_type=client_credentials");
    assert_eq!(grant.headers.get("Authorization"), Some("Basic YzE6czNjcmV0"));
    let both = |driver: &Scripted| {
        let carried = carried(driver);
        assert_eq!((carried.get("X-Auth-Token"), carried.get("Authorization")), (Some("t"), Some("Bearer bearer")));
    };
    both(&driver);
    // Both are kept for another run.
    let state = first.state().unwrap().unwrap();
    let second = made("v3oauth2clientcredential", options).unwrap();
    second.set_state(Some(state.expose())).unwrap();
    let other = Arc::new(Scripted::with([reply(200, &[], "")]));
    let kept = self::session(second.clone(), &other);
    wait(kept.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    both(&other);
    assert_eq!(second.state().unwrap(), Some(state));
    let one = wait(kept.access()).unwrap().to_state();
    assert_eq!(second.set_state(Some(one.expose())).unwrap_err().code(), Code::INVALID_RESPONSE);
}

#[test]
fn a_refusal_of_oauth_2_says_what_the_peer_says() {
    let options = json!({"auth_url": AUTH_URL, "oauth2_endpoint": "https://h/oauth2/token", "oauth2_client_id": "c1"});
    for (answer, code, said) in [
        (
            reply(
                401,
                &[],
                json!({"error": "invalid_client", "error_description": "Client authentication failed."}).to_string(),
            ),
            Code::UNAUTHORIZED,
            "Client authentication failed.",
        ),
        (reply(400, &[], "<html>"), Code::BAD_REQUEST, "400"),
        (reply(200, &[], "{}"), Code::INVALID_RESPONSE, "access_token"),
        (reply(200, &[], "<html>"), Code::INVALID_RESPONSE, "access_token"),
    ] {
        let driver = Arc::new(Scripted::with([answer]));
        let plugin = made("v3oauth2mtlsclientcredential", options.clone()).unwrap();
        let error = wait(session(plugin, &driver).access()).unwrap_err();
        assert!(error.code() == code && error.message().as_str().contains(said), "{error:?}");
    }
}

#[test]
fn oauth_2_by_certificate_takes_the_access_token_for_the_token_of_identity() {
    let options = json!({"auth_url": AUTH_URL, "oauth2_endpoint": "https://h/oauth2/token", "oauth2_client_id": "c1"});
    let body = reply(200, &[], token_body(3600).to_string());
    let driver = asked("v3oauth2mtlsclientcredential", options, vec![access_token("bound"), body]);
    assert_eq!(driver.requests()[0].body.as_bytes().unwrap(), b"grant_type=client_credentials&client_id=c1");
    assert_eq!(driver.asked()[1], format!("GET {AUTH_URL}/auth/tokens"));
    let (question, carried) = (driver.requests()[1].headers.clone(), carried(&driver));
    assert_eq!((question.get("X-Auth-Token"), question.get("X-Subject-Token")), (Some("bound"), Some("bound")));
    assert_eq!((carried.get("X-Auth-Token"), carried.get("Authorization")), (Some("bound"), Some("Bearer bound")));
}

#[test]
fn tokenless_requests_name_their_scope_in_header_fields() {
    for (scope, expected) in [
        (json!({"project_id": "p"}), vec![("X-Project-Id", "p")]),
        (
            json!({"project_name": "n", "project_domain_name": "D"}),
            vec![("X-Project-Name", "n"), ("X-Project-Domain-Name", "D")],
        ),
        (json!({"domain_id": "d"}), vec![("X-Domain-Id", "d")]),
        (json!({"domain_name": "d"}), vec![("X-Domain-Name", "d")]),
    ] {
        let mut options = json!({"auth_url": "https://h:5000"});
        options.as_object_mut().unwrap().extend(scope.as_object().unwrap().clone());
        let driver = asked("v3tokenlessauth", options, vec![]);
        for (name, value) in expected {
            assert_eq!(carried(&driver).get(name), Some(value));
        }
        assert_eq!(carried(&driver).get("X-Auth-Token"), None);
    }
    let nothing = made("v3tokenlessauth", json!({"auth_url": "https://h"})).map(|_| ()).unwrap_err();
    assert_eq!(nothing.code(), Code::OPTION_ERROR);
}

#[test]
fn plugins_that_never_log_in_send_what_they_have() {
    let header = |auth_type: &str, options: Value, name: &str| {
        carried(&asked(auth_type, options, vec![])).get(name).map(str::to_owned)
    };
    let token = json!({"token": "t", "url": "http://one/"});
    for name in ["admin_token", "token_endpoint"] {
        assert_eq!(header(name, token.clone(), "X-Auth-Token").as_deref(), Some("t"));
    }
    let basic = json!({"username": "Aladdin", "password": "open sesame", "endpoint": "http://one/"});
    assert_eq!(header("http_basic", basic, "Authorization").as_deref(), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    assert_eq!(header("none", json!({}), "X-Auth-Token").as_deref(), Some("notused"));
    let colon = made("http_basic", json!({"username": "a:b", "password": "x"})).map(|_| ()).unwrap_err();
    assert_eq!(colon.code(), Code::OPTION_ERROR);
    let driver = Arc::new(Scripted::new());
    let session = session(made("admin_token", token).unwrap(), &driver);
    assert_eq!(
        wait(session.endpoint(keystoneclient::catalog::EndpointQuery::default())).unwrap().as_deref(),
        Some("http://one/")
    );
    assert!(!session.invalidate().unwrap(), "there is no other token to be had");
    assert_eq!(wait(session.access()).unwrap_err().code(), Code::METHOD_NOT_IMPLEMENTED);
}

#[test]
fn a_token_that_is_there_is_a_plugin() {
    let driver = Arc::new(Scripted::with([login_answer("t", 3600), reply(401, &[], "")]));
    let access = wait(session(plugin("v3password", json!({})).unwrap(), &driver).access()).unwrap();
    let existing = session(Arc::new(Existing::new(access, Some(AUTH_URL)).unwrap()), &driver);
    assert_eq!(wait(existing.user_id()).unwrap().as_deref(), Some("u1"));
    let refused = wait(existing.request("GET", "http://any/", &RequestOptions::default())).unwrap_err();
    assert_eq!((refused.code(), driver.left()), (Code::UNAUTHORIZED, 0), "nothing could be renewed");
    assert_eq!(carried(&driver).get("X-Auth-Token"), Some("t"));
}
