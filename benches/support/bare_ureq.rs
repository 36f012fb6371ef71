//! Bare ureq as a contender of `../sessions.py`: one agent for all threads, no session, no catalog.
//!
//!     bare_ureq get BASE THREADS N | bare_ureq auth BASE 1 N
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

use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use cpu_time::ProcessTime;
use ureq::Agent;

const LOGIN: &str = r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"admin","domain":{"id":"default"},"password":"secret"}}},"scope":{"project":{"name":"admin","domain":{"id":"default"}}}}}"#;

fn log_in(agent: &Agent, base: &str) -> (String, usize) {
    let url = format!("{base}/v3/auth/tokens");
    let mut answer = agent.post(url).header("content-type", "application/json").send(LOGIN).unwrap();
    let token = answer.headers()["x-subject-token"].to_str().unwrap().to_owned();
    (token, answer.body_mut().read_to_vec().unwrap().len())
}

fn get(agent: &Agent, url: &str, token: &str) -> usize {
    let mut answer = agent.get(url).header("x-auth-token", token).call().unwrap();
    answer.body_mut().read_to_vec().unwrap().len()
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
    match mode.as_str() {
        "auth" => {
            let (wall, cpu) = (Instant::now(), ProcessTime::now());
            (0..operations).for_each(|_| drop(log_in(&agent, base)));
            report(operations, wall, cpu, bytes);
        }
        "get" => get_by(threads, operations / threads, &agent, &format!("{base}/v3/users"), &token),
        _ => std::process::exit(3),
    }
}

fn get_by(threads: usize, each: usize, agent: &Agent, url: &str, token: &str) {
    let barrier = Barrier::new(threads + 1);
    thread::scope(|scope| {
        let work = || {
            let get_all = |count| (0..count).fold(0, |_, _| get(agent, url, token));
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
