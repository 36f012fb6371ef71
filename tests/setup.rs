//! The set-up of `make demo` and `make test`, on machines of which everything is invented.

#![cfg(unix)]
#![allow(clippy::panic, clippy::expect_used, reason = "a test fails by panicking")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use ks_testing::run::{Execution, Outcome};
use ks_testing::tools::find;
use tempfile::TempDir;

/// What the scripts themselves are written with.
const BASICS: &[&str] = &["sh", "cat", "cp", "cut", "dirname", "env", "head", "sed", "sort"];
/// Everything that is looked for, but Rust.
const TOOLS: &[&str] = &[
    "cc",
    "ld",
    "objcopy",
    "readelf",
    "python3",
    "c++",
    "pkg-config",
    "cmake",
    "go",
    "luajit",
    "curl-config",
    "valgrind",
];

/// Packages, and the programs that they bring.
const PACKAGES: &[(&str, &[&str])] = &[
    ("gcc", &["cc"]),
    ("binutils", &["ld", "objcopy", "readelf"]),
    ("python3", &["python3"]),
    ("cargo", &["cargo", "rustc"]),
    ("cargo-web", &["cargo", "rustc"]),
    ("cargo-1.97", &["cargo", "rustc"]),
    ("cargo-1.100", &["cargo", "rustc"]),
    ("luajit", &["luajit"]),
    ("libcurl4-openssl-dev", &["curl-config"]),
    ("valgrind", &["valgrind"]),
];

/// Writes down what it was asked for, and brings the programs of the packages.
const APT_GET: &str = r#"echo "apt-get $*" >>"$MACHINE/log"
for package; do test ! -d "$MACHINE/stock/$package" || cp "$MACHINE/stock/$package"/* "$MACHINE/bin"; done"#;
const APT_CACHE: &str = r#"case $1 in policy) cat "$MACHINE/policy-$2" ;; search) cat "$MACHINE/search" ;; esac"#;
/// Brings a toolchain, as a program below the home folder.
const RUSTUP: &str = r#"echo "rustup $*" >>"$MACHINE/log"; cp -r "$MACHINE/stock/toolchain" "$HOME/.rustup""#;

/// An invented machine: the only programs are those below its `bin`.
struct Machine {
    folder: TempDir,
}

impl Machine {
    /// A Debian with nothing on it whose packages have these versions: `cargo 0.66.0`.
    fn bare(packages: &[&str]) -> Self {
        let machine = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        let project = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::create_dir_all(machine.at("tree/tests/support/setup")).expect("a folder");
        fs::create_dir_all(machine.at("bin")).expect("a folder");
        fs::create_dir_all(machine.at("home")).expect("a folder");
        for script in ["install-missing.sh", "rust-path.sh"] {
            let path = Path::new("tests/support/setup").join(script);
            fs::copy(project.join(&path), machine.at("tree").join(&path)).expect("a script");
        }
        // No Rust that this machine really has will do.
        fs::write(machine.at("tree/Cargo.toml"), "rust-version = \"9.0\"\n").expect("a manifest");
        for name in BASICS {
            symlink(find(name).unwrap_or_else(|| panic!("no {name}")), machine.at("bin").join(name)).expect("a link");
        }
        for (package, programs) in PACKAGES {
            for program in *programs {
                machine.program_at(&format!("stock/{package}/{program}"), "echo tool 9.1.0");
            }
        }
        machine.program_at("stock/rustup/rustup", RUSTUP);
        for tool in ["cargo", "rustc"] {
            machine.program_at(&format!("stock/toolchain/toolchains/stable/bin/{tool}"), "echo tool 9.9.9");
        }
        machine.program("id", "echo 0");
        machine.program("apt-get", APT_GET);
        machine.program("apt-cache", APT_CACHE);
        let mut search = String::new();
        for package in ["cargo", "cargo-web", "rustup"] {
            machine.file(&format!("policy-{package}"), "  Installed: (none)\n  Candidate: (none)\n");
        }
        for (name, version) in packages.iter().filter_map(|package| package.split_once(' ')) {
            machine.file(&format!("policy-{name}"), &format!("  Installed: (none)\n  Candidate: {version}+dfsg1-2\n"));
            search += name;
            search += " - Rust package manager\n";
        }
        machine.file("search", &search);
        machine.file("log", "");
        machine
    }

    /// The same with every tool, and this version of Rust.
    fn complete(rust: &str) -> Self {
        let machine = Self::bare(&[]);
        for tool in TOOLS {
            machine.program(tool, "exit 0");
        }
        for tool in ["cargo", "rustc"] {
            machine.program(tool, &format!("echo {tool} {rust} '(0123abc 2026-01-01)'"));
        }
        machine
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn file(&self, path: &str, text: &str) {
        fs::write(self.at(path), text).expect("a file");
    }

    fn program(&self, name: &str, body: &str) {
        self.program_at(&format!("bin/{name}"), body);
    }

    fn program_at(&self, path: &str, body: &str) {
        let _ = fs::remove_file(self.at(path));
        fs::create_dir_all(self.at(path).parent().expect("a folder")).expect("a folder");
        self.file(path, &format!("#!/bin/sh\n{body}\n"));
        fs::set_permissions(self.at(path), fs::Permissions::from_mode(0o755)).expect("a mode");
    }

    fn without(self, name: &str) -> Self {
        fs::remove_file(self.at("bin").join(name)).expect("a program");
        self
    }

    fn run(&self, script: &str, argument: &str) -> Outcome {
        let run = Execution::new(self.at("tree/tests/support/setup").join(script)).arg(argument);
        run.env("PATH", self.at("bin")).env("HOME", self.at("home")).env("MACHINE", self.folder.path()).run()
    }

    fn set_up(&self, purpose: &str) -> Outcome {
        self.run("install-missing.sh", purpose)
    }

    /// The commands that changed the machine, in order.
    fn log(&self) -> Vec<String> {
        fs::read_to_string(self.at("log")).expect("a log").lines().map(str::to_owned).collect()
    }
}

fn before(outcome: &Outcome, first: &str, second: &str) -> bool {
    let position = |part: &str| outcome.stderr.find(part).unwrap_or_else(|| panic!("{part:?} is not said\n{outcome}"));
    position(first) < position(second)
}

#[test]
fn a_machine_that_has_everything_is_left_alone_without_a_word() {
    let machine = Machine::complete("9.0.0");
    for purpose in ["demo", "test"] {
        let outcome = machine.set_up(purpose);
        outcome.assert_success();
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""));
    }
    assert_eq!(machine.log(), Vec::<String>::new());
}

#[test]
fn a_bare_machine_is_told_what_is_missing_and_then_gets_it() {
    let machine = Machine::bare(&["cargo 0.66.0", "cargo-web 9.6.0"]);
    let outcome = machine.set_up("demo");
    outcome.assert_success();
    assert!(before(
        &outcome,
        "make demo needs what is missing here: gcc libc6-dev binutils",
        "running: apt-get update"
    ));
    assert!(before(&outcome, "running: apt-get update", "apt-get install"));
    let [update, install] = &machine.log()[..] else { panic!("{:?}", machine.log()) };
    assert_eq!(update, "apt-get update -qq");
    for package in ["gcc", "libc6-dev", "binutils", "python3", "python3-venv", "cargo-web"] {
        assert!(install.split(' ').any(|word| word == package), "{package} is missing: {install}");
    }
    for package in ["valgrind", "cargo", "rustup"] {
        assert!(!install.split(' ').any(|word| word == package), "{package} is not needed: {install}");
    }
    assert!(machine.set_up("demo").stderr.is_empty(), "the second time there is nothing to do");
}

#[test]
fn the_tests_need_what_the_demonstration_does_not() {
    let machine = Machine::complete("9.0.0").without("valgrind").without("luajit").without("cc");
    machine.set_up("test").assert_success();
    let [_, install] = &machine.log()[..] else { panic!("{:?}", machine.log()) };
    assert!(install.ends_with(" gcc libc6-dev luajit valgrind libc6-dbg"), "{install}");
}

#[test]
fn of_several_packages_of_rust_the_newest_is_taken() {
    let machine =
        Machine::bare(&["cargo 1.75.0", "cargo-1.97 9.7.0", "cargo-1.100 9.10.0", "cargo-1.83 1.83.0", "rustup 1.27"]);
    machine.set_up("demo").assert_success();
    assert!(machine.log().get(1).is_some_and(|line| line.ends_with(" cargo-1.100")), "{:?}", machine.log());
}

#[test]
fn where_no_package_of_rust_is_new_enough_the_one_of_rustup_fetches_it() {
    let machine = Machine::bare(&["cargo 1.85.0", "rustup 1.27.1"]);
    machine.set_up("demo").assert_success();
    let [_, install, toolchain] = &machine.log()[..] else { panic!("{:?}", machine.log()) };
    assert!(install.ends_with(" rustup"), "{install}");
    assert_eq!(toolchain, "rustup toolchain install stable --profile minimal");
    let path = machine.run("rust-path.sh", "");
    path.assert_success().assert_stdout_has("/home/.rustup/toolchains/stable/bin:");
}

#[test]
fn a_user_of_rustup_gets_a_toolchain_and_nothing_as_root() {
    let machine = Machine::complete("1.70.0");
    machine.program("rustup", RUSTUP);
    machine.set_up("demo").assert_success();
    assert_eq!(machine.log(), ["rustup toolchain install stable --profile minimal"]);
}

#[test]
fn an_installation_that_helps_nothing_is_a_failure() {
    let machine = Machine::complete("1.70.0").without("ld");
    machine.program("apt-get", "exit 0");
    machine.program("rustup", "exit 0");
    let outcome = machine.set_up("demo");
    outcome.assert_code(1).assert_stderr_has("installed, and yet something does not work: binutils Rust\n");
}

#[test]
fn where_no_package_brings_rust_the_user_is_sent_to_rustup() {
    let machine = Machine::bare(&["cargo 1.75.0"]);
    let outcome = machine.set_up("demo");
    outcome
        .assert_code(1)
        .assert_stderr_has("no package here brings Rust 9.0 or later: install it by rustup and try again");
    assert_eq!(machine.log(), ["apt-get update -qq"]);
}

#[test]
fn another_system_is_told_the_names_and_nothing_is_tried() {
    let machine = Machine::bare(&[]).without("apt-get");
    let outcome = machine.set_up("test");
    outcome.assert_code(1).assert_stderr_has("valgrind").assert_stderr_has("neither Debian nor Ubuntu");
}

#[test]
fn a_user_who_is_not_root_needs_sudo() {
    let machine = Machine::bare(&["cargo 9.1.0"]);
    machine.program("id", "echo 1000");
    machine.set_up("demo").assert_code(1).assert_stderr_has("that takes root or sudo");
    assert_eq!(machine.log(), Vec::<String>::new());

    machine.program("sudo", "echo sudo >>\"$MACHINE/log\"; \"$@\"");
    machine.set_up("demo").assert_success();
    assert_eq!(machine.log().iter().filter(|line| *line == "sudo").count(), 2, "{:?}", machine.log());
}

#[test]
fn a_rust_that_is_new_enough_is_found_behind_one_that_is_not() {
    let machine = Machine::complete("1.70.0");
    machine.run("rust-path.sh", "").assert_code(1);
    for tool in ["cargo", "rustc"] {
        machine.program_at(&format!("home/.cargo/bin/{tool}"), "echo x 9.0.1");
    }
    let outcome = machine.run("rust-path.sh", "");
    let expected = format!("{}:{}\n", machine.at("home/.cargo/bin").display(), machine.at("bin").display());
    outcome.assert_success();
    assert_eq!(outcome.stdout, expected);

    for (version, fits) in [("9.0.0", true), ("9.0", true), ("10.1.0", true), ("8.99.9", false), ("1.100.0", false)] {
        let run = Execution::new(machine.at("tree/tests/support/setup/rust-path.sh")).args(["--fits", version]);
        assert_eq!(run.env("PATH", machine.at("bin")).run().succeeded(), fits, "{version}");
    }
}
