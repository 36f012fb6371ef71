//! What was promised to programs that are compiled already: symbols, numbers, signatures, and names that are nobody else's.
//!
//! `tests/abi` holds the promises: a `.cdef` for each released version, the codes, the names that others own. The header test
//! writes them (`KS_BLESS=1 cargo test --test header`), and refuses to write what takes a promise back.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "abi/declarations.rs"]
mod declarations;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use declarations::{Declaration, Shape, lost};
use keystoneclient::error::CLASSES;
use ks_testing::c::library;
use ks_testing::run::Execution;
use ks_testing::tools::tool;

fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn declared() -> Vec<Declaration> {
    declarations::read(&read("include/keystoneclient.cdef"))
}

/// Lines that are neither empty nor comments.
fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn the_shared_library_exports_what_is_listed_and_nothing_else() {
    let Some(nm) = tool("nm") else { return };
    let outcome = Execution::new(nm).args(["-D", "--defined-only", "--format=posix"]).arg(library()).run();
    let mut exported: Vec<&str> =
        outcome.assert_success().stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    exported.sort_unstable();
    let list = read("include/keystoneclient.symbols");
    let listed: Vec<&str> = list.lines().filter_map(|line| line.split_once(' ')).map(|(symbol, _)| symbol).collect();
    assert_eq!(exported, listed);
}

#[test]
fn every_symbol_is_declared_and_says_since_when() {
    let list = read("include/keystoneclient.symbols");
    let mut functions: Vec<String> =
        declared().into_iter().filter(Declaration::is_function).map(|one| one.name).collect();
    functions.sort();
    let listed: Vec<&str> = list.lines().filter_map(|line| line.split_once(' ')).map(|(symbol, _)| symbol).collect();
    assert_eq!(listed, functions);
    for line in list.lines() {
        let since = line.split_once(' ').map(|(_, since)| version(since));
        assert!(since.is_some_and(|since| since <= version(env!("CARGO_PKG_VERSION"))), "{line}");
    }
}

fn version(text: &str) -> [u32; 3] {
    let parts: Vec<u32> = text.split('.').map(|part| part.parse().expect("a number")).collect();
    parts.try_into().expect("three parts")
}

#[test]
fn every_promise_of_every_released_version_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/abi");
    let files = fs::read_dir(folder).expect("tests/abi").map(|entry| entry.expect("an entry").path());
    let records: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|extension| extension == "cdef")).collect();
    assert!(!records.is_empty(), "nothing was ever promised");
    for record in records {
        let lost = lost(&declarations::read(&read(&record)), &declared());
        assert!(lost.is_empty(), "{} promises what is no longer so:\n{}", record.display(), lost.join("\n"));
    }
}

#[test]
fn what_takes_a_promise_back_is_noticed() {
    let old = declarations::read(
        "typedef struct ks_a ks_a; typedef int32_t ks_n; typedef enum ks_e { KS_X = 0, KS_Y = 2 } ks_e;\
         struct ks_s { size_t size; const char *name; }; ks_n ks_a_get(const ks_a *a, size_t index);",
    );
    let lost_in = |new: &str| lost(&old, &declarations::read(new));
    let (opaque, alias) = ("typedef struct ks_a ks_a;", "typedef int32_t ks_n;");
    let names = "typedef enum ks_e { KS_X = 0, KS_NEW = 1, KS_Y = 2 } ks_e;";
    let members = "struct ks_s { size_t size; const char *name; bool more; };";
    let functions = "ks_n ks_a_get(const ks_a *a,\n  size_t index); void ks_a_new(void);";
    assert!(
        lost_in(&[opaque, alias, names, members, functions].concat()).is_empty(),
        "what is added takes nothing away"
    );
    assert_eq!(lost_in(&[alias, names, members, functions].concat()), [opaque]);
    assert_eq!(lost_in(&[opaque, "typedef int64_t ks_n;", names, members, functions].concat()), [alias]);
    assert_eq!(
        lost_in(&[opaque, alias, "typedef enum ks_e { KS_X = 0, KS_Y = 1 } ks_e;", members, functions].concat()),
        ["KS_Y = 2"]
    );
    for moved in ["size_t size;", "size_t size; bool more; const char *name;", "size_t size; char *name;"] {
        let lost = lost_in(&[opaque, alias, names, &format!("struct ks_s {{ {moved} }};"), functions].concat());
        assert_eq!(lost, ["struct ks_s {\n    size_t size;\n    const char *name;\n};"], "{moved}");
    }
    for changed in ["", "ks_n ks_a_get(ks_a *a, size_t index);", "int ks_a_get(const ks_a *a, size_t index);"] {
        assert_eq!(
            lost_in(&[opaque, alias, names, members, changed].concat()),
            ["ks_n ks_a_get(const ks_a *a, size_t index);"],
            "{changed}"
        );
    }
}

#[test]
fn every_class_has_its_enumerator_and_keeps_its_number() {
    let all = declared();
    let Some(Shape::Enum(enumerators)) = all.into_iter().find(|one| one.name == "ks_result_code").map(|one| one.shape)
    else {
        panic!("no ks_result_code");
    };
    let declared: Vec<(i64, String)> = enumerators.into_iter().map(|one| (one.value, one.name)).collect();
    let classes = CLASSES.iter().map(|class| (i64::from(class.code.number()), format!("KS_ERROR_{}", class.constant)));
    let own = [(0, "KS_OK".to_owned()), (10_000, "KS_ERROR_USER".to_owned())];
    let mut known: Vec<(i64, String)> = classes.chain(own).collect();
    known.sort();
    assert_eq!(declared, known);
    for line in read("tests/abi/codes.txt").lines() {
        let known = CLASSES.iter().map(|class| format!("{} {} {}", class.code.number(), class.constant, class.name));
        assert!(known.into_iter().any(|class| class == line), "{line} is gone");
    }
}

#[test]
fn no_name_belongs_to_somebody_else() {
    let list = read("tests/abi/taken-names.txt");
    let taken: Vec<&str> = entries(&list).collect();
    assert!(taken.len() > 50, "the list is short: {}", taken.len());
    let clashes: Vec<String> =
        names().into_iter().filter(|name| taken.iter().any(|taken| clash(name, taken))).collect();
    assert!(clashes.is_empty(), "names that others own: {clashes:?}");
    assert!(clash("ks_json_parse", "ks_json*") && clash("ks_err", "ks_err") && !clash("ks_error_free", "ks_err"));
}

fn clash(name: &str, taken: &str) -> bool {
    taken.strip_suffix('*').map_or(name == taken, |start| name.starts_with(start))
}

#[test]
fn every_name_begins_as_ours_do() {
    for name in names() {
        let ours = ["ks_", "KS_", "KEYSTONECLIENT_", "LIBKEYSTONECLIENT_H"];
        assert!(ours.iter().any(|start| name.starts_with(start)), "{name}");
    }
}

fn names() -> BTreeSet<String> {
    let names = declarations::names(&declared(), &read("include/keystoneclient.h"));
    assert!(names.len() > 100, "{names:?}");
    names
}
