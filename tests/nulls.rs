//! Every function of the header is called with NULL for each of its pointers, and answers with its error or its empty value; and
//! with garbage for each argument that can be garbage, which is an error or a result, and never a panic, a crash or a flood.
//!
//! Two C programs are written out of the `.cdef`. A new function is called without a change here; a new type needs a sample, and a
//! parameter that may be NULL a line, in `tests/nulls/samples.rs`.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "abi/declarations.rs"]
mod declarations;
#[path = "nulls/garbage.rs"]
mod garbage;
#[path = "nulls/program.rs"]
mod program;
#[path = "nulls/samples.rs"]
mod samples;

use std::fs;
use std::time::Duration;

use ks_testing::c::{Compilation, project_root, scratch_folder};
use ks_testing::run::Outcome;
use ks_testing::sanitizer;

/// How much the longest garbage is.
const MEGABYTE: &str = "1048576";
/// And under valgrind, which is too slow for it.
const LESS: &str = "32768";
/// How long the program with the garbage may run without valgrind.
const LIMIT: Duration = Duration::from_secs(120);

fn declared() -> Vec<declarations::Declaration> {
    declarations::read(&fs::read_to_string(project_root().join("include/keystoneclient.cdef")).expect("the .cdef"))
}

#[test]
fn null_is_an_error_or_an_empty_value_and_never_a_crash() {
    let declarations = declared();
    let (text, calls) = program::write(&declarations);
    assert!(calls > declarations.iter().filter(|one| one.is_function()).count(), "{calls} calls");
    let source = scratch_folder().join("nulls.c");
    fs::write(&source, text).expect("a file below the target folder");
    let Some(program) = Compilation::new(&source).compile("nulls") else { return };
    let outcome = program.execution().run_under_valgrind();
    outcome.assert_success().assert_stdout_has("done");
    assert_eq!(outcome.stdout.lines().count(), calls + 1, "{outcome}");
}

#[test]
fn garbage_is_an_error_or_a_result_and_never_a_panic_or_a_crash() {
    let (text, arguments) = garbage::write(&declared());
    assert!(arguments > 500, "{arguments} arguments");
    let source = scratch_folder().join("garbage.c");
    fs::write(&source, text).expect("a file below the target folder");
    let Some(program) = Compilation::new(&source).flag("-lm").flag("-ldl").compile("garbage") else { return };
    let passes = |outcome: &Outcome| {
        outcome.assert_success().assert_stdout_has(" calls\n");
        assert_eq!(outcome.stdout.lines().count(), arguments + 1, "{outcome}");
    };
    passes(&program.arg(MEGABYTE).limit(LIMIT).run());
    if sanitizer::current().is_none() {
        passes(&program.arg(LESS).limit(LIMIT).run_under_valgrind());
    }
}

#[test]
fn every_exception_is_about_something_that_exists() {
    let declarations = declared();
    let parameters_of = |function: &str| {
        let known = declarations.iter().find(|one| one.name == function).map(|one| one.shape.clone());
        match known {
            Some(declarations::Shape::Function { parameters, .. }) => parameters,
            _ => panic!("{function} is not a function"),
        }
    };
    for (function, parameter) in samples::MAY_BE_NULL.iter().filter(|(function, _)| *function != "*") {
        if function.ends_with('_') {
            let any = declarations.iter().any(|one| one.name.starts_with(function));
            assert!(any, "no function begins with {function}");
            continue;
        }

        assert!(parameters_of(function).iter().any(|one| one.name == *parameter), "{function} has no '{parameter}'");
    }
    for function in samples::ANSWER_WITH_A_CODE.iter().chain(samples::EMPTY.iter().map(|(function, _)| function)) {
        parameters_of(function);
    }
}
