//! Bodies that nobody should send.

use std::fmt::Write;

use super::*;
use crate::value::Value;

fn v3_endpoints(endpoints: &str) -> Catalog {
    v3(&format!(r#"[{{"type":"t","endpoints":[{endpoints}]}}]"#))
}

/// A list of `count` elements that a function writes.
fn list(count: usize, element: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0..count {
        let _ = write!(text, "{}{}", if number == 0 { "" } else { "," }, element(number));
    }
    text
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn thousands_of_services_of_one_type_are_one() {
    let services = list(5000, |n| {
        format!(
            r#"{{"type":"t","name":"n{n}","endpoints":[{{"interface":"public","region":"r{n}","url":"http://{n}"}}]}}"#
        )
    });
    let catalog = v3(&format!("[{services}]"));
    assert_eq!(url(&catalog, &asked("t", "public", "r4999")).as_deref(), Some("http://4999"));
    assert_eq!(url(&catalog, &asked("t", "public", "r5000")), None);
    let named = EndpointFilter { service_name: Some("n4998".into()), ..asked("t", "public", "") };
    assert_eq!(url(&catalog, &named).as_deref(), Some("http://4998"));
    assert_eq!(catalog.urls(EndpointQuery::default()).unwrap().root().len(), 5000);
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn thousands_of_endpoints_are_found_by_another_name_of_their_types() {
    let services = list(5000, |n| {
        let kind = if n % 2 == 0 { "volumev2" } else { "volumev3" };
        format!(r#"{{"type":"{kind}","endpoints":[{{"interface":"public","region":"r{n}","url":"http://{n}"}}]}}"#)
    });
    let catalog = v3(&format!("[{services}]"));
    for n in [0, 1, 2500, 4998, 4999] {
        let found = url(&catalog, &asked("block-storage", "public", &format!("r{n}")));
        assert_eq!(found.as_deref(), Some(&*format!("http://{n}")));
    }
    assert_eq!(url(&catalog, &asked("block-storage", "public", "")).as_deref(), Some("http://1"), "the better name");
    assert_eq!(url(&catalog, &asked("block-storage", "public", "r5000")), None);
    assert_eq!(url(&catalog, &asked("block-storage", "admin", "r0")), None);
    assert_eq!(url(&catalog, &asked("volumev3", "public", "r0")), None);
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn an_explanation_has_a_bound_and_tells_of_the_one_that_is_taken() {
    let endpoints =
        list(5000, |n| format!(r#"{{"id":"e{n}","interface":"public","url":"http://{n}/{}"}}"#, "x".repeat(2000)));
    let catalog = v3_endpoints(&endpoints);
    let filter = EndpointFilter { endpoint_id: Some("e4999".into()), ..EndpointFilter::default() };
    let explanation = catalog.explain(&filter).unwrap();
    let candidates = explanation.root().get("candidates").unwrap();
    assert_eq!(candidates.len(), 1001);
    assert_eq!(candidates.at(1000).and_then(|one| one.get("taken")).and_then(Value::as_bool), Some(true));
    assert_eq!(explanation.root().get("chosen").and_then(Value::as_i64), Some(4999));
    assert_eq!(explanation.root().get("left_out").and_then(Value::as_i64), Some(3999));
    let url = candidates.at(0).and_then(|one| one.get("url")).and_then(Value::as_str).unwrap();
    assert!(url.ends_with("x...") && url.len() < 1100, "{}", url.len());
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn an_answer_that_repeats_a_long_name_too_often_is_refused() {
    let endpoints = list(1000, |n| format!(r#"{{"interface":"public","url":"http://{n}"}}"#));
    let name = "n".repeat(100_000);
    let catalog = v3(&format!(r#"[{{"type":"t","name":"{name}","endpoints":[{endpoints}]}}]"#));
    let error = catalog.endpoints_data(EndpointQuery::default()).unwrap_err();
    assert_eq!(error.code(), Code::LIMIT_EXCEEDED);
    assert!(error.message().len() < 200, "{error}");
    assert_eq!(catalog.urls(EndpointQuery::default()).unwrap().root().len(), 1000);
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn an_endpoint_of_version_2_with_thousands_of_urls_is_listed_once() {
    let urls = list(5000, |n| format!(r#""i{n}URL":"http://{n}""#));
    let body = format!(r#"{{"access":{{"serviceCatalog":[{{"type":"t","endpoints":[{{{urls}}}]}}]}}}}"#);
    let catalog = catalog(&body);
    assert_eq!(catalog.endpoint_count(), 5000);
    assert_eq!(url(&catalog, &asked("t", "i4999", "")).as_deref(), Some("http://4999"));
    let listed = catalog.endpoints_by_type(EndpointQuery::default()).unwrap();
    assert_eq!(listed.root().get("t").map(Value::len), Some(1));
}

#[test]
fn a_name_is_not_mistaken_for_another_kind_of_name() {
    let catalog = v3_endpoints(
        r#"{"interface":"public","region":"compute","url":"http://x"},
        {"interface":"compute","region":"public","url":"http://y"}"#,
    );
    assert_eq!(url(&catalog, &asked("compute", "public", "")), None);
    assert_eq!(url(&catalog, &asked("t", "public", "compute")).as_deref(), Some("http://x"));
    assert_eq!(url(&catalog, &asked("t", "compute", "public")).as_deref(), Some("http://y"));
    let message = refusal(&catalog, &asked("compute", "public", "")).message().to_string();
    assert!(message.ends_with("the types in the catalog are t"), "{message}");
}

#[test]
fn a_nul_is_refused_by_its_path_wherever_c_would_see_it() {
    let nul = r"x\u0000y";
    for member in ["id", "region", "region_id", "interface", "url"] {
        let body = format!(r#"{{"token":{{"catalog":[{{"type":"t","endpoints":[{{"{member}":"{nul}"}}]}}]}}}}"#);
        assert_eq!(refused(&body), format!("token.catalog[0].endpoints[0].{member} holds a NUL"));
    }
    for member in ["type", "name", "id"] {
        let service = format!(r#""type":"t","{member}":"{nul}""#);
        let body = format!(r#"{{"token":{{"catalog":[{{{service}}}]}}}}"#);
        assert_eq!(refused(&body), format!("token.catalog[0].{member} holds a NUL"));
    }
    let catalog = v3_endpoints(&format!(r#"{{"interface":"public","url":"http://x","other":"{nul}"}}"#));
    let filter =
        EndpointFilter { attr: Some("other".into()), filter_value: Some("x\0y".into()), ..EndpointFilter::default() };
    assert_eq!(url(&catalog, &filter).as_deref(), Some("http://x"), "what is not read may hold anything");
}

#[test]
fn a_text_that_is_no_catalog_is_refused() {
    for text in ["", "{", "5", "{}", r#"{"catalog":5}"#, r#"{"catalog":{"a":1}}"#, "\u{feff}{}"] {
        let error = Catalog::from_json(text).unwrap_err();
        assert_eq!(error.code(), Code::INVALID_RESPONSE, "{text}");
    }
    let deep = format!(r#"{{"catalog":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    assert_eq!(Catalog::from_json(deep).unwrap_err().code(), Code::INVALID_RESPONSE);
}
