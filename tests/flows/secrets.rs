//! Wherever a secret can be, and whatever a peer repeats: none shows in a record, an error or debug output.

use std::sync::Arc;

use keystoneclient::auth::registry::{self, AuthType, MULTI_FACTOR};
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::http::{Body, Headers, Pipeline, Policy, Request, Response};
use keystoneclient::session::{RequestOptions, Session, Settings};
use keystoneclient::watch::{Kind, Level};
use serde_json::json;

use crate::support::*;
use crate::watch::{ALL, Ear};

/// Every secret of the test below begins so.
const SECRET: &str = "s3cr3t-";

/// What the peer itself lets out begins so: the body of an error is the caller's, and may hold it.
const PEERS: &str = "p33rs-own";

fn secret(what: &str) -> String {
    format!("{SECRET}{what}")
}

/// Requests with a secret wherever one can be, and a peer that repeats all that it was sent.
fn indiscreet() -> (Session, Vec<(String, RequestOptions)>) {
    let echo = |request: &Request| {
        if request.url.contains("/auth/tokens") {
            let body = String::from_utf8_lossy(request.body.as_bytes().unwrap()).into_owned();
            return Ok(if request.url.contains("nocatalog") {
                reply(
                    401,
                    &[("Content-Type", "application/json"), ("Openstack-Auth-Receipt", &secret("receipt"))],
                    body,
                )
            } else {
                login_answer(&secret("token"), 3600)
            });
        }
        if request.url.contains("/moved") {
            let location = format!("http://u:{PEERS}@a/v2.0/tokens/{PEERS}?token={PEERS}#{PEERS}");
            return Ok(reply(301, &[("Location", &location)], ""));
        }
        // A fragment is not sent.
        let mut said = request.url.split('#').next().unwrap_or_default().to_owned();
        for (name, value) in request.headers.iter() {
            said.extend([" ", name, ": ", value]);
        }
        said.push_str(&String::from_utf8_lossy(request.body.as_bytes().unwrap_or_default()));
        let said = json!({"error": {"code": 400, "title": "Bad Request", "message": said, "token": {"id": PEERS}}});
        let mut headers = vec![("Content-Type", "application/json")];
        let (cookie, password) = (format!("{PEERS}-cookie"), format!("{PEERS}-password"));
        headers.extend([("Set-Cookie", cookie.as_str()), ("X-Subject-Token", &cookie), ("X-Db-Password", &password)]);
        Ok(reply(if request.method.as_str() == "GET" { 200 } else { 400 }, &headers, said.to_string()))
    };
    let driver = Arc::new(Scripted::answering(echo));
    let auth = plugin("v3password", json!({"password": secret("password")})).unwrap();
    let session = Session::new(Some(auth), Settings { collect_timing: true, ..Settings::default() }, driver);
    let mut requests = vec![];
    for name in [
        "Authorization",
        "Cookie",
        "X-Service-Token",
        "X-Auth-Key",
        "X-Storage-Token",
        "Openstack-Auth-Receipt",
        "X-Vault-Token",
        "Proxy-Authorization",
    ] {
        let mut options = RequestOptions::default();
        options.headers.set(name, &format!("Basic {}", secret(name))).unwrap();
        requests.push((format!("http://a/header/{name}"), options));
    }
    for name in ["token", "access_token", "code", "client_secret", "temp_url_sig", "X-Amz-Signature", "password"] {
        let query = vec![(name.to_owned(), secret(name))];
        requests.push(("http://a/query".to_owned(), RequestOptions { query, ..RequestOptions::default() }));
    }
    for name in [
        "password",
        "original_password",
        "adminPass",
        "secret",
        "blob",
        "access",
        "passcode",
        "client_secret",
        "private_key",
        "refresh_token",
    ] {
        let body =
            Body::bytes(json!({"x": [{"name": "n", name: secret(name)}], "token": {"id": secret("id")}}).to_string());
        let content_type = Some("application/json".to_owned());
        requests.push(("http://a/json".to_owned(), RequestOptions { body, content_type, ..RequestOptions::default() }));
    }
    let quoted = json!({"password": format!("\"{0}\\ \"{0}", secret("quoted"))}).to_string();
    let content_type = Some("application/json".to_owned());
    requests.push((
        "http://a/json".to_owned(),
        RequestOptions { body: Body::bytes(quoted), content_type, ..RequestOptions::default() },
    ));
    let body = Body::bytes(format!("grant_type=x&client_secret={0}&code={0}&password={0}", secret("form")));
    let content_type = Some("application/x-www-form-urlencoded".to_owned());
    requests.push(("http://a/form".to_owned(), RequestOptions { body, content_type, ..RequestOptions::default() }));
    for url in [
        format!("http://a/v2.0/tokens/{}/endpoints", secret("id")),
        format!("http://a/x#token={}", secret("fragment")),
        "http://a/moved".to_owned(),
    ] {
        requests.push((url, RequestOptions::default()));
    }
    (session, requests)
}

#[test]
fn no_secret_is_in_any_record_timing_error_or_debug_output() {
    let (session, requests) = indiscreet();
    let ear = Ear::of(&session, Level::Debug, ALL);
    let mut errors = 0;
    let mut seen = Vec::new();
    for (url, options) in &requests {
        for method in ["GET", "POST"] {
            seen.push(format!("{options:?}"));
            match wait(session.request(method, url, options)) {
                Ok(response) => seen.push(format!("{response:?}")),
                Err(error) => {
                    errors += 1;
                    let mut next = Some(&error);
                    while let Some(error) = next {
                        let body = error.body().map(String::from_utf8_lossy).unwrap_or_default();
                        assert!(!body.contains(SECRET), "{body}");
                        seen.push(format!("{error} {error:?} {:?}", error.details()));
                        next = error.cause();
                    }
                }
            }
        }
    }
    let refused = plugin("v3password", json!({"password": secret("password"), "include_catalog": false})).unwrap();
    let refused = Session::for_plugin(&Pipeline::new(Arc::new(Scripted::new()), Policy::default()), refused);
    seen.push(format!("{refused:?} {session:?}"));
    assert!(errors >= requests.len(), "{errors} errors");
    let records = ear.heard();
    assert!(records.len() > requests.len() * 5, "{} records", records.len());
    seen.push(format!("{records:?} {} {}", session.watch().timings.to_json(), session.watch().metrics.to_json()));
    let seen = seen.join("\n");
    // In which form ever: none of these is hashed, escaped or cut in any other way.
    let leak = seen.match_indices(SECRET).chain(seen.match_indices(PEERS)).next().map(|(at, _)| {
        let from = seen[..at].char_indices().rev().nth(300).map_or(0, |(from, _)| from);
        seen[from..].chars().take(400).collect::<String>()
    });
    assert_eq!(leak, None, "a secret shows");
}

#[test]
fn a_login_that_is_refused_repeats_no_secret() {
    let answer = |request: &Request| {
        let mut headers = Headers::new();
        headers.receive("Content-Type", "application/json");
        headers.receive("Openstack-Auth-Receipt", &secret("receipt"));
        let sent = String::from_utf8_lossy(request.body.as_bytes().unwrap()).into_owned();
        let body =
            json!({"error": {"code": 401, "message": format!("cannot log in with {sent}"), "title": "Unauthorized"}});
        Ok(Response::new(401, headers, &request.url, body.to_string().into_bytes()))
    };
    let driver = Arc::new(Scripted::answering(answer));
    let password = secret("pass \"word\\");
    let session = session(plugin("v3password", json!({"password": password})).unwrap(), &driver);
    let ear = Ear::of(&session, Level::Debug, ALL);
    let error = wait(session.access()).unwrap_err();
    let seen = format!("{:?} {error} {error:?}", ear.heard());
    assert_eq!(ear.heard().len(), 3, "{seen}");
    assert!(!seen.contains(SECRET), "{seen}");
    assert!(ear.messages(Kind::Request)[0].ends_with("-d '***'"));
}

/// How `plain:s3cr3t` begins in the field Authorization.
const BASIC: &str = "cGxhaW46czNjcjN0";

/// The options of an auth type, each secret among them with a value that shows where it comes from.
fn options_with_secrets(auth_type: &AuthType) -> serde_json::Value {
    let methods = ["v3password", "v3totp", "v3token", "v3applicationcredential", "v3oauth1"];
    let methods: &[&str] = if auth_type.name == MULTI_FACTOR { &methods } else { &[] };
    let plain = ["user_id", "username", "consumer_key", "access_key", "oauth2_client_id", "application_credential_id"];
    let mut options = json!({});
    for spec in registry::options_of(auth_type, methods).unwrap().into_iter().flatten() {
        options[spec.name] = match spec.name {
            name if spec.secret => json!(secret(name)),
            "auth_url" if auth_type.name.starts_with("v2") => json!("http://keystone:5000/v2.0"),
            "auth_url" => json!(AUTH_URL),
            "auth_methods" => json!(methods),
            "endpoint" | "oauth2_endpoint" => json!("http://any/endpoint"),
            name if plain.contains(&name) => json!("plain"),
            "project_id" if auth_type.name == "v3tokenlessauth" => json!("p1"),
            _ => continue,
        };
    }
    options
}

/// Says all that it was sent, with this status, and with tokens of its own.
fn repeating(status: u16) -> Arc<Scripted> {
    Arc::new(Scripted::answering(move |request: &Request| {
        let mut said = request.url.clone();
        for (name, value) in request.headers.iter() {
            said.extend([" ", name, ": ", value]);
        }
        said.push_str(&String::from_utf8_lossy(request.body.as_bytes().unwrap_or_default()));
        let mut body = if request.url.contains("v2.0") {
            json!({"access": {"token": {"id": format!("{PEERS}-v2-token"), "expires": "2030-01-01T00:00:00Z"}, "user": {"id": "u", "name": "n"}}})
        } else {
            token_body(3600)
        };
        body["access_token"] = json!(format!("{PEERS}-access"));
        body["error"] = json!({"code": status, "title": "Said", "message": said});
        body["error_description"] = json!(said);
        let headers = [("Content-Type", "application/json"), ("X-Subject-Token", &format!("{PEERS}-v3-token"))];
        Ok(reply(status, &headers, body.to_string()))
    }))
}

#[test]
fn no_auth_type_shows_a_secret_whatever_becomes_of_its_login() {
    let mut secrets = 0;
    for auth_type in registry::AUTH_TYPES {
        let options = options_with_secrets(auth_type);
        secrets += options.to_string().matches(SECRET).count();
        let mut seen = vec![format!("{:?}", params(&options))];
        for status in [200, 400, 401, 500] {
            let plugin = registry::create(auth_type.name, &params(&options)).unwrap();
            let session = session(plugin.clone(), &repeating(status));
            let ear = Ear::of(&session, Level::Debug, ALL);
            for _ in 0..2 {
                let outcome = wait(session.request("GET", "http://any/x", &RequestOptions::default()));
                let mut next = outcome.as_ref().err();
                while let Some(error) = next {
                    let body = error.body().map(String::from_utf8_lossy).unwrap_or_default();
                    assert!(!body.contains(SECRET) && !body.contains(BASIC), "{}: {body}", auth_type.name);
                    seen.push(format!("{error} {error:?} {:?}", error.details()));
                    next = error.cause();
                }
                let access = wait(session.access());
                seen.push(format!("{plugin:?} {session:?} {access:?} {:?} {:?}", plugin.state(), plugin.cache_id()));
                let id = plugin.cache_id().unwrap();
                seen.extend(id.map(|id| id.expose().to_owned()));
                session.invalidate().unwrap();
            }
            seen.push(format!("{:?}", ear.heard()));
        }
        // What is refused before is not repeated either.
        let mut wrong = options.clone();
        wrong["pasword"] = json!(secret("misspelt"));
        wrong["auth_url"] = json!([secret("wrong type")]);
        seen.push(format!("{:?}", registry::create(auth_type.name, &params(&wrong)).map(|_| ()).unwrap_err()));
        let seen = seen.join("\n");
        let leak = [SECRET, PEERS, BASIC].into_iter().find_map(|part| seen.find(part));
        let leak = leak.map(|at| seen[at.saturating_sub(300)..].chars().take(400).collect::<String>());
        assert_eq!(leak, None, "{} shows a secret", auth_type.name);
    }
    assert!(secrets > 20, "{secrets} secrets");
}
