//! Bodies of functions in C, and files that go to an object store and come back.

use std::fs;
use std::sync::{Arc, Mutex};

use ks_testing::c::CProgram;
use ks_testing::run::{Execution, Outcome};
use ks_testing::sanitizer;
use ks_testing::server::{Answer, Received, Script, Server};
use serde_json::json;

use crate::support::{PASSWORD, passes, program, requests, service, token};

const SIZE: usize = 1_500_000;

/// The letters that the programs count with.
fn letters(size: usize) -> Vec<u8> {
    (0..size).map(|at| b'a' + u8::try_from(at % 23).unwrap()).collect()
}

/// 201 if the body came whole.
fn taken(request: &Received) -> Answer {
    let whole = request.body == letters(if request.body.len() == 1000 { 1000 } else { SIZE });
    Answer::text(if whole { 201 } else { 599 }, "the answer to an upload")
}

fn script() -> Script {
    let object = || Answer::bytes(200, letters(SIZE));
    let expired = || Answer::keystone_error(401, "The token has expired");
    let login = |number| token(number, &json!([]));
    Script::new()
        .route("POST", "/v3/auth/tokens", (1..9).map(login).collect::<Vec<_>>())
        .call("PUT", "/sized", taken)
        .call("PUT", "/chunked", taken)
        .route("PUT", "/expired", [expired(), Answer::redirect(307, "/sized")])
        .route("PUT", "/moved", Answer::redirect(307, "/sized"))
        .route("PUT", "/expired-too", expired())
        .early("PUT", "/expired-early", [expired(), Answer::redirect(307, "/sized")])
        .route("GET", "/object", object())
        .route("GET", "/object-chunked", object().chunked(33_333))
        .route("GET", "/object-expired", [expired(), object().interim(103)])
        .route("GET", "/object-moved", Answer::text(302, "this is no object").header("Location", "/object"))
        .route("GET", "/object-cut", object().truncated(70_000))
        .route("GET", "/nowhere", Answer::text(404, "no such object"))
        .route("GET", "/small", Answer::text(200, "small"))
}

#[test]
fn functions_give_bodies_and_take_answers() {
    let Some(streams) = program("streams") else { return };
    let server = Server::start(script());
    // The requests whose source fails break off, which the server notes.
    passes(&streams.with([&*server.url("/v3"), server.origin(), &SIZE.to_string()]));
    let sent: Vec<usize> = requests(&server, "PUT", "/sized").iter().map(|request| request.body.len()).collect();
    assert_eq!(sent, [SIZE, 1000, 1000, 1000, 1000, 1000]);
    for (path, chunked) in [("/sized", false), ("/chunked", true)] {
        let request = requests(&server, "PUT", path).remove(0);
        assert_eq!(request.header("transfer-encoding").is_some(), chunked);
        assert_eq!(request.header("content-type"), Some("text/plain"));
    }
    for request in requests(&server, "PUT", "/expired-early") {
        assert!(request.body.is_empty(), "nothing is sent without leave");
    }
}

/// An object store of one object, and the Identity that knows it.
fn store() -> (Server, Arc<Mutex<Vec<u8>>>) {
    let object = Arc::<Mutex<Vec<u8>>>::default();
    let (put, get) = (object.clone(), object.clone());
    let path = "/v1/AUTH_p1/backups/today.tar";
    let server = Server::start_with(|origin| {
        let url = format!("{origin}/v1/AUTH_p1");
        let catalog = json!([service("object-store", &[("one", "public", &url)])]);
        Script::new()
            .route("POST", "/v3/auth/tokens", token(1, &catalog))
            .call("PUT", path, move |request| {
                put.lock().unwrap().clone_from(&request.body);
                Answer::new(201)
            })
            .call("GET", path, move |_| Answer::bytes(200, get.lock().unwrap().clone()))
            .route("GET", "/v1/AUTH_p1/backups/huge", Answer::huge(200, 300 << 20))
            .route("GET", "/v1/AUTH_p1/backups/cut", Answer::huge(200, 1 << 20).truncated(1000))
    });
    (server, object)
}

/// A run of the example for this store, in less memory than its files have bytes; a sanitizer alone needs more than that.
fn run(object: &CProgram, server: &Server, arguments: &str) -> Outcome {
    let memory = if sanitizer::current().is_some() { "unlimited" } else { "56000" };
    let command = format!("ulimit -v {memory}; exec {} {arguments}", object.file().display());
    environment(Execution::new("/bin/sh").args(["-c", &command]), server).run()
}

fn environment(execution: Execution, server: &Server) -> Execution {
    execution.envs([
        ("OS_AUTH_URL", server.url("/v3")),
        ("OS_AUTH_TYPE", "v3password".to_owned()),
        ("OS_USERNAME", "admin".to_owned()),
        ("OS_USER_DOMAIN_ID", "default".to_owned()),
        ("OS_PASSWORD", PASSWORD.to_owned()),
    ])
}

#[test]
fn a_file_goes_to_the_object_store_and_comes_back_in_bounded_memory() {
    let Some(object) = CProgram::compile("examples-c/object.c", "object") else { return };
    let (server, stored) = store();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (from, to) = (path("from"), path("to"));
    let content = letters(64 << 20);
    fs::write(&from, &content).unwrap();
    run(&object, &server, &format!("put backups/today.tar {from}")).assert_success().assert_stderr_has("201 Created");
    assert!(*stored.lock().unwrap() == content);
    run(&object, &server, &format!("get backups/today.tar {to}")).assert_success().assert_stderr_has("200 OK");
    assert!(fs::read(&to).unwrap() == content);
    run(&object, &server, "get backups/huge /dev/null").assert_success();
    let sent = requests(&server, "PUT", "/v1/AUTH_p1/backups/today.tar").remove(0);
    assert_eq!(sent.header("content-length"), Some("67108864"));
    let _ = server.take_recorded();

    // A pipe has no size.
    stored.lock().unwrap().clear();
    let command = format!("head -c 3000000 {from} | {} put backups/today.tar -", object.file().display());
    environment(Execution::new("/bin/sh").args(["-c", &command]), &server).run().assert_success();
    assert!(*stored.lock().unwrap() == content[..3_000_000]);
    let sent = requests(&server, "PUT", "/v1/AUTH_p1/backups/today.tar").remove(0);
    assert_eq!(sent.header("transfer-encoding"), Some("chunked"));
}

#[test]
fn a_part_of_an_object_is_an_error_and_no_file() {
    let Some(object) = CProgram::compile("examples-c/object.c", "object") else { return };
    let (server, _) = store();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("to");
    let outcome = run(&object, &server, &format!("get backups/cut {}", to.display()));
    outcome.assert_code(1).assert_stderr_has("broke off");
    assert!(!to.exists());
    let missing = run(&object, &server, &format!("put backups/none {}", to.display()));
    missing.assert_code(1);
}
