//! Every operation of version 3 against a real Keystone: what is asked, in which order, and how it ends.
//!
//! `$name` in an argument is what an earlier step kept under that name.

use std::collections::{BTreeMap, BTreeSet};

use keystoneclient::auth::registry;
use keystoneclient::identity::{Answer, Client, operations};
use keystoneclient::options::Params;
use keystoneclient::session::Session;
use ks_testing::keystone::Keystone;
use serde_json::{Value, json};

/// How a step ends.
#[derive(Clone, Copy)]
enum End {
    /// It succeeds.
    Good,
    /// It succeeds, and the value at this JSON pointer is kept under this name.
    Keep(&'static str, &'static str),
    /// It fails with this class.
    Fails(&'static str),
}

use End::{Fails, Good, Keep};

/// Operation, arguments, end.
type Step = (&'static str, Value, End);

#[path = "operations/steps.rs"]
mod steps;

fn client(keystone: &Keystone) -> Client {
    let env: BTreeMap<String, String> = keystone.env().into_iter().collect();
    let options = json!({
        "auth_url": keystone.url(), "username": env["OS_USERNAME"], "password": env["OS_PASSWORD"],
        "project_name": env["OS_PROJECT_NAME"], "user_domain_id": "default", "project_domain_id": "default",
    });
    let params = Params::from_json(options.to_string().as_bytes()).unwrap();
    let session = Session::open(Some(registry::create("v3password", &params).unwrap()), &Params::new()).unwrap();
    pollster::block_on(Client::discover(&session, &Params::new())).unwrap()
}

/// The arguments with what was kept in them.
fn filled(value: &Value, kept: &BTreeMap<&str, Value>) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => kept.get(name).unwrap_or_else(|| panic!("nothing was kept under {name}")).clone(),
            None => value.clone(),
        },
        Value::Array(list) => list.iter().map(|value| filled(value, kept)).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), filled(value, kept))).collect(),
        other => other.clone(),
    }
}

#[test]
fn every_operation_of_version_3_does_what_the_table_says() {
    let Some(keystone) = Keystone::running() else { return };
    let client = client(keystone);
    let mut kept: BTreeMap<&str, Value> = BTreeMap::new();
    kept.insert("me", json!(pollster::block_on(client.session().user_id()).unwrap().unwrap()));
    let admin = keystone.admin();
    kept.insert("my_project", json!(pollster::block_on(client.session().project_id()).unwrap().unwrap()));
    kept.insert("admin_role", json!(admin.role_id("admin")));
    kept.insert("admin_token", json!(admin.token()));
    kept.insert("token", json!(keystone.user("member").login().token()));
    let mut wrong = Vec::new();
    for (name, arguments, end) in steps::steps() {
        let params = Params::from_json(filled(&arguments, &kept).to_string().as_bytes()).unwrap();
        let outcome = pollster::block_on(client.call(name, &[], &params));
        match (outcome, end) {
            (Ok(_), Good) => {}
            (Ok(outcome), Keep(name, pointer)) => {
                let value = outcome.value().and_then(|value| value.pointer(pointer)).expect(pointer);
                kept.insert(name, serde_json::from_str(&value.to_json()).unwrap());
            }
            (Err(error), Fails(class)) if error.code().class_name() == class => {}
            (Ok(_), Fails(class)) => wrong.push(format!("{name}: succeeded, not {class}")),
            (Err(error), Fails(class)) => wrong.push(format!("{name}: {error}, not {class}")),
            (Err(error), _) => wrong.push(format!("{name}: {} {error}", error.code().class_name())),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_operation_of_version_3() {
    let steps: BTreeSet<&str> = steps::steps().into_iter().map(|(name, ..)| name).collect();
    let missing: Vec<&str> = operations()
        .filter(|operation| operation.name.starts_with("v3.") && operation.answer != Answer::Unimplemented)
        .map(|operation| operation.name)
        .filter(|name| !steps.contains(name))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
