//! Which answer comes to which request, and what is recorded of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::client::{Client, get};
use crate::server::{Answer, Script, Server, UNEXPECTED};

/// What dropping a server complains of; empty when it does not.
fn complaint_of(server: Server) -> String {
    match catch_unwind(AssertUnwindSafe(|| drop(server))) {
        Ok(()) => String::new(),
        Err(panic) => panic.downcast_ref::<String>().unwrap().clone(),
    }
}

#[test]
fn answers_come_in_sequence() {
    let server = Server::start([Answer::text(200, "one"), Answer::json(404, json!({"a": 1})), Answer::new(204)]);
    assert_eq!(server.remaining(), 3);
    assert_eq!(get(&server, "/").text(), "one");
    let second = get(&server, "/");
    assert_eq!((second.status, second.json()), (404, json!({"a": 1})));
    assert_eq!(second.header("content-type"), Some("application/json"));
    assert_eq!(get(&server, "/").status, 204);
    assert_eq!(server.remaining(), 0);
    assert_eq!(complaint_of(server), "");
}

#[test]
fn a_request_too_many_is_answered_with_599_marked_and_fails_the_test() {
    let server = Server::start(vec![Answer::new(200)]);
    assert_eq!(get(&server, "/first").status, 200);
    assert_eq!(get(&server, "/second?a=b").status, UNEXPECTED);
    let marks: Vec<bool> = server.recorded().iter().map(|request| request.unexpected).collect();
    assert_eq!(marks, [false, true]);
    assert!(complaint_of(server).contains("unexpected request: GET /second?a=b"));
}

#[test]
fn an_unexpected_request_that_the_test_took_is_forgiven() {
    let server = Server::start(Script::new());
    assert_eq!(get(&server, "/").status, UNEXPECTED);
    assert_eq!(server.take_unexpected().len(), 1);
    assert_eq!(complaint_of(server), "");
}

#[test]
fn a_closure_that_panics_fails_the_test_with_its_message() {
    let server = Server::start(Script::calling(|request| panic!("odd path {}", request.path())));
    let heard = get(&server, "/here");
    assert_eq!((heard.status, heard.text()), (UNEXPECTED, "odd path /here"));
    assert!(complaint_of(server).contains("answering GET /here: odd path /here"));
}

#[test]
fn routes_match_the_method_and_the_path_without_its_query() {
    let server = Server::start(
        Script::new()
            .route("GET", "/v3/users", Answer::text(200, "list"))
            .route("POST", "/v3/users", Answer::text(201, "new"))
            .route("GET", "/v3/users/*", Answer::text(200, "one"))
            .route("*", "/any", Answer::text(200, "any"))
            .otherwise(Answer::new(404)),
    );
    let mut client = Client::connect(&server);
    assert_eq!(client.get("/v3/users?name=a").text(), "list");
    assert_eq!(client.get("/v3/users/a/b").text(), "one");
    assert_eq!(client.get("/v3").status, 404);
    for (method, target, text) in [("POST", "/v3/users", "new"), ("PUT", "/any", "any"), ("GET", "/any", "any")] {
        client.ask(method, target);
        assert_eq!(client.hear().text(), text);
    }
}

#[test]
fn a_route_with_a_sequence_ends_with_it() {
    let script = Script::new().route("GET", "/a", [Answer::new(200)]).otherwise(Answer::new(404));
    let server = Server::start(script);
    assert_eq!((get(&server, "/a").status, get(&server, "/a").status), (200, UNEXPECTED));
    assert_eq!(server.take_unexpected()[0].target, "/a");
}

#[test]
fn a_closure_answers_by_its_own_state() {
    let count = AtomicUsize::new(0);
    let server = Server::start(Script::new().call("GET", "/", move |_| {
        let n = count.fetch_add(1, Ordering::SeqCst);
        if n < 2 { Answer::keystone_error(401, "no") } else { Answer::text(200, "at last") }
    }));
    let mut client = Client::connect(&server);
    let statuses: Vec<u16> = (0..3).map(|_| client.get("/").status).collect();
    assert_eq!(statuses, [401, 401, 200]);
}

#[test]
fn a_keystone_error_has_the_shape_of_the_real_one() {
    let server = Server::start(Answer::keystone_error(404, "Could not find user: x."));
    let heard = get(&server, "/");
    assert_eq!(
        heard.text(),
        "{\"error\":{\"code\":404,\"message\":\"Could not find user: x.\",\"title\":\"Not Found\"}}\n"
    );
}

#[test]
fn a_script_may_know_the_origin_and_be_replaced() {
    let server = Server::start_with(|origin| Answer::redirect(302, &format!("{origin}/there")));
    let heard = get(&server, "/");
    assert_eq!((heard.status, heard.header("location")), (302, Some(server.url("/there").as_str())));
    assert!(server.origin().starts_with("http://127.0.0.1:"));
    server.replace(Answer::text(200, "another"));
    assert_eq!(get(&server, "/").text(), "another");
}

#[test]
fn a_request_is_recorded_as_it_came() {
    let server = Server::start(Answer::new(200));
    let mut client = Client::connect(&server);
    client.send(
        "POST /v3/a%20b?x=1&y HTTP/1.1\r\nHoSt: h:1\r\nX-Two: a\r\nx-two:  b \r\nContent-Length: 8\r\n\r\n{\"a\":[]}",
    );
    client.hear();
    let recorded = server.recorded();
    let request = &recorded[0];
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/v3/a%20b?x=1&y"));
    assert_eq!((request.path(), request.query()), ("/v3/a%20b", Some("x=1&y")));
    let names: Vec<&str> = request.headers.iter().map(|header| header.0.as_str()).collect();
    assert_eq!(names, ["HoSt", "X-Two", "x-two", "Content-Length"]);
    assert_eq!(request.header("X-TWO"), Some("a"));
    assert_eq!(request.headers_named("x-two").collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!((request.json(), request.text()), (json!({"a": []}), "{\"a\":[]}".to_owned()));
    assert_eq!(request.origin(), "http://h:1");
    assert!(request.contains("a%20b") && request.contains("[]") && request.contains("h:1"));
    assert!(!request.contains("secret"));
    assert_eq!(request.tls, None);
}

#[test]
fn a_body_in_chunks_is_put_together() {
    let server = Server::start(Answer::new(200));
    let mut client = Client::connect(&server);
    client
        .send("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n");
    client.hear();
    client.get("/next");
    assert_eq!(server.take_recorded()[0].body, b"abcde");
    assert!(server.recorded().is_empty());
}

#[test]
fn a_client_that_waits_for_100_is_told_to_continue() {
    let server = Server::start(Answer::new(200));
    let mut client = Client::connect(&server);
    client.send("POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    assert_eq!(client.head(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    assert_eq!(client.hear().status, 200);
    assert_eq!(server.recorded()[0].body, b"ok");
}

#[test]
fn an_early_answer_comes_before_the_body() {
    let server = Server::start(Script::new().early("POST", "/", Answer::text(413, "too big")));
    let mut client = Client::connect(&server);
    client.send("POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\nonly a little");
    let heard = client.hear();
    assert_eq!((heard.status, heard.text()), (413, "too big"));
    assert!(client.rest().ended_in_order(), "what the client still sends is no reason for a reset");
    assert_eq!(server.recorded()[0].body, b"");
}

#[test]
fn head_is_told_a_length_and_gets_no_body() {
    let server = Server::start(Answer::text(200, "12345"));
    let mut client = Client::connect(&server);
    client.ask("HEAD", "/");
    assert!(client.head().contains("Content-Length: 5\r\n"));
    assert_eq!(client.get("/").text(), "12345", "the next answer follows at once");
}

#[test]
fn a_status_without_a_body_has_no_length_either() {
    let server = Server::start(Answer::new(204));
    assert_eq!(get(&server, "/").head, "HTTP/1.1 204 No Content\r\n\r\n");
}
