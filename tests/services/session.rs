//! Sessions and their options.

use std::path::Path;
use std::time::Duration;

use ks_testing::keystone::Keystone;
use ks_testing::server::{Answer, AtConnect, ClosedPort, FullPort, Received, Script, Server};
use ks_testing::tls::Authority;
use serde_json::json;

use crate::support::{PASSWORD, keystone, passes, program, request, service, token, version};

#[test]
fn a_session_knows_its_token_and_refuses_what_makes_no_sense() {
    let Some(session) = program("session") else { return };
    let keystone = keystone().start();
    let url = keystone.auth_url();
    let ids = ["f4e0000000000000000000000000a001", "f4e0000000000000000000000000b001"];
    let environment = keystone.environment();
    passes(&session.with([&*url, ids[0], ids[1]]).envs(environment).env("OS_PASSWORD", PASSWORD));
    assert_eq!(keystone.logins(), 2, "one, and one after the token was dropped");
}

#[test]
fn a_session_of_a_real_keystone_knows_the_same() {
    let (Some(session), Some(keystone)) = (program("session"), Keystone::running()) else { return };
    let user = keystone.user("member");
    let mark = keystone.mark();
    let outcome = passes(&session.with([keystone.url(), &user.id, &user.project_id]).envs(user.env()));
    outcome.assert_no_secrets(&[&user.password]);
    assert_eq!(user.logins_since(mark), 2);
}

/// 302 from `/hops/3` to `/hops/2` and so on, until 200.
pub(crate) fn hop(request: &Received) -> Answer {
    match request.path().strip_prefix("/hops/").unwrap().parse::<u32>().unwrap() {
        0 => Answer::new(200),
        left => Answer::redirect(302, &format!("/hops/{}", left - 1)),
    }
}

fn script(origin: &str) -> Script {
    let (busy, limited) = (Answer::new(503), Answer::new(429));
    let slowly = |answer: Answer| answer.delay(Duration::from_millis(1500));
    let compute = service(
        "compute",
        &[
            ("one", "public", "http://one.public.example/"),
            ("one", "internal", "http://one.internal.example/"),
            ("two", "public", "http://two.public.example/"),
            ("two", "internal", "http://two.internal.example/"),
        ],
    );
    Script::new()
        .route("GET", "/silent", Answer::silence())
        .route("GET", "/trickling", Answer::text(200, &"x".repeat(100)).slowly(1, Duration::from_millis(150)))
        .route("*", "/slow-login/*", slowly(Answer::keystone_error(401, "too late")))
        .route("GET", "/busy/one", [busy.clone()])
        .route("GET", "/busy/retry-after", [busy.clone().header("Retry-After", "1"), Answer::new(200)])
        .route("GET", "/busy/twice", [busy.clone(), busy.clone(), Answer::new(200)])
        .route("GET", "/busy/thrice", [busy.clone(), busy])
        .route("GET", "/limited/one", [limited.clone()])
        .route("GET", "/limited/retried", [limited, Answer::new(200)])
        .call("GET", "/hops/*", hop)
        .route("GET", "/agent/v3", version(&format!("{origin}/agent/v3")))
        .route("POST", "/agent/v3/auth/tokens", token(1, &json!([])))
        .route("GET", "/agent/*", Answer::new(200))
        .route("POST", "/v3/auth/tokens", token(1, &json!([compute])))
}

#[test]
fn each_option_of_a_session_has_its_effect() {
    let Some(options) = program("session_options") else { return };
    let server = Server::start_with(script);
    let reset = |number: usize| if number < 3 { AtConnect::Reset } else { AtConnect::Serve };
    let flaky = Server::builder().at_connect(reset).start(Answer::new(200));
    let (full, closed) = (FullPort::new(), ClosedPort::new());
    passes(&options.with([server.origin(), flaky.origin(), &full.origin(), &closed.origin()]));
    assert_eq!(flaky.connections(), 3);
    assert_eq!(server.remaining(), 0, "as many retries as asked for");
    let library = concat!("keystoneclient/", env!("CARGO_PKG_VERSION"));
    let running = format!("session_options {library}");
    let agent = |method: &str, path: &str| request(&server, method, path).header("user-agent").map(str::to_owned);
    assert_eq!(agent("GET", "/agent/library"), Some(running), "the running program where nobody is named");
    for (method, path) in [
        ("GET", "/agent/program"),
        ("GET", "/agent/with-token"),
        ("GET", "/agent/v3"),
        ("POST", "/agent/v3/auth/tokens"),
    ] {
        assert_eq!(agent(method, path), Some(format!("probe/1.0 {library}")), "{method} {path}");
    }
}

#[test]
fn a_session_trusts_whom_it_is_told_to_and_shows_its_certificate() {
    let Some(tls) = program("session_tls") else { return };
    let (authority, stranger) = (Authority::new(), Authority::new());
    let leaf = authority.server();
    let client = authority.client("probe");
    let open = Server::tls(Answer::new(200), leaf.server_config());
    let closed = Server::tls(Answer::new(200), leaf.server_config_requiring_clients_of(&authority));
    let wrong = client.with_mismatched_key();
    let files: [&Path; 6] = [
        authority.file(),
        stranger.file(),
        client.certificate_file(),
        client.key_file(),
        &client.combined_file(),
        wrong.key_file(),
    ];
    let arguments = [open.origin().as_ref(), closed.origin().as_ref()].into_iter().chain(files.map(Path::as_os_str));
    passes(&tls.with(arguments));
    assert_eq!(open.recorded().len(), 6);
    let shown: Vec<_> = closed.recorded().into_iter().map(|request| request.tls.unwrap().client_certificate).collect();
    assert_eq!(shown, [Some(client.der().to_vec()), Some(client.der().to_vec())]);
}
