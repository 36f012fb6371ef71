//! Connections that break behind each byte of an answer: an error or all of it, and the next call works.

use std::collections::HashMap;
use std::sync::Mutex;

use ks_testing::server::{Answer, Script, Server};
use serde_json::json;

use crate::support::{passes, program, requests, service, token, version};

/// How a connection ends that breaks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Closed,
    Reset,
}

/// A head with these fields, and the body.
fn whole(fields: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{fields}\r\n{body}").into_bytes()
}

fn with_length(body: &str, more: &str) -> Vec<u8> {
    whole(&format!("{more}Content-Length: {}\r\n", body.len()), body)
}

fn in_chunks(body: &str) -> Vec<u8> {
    let (one, two) = body.split_at(body.len() / 2);
    let body = format!("{:x}\r\n{one}\r\n{:X}; x=y\r\n{two}\r\n0\r\nX-Trailer: 1\r\n\r\n", one.len(), two.len());
    whole("Transfer-Encoding: chunked\r\n", &body)
}

/// `answer`, which breaks off behind as many bytes as the path says when it is asked for first.
fn cut(
    answer: Vec<u8>,
    end: End,
    number: impl Fn(&str) -> Option<usize> + Send + Sync + 'static,
) -> impl Fn(&str) -> Answer {
    let asked = Mutex::new(HashMap::<String, usize>::new());
    move |target| {
        let mut asked = asked.lock().unwrap();
        let times = asked.entry(target.to_owned()).or_default();
        *times += 1;
        let bytes = number(target).unwrap_or(answer.len());
        let is_cut = *times == 1;
        let sent = if is_cut { answer.get(..bytes).unwrap_or(&answer) } else { &answer[..] };
        let answer = if sent.is_empty() { Answer::close() } else { Answer::raw(sent) };
        if is_cut && end == End::Reset { answer.and_reset() } else { answer }
    }
}

/// Runs the program over `answer`: at every byte, and under valgrind at some of them.
fn run(what: &str, answer: &[u8], end: End, steps: [usize; 2], script: impl Fn(&str) -> Script) {
    let Some(program) = program("cuts") else { return };
    for (step, under_valgrind) in [(steps[0], false), (steps[1], true)] {
        let server = Server::start_with(&script);
        let arguments = [what, server.origin(), &answer.len().to_string(), &step.to_string()].map(str::to_owned);
        let execution = program.with(arguments);
        if under_valgrind {
            passes(&execution);
        } else {
            execution.run().assert_success();
        }
        // Each was asked for until it came whole, and not once more.
        for bytes in (0..=answer.len()).step_by(step) {
            let (method, path) = match what {
                "login" => ("POST", format!("/{bytes}/v3/auth/tokens")),
                "list" => ("GET", "/v3/users".to_owned()),
                _ => ("GET", format!("/item/{bytes}")),
            };
            let mut asked = requests(&server, method, &path);
            if what == "list" {
                asked.retain(|request| request.target.ends_with(&format!("?name={bytes}")));
            }
            // Over a connection that was kept, a GET that got no byte goes out once more by itself.
            let most = if bytes == 0 && what != "login" { 3 } else { 2 };
            assert!((2..=most).contains(&asked.len()), "{what} {bytes} {end:?}: {} requests", asked.len());
        }
    }
}

#[test]
fn a_request_whose_answer_breaks_off_fails_or_has_all_of_it() {
    let body = json!({"whole": true, "more": "text"}).to_string();
    for (answer, end) in [
        (with_length(&body, ""), End::Closed),
        (with_length(&body, "Connection: close\r\n"), End::Reset),
        (in_chunks(&body), End::Closed),
    ] {
        run("request", &answer.clone(), end, [1, 19], |_| {
            let cut = cut(answer.clone(), end, |path| path.rsplit('/').next()?.parse().ok());
            Script::calling(move |request| cut(request.path()))
        });
    }
}

#[test]
fn a_login_whose_answer_breaks_off_is_made_again_by_the_next_call() {
    let domain = json!({"id": "default", "name": "Default"});
    let user = json!({"id": "u1", "name": "admin", "domain": domain});
    let body = json!({"token": {"methods": ["password"], "user": user, "expires_at": "2999-01-01T00:00:00.000000Z"}});
    let answer = with_length(&body.to_string(), "X-Subject-Token: t0ken-that-nobody-may-see-1\r\n");
    for end in [End::Closed, End::Reset] {
        run("login", &answer.clone(), end, [3, 61], |_| {
            let cut = cut(answer.clone(), end, |path| path.split('/').nth(1)?.parse().ok());
            Script::calling(move |request| cut(request.path()))
        });
    }
}

#[test]
fn a_list_whose_answer_breaks_off_is_no_shorter_list() {
    let answer = with_length(&json!({"users": [{"id": "1"}, {"id": "2"}], "links": {}}).to_string(), "");
    run("list", &answer.clone(), End::Closed, [1, 23], |origin| {
        let v3 = format!("{origin}/v3");
        let cut = cut(answer.clone(), End::Closed, |target| target.rsplit('=').next()?.parse().ok());
        Script::new()
            .route("POST", "/v3/auth/tokens", token(1, &json!([service("identity", &[("one", "public", &v3)])])))
            .route("GET", "/v3", version(&format!("{v3}/")))
            .call("GET", "/v3/users", move |request| cut(&request.target))
    });
}
