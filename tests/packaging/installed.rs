//! The project, installed once by `make install` for all tests of this program, and what looks into the result.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use ks_testing::run::{Execution, Outcome};
use ks_testing::tools::tool;

/// A compiler of Go may make its whole standard library first.
const COMPILER_LIMIT: Duration = Duration::from_secs(300);

pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where cargo builds, and make with it.
pub fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("cargo keeps its tmp below its target directory")
}

/// A new, empty directory of this name below target/tmp; the last run's is kept until the next, for who looks for an error.
pub fn scratch(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packaging").join(name);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("a directory below target/tmp");
    directory
}

/// A command with the environment of the user, for what may have to run cargo. None of an outer make's settings.
pub fn builder(tool: impl AsRef<Path>) -> Command {
    let mut command = Command::new(tool.as_ref());
    command.current_dir(project()).env("CARGO_TARGET_DIR", target());
    for name in ["MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "PREFIX", "LIBDIR", "INCLUDEDIR", "DESTDIR"] {
        command.env_remove(name);
    }
    command
}

/// Runs a builder; fails the test with all that it said.
pub fn build(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}{}", said(&output.stdout), said(&output.stderr));
}

/// Runs make with these goals and settings. `None`, after a visible skip, where make is missing.
pub fn make(arguments: &[&str]) -> Option<()> {
    build(builder(tool("make")?).args(arguments));
    Some(())
}

/// The prefix that the project is installed below.
pub struct Installed(PathBuf);

/// Installs the project on the first call. `None`, after a visible skip, without make or a C compiler.
pub fn installed() -> Option<&'static Installed> {
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
    pub fn at(prefix: PathBuf) -> Self {
        Self(prefix)
    }

    pub fn prefix(&self) -> &Path {
        &self.0
    }

    pub fn library(&self, file: &str) -> PathBuf {
        self.0.join("lib").join(file)
    }

    /// What pkg-config answers to these options, word for word. `None`, after a visible skip, where it is missing.
    pub fn pkg_config(&self, options: &[&str]) -> Option<Vec<String>> {
        let run = self.with_pkg_config(Execution::new(tool("pkg-config")?)).args(options).arg("keystoneclient");
        let outcome = run.run();
        outcome.assert_success();
        Some(outcome.stdout.split_whitespace().map(str::to_owned).collect())
    }

    /// Lets pkg-config, and who calls it, find this tree only.
    pub fn with_pkg_config(&self, run: Execution) -> Execution {
        run.env("PKG_CONFIG_LIBDIR", self.library("pkgconfig"))
    }
}

/// A compiler being prepared. It gets the time that one may need on a busy machine.
pub fn compiler(tool: impl Into<PathBuf>) -> Execution {
    Execution::new(tool).limit(COMPILER_LIMIT)
}

/// What a tool says about a file. `None`, after a visible skip, where the tool is missing.
pub fn ask(name: &str, options: &[&str], file: &Path) -> Option<Outcome> {
    let outcome = Execution::new(tool(name)?).args(options).arg(file).run();
    outcome.assert_success();
    Some(outcome)
}

/// The shared libraries that a program or library wants at run time.
pub fn needed(file: &Path) -> Option<BTreeSet<String>> {
    let dynamic = ask("readelf", &["-dW"], file)?.stdout;
    let rows = dynamic.lines().filter(|row| row.contains("(NEEDED)"));
    Some(rows.filter_map(|row| Some(row.split_once('[')?.1.split_once(']')?.0.to_owned())).collect())
}

/// The symbols that the project promises.
pub fn promised_symbols() -> BTreeSet<String> {
    let list = fs::read_to_string(project().join("include/keystoneclient.symbols")).expect("the list of symbols");
    let rows = list.lines().filter(|row| !row.starts_with('#'));
    rows.filter_map(|row| row.split_whitespace().next()).map(str::to_owned).collect()
}

/// Every file and link below a directory: its path from there, and its content; of a link, where it points.
pub fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
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
