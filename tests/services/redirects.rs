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
        .call("*", "/elsewhere/*", move |request| {
            let status = number(request);
            Answer::redirect(status, &format!("{landing}{status}"))
        })
        .call("*", "/here/*", |request| Answer::redirect(number(request), &format!("/landing/{}", number(request))))
        .route("*", "/landing/*", Answer::new(200))
        .route("GET", "/round", Answer::redirect(302, &to("/back")))
        .call("POST", "/login/*", move |request| Answer::redirect(number(request), &tokens))
        .route("GET", "/moved/v3", Answer::redirect(302, &to("/v3")))
        .route("POST", "/moved/v3/auth/tokens", token(1, &json!([])));
    (script, logins)
}

/// Runs the program from https to http, and over plain HTTP between two ports; gives both pairs of servers to the check.
#[track_caller]
fn between_origins(leave: &str, check: impl Fn(&Server, &Server, usize, bool)) {
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
        let arguments = [leave, from.origin(), to.origin()].into_iter().chain(secure.then_some(ca));
        passes(&redirect.with(arguments)).assert_no_secrets(&["hunter2"]);
        for request in to.recorded().iter().filter(|_| secure || leave == "without") {
            for secret in [PASSWORD, TOKEN, "hunter2"] {
                assert!(!request.contains(secret), "{secret} went to another origin: {request:?}");
            }
        }
        check(&from, &to, logins.load(Ordering::SeqCst), secure);
    }
}

#[test]
fn credentials_stay_with_their_origin() {
    between_origins("without", |from, to, logins, _| {
        for status in [301, 302, 303, 307, 308] {
            let path = format!("/landing/{status}");
            let there = requests(to, "GET", &path);
            assert_eq!(there[0].header("x-kept"), Some("kept"));
            // See Other is a GET without a body.
            assert_eq!(there.len(), if status == 303 { 2 } else { 1 });
            assert_eq!(requests(to, "POST", &path).len(), 0);
            let stayed = requests(from, "GET", &path);
            assert_eq!(stayed[0].header("x-auth-token"), Some(format!("{TOKEN}1").as_str()));
            assert_eq!(stayed[0].header("cookie"), Some("session=hunter2"));
            let bodies: Vec<String> = requests(from, "POST", &path).iter().map(Received::text).collect();
            assert_eq!(bodies, if status == 303 { vec![] } else { vec!["hunter2"] });
            assert_eq!(requests(from, "POST", &format!("/login/{status}/v3/auth/tokens")).len(), 1);
        }
        let back = requests(from, "GET", "/landing/back");
        assert_eq!(back.iter().map(|request| request.header("x-auth-token")).collect::<Vec<_>>(), [None]);
        assert_eq!(requests(to, "GET", "/refused").len(), 1);
        assert_eq!(logins, 1, "the 401 of an origin that never had the token drops none");
        let asked = to.recorded().into_iter().filter(|request| request.path() == "/v3/auth/tokens").count();
        assert_eq!(asked, 0, "neither a redirected login nor a redirected discovery leads there");
    });
}

#[test]
fn a_redirect_takes_everything_along_with_leave_but_not_from_https_to_http() {
    between_origins("with", |_, to, _, secure| {
        let got = requests(to, "GET", "/landing/302");
        let token = format!("{TOKEN}1");
        assert_eq!(got[0].header("x-auth-token"), if secure { None } else { Some(token.as_str()) });
        assert_eq!(got[0].header("cookie"), if secure { None } else { Some("session=hunter2") });
        let bodies: Vec<String> = requests(to, "POST", "/landing/307").iter().map(Received::text).collect();
        assert_eq!(bodies, if secure { vec![] } else { vec!["hunter2"] });
    });
}
