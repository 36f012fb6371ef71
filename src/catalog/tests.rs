#![allow(clippy::unwrap_used)]

mod hostile;
mod listing;

use super::*;
use crate::error::{Code, Error};

fn catalog(body: &str) -> Catalog {
    Catalog::from_body(Document::parse(body).unwrap()).unwrap()
}

/// A catalog of version 3 with these services.
fn v3(services: &str) -> Catalog {
    catalog(&format!(r#"{{"token":{{"catalog":{services}}}}}"#))
}

fn refused(body: &str) -> String {
    let error = Catalog::from_body(Document::parse(body).unwrap()).unwrap_err();
    assert_eq!(error.code(), Code::INVALID_RESPONSE);
    error.message().to_string()
}

/// `region/interface` pairs as endpoints whose URL says what they are.
fn service(kind: &str, name: &str, endpoints: &[&str]) -> String {
    let endpoints: Vec<String> = endpoints
        .iter()
        .map(|endpoint| {
            let (region, interface) = endpoint.split_once('/').unwrap();
            format!(
                r#"{{"id":"{kind}.{region}.{interface}","region":"{region}","region_id":"{region}","interface":"{interface}","url":"http://{name}/{endpoint}"}}"#
            )
        })
        .collect();
    format!(r#"{{"type":"{kind}","name":"{name}","id":"{name}-id","endpoints":[{}]}}"#, endpoints.join(","))
}

fn two_regions() -> Catalog {
    v3(&format!(
        "[{},{},{}]",
        service("identity", "keystone", &["North/public", "North/admin", "South/public"]),
        service("compute", "nova", &["North/internal", "South/internal", "South/public"]),
        service("compute", "nova2", &["North/public", "South/public"]),
    ))
}

fn asked(kind: &str, interface: &str, region: &str) -> EndpointFilter {
    EndpointFilter {
        service_type: Some(kind.to_owned()),
        interface: vec![interface.to_owned()],
        region_name: Some(region.to_owned()),
        ..EndpointFilter::default()
    }
}

fn url(catalog: &Catalog, filter: &EndpointFilter) -> Option<String> {
    match catalog.url_for(filter) {
        Ok(url) => Some(url.to_string()),
        Err(error) => {
            assert!(error.is_a(Code::ENDPOINT_NOT_FOUND));
            None
        }
    }
}

fn refusal(catalog: &Catalog, filter: &EndpointFilter) -> Error {
    catalog.url_for(filter).unwrap_err()
}

#[test]
fn type_interface_and_region_find_the_endpoint() {
    let catalog = two_regions();
    assert_eq!(url(&catalog, &asked("compute", "internal", "South")).as_deref(), Some("http://nova/South/internal"));
    assert_eq!(url(&catalog, &asked("identity", "admin", "North")).as_deref(), Some("http://keystone/North/admin"));
    assert_eq!(url(&catalog, &asked("identity", "admin", "South")), None);
    assert_eq!(url(&catalog, &asked("image", "public", "North")), None);
    assert_eq!(url(&catalog, &asked("identity", "Public", "North")), None, "names are compared as they are");
}

#[test]
fn the_first_in_the_catalog_wins_and_services_of_one_type_are_one() {
    let catalog = two_regions();
    let filter = EndpointFilter { service_type: Some("compute".into()), ..EndpointFilter::default() };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://nova/South/public"));
    assert_eq!(url(&catalog, &asked("compute", "public", "North")).as_deref(), Some("http://nova2/North/public"));
}

#[test]
fn public_is_the_interface_of_who_does_not_say() {
    let catalog = two_regions();
    for interface in [vec![], vec![String::new()]] {
        let filter = EndpointFilter { interface, ..asked("identity", "", "North") };
        assert_eq!(url(&catalog, &filter).as_deref(), Some("http://keystone/North/public"));
    }
    let filter = EndpointFilter { interface: vec![], ..asked("compute", "", "West") };
    assert_eq!(url(&catalog, &filter), None);
}

#[test]
fn interfaces_are_tried_in_the_order_of_preference() {
    let catalog = two_regions();
    let query = |interface| EndpointQuery {
        service_type: Some("compute"),
        interface: Interfaces::from(Some(interface)),
        region_name: Some("North"),
        ..EndpointQuery::default()
    };
    let url = |interface| catalog.url_for(query(interface)).map(|url| url.to_string()).ok();
    assert_eq!(url("admin,public,internal").as_deref(), Some("http://nova2/North/public"));
    assert_eq!(url("internal, publicURL").as_deref(), Some("http://nova/North/internal"));
    assert_eq!(url(" , adminURL ,, internalURL").as_deref(), Some("http://nova/North/internal"));
    assert_eq!(url("admin"), None);
    assert_eq!(url(" , ").as_deref(), Some("http://nova2/North/public"), "a list of nothing names nothing");
    let filter = query("internal, publicURL").to_filter();
    assert_eq!(filter.interface, ["internal", "publicURL"]);
    assert_eq!(catalog.url_for(&filter).unwrap().as_str(), "http://nova/North/internal");
}

#[test]
fn odd_interfaces_are_shortened_once_and_for_all() {
    let catalog = two_regions();
    let filter = |name: &str| asked("compute", name, "North");
    for name in ["public", "publicURL", "publicURLURL"] {
        let kept = EndpointQuery::from(&filter(name)).to_filter();
        for filter in [filter(name), kept.clone(), EndpointQuery::from(&kept).to_filter()] {
            assert_eq!(url(&catalog, &filter).as_deref(), Some("http://nova2/North/public"), "{name}");
        }
    }
    for name in ["URL", "URLURL", "PUBLIC", "publicurl", "internaL", "URLpublic"] {
        let kept = EndpointQuery::from(&filter(name)).to_filter();
        assert_eq!(url(&catalog, &filter(name)), None, "{name}");
        assert_eq!(url(&catalog, &kept), None, "{name}");
    }
    let found =
        v3(r#"[{"type":"t","endpoints":[{"interface":"","url":"http://x"},{"interface":"URL","url":"http://y"}]}]"#);
    assert_eq!(url(&found, &asked("t", "URL", "")).as_deref(), Some("http://y"));
}

#[test]
fn version_2_takes_an_odd_key_by_its_name_only() {
    let keys = r#"{"publicURL":"http://p","publicURLURL":"http://pp","URL":"http://u","aURLbURL":"http://ab"}"#;
    let catalog = catalog(&format!(r#"{{"access":{{"serviceCatalog":[{{"type":"t","endpoints":[{keys}]}}]}}}}"#));
    for (name, expected) in [
        ("public", Some("http://p")),
        ("publicURL", Some("http://p")),
        ("publicURLURL", Some("http://pp")),
        ("URL", Some("http://u")),
        ("aURLbURL", Some("http://ab")),
        ("aURLb", None),
        ("URLURL", None),
    ] {
        assert_eq!(url(&catalog, &asked("t", name, "")).as_deref(), expected, "{name}");
    }
}

#[test]
fn a_preference_holds_within_a_type_and_the_order_of_types_above_it() {
    let catalog = two_regions();
    let filter = EndpointFilter { interface: vec!["internal".into(), "public".into()], ..EndpointFilter::default() };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://keystone/North/public"));
}

#[test]
fn without_a_type_the_first_type_that_has_one_is_taken() {
    let catalog = two_regions();
    let filter = EndpointFilter { interface: vec!["internal".into()], ..EndpointFilter::default() };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://nova/North/internal"));
    let filter = EndpointFilter { service_name: Some("nova2".into()), ..EndpointFilter::default() };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://nova2/North/public"));
    let filter = EndpointFilter { service_type: Some(String::new()), ..filter };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://nova2/North/public"), "empty is not given");
}

#[test]
fn types_go_by_the_first_service_that_will_do() {
    let catalog = v3(&format!(
        "[{},{},{}]",
        service("a", "one", &["R/public"]),
        service("b", "two", &["R/public"]),
        service("a", "two", &["S/public"]),
    ));
    let filter = EndpointFilter { service_name: Some("two".into()), ..EndpointFilter::default() };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://two/R/public"));
    let only_there = EndpointFilter { region_name: Some("S".into()), ..filter };
    assert_eq!(url(&catalog, &only_there).as_deref(), Some("http://two/S/public"));
}

#[test]
fn name_and_ids_pick_among_services_of_one_type() {
    let catalog = two_regions();
    let named = |name: &str| EndpointFilter { service_name: Some(name.into()), ..asked("compute", "public", "South") };
    assert_eq!(url(&catalog, &named("nova2")).as_deref(), Some("http://nova2/South/public"));
    assert_eq!(url(&catalog, &named("nova")).as_deref(), Some("http://nova/South/public"));
    assert_eq!(url(&catalog, &named("nova3")), None);
    let of_id = EndpointFilter { service_id: Some("nova2-id".into()), ..asked("compute", "public", "North") };
    assert_eq!(url(&catalog, &of_id).as_deref(), Some("http://nova2/North/public"));
    let in_the_other_region = EndpointFilter { endpoint_id: Some("compute.North.public".into()), ..of_id };
    assert_eq!(url(&catalog, &in_the_other_region).as_deref(), Some("http://nova2/North/public"));
    let wrong = EndpointFilter { region_name: Some("South".into()), ..in_the_other_region };
    assert_eq!(url(&catalog, &wrong), None);
}

#[test]
fn what_a_service_does_not_have_is_not_compared_but_an_endpoint_must_have_its_id() {
    let endpoint = r#""endpoints":[{"interface":"public","url":"http://x"}]"#;
    for service in
        [format!(r#"{{"type":"t",{endpoint}}}"#), format!(r#"{{"type":"t","name":null,"id":"",{endpoint}}}"#)]
    {
        let catalog = v3(&format!("[{service}]"));
        let filter = EndpointFilter {
            service_type: Some("t".into()),
            service_name: Some("whatever".into()),
            service_id: Some("whatever".into()),
            ..EndpointFilter::default()
        };
        assert_eq!(url(&catalog, &filter).as_deref(), Some("http://x"));
        let filter = EndpointFilter { endpoint_id: Some("whatever".into()), ..filter };
        assert_eq!(url(&catalog, &filter), None);
        let filter = EndpointFilter { endpoint_id: None, region_name: Some("R".into()), ..filter };
        assert_eq!(url(&catalog, &filter), None);
    }
}

#[test]
fn the_id_of_a_region_stands_before_its_name_unless_it_is_empty() {
    let of = |regions: &str| {
        v3(&format!(r#"[{{"type":"t","endpoints":[{{"interface":"public","url":"http://x",{regions}}}]}}]"#))
    };
    let differing = of(r#""region":"name","region_id":"id""#);
    assert_eq!(url(&differing, &asked("t", "public", "id")).as_deref(), Some("http://x"));
    assert_eq!(url(&differing, &asked("t", "public", "name")), None);
    for other in [r#""region":"name","region_id":"""#, r#""region_id":null,"region":"name""#, r#""region":"name""#] {
        assert_eq!(url(&of(other), &asked("t", "public", "name")).as_deref(), Some("http://x"), "{other}");
    }
}

#[test]
fn version_2_has_an_endpoint_for_each_key_that_ends_in_url() {
    let catalog = catalog(
        r#"{"access":{"token":{"id":"secret"},"serviceCatalog":[
            {"type":"compute","name":"nova","endpoints_links":[],"endpoints":[
                {"region":"North","adminURL":"http://a","publicURL":"http://p","internalURL":"","tenantId":"t","id":"1"},
                {"region":"South","publicURL":"http://old","publicURL":"http://s","specialURL":"http://x"}]}]}}"#,
    );
    let all: Vec<_> = catalog
        .endpoints()
        .map(|endpoint| (endpoint.interface().unwrap().to_string(), endpoint.url().to_string()))
        .collect();
    let expected =
        [("adminURL", "http://a"), ("publicURL", "http://p"), ("publicURL", "http://s"), ("specialURL", "http://x")];
    assert_eq!(all, expected.map(|(interface, url)| (interface.to_owned(), url.to_owned())));
    for interface in ["public", "publicURL"] {
        assert_eq!(url(&catalog, &asked("compute", interface, "South")).as_deref(), Some("http://s"));
    }
    assert_eq!(url(&catalog, &asked("compute", "admin", "North")).as_deref(), Some("http://a"));
    assert_eq!(url(&catalog, &asked("compute", "internal", "North")), None);
    assert_eq!(catalog.endpoint(0).unwrap().interface().unwrap().with_nul(), "adminURL\0");
    assert_eq!(catalog.endpoint(0).unwrap().id().as_deref(), Some("1"));
    assert!(catalog.endpoint(0).unwrap().service_id().is_none());
}

#[test]
fn an_endpoint_tells_all_that_the_catalog_says() {
    let catalog = two_regions();
    assert_eq!(catalog.endpoint_count(), 8);
    let endpoint = catalog.endpoint(4).unwrap();
    assert_eq!(endpoint.service_type().unwrap().with_nul(), "compute\0");
    assert_eq!(endpoint.service_name().as_deref(), Some("nova"));
    assert_eq!(endpoint.service_id().as_deref(), Some("nova-id"));
    assert_eq!(endpoint.interface().as_deref(), Some("internal"));
    assert_eq!(endpoint.region().as_deref(), Some("South"));
    assert_eq!(endpoint.id().as_deref(), Some("compute.South.internal"));
    assert_eq!(endpoint.url().with_nul(), "http://nova/South/internal\0");
    assert_eq!(endpoint.value().unwrap().get("region_id").unwrap().as_str(), Some("South"));
    assert!(catalog.endpoint(8).is_none());
}

#[test]
fn what_is_of_no_use_is_left_out() {
    let catalog = v3(r#"[null, [], {}, {"name":"no type","endpoints":[{"interface":"public","url":"http://x"}]},
            {"type":"t"}, {"type":"t","endpoints":null}, {"type":"t","endpoints":{}},
            {"type":"t","endpoints":[null, {}, [], {"interface":"public"}, {"interface":"public","url":null},
                {"interface":"public","url":""}, {"interface":null,"url":"http://null"}, {"url":"http://none"}]},
            {"type":null,"endpoints":[{"interface":"public","url":"http://no-type"}]}]"#);
    let urls: Vec<_> = catalog.endpoints().map(|endpoint| endpoint.url().to_string()).collect();
    assert_eq!(urls, ["http://null", "http://none", "http://no-type"]);
    assert!(catalog.endpoint(0).unwrap().interface().is_none());
    assert_eq!(url(&catalog, &asked("t", "public", "")), None);
    assert_eq!(url(&catalog, &EndpointFilter::default()).as_deref(), Some("http://no-type"));
}

#[test]
fn the_last_of_repeated_keys_counts() {
    let catalog = v3(
        r#"[{"type":"a","type":"b","endpoints":[{"url":5,"interface":"x","url":"http://u","interface":"public"}]}]"#,
    );
    assert_eq!(url(&catalog, &asked("b", "public", "")).as_deref(), Some("http://u"));
    assert_eq!(url(&catalog, &asked("a", "public", "")), None);
}

#[test]
fn the_answer_to_a_request_for_the_catalog_is_one() {
    let catalog = catalog(&format!(r#"{{"catalog":[{}],"links":{{}}}}"#, service("t", "n", &["R/public"])));
    assert_eq!(catalog.endpoint_count(), 1);
}

#[test]
fn a_wrong_type_is_refused_by_its_path() {
    let wrong = |services: &str| refused(&format!(r#"{{"token":{{"catalog":{services}}}}}"#));
    assert_eq!(wrong("5"), "token.catalog is a number, not a list");
    assert_eq!(wrong("[{}, true]"), "token.catalog[1] is a truth value, not an object");
    assert_eq!(wrong(r#"[{"type":["t"]}]"#), "token.catalog[0].type is a list, not a string");
    assert_eq!(wrong(r#"[{"type":"t","name":{"a":1}}]"#), "token.catalog[0].name is an object, not a string");
    assert_eq!(wrong(r#"[{"type":"t","endpoints":"x"}]"#), "token.catalog[0].endpoints is a string, not a list");
    let endpoint = |members: &str| wrong(&format!(r#"[{{"type":"t","endpoints":[{{}},{{{members}}}]}}]"#));
    assert_eq!(endpoint(r#""url":7"#), "token.catalog[0].endpoints[1].url is a number, not a string");
    assert_eq!(endpoint(r#""url":"http://x\u0000y""#), "token.catalog[0].endpoints[1].url holds a NUL");
    let long = "r".repeat(1025);
    assert_eq!(
        endpoint(&format!(r#""url":"http://x","region":"{long}""#)),
        "token.catalog[0].endpoints[1].region is longer than 1024 bytes"
    );
    assert_eq!(
        refused(r#"{"access":{"serviceCatalog":[{"type":"t","endpoints":[{"publicURL":false}]}]}}"#),
        "access.serviceCatalog[0].endpoints[0].publicURL is a truth value, not a string"
    );
    assert_eq!(refused("[]"), "the body holds no 'token', no 'access' and no 'catalog'");
}

#[test]
fn no_catalog_is_another_error_than_no_endpoint() {
    for body in [r#"{"token":{}}"#, r#"{"token":{"catalog":null}}"#, r#"{"token":{"catalog":[]}}"#, r#"{"access":{}}"#]
    {
        let error = refusal(&catalog(body), &asked("image", "public", "North"));
        assert_eq!(error.code(), Code::EMPTY_CATALOG, "{body}");
        assert!(error.is_a(Code::ENDPOINT_NOT_FOUND));
        assert_eq!(
            error.message().as_str(),
            "no public endpoint of service type 'image' in region 'North': the token has no catalog"
        );
    }
    let error = refusal(&v3("[{}]"), &EndpointFilter::default());
    assert_eq!(error.code(), Code::ENDPOINT_NOT_FOUND);
    assert_eq!(error.message().as_str(), "no public endpoint: the catalog has none");
}

#[test]
fn an_error_says_what_was_asked_and_what_there_is() {
    let catalog = two_regions();
    let message = |filter: &EndpointFilter| refusal(&catalog, filter).message().to_string();
    assert_eq!(
        message(&asked("image", "public", "North")),
        "no public endpoint of service type 'image' in region 'North': the types in the catalog are identity, compute"
    );
    assert_eq!(
        message(&asked("identity", "admin", "South")),
        "no admin endpoint of service type 'identity' in region 'South': \
         for this type the catalog has public in North, admin in North, public in South"
    );
    let filter = EndpointFilter {
        interface: vec!["a".into(), "bURL".into()],
        service_name: Some("nova3".into()),
        service_id: Some("i".into()),
        endpoint_id: Some("e".into()),
        ..EndpointFilter::default()
    };
    let message = message(&filter);
    let asked = "no a or b endpoint of service 'nova3' of service id 'i' with id 'e': the catalog has ";
    let there = "public of identity of keystone of service id keystone-id in North with id identity.North.public, ";
    assert!(message.starts_with(&format!("{asked}{there}")), "{message}");
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn an_error_has_a_bound_whatever_the_names_are() {
    let services: Vec<String> =
        (0..50).map(|n| service(&format!("{}{n}", "é".repeat(300)), "n", &["R/public"])).collect();
    let catalog = v3(&format!("[{}]", services.join(",")));
    let message = refusal(&catalog, &asked(&"x".repeat(10_000), &"y".repeat(10_000), &"z".repeat(10_000)));
    assert!(message.message().len() < 4000, "{message}");
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn every_endpoint_of_a_large_catalog_is_found() {
    let regions: Vec<String> = (0..40).map(|region| format!("Region{region}")).collect();
    let pairs: Vec<String> = regions
        .iter()
        .flat_map(|region| ["public", "internal"].map(|interface| format!("{region}/{interface}")))
        .collect();
    let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
    let services: Vec<String> = (0..25).map(|n| service(&format!("type{n}"), &format!("name{n}"), &pairs)).collect();
    let catalog = v3(&format!("[{}]", services.join(",")));
    assert_eq!(catalog.endpoint_count(), 25 * 80);
    for endpoint in catalog.endpoints() {
        let filter =
            asked(&endpoint.service_type().unwrap(), &endpoint.interface().unwrap(), &endpoint.region().unwrap());
        assert_eq!(url(&catalog, &filter).as_deref(), Some(endpoint.url().as_str()));
    }
    let anywhere = EndpointFilter { region_name: None, ..asked("type24", "internal", "") };
    assert_eq!(url(&catalog, &anywhere).as_deref(), Some("http://name24/Region0/internal"));
}

#[test]
fn debug_output_shows_sizes_only() {
    assert_eq!(format!("{:?}", two_regions()), "Catalog { version: V3, services: 3, endpoints: 8, .. }");
}
