//! The services of a case: they answer what was recorded, to whoever asks the same.

use std::sync::{Arc, Mutex};

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Request, Response};
use serde_json::Value;

/// What is left of the exchanges, and what did not fit.
#[derive(Debug, Default)]
pub(crate) struct Record {
    left: Vec<Value>,
    prior: Vec<Value>,
    pub(crate) strange: Vec<String>,
}

impl Record {
    /// All that the case has.
    pub(crate) fn of(case: &Value) -> Self {
        let list = |name: &str| case[name].as_array().cloned().unwrap_or_default();
        Self { left: list("exchanges"), prior: list("prior"), strange: Vec::new() }
    }

    pub(crate) fn left(&self) -> usize {
        self.left.len()
    }
}

/// A driver that answers the exchanges of a case in their order, and those before it to whoever asks for them.
pub(crate) fn driver(case: &Value) -> (Arc<Scripted>, Arc<Mutex<Record>>) {
    let record = Arc::new(Mutex::new(Record::of(case)));
    let answering = Arc::clone(&record);
    (Arc::new(Scripted::answering(move |request| answer(&mut answering.lock().unwrap(), request))), record)
}

pub(crate) fn answer(record: &mut Record, request: &Request) -> Result<Response> {
    if record.left.first().is_some_and(|exchange| is_same(&exchange["request"], request)) {
        return respond(&record.left.remove(0));
    }
    if let Some(exchange) = record.prior.iter().rev().find(|exchange| is_same(&exchange["request"], request)) {
        return respond(exchange);
    }
    let body = String::from_utf8_lossy(request.body.as_bytes().unwrap_or_default()).into_owned();
    record.strange.push(format!("{} {} {body}", request.method, request.url));
    Err(Error::of(Code::CONNECT_FAILURE))
}

/// A URL whatever its last slash.
fn plain(url: &str) -> &str {
    url.trim_end_matches('/')
}

fn is_same(recorded: &Value, request: &Request) -> bool {
    let headers = recorded["headers"].as_object();
    let same_headers = headers.into_iter().flatten().all(|(name, value)| {
        request
            .headers
            .get(name)
            .is_some_and(|ours| Some(ours) == value.as_str() || (name == "Accept" && !ours.is_empty()))
    });
    recorded["method"] == request.method.as_str()
        && recorded["url"].as_str().is_some_and(|url| plain(url) == plain(&request.url))
        && same_headers
        && is_same_body(&recorded["body"], request.body.as_bytes())
}

fn is_same_body(recorded: &Value, body: Option<&[u8]>) -> bool {
    let body = body.unwrap_or_default();
    if let Some(json) = recorded.get("json") {
        return serde_json::from_slice::<Value>(body).is_ok_and(|ours| ours == *json);
    }
    match recorded.get("text").and_then(Value::as_str) {
        Some(text) => body == text.as_bytes(),
        None => body.is_empty(),
    }
}

fn respond(exchange: &Value) -> Result<Response> {
    let Some(response) = exchange.get("response") else { return Err(Error::of(Code::CONNECT_FAILURE)) };
    let headers: Vec<(&str, &str)> = response["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
        .collect();
    let body = match (response["body"].get("json"), response["body"].get("text").and_then(Value::as_str)) {
        (Some(json), _) => json.to_string(),
        (None, text) => text.unwrap_or_default().to_owned(),
    };
    Ok(reply(u16::try_from(response["status"].as_u64().unwrap()).unwrap(), &headers, body))
}
