//! Runs of the shell, which is on every machine.

use super::*;

fn shell(script: &str) -> Execution {
    Execution::new("/bin/sh").arg("-c").arg(script)
}

#[test]
fn output_and_status_come_back() {
    let outcome = shell("echo out; echo err >&2; exit 3").run();
    assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str(), outcome.code()), ("out\n", "err\n", Some(3)));
    outcome.assert_code(3).assert_stdout_has("out").assert_stderr_has("err");
}

#[test]
fn the_environment_is_clean_and_the_home_is_empty() {
    let outcome = shell("env | cut -d= -f1; pwd; ls -A \"$HOME\"").run();
    let mut lines: Vec<&str> = outcome.assert_success().stdout.lines().collect();
    lines.retain(|line| {
        !matches!(*line, "PATH" | "HOME" | "TMPDIR" | "LANG" | "RUST_BACKTRACE" | "PWD" | "OLDPWD" | "_" | "SHLVL")
    });
    assert_eq!(lines.len(), 1, "only the working folder is left of {lines:?}");
    assert!(lines[0].ends_with("/home"), "{lines:?}");
}

#[test]
fn arguments_variables_and_input_reach_the_program() {
    let outcome = shell("echo $0 $A $B; cat").arg("zero").env("A", "1").envs([("B", "2")]).stdin("input").run();
    assert_eq!(outcome.stdout, "zero 1 2\ninput");
}

#[test]
fn a_program_that_never_ends_is_killed_with_its_children() {
    let run = shell("(sleep 0.7; echo late >\"$HOME/marker\") & wait; sleep 600").limit(Duration::from_millis(200));
    let outcome = run.run();
    assert_eq!(outcome.status, None);
    assert!(outcome.duration < Duration::from_secs(30));
    assert!(outcome.to_string().contains("killed at its time limit"), "{outcome}");
    thread::sleep(Duration::from_secs(1));
    assert!(!run.home().join("marker").exists(), "the child lived on");
}

#[test]
fn much_output_does_not_block() {
    let outcome = shell("head -c 3000000 /dev/zero | tr '\\0' a; head -c 3000000 /dev/zero >&2").run();
    assert_eq!((outcome.stdout.len(), outcome.stderr.len()), (3_000_000, 3_000_000));
}

#[test]
#[should_panic(expected = "the reason")]
fn a_failed_success_assertion_shows_what_the_program_said() {
    shell("echo the reason >&2; exit 1").run().assert_success();
}

#[test]
#[should_panic(expected = "the secret \"hunter2\" is in standard error")]
fn a_secret_in_the_output_fails_the_test() {
    shell("echo my hunter2 >&2").run().assert_no_secrets(&["hunter2"]);
}

#[test]
fn output_without_the_secrets_passes() {
    shell("echo fine").run().assert_no_secrets(&["hunter2", "token-1"]);
}

#[test]
#[should_panic(expected = "cannot run")]
fn a_program_that_does_not_exist_is_named() {
    let _ = Execution::new("/no/such/program").run();
}
