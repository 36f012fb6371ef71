//! Many threads, one session: one login for all of them, whatever happens to the token.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use ks_testing::keystone::Keystone;
use ks_testing::sanitizer;
use ks_testing::server::{Answer, FakeKeystone, Received, Script, Server};

use crate::support::{TOKEN, keystone, passes, program};

const THREADS: usize = 16;
const REQUESTS: usize = 12;

/// Takes the token back so many times, each time when more requests have been answered with it than all threads together send
/// while the slowest of them waits for its turn: a request is sent again only once.
fn revoke(keystone: &FakeKeystone, times: usize) {
    let deadline = Instant::now() + Duration::from_secs(60);
    for revoked in 1..=times {
        keystone.revoke_after(80);
        while keystone.logins() <= revoked && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

#[test]
fn sixteen_threads_lose_nothing_when_their_token_is_revoked_again_and_again() {
    const REQUESTS: usize = 16;
    // A sanitizer slows some threads so much that the others may be through with the next token: theirs would be refused twice.
    let times = if sanitizer::current().is_some() { 1 } else { 2 };
    let Some(logins) = program("threads_logins") else { return };
    for auth_type in ["v3password", "password"] {
        let keystone = keystone().login_delay(Duration::from_millis(20)).start();
        let run = logins.with(["requests", auth_type, &keystone.auth_url(), &REQUESTS.to_string()]);
        thread::scope(|scope| {
            scope.spawn(|| revoke(&keystone, times));
            passes(&run);
        });
        assert_eq!(keystone.logins(), 1 + times, "one login, and one for each revocation");
        assert_eq!(keystone.login_attempts(), 1 + times);
        assert_eq!(keystone.accepted(), THREADS * REQUESTS);
        assert!(keystone.refused() >= times && keystone.refused() <= times * THREADS, "{}", keystone.refused());
        let connections = keystone.server().connections();
        assert!(connections <= THREADS, "{connections} connections for {THREADS} threads");
        keystone.server().wait_for_open_connections(0);
    }
}

#[test]
fn a_login_that_fails_fails_for_all_who_wait_for_it() {
    let Some(logins) = program("threads_logins") else { return };
    for auth_type in ["v3password", "password"] {
        let keystone = keystone().login_delay(Duration::from_millis(700)).start();
        keystone.refuse_logins(usize::MAX);
        passes(&logins.with(["refused", auth_type, &keystone.auth_url(), "401"]));
        assert_eq!(keystone.login_attempts(), 1, "also for a thread that came when the attempt was over");
    }
}

#[test]
fn a_wrong_password_is_tried_once_at_a_real_keystone_and_not_by_each_thread() {
    let (Some(logins), Some(keystone)) = (program("threads_logins"), Keystone::running()) else { return };
    let user = keystone.user("member");
    let mark = keystone.mark();
    let run = logins.with(["refused", "password", keystone.url(), "401"]);
    let run = run.env("TEST_USERNAME", &user.name).env("TEST_PASSWORD", "wr0ng-pa55phrase");
    passes(&run).assert_no_secrets(&["wr0ng-pa55phrase"]);
    let refused = user.requests_since(mark).iter().filter(|request| request.status == 401).count();
    assert_eq!(refused, 1);
}

#[test]
fn a_discovery_that_fails_fails_for_all_who_wait_for_it() {
    let Some(logins) = program("threads_logins") else { return };
    let server = Server::start(Script::new().route("GET", "/", Answer::new(503).delay(Duration::from_millis(700))));
    passes(&logins.with(["refused", "password", &server.url("/"), "150"]));
    assert!(server.recorded().len() <= 2, "{} requests", server.recorded().len());
}

#[test]
fn a_plugin_in_c_renews_once_for_all_threads_and_is_destroyed_once() {
    let Some(callbacks) = program("threads_callbacks") else { return };
    let revoked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&revoked);
    // The oldest token that is taken, the answers that the newest got, and the threads that were refused and have not come again.
    let state = Mutex::new((1, 0, HashSet::new()));
    // Each fiftieth answer or so is the last for the token that came with it; but no request is refused twice.
    let guarded = move |request: &Received| {
        let token = request.header("x-auth-token").unwrap();
        let number: usize = token.strip_prefix(TOKEN).unwrap().parse().unwrap();
        let thread = request.query().unwrap().to_owned();
        let mut state = state.lock().unwrap();
        let (oldest, answered, refused) = &mut *state;
        if number < *oldest {
            refused.insert(thread);
            return Answer::keystone_error(401, "an old token");
        }
        refused.remove(&thread);
        *answered += 1;
        if *answered >= 50 && refused.is_empty() {
            (*oldest, *answered) = (number + 1, 0);
            counted.fetch_add(1, Ordering::SeqCst);
        }
        Answer::new(200)
    };
    let server = Server::start(Script::new().call("GET", "/guarded", guarded));
    let outcome = passes(&callbacks.with([server.origin(), &REQUESTS.to_string()]));
    assert_eq!(revoked.load(Ordering::SeqCst), 3);
    outcome.assert_stdout_has("invalidated 3\n");
}
