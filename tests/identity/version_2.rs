//! Every operation of version 2.0: what it sends, and what it gives of an answer as Keystone 12 gave it.
//!
//! `tests/real_v2.rs` asks a Keystone 12 the same, by hand.

use std::collections::BTreeSet;

use keystoneclient::identity::operations;
use serde_json::{Value, json};

use crate::support::{adapter, call, json as value};

const ENDPOINT: &str = "http://keystone:5000/v3";

struct Case {
    name: &'static str,
    arguments: Value,
    /// Method, and path behind the endpoint.
    asks: &'static str,
    sends: Value,
    answer: &'static str,
    gives: Value,
}

fn case(
    name: &'static str,
    arguments: Value,
    asks: &'static str,
    sends: Value,
    answer: &'static str,
    gives: Value,
) -> Case {
    Case { name, arguments, asks, sends, answer, gives }
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn cases() -> Vec<Case> {
    let none = || json!({});
    let no = Value::Null;
    let tenant = r#"{"tenant": {"id": "t", "name": "n"}}"#;
    let tenants = r#"{"tenants": [{"id": "t", "name": "n"}, {"id": "u", "name": "m"}], "tenants_links": []}"#;
    let user = r#"{"user": {"id": "u"}}"#;
    let users = r#"{"users": [{"id": "u", "email": "e"}, {"id": "v"}], "users_links": []}"#;
    let role = r#"{"role": {"id": "r"}}"#;
    let roles = r#"{"roles": [{"id": "r", "name": "x"}, {"id": "s", "name": "y"}], "roles_links": []}"#;
    let service = r#"{"OS-KSADM:service": {"id": "s"}}"#;
    let services = r#"{"OS-KSADM:services": [{"id": "s", "type": "x"}, {"id": "t", "type": "y"}]}"#;
    let endpoints = r#"{"endpoints": [{"id": "e", "service_id": "s"}, {"id": "f", "service_id": "t"}]}"#;
    let access = r#"{"access": {"token": {"id": "t"}, "user": {"id": "u"}}}"#;
    let extensions = r#"{"extensions": {"values": [{"alias": "a", "name": "A"}, {"alias": "b", "name": "B"}]}}"#;
    let ids = |a: &str, b: &str| json!([{"id": a}, {"id": b}]);
    let accessed = || json!({"token": {"id": "t"}, "user": {"id": "u"}});
    let grant = || json!({"tenant": "t", "user": "u", "role": "r"});
    vec![
        case(
            "v2.tenants.create",
            json!({"tenant_name": "n", "own": 1}),
            "POST /tenants",
            json!({"tenant": {"name": "n", "enabled": true, "own": 1}}),
            tenant,
            json!({"id": "t", "name": "n"}),
        ),
        case(
            "v2.tenants.get",
            json!({"tenant_id": "t"}),
            "GET /tenants/t",
            no.clone(),
            tenant,
            json!({"id": "t", "name": "n"}),
        ),
        case(
            "v2.tenants.list",
            json!({"limit": 2, "marker": "m"}),
            "GET /tenants?limit=2&marker=m",
            no.clone(),
            tenants,
            json!([{"id": "t", "name": "n"}, {"id": "u", "name": "m"}]),
        ),
        case(
            "v2.tenants.find",
            json!({"name": "m"}),
            "GET /tenants",
            no.clone(),
            tenants,
            json!({"id": "u", "name": "m"}),
        ),
        case(
            "v2.tenants.findall",
            json!({"name": "m"}),
            "GET /tenants",
            no.clone(),
            tenants,
            json!([{"id": "u", "name": "m"}]),
        ),
        case(
            "v2.tenants.update",
            json!({"tenant": "t", "description": null, "enabled": false}),
            "POST /tenants/t",
            json!({"tenant": {"id": "t", "description": null, "enabled": false}}),
            tenant,
            json!({"id": "t", "name": "n"}),
        ),
        case("v2.tenants.delete", json!({"tenant": "t"}), "DELETE /tenants/t", no.clone(), "", no.clone()),
        case(
            "v2.tenants.list_users",
            json!({"tenant": "t"}),
            "GET /tenants/t/users",
            no.clone(),
            users,
            json!([{"id": "u", "email": "e"}, {"id": "v"}]),
        ),
        case("v2.tenants.add_user", grant(), "PUT /tenants/t/users/u/roles/OS-KSADM/r", no.clone(), role, no.clone()),
        case(
            "v2.tenants.remove_user",
            grant(),
            "DELETE /tenants/t/users/u/roles/OS-KSADM/r",
            no.clone(),
            "",
            no.clone(),
        ),
        case(
            "v2.users.create",
            json!({"name": "n", "password": "p", "tenant_id": "t"}),
            "POST /users",
            json!({"user": {"name": "n", "password": "p", "tenantId": "t", "enabled": true}}),
            user,
            json!({"id": "u"}),
        ),
        case("v2.users.get", json!({"user": "u"}), "GET /users/u", no.clone(), user, json!({"id": "u"})),
        case(
            "v2.users.list",
            json!({"limit": 1}),
            "GET /users?limit=1",
            no.clone(),
            users,
            json!([{"id": "u", "email": "e"}, {"id": "v"}]),
        ),
        case(
            "v2.users.list",
            json!({"tenant_id": "t"}),
            "GET /tenants/t/users",
            no.clone(),
            users,
            json!([{"id": "u", "email": "e"}, {"id": "v"}]),
        ),
        case("v2.users.find", json!({"email": "e"}), "GET /users", no.clone(), users, json!({"id": "u", "email": "e"})),
        case(
            "v2.users.findall",
            json!({"email": "e"}),
            "GET /users",
            no.clone(),
            users,
            json!([{"id": "u", "email": "e"}]),
        ),
        case(
            "v2.users.update",
            json!({"user": "u", "email": null}),
            "PUT /users/u",
            json!({"user": {"email": null}}),
            user,
            json!({"id": "u"}),
        ),
        case(
            "v2.users.update_enabled",
            json!({"user": "u", "enabled": false}),
            "PUT /users/u/OS-KSADM/enabled",
            json!({"user": {"enabled": false}}),
            user,
            no.clone(),
        ),
        case(
            "v2.users.update_password",
            json!({"user": "u", "password": "p"}),
            "PUT /users/u/OS-KSADM/password",
            json!({"user": {"password": "p"}}),
            user,
            json!({"id": "u"}),
        ),
        case(
            "v2.users.update_own_password",
            json!({"origpasswd": "o", "passwd": "p"}),
            "PATCH /OS-KSCRUD/users/me",
            json!({"user": {"password": "p", "original_password": "o"}}),
            access,
            accessed(),
        ),
        case(
            "v2.users.update_tenant",
            json!({"user": "u", "tenant": "t"}),
            "PUT /users/u/OS-KSADM/tenant",
            json!({"user": {"tenantId": "t"}}),
            user,
            json!({"id": "u"}),
        ),
        case("v2.users.delete", json!({"user": "u"}), "DELETE /users/u", no.clone(), "", no.clone()),
        case(
            "v2.users.list_roles",
            json!({"user": "u"}),
            "GET /users/u/roles",
            no.clone(),
            r#"{"roles": [{"id": "a"}, {"id": "b"}]}"#,
            ids("a", "b"),
        ),
        case(
            "v2.users.list_roles",
            json!({"user": "u", "tenant": "t"}),
            "GET /tenants/t/users/u/roles",
            no.clone(),
            r#"{"roles": []}"#,
            json!([]),
        ),
        case(
            "v2.roles.create",
            json!({"name": "n"}),
            "POST /OS-KSADM/roles",
            json!({"role": {"name": "n"}}),
            role,
            json!({"id": "r"}),
        ),
        case("v2.roles.get", json!({"role": "r"}), "GET /OS-KSADM/roles/r", no.clone(), role, json!({"id": "r"})),
        case(
            "v2.roles.list",
            none(),
            "GET /OS-KSADM/roles",
            no.clone(),
            r#"{"roles": [{"id": "a"}, {"id": "b"}]}"#,
            ids("a", "b"),
        ),
        case(
            "v2.roles.find",
            json!({"name": "y"}),
            "GET /OS-KSADM/roles",
            no.clone(),
            roles,
            json!({"id": "s", "name": "y"}),
        ),
        case("v2.roles.findall", json!({"name": "z"}), "GET /OS-KSADM/roles", no.clone(), roles, json!([])),
        case("v2.roles.delete", json!({"role": "r"}), "DELETE /OS-KSADM/roles/r", no.clone(), "", no.clone()),
        case(
            "v2.roles.roles_for_user",
            json!({"user": "u"}),
            "GET /users/u/roles",
            no.clone(),
            r#"{"roles": []}"#,
            json!([]),
        ),
        case(
            "v2.roles.roles_for_user",
            json!({"user": "u", "tenant": "t"}),
            "GET /tenants/t/users/u/roles",
            no.clone(),
            r#"{"roles": [{"id": "a"}, {"id": "b"}]}"#,
            ids("a", "b"),
        ),
        case(
            "v2.roles.add_user_role",
            json!({"user": "u", "role": "r"}),
            "PUT /users/u/roles/OS-KSADM/r",
            no.clone(),
            "",
            no.clone(),
        ),
        case(
            "v2.roles.add_user_role",
            grant(),
            "PUT /tenants/t/users/u/roles/OS-KSADM/r",
            no.clone(),
            role,
            no.clone(),
        ),
        case(
            "v2.roles.remove_user_role",
            json!({"user": "u", "role": "r"}),
            "DELETE /users/u/roles/OS-KSADM/r",
            no.clone(),
            "",
            no.clone(),
        ),
        case(
            "v2.roles.remove_user_role",
            grant(),
            "DELETE /tenants/t/users/u/roles/OS-KSADM/r",
            no.clone(),
            "",
            no.clone(),
        ),
        case(
            "v2.services.create",
            json!({"name": "n", "service_type": "x", "description": "d"}),
            "POST /OS-KSADM/services",
            json!({"OS-KSADM:service": {"name": "n", "type": "x", "description": "d"}}),
            service,
            json!({"id": "s"}),
        ),
        case(
            "v2.services.get",
            json!({"service": "s"}),
            "GET /OS-KSADM/services/s",
            no.clone(),
            service,
            json!({"id": "s"}),
        ),
        case(
            "v2.services.list",
            none(),
            "GET /OS-KSADM/services",
            no.clone(),
            services,
            json!([{"id": "s", "type": "x"}, {"id": "t", "type": "y"}]),
        ),
        case(
            "v2.services.find",
            json!({"type": "y"}),
            "GET /OS-KSADM/services",
            no.clone(),
            services,
            json!({"id": "t", "type": "y"}),
        ),
        case(
            "v2.services.findall",
            json!({"type": "y"}),
            "GET /OS-KSADM/services",
            no.clone(),
            services,
            json!([{"id": "t", "type": "y"}]),
        ),
        case("v2.services.delete", json!({"service": "s"}), "DELETE /OS-KSADM/services/s", no.clone(), "", no.clone()),
        case(
            "v2.endpoints.create",
            json!({"region": "r", "service_id": "s", "publicurl": "http://p/", "adminurl": null}),
            "POST /endpoints",
            json!({"endpoint": {"region": "r", "service_id": "s", "publicurl": "http://p/", "adminurl": null}}),
            r#"{"endpoint": {"id": "e"}}"#,
            json!({"id": "e"}),
        ),
        case(
            "v2.endpoints.list",
            none(),
            "GET /endpoints",
            no.clone(),
            endpoints,
            json!([{"id": "e", "service_id": "s"}, {"id": "f", "service_id": "t"}]),
        ),
        case(
            "v2.endpoints.find",
            json!({"service_id": "t"}),
            "GET /endpoints",
            no.clone(),
            endpoints,
            json!({"id": "f", "service_id": "t"}),
        ),
        case(
            "v2.endpoints.findall",
            json!({"id": "e"}),
            "GET /endpoints",
            no.clone(),
            endpoints,
            json!([{"id": "e", "service_id": "s"}]),
        ),
        case("v2.endpoints.delete", json!({"endpoint": "e"}), "DELETE /endpoints/e", no.clone(), "", no.clone()),
        case(
            "v2.ec2.create",
            json!({"user": "u", "tenant_id": "t"}),
            "POST /users/u/credentials/OS-EC2",
            json!({"tenant_id": "t"}),
            r#"{"credential": {"access": "a", "secret": "s"}}"#,
            json!({"access": "a", "secret": "s"}),
        ),
        case(
            "v2.ec2.get",
            json!({"user": "u", "access": "a"}),
            "GET /users/u/credentials/OS-EC2/a",
            no.clone(),
            r#"{"credential": {"access": "a"}}"#,
            json!({"access": "a"}),
        ),
        case(
            "v2.ec2.list",
            json!({"user": "u"}),
            "GET /users/u/credentials/OS-EC2",
            no.clone(),
            r#"{"credentials": [{"access": "a"}]}"#,
            json!([{"access": "a"}]),
        ),
        case(
            "v2.ec2.delete",
            json!({"user": "u", "access": "a"}),
            "DELETE /users/u/credentials/OS-EC2/a",
            no.clone(),
            "",
            no.clone(),
        ),
        case(
            "v2.tokens.authenticate",
            json!({"username": "n", "password": "p", "tenant_id": "t"}),
            "POST /tokens",
            json!({"auth": {"passwordCredentials": {"username": "n", "password": "p"}, "tenantId": "t"}}),
            access,
            accessed(),
        ),
        case(
            "v2.tokens.authenticate",
            json!({"token": "k", "username": "n", "password": "p", "tenant_name": "t"}),
            "POST /tokens",
            json!({"auth": {"token": {"id": "k"}, "tenantName": "t"}}),
            access,
            accessed(),
        ),
        case("v2.tokens.validate", json!({"token": "k"}), "GET /tokens/k", no.clone(), access, accessed()),
        case(
            "v2.tokens.get_token_data",
            json!({"token": "k"}),
            "GET /tokens/k",
            no.clone(),
            access,
            json!({"access": accessed()}),
        ),
        case("v2.tokens.validate_access_info", json!({"token": "k"}), "GET /tokens/k", no.clone(), access, accessed()),
        case(
            "v2.tokens.endpoints",
            json!({"token": "k"}),
            "GET /tokens/k/endpoints",
            no.clone(),
            r#"{"endpoints": [], "endpoints_links": []}"#,
            json!([]),
        ),
        case("v2.tokens.delete", json!({"token": "k"}), "DELETE /tokens/k", no.clone(), "", no.clone()),
        case(
            "v2.tokens.get_revoked",
            none(),
            "GET /tokens/revoked",
            no.clone(),
            r#"{"signed": "s"}"#,
            json!({"signed": "s"}),
        ),
        case(
            "v2.certificates.get_ca_certificate",
            none(),
            "GET /certificates/ca",
            no.clone(),
            "-----BEGIN",
            json!("-----BEGIN"),
        ),
        case(
            "v2.certificates.get_signing_certificate",
            none(),
            "GET /certificates/signing",
            no.clone(),
            "-----BEGIN",
            json!("-----BEGIN"),
        ),
        case(
            "v2.extensions.list",
            none(),
            "GET /extensions",
            no.clone(),
            extensions,
            json!([{"alias": "a", "name": "A"}, {"alias": "b", "name": "B"}]),
        ),
        case(
            "v2.extensions.find",
            json!({"alias": "b"}),
            "GET /extensions",
            no.clone(),
            extensions,
            json!({"alias": "b", "name": "B"}),
        ),
        case(
            "v2.extensions.findall",
            json!({"alias": "b"}),
            "GET /extensions",
            no,
            extensions,
            json!([{"alias": "b", "name": "B"}]),
        ),
    ]
}

#[test]
fn every_operation_of_version_2_sends_and_gives_what_the_table_says() {
    for case in cases() {
        let (adapter, driver) = adapter(&[(if case.answer.is_empty() { 204 } else { 200 }, case.answer)]);
        let outcome =
            call(&adapter, case.name, &case.arguments).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let (method, path) = case.asks.split_once(' ').unwrap();
        assert_eq!(driver.asked(), [format!("{method} {ENDPOINT}{path}")], "{}", case.name);
        let request = &driver.requests()[0];
        let sent = request.body.as_bytes().map_or(Value::Null, |body| serde_json::from_slice(body).unwrap());
        assert_eq!(sent, case.sends, "{}", case.name);
        assert_eq!(value(&outcome), case.gives, "{}", case.name);
        let is_open = case.name.starts_with("v2.certificates.") || case.name == "v2.tokens.authenticate";
        assert_eq!(request.headers.get("x-auth-token").is_none(), is_open, "{}", case.name);
    }
}

#[test]
fn no_operation_of_version_2_lacks_a_case() {
    let cases: BTreeSet<&str> = cases().into_iter().map(|case| case.name).collect();
    let all = operations().map(|operation| operation.name).filter(|name| name.starts_with("v2."));
    let missing: Vec<&str> = all.filter(|name| !cases.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
