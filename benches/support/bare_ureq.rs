//! Bare ureq as a contender of `../sections.py`: one agent for all threads, no session, no catalog. `users` reads the answer by serde_json
//! into structures of the members that a program asks for; `borrowed` is the same with strings that stay in the answer.
//!
//!     bare_ureq get|users|borrowed BASE THREADS N | bare_ureq auth BASE 1 N
//!
//! It prints "OPERATIONS WALL CPU BYTES" as `../c/work.h` does.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::exit,
    reason = "a benchmark prints, and stops where it cannot go on"
)]

use std::borrow::Cow;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use cpu_time::ProcessTime;
use serde::Deserialize;
use ureq::Agent;

const LOGIN: &str = r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin","domain":{"id":"default"},"password":"secret"}}},"scope":{"project":{"name":"admin","domain":{"id":"default"}}}}}"#;

#[derive(Deserialize)]
#[allow(dead_code, reason = "what a program would look at")]
struct User {
    id: String,
    name: String,
    domain_id: String,
    enabled: bool,
    email: Option<String>,
}

#[derive(Deserialize)]
struct Users {
    users: Vec<User>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what a program would look at")]
struct BorrowedUser<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    domain_id: Cow<'a, str>,
    enabled: bool,
    #[serde(borrow)]
    email: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct BorrowedUsers<'a> {
    #[serde(borrow)]
    users: Vec<BorrowedUser<'a>>,
}

/// What is made of the answer's bytes.
type Reading = fn(&[u8]) -> usize;

fn log_in(agent: &Agent, base: &str) -> (String, usize) {
    let url = format!("{base}/v3/auth/tokens");
    let mut answer = agent.post(url).header("content-type", "application/json").send(LOGIN).unwrap();
    let token = answer.headers()["x-subject-token"].to_str().unwrap().to_owned();
    (token, answer.body_mut().read_to_vec().unwrap().len())
}

fn get(agent: &Agent, url: &str, token: &str, read: Reading) -> usize {
    let mut answer = agent.get(url).header("x-auth-token", token).call().unwrap();
    read(&answer.body_mut().read_to_vec().unwrap())
}

fn report(operations: usize, wall: Instant, cpu: ProcessTime, bytes: usize) {
    println!("{operations} {:.9} {:.9} {bytes}", wall.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, mode, base, threads, operations] = &arguments[..] else { std::process::exit(3) };
    let (threads, operations): (usize, usize) = (threads.parse().unwrap(), operations.parse().unwrap());
    let config = Agent::config_builder().max_idle_connections(64).max_idle_connections_per_host(64).build();
    let agent: Agent = config.into();
    let (token, bytes) = log_in(&agent, base);
    let reading: Reading = match mode.as_str() {
        "auth" => {
            let (wall, cpu) = (Instant::now(), ProcessTime::now());
            (0..operations).for_each(|_| drop(log_in(&agent, base)));
            return report(operations, wall, cpu, bytes);
        }
        "get" => <[u8]>::len,
        "users" => |bytes| serde_json::from_slice::<Users>(bytes).unwrap().users.len(),
        "borrowed" => |bytes| serde_json::from_slice::<BorrowedUsers<'_>>(bytes).unwrap().users.len(),
        _ => std::process::exit(3),
    };
    let url = format!("{base}/v3/users");
    get_by(threads, operations / threads, &|| get(&agent, &url, &token, reading));
}

fn get_by(threads: usize, each: usize, operate: &(dyn Fn() -> usize + Sync)) {
    let barrier = Barrier::new(threads + 1);
    thread::scope(|scope| {
        let work = || {
            let get_all = |count| (0..count).fold(0, |_, _| operate());
            get_all(each / 20 + 1);
            barrier.wait();
            barrier.wait();
            get_all(each)
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        barrier.wait();
        let (wall, cpu) = (Instant::now(), ProcessTime::now());
        barrier.wait();
        let bytes = workers.into_iter().map(|worker| worker.join().unwrap()).max().unwrap_or_default();
        report(each * threads, wall, cpu, bytes);
    });
}
