//! Where a call does something else than the reference's on purpose: one table, each row with its reason.

use keystoneclient::error::Code;

use super::cases::Case;
use super::library::Outcome;

/// A difference: which findings it explains.
pub(crate) struct Difference {
    pub(crate) why: &'static str,
    pub(crate) explains: fn(&Case, &Finding) -> bool,
}

/// What differs in a case.
#[derive(Debug)]
pub(crate) enum Finding {
    /// The outcome.
    Outcome { ours: Outcome, theirs: Outcome },
    /// More or fewer requests.
    Requests { made: usize, recorded: usize },
    /// Anything else.
    Other(String),
}

pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        why: "one redirect more than allowed is an error of its status (DESIGN); the reference returns it as if it were the answer",
        explains: |_, finding| {
            let Finding::Outcome { ours: Outcome::Failed { code, http_status }, theirs } = finding else {
                return false;
            };
            let Outcome::Response { status, history, .. } = theirs else { return false };
            *code == Code::from_status(*http_status) && u64::from(*http_status) == *status && !history.is_empty()
        },
    },
    Difference {
        why: "a peer that does not answer in time is a ConnectTimeout, as in keystoneauth; keystoneclient says that the server did (408)",
        explains: |case, finding| case.is_old() && failed(finding, Code::CONNECT_TIMEOUT),
    },
    Difference {
        why: "an id for endpoint_override that the token does not have is EndpointNotFound; the reference fails with Python's ValueError",
        explains: |case, finding| {
            case.outcome()["exception"]["class"] == "ValueError" && failed(finding, Code::ENDPOINT_NOT_FOUND)
        },
    },
    Difference {
        why: "a field of endpoint_override that nobody knows is no field; the reference fails with Python's AttributeError",
        explains: |case, finding| {
            let made = matches!(finding, Finding::Requests { made: 1, recorded: 0 });
            let asked = failed(finding, Code::INVALID_ARGUMENT);
            case.outcome()["exception"]["class"] == "AttributeError" && (made || asked)
        },
    },
    Difference {
        why: "a request that has nowhere to go does not log in before it says so",
        explains: |case, finding| {
            let nowhere =
                case.outcome()["exception"]["class"].as_str().is_some_and(|class| class.ends_with(".EndpointNotFound"));
            nowhere && matches!(finding, Finding::Requests { made: 0, recorded: 1 })
        },
    },
];

fn failed(finding: &Finding, with: Code) -> bool {
    matches!(finding, Finding::Outcome { ours: Outcome::Failed { code, .. }, .. } if *code == with)
}
