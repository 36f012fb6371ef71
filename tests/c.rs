//! Each file of `tests/c` is a C program that checks one noun of the header. All run under valgrind.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use ks_testing::c::CProgram;

#[track_caller]
fn passes(noun: &str) {
    let Some(program) = CProgram::compile(format!("tests/c/{noun}.c"), noun) else { return };
    program.run_under_valgrind().assert_success();
}

#[test]
fn versions() {
    passes("version");
}

#[test]
fn results() {
    passes("result");
}

#[test]
fn errors() {
    passes("error");
}

#[test]
fn texts() {
    passes("text");
}

#[test]
fn values() {
    passes("value");
}

#[test]
fn params() {
    passes("params");
}

#[test]
fn tokens() {
    passes("access");
}

#[test]
fn what_tokens_say_beyond_user_and_scope() {
    passes("access_facts");
}

#[test]
fn catalogs() {
    passes("catalog");
}
