//! What goes along with a redirect to another origin: nothing that authenticates.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use ks_testing::server::{Answer, Received, Script, Server};
use ks_testing::tls::Authority;
use serde_json::json;

use crate::support::{PASSWORD, TOKEN, passes, program, requests, token, version};

/// The number at the end of a path, which is the status to redirect with.
fn number(request: &Received) -> u16 {
    request.path().split('/').find_map(|part| part.parse().ok()).unwrap()
}

/// Another origin, which takes whatever it can get: it would be an Identity, too.
fn there(origin: &str, back: &str) -> Script {
    Script::new()
        .route("GET", "/back", Answer::redirect(302, back))
        .route("*", "/landing/*", Answer::new(200))
        .route("*", "/refused", Answer::keystone_error(401, "who are you?"))
        .route("GET", "/v3", version(&format!("{origin}/v3")))
        .route("*", "/v3/auth/tokens", token(666, &json!([])))
}

/// An Identity and a service that redirect to `to`, and the logins that it has seen.
fn here(to: &str) -> (Script, Arc<AtomicUsize>) {
    let logins = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&logins);
    let to = |path: &str| format!("{to}{path}");
    let (landing, tokens) = (to("/landing/"), to("/v3/auth/tokens"));
    let script = Script::new()
        .call("POST", "/v3/auth/tokens", move |_| token(1 + counted.fetch_add(1, Ordering::SeqCst), &json!([])))
        .route("GET", "/elsewhere/refused", Answer::redirect(302, &to("/refused")))
        .call("GET", "/elsewhere/*", move |request| {
            let status = number(request);
            Answer::redirect(status, &format!("{landing}{status}"))
        })
        .call("GET", "/here/*", |request| Answer::redirect(number(request), &format!("/landing/{}", number(request))))
        .route("GET", "/landing/*", Answer::new(200))
        .route("GET", "/round", Answer::redirect(302, &to("/back")))
        .call("POST", "/login/*", move |request| Answer::redirect(number(request), &tokens))
        .route("GET", "/moved/v3", Answer::redirect(302, &to("/v3")))
        .route("POST", "/moved/v3/auth/tokens", token(1, &json!([])));
    (script, logins)
}

/// Runs the program from https to http, and over plain HTTP between two ports; gives both pairs of servers to the check.
#[track_caller]
fn between_origins(what: &str, check: impl Fn(&Server, &Server, usize)) {
    let Some(redirect) = program("session_redirect") else { return };
    let authority = Authority::new();
    let ca = authority.file().to_str().unwrap();
    for secure in [true, false] {
        let to = Server::start(Script::new());
        let (script, logins) = here(to.origin());
        let builder = Server::builder();
        let builder = if secure { builder.tls(authority.server().server_config()) } else { builder };
        let from = builder.start(script);
        to.replace(there(to.origin(), &from.url("/landing/back")));
        let arguments = [what, from.origin(), to.origin()].into_iter().chain(secure.then_some(ca));
        passes(&redirect.with(arguments)).assert_no_secrets(&["hunter2"]);
        for request in to.recorded() {
            for secret in [PASSWORD, TOKEN, "hunter2"] {
                assert!(!request.contains(secret), "{secret} went to another origin: {request:?}");
            }
        }
        check(&from, &to, logins.load(Ordering::SeqCst));
    }
}

#[test]
fn a_redirect_to_another_origin_takes_no_credentials_along() {
    between_origins("requests", |from, to, logins| {
        for status in [301, 302, 303, 307, 308] {
            let path = format!("/landing/{status}");
            let there = requests(to, "GET", &path);
            assert_eq!(there.iter().map(|request| request.header("x-kept")).collect::<Vec<_>>(), [Some("kept")]);
            let stayed = requests(from, "GET", &path);
            let tokens: Vec<_> = stayed.iter().map(|request| request.header("x-auth-token")).collect();
            assert_eq!(tokens, [Some(format!("{TOKEN}1").as_str())]);
            assert_eq!(stayed[0].header("cookie"), Some("session=hunter2"));
        }
        let back = requests(from, "GET", "/landing/back");
        assert_eq!(back.iter().map(|request| request.header("x-auth-token")).collect::<Vec<_>>(), [None]);
        assert_eq!(requests(to, "GET", "/refused").len(), 1);
        assert_eq!(logins, 1, "the 401 of an origin that never had the token drops none");
    });
}

#[test]
fn a_login_is_not_redirected_to_another_origin() {
    between_origins("logins", |from, to, _| {
        assert_eq!(from.recorded().len(), 5);
        assert_eq!(to.recorded().len(), 0, "{:?}", to.recorded());
    });
}

#[test]
fn a_redirected_discovery_takes_no_password_to_another_origin() {
    between_origins("discovery", |_, to, _| {
        assert_eq!(requests(to, "POST", "/v3/auth/tokens").len(), 0);
    });
}
