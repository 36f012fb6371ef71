//! The recorded cases.

use std::sync::Arc;

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Request, Response};
use keystoneclient::time::parse;
use serde_json::Value;

/// A call, what was answered to the requests that it made, and what came of it.
#[derive(Clone)]
pub(crate) struct Case(pub(crate) Value);

impl Case {
    /// All that were recorded.
    pub(crate) fn all() -> Vec<Self> {
        let own = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/session.jsonl");
        let path = std::env::var_os("KS_SESSION_VECTORS").map_or(own, Into::into);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        text.lines().map(|line| Self(serde_json::from_str(line).unwrap())).collect()
    }

    pub(crate) fn id(&self) -> &str {
        self.0["id"].as_str().unwrap()
    }

    pub(crate) fn op(&self) -> &str {
        self.0["op"].as_str().unwrap()
    }

    /// Whether it is keystoneclient's own session, which keystoneauth's took the place of.
    pub(crate) fn is_old(&self) -> bool {
        self.0["library"] == "keystoneclient"
    }

    pub(crate) fn argument(&self, name: &str) -> &Value {
        &self.0["arguments"][name]
    }

    pub(crate) fn exchanges(&self) -> &[Value] {
        self.0["exchanges"].as_array().unwrap()
    }

    pub(crate) fn outcome(&self) -> &Value {
        &self.0["outcome"]
    }

    /// A driver that answers as it was recorded: the next exchange, or any from before the call.
    pub(crate) fn driver(&self) -> Arc<Scripted> {
        let exchanges = self.exchanges().to_vec();
        let prior = self.0["prior"].as_array().cloned().unwrap_or_default();
        let next = std::sync::atomic::AtomicUsize::new(0);
        let driver = Scripted::answering(move |request| {
            use std::sync::atomic::Ordering::SeqCst;
            let expected = exchanges.get(next.load(SeqCst)).filter(|exchange| is_for(exchange, request));
            if expected.is_some() {
                next.fetch_add(1, SeqCst);
            }
            let known = expected.or_else(|| prior.iter().rev().find(|exchange| is_for(exchange, request)));
            known.map_or_else(|| Err(unexpected(request)), answer)
        });
        driver.set_now(parse(self.0["now"].as_str().unwrap()).unwrap());
        Arc::new(driver)
    }
}

fn unexpected(request: &Request) -> Error {
    Error::new(Code::INVALID_ARGUMENT, format!("nobody recorded {} {}", request.method, request.url))
}

fn is_for(exchange: &Value, request: &Request) -> bool {
    exchange["request"]["method"] == request.method.as_str() && same_url(&exchange["request"]["url"], &request.url)
}

/// Whether two URLs are the same but for the slash that stands for an empty path.
pub(crate) fn same_url(theirs: &Value, ours: &str) -> bool {
    let whole = |url: &str| url::Url::parse(url).map(String::from).unwrap_or_default();
    whole(theirs.as_str().unwrap_or_default()) == whole(ours)
}

fn answer(exchange: &Value) -> Result<Response> {
    if let Some(kind) = exchange["error"]["kind"].as_str() {
        return Err(Error::of(match kind {
            "ssl" => Code::SSL_ERROR,
            "timeout" => Code::CONNECT_TIMEOUT,
            "connection" => Code::CONNECT_FAILURE,
            _ => Code::UNKNOWN_CONNECTION_ERROR,
        }));
    }
    let response = &exchange["response"];
    let headers = response["headers"].as_object().into_iter().flatten();
    let headers: Vec<(&str, &str)> = headers.map(|(name, value)| (name.as_str(), value.as_str().unwrap())).collect();
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    Ok(reply(status, &headers, body(&response["body"])))
}

/// The bytes of a body as it was recorded.
pub(crate) fn body(recorded: &Value) -> Vec<u8> {
    match (recorded.get("text"), recorded.get("json")) {
        (Some(text), _) => text.as_str().unwrap().as_bytes().to_vec(),
        (None, Some(json)) => json.to_string().into_bytes(),
        (None, None) => Vec::new(),
    }
}
