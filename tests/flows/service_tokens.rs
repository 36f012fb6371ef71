//! A user's request that a service makes: both tokens go along, and both are renewed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use keystoneclient::auth::{Plugin, ServiceToken, registry};
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Code;
use keystoneclient::session::RequestOptions;
use serde_json::json;

use crate::support::*;

#[test]
fn a_service_token_goes_along_and_both_are_renewed() {
    let driver = Arc::new(Scripted::with([
        login_answer("user-1", 3600),
        login_answer("service-1", 3600),
        reply(401, &[], ""),
        login_answer("user-2", 3600),
        login_answer("service-2", 3600),
        reply(200, &[], ""),
    ]));
    let user = plugin("v3password", json!({})).unwrap();
    let service = plugin("v3password", json!({"username": "nova"})).unwrap();
    let session = session(Arc::new(ServiceToken::new(user, service)), &driver);
    wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
    assert_eq!(driver.left(), 0);
    let carried = driver.requests().pop().unwrap().headers;
    assert_eq!((carried.get("X-Auth-Token"), carried.get("X-Service-Token")), (Some("user-2"), Some("service-2")));
    driver.push(Ok(refusal("no")));
    assert!(session.invalidate().unwrap());
    assert_eq!(
        wait(session.token()).unwrap_err().code(),
        Code::UNAUTHORIZED,
        "a user who cannot log in is not left out"
    );
}

#[test]
fn service_tokens_within_others_are_renewed_as_well() {
    let made = |name: &str| plugin("v3password", json!({"username": name})).unwrap();
    let both = |user: Arc<dyn Plugin>, service: &str| Arc::new(ServiceToken::new(user, made(service)));
    for plugin in [
        both(both(made("me"), "glance"), "nova"),
        Arc::new(ServiceToken::new(made("me"), both(made("nova"), "glance"))),
    ] {
        let (logins, oldest) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(1)));
        let (count, taken) = (Arc::clone(&logins), Arc::clone(&oldest));
        let driver = Arc::new(Scripted::answering(move |request| {
            if request.url.ends_with("/auth/tokens") {
                let number = count.fetch_add(1, Ordering::SeqCst) + 1;
                return Ok(login_answer(&number.to_string(), 3600));
            }
            let is_taken = |name| {
                let number: usize = request.headers.get(name).unwrap().parse().unwrap();
                number >= taken.load(Ordering::SeqCst)
            };
            Ok(if is_taken("X-Auth-Token") && is_taken("X-Service-Token") {
                reply(200, &[], "")
            } else {
                refusal("no")
            })
        }));
        let session = session(plugin, &driver);
        for round in 1..=3 {
            wait(session.request("GET", "http://any/", &RequestOptions::default())).unwrap();
            assert_eq!(logins.load(Ordering::SeqCst), 2 * round, "both log in, and both after each 401");
            oldest.store(2 * round + 1, Ordering::SeqCst);
        }
    }
}

#[test]
fn all_but_the_header_is_the_users_beside_a_service_token() {
    let user = plugin("v3password", json!({})).unwrap();
    let both = ServiceToken::new(user.clone(), plugin("v3password", json!({"username": "nova"})).unwrap());
    assert_eq!(both.cache_id().unwrap(), user.cache_id().unwrap());
    let (driver, _) = cloud(3600);
    wait(session(user.clone(), &driver).access()).unwrap();
    let state = user.state().unwrap();
    assert!(state.is_some() && both.state().unwrap() == state);
    both.set_state(None).unwrap();
    assert_eq!(user.state().unwrap(), None);
    let options = json!({"username": "me", "user_domain_id": "default", "password": "new"});
    let method = registry::method("v3password", &params(options), None);
    both.add_method(method.unwrap()).unwrap();
    assert_eq!(both.cache_id().unwrap(), user.cache_id().unwrap());
}
