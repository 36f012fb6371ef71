//! Sixteen threads of mixed calls for a while, with renewals, faults and a restart of Keystone: nothing grows, and the counts add up.
//!
//! `make soak` runs it for half an hour, `SECONDS` for another time; alone it takes some seconds.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test may stop where it stands, and this one has figures to tell"
)]

use std::thread;
use std::time::{Duration, Instant};

use ks_testing::c::CProgram;
use ks_testing::keystone::{Keystone, OwnKeystone};
use ks_testing::proxy::Proxy;
use serde_json::{Value, json};

/// How long it takes unless the environment says otherwise.
const SECONDS: u64 = 8;
const PASSWORD: &str = "admin-secret";
/// One piece of bytes in so many meets a fault.
const EVERY: u32 = 40;

/// A new Keystone whose catalog leads over the proxy, and the number of requests that it took to make it so.
fn keystone(proxy: &Proxy) -> Option<(OwnKeystone, usize)> {
    let own = Keystone::of_its_own("soak")?;
    let (status, found) = own.keystone().admin().call("GET", "/endpoints", None);
    assert_eq!(status, 200, "{found}");
    let endpoints = found["endpoints"].as_array().unwrap();
    for endpoint in endpoints {
        let url = json!({"endpoint": {"url": format!("{}/v3", proxy.origin())}});
        let path = format!("/endpoints/{}", endpoint["id"].as_str().unwrap());
        assert_eq!(own.keystone().admin().call("PATCH", &path, Some(url)).0, 200);
    }
    let asked = own.keystone().access_log().len();
    proxy.lead_to(Some(own.keystone().port()));
    Some((own, asked))
}

/// Ends a Keystone, and says how many requests others than its maker sent it.
fn ended((own, own_requests): (OwnKeystone, usize)) -> usize {
    let keystone = own.keystone();
    drop(own);
    keystone.access_log().len() - own_requests
}

fn number(of: &Value, pointer: &str) -> u64 {
    of.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {pointer} in {of}"))
}

fn sum(of: &Value, pointer: &str) -> u64 {
    of.pointer(pointer).and_then(Value::as_object).unwrap().values().map(|each| each.as_u64().unwrap()).sum()
}

#[test]
fn a_program_that_runs_for_long_takes_no_more_than_at_first_and_its_counts_add_up() {
    let seconds = std::env::var("KS_SOAK_SECONDS").map_or(SECONDS, |seconds| seconds.parse().unwrap());
    let proxy = Proxy::start();
    let Some((first, own_requests)) = keystone(&proxy) else { return };
    let Some(program) = CProgram::compile("tests/c/soak.c", "soak") else { return };
    let run = program
        .execution()
        .env("TEST_PASSWORD", PASSWORD)
        .args([format!("{}/v3", proxy.origin()), seconds.to_string(), "stop".to_owned()])
        .limit(Duration::from_secs(2 * seconds + 120));
    let stop = run.home().join("stop");
    let running = thread::spawn(move || run.run());
    let begun = Instant::now();

    // A while without faults, so that the program gets going.
    thread::sleep(Duration::from_secs(1));
    proxy.set_faults(EVERY);
    let restarts = 1 + seconds / 300;
    let (mut logged, mut current) = (0, (first, own_requests));
    for restart in 1..=restarts {
        let at = Duration::from_millis(seconds * 1000 * restart / (restarts + 1));
        thread::sleep(at.saturating_sub(begun.elapsed()));
        proxy.lead_to(None);
        logged += ended(current);
        current = keystone(&proxy).unwrap();
    }
    // A machine may be slow: the new Keystone is to be asked for a while, too.
    thread::sleep(Duration::from_secs(2).max(Duration::from_secs(seconds).saturating_sub(begun.elapsed())));
    std::fs::write(stop, "").unwrap();
    let outcome = running.join().unwrap();
    outcome.assert_success().assert_no_secrets(&[PASSWORD]);
    let asked_last = ended(current);
    assert!(asked_last > 0, "nobody came to the new Keystone");
    logged += asked_last;
    let logged = u64::try_from(logged).unwrap();

    let counts: Value =
        serde_json::from_str(outcome.stdout.lines().find(|line| line.starts_with('{')).unwrap()).unwrap();
    println!("{counts}\n{} connections, {} faults, {logged} requests logged", proxy.connections(), proxy.faults());
    let (mut asked, mut answered, mut again) = (0, 0, 0);
    for name in ["session", "other"] {
        let metrics = &counts[name];
        let (requests, answers, failures) =
            (number(metrics, "/requests"), sum(metrics, "/answers"), sum(metrics, "/failures"));
        assert_eq!(requests, answers + failures, "{metrics}");
        (asked, answered, again) = (asked + requests, answered + answers, again + number(metrics, "/reconnects"));
    }
    // What Keystone logged was asked for, and what was answered, it logged.
    assert!(logged <= asked + again, "{logged} requests logged, {asked} asked, {again} sent again");
    assert!(answered <= logged, "{answered} answers, {logged} requests logged");
    let ok = number(&counts, "/results/0");
    let calls = number(&counts, "/calls");
    assert_eq!(calls, sum(&counts, "/results"));
    assert!(ok * 3 > calls, "{ok} of {calls} calls worked");
    assert!(number(&counts, "/revoked") > 0 && number(&counts, "/rescoped") > 0 && number(&counts, "/deleted") > 0);
    assert!(proxy.faults() > 0 && number(&counts, "/session/replays") > 0);

    // One login for each token that was lost; those that failed cost no more than the calls that met a fault.
    let logins = number(&counts, "/session/logins");
    let most = 1 + number(&counts, "/rescoped") + number(&counts, "/revoked") + restarts;
    assert!(logins <= most + most / 20 + 2, "{logins} logins, {most} were needed");

    let at = |name: &str, what: &str| number(&counts, &format!("/{name}/{what}"));
    assert!(at("late", "memory") <= at("warm", "memory") * 5 / 4 + 8 * 1024, "memory grows: {counts}");
    // What was freed may stay with the process: in some seconds only what is allocated at the end tells of a leak.
    assert!(at("end", "heap") <= at("start", "heap") + 128, "something is not freed: {counts}");
    for name in ["warm", "late"] {
        assert_eq!(at(name, "threads"), 1 + 16 + 1, "{counts}");
        assert!(at(name, "files") <= at("start", "files") + 16 + 2 * 16, "{counts}");
    }
    assert_eq!((at("end", "files"), at("end", "threads")), (at("start", "files"), at("start", "threads")), "{counts}");
}
