//! From `src/ffi` to declarations: cbindgen reads one file at a time, in the order of the modules.

use std::fs;
use std::path::{Path, PathBuf};

use crate::declarations::{self, Declaration};

/// What one file of `src/ffi` declares.
pub(crate) struct Section {
    pub(crate) title: String,
    /// The text below the title.
    pub(crate) text: Vec<String>,
    pub(crate) declarations: Vec<Declaration>,
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn config() -> cbindgen::Config {
    cbindgen::Config::from_root_or_default(root())
}

/// The sections of the header. Only what C sees has a public module.
pub(crate) fn sections() -> Vec<Section> {
    let modules = read("src/ffi.rs");
    let names = modules.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    names.map(|name| section(&root().join("src/ffi").join(name).with_extension("rs"))).collect()
}

fn section(path: &PathBuf) -> Section {
    let text = read(path);
    let mut comment = text.lines().map_while(|line| line.strip_prefix("//!")).map(|line| line.trim().to_owned());
    let title = comment.next().unwrap_or_default();
    let mut config = config();
    config.header = None;
    // What no function of the same file mentions would be left out.
    config.export.include = text.lines().filter_map(type_name).map(str::to_owned).collect();
    let bindings = cbindgen::Builder::new().with_config(config).with_src(path).generate();
    let mut generated = Vec::new();
    bindings.unwrap_or_else(|error| panic!("{}: {error}", path.display())).write(&mut generated);
    let generated = String::from_utf8(generated).expect("cbindgen writes UTF-8");
    Section {
        title,
        text: comment.skip_while(String::is_empty).collect(),
        declarations: declarations::read(&generated),
    }
}

/// The name of the type whose definition begins with this line.
fn type_name(line: &str) -> Option<&str> {
    let kinds = ["pub enum ", "pub struct ", "pub type "];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next()
}
