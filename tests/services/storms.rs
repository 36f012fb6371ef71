//! Sixty-four threads in C that need a login at once: how many logins that makes.

use std::time::Duration;

use ks_testing::c::{CProgram, Compilation};
use ks_testing::run::Outcome;
use ks_testing::server::{Answer, FakeKeystone, Script, Server};

use crate::support::{PASSWORD, TOKEN, keystone, requests};

const AUTH_TYPES: [&str; 2] = ["v3password", "password"];

/// A program of `tests/c` with sixty-four threads, which valgrind would run one after the other.
fn storm(noun: &str) -> Option<CProgram> {
    Compilation::new(format!("tests/c/{noun}.c")).flag("-DTHREADS=64").compile(noun)
}

#[track_caller]
fn passes(program: &CProgram, arguments: &[&str]) -> Outcome {
    let run = program.execution().env("TEST_PASSWORD", PASSWORD).env("TEST_TOKEN", TOKEN).args(arguments).run();
    run.assert_success().assert_no_secrets(&[PASSWORD, TOKEN]);
    run
}

fn slow(milliseconds: u64) -> FakeKeystone {
    keystone().login_delay(Duration::from_millis(milliseconds)).start()
}

#[test]
fn a_login_that_is_refused_is_made_once_for_all() {
    let Some(logins) = storm("threads_logins") else { return };
    for auth_type in AUTH_TYPES {
        let keystone = slow(100);
        keystone.refuse_logins(usize::MAX);
        passes(&logins, &["refused", auth_type, &keystone.auth_url(), "401"]);
        assert_eq!((keystone.login_attempts(), keystone.logins()), (1, 0));
    }
}

#[test]
fn an_identity_that_is_asked_too_often_is_asked_once() {
    let Some(logins) = storm("threads_logins") else { return };
    for auth_type in AUTH_TYPES {
        let limited = Answer::new(429).header("Retry-After", "60");
        let script = Script::new().route("POST", "/v3/auth/tokens", limited).route("GET", "/v3", Answer::new(404));
        let server = Server::start(script);
        passes(&logins, &["refused", auth_type, &server.url("/v3"), "429"]);
        assert_eq!(requests(&server, "POST", "/v3/auth/tokens").len(), 1);
    }
}

#[test]
fn a_token_that_has_ended_costs_one_login() {
    let Some(waiting) = storm("threads_waiting") else { return };
    let keystone = keystone().lifetime(4).login_delay(Duration::from_millis(20)).start();
    passes(&waiting, &["expired", "v3password", &keystone.auth_url()]);
    assert_eq!((keystone.login_attempts(), keystone.logins()), (2, 2));
}

#[test]
fn who_may_not_wait_for_a_slow_login_gives_up_and_the_others_are_served_by_it() {
    let Some(waiting) = storm("threads_waiting") else { return };
    for auth_type in AUTH_TYPES {
        let keystone = slow(1500);
        passes(&waiting, &["deadlines", auth_type, &keystone.auth_url()]);
        assert_eq!((keystone.login_attempts(), keystone.logins()), (1, 1));
    }
}

#[test]
fn a_first_login_that_is_ended_under_way_leaves_it_to_one_of_the_others() {
    let Some(waiting) = storm("threads_waiting") else { return };
    for auth_type in AUTH_TYPES {
        let keystone = slow(1000);
        passes(&waiting, &["ended", auth_type, &keystone.auth_url()]);
        assert_eq!(keystone.login_attempts(), 2, "the one that was ended, and one for all others");
    }
}
