//! Each way to fail shows its class, its message, and no secret.

use std::net::TcpListener;

use ks_testing::c::CProgram;
use ks_testing::keystone::{Keystone, User};
use ks_testing::run::Outcome;

/// Runs the program that prints an error, with this user's variables and these.
fn fail(variables: &[(String, String)], more: &[(&str, &str)], arguments: &[&str]) -> Option<Outcome> {
    let program = CProgram::compile("tests/c/failure.c", "failure")?;
    let execution = program.execution().envs(variables.iter().cloned()).envs(more.iter().copied()).args(arguments);
    let outcome = execution.run_under_valgrind();
    outcome.assert_code(3);
    Some(outcome)
}

fn user() -> Option<(&'static Keystone, User)> {
    let keystone = Keystone::running()?;
    Some((keystone, keystone.user("member")))
}

#[test]
fn a_wrong_password_is_unauthorized_with_keystones_message_and_request_id() {
    let Some((keystone, user)) = user() else { return };
    for auth_type in ["password", "v3password"] {
        let more = [("OS_PASSWORD", "wr0ng-password"), ("OS_AUTH_TYPE", auth_type)];
        let Some(outcome) = fail(&user.env(), &more, &[]) else { return };
        outcome
            .assert_stdout_has("result 401\ncode 401\nclass Unauthorized\n")
            .assert_stdout_has(
                "message The request you have made requires authentication. (HTTP 401) (Request-ID: req-",
            )
            .assert_stdout_has(&format!("status 401\nmethod POST\nurl {}/auth/tokens\nrequest id req-", keystone.url()))
            .assert_no_secrets(&["wr0ng-password", &user.password]);
    }
}

#[test]
fn no_server_is_a_connect_failure() {
    let Some((_, user)) = user() else { return };
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for path in ["", "/v3"] {
        let Some(outcome) = fail(&user.env(), &[("OS_AUTH_URL", &format!("http://{free}{path}"))], &[]) else { return };
        outcome
            .assert_stdout_has("code 141\nclass ConnectFailure\n")
            .assert_stdout_has(&free.to_string())
            .assert_stdout_has("refused")
            .assert_no_secrets(&[&user.password]);
    }
}

#[test]
fn a_certificate_of_an_unknown_authority_is_an_ssl_error() {
    let Some((keystone, user)) = user() else { return };
    let other = keystone.other_ca_file();
    let Some(outcome) = fail(&user.tls_env(), &[("OS_CACERT", &other.to_string_lossy())], &[]) else { return };
    outcome
        .assert_stdout_has("code 142\nclass SSLError\n")
        .assert_stdout_has("certificate")
        .assert_no_secrets(&[&user.password]);
    let missing = [("OS_CACERT", "/nonexistent/ca.pem")];
    let Some(outcome) = fail(&user.tls_env(), &missing, &[]) else { return };
    outcome.assert_stdout_has("class CertificateConfigError\n").assert_stdout_has("/nonexistent/ca.pem");
}

#[test]
fn a_service_that_the_catalog_lacks_is_named_with_what_there_is() {
    let Some((_, user)) = user() else { return };
    let Some(outcome) = fail(&user.env(), &[], &["object-store", "/"]) else { return };
    outcome
        .assert_stdout_has("code 130\nclass EndpointNotFound\n")
        .assert_stdout_has("object-store")
        .assert_stdout_has("identity")
        .assert_no_secrets(&[&user.password]);
}

#[test]
fn what_the_user_may_not_do_is_forbidden() {
    let Some((_, user)) = user() else { return };
    let Some(outcome) = fail(&user.env(), &[], &["identity", "/users"]) else { return };
    outcome
        .assert_stdout_has("code 403\nclass Forbidden\n")
        .assert_stdout_has("identity:list_users")
        .assert_no_secrets(&[&user.password]);
}

#[test]
fn an_environment_that_says_too_little_names_the_variables() {
    let Some(outcome) = fail(&[], &[("OS_USERNAME", "me")], &[]) else { return };
    outcome
        .assert_stdout_has("class MissingRequiredOptions\n")
        .assert_stdout_has("OS_AUTH_URL")
        .assert_stdout_has("OS_PASSWORD");
}
