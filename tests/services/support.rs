//! Programs by the noun that they check, servers for them, and what a server's record says.

use std::ffi::OsStr;

use ks_testing::c::CProgram;
use ks_testing::run::{Execution, Outcome};
use ks_testing::server::{Answer, FakeKeystone, FakeKeystoneBuilder, Received, Server};
use serde_json::{Value, json};

/// The password of every login here.
pub(crate) const PASSWORD: &str = "pa55phrase-that-nobody-may-see";
/// What every token here begins with.
pub(crate) const TOKEN: &str = "t0ken-that-nobody-may-see-";

/// One of the programs of `tests/c`.
pub(crate) struct Program(CProgram);

/// Compiles `tests/c/<noun>.c`. `None`, after a visible skip, without a compiler.
#[track_caller]
pub(crate) fn program(noun: &str) -> Option<Program> {
    CProgram::compile(format!("tests/c/{noun}.c"), noun).map(Program)
}

impl Program {
    /// A run with these arguments.
    pub(crate) fn with<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Execution {
        self.0.execution().env("TEST_PASSWORD", PASSWORD).env("TEST_TOKEN", TOKEN).args(arguments)
    }
}

/// Runs a program under valgrind: every check of it holds, it leaks nothing, and it printed no secret.
#[track_caller]
pub(crate) fn passes(execution: &Execution) -> Outcome {
    let outcome = execution.run_under_valgrind();
    if std::env::var_os("LOOSE").is_some() {
        println!("LOOSE {outcome}");
        return outcome;
    } // LOOSE
    outcome.assert_success().assert_no_secrets(&[PASSWORD, TOKEN]);
    // A forked child has a report of its own, and an end that the parent need not pass on.
    assert!(outcome.valgrind.is_empty(), "{outcome}");
    outcome
}

/// A fake Keystone whose tokens begin with [`TOKEN`].
pub(crate) fn keystone() -> FakeKeystoneBuilder {
    FakeKeystone::builder().token_prefix(TOKEN)
}

/// What a login is answered: the token of this number, which lives for ever, with this catalog.
pub(crate) fn token(number: usize, catalog: &Value) -> Answer {
    let domain = json!({"id": "default", "name": "Default"});
    let token = json!({"token": {
        "methods": ["password"], "issued_at": "2020-01-01T00:00:00.000000Z", "expires_at": "2999-01-01T00:00:00.000000Z",
        "user": {"id": "u1", "name": "admin", "domain": domain}, "project": {"id": "p1", "name": "admin", "domain": domain},
        "roles": [{"id": "r1", "name": "member"}], "audit_ids": ["a1"], "catalog": catalog,
    }});
    Answer::json(201, token).header("X-Subject-Token", &format!("{TOKEN}{number}"))
}

/// The version document of an Identity at this URL.
pub(crate) fn version(url: &str) -> Answer {
    let links = json!([{"rel": "self", "href": url}]);
    Answer::json(200, json!({"version": {"id": "v3.14", "status": "stable", "links": links}}))
}

/// A service of a catalog, with an endpoint for each of these: region, interface, URL.
pub(crate) fn service(service_type: &str, endpoints: &[(&str, &str, &str)]) -> Value {
    let endpoint = |(region, interface, url): &(&str, &str, &str)| json!({"id": format!("{region}-{interface}"), "region": region, "region_id": region, "interface": interface, "url": url});
    let endpoints: Vec<Value> = endpoints.iter().map(endpoint).collect();
    json!({"type": service_type, "name": format!("the {service_type}"), "id": format!("{service_type}-id"), "endpoints": endpoints})
}

/// The requests of this method and path, in their order.
pub(crate) fn requests(server: &Server, method: &str, path: &str) -> Vec<Received> {
    let mut recorded = server.recorded();
    recorded.retain(|request| request.method == method && request.path() == path);
    recorded
}

/// The only request of this method and path.
#[track_caller]
pub(crate) fn request(server: &Server, method: &str, path: &str) -> Received {
    let mut found = requests(server, method, path);
    assert_eq!(found.len(), 1, "requests {method} {path}: {found:?}");
    found.remove(0)
}
