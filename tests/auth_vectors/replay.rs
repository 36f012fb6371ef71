//! The cases, replayed.

use std::sync::Arc;

use keystoneclient::access::Access;
use keystoneclient::auth::fixed::Existing;
use keystoneclient::auth::{Plugin, ServiceToken, registry};
use keystoneclient::catalog::Lent;
use keystoneclient::error::{Error, Result, class_named};
use keystoneclient::http::{Driver, Pipeline, Policy};
use keystoneclient::options::Params;
use serde_json::{Value, json};

use super::differences::DIFFERENCES;
use super::peer;

pub(crate) fn cases() -> Vec<Value> {
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
        // The clients of old logged in when they were made.
        "client_login" => {
            let access = wait(plugin.access(pipeline))?;
            let text = |text: Option<Lent<'_>>| text.map(|text| text.as_str().to_owned());
            let token = access.auth_token().map(|token| token.expose().to_owned());
            json!({"auth_token": token, "user_id": text(access.user_id()), "project_id": text(access.project_id())})
        }
        "get_user_id" => json!(wait(plugin.user_id(pipeline))?),
        "get_project_id" => json!(wait(plugin.project_id(pipeline))?),
        "get_sp_auth_url" => json!(wait(plugin.sp_auth_url(pipeline, case["argument"].as_str().unwrap()))?),
        "get_sp_url" => json!(wait(plugin.sp_url(pipeline, case["argument"].as_str().unwrap()))?),
        "invalidate" => json!(plugin.invalidate(None)),
        "get_cache_id" => json!(plugin.cache_id()?.is_some()),
        // It was made, which is all that it takes.
        "load_from_options" => Value::Null,
        "set_auth_state" => {
            plugin.set_state(case["argument"].as_str())?;
            let state = plugin.state()?.map_or(Value::Null, |state| serde_json::from_str(state.expose()).unwrap());
            assert_eq!(state, serde_json::from_str::<Value>(case["argument"].as_str().unwrap()).unwrap());
            Value::Null
        }
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

pub(crate) fn replayed(case: &Value, driver: Arc<dyn Driver>) -> Result<Value> {
    ask(case, &*plugin(case)?, &Pipeline::new(driver, Policy::default()))
}

/// The plugin of a case, by its auth type and options; or of another kind.
pub(crate) fn plugin(case: &Value) -> Result<Arc<dyn Plugin>> {
    match case["auth_type"].as_str().unwrap() {
        "service_token" => Ok(Arc::new(ServiceToken::new(plugin(&case["user"])?, plugin(&case["service"])?))),
        "access" => {
            let access = Access::from_json(case["body"].to_string().as_bytes(), case["auth_token"].as_str())?;
            Ok(Arc::new(Existing::new(Arc::new(access), None)?))
        }
        name => registry::create(name, &Params::from_json(case["options"].to_string().as_bytes())?),
    }
}

/// What the reference returned, as [`ask`] puts it.
fn expected(case: &Value) -> Value {
    let returned = &case["outcome"]["return"];
    if let Some(access) = returned.get("__access__") {
        return json!({"auth_token": access["auth_token"]});
    }
    match case["op"].as_str().unwrap() {
        "load_from_options" => return Value::Null,
        "get_cache_id" => return json!(!returned.is_null()),
        _ => {}
    }
    if case["op"] == "get_auth_state" {
        return returned.as_str().map_or(Value::Null, |state| serde_json::from_str(state).unwrap());
    }
    returned.clone()
}

fn is_of(error: &Error, exception: &Value) -> bool {
    let short = |class: &Value| class.as_str().unwrap_or_default().rsplit('.').next().unwrap_or_default().to_owned();
    let class = class_named(&short(&exception["class"])).map(|class| class.code);
    class.is_some_and(|class| error.is_a(class))
}

/// The case as it would be with what this library demands: a user's name has a domain. Version 3 gets one here; and no scope is
/// spelt as keystoneauth1 spells it.
fn completed(mut case: Value) -> Value {
    let is_v3 =
        case["exchanges"].to_string().contains("/auth/tokens") || case["prior"].to_string().contains("/auth/tokens");
    let of_v3 = case["auth_type"].as_str().unwrap().starts_with("v3") || is_v3;
    let is_login = case["op"] != "load_from_options";
    let options = case["options"].as_object_mut().unwrap();
    let given = |name: &str| options.get(name).is_some_and(|value| !value.is_null());
    let adds = is_login
        && of_v3
        && given("username")
        && !given("user_id")
        && !given("user_domain_id")
        && !given("user_domain_name");
    if adds {
        options.insert("user_domain_id".to_owned(), json!("added"));
    }
    for list in ["exchanges", "prior"] {
        for exchange in case[list].as_array_mut().into_iter().flatten() {
            let Some(auth) = exchange["request"].pointer_mut("/body/json/auth") else { continue };
            let users = ["/identity/password/user", "/identity/totp/user", "/identity/application_credential/user"];
            for user in users.into_iter().filter(|_| adds) {
                if let Some(user) = auth.pointer_mut(user).filter(|user| user.get("name").is_some()) {
                    user["domain"] = json!({"id": "added"});
                }
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
    assert!(compared > 200, "{compared} cases");
}

#[test]
fn what_the_reference_tells_apart_by_cache_ids_is_told_apart_here() {
    let cases: Vec<Value> = cases().into_iter().filter(|case| case["op"] == "get_cache_id").collect();
    let ours: Vec<_> = cases.iter().map(|case| plugin(case).unwrap().cache_id().unwrap().unwrap()).collect();
    let mut differ = 0;
    for (one, id) in cases.iter().zip(&ours) {
        for (other, second) in cases.iter().zip(&ours) {
            let is_same = (&one["auth_type"], &one["options"]) == (&other["auth_type"], &other["options"]);
            assert_eq!(id == second, is_same, "{} {}", one["id"], other["id"]);
            assert!(is_same || one["outcome"] != other["outcome"] || one["auth_type"] != other["auth_type"]);
            differ += usize::from(!is_same);
        }
    }
    assert!(differ > 100, "{differ} pairs");
}
