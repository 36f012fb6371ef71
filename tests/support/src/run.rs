//! Other programs, run as a user would who has set nothing: a clean environment, an empty home, a time limit.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::{sanitizer, tools};

mod outcome;

pub use outcome::Outcome;

/// How long a program may run unless [`Execution::limit`] says otherwise.
pub const DEFAULT_LIMIT: Duration = Duration::from_secs(60);

/// How much longer it may run under valgrind.
pub const VALGRIND_SLOWDOWN: u32 = 5;

/// The exit status by which valgrind reports errors or leaks.
pub const VALGRIND_FOUND_ERRORS: i32 = 99;

/// One run of a program, being prepared.
///
/// Nothing is inherited but `PATH`: no `OS_*`, no proxies, no `SSL_CERT_FILE`, no clouds.yaml of the developer's.
/// Home and working folder are new and empty, and go away with the [`Execution`].
#[derive(Debug)]
pub struct Execution {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    input: Vec<u8>,
    limit: Duration,
    folder: Option<PathBuf>,
    scratch: TempDir,
}

impl Execution {
    /// A run of the program at this path.
    #[must_use]
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let scratch = tempfile::Builder::new().prefix("ks-run-").tempdir().expect("a temporary folder");
        for name in ["home", "tmp"] {
            fs::create_dir(scratch.path().join(name)).expect("a folder in a new temporary folder");
        }
        Self {
            program: program.into(),
            arguments: Vec::new(),
            environment: Vec::new(),
            input: Vec::new(),
            limit: DEFAULT_LIMIT,
            folder: None,
            scratch,
        }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.arguments.extend(arguments.into_iter().map(|argument| argument.as_ref().to_owned()));
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Sets environment variables.
    #[must_use]
    pub fn envs<N: AsRef<OsStr>, V: AsRef<OsStr>>(self, variables: impl IntoIterator<Item = (N, V)>) -> Self {
        variables.into_iter().fold(self, |run, (name, value)| run.env(name, value))
    }

    /// What the program reads from standard input; nothing unless told.
    #[must_use]
    pub fn stdin(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.input = input.into();
        self
    }

    /// How long the program may run; after that it is killed with its children. Valgrind gets [`VALGRIND_SLOWDOWN`] times it.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// The working folder, in place of a new empty one.
    #[must_use]
    pub fn current_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// The new, empty home folder of this run: a place for a clouds.yaml.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.scratch.path().join("home")
    }

    /// Runs the program to its end, or to its time limit.
    #[must_use]
    pub fn run(&self) -> Outcome {
        let mut command = Command::new(&self.program);
        command.env_clear();
        let Some(sanitizer) = sanitizer::current() else { return self.finish(command, self.limit, Path::new("")) };
        let reports = self.reports(sanitizer.name);
        let (variable, options) = sanitizer.environment(reports.path());
        command.env(variable, options);
        self.finish(command, self.limit * VALGRIND_SLOWDOWN, reports.path())
    }

    /// Runs the program under valgrind, where any error and any leaked or still reachable block is a failure.
    ///
    /// Without valgrind it is a visible skip of the checks (a panic under CI): the program runs, unchecked.
    #[must_use]
    pub fn run_under_valgrind(&self) -> Outcome {
        // What a sanitizer is linked into has its own checks, and does not run under valgrind.
        if sanitizer::current().is_some() {
            return self.run();
        }
        let Some(valgrind) = tools::tool("valgrind") else { return self.run() };
        let reports = self.reports("valgrind");
        let mut command = Command::new(valgrind);
        command.env_clear();
        command.args(["--leak-check=full", "--show-leak-kinds=all", "--errors-for-leak-kinds=all", "--quiet"]);
        command.arg(format!("--error-exitcode={VALGRIND_FOUND_ERRORS}"));
        command.arg(concat!("--suppressions=", env!("CARGO_MANIFEST_DIR"), "/valgrind.supp"));
        // Threads take turns, or one that waits for another may never let it run.
        command.args(["--fair-sched=yes", "--num-callers=40"]);
        // Its reports stay apart from what the program says; a forked child writes its own.
        command.arg(format!("--log-file={}", reports.path().join("%p").display()));
        command.arg(&self.program);
        self.finish(command, self.limit * VALGRIND_SLOWDOWN, reports.path())
    }

    /// A folder for what a checker writes, apart from what the program says.
    fn reports(&self, checker: &str) -> TempDir {
        tempfile::Builder::new().prefix(checker).tempdir_in(self.scratch.path()).expect("a folder for reports")
    }

    /// The command's environment is clear, but for what a checker is told.
    fn finish(&self, mut command: Command, limit: Duration, reports: &Path) -> Outcome {
        let home = self.home();
        command.args(&self.arguments);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_else(|| "/usr/bin:/bin".into()));
        command.env("HOME", &home).env("TMPDIR", self.scratch.path().join("tmp")).env("LANG", "C.UTF-8");
        // The cache of std's backtraces counts as still reachable.
        command.env("RUST_BACKTRACE", "0");
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.as_ref().unwrap_or(&home));

        // Files, not pipes: nothing blocks on a full one, and a grandchild cannot hold one open.
        let file = |name: &str| self.scratch.path().join(name);
        fs::write(file("stdin"), &self.input).expect("the program's standard input");
        command.stdin(File::open(file("stdin")).expect("the program's standard input"));
        command.stdout(Stdio::from(File::create(file("stdout")).expect("a file for standard output")));
        command.stderr(Stdio::from(File::create(file("stderr")).expect("a file for standard error")));
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);

        let begun = Instant::now();
        let mut child =
            command.spawn().unwrap_or_else(|error| panic!("{} cannot run: {error}", self.program.display()));
        let status = wait(&mut child, limit);
        Outcome {
            command: self.command_line(),
            stdout: text_of(&file("stdout")),
            stderr: text_of(&file("stderr")),
            valgrind: reports_below(reports),
            status,
            duration: begun.elapsed(),
        }
    }

    fn command_line(&self) -> String {
        let words = std::iter::once(self.program.as_os_str()).chain(self.arguments.iter().map(OsString::as_os_str));
        words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
    }
}

/// The status of a child that ended by itself; `None` after `limit`, when it was killed.
fn wait(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().expect("the status of a child") {
            return Some(status);
        }
        if begun.elapsed() >= limit {
            kill_group(child);
            return None;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Kills the child with all that it started: it leads a process group of its own.
fn kill_group(child: &mut Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
    let _ = child.wait();
}

fn text_of(file: &Path) -> String {
    String::from_utf8_lossy(&fs::read(file).expect("the program's output")).into_owned()
}

/// What a checker wrote, process by process; nothing when none did run.
fn reports_below(folder: &Path) -> String {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.iter().map(|file| text_of(file)).collect()
}

#[cfg(test)]
mod tests;
