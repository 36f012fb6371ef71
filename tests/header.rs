//! The headers are what the source says, and every compiler that matters takes them.
//!
//! `KS_BLESS=1 cargo test --test header` writes them; without it they are compared.

#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]
#![allow(clippy::format_collect, reason = "text is small here, and short code is easier to trust")]

#[path = "abi/declarations.rs"]
mod declarations;
#[path = "header/compilers.rs"]
mod compilers;
#[path = "header/files.rs"]
mod files;
#[path = "header/render.rs"]
mod render;
#[path = "header/source.rs"]
mod source;

use declarations::{Declaration, Field, Shape};
use keystoneclient::error::CLASSES;

#[test]
fn the_committed_files_are_what_the_source_says() {
    let stale: Vec<String> =
        files::FILES.iter().filter_map(|(path, text)| files::bless_or_compare(path, text).err()).collect();
    assert!(stale.is_empty(), "{}", stale.join("\n\n"));
}

#[test]
fn every_function_says_what_a_manual_says() {
    let all: Vec<Declaration> = source::sections().into_iter().flat_map(|section| section.declarations).collect();
    let doc_of = |name: &str| all.iter().find(|one| one.name == name).map(|one| one.doc.join(" ")).unwrap_or_default();
    let mut silent = Vec::new();
    for function in &all {
        let Shape::Function { returns, parameters } = &function.shape else { continue };
        // What is "otherwise as" another function need not be said again.
        let own = function.doc.join(" ");
        let other = own.split_once(" as ").map(|(_, rest)| words(rest).next().map(doc_of).unwrap_or_default());
        let doc = format!("{own} {}", other.unwrap_or_default());
        // The type whose method this is: its comment may speak for all of them, and it needs no explanation as an argument.
        let object =
            all.iter().find(|one| one.shape == Shape::Opaque && function.name.starts_with(&format!("{}_", one.name)));
        let is_object =
            |parameter: &Field| object.is_some_and(|object| parameter.of.as_deref().map(noun) == Some(&object.name));
        let mut need = |said: bool, what: String| {
            if !said {
                silent.push(format!("{}: {what}", function.name));
            }
        };
        need(own.contains("Since "), "since which version?".to_owned());
        let threads = doc.contains("hread") || object.is_some_and(|object| object.doc.join(" ").contains("hread"));
        need(threads, "which threads may call it?".to_owned());
        let fails = returns == "ks_result" && parameters.len() > 1;
        need(!fails || doc.contains("Errors:"), "which errors does it return?".to_owned());
        let explained = parameters.iter().enumerate().filter(|(at, parameter)| *at > 0 || !is_object(parameter));
        for (_, parameter) in explained.filter(|(_, parameter)| parameter.name != "error") {
            need(words(&doc).any(|word| word == parameter.name), format!("what is {}?", parameter.name));
        }
        need(!own.contains('`') && !own.contains("::"), "that is a comment for Rust".to_owned());
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// `const ks_value *` is about `ks_value`.
fn noun(of: &str) -> &str {
    of.trim_start_matches("const ").trim_end_matches(['*', ' '])
}

#[test]
fn every_type_is_explained() {
    let all = source::sections().into_iter().flat_map(|section| section.declarations);
    let silent: Vec<String> = all.filter(|one| one.doc.is_empty()).map(|one| one.name).collect();
    assert!(silent.is_empty(), "no comment: {silent:?}");
    for section in source::sections() {
        assert!(
            !section.title.is_empty() && !section.text.is_empty(),
            "a section is not introduced: {}",
            section.title
        );
    }
}

#[test]
fn every_enumerator_of_results_names_its_class() {
    let mut all = source::sections().into_iter().flat_map(|section| section.declarations);
    let Some(Shape::Enum(enumerators)) = all.find(|one| one.name == "ks_result_code").map(|one| one.shape) else {
        panic!("no ks_result_code");
    };
    for class in CLASSES {
        let name = format!("KS_ERROR_{}", class.constant);
        let doc = enumerators.iter().find(|one| one.name == name).map(|one| one.doc.join(" ")).unwrap_or_default();
        assert!(doc.starts_with(&format!("{}: ", class.name)), "{name}: {doc}");
    }
}
