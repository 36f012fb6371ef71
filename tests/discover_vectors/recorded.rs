//! The network and the plugin of a recorded call.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use keystoneclient::access::Access;
use keystoneclient::auth::{Credentials, Plugin};
use keystoneclient::catalog::EndpointQuery;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Headers, Pending, Pipeline, Request, Response};
use keystoneclient::session::{Session, Settings};
use serde_json::{Value, json};

/// What the exchanges of a call were, and what was asked beside them.
#[derive(Debug, Default)]
struct Script {
    next: VecDeque<Value>,
    prior: Vec<Value>,
    unknown: Vec<String>,
}

/// A network that plays the exchanges of a call in their order.
pub struct Network {
    script: Arc<Mutex<Script>>,
    pub driver: Arc<Scripted>,
}

impl Network {
    pub fn of(case: &Value) -> Self {
        let list = |key: &str| case[key].as_array().cloned().unwrap_or_default();
        let mut prior = list("prior");
        if let Some(state) = case["receiver"]["state"].get("discovered") {
            prior.push(json!({"url": state["url"], "status": 200, "body": {"versions": state["versions"]}}));
        }
        let script = Arc::new(Mutex::new(Script { next: list("exchanges").into(), prior, unknown: Vec::new() }));
        let inner = script.clone();
        let driver = Arc::new(Scripted::answering(move |request| inner.lock().unwrap().answer(request)));
        Self { script, driver }
    }

    /// What was to be asked and what was, where that differs.
    pub fn difference(&self) -> Option<(Value, Value)> {
        let script = self.script.lock().unwrap();
        let left: Vec<&Value> = script.next.iter().map(|exchange| &exchange["url"]).collect();
        (!left.is_empty() || !script.unknown.is_empty())
            .then(|| (json!({"left": left}), json!({"unknown": script.unknown})))
    }
}

impl Script {
    fn answer(&mut self, request: &Request) -> Result<Response> {
        let has_token = request.headers.get("X-Auth-Token").is_some();
        let is_at = |exchange: &Value| at_root(exchange["url"].as_str().unwrap()) == at_root(&request.url);
        let is = |exchange: &Value| is_at(exchange) && exchange["token"].as_bool().unwrap_or(false) == has_token;
        // Services of one catalog are asked in another order than by the reference.
        let next = self.next.iter().position(is).and_then(|place| self.next.remove(place));
        let Some(exchange) = next.or_else(|| self.prior.iter().rev().find(|exchange| is_at(exchange)).cloned()) else {
            self.unknown.push(format!("{}{}", request.url, if has_token { " with a token" } else { "" }));
            return Err(Error::new(Code::CONNECT_FAILURE, "nothing was recorded for this URL"));
        };
        if let Some(kind) = exchange["error"].as_str() {
            let code = match kind {
                "ssl" => Code::SSL_ERROR,
                "timeout" => Code::CONNECT_TIMEOUT,
                _ => Code::CONNECT_FAILURE,
            };
            return Err(Error::of(code));
        }
        let headers: Vec<(&str, &str)> = exchange["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()))
            .collect();
        let body = match (exchange.get("text"), exchange.get("body")) {
            (Some(text), _) => text.as_str().unwrap_or_default().to_owned(),
            (None, Some(body)) => body.to_string(),
            (None, None) => String::new(),
        };
        Ok(reply(u16::try_from(exchange["status"].as_u64().unwrap()).unwrap(), &headers, body))
    }
}

/// The recorder puts a slash behind a host without a path.
fn at_root(url: &str) -> String {
    if url.matches('/').count() == 2 { format!("{url}/") } else { url.to_owned() }
}

/// A plugin that is logged in already.
#[derive(Debug)]
struct Recorded {
    access: Option<Arc<Access>>,
    project_id: Option<String>,
    auth_url: Option<String>,
    endpoint: Option<String>,
}

impl Plugin for Recorded {
    fn authenticate<'a>(&'a self, _: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async {
            let mut headers = Headers::new();
            if self.access.is_some() {
                headers.set("X-Auth-Token", "a-token")?;
            }
            Ok(Credentials { headers: Arc::new(headers), generation: 1 })
        })
    }

    fn endpoint<'a>(&'a self, _: &'a Pipeline, filter: EndpointQuery<'a>) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            match &self.access {
                Some(access) => Ok(Some(access.catalog()?.url_for(filter)?.as_str().to_owned())),
                None => Ok(self.endpoint.clone()),
            }
        })
    }

    fn access<'a>(&'a self, _: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        let access = self.access.clone();
        Box::pin(async { access.ok_or_else(|| Error::of(Code::METHOD_NOT_IMPLEMENTED)) })
    }

    fn project_id<'a>(&'a self, _: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        let of_token = || Some(self.access.as_ref()?.project_id()?.as_str().to_owned());
        let id = self.project_id.clone().or_else(of_token);
        Box::pin(async { Ok(id) })
    }

    fn auth_url<'a>(&'a self, _: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.auth_url.clone()) })
    }
}

/// The session of a recorded call.
pub fn session(case: &Value, network: &Network) -> Session {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    // The reference is told the project by the caller, this library by the plugin.
    let project_id = text(&case["kwargs"]["project_id"]);
    let none = json!({});
    let plugin = case.get("plugin").or(project_id.as_ref().map(|_| &none)).map(|plugin| {
        let access = plugin.get("access").map(|body| {
            Arc::new(
                Access::from_json(body.to_string().as_bytes(), Some("a-token"))
                    .unwrap_or_else(|error| panic!("{case}: {error}")),
            )
        });
        let (auth_url, endpoint) = (text(&plugin["auth_url"]), text(&plugin["endpoint"]));
        let recorded: Arc<dyn Plugin> = Arc::new(Recorded { access, project_id, auth_url, endpoint });
        recorded
    });
    Session::new(plugin, Settings::default(), network.driver.clone())
}
