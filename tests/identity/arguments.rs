//! Arguments that are refused before any request, and those that must reach the wire unharmed.

use keystoneclient::identity;
use serde_json::json;

use crate::support::{adapter, call, failure};

#[test]
fn wrong_arguments_are_refused_before_any_request() {
    for (name, arguments, class, says) in [
        ("v3.users.get", json!({}), "ValidationError", "'user' is missing"),
        ("v3.users.get", json!({"user": ""}), "ValidationError", "'user' is empty"),
        ("v3.users.delete", json!({"user": null}), "ValidationError", "'user' is empty"),
        ("v3.users.delete", json!({"user": ".."}), "ValidationError", "which no path can hold"),
        ("v3.users.delete", json!({"user": 7}), "ValidationError", "must be a string"),
        ("v3.users.delete", json!({"user": "a", "user_id": "b"}), "ValidationError", "given twice"),
        ("v3.users.delete", json!({"user": "a", "usr": "b"}), "UnsupportedParameters", "did you mean 'user'?"),
        ("v3.users.list", json!({"id": "a"}), "UnsupportedParameters", "use get"),
        ("v3.users.create", json!({"domain": "d"}), "ValidationError", "'name' is missing"),
        ("v3.roles.grant", json!({"role": "r", "user": "u"}), "ValidationError", "project, domain, system"),
        ("v3.roles.grant", json!({"role": "r", "user": "u", "system": "some"}), "ValidationError", "must be \"all\""),
        ("v3.roles.list", json!({"domain": "d"}), "ValidationError", "needs 'user' or 'group'"),
        ("v3.users.list", json!({"project": "a", "default_project": "b"}), "ValidationError", "older name"),
        ("v3.application_credentials.create", json!({"name": "a", "roles": 7}), "CommandError", "an id or an object"),
        ("v3.endpoints.list", json!({"interface": "publicURL"}), "ValidationError", "public, admin or internal"),
        ("v3.role_assignments.list", json!({"user": "u", "group": "g"}), "ValidationError", "'user' or 'group'"),
        ("v3.role_assignments.list", json!({"system": true}), "ValidationError", "'system'"),
        (
            "v3.projects.get",
            json!({"project": "p", "parents_as_ids": true, "parents_as_list": true}),
            "ValidationError",
            "cannot both be true",
        ),
        (
            "v3.users.update_password",
            json!({"old_password": "a", "new_password": "a"}),
            "ValidationError",
            "are the same",
        ),
        ("v2.tokens.authenticate", json!({"username": "n"}), "ValidationError", "'username' and 'password'"),
        ("v3.domain_configs.list", json!({}), "MethodNotImplemented", "v3.domain_configs.list"),
        ("v3.tokens.validate", json!({}), "ValidationError", "'token' is missing"),
    ] {
        let (adapter, driver) = adapter(&[]);
        let (found, message) = failure(call(&adapter, name, &arguments));
        assert_eq!(found, class, "{name} {arguments}: {message}");
        assert!(message.contains(says), "{name} {arguments}: {message}");
        assert!(driver.asked().is_empty(), "{name} {arguments}");
    }
}

#[test]
fn an_operation_that_is_not_there_is_told_which_is_near() {
    let error = identity::find("v3.users.creat").unwrap_err();
    assert!(error.message().as_str().contains("v3.users.create"), "{error}");
    assert_eq!(error.code().class_name(), "MethodNotImplemented");
}

#[test]
fn an_id_is_one_segment_of_the_path_whatever_is_in_it() {
    for (id, segment) in [
        ("a/../../v2.0/x", "a%2F..%2F..%2Fv2.0%2Fx"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("ü é", "%C3%BC%20%C3%A9"),
        ("%2e%2e", "%252e%252e"),
        ("a\nb", "a%0Ab"),
    ] {
        let (adapter, driver) = adapter(&[(204, "")]);
        call(&adapter, "v3.users.delete", &json!({"user": id})).unwrap();
        assert_eq!(driver.asked(), [format!("DELETE http://keystone:5000/v3/users/{segment}")]);
    }
}

#[test]
fn null_clears_an_attribute_and_what_is_not_given_is_not_sent() {
    let (adapter, driver) = adapter(&[(200, r#"{"user": {}}"#)]);
    call(&adapter, "v3.users.update", &json!({"user": "u", "email": null, "enabled": false, "own": [1, {"a": ""}]}))
        .unwrap();
    let body: serde_json::Value = serde_json::from_slice(driver.requests()[0].body.as_bytes().unwrap()).unwrap();
    assert_eq!(body, json!({"user": {"email": null, "enabled": false, "own": [1, {"a": ""}]}}));
}

#[test]
fn an_option_of_a_domains_configuration_goes_where_keystone_wants_it() {
    let answer = r#"{"config": {}}"#;
    let (adapter, driver) = adapter(&[(200, answer), (200, answer), (200, answer)]);
    let group = json!({"domain": "d", "group": "ldap", "url": "ldap://h", "page_size": 3});
    call(&adapter, "v3.domain_configs.update_group", &group).unwrap();
    let option = json!({"domain": "d", "group": "ldap", "option": "page_size", "value": 0});
    call(&adapter, "v3.domain_configs.update_option", &option).unwrap();
    call(&adapter, "v3.domain_configs.get_default_option", &json!({"group": "ldap", "option": "url"})).unwrap();
    let endpoint = "http://keystone:5000/v3/domains";
    assert_eq!(
        driver.asked(),
        [
            format!("PATCH {endpoint}/d/config/ldap"),
            format!("PATCH {endpoint}/d/config/ldap/page_size"),
            format!("GET {endpoint}/config/ldap/url/default"),
        ]
    );
    let sent = |at: usize| -> serde_json::Value {
        serde_json::from_slice(driver.requests()[at].body.as_bytes().unwrap()).unwrap()
    };
    assert_eq!(sent(0), json!({"config": {"ldap": {"url": "ldap://h", "page_size": 3}}}));
    assert_eq!(sent(1), json!({"config": {"page_size": 0}}));
}

#[test]
fn what_is_not_given_is_sent_as_the_reference_does() {
    let (adapter, driver) = adapter(&[(201, r#"{"policy": {}}"#), (200, r#"{"users": []}"#)]);
    call(&adapter, "v3.policies.create", &json!({"blob": "{}"})).unwrap();
    call(&adapter, "v3.users.list", &json!({"project": "p"})).unwrap();
    let body: serde_json::Value = serde_json::from_slice(driver.requests()[0].body.as_bytes().unwrap()).unwrap();
    assert_eq!(body, json!({"policy": {"blob": "{}", "type": "application/json"}}));
    assert_eq!(driver.asked()[1], "GET http://keystone:5000/v3/users?default_project_id=p");
}

#[test]
fn flags_have_no_value_and_false_is_zero() {
    let (adapter, driver) =
        adapter(&[(200, r#"{"project": {}}"#), (200, r#"{"role_assignments": []}"#), (200, r#"{"domains": []}"#)]);
    call(
        &adapter,
        "v3.projects.get",
        &json!({"project": "p", "subtree_as_ids": true, "parents_as_list": true, "parents_as_ids": false}),
    )
    .unwrap();
    call(&adapter, "v3.role_assignments.list", &json!({"effective": false, "include_names": true})).unwrap();
    call(&adapter, "v3.domains.list", &json!({"enabled": false, "name": ["a b", "c&d"]})).unwrap();
    assert_eq!(
        driver.asked(),
        [
            "GET http://keystone:5000/v3/projects/p?subtree_as_ids&parents_as_list",
            "GET http://keystone:5000/v3/role_assignments?include_names=True",
            "GET http://keystone:5000/v3/domains?enabled=0&name=a+b&name=c%26d",
        ]
    );
}

#[test]
fn the_own_user_is_asked_of_the_token() {
    let (adapter, driver) = adapter(&[(200, r#"{"application_credentials": []}"#), (204, "")]);
    call(&adapter, "v3.application_credentials.list", &json!({})).unwrap();
    call(&adapter, "v3.users.update_password", &json!({"old_password": "a", "new_password": "b"})).unwrap();
    assert_eq!(
        driver.asked(),
        [
            "GET http://keystone:5000/v3/users/me/application_credentials",
            "POST http://keystone:5000/v3/users/me/password"
        ]
    );
}
