//! What the older generic client asks.

use keystoneclient::identity::generic;
use keystoneclient::value::Document;
use serde_json::{Value, json};

use crate::support::{ENDPOINT, adapter};

fn value(document: &Document) -> Value {
    serde_json::from_str(&document.root().to_json()).unwrap()
}

#[test]
fn versions_are_told_by_their_ids_in_both_shapes_and_without_a_token() {
    let link = |path: &str| json!([{"rel": "self", "href": format!("http://inside:5000/{path}/")}]);
    let (v2, v3) = (
        json!({"id": "v2.0", "status": "deprecated", "links": link("v2.0")}),
        json!({"id": "v3.14", "status": "stable", "links": link("v3")}),
    );
    let list = json!({"versions": {"values": [v3, v2]}}).to_string();
    let one = json!({ "version": v3 }).to_string();
    let (adapter, driver) = adapter(&[(300, &list), (200, &one)]);
    let found = value(&pollster::block_on(generic::discover(adapter.session(), Some("http://front/id"))).unwrap());
    let v3 = json!({"id": "v3.14", "status": "stable", "url": "http://front/id/v3/"});
    let v2 = json!({"id": "v2.0", "status": "deprecated", "url": "http://front/id/v2.0/"});
    assert_eq!(found, json!({"message": "Keystone found at http://front/id", "v3.14": v3, "v2.0": v2}));
    let found = value(&pollster::block_on(generic::discover(adapter.session(), Some("http://front/v3"))).unwrap());
    assert_eq!(found["v3.14"]["url"], "http://front/v3");
    assert!(driver.requests().iter().all(|request| request.headers.get("x-auth-token").is_none()));
}

#[test]
fn what_is_no_version_document_is_an_error_and_not_nothing() {
    for (status, body, class) in [
        (200, "{}", "DiscoveryFailure"),
        (200, "<html>", "DiscoveryFailure"),
        (401, "{}", "Unauthorized"),
        (500, "", "InternalServerError"),
    ] {
        let (adapter, _) = adapter(&[(status, body)]);
        let error = pollster::block_on(generic::discover(adapter.session(), Some("http://front/"))).unwrap_err();
        assert_eq!(error.code().class_name(), class, "{body}");
    }
}

#[test]
fn extensions_are_names_by_alias_in_both_shapes() {
    let extensions = json!([{"alias": "OS-KSADM", "name": "Admin"}, {"name": "no alias"}, {"alias": "S3"}]);
    for body in [json!({ "extensions": extensions }), json!({"extensions": {"values": extensions}})] {
        let (adapter, driver) = adapter(&[(200, &body.to_string())]);
        let found = pollster::block_on(generic::discover_extensions(adapter.session(), "http://h/v2.0/")).unwrap();
        assert_eq!(value(&found), json!({"OS-KSADM": "Admin", "S3": null}));
        assert_eq!(driver.asked(), ["GET http://h/v2.0/extensions"]);
        assert!(driver.requests()[0].headers.get("x-auth-token").is_none());
    }
    let (adapter, _) = adapter(&[(200, "{}")]);
    let error = pollster::block_on(generic::discover_extensions(adapter.session(), ENDPOINT)).unwrap_err();
    assert_eq!(error.code().class_name(), "InvalidResponse");
}
