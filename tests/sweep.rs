//! Every flow, with a transport that fails at its first step, at its second, and so on until nothing is left to fail: it ends,
//! with the right error or in spite of the fault, and the next call works and asks for what it needs and no more.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    unreachable_pub,
    reason = "a test may stop where it stands"
)]

#[path = "sweep/cases.rs"]
mod cases;
#[path = "sweep/cloud.rs"]
mod cloud;
#[path = "sweep/run.rs"]
mod run;

use keystoneclient::error::{Code, Error};

use self::cases::{CASES, Case};
use self::run::{Ends, Fault, World};

/// What can go wrong with one exchange.
const FAULTS: &[Fault] = &[
    Fault::Error(Code::CONNECT_FAILURE),
    Fault::Error(Code::CONNECT_TIMEOUT),
    Fault::Error(Code::SSL_ERROR),
    Fault::Error(Code::UNKNOWN_CONNECTION_ERROR),
    Fault::Error(Code::LIMIT_EXCEEDED),
    Fault::Status(500),
    Fault::Status(503),
    Fault::Status(401),
    Fault::Garbage,
    Fault::GivenUp,
];

/// Whether an error says what happened: itself, or the one behind it.
fn says(error: &Error, fault: Fault) -> bool {
    let named = |error: &Error| match fault {
        Fault::Error(code) => error.code() == code,
        Fault::Status(status) => error.http_status() == status,
        // What is no answer to one question may be none that another takes.
        Fault::Garbage => [Code::INVALID_RESPONSE, Code::DISCOVERY_FAILURE].contains(&error.code()),
        Fault::GivenUp => false,
    };
    std::iter::successors(Some(error), |error| error.cause()).any(named)
}

/// The requests of a first and of a second call that nothing disturbs, and what comes of them.
fn undisturbed(case: &Case) -> (usize, usize, String) {
    let world = World::new(case);
    let (first, result) = world.call(1, None);
    let result = result.into_iter().next().and_then(Ends::value).expect(case.name);
    let (second, again) = world.call(1, None);
    assert_eq!(again.into_iter().next().and_then(Ends::value).as_ref(), Some(&result), "{} differs", case.name);
    assert!(first > 0 && second <= first, "{}: {first} requests, then {second}", case.name);
    (first, second, result)
}

/// One call, or two at the same time, of which the request number `step` fails; then two that nothing disturbs.
fn disturbed(case: &Case, calls: usize, step: usize, fault: Fault, usual: &(usize, usize, String)) -> bool {
    let context = format!("{}, {calls} at once, {fault:?} at step {step}", case.name);
    let (most, least, expected) = usual;
    let world = World::new(case);
    let (sent, ends) = world.call(calls, Some((step, fault)));
    assert!(sent <= calls * most + case.more_after_a_fault, "{context}: {sent} requests, {most} usually");
    for end in &ends {
        match end {
            // A request's answer may be anything; whoever reads it finds out.
            Ends::Well(result) if fault == Fault::Garbage && result.contains("<html>") => {}
            Ends::Well(result) => assert_eq!(result, expected, "{context}"),
            Ends::Failed(error) => assert!(says(error, fault), "{context}: {error:?}"),
            Ends::GivenUp => assert_eq!(fault, Fault::GivenUp, "{context}"),
        }
    }
    let hurt = ends.iter().filter(|end| !matches!(end, Ends::Well(result) if result == expected)).count();
    assert!(fault != Fault::GivenUp || hurt <= 1, "{context}: who was not given up fails");

    let logins = world.logins();
    let (sent, ends) = world.call(1, None);
    match ends.into_iter().next() {
        Some(Ends::Well(result)) => assert_eq!(&result, expected, "{context}: the next call"),
        // Wrong credentials are not tried again until somebody says so.
        Some(Ends::Failed(error)) if fault == Fault::Status(401) && error.code() == Code::UNAUTHORIZED => {
            assert_eq!(world.logins(), logins, "{context}: {error:?}");
            world.forgive();
            let (_, ends) = world.call(1, None);
            let result = ends.into_iter().next().and_then(Ends::value);
            assert_eq!(result.as_ref(), Some(expected), "{context}: after the refusal is forgotten");
        }
        other => panic!("{context}: the next call: {other:?}"),
    }
    assert!(sent <= *most, "{context}: the next call asked {sent} times, {most} usually");
    let (sent, ends) = world.call(1, None);
    assert_eq!(ends.into_iter().next().and_then(Ends::value).as_ref(), Some(expected), "{context}: a third call");
    assert_eq!(sent, *least, "{context}: a third call is one like any other");
    hurt > 0
}

#[test]
fn whatever_fails_at_whichever_step_the_call_ends_and_the_next_one_works() {
    for case in CASES {
        let usual = undisturbed(case);
        for fault in FAULTS {
            let failed = (0..usual.0).filter(|step| disturbed(case, 1, *step, *fault, &usual)).count();
            // Nearly every step matters: a fault that no call noticed would not have been one.
            let is_noticed = failed > 0 || case.forgives.contains(fault);
            assert!(is_noticed, "{}: {fault:?} at none of {} steps is noticed", case.name, usual.0);
        }
    }
}

#[test]
fn of_two_calls_that_share_what_fails_none_waits_for_ever() {
    for case in CASES {
        let usual = undisturbed(case);
        for fault in FAULTS {
            for step in 0..2 * usual.0 {
                disturbed(case, 2, step, *fault, &usual);
            }
        }
    }
}

#[test]
fn a_shutdown_at_any_step_ends_all_that_is_under_way_and_all_that_comes_later() {
    for case in CASES {
        let (steps, ..) = undisturbed(case);
        for step in 0..steps {
            let world = World::new(case);
            let (sent, ends) = world.call_until_shutdown(2, step);
            assert!(sent <= step + 2, "{}: {sent} requests with a shutdown at step {step}", case.name);
            // One of the two may have been done before.
            let ended = ends.iter().filter(|end| end.is(Code::SHUT_DOWN)).count();
            assert!(
                ended >= 1 && ends.iter().all(|end| end.is(Code::SHUT_DOWN) || matches!(end, Ends::Well(_))),
                "{}: {ends:?}",
                case.name
            );
            let (sent, ends) = world.call(1, None);
            assert!(sent == 0 && ends[0].is(Code::SHUT_DOWN), "{}: {sent} requests, {ends:?}", case.name);
        }
    }
}
