//! A plugin that answers what the plugin of a case did.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use keystoneclient::auth::{Credentials, Generation, Plugin, registry};
use keystoneclient::catalog::EndpointQuery;
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Connection, Headers, Pending, Pipeline};
use keystoneclient::options::Params;
use serde_json::{Value, json};

use super::cases::Case;

/// The plugin that a case describes; `None` for none.
pub(crate) fn of(case: &Case, object: &Value) -> Option<Arc<dyn Plugin>> {
    let object = object.get("__object__")?;
    let class = object["class"].as_str().unwrap();
    if class.ends_with(".v3.password.Password") {
        let mut options = object["kwargs"].clone();
        // The reference takes a name without a domain, which Keystone refuses; this library refuses it before.
        if options.get("username").is_some() && options.get("user_domain_id").is_none() {
            options["user_domain_id"] = json!("default");
        }
        let options = Params::from_json(options.to_string().as_bytes()).unwrap();
        return Some(registry::create("v3password", &options).unwrap());
    }
    let fixed = |name: &str| object["kwargs"].get(name).or_else(|| object["set"].get(name)).cloned();
    let mut answers: Vec<(String, VecDeque<Value>)> = Vec::new();
    let mut push = |method: &str, answer: Value| match answers.iter_mut().find(|(name, _)| name == method) {
        Some((_, queue)) => queue.push_back(answer),
        None => answers.push((method.to_owned(), VecDeque::from([answer]))),
    };
    if let Some(index) = object.get("stub") {
        let said = case.0["stub_plugins"].as_array().map(Vec::as_slice).unwrap_or_default();
        // Of two plugins in a case the one that answers may be written as the other.
        let is_named = said.iter().any(|one| one["index"] == *index);
        for one in said.iter().filter(|one| !is_named || one["index"] == *index) {
            push(one["method"].as_str().unwrap(), one["return"].clone());
        }
    } else {
        // Plugins that know their answers from the beginning.
        let token = if class.ends_with(".NoAuth") { Some(json!("notused")) } else { fixed("token") };
        push("get_headers", token.map_or_else(|| json!({}), |token| json!({"X-Auth-Token": token})));
        for (name, method) in
            [("endpoint", "get_endpoint"), ("user_id", "get_user_id"), ("project_id", "get_project_id")]
        {
            if let Some(answer) = fixed(name) {
                push(method, answer);
            }
        }
    }
    Some(Arc::new(Stub(Mutex::new(answers))))
}

/// Answers by method, one after the other; the last of them stays.
#[derive(Debug)]
struct Stub(Mutex<Vec<(String, VecDeque<Value>)>>);

impl Stub {
    fn answer(&self, method: &str) -> Value {
        let mut answers = self.0.lock().unwrap();
        let queue = answers.iter_mut().find(|(name, _)| name == method).map(|(_, queue)| queue);
        match queue {
            Some(queue) if queue.len() > 1 => queue.pop_front().unwrap(),
            Some(queue) => queue[0].clone(),
            None => Value::Null,
        }
    }

    fn text(&self, method: &str) -> Option<String> {
        self.answer(method).as_str().map(str::to_owned)
    }
}

impl Plugin for Stub {
    fn authenticate<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async move {
            let said = self.answer("get_headers");
            let said = said.as_object().ok_or_else(|| Error::of(Code::AUTHORIZATION_FAILURE))?;
            let mut headers = Headers::new();
            for (name, value) in said {
                headers.set(name, value.as_str().unwrap())?;
            }
            Ok(Credentials { headers: Arc::new(headers), generation: 1 })
        })
    }

    fn endpoint<'a>(
        &'a self,
        _pipeline: &'a Pipeline,
        _filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.text("get_endpoint")) })
    }

    fn user_id<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.text("get_user_id")) })
    }

    fn project_id<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(self.text("get_project_id")) })
    }

    fn connection<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Option<Arc<Connection>>>> {
        Box::pin(async { Ok(None) })
    }

    fn invalidate(&self, _refused: Option<Generation>) -> bool {
        self.answer("invalidate") == true
    }
}
