//! A module uses what stands above it in `src/lib.rs`, never what stands below.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use ks_testing::c::project_root;

/// The modules of the crate, the lowest layer first.
fn layers() -> Vec<String> {
    let root = fs::read_to_string(project_root().join("src/lib.rs")).expect("src/lib.rs");
    let names = root.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(str::to_owned).collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules that the code of a file names, its comments and the tests at its end left out.
fn uses(text: &str) -> Vec<&str> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let lines = code.lines().map(|line| line.split("//").next().unwrap_or_default());
    let after = lines.flat_map(|line| line.split("crate::").skip(1));
    after.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()).collect()
}

/// `file: module` for each use of a layer above the file's own.
fn upward(layers: &[String], module: &str, file: &str, text: &str) -> Vec<String> {
    let rank = |name: &str| layers.iter().position(|layer| layer == name);
    let own = rank(module).unwrap_or_else(|| panic!("{file} is in no module of src/lib.rs"));
    let above = uses(text).into_iter().filter(|used| rank(used).is_some_and(|used| used > own));
    above.map(|used| format!("{file} uses {used}")).collect()
}

#[test]
fn no_layer_reaches_upward() {
    let (layers, folder) = (layers(), project_root().join("src"));
    assert!(layers.first().is_some_and(|first| first == "process") && layers.last().is_some_and(|last| last == "ffi"));
    let mut files = Vec::new();
    sources(&folder, &mut files);
    let mut wrong = Vec::new();
    for path in files {
        let file = path.strip_prefix(&folder).expect("below src").to_string_lossy().into_owned();
        let module = file.split('/').next().unwrap_or_default().trim_end_matches(".rs");
        // The tests of a module may look at what is built on it.
        if module != "lib" && !file.contains("tests") {
            wrong.extend(upward(&layers, module, &file, &fs::read_to_string(&path).expect("a source")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_upward_use_is_found_and_a_downward_one_is_not() {
    let layers = layers();
    let found = |text| upward(&layers, "http", "http.rs", text);
    assert_eq!(found("use crate::session::Session;\n"), ["http.rs uses session"]);
    assert_eq!(found("fn f() -> crate::auth::Renewal {}\n"), ["http.rs uses auth"]);
    assert!(found("use crate::error::Error;\n/// See [`crate::session`].\n").is_empty());
    assert!(found("#[cfg(test)]\nmod tests {\n    use crate::session::Session;\n}\n").is_empty());
}
