//! Other names of types, attributes, lists and explanations.

use super::*;
use crate::value::Value;

fn volumes() -> Catalog {
    v3(&format!(
        "[{},{},{}]",
        service("volumev2", "two", &["North/public", "North/internal"]),
        service("block_storage", "spelled", &["West/public"]),
        service("volumev3", "three", &["North/public", "South/public"]),
    ))
}

fn texts(value: Value<'_>) -> Vec<String> {
    value.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn the_name_that_is_asked_for_stands_before_its_other_names_in_the_official_order() {
    let catalog = volumes();
    let found = |kind, region| url(&catalog, &asked(kind, "public", region));
    assert_eq!(found("block-storage", "North").as_deref(), Some("http://three/North/public"));
    assert_eq!(found("volumev2", "North").as_deref(), Some("http://two/North/public"));
    assert_eq!(found("volumev2", "South"), None, "an alias does not stand for another alias");
    assert_eq!(found("block-storage", "West").as_deref(), Some("http://spelled/West/public"));
    assert_eq!(found("volume", "West").as_deref(), Some("http://spelled/West/public"));
    assert_eq!(found("volume", "North"), None);
    assert_eq!(found("block_storage", "North"), None, "what is asked for is taken as it is spelled");
    assert_eq!(found("block_storage", "West").as_deref(), Some("http://spelled/West/public"));
}

#[test]
fn a_type_is_chosen_before_an_interface() {
    let catalog = volumes();
    let filter =
        EndpointFilter { interface: vec!["internal".into(), "public".into()], ..asked("block-storage", "", "North") };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://three/North/public"));
    let filter = EndpointFilter { service_name: Some("two".into()), ..filter };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://two/North/internal"));
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn a_look_up_finds_the_first_of_the_list_whatever_is_asked() {
    let catalog = volumes();
    let some = |text: &'static str| (!text.is_empty()).then_some(text);
    let mut found = 0;
    for service_type in ["", "volume", "volumev2", "volumev3", "block-storage", "block_storage", "image"] {
        for interface in ["", "public", "internalURL,public", "admin,internal", "admin"] {
            for region_name in ["", "North", "South", "West", "East"] {
                for service_name in ["", "two", "three"] {
                    let query = EndpointQuery {
                        service_type: some(service_type),
                        interface: Interfaces::from(Some(interface)),
                        region_name: some(region_name),
                        service_name: some(service_name),
                        ..EndpointQuery::default()
                    };
                    let one = catalog.url_for(query).ok().map(|url| url.to_string());
                    let all = catalog.urls(query).unwrap();
                    assert_eq!(one, texts(all.root()).into_iter().next(), "{query:?}");
                    let chosen = catalog.explain(query).unwrap().root().get("chosen").and_then(Value::as_i64);
                    assert_eq!(chosen.is_some(), one.is_some(), "{query:?}");
                    found += usize::from(one.is_some());
                }
            }
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn an_attribute_counts_as_the_body_has_it_and_only_with_a_value() {
    let catalog = v3(r#"[{"type":"t","endpoints":[
        {"interface":"public","region_id":"id","region":"name","number":5,"url":"http://x"},
        {"interface":"public","region_id":"id","region":"other","url":"http://y"}]}]"#);
    let with = |attr: &str, value: &str| EndpointFilter {
        attr: Some(attr.into()),
        filter_value: Some(value.into()),
        ..EndpointFilter::default()
    };
    assert_eq!(url(&catalog, &with("region", "other")).as_deref(), Some("http://y"));
    assert_eq!(url(&catalog, &with("region", "id")), None);
    assert_eq!(url(&catalog, &with("number", "5")), None, "a number is no string");
    assert_eq!(url(&catalog, &with("region", "")).as_deref(), Some("http://x"), "no value asks nothing");
    assert_eq!(url(&catalog, &with("", "other")), None);
    let message = refusal(&catalog, &with("region", "id")).message().to_string();
    assert!(message.starts_with("no public endpoint whose region is 'id': the catalog has"), "{message}");
}

#[test]
fn a_refusal_tells_of_the_other_names_as_well() {
    let message = refusal(&volumes(), &asked("block-storage", "admin", "North")).message().to_string();
    assert!(message.contains("for this type the catalog has public of volumev2 in North"), "{message}");
    assert!(message.contains("public of block_storage in West"), "{message}");
}

#[test]
fn lists_have_the_types_of_which_nothing_is_taken() {
    let filter = EndpointFilter { region_name: Some("South".into()), ..EndpointFilter::default() };
    let listed = volumes().endpoints_by_type(&filter).unwrap();
    let lengths: Vec<_> = listed.root().iter().map(|list| (list.key().to_owned(), list.len())).collect();
    let expected = [("volumev2", 0), ("block_storage", 0), ("volumev3", 1)];
    assert_eq!(lengths, expected.map(|(kind, count)| (kind.to_owned(), count)));
}

#[test]
fn a_list_has_every_interface_where_none_is_asked_for_and_the_best_otherwise() {
    let catalog = volumes();
    let count = |interface: Vec<String>| {
        let filter = EndpointFilter { service_type: Some("volumev2".into()), interface, ..EndpointFilter::default() };
        catalog.endpoints_data(&filter).unwrap().root().get("volumev2").map(Value::len)
    };
    assert_eq!(count(vec![]), Some(2));
    assert_eq!(count(vec!["admin".into(), "internalURL".into(), "public".into()]), Some(1));
    assert_eq!(catalog.urls(EndpointQuery::default()).unwrap().root().len(), 4, "URLs are public ones");
}

#[test]
fn every_reason_is_given() {
    let catalog = v3(r#"[{"type":"t","name":"n","id":"s","endpoints":[
        {"id":"e","interface":"public","region":"R","url":"http://0","k":"v"},
        {"id":"e","interface":"admin","region":"R","url":"http://1","k":"v"},
        {"id":"e","interface":"public","region":"S","url":"http://2","k":"v"},
        {"interface":"public","region":"R","url":"http://3","k":"v"},
        {"id":"e","interface":"public","region":"R","url":"http://4"},
        {"id":"e","interface":"public","region":"R","url":null,"k":"v"},
        {"id":"e","interface":"public","region":"R","url":"http://5","k":"v"},
        {"id":"e","interface":"internal","region":"R","url":"http://6","k":"v"}]},
        {"type":"t","name":"m","endpoints":[{"url":"http://7"}]},
        {"type":"t","name":"n","id":"other","endpoints":[{"url":"http://8"}]},
        {"type":"u","endpoints":[{"url":"http://9"}]}]"#);
    let filter = EndpointFilter {
        service_name: Some("n".into()),
        service_id: Some("s".into()),
        endpoint_id: Some("e".into()),
        attr: Some("k".into()),
        filter_value: Some("v".into()),
        interface: vec!["public".into(), "internal".into()],
        ..asked("t", "", "R")
    };
    let explanation = catalog.explain(&filter).unwrap();
    let candidates = explanation.root().get("candidates").unwrap();
    let told: Vec<_> = candidates
        .iter()
        .map(|one| {
            let text = |key| one.get(key).and_then(Value::as_str).unwrap_or("none").to_owned();
            (text("url"), text("why"))
        })
        .collect();
    let expected = [
        ("http://0", "it is the first that fits"),
        ("http://2", "its region is 'S', not 'R'"),
        ("http://3", "it has no endpoint id; asked for is 'e'"),
        ("http://4", "it has no k; asked for is 'v'"),
        ("http://5", "it fits, but number 0 stands before it"),
        ("none", "it has no URL"),
        ("http://6", "it fits, but interface 'public' is tried before 'internal'"),
        ("http://1", "its interface is 'admin', not 'public' or 'internal'"),
        ("http://7", "its service name is 'm', not 'n'"),
        ("http://8", "its service id is 'other', not 's'"),
        ("http://9", "its service type is 'u', not 't'"),
    ];
    assert_eq!(told, expected.map(|(url, why)| (url.to_owned(), why.to_owned())));
}

#[test]
fn version_2_says_why_an_empty_url_is_not_taken() {
    let catalog = catalog(
        r#"{"access":{"serviceCatalog":[{"type":"t","endpoints":[{"publicURL":"","adminURL":null,"id":"1"}]}]}}"#,
    );
    let explanation = catalog.explain(&asked("t", "publicURL", "")).unwrap();
    assert_eq!(explanation.root().pointer("/candidates/0/why").and_then(Value::as_str), Some("it has no URL"));
    assert_eq!(
        explanation.root().pointer("/candidates/1/why").and_then(Value::as_str),
        Some("its interface is 'adminURL', not 'public'")
    );
    assert_eq!(catalog.endpoint_count(), 0);
}

#[test]
fn version_2_lists_an_object_once() {
    let catalog = catalog(
        r#"{"access":{"serviceCatalog":[{"type":"t","endpoints":[
            {"publicURL":"http://p","adminURL":"http://a"},{"publicURL":"http://p","adminURL":"http://a"},
            {"publicURL":"http://q"}]}]}}"#,
    );
    assert_eq!(catalog.endpoint_count(), 5);
    let listed = catalog.endpoints_by_type(EndpointQuery::default()).unwrap();
    assert_eq!(listed.root().get("t").map(Value::len), Some(2));
    assert_eq!(texts(catalog.urls(EndpointQuery::default()).unwrap().root()), ["http://p", "http://p", "http://q"]);
}

#[test]
fn the_data_are_the_list_of_the_body() {
    assert_eq!(volumes().data().map(Value::len), Some(3));
    assert!(catalog(r#"{"token":{}}"#).data().is_none());
}

#[test]
fn the_token_of_a_catalog_is_told_without_what_the_body_does_not_say() {
    let told = |body: &str| catalog(body).token().unwrap().root().to_json();
    let project =
        r#"{"token":{"expires_at":"2030-01-01T00:00:00Z","user":{"id":"u"},"project":{"id":"p"},"catalog":[]}}"#;
    assert_eq!(told(project), r#"{"expires":"2030-01-01T00:00:00Z","user_id":"u","tenant_id":"p"}"#);
    assert_eq!(
        told(r#"{"token":{"user":{"id":"u\"\n"},"domain":{"id":"d"}}}"#),
        r#"{"user_id":"u\"\n","domain_id":"d"}"#
    );
    let old =
        r#"{"access":{"token":{"id":"t","expires":"2030","tenant":{"id":"p"}},"user":{"id":"u"},"serviceCatalog":[]}}"#;
    assert_eq!(told(old), r#"{"id":"t","expires":"2030","user_id":"u","tenant_id":"p"}"#);
    assert_eq!(told(r#"{"access":{"token":{"id":null},"user":{}}}"#), "{}");
    assert_eq!(told(r#"{"catalog":[]}"#), "{}");
}
