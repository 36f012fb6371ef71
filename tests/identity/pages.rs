//! Lists over several pages.

use keystoneclient::identity;
use keystoneclient::value::Value;
use serde_json::json;

use crate::support::{adapter, answering, call, failure, json as value, params};

fn page(ids: &[&str], next: &str) -> String {
    let users: Vec<_> = ids.iter().map(|id| json!({"id": id, "name": "a \"name\""})).collect();
    json!({"users": users, "links": {"self": "x", "previous": null, "next": next}}).to_string()
}

#[test]
fn all_pages_come_as_one_list_and_each_is_asked_for_once() {
    let (one, two, three) = (page(&["1", "2"], "?marker=2&limit=2"), page(&["3"], "/v3/users?marker=3"), page(&[], ""));
    let (adapter, driver) = adapter(&[(200, &one), (200, &two), (200, &three)]);
    let outcome = call(&adapter, "v3.users.list", &json!({"limit": 2, "enabled": false})).unwrap();
    let ids: Vec<_> = value(&outcome).as_array().unwrap().iter().map(|user| user["id"].clone()).collect();
    assert_eq!(ids, ["1", "2", "3"]);
    assert_eq!(
        driver.asked(),
        [
            "GET http://keystone:5000/v3/users?enabled=0&limit=2",
            "GET http://keystone:5000/v3/users?marker=2&limit=2",
            "GET http://keystone:5000/v3/users?marker=3"
        ]
    );
}

#[test]
fn a_page_at_a_time_asks_for_no_more_than_is_taken() {
    let (one, two) = (page(&["1"], "?marker=1"), page(&["2"], ""));
    let (adapter, driver) = adapter(&[(200, &one), (503, "{}"), (200, &two)]);
    let users = identity::find("v3.users.list").unwrap();
    let mut pages = pollster::block_on(identity::pages(&adapter, users, &params(&json!({})))).unwrap();
    assert!(driver.asked().is_empty());
    assert_eq!(value(&pollster::block_on(pages.next()).unwrap().unwrap())[0]["id"], "1");
    assert_eq!(driver.asked().len(), 1);
    // A page that failed is asked for again.
    assert_eq!(pollster::block_on(pages.next()).unwrap_err().code().class_name(), "ServiceUnavailable");
    assert_eq!(value(&pollster::block_on(pages.next()).unwrap().unwrap())[0]["id"], "2");
    assert!(pollster::block_on(pages.next()).unwrap().is_none());
    assert_eq!(driver.asked().len(), 3);
}

#[test]
fn a_link_to_another_origin_is_not_followed() {
    for next in
        ["http://evil:5000/v3/users", "https://keystone:5000/v3/users", "//evil/v3/users", "ftp://keystone:5000/"]
    {
        let (adapter, driver) = adapter(&[(200, &page(&["1"], next))]);
        let (class, message) = failure(call(&adapter, "v3.users.list", &json!({})));
        assert_eq!(class, "InvalidResponse", "{next}");
        assert!(message.contains("v3.users.list"), "{message}");
        assert_eq!(driver.asked().len(), 1, "{next}");
    }
}

#[test]
fn a_link_in_a_circle_comes_to_an_end() {
    let (adapter, _) = adapter(&[(200, &page(&["1"], "http://keystone:5000/v3/users"))]);
    assert_eq!(failure(call(&adapter, "v3.users.list", &json!({}))).0, "InvalidResponse");
}

#[test]
fn a_circle_of_many_pages_ends_where_it_closes() {
    let pages: Vec<String> =
        [1, 2, 3].map(|at| page(&[&at.to_string()], &format!("?marker={}", if at == 3 { 1 } else { at + 1 }))).into();
    let first = page(&["0"], "?marker=1");
    let answers: Vec<(u16, &str)> = std::iter::once(&first).chain(&pages).map(|page| (200, page.as_str())).collect();
    let (adapter, driver) = adapter(&answers);
    let (class, message) = failure(call(&adapter, "v3.users.list", &json!({})));
    assert_eq!(class, "InvalidResponse");
    assert!(message.contains("v3.users.list") && message.contains("seen before"), "{message}");
    assert_eq!(driver.asked().len(), 4, "each page once");
}

#[test]
fn a_list_without_an_end_is_given_up() {
    let (adapter, driver) = answering(|request| {
        let last: u32 = request.url.split("marker=").nth(1).map_or(0, |marker| marker.parse().unwrap());
        (200, "application/json", page(&[&last.to_string()], &format!("?marker={}", last + 1)))
    });
    let users = identity::find("v3.users.list").unwrap();
    let mut pages = pollster::block_on(identity::pages(&adapter, users, &params(&json!({})))).unwrap();
    for _ in 0..10_000 {
        assert!(pollster::block_on(pages.next()).unwrap().is_some());
    }
    assert_eq!(pollster::block_on(pages.next()).unwrap_err().code().class_name(), "LimitExceeded");
    assert_eq!(driver.asked().len(), 10_000);
}

#[test]
fn what_the_server_cut_off_is_visible() {
    let cut = json!({"users": [{"id": "1"}], "links": {}, "truncated": true}).to_string();
    let first = page(&["0"], "?marker=0");
    for answers in [vec![(200, cut.as_str())], vec![(200, first.as_str()), (200, cut.as_str())]] {
        let (adapter, _) = adapter(&answers);
        let outcome = call(&adapter, "v3.users.list", &json!({})).unwrap();
        let root = outcome.result().unwrap().0.root();
        assert_eq!(root.get("truncated").and_then(Value::as_bool), Some(true));
    }
}
