//! Every operation of version 3 against a real Keystone.

use std::collections::{BTreeMap, BTreeSet};

use keystoneclient::auth::registry;
use keystoneclient::identity::{Answer, Client, operations};
use keystoneclient::options::Params;
use keystoneclient::session::Session;
use ks_testing::keystone::Keystone;
use serde_json::{Value, json};

/// Operation, arguments, end.
type Step = (&'static str, Value, End);

#[path = "operations/steps.rs"]
mod steps;
#[path = "operations/table.rs"]
mod table;

use table::End::{self, Fails, Good, Keep};

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

#[test]
fn every_operation_of_version_3_does_what_the_table_says() {
    // Some finds of the table hold only where nobody else makes resources.
    let Some(own) = Keystone::of_its_own("operations") else { return };
    let keystone = own.keystone();
    let client = client(keystone);
    let mut kept: BTreeMap<&str, Value> = BTreeMap::new();
    kept.insert("me", json!(pollster::block_on(client.session().user_id()).unwrap().unwrap()));
    let admin = keystone.admin();
    kept.insert("my_project", json!(pollster::block_on(client.session().project_id()).unwrap().unwrap()));
    kept.insert("admin_role", json!(admin.role_id("admin")));
    kept.insert("admin_token", json!(admin.token()));
    kept.insert("token", json!(keystone.user("member").login().token()));
    table::run(steps::steps(), &mut kept, |name, arguments| {
        let params = Params::from_json(arguments.to_string().as_bytes()).unwrap();
        pollster::block_on(client.call(name, &[], &params))
    });
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
