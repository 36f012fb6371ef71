//! What came of a run, and the assertions on it.

use std::process::ExitStatus;
use std::time::Duration;

use super::VALGRIND_FOUND_ERRORS;

/// What a program said and how it ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The program and its arguments.
    pub command: String,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error; a checker's reports are not among it.
    pub stderr: String,
    /// What valgrind or a sanitizer reported; empty when it found nothing or did not run.
    pub valgrind: String,
    /// How it ended; `None` when it was killed at its time limit.
    pub status: Option<ExitStatus>,
    /// How long it ran.
    pub duration: Duration,
}

impl Outcome {
    /// The exit status; `None` when a signal or the time limit ended the program.
    #[must_use]
    pub fn code(&self) -> Option<i32> {
        self.status.and_then(|status| status.code())
    }

    /// Whether the program ended with status 0.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.code() == Some(0)
    }

    /// Fails the test, with all that the program said, unless it ended with status 0.
    #[track_caller]
    pub fn assert_success(&self) -> &Self {
        self.assert_code(0)
    }

    /// Fails the test unless the program ended with this status.
    #[track_caller]
    pub fn assert_code(&self, code: i32) -> &Self {
        assert!(self.code() == Some(code), "expected exit status {code}\n{self}");
        self
    }

    /// Fails the test unless standard output contains this.
    #[track_caller]
    pub fn assert_stdout_has(&self, part: &str) -> &Self {
        assert!(self.stdout.contains(part), "standard output lacks {part:?}\n{self}");
        self
    }

    /// Fails the test unless standard error contains this.
    #[track_caller]
    pub fn assert_stderr_has(&self, part: &str) -> &Self {
        assert!(self.stderr.contains(part), "standard error lacks {part:?}\n{self}");
        self
    }

    /// Fails the test when any of these secrets occurs in what the program said.
    #[track_caller]
    pub fn assert_no_secrets(&self, secrets: &[&str]) -> &Self {
        assert!(!secrets.is_empty(), "no secrets were given to look for");
        for secret in secrets {
            assert!(!secret.is_empty(), "an empty secret is in every text");
            for (name, text) in [("standard output", &self.stdout), ("standard error", &self.stderr)] {
                assert!(!text.contains(secret), "the secret {secret:?} is in {name}\n{self}");
            }
        }
        self
    }

    fn ending(&self) -> String {
        match self.status {
            None => "killed at its time limit".to_owned(),
            Some(status) if status.code() == Some(VALGRIND_FOUND_ERRORS) && !self.valgrind.is_empty() => {
                format!("valgrind found errors ({status})")
            }
            Some(status) => status.to_string(),
        }
    }
}

/// The whole story, for the message of a failed assertion.
impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "command: {}", self.command)?;
        writeln!(f, "ending: {} after {:.2} s", self.ending(), self.duration.as_secs_f64())?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr), ("valgrind", &self.valgrind)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}\n{}", text.trim_end())?;
            }
        }
        Ok(())
    }
}
