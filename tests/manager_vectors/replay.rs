//! One recorded call, played through the core over answers that were recorded with it.

use std::sync::Arc;

use keystoneclient::adapter::Adapter;
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::http::{Request, url};
use keystoneclient::identity;
use keystoneclient::options::Params;
use keystoneclient::session::{Session, Settings};
use serde_json::{Value, json};

use crate::fixed::Fixed;

/// What a call sent and gave.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) requests: Vec<Value>,
    pub(crate) outcome: Value,
}

/// Plays the call of a case.
pub(crate) fn replay(case: &Value) -> Found {
    let exchanges = case["exchanges"].as_array().unwrap();
    let driver = Arc::new(Scripted::new());
    for exchange in exchanges {
        let response = &exchange["response"];
        let headers = response["headers"].as_object().cloned().unwrap_or_default();
        let headers: Vec<(&str, &str)> =
            headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?))).collect();
        let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
        driver.push(Ok(reply(status, &headers, text(&response["body"]))));
    }
    let endpoint = exchanges.first().and_then(|exchange| exchange["request"]["endpoint"].as_str());
    let endpoint = endpoint.or(case["endpoint"].as_str()).unwrap_or("http://127.0.0.1:5000/v3").to_owned();
    let user = own_user(case);
    let session = Session::new(
        Some(Arc::new(Fixed { endpoint, token: "the-token".to_owned(), user })),
        Settings::default(),
        driver.clone(),
    );
    let adapter = Adapter::new(&session, EndpointFilter::default());
    let params = Params::from_json(case["params"].to_string().as_bytes()).unwrap();
    let called = identity::find(case["call"].as_str().unwrap())
        .and_then(|operation| pollster::block_on(identity::call(&adapter, operation, &params)));
    let outcome = match called {
        Err(error) => json!({"raises": error.code().class_name()}),
        Ok(outcome) => match outcome.value() {
            None => json!({"nothing": true}),
            Some(value) => json!({"value": serde_json::from_str::<Value>(&value.to_json()).unwrap()}),
        },
    };
    Found { requests: driver.requests().iter().map(sent).collect(), outcome }
}

/// Whose token it was: the recorded path tells where no context does.
fn own_user(case: &Value) -> Option<String> {
    let told = case["user_id"].as_str().map(str::to_owned);
    let path = || case["exchanges"][0]["request"]["path"].as_str()?.split("/users/").nth(1)?.split('/').next();
    told.or_else(|| path().map(str::to_owned))
}

fn text(body: &Value) -> String {
    match body {
        Value::Null => String::new(),
        body => match (&body["json"], body["text"].as_str()) {
            (Value::Null, Some(text)) => text.to_owned(),
            (json, _) => json.to_string(),
        },
    }
}

/// A request as the cases tell it.
fn sent(request: &Request) -> Value {
    let (path, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    let path = path.splitn(4, '/').nth(3).unwrap_or_default();
    let mut pairs: Vec<Value> = ::url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| json!([name.as_ref(), value.as_ref()]))
        .collect();
    pairs.sort_by_key(Value::to_string);
    let body = request.body.as_bytes().map(|body| serde_json::from_slice::<Value>(body).unwrap());
    let subject = request.headers.get("x-subject-token");
    assert!(url::is_absolute(&request.url), "{}", request.url);
    json!({"method": request.method.as_str(), "path": format!("/{path}"), "query": pairs, "body": body, "subject": subject})
}

/// A recorded request in the same form.
pub(crate) fn recorded(request: &Value) -> Value {
    let mut pairs = request["query"].as_array().cloned().unwrap_or_default();
    pairs.sort_by_key(Value::to_string);
    let path = request["path"].as_str().unwrap();
    json!({"method": request["method"], "path": path, "query": pairs, "body": request["body"]["json"],
           "subject": request["headers"]["X-Subject-Token"]})
}

/// Whether what was found is what was expected.
pub(crate) fn compare(expected: &Found, found: &Found) -> std::result::Result<(), String> {
    if expected.requests != found.requests {
        return Err(format!("sent {}\n    not  {}", json!(found.requests), json!(expected.requests)));
    }
    if expected.outcome != found.outcome {
        return Err(format!("gave {}\n    not  {}", found.outcome, expected.outcome));
    }
    Ok(())
}
