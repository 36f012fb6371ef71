//! Streamed bodies go out again only from their first byte, and a sink gets one body: that of the answer that the caller gets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::driver::stepped::{Flow, Step, Stepped};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Body, Destination, Driver, Policy, Request, Response, Retries, Sink, Source};
use keystoneclient::session::{RequestOptions, Session, Settings};
use serde_json::json;

use crate::support::*;

/// Gives these bytes, two at a time.
struct Pieces {
    bytes: &'static [u8],
    at: usize,
    rewinds: bool,
}

impl Source for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let rest = &self.bytes[self.at..];
        let count = rest.len().min(2);
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        Ok(count)
    }

    fn can_rewind(&self) -> bool {
        self.rewinds
    }

    fn rewind(&mut self) -> Result<()> {
        self.at = 0;
        Ok(())
    }
}

fn streamed(rewinds: bool) -> RequestOptions {
    let body = Body::streamed(Pieces { bytes: b"payload", at: 0, rewinds }, Some(7));
    RequestOptions { body, ..RequestOptions::default() }
}

/// Keeps what it gets, or fails.
struct Kept(Arc<Mutex<Vec<u8>>>, Option<Code>);

impl Sink for Kept {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.lock().unwrap().extend(bytes);
        self.1.map_or(Ok(()), |code| Err(Error::of(code)))
    }
}

fn sink(fails: Option<Code>) -> (RequestOptions, Arc<Mutex<Vec<u8>>>) {
    let kept = Arc::<Mutex<Vec<u8>>>::default();
    let destination = Some(Destination::new(Kept(kept.clone(), fails)));
    (RequestOptions { destination, ..RequestOptions::default() }, kept)
}

/// Sends a request over these answers, with one try more after a 503 or a failed connection.
fn send(answers: Vec<Result<Response>>, options: &RequestOptions) -> (Arc<Scripted>, Result<Response>) {
    let driver = Arc::new(Scripted::with([login_answer("token-1", 3600)]));
    for answer in answers {
        driver.push(answer);
    }
    let delay = Some(Duration::from_millis(1));
    let retries = Retries { connect: 1, status: 1, connect_delay: delay, status_delay: delay, ..Retries::default() };
    let settings = Settings { policy: Policy { retries, ..Policy::default() }, ..Settings::default() };
    let session = Session::new(Some(plugin("v3password", json!({})).unwrap()), settings, driver.clone());
    let result = wait(session.request("PUT", "http://a/x", options));
    (driver, result)
}

/// What makes a request go out a second time: answers, and what comes between them.
fn occasions() -> Vec<(&'static str, Vec<Result<Response>>)> {
    let failed = || Err(Error::new(Code::CONNECT_FAILURE, "the peer did not answer"));
    vec![
        ("401", vec![Ok(refusal("expired")), Ok(login_answer("token-2", 3600))]),
        ("307", vec![Ok(reply(307, &[("Location", "/y")], "moved"))]),
        ("503", vec![Ok(reply(503, &[], "busy"))]),
        ("failure", vec![failed()]),
    ]
}

#[test]
fn a_body_that_can_be_rewound_goes_out_again_whole() {
    for (what, mut answers) in occasions() {
        answers.push(Ok(reply(201, &[], "done")));
        let (driver, result) = send(answers, &streamed(true));
        assert_eq!(result.unwrap().status, 201, "{what}");
        assert_eq!(driver.streamed(), [b"payload", b"payload"], "{what}");
        assert_eq!(driver.left(), 0, "{what}");
    }
}

#[test]
fn a_body_that_cannot_be_rewound_is_sent_once_and_the_error_says_so() {
    for (what, answers) in occasions() {
        let (driver, result) = send(answers, &streamed(false));
        let error = result.unwrap_err();
        let code = match what {
            "failure" => Code::CONNECT_FAILURE,
            status => Code::from_status(status.parse().unwrap()),
        };
        assert_eq!(error.code(), code, "{what}: {error}");
        assert!(error.message().as_str().contains("cannot be rewound"), "{what}: {error}");
        assert_eq!(driver.streamed(), [b"payload"], "{what}");
    }
}

#[test]
fn the_token_that_a_streamed_request_was_refused_with_is_not_used_again() {
    let (driver, cloud) = cloud(3600);
    let session = session(plugin("v3password", json!({})).unwrap(), &driver);
    wait(session.token()).unwrap();
    cloud.oldest.store(2, std::sync::atomic::Ordering::SeqCst);
    let refused = wait(session.request("PUT", "http://a/x", &streamed(false))).unwrap_err();
    assert_eq!(refused.code(), Code::UNAUTHORIZED);
    assert_eq!(wait(session.request("PUT", "http://a/x", &streamed(false))).unwrap().status, 200);
}

#[test]
fn without_raise_exc_the_answer_that_was_not_repeated_is_returned() {
    let options = RequestOptions { raise_exc: Some(false), ..streamed(false) };
    let (_, result) = send(vec![Ok(reply(503, &[], "busy"))], &options);
    let response = result.unwrap();
    assert_eq!((response.status, response.body()), (503, &b"busy"[..]));
}

#[test]
fn a_see_other_needs_no_body_again() {
    let (driver, result) =
        send(vec![Ok(reply(303, &[("Location", "/y")], "")), Ok(reply(200, &[], "seen"))], &streamed(false));
    assert_eq!(result.unwrap().body(), b"seen");
    assert_eq!((driver.asked().pop().unwrap(), driver.streamed().len()), ("GET http://a/y".to_owned(), 1));
}

#[test]
fn a_streamed_body_does_not_go_to_another_origin() {
    let (driver, result) = send(vec![Ok(reply(307, &[("Location", "http://b/")], ""))], &streamed(true));
    assert_eq!(result.unwrap_err().code().number(), 307);
    assert_eq!(driver.asked().len(), 2);
}

#[test]
fn a_sink_gets_the_body_of_the_last_answer_and_of_no_other() {
    for (what, mut answers) in occasions() {
        answers.push(Ok(reply(200, &[], "the body")));
        let (options, kept) = sink(None);
        let (_, result) = send(answers, &options);
        let response = result.unwrap();
        assert_eq!((response.status, response.body()), (200, &b""[..]), "{what}");
        assert_eq!(*kept.lock().unwrap(), b"the body", "{what}");
    }
}

#[test]
fn the_body_of_an_error_belongs_to_the_error() {
    let (options, kept) = sink(None);
    let (_, result) = send(vec![Ok(reply(404, &[], "no such object"))], &options);
    assert_eq!(result.unwrap_err().body(), Some(&b"no such object"[..]));
    assert!(kept.lock().unwrap().is_empty());

    let (options, kept) = sink(None);
    let options = RequestOptions { raise_exc: Some(false), ..options };
    let (_, result) = send(vec![Ok(reply(404, &[], "no such object"))], &options);
    assert_eq!(result.unwrap().status, 404);
    assert_eq!(*kept.lock().unwrap(), b"no such object");
}

#[test]
fn a_sink_that_fails_ends_the_request_with_its_own_error() {
    let (options, _) = sink(Some(Code::from_number(10_009)));
    let (_, result) = send(vec![Ok(reply(200, &[], "the body"))], &options);
    assert_eq!(result.unwrap_err().code().number(), 10_009);
}

#[test]
fn the_caller_of_a_stepped_driver_reads_the_body_itself() {
    let driver = Stepped::new(0);
    let mut request = Request::new("PUT", "http://a/x");
    request.body = streamed(true).body;
    let mut flow = Flow::start(&driver, async { driver.send(&request).await.map(|response| response.status) });
    let Step::Send { id, request } = flow.step() else { panic!("nothing is sent") };
    let mut reading = request.body.as_streamed().unwrap().start().unwrap();
    let mut piece = [0; 100];
    assert_eq!((reading.read(&mut piece).unwrap(), &piece[..2]), (2, &b"pa"[..]));
    drop(reading);
    driver.answer(id, Ok(reply(200, &[], ""))).unwrap();
    assert!(matches!(flow.step(), Step::Done(Ok(200))));
}
