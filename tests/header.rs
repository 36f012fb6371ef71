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

use declarations::{Declaration, Shape};
use keystoneclient::error::CLASSES;

#[test]
fn the_committed_files_are_what_the_source_says() {
    let stale: Vec<String> =
        files::FILES.iter().filter_map(|(path, text)| files::bless_or_compare(path, text).err()).collect();
    assert!(stale.is_empty(), "{}", stale.join("\n\n"));
}

fn functions() -> Vec<Declaration> {
    let all = source::sections().into_iter().flat_map(|section| section.declarations);
    all.filter(Declaration::is_function).collect()
}

#[test]
fn every_function_says_what_a_manual_says() {
    let mut silent = Vec::new();
    for function in functions() {
        let doc = function.doc.join(" ");
        let Shape::Function { returns, parameters } = &function.shape else { continue };
        let mut need = |there: bool, what: &str| {
            if !there {
                silent.push(format!("{}: {what}", function.name));
            }
        };
        need(doc.contains("Since "), "since which version?");
        need(doc.contains("hread"), "which threads may call it?");
        need(
            returns != "ks_result" || doc.contains("Errors:") || parameters.len() == 1,
            "which errors does it return?",
        );
        for parameter in parameters.iter().filter(|parameter| parameter.name != "error") {
            need(doc.contains(&format!("- {}:", parameter.name)), &format!("what is {}?", parameter.name));
        }
        need(!doc.contains(['`', '[', ']']), "that is a comment for Rust");
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
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
