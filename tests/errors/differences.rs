//! Where an error differs from the reference's on purpose: one table, each row with its reason.

use keystoneclient::error::Code;
use serde_json::{Value, json};

use super::answer::{Answer, Facts};

/// A difference: whether an answer shows it, and what the reference's facts turn into. Rows work one after the other.
pub(crate) struct Difference {
    pub(crate) why: &'static str,
    pub(crate) applies: fn(&Answer, &Facts) -> bool,
    pub(crate) change: fn(&Answer, &mut Facts),
}

/// Bodies in which the reference recognizes nothing, and what they say.
const SHAPES: &[(&str, &str)] = &[
    (r#"{"error": "just a string"}"#, "just a string"),
    (r#"{"message": "The resource could not be found.", "code": 404}"#, "The resource could not be found."),
    (r#"{"badRequest": {"message": "Bad", "code": 400}}"#, "Bad"),
    (r#"{"unauthorized": {"message": "Who?", "code": 401}}"#, "Who?"),
    (r#"{"forbidden": {"message": "You may not", "code": 403}}"#, "You may not"),
    (r#"{"itemNotFound": {"message": "No item", "code": 404}}"#, "No item"),
    (r#"{"badMethod": {"message": "Bad method", "code": 405}}"#, "Bad method"),
    (r#"{"overLimit": {"message": "Slow", "code": 413, "retryAfter": "30"}}"#, "Slow"),
    (r#"{"computeFault": {"message": "Oops", "code": 500}}"#, "Oops"),
    (r#"{"NeutronError": {"type": "X", "message": "No net", "detail": ""}}"#, "No net"),
    (r#"{"faultstring": "A fault", "faultcode": "Client", "debuginfo": null}"#, "A fault"),
    (r#"{"error_message": {"faultstring": "A fault", "faultcode": "Client"}}"#, "A fault"),
    (r#"{"error_message": "{\"faultstring\": \"A fault\"}"}"#, "A fault"),
];

/// Words that the reference puts together out of Python values, and what stands in the body.
const PYTHON: &[(&str, &str)] = &[("True", "true"), ("['a', 'b']", r#"["a","b"]"#), ("{'a': 'b'}", r#"{"a":"b"}"#)];

/// What the reference says by itself about a status, where it is not our words in other letters.
const THEIR_DEFAULTS: &[&str] = &["HTTP Error", "HTTP Client Error", "HTTP Server Error", "Request-URI Too Long"];

pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        why: "a 401 whose receipt nobody could continue from is Unauthorized, as without the receipt; the reference fails \
              with a KeyError or JSONDecodeError",
        applies: |answer, facts| facts.contains_key("raises") && answer.header("openstack-auth-receipt").is_some(),
        change: |answer, facts| {
            *facts = answer.clone().without_header("openstack-auth-receipt").facts();
            facts.insert("class".to_owned(), json!("Unauthorized"));
        },
    },
    Difference {
        why: "an errors list of strings says its first one; the reference fails with an AttributeError",
        applies: |answer, facts| facts.contains_key("raises") && answer.text() == r#"{"errors": ["first"]}"#,
        change: |answer, facts| {
            *facts = Answer::json(answer.status, r#"{"error": {"message": "first"}}"#).facts();
        },
    },
    Difference {
        why: "MissingAuthMethods knows the facts of its answer, as every other error does; its sentence is our own",
        applies: |_, facts| facts.get("class") == Some(&json!("MissingAuthMethods")),
        change: |answer, facts| {
            let sets = facts["required_auth_methods"].as_array().unwrap().iter();
            let in_words = |set: &Value| {
                set.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect::<Vec<_>>().join(" and ")
            };
            let required = sets.map(in_words).collect::<Vec<_>>().join(", or ");
            say(facts, &format!("{}: {required}", Code::MISSING_AUTH_METHODS.default_message()));
            facts.insert("http_status".to_owned(), json!(answer.status));
            facts.insert("facts".to_owned(), json!(" (HTTP 401) (Request-ID: req-7)"));
            facts.insert("request_id".to_owned(), json!("req-7"));
        },
    },
    Difference {
        why: "media types are compared without regard to case (RFC 9110, 8.3.1), and +json is JSON (RFC 6839)",
        applies: |answer, _| {
            let common = commonly_spelled(answer.content_type());
            common.is_some_and(|common| says_something(&answer.clone().with_header("Content-Type", common)))
        },
        change: |answer, facts| {
            let common = commonly_spelled(answer.content_type()).unwrap();
            *facts = answer.clone().with_header("Content-Type", common).facts();
        },
    },
    Difference {
        why: "an error object without a message speaks by its title",
        applies: |answer, facts| has_only_a_title(answer) && is_json(answer) && words(facts) != "Not Found",
        change: |_, facts| say(facts, "Not Found"),
    },
    Difference {
        why: "what a class says by itself is in our own words",
        applies: |answer, facts| {
            let reason_phrase = default_words(answer.status).to_lowercase();
            let by_itself = THEIR_DEFAULTS.contains(&words(facts)) || words(facts).to_lowercase() == reason_phrase;
            by_itself && words(facts) != default_words(answer.status) && !has_only_a_title(answer)
        },
        change: |answer, facts| say(facts, default_words(answer.status)),
    },
    Difference {
        why: "keystoneclient's HTTPRedirection and MultipleChoices, which the reference has and never uses, are kinds of \
              HttpError: who asks for that still gets it",
        applies: |answer, facts| answer.status < 400 && facts["class"] == json!("HttpError"),
        change: |answer, facts| {
            let class = if answer.status == 300 { "MultipleChoices" } else { "HTTPRedirection" };
            facts.insert("class".to_owned(), json!(class));
        },
    },
    Difference {
        why: "shapes of OAuth 2.0, Nova, Neutron, Ironic and others are read; the reference only says that it does not know \
              them",
        applies: |answer, facts| unrecognized(facts) && shape(answer).is_some(),
        change: |answer, facts| say(facts, shape(answer).unwrap()),
    },
    Difference {
        why: "an unknown shape is no news to anybody: the class speaks, and the body is at hand",
        applies: |_, facts| unrecognized(facts),
        change: |answer, facts| say(facts, default_words(answer.status)),
    },
    Difference {
        why: "the count of further errors is in our own words",
        applies: |_, facts| words(facts) == "Multiple error responses, showing first only: First",
        change: |_, facts| say(facts, "First (the first of 2 errors)"),
    },
    Difference {
        why: "an error without a title speaks by its detail, or by its class; the reference says None",
        applies: |_, facts| words(facts) == "None",
        change: |answer, facts| {
            let detail = facts["details"].as_str().unwrap_or(default_words(answer.status)).to_owned();
            say(facts, &detail);
        },
    },
    Difference {
        why: "NaN is not JSON",
        applies: |_, facts| words(facts) == "nan",
        change: |answer, facts| say(facts, default_words(answer.status)),
    },
    Difference {
        why: "what stands where words belong is shown as JSON, not as Python",
        applies: |_, facts| PYTHON.iter().any(|(python, _)| *python == words(facts)),
        change: |_, facts| {
            let json = PYTHON.iter().find(|(python, _)| *python == words(facts)).unwrap().1;
            say(facts, json);
        },
    },
    Difference {
        why: "details are text: an object is shown as JSON",
        applies: |_, facts| facts["details"].is_object(),
        change: |_, facts| {
            let json = facts["details"].to_string();
            facts.insert("details".to_owned(), json!(json));
        },
    },
    Difference {
        why: "JSON that is not UTF-8 is read as Latin-1, not with marks in place of letters",
        applies: |answer, facts| words(facts).contains('\u{fffd}') && String::from_utf8(answer.body.clone()).is_err(),
        change: |_, facts| say(facts, "gefüllt"),
    },
    Difference {
        why: "a byte order mark in front of JSON is passed over (RFC 8259, 8.1)",
        applies: |answer, _| answer.text().starts_with('\u{feff}') && is_json(answer),
        change: |_, facts| say(facts, "bom"),
    },
    Difference {
        why: "a message is one line that C can print",
        applies: |_, facts| words(facts).contains(['\n', '\0']),
        change: |_, facts| {
            let line = words(facts).replace('\n', " ").replace('\0', "\u{fffd}");
            say(facts, &line);
        },
    },
    Difference {
        why: "text is UTF-8 where it can be and Latin-1 elsewhere, whatever the charset says; the reference garbles UTF-8 \
              that is not declared",
        applies: |answer, facts| {
            !facts.contains_key("receipt") && is_text(answer) && facts["details"] != json!(decoded(answer))
        },
        change: |answer, facts| {
            facts.insert("details".to_owned(), json!(decoded(answer)));
        },
    },
    Difference {
        why: "details are a string of C, which a NUL would end",
        applies: |_, facts| facts["details"].as_str().is_some_and(|details| details.contains('\0')),
        change: |_, facts| {
            let details = facts["details"].as_str().unwrap().replace('\0', "\u{fffd}");
            facts.insert("details".to_owned(), json!(details));
        },
    },
    Difference {
        why: "x-compute-request-id is a request id, too",
        applies: |answer, _| {
            answer.header("x-compute-request-id").is_some() && answer.header("x-openstack-request-id").is_none()
        },
        change: |_, facts| {
            facts.insert("request_id".to_owned(), json!("req-3"));
            let status = facts["facts"].as_str().unwrap().to_owned();
            facts.insert("facts".to_owned(), json!(format!("{status} (Request-ID: req-3)")));
        },
    },
    Difference {
        why: "413 keeps its Retry-After, which the reference loses",
        applies: |answer, _| answer.status == 413 && retry_after(answer).is_some(),
        change: |answer, facts| {
            facts.insert("retry_after".to_owned(), retry_after(answer).unwrap());
        },
    },
    Difference {
        why: "Retry-After is honoured as a date",
        applies: |answer, _| answer.header("retry-after").is_some_and(|field| field.ends_with("GMT")),
        change: |_, facts| wait(facts, 90),
    },
    Difference {
        why: "nobody waits for a negative time",
        applies: |_, facts| facts["retry_after"].as_f64().unwrap() < 0.0,
        change: |_, facts| wait(facts, 0),
    },
    Difference {
        why: "nobody waits for more than a year",
        applies: |_, facts| facts["retry_after"].as_f64().unwrap() > 31_536_000.0,
        change: |_, facts| wait(facts, 31_536_000),
    },
    Difference {
        why: "1_000 is a number in Python, and in no header",
        applies: |answer, facts| answer.header("retry-after") == Some("1_000") && facts["retry_after"] == json!(1000),
        change: |_, facts| wait(facts, 0),
    },
];

/// What our class for `status` says by itself.
pub(crate) fn default_words(status: u16) -> &'static str {
    Code::from_status(status).default_message()
}

fn words(facts: &Facts) -> &str {
    facts["words"].as_str().unwrap()
}

fn say(facts: &mut Facts, words: &str) {
    facts.insert("words".to_owned(), json!(words));
}

fn wait(facts: &mut Facts, seconds: i64) {
    facts.insert("retry_after".to_owned(), json!(seconds));
}

fn unrecognized(facts: &Facts) -> bool {
    words(facts) == "Unrecognized schema in response body."
}

fn shape(answer: &Answer) -> Option<&'static str> {
    SHAPES.iter().find(|(body, _)| *body == answer.text()).map(|(_, words)| *words)
}

fn has_only_a_title(answer: &Answer) -> bool {
    answer.text() == r#"{"error": {"title": "Not Found"}}"#
}

fn is_json(answer: &Answer) -> bool {
    answer.content_type().starts_with("application/json")
}

fn is_text(answer: &Answer) -> bool {
    answer.content_type().starts_with("text/")
}

/// The spelling that the reference knows, for content types that it does not.
fn commonly_spelled(content_type: &str) -> Option<&'static str> {
    match content_type {
        "Application/JSON"
        | " application/json"
        | "application/problem+json"
        | "application/vnd.openstack.identity+json" => Some("application/json"),
        "Text/Plain" => Some("text/plain"),
        _ => None,
    }
}

fn says_something(answer: &Answer) -> bool {
    let error = answer.error();
    let silent = Answer { status: answer.status, headers: Vec::new(), body: Vec::new() }.error();
    error.details().is_some() || error.message() != silent.message()
}

fn decoded(answer: &Answer) -> String {
    match String::from_utf8(answer.body.clone()) {
        Ok(text) => text,
        Err(_) => answer.body.iter().map(|&byte| char::from(byte)).collect(),
    }
}

/// The seconds that the reference reads from this field with every other status, if it is a number beyond 0.
fn retry_after(answer: &Answer) -> Option<Value> {
    let digits = answer.header("retry-after")?.trim().trim_start_matches('+');
    let seconds = serde_json::from_str::<Value>(digits.trim_start_matches('0')).ok()?;
    seconds.as_f64().filter(|seconds| seconds.fract() == 0.0 && *seconds > 0.0).map(|_| seconds)
}
