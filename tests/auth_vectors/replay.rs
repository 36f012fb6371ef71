//! The cases, replayed.

use std::sync::Arc;

use keystoneclient::access::Access;
use keystoneclient::auth::{Plugin, registry};
use keystoneclient::error::{Code, Error, Result, class_named};
use keystoneclient::http::{Driver, Pipeline, Policy};
use keystoneclient::options::Params;
use serde_json::{Value, json};

use super::differences::DIFFERENCES;
use super::peer;

fn cases() -> Vec<Value> {
    let file = std::env::var("KS_AUTH_VECTORS")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/auth.jsonl").to_owned());
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| completed(serde_json::from_str(line).unwrap())).collect()
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}

/// The answer to the question of the case.
fn ask(case: &Value, plugin: &dyn Plugin, pipeline: &Pipeline) -> Result<Value> {
    if case["state"].get("cached_token").is_some() {
        wait(plugin.access(pipeline))?;
    }
    let access =
        |access: Arc<Access>| json!({"auth_token": access.auth_token().map(|token| token.expose().to_owned())});
    Ok(match case["op"].as_str().unwrap() {
        "get_auth_ref" | "get_access" => access(wait(plugin.access(pipeline))?),
        "get_user_id" => json!(wait(plugin.user_id(pipeline))?),
        "get_project_id" => json!(wait(plugin.project_id(pipeline))?),
        "get_auth_state" => {
            // Theirs is a text with JSON in it.
            plugin.state()?.map_or(Value::Null, |state| serde_json::from_str(state.expose()).unwrap())
        }
        "get_token" => json!(wait(plugin.authenticate(pipeline))?.headers.get("X-Auth-Token")),
        "get_headers" => {
            let credentials = wait(plugin.authenticate(pipeline))?;
            credentials.headers.iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
        }
        other => panic!("no such question: {other}"),
    })
}

fn replayed(case: &Value, driver: Arc<dyn Driver>) -> Result<Value> {
    let params = Params::from_json(case["options"].to_string().as_bytes())?;
    let plugin = registry::create(case["auth_type"].as_str().unwrap(), &params)?;
    ask(case, &*plugin, &Pipeline::new(driver, Policy::default()))
}

/// What the reference returned, as [`ask`] puts it.
fn expected(case: &Value) -> Value {
    let returned = &case["outcome"]["return"];
    if let Some(access) = returned.get("__access__") {
        return json!({"auth_token": access["auth_token"]});
    }
    if case["op"] == "get_auth_state" {
        return returned.as_str().map_or(Value::Null, |state| serde_json::from_str(state).unwrap());
    }
    returned.clone()
}

fn is_of(error: &Error, exception: &Value) -> bool {
    let short = |class: &Value| class.as_str().unwrap_or_default().rsplit('.').next().unwrap_or_default().to_owned();
    let class = class_named(&short(&exception["class"])).map(|class| class.code);
    class.is_some_and(|class| error.is_a(class) || (class == Code::CLIENT_EXCEPTION && error.is_a(class)))
}

/// The case as it would be with what this library demands: a user's name has a domain. Version 3 gets one here; and no scope is
/// spelt as keystoneauth1 spells it.
fn completed(mut case: Value) -> Value {
    let is_v3 =
        case["exchanges"].to_string().contains("/auth/tokens") || case["prior"].to_string().contains("/auth/tokens");
    let of_v3 = case["auth_type"].as_str().unwrap().starts_with("v3") || is_v3;
    let options = case["options"].as_object_mut().unwrap();
    let given = |name: &str| options.get(name).is_some_and(|value| !value.is_null());
    let adds =
        of_v3 && given("username") && !given("user_id") && !given("user_domain_id") && !given("user_domain_name");
    if adds {
        options.insert("user_domain_id".to_owned(), json!("added"));
    }
    for list in ["exchanges", "prior"] {
        for exchange in case[list].as_array_mut().into_iter().flatten() {
            let Some(auth) = exchange["request"].pointer_mut("/body/json/auth") else { continue };
            if adds
                && let Some(user) =
                    auth.pointer_mut("/identity/password/user").filter(|user| user.get("name").is_some())
            {
                user["domain"] = json!({"id": "added"});
            }
            if auth.get("scope").is_some_and(|scope| *scope == json!({"unscoped": {}})) {
                auth["scope"] = json!("unscoped");
            }
        }
    }
    case
}

/// What is wrong with a case; nothing where all is as the reference has it.
fn finding(case: &Value) -> Option<String> {
    let (driver, record) = peer::driver(case);
    let now = case["now"].as_str().and_then(|now| chrono::DateTime::parse_from_rfc3339(now).ok());
    if let Some(now) = now {
        driver.set_now(now.timestamp_micros());
    }
    let outcome = replayed(case, driver);
    let record = record.lock().unwrap();
    if let Some(strange) = record.strange.first() {
        return Some(format!("asked what the reference does not: {strange}"));
    }
    let finding = match (&outcome, case["outcome"].get("exception")) {
        (Ok(ours), None) => {
            let theirs = expected(case);
            (*ours != theirs).then(|| format!("{ours} is not {theirs}"))
        }
        (Err(error), Some(exception)) => {
            (!is_of(error, exception)).then(|| format!("{error:?} is no {}", exception["class"]))
        }
        (Ok(ours), Some(exception)) => Some(format!("{ours}, where the reference fails with {exception}")),
        (Err(error), None) => Some(format!("{error:?}, where the reference succeeds")),
    };
    let left = record.left();
    finding.or_else(|| (left > 0).then(|| format!("{left} exchanges were left out")))
}

#[test]
fn every_login_is_what_the_reference_does_or_differs_on_purpose() {
    let mut used = vec![0; DIFFERENCES.len()];
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for case in cases() {
        compared += 1;
        let Some(finding) = finding(&case) else { continue };
        let row = DIFFERENCES.iter().position(|row| finding.contains(row.shows) && (row.applies)(&case));
        match row {
            Some(row) => used[row] += 1,
            None => wrong.push(format!("{} {} {}: {finding}", case["id"], case["auth_type"], case["op"])),
        }
    }
    for (row, used) in DIFFERENCES.iter().zip(used) {
        if used == 0 {
            wrong.push(format!("no case shows this difference: {}", row.why));
        }
    }
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 100, "{compared} cases");
}
