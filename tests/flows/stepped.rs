//! The same flows with answers fed by hand.

use std::sync::Arc;

use keystoneclient::driver::scripted::reply;
use keystoneclient::driver::stepped::{Flow, Step, Stepped};
use keystoneclient::error::{Code, Error};
use keystoneclient::session::{Session, Settings};
use serde_json::json;

use crate::support::*;

fn stepped() -> (Stepped, Session) {
    let driver = Stepped::new(1_577_836_800_000_000);
    let session =
        Session::new(Some(plugin("password", json!({})).unwrap()), Settings::default(), Arc::new(driver.clone()));
    (driver, session)
}

/// The id and URL of the request that a flow wants sent.
fn wanted<T>(step: Step<T>) -> (u64, String) {
    match step {
        Step::Send { id, request } => (id, format!("{} {}", request.method, request.url)),
        _ => panic!("the flow wants no request"),
    }
}

#[test]
fn a_login_goes_step_by_step_with_answers_fed_by_hand() {
    let (driver, session) = stepped();
    let mut flow = Flow::start(&driver, async { session.access().await });
    let (id, url) = wanted(flow.step());
    assert_eq!(url, format!("GET {AUTH_URL}"));
    assert!(matches!(flow.step(), Step::Waiting), "nothing happens before the answer");
    let version = json!({"version": {"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": AUTH_URL}]}});
    driver.answer(id, Ok(reply(200, &[], version.to_string()))).unwrap();
    let (id, url) = wanted(flow.step());
    assert_eq!(url, format!("POST {AUTH_URL}/auth/tokens"));
    driver.answer(id, Ok(login_answer("by-hand", 3600))).unwrap();
    let Step::Done(Ok(access)) = flow.step() else { panic!("the login is not done") };
    assert_eq!(access.auth_token().unwrap().expose(), "by-hand");
    assert_eq!(access.username().unwrap().as_str(), "me");
}

#[test]
fn of_flows_that_need_a_login_one_does_it_and_all_take_its_result() {
    for fails in [false, true] {
        let (driver, session) = stepped();
        let mut flows: Vec<_> = (0..8)
            .map(|_| {
                let session = session.clone();
                Flow::start(
                    &driver,
                    async move { session.token().await.map(|token| token.unwrap().expose().to_owned()) },
                )
            })
            .collect();
        let mut asked = 0;
        let mut results: Vec<Result<String, Error>> = Vec::new();
        // Every flow is stepped until all are done; every request is answered as it comes.
        for _ in 0..100 {
            flows.retain_mut(|flow| {
                loop {
                    match flow.step() {
                        Step::Send { id, request } if request.method.as_str() == "GET" => {
                            driver.answer(id, Ok(reply(404, &[], ""))).unwrap();
                        }
                        Step::Send { id, .. } => {
                            asked += 1;
                            let answer = if fails { refusal("no") } else { login_answer("shared", 3600) };
                            driver.answer(id, Ok(answer)).unwrap();
                            return true;
                        }
                        Step::Done(result) => {
                            results.push(result);
                            return false;
                        }
                        _ => return true,
                    }
                }
            });
        }
        assert_eq!((flows.len(), results.len(), asked), (0, 8, 1));
        for result in results {
            match result {
                Ok(token) => assert!(!fails && token == "shared"),
                Err(error) => assert!(fails && error.code() == Code::UNAUTHORIZED, "{error:?}"),
            }
        }
    }
}

#[test]
fn a_login_that_is_given_up_is_taken_over_by_the_next() {
    let (driver, session) = stepped();
    let mut first = Flow::start(&driver, async { session.token().await });
    let (id, _) = wanted(first.step());
    driver.answer(id, Ok(reply(404, &[], ""))).unwrap();
    let (given_up, _) = wanted(first.step());
    let mut second = Flow::start(&driver, async { session.token().await });
    assert!(matches!(second.step(), Step::Waiting));
    drop(first);
    assert!(!driver.waits_for(given_up));
    let (id, url) = wanted(second.step());
    assert!(url.starts_with("POST"));
    driver.answer(id, Ok(login_answer("t", 60))).unwrap();
    assert!(matches!(second.step(), Step::Done(Ok(_))));
}
