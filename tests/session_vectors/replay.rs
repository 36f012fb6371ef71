//! The cases, replayed.

use std::collections::BTreeMap;

use keystoneclient::error::{Code, class_named};
use keystoneclient::http::{Request, Verify};
use serde_json::Value;

use super::cases::{Case, body, same_url};
use super::differences::{DIFFERENCES, Finding};
use super::library::{Done, Outcome, run};

#[test]
fn every_call_does_what_the_reference_does_or_differs_on_purpose() {
    let mut used = vec![0; DIFFERENCES.len()];
    let (mut wrong, mut agreed) = (Vec::new(), 0);
    for case in Case::all() {
        let findings = findings(&case, &run(&case));
        agreed += usize::from(findings.is_empty());
        for finding in findings {
            match DIFFERENCES.iter().position(|difference| (difference.explains)(&case, &finding)) {
                Some(row) => used[row] += 1,
                None => wrong.push(format!("{} {}: {}", case.id(), case.op(), shown(&finding))),
            }
        }
    }
    for (difference, used) in DIFFERENCES.iter().zip(used) {
        if used == 0 {
            wrong.push(format!("no case shows this difference: {}", difference.why));
        }
    }
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    assert!(agreed >= 100, "{agreed} cases agree in everything");
}

fn findings(case: &Case, done: &Done) -> Vec<Finding> {
    let mut findings = Vec::new();
    let theirs = recorded(case);
    if !agree(&done.outcome, &theirs) {
        findings.push(Finding::Outcome { ours: done.outcome.clone(), theirs });
    }
    // Logins that the reference had done before the call are done within it here.
    let made: Vec<Request> = done.driver.requests();
    let before = made.len().saturating_sub(case.exchanges().len());
    if made.len() < case.exchanges().len() || (made.len() > case.exchanges().len() && case.0.get("prior").is_none()) {
        findings.push(Finding::Requests { made: made.len(), recorded: case.exchanges().len() });
    }
    let made = if case.0.get("prior").is_some() { &made[before..] } else { &made[..] };
    for (at, (exchange, request)) in case.exchanges().iter().zip(made).enumerate() {
        compare(case, at, &exchange["request"], request, &mut findings);
        let verify = match exchange["transport"].get("verify") {
            None => Verify::System,
            Some(Value::Bool(_)) => Verify::Off,
            Some(file) => Verify::Authorities(file.as_str().unwrap().into()),
        };
        if done.tls.verify != verify {
            findings.push(Finding::Other(format!("{:?} is not {verify:?}", done.tls.verify)));
        }
    }
    let slept: Vec<f64> = done.driver.sleeps().iter().map(std::time::Duration::as_secs_f64).collect();
    let theirs: Vec<f64> = case.0["sleeps"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    if slept != theirs {
        findings.push(Finding::Other(format!("slept {slept:?}, not {theirs:?}")));
    }
    findings
}

fn shown(finding: &Finding) -> String {
    match finding {
        Finding::Other(what) => what.clone(),
        other => format!("{other:?}"),
    }
}

/// Equal; an exception of the reference may know less than ours.
fn agree(ours: &Outcome, theirs: &Outcome) -> bool {
    match (ours, theirs) {
        (Outcome::Failed { code, .. }, Outcome::Failed { code: theirs, http_status: 0 }) => code == theirs,
        _ => ours == theirs,
    }
}

fn compare(case: &Case, at: usize, theirs: &Value, ours: &Request, findings: &mut Vec<Finding>) {
    if theirs["method"] != ours.method.as_str() || !same_url(&theirs["url"], &ours.url) {
        findings.push(Finding::Other(format!("request {at} is {} {}", ours.method, ours.url)));
    }
    let sent = ours.body.as_bytes().unwrap_or_default();
    let same = match theirs["body"].get("json") {
        Some(json) => serde_json::from_slice::<Value>(sent).is_ok_and(|sent| sent == with_domain(json)),
        None => sent == body(&theirs["body"]),
    };
    if !same {
        findings.push(Finding::Other(format!("body {at} is {:?}", String::from_utf8_lossy(sent))));
    }
    let lower = |name: &str| name.to_ascii_lowercase();
    let recorded = theirs["headers"].as_object().unwrap().iter();
    let recorded: BTreeMap<String, String> =
        recorded.map(|(name, value)| (lower(name), words(value.as_str().unwrap()))).collect();
    let sent: BTreeMap<String, String> =
        ours.headers.iter().map(|(name, value)| (lower(name), value.to_owned())).collect();
    let names: std::collections::BTreeSet<&String> = recorded.keys().chain(sent.keys()).collect();
    for name in names {
        // keystoneclient names itself there, and nobody else.
        if (case.is_old() && name == "user-agent") || recorded.get(name) == sent.get(name) {
            continue;
        }
        let (ours, theirs) = (sent.get(name), recorded.get(name));
        findings.push(Finding::Other(format!("{name} of request {at} is {ours:?}, not {theirs:?}")));
    }
}

/// A login by name as it was recorded, with the domain that the replay puts in.
fn with_domain(recorded: &Value) -> Value {
    let mut recorded = recorded.clone();
    if let Some(user) = recorded.pointer_mut("/auth/identity/password/user").and_then(Value::as_object_mut) {
        user.entry("domain").or_insert_with(|| serde_json::json!({"id": "default"}));
    }
    recorded
}

/// The library's own words in place of the reference's.
fn words(field: &str) -> String {
    let program = std::env::current_exe().unwrap();
    let program = program.file_name().unwrap().to_str().unwrap();
    let library = concat!("keystoneclient/", env!("CARGO_PKG_VERSION"));
    field.replace("${DEFAULT_USER_AGENT}", library).replace("${PROGRAM}", program)
}

/// The outcome that was recorded.
fn recorded(case: &Case) -> Outcome {
    if let Some(exception) = case.outcome().get("exception") {
        let class = exception["class"].as_str().unwrap().rsplit('.').next().unwrap();
        // Python's own exceptions have no code here: the table of differences knows what comes in their place.
        let code = class_named(class).map_or(Code::PANIC, |class| class.code);
        let http_status = exception["attributes"]["http_status"].as_u64().unwrap_or_default();
        let http_status = u16::try_from(http_status).unwrap();
        return Outcome::Failed { code, http_status };
    }
    let returned = &case.outcome()["return"];
    let Some(response) = returned.get("__response__") else { return Outcome::Value(returned.clone()) };
    let exchange = &case.exchanges()[usize::try_from(response["exchange"].as_u64().unwrap()).unwrap()];
    let history = response["history"].as_array().into_iter().flatten();
    Outcome::Response {
        status: exchange["response"]["status"].as_u64().unwrap(),
        body: body(&exchange["response"]["body"]),
        history: history.map(|status| u16::try_from(status.as_u64().unwrap()).unwrap()).collect(),
    }
}
