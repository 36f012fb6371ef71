//! Operations of the Identity API from C: by name, one by one, in pages.

use ks_testing::server::{Answer, Script, Server};
use serde_json::json;

use crate::support::{passes, program, requests, service, token, version};

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
