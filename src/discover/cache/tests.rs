#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use super::*;

const HOUR: Duration = Duration::from_secs(3600);
const SECOND: Timestamp = 1_000_000;

fn document() -> Outcome {
    Discovery::from_json("{\"versions\": []}", "http://h/").map(Arc::new)
}

/// Asks at a moment; tells whether there was a request.
fn asks(cache: &Cache, url: &str, at: Timestamp, answer: Outcome) -> bool {
    let found = pollster::block_on(cache.get(url, false, || at, HOUR, async { answer }));
    !found.cached
}

fn refusal(code: Code) -> Outcome {
    Err(Error::of(code))
}

#[test]
fn a_document_is_asked_for_once_until_it_is_old() {
    let cache = Cache::default();
    assert!(asks(&cache, "http://h", 0, document()));
    assert!(!asks(&cache, "http://h/", 3599 * SECOND, document()));
    assert!(asks(&cache, "http://h/v3", 0, document()) && asks(&cache, "http://h/v3/", 0, document()));
    assert!(asks(&cache, "http://h/", 3600 * SECOND, document()));
    assert!(asks(&cache, "http://h/", 0, document()), "the clock was set back");
    cache.clear();
    assert!(cache.is_empty() && asks(&cache, "http://h/", SECOND, document()));
}

#[test]
fn what_is_on_its_way_when_all_is_forgotten_is_not_kept() {
    let cache = Cache::default();
    let late = async {
        cache.clear();
        let anew = std::pin::pin!(cache.get("http://h/", false, || 0, HOUR, async { refusal(Code::NOT_FOUND) }));
        let Poll::Ready(found) = anew.poll(&mut Context::from_waker(Waker::noop())) else {
            return refusal(Code::INVALID_ARGUMENT);
        };
        assert!(!found.cached, "who asks now does not get what was asked before");
        document()
    };
    assert!(pollster::block_on(cache.get("http://h/", false, || 0, HOUR, late)).outcome.is_ok());
    let kept = pollster::block_on(cache.get("http://h/", false, || 0, HOUR, async { document() }));
    assert!(kept.cached && kept.outcome.is_err(), "what was asked for later");
}

#[test]
fn an_answer_that_is_no_document_is_kept_for_a_minute() {
    for code in [Code::NOT_FOUND, Code::DISCOVERY_FAILURE, Code::UNAUTHORIZED, Code::LIMIT_EXCEEDED] {
        let cache = Cache::default();
        assert!(asks(&cache, "http://h/", 0, refusal(code)));
        assert!(!asks(&cache, "http://h/", 59 * SECOND, document()));
        assert!(asks(&cache, "http://h/", 60 * SECOND, document()));
    }
}

#[test]
fn what_may_pass_is_not_kept() {
    for code in [Code::CONNECT_FAILURE, Code::SERVICE_UNAVAILABLE, Code::TOO_MANY_REQUESTS, Code::SSL_ERROR] {
        let cache = Cache::default();
        assert!(asks(&cache, "http://h/", 0, refusal(code)));
        assert!(asks(&cache, "http://h/", 0, document()));
    }
}

#[test]
fn the_oldest_makes_room() {
    let cache = Cache::default();
    for number in 0..300 {
        assert!(asks(&cache, &format!("http://h/{number}"), number, document()));
    }
    assert_eq!(cache.len(), MOST_URLS);
    assert!(!asks(&cache, "http://h/299", 300, document()) && asks(&cache, "http://h/0", 300, document()));
}

#[test]
fn sixteen_threads_that_ask_together_cost_one_request() {
    for answer in [document as fn() -> Outcome, || refusal(Code::CONNECT_FAILURE)] {
        let (cache, requests) = (Cache::default(), AtomicUsize::new(0));
        let start = std::sync::Barrier::new(16);
        let outcomes: Vec<bool> = std::thread::scope(|scope| {
            let ask = || {
                start.wait();
                let fetch = async {
                    requests.fetch_add(1, Ordering::SeqCst);
                    // The others arrive meanwhile.
                    std::thread::sleep(Duration::from_millis(50));
                    answer()
                };
                pollster::block_on(cache.get("http://h/", false, || 0, HOUR, fetch)).outcome.is_ok()
            };
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(ask)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(requests.load(Ordering::SeqCst), 1);
        assert_eq!(outcomes, [answer().is_ok(); 16]);
    }
}

#[test]
fn a_request_that_is_given_up_is_made_by_the_next() {
    let cache = Cache::default();
    {
        let mut given_up = std::pin::pin!(cache.get("http://h/", false, || 0, HOUR, std::future::pending()));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(given_up.as_mut().poll(&mut context).is_pending());
    }
    assert!(asks(&cache, "http://h/", 0, document()));
}
