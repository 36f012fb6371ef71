//! Logins from C: the program `tests/c/logins.c` does what a list of steps says.

use std::fs;

use ks_testing::c::{CProgram, scratch_folder};
use serde_json::{Value, json};

/// The scopes of `ks_scope_code`.
pub(crate) const UNSCOPED: i32 = 1;
pub(crate) const PROJECT: i32 = 2;
pub(crate) const DOMAIN: i32 = 3;
pub(crate) const SYSTEM: i32 = 4;
pub(crate) const TRUST: i32 = 5;

/// A step that makes a plugin of this auth type, and a session of it.
pub(crate) fn login(auth_type: &str, options: Value) -> Value {
    let mut step = json!({"do": "login", "auth_type": auth_type});
    step["options"] = options;
    step
}

/// A step that logs in, after which the token says these facts.
pub(crate) fn look(is: Value) -> Value {
    let mut step = json!({"do": "look"});
    step["is"] = is;
    step
}

/// A step that asks for the token, which fails with this code.
pub(crate) fn refused(code: i32) -> Value {
    json!({"do": "look", "fails": code})
}

/// A step that gets this URL.
pub(crate) fn get(url: &str) -> Value {
    json!({"do": "get", "url": url})
}

/// Runs the steps in C under valgrind: each comes to what it says, and no secret shows. False, after a visible skip, without a
/// compiler.
#[track_caller]
pub(crate) fn passes(steps: &[Value], secrets: &[&str]) -> bool {
    let Some(program) = CProgram::compile("tests/c/logins.c", "logins") else { return false };
    let file = tempfile::NamedTempFile::new_in(scratch_folder()).unwrap();
    fs::write(file.path(), json!(steps).to_string()).unwrap();
    program.arg(file.path()).run_under_valgrind().assert_success().assert_no_secrets(secrets);
    true
}
