//! One recorded answer, and what this library makes of it.

use base64::Engine;
use keystoneclient::error::{Error, Failure};
use keystoneclient::text::Text;
use serde_json::{Map, Value, json};

/// What is known of an error, by the names of the reference; its message in two parts, `words` and `facts`.
pub(crate) type Facts = Map<String, Value>;

/// 90 seconds before the one date that occurs as a `Retry-After`.
pub(crate) const NOW: i64 = (1_792_567_680 - 90) * 1_000_000;

/// An HTTP answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }.with_header("Content-Type", "application/json")
    }

    pub(crate) fn recorded(case: &Value) -> Self {
        let headers = case["headers"].as_object().unwrap().iter();
        Self {
            status: case["status"].as_u64().unwrap().try_into().unwrap(),
            headers: headers.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect(),
            body: match (&case["body"]["text"], &case["body"]["base64"]) {
                (Value::String(text), Value::Null) => text.clone().into_bytes(),
                (Value::Null, Value::String(base64)) => {
                    base64::engine::general_purpose::STANDARD.decode(base64).unwrap()
                }
                (Value::Null, Value::Null) => Vec::new(),
                other => panic!("a body of an unknown kind: {other:?}"),
            },
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self = self.without_header(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(have, _)| !have.eq_ignore_ascii_case(name));
        self
    }

    pub(crate) fn content_type(&self) -> &str {
        self.header("content-type").unwrap_or_default()
    }

    /// The body, if it is UTF-8.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    /// The error that this library makes of it.
    pub(crate) fn error(&self) -> Error {
        Error::from_response(&Failure {
            status: self.status,
            header: &|name| self.header(name),
            body: &self.body,
            method: "GET",
            url: "https://keystone.example.com/v3/users/u1",
            now: NOW,
        })
    }

    /// What is known of that error.
    pub(crate) fn facts(&self) -> Facts {
        let error = self.error();
        let (words, facts) = parts(error.message().as_str());
        let mut known = json!({
            "class": error.code().class_name(),
            "words": words,
            "facts": facts,
            "details": error.details().map(Text::as_str),
            "http_status": error.http_status(),
            "request_id": error.request_id().map(Text::as_str),
            "retry_after": error.retry_after().unwrap_or(0),
        });
        if let Some(receipt) = error.receipt() {
            let names = |list: &[Text]| list.iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>();
            known["receipt"] = json!(receipt.receipt().expose());
            known["methods"] = json!(names(receipt.methods()));
            let required = receipt.required_auth_methods().iter();
            known["required_auth_methods"] = required.map(|set| names(set)).collect();
            known["expires_at"] = json!(receipt.expires_at());
        }
        known.as_object().unwrap().clone()
    }
}

/// What the reference made of an answer, in the same terms.
pub(crate) fn theirs(case: &Value) -> Facts {
    let mut known = case["outcome"]["both"].as_object().unwrap().clone();
    // The ancestors are the tree's affair, the request is what was given, and the text is the message.
    for name in ["bases", "method", "url", "text"] {
        known.remove(name);
    }
    if known.contains_key("raises") {
        return known;
    }
    for (name, absent) in [("details", Value::Null), ("request_id", Value::Null), ("retry_after", json!(0))] {
        known.entry(name).or_insert(absent);
    }
    if let Some(moment) = known.get("expires_at").map(|expires_at| expires_at["__datetime__"].as_str().unwrap()) {
        let moment = chrono::DateTime::parse_from_rfc3339(moment).unwrap().timestamp_micros();
        known.insert("expires_at".to_owned(), json!(moment));
    }
    let message = known.remove("message").unwrap();
    let (words, facts) = parts(message.as_str().unwrap());
    known.insert("words".to_owned(), json!(words));
    known.insert("facts".to_owned(), json!(facts));
    known
}

/// What a message says, and the status and request id behind it.
fn parts(message: &str) -> (&str, &str) {
    message.split_at(message.rfind(" (HTTP ").unwrap_or(message.len()))
}
