//! The C functions of the Identity API and the page that lists them are what the table of operations says.
//!
//! `KS_BLESS=1 cargo test --test operations` writes them; without it they are compared.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "operations/functions.rs"]
mod functions;
#[path = "operations/page.rs"]
mod page;

use std::collections::BTreeSet;
use std::path::Path;

use keystoneclient::identity::{Answer, MANAGERS, operations};

fn bless_or_compare(path: &str, text: &str) -> Result<(), String> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::fs::read_to_string(&file).unwrap_or_default() == text {
        return Ok(());
    }
    if std::env::var_os("KS_BLESS").is_some() {
        return std::fs::write(&file, text).map_err(|error| format!("{path}: {error}"));
    }
    Err(format!("{path} is not what the table says. KS_BLESS=1 cargo test --test operations writes it."))
}

#[test]
fn the_functions_and_their_page_are_what_the_table_says() {
    let mut stale = Vec::new();
    for manager in MANAGERS {
        let path = format!("src/ffi/{}.rs", manager.name);
        stale.extend(bless_or_compare(&path, &functions::file(manager)).err());
    }
    stale.extend(bless_or_compare("docs/operations.md", &page::page()).err());
    assert!(stale.is_empty(), "{}", stale.join("\n"));
}

#[test]
fn no_two_operations_have_one_name() {
    let names: Vec<String> = operations().map(functions::symbol).collect();
    let distinct: BTreeSet<&String> = names.iter().collect();
    assert_eq!(names.len(), distinct.len());
    assert!(names.len() > 250, "{}", names.len());
}

#[test]
fn every_placeholder_of_a_path_is_an_argument() {
    for operation in operations() {
        let paths = [operation.path, operation.other_path.map_or("", |(_, path)| path)];
        for name in paths.iter().flat_map(|path| path.split('{').skip(1)).filter_map(|rest| rest.split('}').next()) {
            let known = operation.ids.contains(&name) || operation.args.iter().any(|arg| arg.name == name);
            assert!(known, "{}: {name}", operation.name);
        }
        let missing = operation.answer == Answer::Unimplemented;
        assert_eq!(operation.method.is_empty(), missing, "{}", operation.name);
    }
}
