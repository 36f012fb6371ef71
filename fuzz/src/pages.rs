//! Lists in pages, and finds: the input is a JSON list, each element the body of an answer.

use std::sync::Arc;

use keystoneclient::adapter::Adapter;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Result};
use keystoneclient::http::url::same_origin;
use keystoneclient::identity::{self, Outcome};
use keystoneclient::options::Params;
use keystoneclient::session::{Defaults, Session, Settings};
use keystoneclient::value::Document;
use pollster::block_on;
use serde_json::Value as Tree;

const ENDPOINT: &str = "http://keystone:5000/v3";

fn adapter(pages: &[String]) -> (Adapter, Arc<Scripted>) {
    let answers = pages.iter().map(|page| reply(200, &[("Content-Type", "application/json")], page.as_str()));
    let driver = Arc::new(Scripted::with(answers));
    let session = Session::new(None, Settings::default(), driver.clone());
    let defaults = Defaults { endpoint_override: Some(ENDPOINT.to_owned()), ..Defaults::default() };
    (Adapter::with_defaults(session, defaults), driver)
}

fn call(pages: &[String], name: &str, arguments: &str) -> (Result<Outcome>, Arc<Scripted>) {
    let (adapter, driver) = adapter(pages);
    let params = Params::from_json(arguments.as_bytes()).expect("arguments");
    (block_on(identity::call(&adapter, identity::find(name).expect("an operation"), &params)), driver)
}

pub fn check(input: &[u8]) {
    let Ok(document) = Document::parse(input) else { return };
    let pages: Vec<String> = document.root().iter().take(40).map(|page| page.to_json()).collect();
    if pages.is_empty() {
        return;
    }
    let (outcome, driver) = call(&pages, "v3.users.list", "{}");
    let asked = driver.requests();
    assert!(!asked.is_empty() && asked.len() <= pages.len() + 1);
    for request in &asked {
        assert!(same_origin(&request.url, ENDPOINT), "{} is elsewhere", request.url);
        assert_eq!(request.method.as_str(), "GET");
    }
    let trees: Vec<Tree> = pages.iter().filter_map(|page| serde_json::from_str(page).ok()).collect();
    match &outcome {
        Ok(outcome) => {
            // Each page that was asked for, in order, nothing twice.
            let expected: Vec<&Tree> =
                trees.iter().take(asked.len()).flat_map(|page| list(page).expect("a list")).collect();
            let have: Tree = serde_json::from_str(&outcome.value().expect("a list").to_json()).expect("JSON");
            assert_eq!(have.as_array().expect("a list").iter().collect::<Vec<_>>(), expected);
            let last = trees[asked.len() - 1].pointer("/links/next").and_then(Tree::as_str).unwrap_or_default();
            assert!(last.is_empty(), "{last} was not followed");
        }
        Err(error) => {
            let known = [Code::INVALID_RESPONSE, Code::UNKNOWN_CONNECTION_ERROR, Code::LIMIT_EXCEEDED];
            assert!(known.contains(&error.code()), "{error}");
        }
    }
    found(&pages[..1], &trees);
}

fn list(page: &Tree) -> Option<&Vec<Tree>> {
    let found = page.get("users")?;
    found.get("values").unwrap_or(found).as_array()
}

/// A find answers one, or says whether there are none or several.
fn found(pages: &[String], trees: &[Tree]) {
    let (outcome, driver) = call(pages, "v3.users.find", r#"{"name": "n"}"#);
    assert!(!driver.requests().is_empty());
    match outcome {
        Ok(outcome) => assert!(outcome.value().is_some()),
        Err(error) if error.code() == Code::NO_UNIQUE_MATCH => {
            assert!(trees.first().and_then(list).is_some_and(|list| list.len() > 1));
        }
        Err(error) => {
            let known = [Code::NOT_FOUND, Code::INVALID_RESPONSE, Code::UNKNOWN_CONNECTION_ERROR, Code::LIMIT_EXCEEDED];
            assert!(known.contains(&error.code()), "{error}");
        }
    }
}
