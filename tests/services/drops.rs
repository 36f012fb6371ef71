//! A service that drops connections, and many threads that do not care.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use ks_testing::server::{Answer, Received, Script, Server};

use crate::support::program;

const CONNECT_FAILURE: i32 = 141;
const THREADS: usize = 32;
/// Ten thousand in all.
const REQUESTS_PER_THREAD: usize = 313;

/// A service that does what each request asks, except that it drops one connection in twenty: before it acts, after it acted
/// without an answer, or silently behind the answer.
fn dropping(acted: Arc<Mutex<HashMap<String, usize>>>) -> Script {
    let count = AtomicUsize::new(0);
    Script::calling(move |request: &Received| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        let drops = number.is_multiple_of(20).then_some(number / 20 % 4);
        if drops == Some(0) {
            return Answer::reset();
        }
        *acted.lock().unwrap().entry(request.target.clone()).or_default() += 1;
        match drops {
            Some(1) => Answer::close(),
            Some(_) => Answer::text(200, "done").closing_silently(),
            None => Answer::text(200, "done"),
        }
    })
}

#[test]
fn nothing_is_lost_and_nothing_done_twice_while_connections_are_dropped() {
    let Some(program) = program("threads_drops") else { return };
    let acted = Arc::default();
    let server = Server::start(dropping(Arc::clone(&acted)));
    let outcome = program.with([server.origin(), &REQUESTS_PER_THREAD.to_string()]).run();
    outcome.assert_success();
    let acted = acted.lock().unwrap();
    let mut told = 0;
    for line in outcome.stdout.lines().filter(|line| !line.starts_with("held")) {
        let fields: Vec<&str> = line.split(' ').collect();
        let done = acted.get(&format!("/{}", fields[1])).copied().unwrap_or_default();
        match (fields[0], fields[2].parse().unwrap()) {
            ("POST", 0) => assert_eq!(done, 1, "{line}"),
            // Nobody but the service knows what became of it: the caller is told, and it was not done twice.
            ("POST", CONNECT_FAILURE) => {
                told += 1;
                assert!(done <= 1, "{line}: done {done} times");
            }
            (_, 0) => assert!(done >= 1, "{line}"),
            _ => panic!("lost: {line}\n{}", outcome.stderr),
        }
    }
    let posts = THREADS * REQUESTS_PER_THREAD / 4;
    assert!(told > 0 && told < posts / 8, "of {posts} POSTs {told} have an unknown fate");
    assert_eq!(outcome.stdout.lines().count(), THREADS * REQUESTS_PER_THREAD + 1);

    let held: Vec<i64> =
        outcome.stdout.lines().last().unwrap().split(' ').skip(1).map(|n| n.parse().unwrap()).collect();
    let [descriptors, memory, at_the_end, memory_at_the_end] = held[..] else { panic!("{held:?}") };
    assert!(at_the_end <= descriptors.max(8 + 16), "descriptors: {held:?}");
    assert!(memory_at_the_end - memory < 4096, "memory in KiB: {held:?}");
    server.wait_for_open_connections(0);
}
