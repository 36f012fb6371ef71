//! A forked child goes on with the session of its parent, whatever the parent's threads were doing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ks_testing::keystone::Keystone;
use ks_testing::server::{Answer, FakeKeystone, Received, Script, Server};
use ks_testing::tls::Authority;
use serde_json::json;

use crate::support::{PASSWORD, TOKEN, keystone, passes, program, requests, token, version};

/// Parent, child and grandchild each had a connection of their own, and one login served them all.
#[track_caller]
fn check_connections(keystone: &FakeKeystone) {
    assert_eq!(keystone.logins(), 1);
    let connections: Vec<usize> =
        requests(keystone.server(), "GET", "/v3/users").iter().map(|request| request.connection).collect();
    assert_eq!(connections, [1, 2, 2, 3, 3, 1]);
    assert_eq!(keystone.server().connection_errors(), Vec::<String>::new());
}

#[test]
fn a_child_has_the_token_and_a_connection_of_its_own_and_leaves_the_parents_open() {
    let Some(fork) = program("fork") else { return };
    let plain = keystone().start();
    passes(&fork.with(["quiet", &plain.auth_url()]));
    check_connections(&plain);
}

#[test]
fn a_child_does_not_disturb_the_tls_of_its_parent() {
    let Some(fork) = program("fork") else { return };
    let authority = Authority::new();
    let secure = keystone().tls(authority.server().server_config()).start();
    passes(&fork.with(["quiet", &secure.auth_url(), authority.file().to_str().unwrap()]));
    check_connections(&secure);
}

/// A gate that the first request through it keeps closed until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<AtomicUsize>);

impl Gate {
    const HELD: usize = 1;
    const OPEN: usize = 2;

    fn pass(&self) {
        if self.0.compare_exchange(0, Self::HELD, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            self.wait_for(Self::OPEN);
        }
    }

    fn wait_for(&self, state: usize) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.0.load(Ordering::SeqCst) < state && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// An Identity that answers everything but holds back the first answer to this method and path.
fn holding(method: &'static str, path: &'static str) -> Server {
    let gate = Gate::default();
    let logins = AtomicUsize::new(0);
    let answer = move |request: &Received| {
        if request.method == method && request.path() == path {
            gate.pass();
        }
        match (request.method.as_str(), request.path()) {
            ("POST", "/v3/auth/tokens") => token(1 + logins.fetch_add(1, Ordering::SeqCst), &json!([])),
            (_, "/v3/is-held") => {
                gate.wait_for(Gate::HELD);
                Answer::new(200)
            }
            (_, "/v3/release") => {
                gate.0.store(Gate::OPEN, Ordering::SeqCst);
                Answer::new(200)
            }
            (_, "/v3") => version(&format!("{}/v3", request.origin())),
            (_, "/v3/users") if request.header("x-auth-token").is_some() => Answer::new(200),
            _ => Answer::new(404),
        }
    };
    Server::start(Script::calling(answer))
}

#[test]
fn a_child_waits_for_no_request_login_or_discovery_of_its_parent() {
    let Some(fork) = program("fork") else { return };
    let request = holding("GET", "/v3/users");
    let login = holding("POST", "/v3/auth/tokens");
    let discovery = holding("GET", "/v3");
    let urls = [request.url("/v3"), login.url("/v3"), discovery.url("/v3")];
    passes(&fork.with(["busy", "v3password", &urls[0], "v3password", &urls[1], "password", &urls[2]]));
    let logins = |server: &Server| requests(server, "POST", "/v3/auth/tokens").len();
    assert_eq!(logins(&request), 2, "the parent's, and that of the child that dropped its token");
    assert_eq!(logins(&login), 3, "the parent's, and two of the child");
    assert_eq!(requests(&discovery, "GET", "/v3").len(), 2, "the parent's and the child's");
}

#[test]
fn a_child_does_not_wait_for_a_callback_of_its_parent() {
    let Some(fork) = program("fork") else { return };
    let first = format!("{TOKEN}1");
    let users =
        move |request: &Received| Answer::new(if request.header("x-auth-token") == Some(&first) { 401 } else { 200 });
    let server = Server::start(Script::new().call("GET", "/v3/users", users));
    passes(&fork.with(["callback", &server.url("/v3")]));
    assert_eq!(server.recorded().len(), 5, "two of the parent's thread, two of the child, and one more");
}

#[test]
fn children_of_a_parent_whose_threads_are_anywhere_never_hang() {
    let Some(fork) = program("fork") else { return };
    let keystone = keystone().start();
    // Without valgrind: many more children in the same time.
    let outcome = fork.with(["storm", &keystone.auth_url(), "100"]).run();
    outcome.assert_success().assert_no_secrets(&[PASSWORD]);
}

#[test]
fn a_child_goes_on_with_a_real_keystone() {
    let (Some(fork), Some(keystone)) = (program("fork"), Keystone::running()) else { return };
    let user = keystone.user("admin");
    let mark = keystone.mark();
    let run = fork.with(["quiet", keystone.url()]);
    let scope =
        [("TEST_USERNAME", &user.name), ("TEST_PASSWORD", &user.password), ("TEST_PROJECT_ID", &user.project_id)];
    passes(&run.envs(scope)).assert_no_secrets(&[&user.password]);
    assert_eq!(user.logins_since(mark), 1);
    let seen = user.requests_since(mark);
    let ports: Vec<u16> =
        seen.iter().filter(|request| request.path == "/v3/users").map(|request| request.peer_port).collect();
    assert_eq!(ports.len(), 6);
    assert_eq!((ports[0], ports[1], ports[3]), (ports[5], ports[2], ports[4]), "three connections: {ports:?}");
    assert!(ports[0] != ports[1] && ports[1] != ports[3] && ports[0] != ports[3], "three connections: {ports:?}");
}
