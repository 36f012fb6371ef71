//! What documents name is there: functions, files, make targets, auth types; and the program of the README is one.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "abi/declarations.rs"]
mod declarations;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use keystoneclient::auth::registry;
use ks_testing::c::{Compilation, project_root, scratch_folder};
use ks_testing::run::Execution;
use ks_testing::tools::tool;

/// Pages that a reader is sent to.
const PAGES: &[&str] = &["README.md", "docs", "benches", "fuzz"];
/// Where files lie whose comments name other files.
const SOURCES: &[&str] = &["README.md", "Makefile", "src", "tests", "docs", "benches", "fuzz", "cmake", "examples-c"];
/// What begins as C's names do, and is none of the header: a program, a crate, variables of the tests' environment.
const NOT_OF_THE_HEADER: &[&str] = &["ks_bench", "ks_testing", "KS_BLESS"];
/// Targets that need no line of their own in the help.
const WITHOUT_A_LINE: &[&str] = &["bench-programs", "check", "help"];

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The files below these, with one of these endings.
fn files(below: &[&str], endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = below.iter().map(|name| project_root().join(name)).collect();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a folder").flatten().map(|entry| entry.path()));
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn pages() -> Vec<PathBuf> {
    files(PAGES, &[".md"])
}

fn words(text: &str, is_part: impl Fn(char) -> bool) -> Vec<&str> {
    text.split(|c: char| !is_part(c)).filter(|word| !word.is_empty()).collect()
}

/// What stands between backticks.
fn spans(text: &str) -> Vec<&str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).collect()
}

fn is_of_c(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[test]
fn every_name_of_the_header_that_a_document_uses_is_in_the_header() {
    let header = |file: &str| read(&project_root().join("include").join(file));
    let known = declarations::names(&declarations::read(&header("keystoneclient.cdef")), &header("keystoneclient.h"));
    let mut unknown = Vec::new();
    let with_comments = [project_root().join("include/keystoneclient.h")];
    for file in pages().into_iter().chain(with_comments).chain(files(&["examples-c"], &[".c"])) {
        let text = read(&file);
        for word in words(&text, is_of_c) {
            let is_ours = ["ks_", "KS_", "KEYSTONECLIENT_"].iter().any(|prefix| word.starts_with(prefix));
            // A name that ends in "_" stands for all that begin so.
            let is_known =
                known.contains(word) || word.ends_with('_') && known.iter().any(|name| name.starts_with(word));
            if is_ours && !is_known && !NOT_OF_THE_HEADER.contains(&word) {
                unknown.push(format!("{}: {word}", file.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

#[test]
fn every_file_that_a_document_or_a_comment_names_is_there() {
    let root = project_root();
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-./".contains(c);
    let mut missing = Vec::new();
    let mut seen = 0;
    for file in files(SOURCES, &[".md", ".rs", ".c", ".h", ".sh", ".py", ".toml", "Makefile", ".txt"]) {
        let folder = file.parent().expect("a file lies in a folder");
        // Vectors and seeds are data; of what is invented or installed nothing is there.
        if ["vectors", "seeds", "setup.rs", "packaging.rs"]
            .iter()
            .any(|data| file.components().any(|part| part.as_os_str() == *data))
        {
            continue;
        }
        for word in words(&read(&file), is_part) {
            let word = word.trim_end_matches(['.', '/']);
            let begins = ["src/", "tests/", "docs/", "include/", "benches/", "fuzz/", "cmake/", "examples-c/"];
            let is_path = begins.iter().any(|begin| word.starts_with(begin)) && word.contains('.');
            if is_path {
                seen += 1;
                let of_fuzz = root.join("fuzz");
                if ![root.as_path(), folder, &of_fuzz].iter().any(|from| from.join(word).exists()) {
                    missing.push(format!("{}: {word}", file.display()));
                }
            }
        }
    }
    assert!(seen > 50, "only {seen} paths were found");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn what_a_page_links_to_is_there() {
    for page in pages() {
        let text = read(&page);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_elsewhere = target.starts_with("http") || target.starts_with('#');
            let file = page.parent().expect("a folder").join(target.split('#').next().unwrap_or_default());
            assert!(is_elsewhere || file.exists(), "{}: {target}", page.display());
        }
    }
}

/// The targets that are meant to be made by name.
fn targets() -> Vec<String> {
    let makefile = read(&project_root().join("Makefile"));
    let line = makefile.lines().find_map(|line| line.strip_prefix(".PHONY: ")).expect("a list of targets");
    line.split(' ').map(str::to_owned).collect()
}

#[test]
fn every_make_target_that_a_document_names_is_there() {
    let targets = targets();
    let mut named = 0;
    for file in pages().into_iter().chain(files(&["tests/support/setup", "fuzz", "benches"], &[".sh"])) {
        let text = read(&file);
        let lines = text.lines().filter_map(|line| line.strip_prefix("    make "));
        let lines = lines.map(|line| line.split('#').next().unwrap_or_default().split('&').next().unwrap_or_default());
        let spans = spans(&text).into_iter().filter_map(|span| span.strip_prefix("make "));
        for call in lines.chain(spans) {
            for word in call.split_whitespace().filter(|word| !word.contains('=') && !word.starts_with('-')) {
                // A value in quotes may have blanks.
                if word.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
                    named += 1;
                    assert!(targets.iter().any(|target| target == word), "{}: make {word}", file.display());
                }
            }
        }
    }
    assert!(named > 5, "only {named} targets were found");
}

#[test]
fn make_help_lists_every_target() {
    let Some(make) = tool("make") else { return };
    let help = Execution::new(make).arg("-C").arg(project_root()).args(["--no-print-directory", "help"]).run();
    help.assert_success();
    let listed: BTreeSet<&str> = help.stdout.lines().filter_map(|line| line.split(' ').next()).collect();
    for target in targets() {
        let is_listed = listed.contains(target.as_str()) || WITHOUT_A_LINE.contains(&target.as_str());
        assert!(is_listed, "make {target} is not in the help\n{help}");
    }
    for line in listed {
        assert!(targets().iter().any(|target| target == line), "there is no make {line}");
    }
}

#[test]
fn every_auth_type_that_the_readme_names_is_one() {
    let text = read(&project_root().join("README.md"));
    let row = text.lines().find(|line| line.starts_with("| logging in |")).expect("the row of auth types");
    let named: Vec<&str> = spans(row).into_iter().filter(|span| !span.starts_with("ks_")).collect();
    assert!(named.len() > 3, "{named:?}");
    for name in named {
        assert!(registry::find(name).is_ok(), "there is no auth type {name}");
    }
}

#[test]
fn the_program_in_the_readme_compiles_and_says_what_is_missing() {
    let text = read(&project_root().join("README.md"));
    let program = text.split("```c\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a program");
    let source = scratch_folder().join("readme.c");
    fs::write(&source, program).expect("a file below the target folder");
    let Some(program) = Compilation::new(&source).compile("readme") else { return };
    // The environment of a test has no OS_* in it.
    program.run().assert_success().assert_stderr_has("MissingRequiredOptions: the environment lacks OS_AUTH_URL");
}
