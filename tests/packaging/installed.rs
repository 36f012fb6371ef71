//! The project, installed once by `make install` for all tests of this program, and what looks into the result.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use ks_testing::run::{Execution, Outcome};
use ks_testing::tools::{find, tool};

/// A compiler of Go may make its whole standard library first.
const COMPILER_LIMIT: Duration = Duration::from_secs(300);

pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where cargo builds, and make with it.
pub(crate) fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("cargo keeps its tmp below its target directory")
}

/// A new, empty directory of this name below target/tmp; the last run's is kept until the next, for who looks for an error.
pub(crate) fn scratch(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packaging").join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("a directory below target/tmp");
    directory
}

/// A command with the environment of the user, for what may have to run cargo: nothing that an outer make or cargo has set
/// for its own use, or build scripts that look at it would run anew, in turn here and there.
pub(crate) fn builder(tool: impl AsRef<Path>) -> Command {
    let mut command = Command::new(tool.as_ref());
    command.current_dir(project()).env("CARGO_TARGET_DIR", target());
    for name in ["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PREFIX", "LIBDIR", "INCLUDEDIR", "DESTDIR"] {
        command.env_remove(name);
    }
    let of_cargo = |name: &str| {
        name == "OUT_DIR" || ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|start| name.starts_with(start))
    };
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(of_cargo)) {
        command.env_remove(name);
    }
    command
}

/// Runs a builder; fails the test with all that it said.
pub(crate) fn build(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}{}", said(&output.stdout), said(&output.stderr));
}

/// The rustc of the cargo that runs this test.
pub(crate) fn rustc() -> PathBuf {
    let beside = std::env::var_os("CARGO").map(|cargo| PathBuf::from(cargo).with_file_name("rustc"));
    beside.filter(|rustc| rustc.exists()).or_else(|| find("rustc")).expect("where cargo is, rustc is")
}

/// Runs make with these goals and settings. `None`, after a visible skip, where make is missing.
pub(crate) fn make(arguments: &[&str]) -> Option<()> {
    build(builder(tool("make")?).args(arguments));
    Some(())
}

/// The prefix that the project is installed below.
pub(crate) struct Installed(PathBuf);

/// Installs the project on the first call. `None`, after a visible skip, without make or a C compiler.
pub(crate) fn installed() -> Option<&'static Installed> {
    static ONCE: OnceLock<Option<Installed>> = OnceLock::new();
    let install = || {
        tool("cc")?;
        let prefix = scratch("prefix");
        make(&["install", &format!("PREFIX={}", prefix.display())])?;
        Some(Installed(prefix))
    };
    ONCE.get_or_init(install).as_ref()
}

impl Installed {
    /// A tree that is installed like ours.
    pub(crate) fn at(prefix: PathBuf) -> Self {
        Self(prefix)
    }

    pub(crate) fn prefix(&self) -> &Path {
        &self.0
    }

    pub(crate) fn library(&self, file: &str) -> PathBuf {
        self.0.join("lib").join(file)
    }

    /// What pkg-config answers to these options, word for word. `None`, after a visible skip, where it is missing.
    pub(crate) fn pkg_config(&self, options: &[&str]) -> Option<Vec<String>> {
        let run = self.with_pkg_config(Execution::new(tool("pkg-config")?)).args(options).arg("keystoneclient");
        let outcome = run.run();
        outcome.assert_success();
        Some(outcome.stdout.split_whitespace().map(str::to_owned).collect())
    }

    /// Lets pkg-config, and who calls it, find this tree only.
    pub(crate) fn with_pkg_config(&self, run: Execution) -> Execution {
        run.env("PKG_CONFIG_LIBDIR", self.library("pkgconfig"))
    }
}

/// A compiler being prepared. It gets the time that one may need on a busy machine.
pub(crate) fn compiler(tool: impl Into<PathBuf>) -> Execution {
    Execution::new(tool).limit(COMPILER_LIMIT)
}

/// What a tool says about a file. `None`, after a visible skip, where the tool is missing.
pub(crate) fn ask(name: &str, options: &[&str], file: &Path) -> Option<Outcome> {
    let outcome = Execution::new(tool(name)?).args(options).arg(file).run();
    outcome.assert_success();
    Some(outcome)
}

/// The shared libraries that a program or library wants at run time.
pub(crate) fn needed(file: &Path) -> Option<BTreeSet<String>> {
    let dynamic = ask("readelf", &["-dW"], file)?.stdout;
    let rows = dynamic.lines().filter(|row| row.contains("(NEEDED)"));
    Some(rows.filter_map(|row| Some(row.split_once('[')?.1.split_once(']')?.0.to_owned())).collect())
}

/// The symbols that the project promises.
pub(crate) fn promised_symbols() -> BTreeSet<String> {
    let list = fs::read_to_string(project().join("include/keystoneclient.symbols")).expect("the list of symbols");
    let rows = list.lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect()
}

/// Every file and link below a directory: its path from there, and its content; of a link, where it points.
pub(crate) fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut directories = vec![root.to_owned()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(&directory).expect("a directory").map(|entry| entry.expect("an entry")) {
            let (path, kind) = (entry.path(), entry.file_type().expect("a kind"));
            if kind.is_dir() {
                directories.push(path);
                continue;
            }
            let content = if kind.is_symlink() {
                fs::read_link(&path).expect("a link").into_os_string().into_encoded_bytes()
            } else {
                fs::read(&path).expect("a file")
            };
            found.insert(path.strip_prefix(root).expect("below the root").to_owned(), content);
        }
    }
    found
}
