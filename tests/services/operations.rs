//! Operations of the Identity API from C: by name, one by one, in pages.

use ks_testing::c::library;
use ks_testing::run::Execution;
use ks_testing::sanitizer;
use ks_testing::server::{Answer, Script, Server};
use ks_testing::tools::tool;
use serde_json::json;

use crate::support::{PASSWORD, TOKEN, passes, program, requests, service, token, version};

fn script(origin: &str) -> Script {
    let v3 = format!("{origin}/v3");
    let identity = service("identity", &[("one", "public", &v3)]);
    let page = |ids: &[&str], more: &serde_json::Value| {
        let users: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        let mut page = json!({"users": users, "links": {"next": null}});
        page.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Answer::json(200, page)
    };
    Script::new()
        .route("POST", "/v3/auth/tokens", token(1, &json!([identity])))
        .route("GET", "/v3", version(&format!("{v3}/")))
        .route("GET", "/v3/users/a%20b", Answer::json(200, json!({"user": {"id": "a b", "name": "me"}})))
        .route("DELETE", "/v3/users/a%20b", Answer::new(204).header("x-openstack-request-id", "req-1"))
        .route("GET", "/v3/users", page(&["1", "2"], &json!({"links": {"next": "users/second"}})))
        .route("GET", "/v3/users/second", page(&["3"], &json!({"truncated": true})))
        .route("HEAD", "/v3/users/forbidden", Answer::new(403))
        .call("GET", "/v3/groups", |request| {
            let ids: &[&str] = match request.query() {
                Some("name=one") => &["g1"],
                Some("name=two") => &["g1", "g2"],
                _ => &[],
            };
            let groups: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
            Answer::json(200, json!({ "groups": groups }))
        })
        .route(
            "DELETE",
            "/v3/groups/busy",
            Answer::keystone_error(409, "it is in use").header("x-openstack-request-id", "req-2"),
        )
        .route("GET", "/v3/projects", Answer::json(200, json!({"projects": [], "links": {"next": "projects/b"}})))
        .route("GET", "/v3/projects/b", Answer::json(200, json!({"projects": [], "links": {"next": "c"}})))
        .route("GET", "/v3/projects/c", Answer::json(200, json!({"projects": [], "links": {"next": "b"}})))
        .route(
            "GET",
            "/v2.0/extensions",
            Answer::json(200, json!({"extensions": {"values": [{"alias": "OS-KSADM", "name": "Admin"}]}})),
        )
        .otherwise(Answer::json(404, json!({"error": {"code": 404, "message": "not here", "title": "Not Found"}})))
}

#[test]
fn operations_from_c_reach_the_wire_and_give_their_results() {
    let Some(operations) = program("operations") else { return };
    let server = Server::start_with(script);
    passes(&operations.with([server.origin()]));
    assert_eq!(requests(&server, "POST", "/v3/auth/tokens").len(), 1);
    assert_eq!(requests(&server, "GET", "/v3/users/second").len(), 2, "one for the pages and one for the whole list");
    assert_eq!(requests(&server, "GET", "/v3/users/a%20b").len(), 3);
    assert!(requests(&server, "GET", "/v3/users/").is_empty());
}

#[test]
fn a_lua_program_reaches_operations_by_name_over_the_committed_declarations() {
    // A library with a sanitizer in it is loaded only by programs that have its runtime.
    if sanitizer::current().is_some_and(|sanitizer| !sanitizer.is_only_of_c) {
        return;
    }
    let Some(luajit) = tool("luajit") else { return };
    let server = Server::start_with(script);
    let project = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let run = Execution::new(luajit)
        .arg(project.join("tests/c/operations.lua"))
        .arg(project.join("include/keystoneclient.cdef"))
        .arg(library())
        .arg(server.url("/v3"))
        .env("TEST_PASSWORD", PASSWORD);
    let outcome = run.run();
    outcome.assert_success().assert_no_secrets(&[PASSWORD, TOKEN]);
    assert_eq!(
        outcome.stdout,
        "v3.users.get: me\nv3.users.list: 3\nv3.groups.delete: Conflict 409\nv3.trusts.update: MethodNotImplemented\n"
    );
}
