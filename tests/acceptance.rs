//! The acceptance programs, unchanged, against a real Keystone and under valgrind.

#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::thread;

use ks_testing::c::{CProgram, scratch_folder};
use ks_testing::keystone::Keystone;

fn program(name: &str) -> Option<CProgram> {
    CProgram::compile(format!("tests/acceptance/{name}.c"), name)
}

#[test]
fn whoami_prints_the_token_and_its_catalog() {
    let (Some(keystone), Some(whoami)) = (Keystone::running(), program("whoami")) else { return };
    let user = keystone.user("member");
    let outcome = whoami.execution().envs(user.env()).run_under_valgrind();
    outcome
        .assert_success()
        .assert_stdout_has(&format!("user     {} ({})", user.name, user.id))
        .assert_stdout_has("domain   Default")
        .assert_stdout_has(&format!("project  {} ({})", user.project_name, user.project_id))
        .assert_stdout_has("role     member")
        .assert_stdout_has(&format!("endpoint identity   public    RegionOne  {}", keystone.url()))
        .assert_no_secrets(&[&user.password]);
}

#[test]
fn whoami_logs_in_over_tls_with_the_cas_file() {
    let (Some(keystone), Some(whoami)) = (Keystone::running(), program("whoami")) else { return };
    let user = keystone.user("member");
    let outcome = whoami.execution().envs(user.tls_env()).run_under_valgrind();
    outcome.assert_success().assert_stdout_has(&user.name);
}

#[test]
fn request_lists_users_and_reads_the_error_of_one_that_is_not_there() {
    let (Some(keystone), Some(request)) = (Keystone::running(), program("request")) else { return };
    let outcome = request.execution().envs(keystone.env()).run_under_valgrind();
    outcome
        .assert_success()
        .assert_stdout_has(" admin\n")
        .assert_stdout_has("class      NotFound\nstatus     404\nmethod     GET\n")
        .assert_stdout_has(&format!("url        {}/users/no-such-user\n", keystone.url()))
        .assert_stdout_has("request id req-")
        .assert_stdout_has("message    Could not find user: no-such-user");
}

#[test]
fn explicit_options_log_in_and_a_misspelt_one_is_named() {
    let (Some(keystone), Some(explicit)) = (Keystone::running(), program("explicit")) else { return };
    let user = keystone.user("member");
    let outcome = explicit
        .execution()
        .args([keystone.url(), user.name.as_str(), user.password.as_str(), user.project_name.as_str()])
        .run_under_valgrind();
    outcome
        .assert_success()
        .assert_stdout_has("token of ")
        .assert_stderr_has("as expected: 'pasword' is not an option of v3password; did you mean 'password'?")
        .assert_no_secrets(&[&user.password]);
}

#[test]
fn offline_reads_a_body_that_another_program_obtained() {
    let (Some(keystone), Some(offline)) = (Keystone::running(), program("offline")) else { return };
    let caller = keystone.user("member").login();
    let body = keystone.admin().validate(caller.token());
    let file = scratch_folder().join("offline-body.json");
    fs::write(&file, body.to_string()).unwrap();
    let ask = |service: &str| {
        offline.execution().arg(&file).args([caller.token(), service, "public", "RegionOne"]).run_under_valgrind()
    };
    ask("identity")
        .assert_success()
        .assert_stdout_has("version v3, project scoped 1, expires soon 0\n")
        .assert_stdout_has(keystone.url());
    ask("compute").assert_code(1).assert_stderr_has("offline: EndpointNotFound: ").assert_stderr_has("compute");
}

#[test]
fn sixteen_threads_lose_nothing_when_their_token_is_revoked_half_way() {
    let (Some(keystone), Some(threads)) = (Keystone::running(), program("threads")) else { return };
    let user = keystone.user("member");
    let mark = keystone.mark();
    let running = thread::spawn({
        let execution = threads.execution().arg("25").envs(user.env());
        move || execution.run_under_valgrind()
    });
    let half = user.wait_for_requests(mark, |requests| requests.len() > 200);
    let token = half.iter().find_map(|request| request.subject_token.clone()).expect("a login was logged");
    keystone.admin().revoke(&token);
    let outcome = running.join().unwrap();
    outcome.assert_success().assert_stdout_has("400 requests, 0 failed");
    let requests = user.requests_since(mark);
    let refused = requests.iter().filter(|request| request.status == 401).count();
    assert!(refused > 0, "the revoked token was never refused");
    assert_eq!(user.logins_since(mark), 2, "one login at the start and one after the revocation");
    assert_eq!(requests.iter().filter(|request| request.status == 200).count(), 400);
}

#[test]
fn a_plugin_in_c_serves_a_session_and_is_destroyed_once() {
    let (Some(keystone), Some(custom)) = (Keystone::running(), program("custom_auth")) else { return };
    let user = keystone.user("member");
    let caller = user.login();
    let ask = |token: &str| custom.execution().args([keystone.url(), token, "/auth/projects"]).run_under_valgrind();
    ask(caller.token()).assert_success().assert_stdout_has("200 ").assert_stdout_has(&user.project_id);
    ask("no-token").assert_code(1).assert_stderr_has("custom_auth: The request you have made requires authentication");
}

#[test]
fn managers_provision_a_project_and_take_everything_back() {
    let (Some(keystone), Some(managers)) = (Keystone::running(), program("managers")) else { return };
    let outcome = managers.execution().envs(keystone.env()).run_under_valgrind();
    outcome.assert_success().assert_stdout_has("1 assignment(s)\n").assert_no_secrets(&["pa55 \"word\\"]);
}

#[test]
fn what_is_provisioned_already_is_left_as_it_is() {
    let (Some(keystone), Some(provision)) =
        (Keystone::running(), CProgram::compile("examples-c/provision.c", "provision"))
    else {
        return;
    };
    let run = || {
        let arguments = ["default", "provisioned", "member", "provisioned-1", "provisioned-2"];
        let execution = provision.execution().envs(keystone.env()).args(arguments);
        execution.env("PASSWORD_OF_provisioned-1", "hunter2 of one").run_under_valgrind()
    };
    let first = run();
    first
        .assert_success()
        .assert_stdout_has("made v3.projects provisioned\nmade v3.users provisioned-1\nmade v3.users provisioned-2\n");
    let again = run();
    again.assert_success().assert_stdout_has("project provisioned: 2 user(s) have the role member\n");
    assert!(!again.stdout.contains("made"), "{again}");
}
