//! A case, done by this library.

use std::sync::Arc;

use keystoneclient::adapter::Adapter;
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::driver::scripted::Scripted;
use keystoneclient::error::{Code, Result};
use keystoneclient::http::{Body, Most, Tls};
use keystoneclient::options::Params;
use keystoneclient::session::{RequestOptions, Session, options};
use serde_json::{Map, Value, json};

use super::cases::Case;
use super::plugin;

/// What came of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// Status, body and the redirects before it.
    Response {
        status: u64,
        body: Vec<u8>,
        history: Vec<u16>,
    },
    Value(Value),
    Failed {
        code: Code,
        http_status: u16,
    },
}

/// What the library did in a case.
pub(crate) struct Done {
    pub(crate) outcome: Outcome,
    pub(crate) driver: Arc<Scripted>,
    pub(crate) tls: Tls,
}

/// Options of the reference that say nothing about a request of this library.
const ELSEWHERE: &[&str] = &["auth", "session", "discovery_cache", "collect_timing", "allow", "logger", "version"];

fn named(object: &Value) -> Params {
    let mut options = Map::new();
    for group in ["kwargs", "set"] {
        for (name, value) in object[group].as_object().into_iter().flatten() {
            if !ELSEWHERE.contains(&name.as_str()) && !value.is_null() {
                options.insert(name.clone(), value.clone());
            }
        }
    }
    Params::from_json(Value::Object(options).to_string().as_bytes()).unwrap()
}

pub(crate) fn run(case: &Case) -> Done {
    let receiver = &case.0["receiver"];
    let is_adapter = receiver["class"].as_str().unwrap().ends_with("Adapter");
    let inner = if is_adapter { &receiver["kwargs"]["session"]["__object__"] } else { receiver };
    let driver = case.driver();
    let (settings, connections) = options::read(&named(inner)).unwrap();
    let session = Session::new(plugin::of(case, &inner["kwargs"]["auth"]), settings, driver.clone());
    let adapter = is_adapter.then(|| {
        let auth = plugin::of(case, &receiver["kwargs"]["auth"]);
        Adapter::open(&session, auth, &named(receiver)).unwrap()
    });
    let outcome = pollster::block_on(call(case, &session, adapter.as_ref()));
    let outcome =
        outcome.unwrap_or_else(|error| Outcome::Failed { code: error.code(), http_status: error.http_status() });
    Done { outcome, driver, tls: connections.tls }
}

async fn call(case: &Case, session: &Session, adapter: Option<&Adapter>) -> Result<Outcome> {
    let session = adapter.map_or(session, Adapter::session);
    let asked = plugin::of(case, case.argument("auth")).map(|auth| session.with_auth(auth));
    let session = asked.as_ref().unwrap_or(session);
    let text = |text: Option<String>| Outcome::Value(json!(text));
    Ok(match case.op() {
        "get_token" => text(session.token().await?.map(|token| token.expose().to_owned())),
        "get_user_id" => text(session.user_id().await?),
        "get_project_id" => text(session.project_id().await?),
        "invalidate" => Outcome::Value(json!(session.invalidate()?)),
        "get_auth_headers" => {
            let headers = session.auth_headers().await?;
            Outcome::Value(headers.iter().map(|(name, value)| (name.to_owned(), json!(value))).collect())
        }
        method => {
            let method = case.argument("method").as_str().unwrap_or(method).to_uppercase();
            let url = case.argument("url").as_str().unwrap();
            let options = request_options(case);
            let response = match adapter {
                Some(adapter) => adapter.request(&method, url, &options).await?,
                None => session.request(&method, url, &options).await?,
            };
            Outcome::Response {
                status: response.status.into(),
                body: response.body().to_vec(),
                history: response.history.iter().map(|hop| hop.status).collect(),
            }
        }
    })
}

fn request_options(case: &Case) -> RequestOptions {
    let text = |name: &str| case.argument(name).as_str().map(str::to_owned);
    let mut options = RequestOptions {
        auth: plugin::of(case, case.argument("auth")),
        authenticated: case.argument("authenticated").as_bool(),
        raise_exc: case.argument("raise_exc").as_bool(),
        no_reauthentication: case.argument("allow_reauth") == false,
        unlogged: case.argument("log") == false,
        endpoint_override: text("endpoint_override"),
        user_agent: text("user_agent"),
        microversion: text("microversion"),
        microversion_service_type: text("microversion_service_type"),
        global_request_id: text("global_request_id"),
        redirects: redirects(case.argument("redirect")),
        filter: filter(case.argument("endpoint_filter")),
        ..RequestOptions::default()
    };
    let count = |name: &str| case.argument(name).as_u64().map(|count| u32::try_from(count).unwrap());
    options.retries.connect = count("connect_retries");
    options.retries.status = count("status_code_retries");
    options.retries.statuses = case
        .argument("retriable_status_codes")
        .as_array()
        .map(|statuses| statuses.iter().map(|status| u16::try_from(status.as_u64().unwrap()).unwrap()).collect());
    for (name, value) in case.argument("headers").as_object().into_iter().flatten() {
        options.headers.set(name, value.as_str().unwrap()).unwrap();
    }
    for (name, value) in case.argument("params").as_object().into_iter().flatten() {
        options.query.push((name.clone(), value.as_str().unwrap().to_owned()));
    }
    match (case.argument("json"), case.argument("data")) {
        (Value::Null, Value::Null) => {}
        (Value::Null, Value::String(data)) => options.body = Body::bytes(data.as_bytes()),
        // What else `data` may be in Python is bytes here, as they were sent.
        (Value::Null, data) => {
            options.body = Body::bytes(super::cases::body(&case.exchanges()[0]["request"]["body"]));
            options.content_type = data.get("__bytes__").is_none().then(|| "application/x-www-form-urlencoded".into());
        }
        (json, _) => {
            options.body = Body::bytes(json.to_string());
            options.content_type = Some("application/json".to_owned());
        }
    }
    options
}

fn redirects(redirect: &Value) -> Option<Most> {
    match redirect {
        Value::Null => None,
        Value::Bool(true) => Some(Most::All),
        Value::Bool(false) => Some(Most::None),
        number => Some(Most::Number(u32::try_from(number.as_u64().unwrap()).unwrap())),
    }
}

fn filter(filter: &Value) -> EndpointFilter {
    let text = |name: &str| filter[name].as_str().map(str::to_owned);
    EndpointFilter {
        service_type: text("service_type"),
        service_name: text("service_name"),
        region_name: text("region_name"),
        interface: text("interface").into_iter().collect(),
        ..EndpointFilter::default()
    }
}
