#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::driver::scripted::reply;

fn get(url: &str) -> Request {
    Request::new("GET", url)
}

async fn status(driver: &Stepped, url: &str) -> Result<u16> {
    driver.send(&get(url)).await.map(|response| response.status)
}

fn sent<T: fmt::Debug>(step: Step<T>) -> (u64, String) {
    match step {
        Step::Send { id, request } => (id, request.url),
        other => panic!("{other:?}"),
    }
}

fn slept<T: fmt::Debug>(step: Step<T>) -> (u64, Timestamp) {
    match step {
        Step::Sleep { id, until } => (id, until),
        other => panic!("{other:?}"),
    }
}

fn done<T: fmt::Debug>(step: Step<T>) -> T {
    match step {
        Step::Done(result) => result,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn waiting<T: fmt::Debug>(step: &Step<T>) {
    assert!(matches!(step, Step::Waiting), "{step:?}");
}

#[test]
fn a_flow_asks_waits_and_ends() {
    let driver = Stepped::new(0);
    let mut flow = Flow::start(&driver, async {
        let first = status(&driver, "http://h/1").await?;
        driver.sleep(Duration::from_secs(5)).await;
        Ok::<_, Error>((first, status(&driver, "http://h/2").await?, driver.now()))
    });
    assert!(flow.is_ready());
    let (id, url) = sent(flow.step());
    assert_eq!(url, "http://h/1");
    assert!(!flow.is_ready() && driver.waits_for(id));
    waiting(&flow.step());

    driver.answer(id, Ok(reply(300, &[], ""))).unwrap();
    assert!(flow.is_ready() && !driver.waits_for(id));
    let (sleep, until) = slept(flow.step());
    assert_eq!(until, 5_000_000);
    driver.set_now(until - 1);
    waiting(&flow.step());
    driver.set_now(until);

    let (id, url) = sent(flow.step());
    assert_eq!(url, "http://h/2");
    assert!(!driver.waits_for(sleep));
    driver.answer(id, Ok(reply(204, &[], ""))).unwrap();
    assert_eq!(done(flow.step()).unwrap(), (300, 204, until));
    assert!(flow.is_done() && !flow.is_ready());
    waiting(&flow.step());
}

#[test]
fn an_error_given_as_the_answer_reaches_the_flow_and_names_the_request() {
    let driver = Stepped::new(0);
    let mut flow = Flow::start(&driver, status(&driver, "http://h/"));
    let (id, _) = sent(flow.step());
    driver.answer(id, Err(Error::of(Code::CONNECT_TIMEOUT))).unwrap();
    let error = done(flow.step()).unwrap_err();
    assert_eq!(error.code(), Code::CONNECT_TIMEOUT);
    assert_eq!(error.url().unwrap().as_str(), "http://h/");
}

#[test]
fn waking_a_sleep_moves_the_clock_to_its_end_but_never_back() {
    let driver = Stepped::new(0);
    let mut flow = Flow::start(&driver, async {
        driver.sleep(Duration::from_secs(2)).await;
        driver.now()
    });
    let (id, _) = slept(flow.step());
    driver.wake(id).unwrap();
    assert_eq!(done(flow.step()), 2_000_000);

    let mut flow = Flow::start(&driver, driver.sleep(Duration::from_secs(1)));
    let (id, until) = slept(flow.step());
    driver.set_now(until - 1);
    driver.wake(id).unwrap();
    done(flow.step());
    driver.set_now(9_000_000);
    assert!(driver.wake(id).is_err());
    assert_eq!(driver.now(), 9_000_000);
}

#[test]
fn no_time_at_all_needs_no_step() {
    let driver = Stepped::new(0);
    done(Flow::start(&driver, driver.sleep(Duration::ZERO)).step());
}

#[test]
fn a_flow_may_need_several_things_at_once_and_get_them_in_any_order() {
    let driver = Stepped::new(0);
    let (first, second) = (get("http://h/1"), get("http://h/2"));
    let mut flow = Flow::start(&driver, async {
        let mut sends = [driver.send(&first), driver.send(&second)];
        let mut statuses = [0; 2];
        std::future::poll_fn(|context| {
            for (send, status) in sends.iter_mut().zip(&mut statuses) {
                if *status == 0
                    && let Poll::Ready(answer) = send.as_mut().poll(context)
                {
                    *status = answer.unwrap().status;
                }
            }
            if statuses.contains(&0) { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        statuses
    });
    let (one, _) = sent(flow.step());
    assert!(flow.is_ready());
    let (two, _) = sent(flow.step());
    waiting(&flow.step());
    driver.answer(two, Ok(reply(202, &[], ""))).unwrap();
    waiting(&flow.step());
    driver.answer(one, Ok(reply(201, &[], ""))).unwrap();
    assert_eq!(done(flow.step()), [201, 202]);
}

#[test]
fn two_flows_that_need_the_same_login_share_one() {
    let driver = Stepped::new(0);
    let token = async_lock::Mutex::new(None);
    let call = || async {
        let mut held = token.lock().await;
        if held.is_none() {
            *held = Some(status(&driver, "http://h/login").await.unwrap());
        }
        held.unwrap()
    };
    let (mut first, mut second) = (Flow::start(&driver, call()), Flow::start(&driver, call()));
    let (id, _) = sent(first.step());
    waiting(&second.step());
    assert!(!second.is_ready());
    let woken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&woken);
    second.on_wake(move || {
        counter.fetch_add(1, Ordering::Relaxed);
    });

    driver.answer(id, Ok(reply(201, &[], ""))).unwrap();
    assert_eq!(woken.load(Ordering::Relaxed), 0);
    assert_eq!(done(first.step()), 201);
    assert_eq!(woken.load(Ordering::Relaxed), 1);
    assert!(second.is_ready());
    assert_eq!(done(second.step()), 201);
}

#[test]
fn the_flow_behind_takes_over_when_the_one_ahead_is_dropped() {
    let driver = Stepped::new(0);
    let lock = async_lock::Mutex::new(());
    let call = || async {
        let _held = lock.lock().await;
        status(&driver, "http://h/login").await.unwrap()
    };
    let (mut first, mut second) = (Flow::start(&driver, call()), Flow::start(&driver, call()));
    let (given_up, _) = sent(first.step());
    waiting(&second.step());
    drop(first);
    assert!(!driver.waits_for(given_up));
    let (id, _) = sent(second.step());
    assert_ne!(id, given_up);
    let error = driver.answer(given_up, Ok(reply(200, &[], ""))).unwrap_err();
    assert!(error.message().as_str().contains("nobody waits"), "{error}");
    driver.answer(id, Ok(reply(201, &[], ""))).unwrap();
    assert_eq!(done(second.step()), 201);
}

#[test]
fn what_was_not_handed_out_is_forgotten_with_its_flow() {
    let driver = Stepped::new(0);
    let requests = [get("http://h/1"), get("http://h/2")];
    let mut flow = Flow::start(&driver, async {
        let mut sends = requests.each_ref().map(|request| driver.send(request));
        std::future::poll_fn(|context| {
            let pending = sends.iter_mut().all(|send| send.as_mut().poll(context).is_pending());
            if pending { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
    });
    let (one, _) = sent(flow.step());
    drop(flow);
    assert!(!driver.waits_for(one) && !driver.waits_for(one + 1));
    assert!(driver.answer(one + 1, Ok(reply(200, &[], ""))).is_err());
}

#[test]
fn wrong_ids_are_errors_that_say_what_is_wrong() {
    let driver = Stepped::new(0);
    let mut send = Flow::start(&driver, status(&driver, "http://h/"));
    let mut sleep = Flow::start(&driver, driver.sleep(Duration::from_secs(1)));
    let ((request, _), (rest, _)) = (sent(send.step()), slept(sleep.step()));
    let answer = |id| driver.answer(id, Ok(reply(200, &[], ""))).map_err(|error| (error.code(), error.to_string()));
    let wake = |id| driver.wake(id).map_err(|error| (error.code(), error.to_string()));
    let wrong = |text: &str| Err((Code::INVALID_ARGUMENT, text.to_owned()));

    assert_eq!(answer(0), wrong("there is no request 0"));
    assert_eq!(answer(99), wrong("there is no request 99"));
    assert_eq!(wake(99), wrong("there is no sleep 99"));
    assert_eq!(answer(rest), wrong(&format!("{rest} is the id of a sleep, which has no answer")));
    assert_eq!(wake(request), wrong(&format!("{request} is the id of a request, which needs an answer")));
    answer(request).unwrap();
    assert_eq!(answer(request), wrong(&format!("request {request} is done already")));
    done(send.step()).unwrap();
    let over = format!("nobody waits for request {request} any more: it is done, or its flow was dropped");
    assert_eq!(answer(request), wrong(&over));
}

#[test]
fn outside_of_a_flow_nothing_is_sent_and_nothing_hangs() {
    let driver = Stepped::new(0);
    let error = pollster::block_on(driver.send(&get("http://h/"))).unwrap_err();
    assert_eq!(error.code(), Code::INVALID_ARGUMENT);
    pollster::block_on(driver.sleep(Duration::from_secs(3600)));
}

#[test]
fn an_answer_larger_than_the_request_allows_is_an_error() {
    let driver = Stepped::new(0);
    let mut request = get("http://h/");
    request.most_bytes = 3;
    for (body, code) in [("abc", None), ("abcd", Some(Code::LIMIT_EXCEEDED))] {
        let mut flow = Flow::start(&driver, driver.send(&request));
        let (id, _) = sent(flow.step());
        driver.answer(id, Ok(reply(200, &[], body))).unwrap();
        assert_eq!(done(flow.step()).err().map(|error| error.code()), code);
    }
}

#[test]
fn flows_of_many_threads_keep_their_requests_apart() {
    let driver = Stepped::new(0);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let driver = &driver;
            scope.spawn(move || {
                for round in 0..200 {
                    let url = format!("http://h/{thread}/{round}");
                    let mut flow = Flow::start(driver, status(driver, &url));
                    let (id, asked) = sent(flow.step());
                    assert_eq!(asked, url);
                    driver.answer(id, Ok(reply(200 + thread, &[], ""))).unwrap();
                    assert_eq!(done(flow.step()).unwrap(), 200 + thread);
                }
            });
        }
    });
}

#[test]
fn a_flow_that_another_flow_steps_keeps_its_requests_for_itself() {
    let driver = Stepped::new(0);
    let mut inner = Flow::start(&driver, status(&driver, "http://h/inner"));
    let mut outer = Flow::start(&driver, async {
        let (id, url) = sent(inner.step());
        assert_eq!(url, "http://h/inner");
        driver.answer(id, Ok(reply(201, &[], ""))).unwrap();
        done(inner.step()).unwrap() + status(&driver, "http://h/outer").await.unwrap()
    });
    let (id, url) = sent(outer.step());
    assert_eq!(url, "http://h/outer");
    driver.answer(id, Ok(reply(200, &[], ""))).unwrap();
    assert_eq!(done(outer.step()), 401);
}
