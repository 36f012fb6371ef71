//! The sanitizers under which `make sanitize` runs the C programs, in place of valgrind.
//!
//! `tests/support/setup/sanitize.sh` builds the library for one of them and says by variables which it is. The program is compiled
//! by the C compiler for the same sanitizer and linked with Rust's runtime of it, for there may be only one in a process.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The exit status of a program in which a sanitizer found something.
pub const SANITIZER_FOUND_ERRORS: i32 = 98;

/// One sanitizer: how C is compiled for it, and what it is told.
#[derive(Debug)]
pub struct Sanitizer {
    /// As `KS_SANITIZER` names it.
    pub name: &'static str,
    /// What C is compiled with.
    pub flags: &'static [&'static str],
    /// Whether the compiler's own runtime is linked, for the library has none of it.
    pub is_only_of_c: bool,
    variable: &'static str,
    options: &'static str,
}

/// All of them.
pub const SANITIZERS: &[Sanitizer] = &[
    Sanitizer {
        name: "thread",
        flags: &["-fsanitize=thread"],
        is_only_of_c: false,
        variable: "TSAN_OPTIONS",
        // A forked child may begin threads: what the parent's other threads held is what the tests are about.
        options: "die_after_fork=0",
    },
    Sanitizer {
        name: "address",
        flags: &["-fsanitize=address", "-fno-omit-frame-pointer"],
        is_only_of_c: false,
        variable: "ASAN_OPTIONS",
        options: "detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:check_initialization_order=1",
    },
    Sanitizer {
        name: "undefined",
        flags: &["-fsanitize=undefined", "-fno-sanitize-recover=all"],
        is_only_of_c: true,
        variable: "UBSAN_OPTIONS",
        options: "print_stacktrace=1",
    },
];

impl Sanitizer {
    /// The variable by which a program's sanitizer is told to write its reports below this folder.
    pub(crate) fn environment(&self, reports: &Path) -> (&'static str, OsString) {
        let reports = reports.join(self.name);
        let value = format!("{}:exitcode={SANITIZER_FOUND_ERRORS}:log_path={}", self.options, reports.display());
        (self.variable, value.into())
    }
}

/// The one that the tests run under now.
///
/// # Panics
///
/// When `KS_SANITIZER` names none: tests under no sanitizer would look like tests under one.
#[must_use]
pub fn current() -> Option<&'static Sanitizer> {
    let name = env::var("KS_SANITIZER").ok()?;
    let known = SANITIZERS.iter().find(|one| one.name == name);
    Some(known.unwrap_or_else(|| panic!("KS_SANITIZER is {name}, which is no sanitizer")))
}

/// The library that was built for it.
pub(crate) fn library() -> Option<PathBuf> {
    env::var_os("KS_SANITIZER_LIBRARY").map(PathBuf::from)
}

/// Rust's runtime of it, an archive.
pub(crate) fn runtime() -> Option<PathBuf> {
    env::var_os("KS_SANITIZER_RUNTIME").map(PathBuf::from)
}
