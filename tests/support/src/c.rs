//! C and C++ programs, compiled against the shared library that cargo built beside this test, and run.
//!
//! ```no_run
//! use ks_testing::c::CProgram;
//! let Some(program) = CProgram::compile("tests/c/catalog.c", "catalog") else { return };
//! program.env("OS_AUTH_URL", "http://127.0.0.1:5000/v3").run_under_valgrind().assert_success();
//! ```

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::run::{Execution, Outcome};
use crate::sanitizer::{self, Sanitizer};
use crate::tools;

/// The file name of the shared library as cargo makes it.
const LIBRARY_FILE: &str = if cfg!(target_os = "macos") { "libkeystoneclient.dylib" } else { "libkeystoneclient.so" };

/// The name that programs linked with it look for.
const SONAME: &str = if cfg!(target_os = "macos") { "libkeystoneclient.0.dylib" } else { "libkeystoneclient.so.0" };

/// What every program is compiled with, besides its standard.
const FLAGS: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-pthread", "-g"];

/// How long a compiler may take on a busy machine.
const COMPILER_LIMIT: Duration = Duration::from_secs(180);

/// A compilation being prepared: C11 with every warning an error, this project's headers, its shared library.
#[derive(Clone, Debug)]
pub struct Compilation {
    source: PathBuf,
    standard: String,
    flags: Vec<OsString>,
    with_library: bool,
}

/// A compiled program, in a folder of its own that goes away with it.
#[derive(Debug)]
pub struct CProgram {
    file: PathBuf,
    _folder: TempDir,
}

impl Compilation {
    /// A compilation of this source; a relative path is below the project's root.
    #[must_use]
    pub fn new(source: impl AsRef<Path>) -> Self {
        let source = project_root().join(source);
        Self { source, standard: "c11".to_owned(), flags: Vec::new(), with_library: true }
    }

    /// Another standard: `c99`, `c23`; one that begins with `c++` takes the C++ compiler.
    #[must_use]
    pub fn standard(mut self, standard: &str) -> Self {
        standard.clone_into(&mut self.standard);
        self
    }

    /// Adds a flag, behind the source.
    #[must_use]
    pub fn flag(mut self, flag: impl AsRef<OsStr>) -> Self {
        self.flags.push(flag.as_ref().to_owned());
        self
    }

    /// Leaves the shared library out.
    #[must_use]
    pub fn without_library(mut self) -> Self {
        self.with_library = false;
        self
    }

    /// Compiles and links. `None`, after a visible skip, without a compiler.
    ///
    /// # Panics
    ///
    /// When the program does not compile, with the compiler's words.
    #[must_use]
    #[track_caller]
    pub fn compile(self, name: &str) -> Option<CProgram> {
        let compiler = self.compiler()?;
        let folder =
            tempfile::Builder::new().prefix(name).tempdir_in(scratch_folder()).expect("a folder for a program");
        let file = folder.path().join(name);
        let sanitizer = sanitizer::current().filter(|_| self.with_library);
        let mut run = match sanitizer {
            Some(sanitizer) => self.link(sanitizer, &compiler, folder.path()),
            None => self.command(compiler),
        };
        run = run.arg("-o").arg(&file);
        if self.with_library {
            let library = library_folder();
            run = run.arg("-L").arg(&library).arg("-lkeystoneclient");
            run = run.arg(format!("-Wl,-rpath,{}", library.display()));
        }
        run.run().assert_success();
        Some(CProgram { file, _folder: folder })
    }

    /// What the compiler says to the source alone, nothing written. `None`, after a visible skip, without a compiler.
    #[must_use]
    pub fn check(self) -> Option<Outcome> {
        let compiler = self.compiler()?;
        Some(self.command(compiler).arg("-fsyntax-only").run())
    }

    /// Compiles for a sanitizer, and returns what is to link it.
    fn link(&self, sanitizer: &Sanitizer, compiler: &Path, folder: &Path) -> Execution {
        let object = folder.join("program.o");
        let compile = self.command(compiler.to_owned()).args(sanitizer.flags);
        compile.arg("-c").arg("-o").arg(&object).run().assert_success();
        let link = Execution::new(compiler).limit(COMPILER_LIMIT).arg(object).arg("-pthread").args(&self.flags);
        if sanitizer.is_only_of_c {
            return link.args(sanitizer.flags);
        }
        let runtime = sanitizer::runtime().expect("KS_SANITIZER_RUNTIME names the runtime of the sanitizer");
        let whole = [OsStr::new("-Wl,--whole-archive"), runtime.as_os_str(), OsStr::new("-Wl,--no-whole-archive")];
        link.args(whole).args(["-Wl,--export-dynamic", "-lm", "-ldl", "-lrt", "-lresolv"])
    }

    fn is_cplusplus(&self) -> bool {
        self.standard.starts_with("c++") || self.standard.starts_with("gnu++")
    }

    fn compiler(&self) -> Option<PathBuf> {
        tools::tool(if self.is_cplusplus() { "c++" } else { "cc" })
    }

    fn command(&self, compiler: PathBuf) -> Execution {
        // The suffix of the source does not decide: a header's C test is compiled as C++ as well.
        let language = if self.is_cplusplus() { "c++" } else { "c" };
        Execution::new(compiler)
            .limit(COMPILER_LIMIT)
            .arg(format!("-std={}", self.standard))
            .args(FLAGS)
            .arg("-I")
            .arg(project_root().join("include"))
            .args(["-x", language])
            .arg(&self.source)
            .args(["-x", "none"])
            .args(&self.flags)
    }
}

impl CProgram {
    /// Compiles a C11 program against the library: [`Compilation::new`] and [`Compilation::compile`] in one.
    #[must_use]
    #[track_caller]
    pub fn compile(source: impl AsRef<Path>, name: &str) -> Option<Self> {
        Compilation::new(source).compile(name)
    }

    /// The executable.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A run of it, to be prepared further.
    #[must_use]
    pub fn execution(&self) -> Execution {
        Execution::new(&self.file)
    }

    /// A run with this argument.
    #[must_use]
    pub fn arg(&self, argument: impl AsRef<OsStr>) -> Execution {
        self.execution().arg(argument)
    }

    /// A run with this environment variable.
    #[must_use]
    pub fn env(&self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Execution {
        self.execution().env(name, value)
    }

    /// A run with these environment variables.
    #[must_use]
    pub fn envs<N: AsRef<OsStr>, V: AsRef<OsStr>>(&self, variables: impl IntoIterator<Item = (N, V)>) -> Execution {
        self.execution().envs(variables)
    }

    /// Runs it with no arguments in a clean environment.
    #[must_use]
    pub fn run(&self) -> Outcome {
        self.execution().run()
    }

    /// Runs it with no arguments under valgrind ([`Execution::run_under_valgrind`]).
    #[must_use]
    pub fn run_under_valgrind(&self) -> Outcome {
        self.execution().run_under_valgrind()
    }
}

/// The project's root folder, where `include/` is.
#[must_use]
pub fn project_root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the project's root")
}

/// The shared library that cargo built for this test's profile, or the one that was built for a sanitizer.
///
/// # Panics
///
/// When there is none: cargo builds it for the integration tests of `keystoneclient`, not for other tests.
#[must_use]
pub fn library() -> PathBuf {
    if let Some(library) = sanitizer::library() {
        return library;
    }
    let test = std::env::current_exe().expect("the path of this test");
    let deps = test.parent().expect("a test lies in a folder").to_owned();
    // rustc writes into deps; the copy above it is made only by some cargo commands, and may be an old one.
    let candidates = [deps.join(LIBRARY_FILE), deps.with_file_name(LIBRARY_FILE)];
    let found = candidates.iter().find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("cargo built no {LIBRARY_FILE} beside {}", test.display())).clone()
}

/// A folder to link with and to load from: the library under the name that the linker and the one that the loader wants.
#[must_use]
pub fn library_folder() -> PathBuf {
    let library = library();
    let folder = scratch_folder().join(sanitizer::current().map_or("lib", |sanitizer| sanitizer.name));
    fs::create_dir_all(&folder).expect("a folder for the library's names");
    for name in [LIBRARY_FILE, SONAME] {
        link(&library, &folder.join(name)).expect("a link to the library");
    }
    folder
}

/// A folder beside the test executables that any test may write below; `cargo clean` takes it away.
#[must_use]
pub fn scratch_folder() -> PathBuf {
    let test = std::env::current_exe().expect("the path of this test");
    let folder = test.with_file_name("ks_testing");
    fs::create_dir_all(&folder).expect("a scratch folder below the target folder");
    folder
}

/// Makes `name` a symbolic link to `target`; at any moment other processes find the old link or the new one.
fn link(target: &Path, name: &Path) -> io::Result<()> {
    if fs::read_link(name).is_ok_and(|current| current == target) {
        return Ok(());
    }
    let folder = name.parent().unwrap_or(Path::new("."));
    let fresh = tempfile::Builder::new().prefix(".link-").make_in(folder, |path| symlink(target, path))?;
    fresh.into_temp_path().persist(name)?;
    Ok(())
}

#[cfg(unix)]
fn symlink(target: &Path, name: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, name)
}

#[cfg(not(unix))]
fn symlink(target: &Path, name: &Path) -> io::Result<()> {
    fs::copy(target, name).map(drop)
}

#[cfg(test)]
mod tests;
