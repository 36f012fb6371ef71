//! Where a call comes to something else than in the reference on purpose: one table, each row with its reason.

use std::fmt;

use serde_json::Value;

/// A call that does not come to what it does in the reference.
pub struct Disagreement {
    pub case: Value,
    pub what: &'static str,
    pub expected: Value,
    pub ours: Value,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { case, what, expected, ours } = self;
        write!(
            f,
            "{} {} {} {}\n  {what}: {expected}\n  here: {ours}",
            case["id"], case["of"], case["op"], case["kwargs"]
        )
    }
}

/// A reason to differ.
pub struct Difference {
    pub name: &'static str,
    pub reason: &'static str,
    pub holds: fn(&Disagreement) -> bool,
}

impl Disagreement {
    fn is_of(&self, op: &str) -> bool {
        self.case["op"] == op
    }

    /// Whether the library fails with an error of this class.
    fn fails_with(&self, class: &str) -> bool {
        self.ours.as_str().is_some_and(|ours| ours == class || ours.starts_with(&format!("{class}: ")))
    }
}

pub const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "no Python errors",
        reason: "TypeError and ValueError are Python's; what makes no sense is InvalidArgument here",
        holds: |one| {
            ["TypeError", "ValueError"].iter().any(|class| one.expected == *class) && one.fails_with("InvalidArgument")
        },
    },
    Difference {
        name: "one wrong field spoils no document",
        reason: "the reference raises TypeError for a micro-version that is none; here that field is as good as not there",
        holds: |one| one.expected == "TypeError" && one.is_of("version_data") && one.ours.is_array(),
    },
    Difference {
        name: "a version that is not there is an error that says so",
        reason: "the reference returns None, which a request turns into EndpointNotFound; here the error tells what there is",
        holds: |one| one.expected.is_null() && one.fails_with("VersionNotAvailable"),
    },
    Difference {
        name: "the session holds the documents",
        reason: "an EndpointData of the reference holds the document that it came from; here the cache does, and is asked by URL",
        holds: |one| one.case["receiver"]["state"].is_object() && one.case["of"] == "ksa.discover.EndpointData",
    },
    Difference {
        name: "a token goes only where it is asked for",
        reason: "the old Discover sends its token with the first request; here the first goes without one",
        holds: |one| one.case["id"] == "89b47d64983fd54e",
    },
    Difference {
        name: "the catalog's URL is tried as well",
        reason: "the old session tries one URL only",
        holds: |one| one.what == "requests" && one.case["of"] == "ksc.session.Session",
    },
];
