//! Where this library differs from the reference on purpose.

use serde_json::Value;

/// What is different, of which cases, and why.
pub(crate) struct Difference {
    pub(crate) why: &'static str,
    pub(crate) applies: fn(&Value) -> bool,
    /// The part of what was found that shows it.
    pub(crate) shows: &'static str,
}

fn is(case: &Value, auth_type: &str) -> bool {
    case["auth_type"] == auth_type
}

/// Whether a text like this is anywhere in the case.
fn holds(case: &Value, part: &str) -> bool {
    case.to_string().contains(part)
}

pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        why: "the access token of OAuth 2 is got with the login and kept, where the reference gets one for each request",
        applies: |case| is(case, "v3oauth2clientcredential"),
        shows: "/oauth_token grant_type=client_credentials",
    },
    Difference {
        why: "the generic types take version 3 where both are offered, the reference the older one",
        applies: |case| is(case, "token") && holds(case, "v3.0"),
        shows: "/v3/auth/tokens",
    },
    Difference {
        why: "a name without a domain beside a domain as scope can mean no version, which is said before anything is asked",
        applies: |case| is(case, "password") && holds(case, "Cannot use v2 authentication with domain scope"),
        shows: "OptionError",
    },
    Difference {
        why: "a system scope other than 'all' is refused as what it is",
        applies: |case| case["options"]["system_scope"] != "all",
        shows: "the only 'system_scope'",
    },
    Difference {
        why: "what is missing is named, by an error of its own",
        applies: |case| case["op"] == "client_login",
        shows: "MissingRequiredOptions",
    },
    Difference {
        why: "a redirect to another origin does not take the password along",
        applies: |case| holds(case, "\"Location\""),
        shows: "another origin, where credentials must not go",
    },
    Difference {
        why: "a service provider that the token does not name is an error that says so, not a silent nothing",
        applies: |case| is(case, "service_token"),
        shows: "the token names no service provider",
    },
    Difference {
        why: "whoever asks a wrapper for its token has both logged in, as requests need both",
        applies: |case| is(case, "service_token") && case["op"] == "get_token",
        shows: "service-keystone.example.com/v3/auth/tokens",
    },
    Difference {
        why: "requests without a token are for one thing at a time, like tokens; the reference sends the first that it finds",
        applies: |case| is(case, "v3tokenlessauth"),
        shows: "for one thing at a time",
    },
    Difference {
        why: "a login without anybody who logs in is refused before anything is asked",
        applies: |case| is(case, "password") && case["options"].as_object().is_some_and(|options| options.len() == 1),
        shows: "exchanges were left out",
    },
];
