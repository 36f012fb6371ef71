//! What is generated and committed: the headers, the list of symbols, and the records of what was promised.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use keystoneclient::error::CLASSES;

use crate::declarations::{self, Declaration};
use crate::source::{self, read, root};
use crate::render;

/// Path and text of each file.
pub fn generated() -> Vec<(String, String)> {
    let sections = source::sections();
    let front = source::config().header.unwrap_or_default();
    let cdef = render::cdef(&sections);
    let declarations = declarations::read(&cdef);
    let record = format!("tests/abi/{}.cdef", env!("CARGO_PKG_VERSION"));
    refuse_losses(&record, &declarations);
    vec![
        ("include/keystoneclient.h".to_owned(), render::header(&front, &sections)),
        ("include/keystoneclient.cdef".to_owned(), cdef.clone()),
        ("include/keystoneclient.symbols".to_owned(), symbols(&declarations)),
        ("tests/abi/codes.txt".to_owned(), codes()),
        (record, cdef),
    ]
}

/// Writes a file if `KS_BLESS` is set, and otherwise fails if it is not as generated.
pub fn bless_or_compare(path: &str, generated: &str) -> Result<(), String> {
    let committed = fs::read_to_string(root().join(path)).unwrap_or_default();
    if committed == generated {
        return Ok(());
    }
    if std::env::var_os("KS_BLESS").is_some() {
        return fs::write(root().join(path), generated).map_err(|error| format!("{path}: {error}"));
    }
    let at = committed.lines().zip(generated.lines()).take_while(|(old, new)| old == new).count();
    let line = |text: &str| text.lines().nth(at).unwrap_or("(end)").to_owned();
    Err(format!(
        "{path} is not what the source says. Line {}:\n  is         {}\n  should be  {}\nKS_BLESS=1 cargo test --test header writes it.",
        at + 1,
        line(&committed),
        line(generated)
    ))
}

/// What this version has promised already stays; while it is not released, the record may be deleted and written anew.
fn refuse_losses(record: &str, declarations: &[Declaration]) {
    let promised = fs::read_to_string(root().join(record)).unwrap_or_default();
    let lost = declarations::lost(&declarations::read(&promised), declarations);
    assert!(lost.is_empty(), "{record} promises what is no longer so:\n{}", lost.join("\n"));
}

/// `symbol since`, sorted: what is new is of this version; what is gone must never have been released.
fn symbols(declarations: &[Declaration]) -> String {
    let this = env!("CARGO_PKG_VERSION");
    let committed = fs::read_to_string(root().join("include/keystoneclient.symbols")).unwrap_or_default();
    let since: BTreeMap<&str, &str> = committed.lines().filter_map(|line| line.split_once(' ')).collect();
    let functions = || declarations.iter().filter(|one| one.is_function());
    for (symbol, version) in &since {
        let still = functions().any(|function| function.name == *symbol);
        assert!(still || *version == this, "{symbol} was exported since {version} and is gone");
    }
    let mut lines: Vec<String> =
        functions().map(|one| format!("{} {}\n", one.name, since.get(one.name.as_str()).unwrap_or(&this))).collect();
    lines.sort();
    lines.concat()
}

/// `number CONSTANT Class`, by number: the table of the library, of which nothing may ever go.
fn codes() -> String {
    let mut text = String::new();
    for class in CLASSES {
        let _ = writeln!(text, "{} {} {}", class.code.number(), class.constant, class.name);
    }
    let path = "tests/abi/codes.txt";
    if root().join(path).exists() {
        let gone: Vec<String> = read(path).lines().filter(|line| !text.contains(&format!("{line}\n"))).map(str::to_owned).collect();
        assert!(gone.is_empty(), "codes never change:\n{}", gone.join("\n"));
    }
    text
}
