//! The cases, replayed.

use keystoneclient::access::{Access, SOON};
use serde_json::{Value, json};

use super::cases::Case;
use super::differences::{DIFFERENCES, Fact, REFUSALS};
use super::facts::Token;

const INVALID_RESPONSE: i32 = 160;

fn read(case: &Case) -> Result<Token, (i32, String)> {
    Token::read(&case.body().to_string(), case.token())
}

#[test]
fn every_property_is_what_the_reference_says_or_differs_on_purpose() {
    let (mut used, mut refusals) = (vec![0; DIFFERENCES.len()], vec![0; REFUSALS.len()]);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for case in Case::all() {
        let ours = match read(&case) {
            Ok(_) if case.is_refused() => {
                wrong.push(format!("{}: the reference refuses the body", case.id()));
                continue;
            }
            Ok(token) => token.facts(),
            Err((code, message)) => {
                assert_eq!(code, INVALID_RESPONSE, "{}: {message}", case.id());
                let reason = REFUSALS.iter().position(|(end, _)| message.ends_with(end));
                match reason {
                    _ if case.is_refused() => {}
                    Some(reason) if case.trips() => refusals[reason] += 1,
                    _ => wrong.push(format!("{}: refused: {message}", case.id())),
                }
                continue;
            }
        };
        for (name, theirs) in case.properties() {
            compared += 1;
            let fact = Fact { name: &name, theirs: &theirs, body: case.body() };
            let row = DIFFERENCES.iter().position(|difference| (difference.applies)(&fact));
            let expected = match row {
                Some(row) => (DIFFERENCES[row].ours)(&fact),
                None => theirs.clone(),
            };
            let Some(ours) = ours.get(&name) else { panic!("there is no function for '{name}'") };
            if !agree(&name, ours, &expected) {
                wrong.push(format!("{}: {name} is {ours}, not {expected}; theirs is {theirs}", case.id()));
            }
            // The first URL of several is theirs too.
            match row {
                Some(row) if !agree(&name, ours, &theirs) && theirs.get(0) != Some(ours) => used[row] += 1,
                _ => {}
            }
        }
    }
    let rows = DIFFERENCES.iter().map(|row| row.why).zip(used);
    for (why, used) in rows.chain(REFUSALS.iter().map(|row| row.1).zip(refusals)) {
        if used == 0 {
            wrong.push(format!("no case shows this difference: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 5000, "{compared} properties were compared");
}

/// Equal as C can tell; moments by microseconds, of which theirs, a double, holds but most.
fn agree(name: &str, ours: &Value, theirs: &Value) -> bool {
    if let Some(moment) = theirs.get("__datetime__") {
        let seconds = moment["unix"].as_f64().unwrap();
        return ours.as_f64().is_some_and(|micros| (micros - seconds * 1e6).abs() < 5.0);
    }
    // Version 2 lists ids and names apart: the shorter list ends in nothing.
    if let (Some(ours), Some(theirs)) = (ours.as_array(), theirs.as_array())
        && name.starts_with("role_")
    {
        return ours.len() >= theirs.len()
            && ours.iter().enumerate().all(|(index, one)| one == theirs.get(index).unwrap_or(&Value::Null));
    }
    ours == theirs
}

#[test]
fn a_token_expires_soon_when_the_reference_says_so() {
    let mut asked = 0;
    for case in Case::all() {
        let Ok(access) = Access::from_json(case.body().to_string(), case.token()) else { continue };
        for (now, margin, soon) in case.expiries() {
            let margin = margin.unwrap_or(SOON);
            assert_eq!(access.will_expire_soon(moment(now, &access, margin), margin), soon, "{} at {now}", case.id());
            asked += 1;
        }
    }
    assert!(asked > 400, "{asked} times were asked for");
}

/// The time of day that a double means: in far years it does not hold the last microseconds, on which it depends exactly a margin
/// before the expiry.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "it is a time of day")]
fn moment(seconds: f64, access: &Access, margin: i64) -> i64 {
    let micros = (seconds * 1e6).round() as i64;
    let turn = access.expires().unwrap() - margin * 1_000_000;
    if micros.abs_diff(turn) < 5 { turn } else { micros }
}

#[test]
fn what_is_saved_reads_in_again_the_same() {
    let mut saved = 0;
    for case in Case::all() {
        let Ok(token) = read(&case) else { continue };
        assert_eq!(&token.body(), case.body(), "{}", case.id());
        let state = token.state();
        let shown: Value = serde_json::from_str(&state).unwrap();
        let facts = token.facts();
        assert_eq!(shown, json!({"auth_token": facts["auth_token"], "body": case.body()}), "{}", case.id());
        let again = Token::from_state(&state).unwrap_or_else(|refused| panic!("{}: {refused:?}", case.id()));
        assert_eq!(again.facts(), facts, "{}", case.id());
        assert_eq!(again.state(), state, "{}", case.id());
        saved += 1;
    }
    assert!(saved > 150, "{saved} tokens were saved");
}
