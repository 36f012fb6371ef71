//! What the library is built from has a licence that deny.toml allows, is there once, and comes from the registry.
//!
//! `make deny` asks cargo-deny the same and more; this asks cargo alone, so that every `cargo test` does.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use ks_testing::c::project_root;
use serde_json::Value;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// A system that the library is built for, so that those that it is not need not be downloaded.
const SYSTEM: &str = "x86_64-unknown-linux-gnu";

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// The packages that are part of the library or of its build, without those of its tests.
fn packages() -> Vec<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", SYSTEM];
    let output = Command::new(cargo).args(arguments).current_dir(project_root()).output().expect("cargo metadata");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let nodes: BTreeMap<String, &Value> = metadata
        .get("resolve")
        .into_iter()
        .flat_map(|resolve| list(resolve, "nodes"))
        .map(|node| (text(node, "id"), node))
        .collect();
    let is_needed = |dependency: &&Value| list(dependency, "dep_kinds").any(|kind| text(kind, "kind") != "dev");
    let all: Vec<&Value> = list(&metadata, "packages").collect();
    let root = all.iter().find(|package| text(package, "name") == "keystoneclient").expect("this package");
    let (mut reached, mut open) = (BTreeSet::new(), vec![text(root, "id")]);
    while let Some(id) = open.pop() {
        let node = nodes.get(&id).expect("a package is resolved");
        open.extend(list(node, "deps").filter(is_needed).map(|dependency| text(dependency, "pkg")));
        // What was reached before leads nowhere new.
        if !reached.insert(id) {
            open.retain(|id| !reached.contains(id));
        }
    }
    all.into_iter().filter(|package| reached.contains(&text(package, "id"))).cloned().collect()
}

/// The strings of a list in deny.toml, which is written as cargo-deny's own documents do.
fn listed(key: &str) -> Vec<String> {
    let file = fs::read_to_string(project_root().join("deny.toml")).expect("deny.toml");
    let (_, rest) = file.split_once(&format!("\n{key} = [")).unwrap_or_else(|| panic!("no {key}"));
    let list = rest.split(']').next().unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether an expression of licences can be met: `(MIT OR Apache-2.0) AND Unicode-3.0`. AND binds before OR, as SPDX says.
fn is_met(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ");
    let pieces: Vec<String> =
        expression.replace('(', " ( ").replace(')', " ) ").split_whitespace().map(str::to_owned).collect();
    let (met, rest) = either(&pieces, allowed);
    assert!(rest.is_empty(), "what is {expression}?");
    met
}

fn either<'a>(pieces: &'a [String], allowed: &[String]) -> (bool, &'a [String]) {
    let (mut met, mut rest) = all_of(pieces, allowed);
    while let Some(("OR", after)) = rest.split_first().map(|(word, after)| (word.as_str(), after)) {
        let (other, after) = all_of(after, allowed);
        (met, rest) = (met || other, after);
    }
    (met, rest)
}

fn all_of<'a>(pieces: &'a [String], allowed: &[String]) -> (bool, &'a [String]) {
    let (mut met, mut rest) = one(pieces, allowed);
    while let Some(("AND", after)) = rest.split_first().map(|(word, after)| (word.as_str(), after)) {
        let (other, after) = one(after, allowed);
        (met, rest) = (met && other, after);
    }
    (met, rest)
}

fn one<'a>(pieces: &'a [String], allowed: &[String]) -> (bool, &'a [String]) {
    match pieces.split_first().map(|(word, after)| (word.as_str(), after)) {
        Some(("(", after)) => {
            let (met, after) = either(after, allowed);
            (met, after.get(1..).unwrap_or_default())
        }
        Some((licence, after)) => match after.split_first().map(|(word, after)| (word.as_str(), after)) {
            Some(("WITH", after)) => {
                let exception = after.first().map(String::as_str).unwrap_or_default();
                (allowed.contains(&format!("{licence} WITH {exception}")), after.get(1..).unwrap_or_default())
            }
            _ => (allowed.iter().any(|one| one == licence), after),
        },
        None => (false, pieces),
    }
}

#[test]
fn every_part_of_the_library_has_a_licence_that_is_allowed() {
    let allowed = listed("allow");
    let packages = packages();
    assert!(packages.len() > 50, "only {} packages", packages.len());
    for package in packages {
        let licence = text(&package, "license");
        assert!(is_met(&licence, &allowed), "{} is under {licence:?}", text(&package, "name"));
    }
}

#[test]
fn a_licence_of_several_is_met_by_one_of_these_or_all_of_those() {
    let allowed = ["MIT".to_owned(), "Unicode-3.0".to_owned(), "Apache-2.0 WITH LLVM-exception".to_owned()];
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0", false),
        ("", false),
        ("GPL-3.0 OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("GPL-3.0 AND MIT", false),
        ("(GPL-3.0 OR MIT) AND Unicode-3.0", true),
        ("MIT AND (GPL-3.0 OR Unicode-3.0)", true),
        ("MIT OR GPL-3.0 AND GPL-2.0", true),
        ("(MIT OR GPL-3.0) AND GPL-2.0", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("Apache-2.0", false),
    ] {
        assert_eq!(is_met(expression, &allowed), met, "{expression:?}");
    }
}

#[test]
fn nothing_is_part_of_the_library_twice_but_for_a_reason_in_deny_toml() {
    let skipped = listed("skip");
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        versions.entry(text(&package, "name")).or_default().push(text(&package, "version"));
    }
    for (name, versions) in versions {
        let counted = versions.iter().filter(|version| {
            !skipped
                .iter()
                .any(|skip| skip.split_once('@').is_some_and(|(of, begin)| of == name && version.starts_with(begin)))
        });
        assert!(counted.count() <= 1, "{name} is there as {versions:?}");
    }
}

#[test]
fn every_part_of_the_library_comes_from_the_registry() {
    for package in packages() {
        let (name, source) = (text(&package, "name"), text(&package, "source"));
        assert!(source == REGISTRY || name == "keystoneclient", "{name} comes from {source}");
    }
}
