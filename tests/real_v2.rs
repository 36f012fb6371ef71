//! Every login and operation of version 2.0 against Keystone 12, the last that had it.
//!
//! That is keystone 12.0.3 of PyPI under Python 2.7, which takes minutes to install, so that `make test` leaves it out. Where one
//! runs (public and admin API):
//!
//!     KS_V2=http://127.0.0.1:5200/v2.0 KS_V2_ADMIN=http://127.0.0.1:5201/v2.0 KS_V2_PASSWORD=... \
//!         cargo test --test real_v2 -- --ignored

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "manager_vectors/fixed.rs"]
mod fixed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use keystoneclient::adapter::Adapter;
use keystoneclient::catalog::EndpointFilter;
use keystoneclient::identity::{self, operations};
use keystoneclient::options::Params;
use keystoneclient::session::Session;
use serde_json::{Value, json};

#[path = "real/steps.rs"]
#[allow(dead_code, reason = "the scopes of version 3 are no part of version 2.0")]
mod steps;
#[path = "real/operations/table.rs"]
mod table;

use table::End::{self, Fails, Good, Keep};

type Step = (&'static str, Value, End);

/// SQLite, behind this Keystone, fails a request that writes while another does.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn steps() -> Vec<Step> {
    let none = || json!({});
    vec![
        ("v2.tenants.create", json!({"tenant_name": "ops", "description": "d"}), Keep("tenant", "/id")),
        ("v2.tenants.create", json!({"tenant_name": "ops"}), Fails("Conflict")),
        ("v2.tenants.get", json!({"tenant_id": "$tenant"}), Good),
        ("v2.tenants.list", json!({"limit": 1}), Keep("listed", "/0/id")),
        ("v2.tenants.find", json!({"name": "ops"}), Good),
        ("v2.tenants.findall", json!({"description": "d"}), Keep("listed", "/0/id")),
        ("v2.tenants.update", json!({"tenant": "$tenant", "description": "e"}), Keep("listed", "/description")),
        (
            "v2.users.create",
            json!({"name": "ops", "password": "pa55word", "tenant_id": "$tenant", "email": "a@b.c"}),
            Keep("user", "/id"),
        ),
        ("v2.users.get", json!({"user": "$user"}), Good),
        ("v2.users.list", none(), Good),
        ("v2.users.list", json!({"tenant_id": "$tenant"}), Good),
        ("v2.users.find", json!({"name": "ops"}), Good),
        ("v2.users.findall", json!({"email": "a@b.c"}), Keep("listed", "/0/id")),
        ("v2.users.update", json!({"user": "$user", "email": "d@e.f"}), Keep("listed", "/email")),
        ("v2.users.update_enabled", json!({"user": "$user", "enabled": true}), Good),
        ("v2.users.update_password", json!({"user": "$user", "password": "other"}), Good),
        ("v2.users.update_tenant", json!({"user": "$user", "tenant": "$tenant"}), Good),
        ("v2.roles.create", json!({"name": "ops"}), Keep("role", "/id")),
        ("v2.roles.get", json!({"role": "$role"}), Good),
        ("v2.roles.list", none(), Good),
        ("v2.roles.find", json!({"name": "ops"}), Good),
        ("v2.roles.findall", json!({"name": "nobody"}), Good),
        ("v2.roles.add_user_role", json!({"user": "$user", "role": "$role", "tenant": "$tenant"}), Good),
        ("v2.roles.roles_for_user", json!({"user": "$user", "tenant": "$tenant"}), Keep("listed", "/0/id")),
        ("v2.users.list_roles", json!({"user": "$user", "tenant": "$tenant"}), Keep("listed", "/0/id")),
        ("v2.tenants.list_users", json!({"tenant": "$tenant"}), Keep("listed", "/0/id")),
        ("v2.roles.remove_user_role", json!({"user": "$user", "role": "$role", "tenant": "$tenant"}), Good),
        ("v2.tenants.add_user", json!({"tenant": "$tenant", "user": "$user", "role": "$role"}), Good),
        (
            "v2.tokens.authenticate",
            json!({"username": "ops", "password": "other", "tenant_id": "$tenant"}),
            Keep("token", "/token/id"),
        ),
        ("v2.tokens.validate", json!({"token": "$token"}), Keep("listed", "/user/id")),
        ("v2.tokens.get_token_data", json!({"token": "$token"}), Keep("listed", "/access/user/id")),
        ("v2.tokens.validate_access_info", json!({"token": "$token"}), Good),
        ("v2.tokens.endpoints", json!({"token": "$token"}), Good),
        ("v2.tokens.delete", json!({"token": "$token"}), Good),
        ("v2.tokens.validate", json!({"token": "$token"}), Fails("NotFound")),
        ("v2.tokens.get_revoked", none(), Fails("InternalServerError")),
        (
            "v2.users.update_own_password",
            json!({"origpasswd": "other", "passwd": "another one"}),
            Keep("listed", "/token/id"),
        ),
        (
            "v2.users.update_own_password",
            json!({"origpasswd": "another one", "passwd": "the last one"}),
            Keep("listed", "/user/id"),
        ),
        ("v2.tenants.remove_user", json!({"tenant": "$tenant", "user": "$user", "role": "$role"}), Good),
        (
            "v2.services.create",
            json!({"name": "ops", "service_type": "ops", "description": "d"}),
            Keep("service", "/id"),
        ),
        ("v2.services.get", json!({"service": "$service"}), Good),
        ("v2.services.list", none(), Good),
        ("v2.services.find", json!({"type": "ops"}), Good),
        ("v2.services.findall", json!({"name": "ops"}), Keep("listed", "/0/id")),
        (
            "v2.endpoints.create",
            json!({"region": "RegionOne", "service_id": "$service", "publicurl": "http://ops/"}),
            Keep("endpoint", "/id"),
        ),
        ("v2.endpoints.list", none(), Good),
        ("v2.endpoints.find", json!({"service_id": "$service"}), Good),
        ("v2.endpoints.findall", json!({"service_id": "$service"}), Keep("listed", "/0/id")),
        ("v2.endpoints.delete", json!({"endpoint": "$endpoint"}), Good),
        ("v2.services.delete", json!({"service": "$service"}), Good),
        ("v2.ec2.create", json!({"user": "$user", "tenant_id": "$tenant"}), Keep("access", "/access")),
        ("v2.ec2.get", json!({"user": "$user", "access": "$access"}), Good),
        ("v2.ec2.list", json!({"user": "$user"}), Keep("listed", "/0/access")),
        ("v2.ec2.delete", json!({"user": "$user", "access": "$access"}), Good),
        ("v2.extensions.list", none(), Keep("listed", "/0/alias")),
        ("v2.extensions.find", json!({"alias": "OS-KSADM"}), Good),
        ("v2.extensions.findall", json!({"alias": "OS-KSADM"}), Keep("listed", "/0/name")),
        // This Keystone signs no tokens, and fails over the files that it does not have.
        ("v2.certificates.get_ca_certificate", none(), Fails("InternalServerError")),
        ("v2.certificates.get_signing_certificate", none(), Fails("InternalServerError")),
        ("v2.users.delete", json!({"user": "$user"}), Good),
        ("v2.roles.delete", json!({"role": "$role"}), Good),
        ("v2.tenants.delete", json!({"tenant": "$tenant"}), Good),
    ]
}

fn adapter(endpoint: &str, token: &str, user: Option<String>) -> Adapter {
    let plugin = fixed::Fixed { endpoint: endpoint.to_owned(), token: token.to_owned(), user };
    Adapter::new(&Session::open(Some(Arc::new(plugin)), &Params::new()).unwrap(), EndpointFilter::default())
}

fn call(adapter: &Adapter, name: &str, arguments: &Value) -> keystoneclient::error::Result<identity::Outcome> {
    let params = Params::from_json(arguments.to_string().as_bytes()).unwrap();
    pollster::block_on(identity::call(adapter, identity::find(name).unwrap(), &params))
}

/// A variable of the environment that says where Keystone 12 is.
fn given(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

#[test]
#[ignore = "needs a Keystone 12: see the head of this file"]
fn passwords_and_tokens_log_in_by_version_2_from_c() {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (url, password) = (given("KS_V2"), given("KS_V2_PASSWORD"));
    let root = url.trim_end_matches("/v2.0");
    let login_of = |tenant: &str| json!({"username": "admin", "password": password, "tenant_name": tenant});
    let access = call(&adapter(&url, "", None), "v2.tokens.authenticate", &login_of("admin")).unwrap();
    let text = |pointer: &str| access.value().unwrap().pointer(pointer).unwrap().as_str().unwrap().to_owned();
    let (user, tenant) = (text("/user/id"), text("/token/tenant/id"));
    let at = |auth_url: &str, more: Value| {
        let mut options = more;
        options["auth_url"] = json!(auth_url);
        options
    };
    let named = || json!({"username": "admin", "password": password});
    let scoped =
        || steps::look(json!({"scope": steps::PROJECT, "project_id": tenant, "user_id": user, "catalog": true}));
    let with = |mut options: Value, name: &str, value: &str| {
        options[name] = json!(value);
        options
    };
    let by_token = |auth_type: &str, auth_url: &str, tenant_name: &str| {
        let options = at(auth_url, json!({"tenant_name": tenant_name}));
        json!({"do": "login", "auth_type": auth_type, "with_token": true, "options": options})
    };
    let mut all = vec![];
    // Keystone 12 has version 3 as well; names without a domain are for version 2.0.
    for (auth_type, auth_url) in [("v2password", url.as_str()), ("password", url.as_str()), ("password", root)] {
        all.extend([
            steps::login(auth_type, with(at(auth_url, named()), "tenant_name", "admin")),
            scoped(),
            steps::login(auth_type, with(at(auth_url, named()), "tenant_id", &tenant)),
            scoped(),
            json!({"do": "get", "service": "identity", "path": "/"}),
            steps::login(auth_type, at(auth_url, named())),
            steps::look(json!({"scope": steps::UNSCOPED, "user_id": user})),
            // A token without a scope is exchanged for one with a scope.
            by_token("v2token", &url, "admin"),
            scoped(),
        ]);
    }
    all.extend([
        steps::login("v2password", at(&url, json!({"user_id": user, "password": password, "tenant_id": tenant}))),
        scoped(),
        json!({"do": "scope", "options": {"project_id": tenant}}),
        // Tokens of version 2.0 are not exchanged.
        json!({"do": "look", "fails": 171}),
        steps::login("v2password", at(&url, json!({"username": "admin", "password": "wr0ng-password"}))),
        steps::refused(401),
        steps::refused(401),
    ]);
    assert!(steps::passes(&all, &[&password, "wr0ng-password"]));
}

#[test]
#[ignore = "needs a Keystone 12: see the head of this file"]
fn every_operation_of_version_2_does_what_the_table_says() {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let (public, admin, password) = (given("KS_V2"), given("KS_V2_ADMIN"), given("KS_V2_PASSWORD"));
    let there = logged_in(&public, &admin, &json!({"username": "admin", "password": password, "tenant_name": "admin"}));
    table::run(steps(), &mut BTreeMap::new(), |name, arguments| match name {
        "v2.tokens.authenticate" => {
            await_next_second();
            call(&there, name, arguments)
        }
        // The own password is changed at the public API, by a user who is no other test's.
        "v2.users.update_own_password" => {
            await_next_second();
            let login = json!({"username": "ops", "password": arguments["origpasswd"], "tenant_name": "ops"});
            call(&logged_in(&public, &public, &login), name, arguments)
        }
        _ => call(&there, name, arguments),
    });
    let steps: BTreeSet<&str> = steps().into_iter().map(|(name, ..)| name).collect();
    let all = operations().map(|operation| operation.name).filter(|name| name.starts_with("v2."));
    let missing: Vec<&str> = all.filter(|name| !steps.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// An adapter for `endpoint` with the token of a login at `public`.
fn logged_in(public: &str, endpoint: &str, login: &Value) -> Adapter {
    let access = call(&adapter(public, "", None), "v2.tokens.authenticate", login).unwrap();
    let text = |pointer: &str| access.value().unwrap().pointer(pointer).unwrap().as_str().unwrap().to_owned();
    adapter(endpoint, &text("/token/id"), Some(text("/user/id")))
}

/// A new password and a role taken away revoke a user's tokens up to the end of that second, and a login within it is of no use.
fn await_next_second() {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    std::thread::sleep(Duration::from_nanos(1_010_000_000 - u64::from(now.subsec_nanos())));
}
