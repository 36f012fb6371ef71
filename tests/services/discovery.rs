//! Version discovery: of each kind of call one, and what it costs.

use std::time::Duration;

use ks_testing::c::CProgram;
use ks_testing::server::{Answer, Script, Server};
use serde_json::{Value, json};

use crate::support::{PASSWORD, TOKEN, passes, program, requests, service, token, version};

fn entry(id: &str, href: &str) -> Value {
    json!({"id": id, "status": "CURRENT", "min_version": "2.1", "max_version": "2.95", "next_min_version": "2.10",
           "not_before": "2030-01-01", "links": [{"rel": "self", "href": href}]})
}

fn versions(entries: &[Value]) -> Answer {
    Answer::json(300, json!({ "versions": entries }))
}

/// Nova behind a prefix, whose document names another host; Swift, which has none.
fn script(origin: &str) -> Script {
    let url = |path: &str| format!("{origin}{path}");
    let compute = service("compute", &[("one", "public", &url("/nova/v2/p1"))]);
    let object_store = service("object-store", &[("one", "public", &url("/swift/v1/AUTH_p1"))]);
    let identity = service("identity", &[("one", "public", &url("/identity"))]);
    let nova = [entry("v2.0", "http://inside:8774/v2/"), entry("v2.1", "http://inside:8774/v2.1/")];
    Script::new()
        .route("POST", "/v3/auth/tokens", token(1, &json!([compute, object_store, identity])))
        .route("POST", "/identity/v3/auth/tokens", token(1, &json!([compute, object_store, identity])))
        .route("GET", "/v3", version(&url("/v3")))
        .route(
            "GET",
            "/identity",
            versions(&[entry("v3.14", "http://inside:5000/v3/"), entry("v2.0", "/identity/v2.0/")]),
        )
        .route("GET", "/identity/v3/users", Answer::json(200, json!({"users": []})))
        .route("GET", "/nova/", versions(&nova).delay(Duration::from_millis(60)))
        .route("GET", "/nova/v2.1/p1/servers", Answer::json(200, json!({"servers": []})))
        .route("GET", "/swift/p1/info", versions(&[entry("v1.0", "/swift/p1/v1")]))
        .otherwise(Answer::keystone_error(404, "not here"))
}

#[test]
fn versions_and_documents_without_a_server() {
    let Some(discovery) = program("discovery") else { return };
    passes(&discovery.with(["versions"]));
    passes(&discovery.with(["document"]));
}

#[test]
fn endpoints_are_found_by_their_versions() {
    let Some(discovery) = program("discovery") else { return };
    let server = Server::start_with(script);
    passes(&discovery.with(["endpoints", &server.url("/v3")]));
    // Once, and no more after the second adapter, the explanation and all the others.
    assert_eq!(requests(&server, "GET", "/nova/").len(), 1);
    // Once, once more when it was dropped, and once with a header field of its own.
    let versions = requests(&server, "GET", "/v3");
    let named: Vec<_> = versions.iter().map(|request| request.header("openstack-api-version")).collect();
    assert_eq!(named, [None, None, Some("identity 3.14")]);
    let asked = server.recorded();
    let is_document = |path: &str| path != "/nova/v2.1/p1/servers";
    let documents: Vec<_> =
        asked.iter().filter(|request| request.method == "GET" && is_document(request.path())).collect();
    assert!(documents.iter().all(|request| request.header("x-auth-token").is_none()), "{documents:?}");
    assert!(documents.iter().all(|request| request.header("accept") == Some("application/json")), "{documents:?}");
}

#[test]
fn a_client_takes_version_3_of_a_service_behind_a_prefix() {
    let Some(discovery) = program("discovery") else { return };
    let server = Server::start_with(script);
    let (auth_url, endpoint) = (server.url("/identity"), server.url("/identity/v3/"));
    passes(&discovery.with(["client", &auth_url, "3.14", &endpoint]));
    assert_eq!(requests(&server, "GET", "/identity/v3/users").len(), 1);
}

#[test]
fn sixteen_threads_that_start_together_cost_one_request() {
    let Some(discovery) = program("discovery") else { return };
    let server = Server::start_with(script);
    passes(&discovery.with(["threads", &server.url("/v3")]));
    assert_eq!(requests(&server, "GET", "/nova/").len(), 1);
    assert_eq!(requests(&server, "POST", "/v3/auth/tokens").len(), 1);
}

/// Placement with these micro-versions: it answers to no other, and tells the one that it was asked for.
fn placement(origin: &str) -> Script {
    let placement = service("placement", &[("one", "public", &format!("{origin}/placement"))]);
    let mut root = entry("v1.0", "");
    root["min_version"] = "1.0".into();
    root["max_version"] = "1.37".into();
    Script::new()
        .route("GET", "/v3", version(&format!("{origin}/v3")))
        .route("POST", "/v3/auth/tokens", token(1, &json!([placement])))
        .route("GET", "/placement", versions(&[root]))
        .call("GET", "/placement/resource_providers", |request| match request.header("openstack-api-version") {
            Some("placement 1.37") => Answer::json(200, json!({"resource_providers": [{"name": "compute-1"}]})),
            other => Answer::keystone_error(406, &format!("{other:?} is not there")),
        })
}

#[test]
fn the_example_of_microversions_negotiates_one_with_placement() {
    let Some(example) = CProgram::compile("examples-c/microversion.c", "microversion") else { return };
    let server = Server::start_with(placement);
    let run = |arguments: &[&str]| {
        let environment = [
            ("OS_AUTH_URL", server.url("/v3")),
            ("OS_USERNAME", "admin".to_owned()),
            ("OS_USER_DOMAIN_ID", "default".to_owned()),
            ("OS_PASSWORD", PASSWORD.to_owned()),
            ("OS_PROJECT_ID", "p1".to_owned()),
        ];
        let outcome = example.execution().envs(environment).args(arguments).run_under_valgrind();
        outcome.assert_no_secrets(&[PASSWORD, TOKEN]);
        outcome
    };
    let place = server.url("/placement/");
    run(&[])
        .assert_success()
        .assert_stdout_has(&format!("placement at {place} answers to 1.37\n1 resource providers\ncompute-1"));
    let outcome = run(&["1.38", "latest"]);
    outcome.assert_code(1);
    assert!(outcome.stderr.contains("has micro-versions 1.0 to 1.37; asked for are 1.38 to latest"), "{outcome}");
}
