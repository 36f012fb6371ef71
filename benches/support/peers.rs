//! Contenders that are programs of their own: a line in, a line out, as `c/token.c` describes it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub(crate) struct Peer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

/// What one turn took.
#[derive(Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) nanoseconds: f64,
    pub(crate) allocations: Option<f64>,
}

impl Peer {
    fn start(mut command: Command) -> Option<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let (input, output) = (child.stdin.take()?, BufReader::new(child.stdout.take()?));
        Some(Self { child, input, output })
    }

    /// The C program that `make bench` builds; its path is in `KS_BENCH_C`.
    pub(crate) fn c() -> Option<Self> {
        Self::start(Command::new(std::env::var_os("KS_BENCH_C")?))
    }

    /// keystoneauth1 in the Python that `make bench` installs it for; its path is in `KS_BENCH_PYTHON`.
    pub(crate) fn keystoneauth() -> Option<Self> {
        let mut command = Command::new(std::env::var_os("KS_BENCH_PYTHON")?);
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/keystoneauth.py"));
        Self::start(command)
    }

    /// Does `what` so many times; `None` if the program cannot.
    pub(crate) fn turn(&mut self, what: &str, body: &Path, turns: usize) -> Option<Turn> {
        writeln!(self.input, "{what} {} {turns}", body.display()).ok()?;
        let mut line = String::new();
        self.output.read_line(&mut line).ok()?;
        let mut words = line.split_ascii_whitespace();
        let nanoseconds = words.next()?.parse().ok()?;
        Some(Turn { nanoseconds, allocations: words.next().and_then(|word| word.parse().ok()) })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
