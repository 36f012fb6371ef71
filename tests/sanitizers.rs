//! Whatever checks the C programs finds what is wrong with one that is broken on purpose, within the library too.
//!
//! `cargo test` runs this under valgrind, `make sanitize` under each sanitizer in turn.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use ks_testing::c::CProgram;
use ks_testing::run::Outcome;
use ks_testing::sanitizer::{self, SANITIZERS};
use ks_testing::tools;

/// A checker, a fault of `tests/sanitizers/broken.c`, and words of the report.
const FAULTS: &[(&str, &str, &str)] = &[
    ("memcheck", "freed", "Invalid read"),
    ("memcheck", "too_long", "Invalid read"),
    ("memcheck", "leaked", "lost in loss record"),
    ("address", "freed", "heap-use-after-free"),
    ("address", "too_long", "heap-buffer-overflow"),
    ("address", "leaked", "detected memory leaks"),
    ("thread", "raced", "data race"),
    ("undefined", "overflown", "signed integer overflow"),
    // The library keeps the words of a panic to itself, but not those of one that ends the process.
    ("undefined", "misaligned", "non-unwinding panic"),
];

/// What the checker says to the program with this fault.
fn report(program: &CProgram, fault: &str) -> Outcome {
    program.arg(fault).run_under_valgrind()
}

#[test]
fn a_broken_program_is_found_out() {
    let checker = sanitizer::current().map_or("memcheck", |sanitizer| sanitizer.name);
    if checker == "memcheck" && tools::tool("valgrind").is_none() {
        return;
    }
    let Some(program) = CProgram::compile("tests/sanitizers/broken.c", "broken") else { return };
    report(&program, "none").assert_success();
    for (_, fault, words) in FAULTS.iter().filter(|(by, ..)| *by == checker) {
        let outcome = report(&program, fault);
        assert!(!outcome.succeeded(), "{fault} passes\n{outcome}");
        let said = format!("{}{}", outcome.valgrind, outcome.stderr);
        assert!(said.contains(words), "{fault}: {words:?} is not said\n{outcome}");
    }
}

#[test]
fn every_checker_has_something_to_find() {
    for name in SANITIZERS.iter().map(|sanitizer| sanitizer.name).chain(["memcheck"]) {
        assert!(FAULTS.iter().any(|(by, ..)| *by == name), "nothing proves {name}");
    }
}
