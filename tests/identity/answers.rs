//! Answers that are not what they must be.

use serde_json::json;

use crate::support::{adapter, call, failure, json as value};

#[test]
fn an_odd_answer_is_an_invalid_response_that_names_the_operation() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "not json",
        r#"{"user": 7}"#,
        r#"{"user": null}"#,
        "{\"user\": {\"id\": \"\u{0}",
        "\"x\"",
    ] {
        let (adapter, _) = adapter(&[(200, body)]);
        let (class, message) = failure(call(&adapter, "v3.users.get", &json!({"user": "u"})));
        assert_eq!(class, "InvalidResponse", "{body}");
        assert!(message.contains("v3.users.get"), "{message}");
    }
    for body in [r#"{"users": {"a": 1}}"#, r#"{"users": "x"}"#, r#"{"users": null}"#, "{}"] {
        let (adapter, _) = adapter(&[(200, body)]);
        assert_eq!(failure(call(&adapter, "v3.users.list", &json!({}))).0, "InvalidResponse", "{body}");
    }
    let (adapter, _) = adapter(&[(201, r#"{"limits": []}"#)]);
    let limit = json!({"service": "s", "resource_name": "r", "resource_limit": 1, "project": "p"});
    assert_eq!(failure(call(&adapter, "v3.limits.create", &limit)).0, "InvalidResponse");
}

#[test]
fn the_body_of_a_secret_answer_stays_out_of_the_error() {
    let (adapter, _) = adapter(&[(201, r#"{"credentials": {"secret": "hunter2"}}"#)]);
    let error = call(&adapter, "v3.ec2.create", &json!({"user": "u", "project": "p"})).unwrap_err();
    assert!(error.body().is_none() && !format!("{error:?}").contains("hunter2"));
    assert_eq!(error.http_status(), 201);
}

#[test]
fn a_text_is_taken_when_it_is_written_as_the_operation_says() {
    const METADATA: &str = "v3.federation.saml.get_metadata";
    const CERTIFICATE: &str = "v3.simple_cert.get_certificates";
    for (name, body) in [
        (METADATA, "<EntityDescriptor xmlns=\"urn:x\"/>"),
        (METADATA, "<?xml version=\"1.0\"?>\n<!-- a -->\n<md:EntityDescriptor\n entityID=\"x\"></md:EntityDescriptor>"),
        (METADATA, "\u{feff}<m:EntitiesDescriptor></m:EntitiesDescriptor>"),
        (CERTIFICATE, "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n"),
        (CERTIFICATE, "Certificate:\n    Data:\n-----BEGIN CERTIFICATE-----\nMIIC\n"),
    ] {
        let (adapter, _) = adapter(&[(200, body)]);
        assert_eq!(value(&call(&adapter, name, &json!({})).expect(body)), json!(body));
    }
    for (name, body, says) in [
        (METADATA, "<!DOCTYPE html>\n<html xmlns=\"x\"><EntityDescriptor/></html>", "EntityDescriptor"),
        (METADATA, "<Response/>", "EntityDescriptor"),
        (METADATA, "EntityDescriptor", "EntityDescriptor"),
        (CERTIFICATE, "<html>Gateway Timeout</html>", "PEM"),
        (CERTIFICATE, "try -----BEGIN again", "PEM"),
    ] {
        let (adapter, _) = adapter(&[(200, body)]);
        let (class, message) = failure(call(&adapter, name, &json!({})));
        assert_eq!(class, "InvalidResponse", "{body}");
        assert!(message.contains(name) && message.contains(says), "{message}");
    }
}

#[test]
fn a_search_wants_exactly_one() {
    for (body, class) in
        [(r#"{"users": []}"#, "NotFound"), (r#"{"users": [{"id": "1"}, {"id": "2"}]}"#, "NoUniqueMatch")]
    {
        let (adapter, _) = adapter(&[(200, body)]);
        assert_eq!(failure(call(&adapter, "v3.users.find", &json!({"name": "x"}))).0, class);
    }
}

#[test]
fn version_2_searches_in_the_list_since_servers_do_not_filter() {
    let tenants = r#"{"tenants": {"values": [{"id": "1", "name": "a", "enabled": true}, {"id": "2", "name": "b"}]}}"#;
    let (adapter, driver) = adapter(&[(200, tenants), (200, tenants), (200, tenants)]);
    assert_eq!(value(&call(&adapter, "v2_0.tenants.find", &json!({"name": "b"})).unwrap())["id"], "2");
    assert_eq!(
        value(&call(&adapter, "v2.tenants.findall", &json!({"enabled": true})).unwrap()),
        json!([{"id": "1", "name": "a", "enabled": true}])
    );
    assert_eq!(failure(call(&adapter, "v2.tenants.find", &json!({"name": "c"}))).0, "NotFound");
    assert!(driver.asked().iter().all(|asked| asked == "GET http://keystone:5000/v3/tenants"), "{:?}", driver.asked());
}

#[test]
fn a_resource_is_found_by_id_before_it_is_found_by_name() {
    let find = |answers: &[(u16, &str)]| {
        let (adapter, driver) = adapter(answers);
        let found = pollster::block_on(keystoneclient::identity::find_resource(&adapter, "v3.users", "x y"));
        (found, driver.asked())
    };
    let (found, asked) = find(&[(200, r#"{"user": {"id": "x y"}}"#)]);
    assert_eq!(value(&found.unwrap())["id"], "x y");
    assert_eq!(asked, ["GET http://keystone:5000/v3/users/x%20y"]);
    let (found, asked) = find(&[(404, "{}"), (200, r#"{"users": [{"id": "1"}]}"#)]);
    assert_eq!(value(&found.unwrap())["id"], "1");
    assert_eq!(asked[1], "GET http://keystone:5000/v3/users?name=x+y");
    assert_eq!(failure(find(&[(404, "{}"), (200, r#"{"users": []}"#)]).0).0, "CommandError");
    assert_eq!(failure(find(&[(404, "{}"), (200, r#"{"users": [{}, {}]}"#)]).0).0, "CommandError");
    assert_eq!(failure(find(&[(403, "{}")]).0).0, "Forbidden");
}
