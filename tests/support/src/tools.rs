//! The tools that tests need beside cargo: found, or visibly missing.
//!
//! A user without valgrind still gets a test run, and sees what it left out. Continuous integration sets `CI`, and
//! there nothing may be left out: the same call panics.

use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Other names under which a tool is installed, tried in this order after its own.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("cc", &["gcc", "clang"]),
    ("c++", &["g++", "clang++"]),
    ("luajit", &["luajit-2.1"]),
    ("pkg-config", &["pkgconf"]),
];

/// Variables by which users choose a tool themselves, as in make.
const VARIABLES: &[(&str, &str)] = &[("cc", "CC"), ("c++", "CXX"), ("pkg-config", "PKG_CONFIG")];

/// Where tools live that installers leave out of `PATH`.
const USUAL_FOLDERS: &[&str] =
    &["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/go/bin", "/usr/lib/go/bin", "/opt/homebrew/bin"];

/// The path of a tool (`cc`, `valgrind`, `go` ...); without it a visible skip and `None`, or a panic under CI.
///
/// ```no_run
/// let Some(cmake) = ks_testing::tools::tool("cmake") else { return };
/// ```
#[must_use]
pub fn tool(name: &str) -> Option<PathBuf> {
    let found = find(name);
    if found.is_none() {
        missing(name);
    }
    found
}

/// The path of a tool, or `None` without a word: for what is merely nice to have.
#[must_use]
pub fn find(name: &str) -> Option<PathBuf> {
    let chosen = table(VARIABLES, name).and_then(env::var_os);
    let path = env::var_os("PATH").unwrap_or_default();
    find_in(name, chosen.as_deref(), &path)
}

/// Says that a test leaves something out because `what` is missing, and panics under CI.
///
/// The line goes to the real standard error, past the capture of the test harness, or nobody would see it.
#[track_caller]
pub fn missing(what: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = skip_line(what, &test, env::var_os("CI").as_deref());
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The line of a skip; a panic when `ci`, the value of `CI`, is set to anything.
#[track_caller]
fn skip_line(what: &str, test: &str, ci: Option<&OsStr>) -> String {
    assert!(ci.is_none_or(OsStr::is_empty), "{test} needs {what}, which is not installed, and CI allows no skips");
    format!("SKIPPED {test}: {what} is not installed")
}

fn find_in(name: &str, chosen: Option<&OsStr>, path: &OsStr) -> Option<PathBuf> {
    let chosen = chosen.filter(|chosen| !chosen.is_empty());
    let names = chosen.into_iter().chain([OsStr::new(name)]);
    let others = table(OTHER_NAMES, name).unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(path).chain(USUAL_FOLDERS.iter().map(PathBuf::from)).collect();
    names
        .chain(others.iter().map(OsStr::new))
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|candidate| is_executable(candidate))
}

fn table<T: Copy>(rows: &[(&str, T)], name: &str) -> Option<T> {
    rows.iter().find(|row| row.0 == name).map(|row| row.1)
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|facts| facts.is_file() && facts.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn folder_with(name: &str, mode: u32) -> tempfile::TempDir {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, "#!/bin/sh\n").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        folder
    }

    #[test]
    fn a_tool_on_the_path_is_found() {
        let folder = folder_with("ks-odd-tool", 0o755);
        let found = find_in("ks-odd-tool", None, folder.path().as_os_str());
        assert_eq!(found, Some(folder.path().join("ks-odd-tool")));
    }

    #[test]
    fn a_file_that_cannot_be_executed_is_no_tool() {
        let folder = folder_with("ks-odd-tool", 0o644);
        assert_eq!(find_in("ks-odd-tool", None, folder.path().as_os_str()), None);
    }

    #[test]
    fn the_tool_that_the_user_chose_comes_first() {
        let folder = folder_with("ks-odd-cc", 0o755);
        let chosen = folder.path().join("ks-odd-cc");
        assert_eq!(find_in("cc", Some(chosen.as_os_str()), OsStr::new("/usr/bin")), Some(chosen));
    }

    #[test]
    fn another_name_of_a_tool_will_do() {
        let folder = folder_with("luajit-2.1", 0o755);
        let found = find_in("luajit", None, folder.path().as_os_str()).unwrap();
        let name = found.file_name().unwrap().to_str().unwrap();
        assert!(name == "luajit-2.1" || name == "luajit", "{name}");
    }

    #[test]
    fn a_missing_tool_is_a_skip_that_names_the_tool_and_the_test_for_a_user() {
        let line = skip_line("valgrind", "leaks", None);
        assert_eq!(line, "SKIPPED leaks: valgrind is not installed");
        assert_eq!(skip_line("valgrind", "leaks", Some(OsStr::new(""))), line);
    }

    #[test]
    #[should_panic(expected = "leaks needs valgrind, which is not installed, and CI allows no skips")]
    fn a_missing_tool_is_a_failure_under_ci() {
        skip_line("valgrind", "leaks", Some(OsStr::new("true")));
    }
}
