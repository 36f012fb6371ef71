//! An adapter whose answers are given.

use std::sync::Arc;

use keystoneclient::adapter::Adapter;
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::Result;
use keystoneclient::http::Request;
use keystoneclient::identity::{self, Outcome};
use keystoneclient::options::Params;
use keystoneclient::session::{Session, Settings};
use serde_json::Value;

#[path = "../manager_vectors/fixed.rs"]
mod fixed;

pub(crate) const ENDPOINT: &str = "http://keystone:5000/v3";

/// An adapter, and what it asks; it gets these answers, one after the other.
pub(crate) fn adapter(answers: &[(u16, &str)]) -> (Adapter, Arc<Scripted>) {
    over(Arc::new(Scripted::with(answers.iter().map(|(status, body)| reply(*status, &[], *body)))))
}

/// An adapter whose answers are made of what is asked: status, content type and body.
pub(crate) fn answering(
    answer: impl Fn(&Request) -> (u16, &'static str, String) + Send + Sync + 'static,
) -> (Adapter, Arc<Scripted>) {
    over(Arc::new(Scripted::answering(move |request| {
        let (status, content_type, body) = answer(request);
        Ok(reply(status, &[("Content-Type", content_type)], body))
    })))
}

fn over(driver: Arc<Scripted>) -> (Adapter, Arc<Scripted>) {
    let plugin =
        fixed::Fixed { endpoint: ENDPOINT.to_owned(), token: "the-token".to_owned(), user: Some("me".to_owned()) };
    let session = Session::new(Some(Arc::new(plugin)), Settings::default(), driver.clone());
    (Adapter::new(&session, EndpointFilter::default()), driver)
}

pub(crate) fn params(json: &Value) -> Params {
    Params::from_json(json.to_string().as_bytes()).unwrap()
}

pub(crate) fn call(adapter: &Adapter, name: &str, arguments: &Value) -> Result<Outcome> {
    pollster::block_on(identity::call(adapter, identity::find(name).unwrap(), &params(arguments)))
}

/// The class of the failure, and its message.
pub(crate) fn failure(outcome: Result<Outcome>) -> (&'static str, String) {
    let error = outcome.expect_err("it must fail");
    (error.code().class_name(), error.message().as_str().to_owned())
}

pub(crate) fn json(outcome: &Outcome) -> Value {
    outcome.value().map_or(Value::Null, |value| serde_json::from_str(&value.to_json()).unwrap())
}
