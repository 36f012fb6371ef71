//! Threads that wait for a turn or a login, and what ends it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ks_testing::server::{Answer, Script, Server};
use serde_json::json;

use crate::support::{passes, program, token};

#[test]
fn as_many_requests_are_under_way_as_may_be_and_no_more() {
    let Some(limits) = program("threads_limits") else { return };
    let (now, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let turn = move |_: &_| {
        seen.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(10));
        now.fetch_sub(1, Ordering::SeqCst);
        Answer::new(200)
    };
    let server = Server::start(Script::new().call("GET", "/turn", turn));
    passes(&limits.with(["turns", server.origin()]));
    assert_eq!(server.recorded().len(), 64);
    assert_eq!(most.load(Ordering::SeqCst), 3, "two adapters of one service share the session's bound");
}

#[test]
fn a_shutdown_ends_requests_and_all_who_wait_for_a_turn_or_a_login() {
    let Some(limits) = program("threads_limits") else { return };
    let server = Server::start(Script::new().otherwise(Answer::silence()));
    let begun = Instant::now();
    passes(&limits.with(["shutdown", server.origin()]));
    assert!(begun.elapsed() < Duration::from_secs(30), "nobody waited for its own time");
    assert_eq!(server.recorded().len(), 2, "one login and one request were under way");
}

#[test]
fn a_shutdown_ends_the_pause_before_the_next_try_and_before_a_turn() {
    let Some(limits) = program("threads_limits") else { return };
    let busy = Answer::keystone_error(503, "later").header("Retry-After", "60");
    let server = Server::start(Script::new().route("GET", "/busy", busy));
    let begun = Instant::now();
    passes(&limits.with(["pauses", server.origin()]));
    assert!(begun.elapsed() < Duration::from_secs(30), "nobody waited for the end of the pause");
    assert_eq!(server.recorded().len(), 1);
}

#[test]
fn a_thread_that_waits_for_anothers_login_gives_up_in_its_own_time() {
    let Some(limits) = program("threads_limits") else { return };
    let login = token(1, &json!([])).delay(Duration::from_millis(1500));
    let server = Server::start(Script::new().route("POST", "/v3/auth/tokens", login).otherwise(Answer::new(200)));
    passes(&limits.with(["deadline", server.origin()]));
    assert_eq!(server.recorded().len(), 2, "one login, and the request of who did it");
}
