//! What is generated and committed: the headers, the list of symbols, and the records of what was promised.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::LazyLock;

use keystoneclient::error::CLASSES;

use crate::declarations::{self, Declaration};
use crate::render;
use crate::source::{self, root};

pub(crate) const HEADER: &str = "include/keystoneclient.h";
pub(crate) const CDEF: &str = "include/keystoneclient.cdef";
const SYMBOLS: &str = "include/keystoneclient.symbols";
const CODES: &str = "tests/abi/codes.txt";
/// What this version promises.
const RECORD: &str = concat!("tests/abi/", env!("CARGO_PKG_VERSION"), ".cdef");

/// Path and text of each file.
pub(crate) static FILES: LazyLock<[(&str, String); 5]> = LazyLock::new(|| {
    let sections = source::sections();
    let front = source::config().header.unwrap_or_default();
    let cdef = render::cdef(&sections);
    let declarations = declarations::read(&cdef);
    [
        (HEADER, render::header(&front, &sections)),
        (CDEF, cdef.clone()),
        (SYMBOLS, symbols(&declarations)),
        (CODES, codes()),
        (RECORD, record(cdef, &declarations)),
    ]
});

/// The text of one of them.
pub(crate) fn generated(path: &str) -> &'static str {
    FILES.iter().find(|(known, _)| *known == path).map(|(_, text)| text.as_str()).expect("a path out of the list")
}

/// Writes a file if `KS_BLESS` is set, and otherwise fails if it is not as generated.
pub(crate) fn bless_or_compare(path: &str, generated: &str) -> Result<(), String> {
    let committed = committed(path);
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

/// What this version has promised already stays; while it is not released, the file may be deleted and written anew.
fn record(cdef: String, declarations: &[Declaration]) -> String {
    let lost = declarations::lost(&declarations::read(&committed(RECORD)), declarations);
    assert!(lost.is_empty(), "{RECORD} promises what is no longer so:\n{}", lost.join("\n"));
    cdef
}

fn committed(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_default()
}

/// `symbol since`, sorted: what is new is of this version; what is gone must never have been released.
fn symbols(declarations: &[Declaration]) -> String {
    let this = env!("CARGO_PKG_VERSION");
    let committed = committed(SYMBOLS);
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
    let gone: Vec<String> =
        committed(CODES).lines().filter(|line| !text.contains(&format!("{line}\n"))).map(str::to_owned).collect();
    assert!(gone.is_empty(), "codes never change:\n{}", gone.join("\n"));
    text
}
