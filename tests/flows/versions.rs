//! How sessions, adapters and clients find the versions of services.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use keystoneclient::adapter::Adapter;
use keystoneclient::catalog::{EndpointFilter, EndpointQuery};
use keystoneclient::discover::{Allow, Discovery, Range, Version};
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Request, Response};
use keystoneclient::identity::Client;
use keystoneclient::session::{RequestOptions, Resolution, Session, Settings};
use serde_json::{Value, json};

use crate::support::*;

/// A cloud with these services, each with its URL, and what its other URLs answer.
fn services(
    catalog: &[(&str, &str)],
    answer: impl Fn(&Request) -> Result<Response> + Send + Sync + 'static,
) -> Arc<Scripted> {
    let mut body = token_body(3600);
    body["token"]["catalog"] = catalog
        .iter()
        .map(|(kind, url)| {
            let endpoint = json!({"id": format!("{kind}-1"), "interface": "public", "region": "one", "region_id": "one", "url": url});
            json!({"type": kind, "name": kind, "id": format!("{kind}-id"), "endpoints": [endpoint]})
        })
        .collect();
    let body = body.to_string();
    Arc::new(Scripted::answering(move |request| {
        if request.url.ends_with("/auth/tokens") {
            return Ok(reply(201, &[("X-Subject-Token", "a-token")], body.clone()));
        }
        answer(request)
    }))
}

fn version(id: &str, href: &str) -> Value {
    json!({"id": id, "status": "CURRENT", "min_version": "2.1", "max_version": "2.95",
           "links": [{"rel": "self", "href": href}]})
}

fn document(versions: &[Value]) -> Response {
    reply(300, &[], json!({ "versions": versions }).to_string())
}

fn logged_in(driver: &Arc<Scripted>) -> Session {
    session(plugin("v3password", json!({})).unwrap(), driver)
}

fn compute() -> EndpointQuery<'static> {
    EndpointQuery { service_type: Some("compute"), ..EndpointQuery::default() }
}

fn filter() -> EndpointFilter {
    compute().to_filter()
}

fn at_least(version: &str) -> Resolution {
    Resolution { version: Version::parse(version), ..Resolution::default() }
}

/// What was asked beside the login.
fn asked(driver: &Scripted) -> Vec<String> {
    driver.asked().into_iter().filter(|asked| !asked.ends_with("/auth/tokens")).collect()
}

#[test]
fn requests_go_to_the_version_that_the_adapter_wants() {
    let driver = services(&[("compute", "http://c/nova/v2/p1")], |request| {
        Ok(match request.url.as_str() {
            "http://c/nova/" => document(&[version("v2.0", "/nova/v2/"), version("v2.1", "/nova/v2.1/")]),
            _ => reply(200, &[], "{}"),
        })
    });
    let session = logged_in(&driver);
    for _ in 0..2 {
        let adapter = Adapter::new(&session, filter()).with_versions(at_least("2.1"));
        wait(adapter.request("GET", "servers", &RequestOptions::default())).unwrap();
        assert_eq!(wait(adapter.endpoint()).unwrap().as_deref(), Some("http://c/nova/v2.1/p1"));
    }
    // One document serves both adapters.
    assert_eq!(
        asked(&driver),
        ["GET http://c/nova/", "GET http://c/nova/v2.1/p1/servers", "GET http://c/nova/v2.1/p1/servers"]
    );
    assert!(driver.requests()[1].headers.get("X-Auth-Token").is_none());
    let options = RequestOptions { resolution: Some(Arc::new(at_least("3"))), ..RequestOptions::default() };
    let error = wait(Adapter::new(&session, filter()).request("GET", "servers", &options)).unwrap_err();
    assert_eq!((error.code(), error.cause().unwrap().code()), (Code::ENDPOINT_NOT_FOUND, Code::VERSION_NOT_AVAILABLE));
    assert!(error.message().as_str().contains("it has 2.1 (CURRENT), 2.0 (CURRENT)"), "{error}");
}

#[test]
fn an_adapter_is_told_its_versions_by_name() {
    let driver = services(&[("compute", "http://c/nova/v2/p1")], |request| {
        Ok(match request.url.as_str() {
            "http://c/nova/" => document(&[version("v2.0", "/nova/v2/"), version("v2.1", "/nova/v2.1/")]),
            _ => reply(200, &[], "{}"),
        })
    });
    let session = logged_in(&driver);
    let adapter = |options: Value| Adapter::open(&session, None, &params(options)).unwrap();
    let newest = adapter(json!({"service_type": "compute", "min_version": "2", "max_version": "latest"}));
    wait(newest.request("GET", "servers", &RequestOptions::default())).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://c/nova/v2.1/p1/servers");
    let skipping = adapter(json!({"service_type": "compute", "version": "2.1", "skip_discovery": true}));
    assert_eq!(wait(skipping.endpoint()).unwrap().as_deref(), Some("http://c/nova/v2/p1"));
    // The place that the adapter names is the one that is asked about.
    let elsewhere = adapter(json!({"service_type": "compute", "endpoint_override": "http://c/nova/%(project_id)s"}));
    let data = wait(elsewhere.endpoint_data(None)).unwrap().unwrap();
    assert!(data.url() == "http://c/nova/p1" && data.fallback.is_some(), "{data:?}");
    assert_eq!(wait(newest.api_major_version(None)).unwrap(), Version::parse("2.1"));
    assert_eq!(asked(&driver).iter().filter(|asked| *asked == "GET http://c/nova/").count(), 1);
}

#[test]
fn without_a_wish_nothing_is_discovered() {
    let driver = services(&[("compute", "http://c/v2.1")], |_| Ok(reply(200, &[], "{}")));
    let session = logged_in(&driver);
    wait(Adapter::new(&session, filter()).request("GET", "servers", &RequestOptions::default())).unwrap();
    let exact = Adapter::new(&session, filter()).with_versions(at_least("2.1"));
    wait(exact.request("GET", "servers", &RequestOptions::default())).unwrap();
    assert_eq!(asked(&driver), ["GET http://c/v2.1/servers"; 2]);
    assert_eq!(wait(exact.api_major_version(None)).unwrap(), Version::parse("2.1"));
    assert_eq!(asked(&driver).len(), 2);
}

#[test]
fn the_catalogs_own_url_is_a_visible_fallback_that_can_be_refused() {
    let driver = services(&[("compute", "http://c/nova")], |_| Ok(reply(404, &[], "")));
    let session = logged_in(&driver);
    let data = wait(session.endpoint_data(compute(), &at_least("2.1"))).unwrap().unwrap();
    assert_eq!((data.url(), data.status), ("http://c/nova", None));
    let reason = data.fallback.unwrap();
    assert!(reason.code() == Code::DISCOVERY_FAILURE && reason.cause().unwrap().code() == Code::NOT_FOUND, "{reason}");
    assert!(reason.message().as_str().contains("http://c/nova: "), "{reason}");
    for resolution in [at_least("2.1"), Resolution::default()] {
        let strict = Resolution { fallback: false, ..resolution };
        let error = wait(session.endpoint_data(compute(), &strict)).unwrap_err();
        assert_eq!(error.code(), Code::DISCOVERY_FAILURE);
    }
    // What was answered is known for a minute.
    assert_eq!(asked(&driver), ["GET http://c/nova"]);
}

#[test]
fn a_service_that_hides_its_versions_is_asked_again_with_a_token() {
    let driver = services(&[("compute", "http://c/nova")], |request| {
        Ok(match request.headers.get("X-Auth-Token") {
            Some("a-token") => document(&[version("v2.1", "/nova/v2.1/")]),
            _ => refusal("who are you?"),
        })
    });
    let session = logged_in(&driver);
    for _ in 0..2 {
        let data = wait(session.endpoint_data(compute(), &at_least("2.1"))).unwrap().unwrap();
        assert_eq!(data.url(), "http://c/nova/v2.1/");
    }
    assert_eq!(asked(&driver), ["GET http://c/nova"; 2]);
    let error = wait(session.discovery(Some("http://c/nova"), Some(false))).unwrap_err();
    assert_eq!(error.code(), Code::UNAUTHORIZED);
}

#[test]
fn a_token_that_is_refused_for_a_document_is_renewed_once() {
    let (driver, cloud) = cloud(3600);
    let session = logged_in(&driver);
    wait(session.access()).unwrap();
    cloud.oldest.store(2, Ordering::SeqCst);
    // What this cloud says to whom it takes is no version document.
    let error = wait(session.discovery(Some("http://c/nova"), None)).unwrap_err();
    assert_eq!(error.code(), Code::DISCOVERY_FAILURE);
    let (login, nova) = (format!("POST {AUTH_URL}/auth/tokens"), "GET http://c/nova".to_owned());
    assert_eq!(driver.asked(), [&login, &nova, &nova, &login, &nova].map(Clone::clone));
    let tokens: Vec<Option<String>> =
        driver.requests().iter().map(|request| request.headers.get("X-Auth-Token").map(str::to_owned)).collect();
    assert_eq!(tokens, [None, None, Some("token-1".to_owned()), None, Some("token-2".to_owned())]);
    cloud.oldest.store(9, Ordering::SeqCst);
    let error = wait(session.discovery(Some("http://c/glance"), None)).unwrap_err();
    assert_eq!((error.code(), driver.asked().len()), (Code::UNAUTHORIZED, 9), "no third token");
}

#[test]
fn a_service_that_tells_its_versions_to_who_names_one_is_asked_each_time() {
    use keystoneclient::options::Params;
    use keystoneclient::session::Asking;
    let driver = services(&[], |request| {
        let named = request.headers.get("OpenStack-API-Version") == Some("baremetal 1.6");
        Ok(match request.headers.get("X-Auth-Token") {
            Some("a-token") if named => document(&[version("v1", "/v1/")]),
            None => refusal("who are you?"),
            Some(_) => document(&[]),
        })
    });
    let session = logged_in(&driver);
    let asking = |options: Value| Asking::read(&Params::from_json(options.to_string().as_bytes()).unwrap()).unwrap();
    let found = |options: Value| {
        wait(session.discovery_as(Some("http://b/"), &asking(options))).map(|found| found.entries().len())
    };
    assert_eq!(found(json!({"version_header": ""})).unwrap(), 0);
    for _ in 0..2 {
        assert_eq!(found(json!({"version_header": "baremetal 1.6"})).unwrap(), 1);
    }
    let at_once = json!({"version_header": "baremetal 1.6", "authenticated": true});
    assert_eq!((found(at_once).unwrap(), found(json!({})).unwrap()), (1, 0));
    let never = json!({"version_header": "baremetal 1.6", "authenticated": false});
    assert_eq!(found(never).unwrap_err().code(), Code::UNAUTHORIZED);
    assert_eq!(asked(&driver), ["GET http://b/"; 8]);
    assert_eq!(found(json!({"version_header": "a\nb"})).unwrap_err().code(), Code::INVALID_ARGUMENT);
}

#[test]
fn no_token_follows_a_document_or_a_redirect_to_another_origin() {
    let driver = services(&[("compute", "https://c/nova")], |request| {
        Ok(match request.url.as_str() {
            "https://c/nova" => reply(302, &[("Location", "https://evil.example/nova")], ""),
            "https://evil.example/nova" => document(&[version("v2.1", "https://evil.example/v2.1/")]),
            _ => reply(200, &[], "{}"),
        })
    });
    let session = logged_in(&driver);
    session.add_catalog_discover_hack("compute", "^https://c/", "https://evil.example/").unwrap();
    let adapter = Adapter::new(&session, filter()).with_versions(at_least("2.1"));
    wait(adapter.request("GET", "servers", &RequestOptions::default())).unwrap();
    assert_eq!(asked(&driver).last().unwrap(), "GET https://c/nova/v2.1/servers");
    wait(session.discovery(Some("https://c/nova"), Some(true))).unwrap();
    for request in driver.requests() {
        let has_token = request.headers.get("X-Auth-Token").is_some();
        assert!(!has_token || request.url.starts_with("https://c/"), "{}", request.url);
    }
}

#[test]
fn a_refusal_at_another_origin_is_not_answered_with_a_token() {
    let driver = services(&[("compute", "https://c/nova/v9")], |request| {
        Ok(if request.url.starts_with("https://evil.example/") {
            refusal("token, please")
        } else {
            reply(404, &[], "")
        })
    });
    let session = logged_in(&driver);
    session.add_catalog_discover_hack("compute", "^https://c/", "https://evil.example/").unwrap();
    let data = wait(session.endpoint_data(compute(), &at_least("2.1"))).unwrap().unwrap();
    assert!(data.fallback.is_some());
    let evil: Vec<Request> =
        driver.requests().into_iter().filter(|request| request.url.contains("evil.example")).collect();
    assert!(evil.len() == 1 && evil[0].headers.get("X-Auth-Token").is_none(), "{evil:?}");
}

#[test]
fn documents_that_lead_in_circles_come_to_an_end() {
    let driver = services(&[("compute", "http://c/nova")], |request| {
        let next = if request.url.ends_with("/a") { "/nova/b" } else { "/nova/a" };
        Ok(reply(302, &[("Location", next)], ""))
    });
    let session = logged_in(&driver);
    let data = wait(session.endpoint_data(compute(), &at_least("2.1"))).unwrap().unwrap();
    assert!(data.fallback.is_some() && asked(&driver).len() < 100, "{}", asked(&driver).len());
    // A version whose link leads back to the list is taken as it is, and not followed.
    let driver = services(&[("compute", "http://c/nova")], |_| Ok(document(&[version("v2.1", "http://c/nova")])));
    let data = wait(logged_in(&driver).endpoint_data(compute(), &at_least("2.1"))).unwrap().unwrap();
    assert_eq!((data.url(), asked(&driver).len()), ("http://c/nova", 1));
}

#[test]
fn a_document_that_is_too_large_is_none() {
    let driver = services(&[("compute", "http://c/nova")], |_| {
        Ok(reply(200, &[], format!("{{\"versions\": [{}1]}}", "1,".repeat(1 << 17))))
    });
    let data = wait(logged_in(&driver).endpoint_data(compute(), &at_least("2.1"))).unwrap().unwrap();
    let reason = data.fallback.unwrap();
    assert!(reason.message().as_str().contains("more values than the limit"), "{reason}");
}

#[test]
fn wrong_types_and_huge_numbers_leave_what_is_right() {
    let hostile = json!({"versions": [
        7, null, [], {"id": "v2.99999999999999999999", "status": "CURRENT", "links": []},
        {"id": {"a": 1}, "status": [], "links": {}}, {"id": "v2.2", "status": 5, "links": [{"rel": "self", "href": "x"}]},
        {"id": "v2.3", "status": "CURRENT", "links": "self"},
        {"id": "v2.1", "status": "CURRENT", "min_version": 1e300, "max_version": {"x": []}, "next_min_version": -1,
         "not_before": [], "links": [null, {"rel": 5}, {"rel": "self", "href": 7}, {"rel": "self", "href": "/v2.1/"}]}
    ]});
    let found = Discovery::from_json(hostile.to_string(), "http://h/").unwrap();
    let versions: Vec<String> = found.entries().iter().map(|entry| entry.version.to_string()).collect();
    assert_eq!(versions, ["2.1"]);
    let entry = found.versioned_data_for(None, Range::default(), Allow::default()).unwrap();
    assert_eq!((entry.microversions.min, entry.microversions.max, entry.url.as_str()), (None, None, "http://h/v2.1/"));
    let error = Discovery::from_json("{\"versions\": [1e999]}", "http://h/").unwrap_err();
    assert_eq!(error.code(), Code::DISCOVERY_FAILURE);
}

#[test]
fn a_service_type_that_names_a_version_implies_it() {
    let driver = services(&[("block-storage", "http://b/v2/p1")], |_| {
        Ok(document(&[version("v2.0", "/v2/"), version("v3.0", "/v3/")]))
    });
    let session = logged_in(&driver);
    let query = EndpointQuery { service_type: Some("volumev3"), ..EndpointQuery::default() };
    let data = wait(session.endpoint_data(query, &Resolution::default())).unwrap().unwrap();
    assert_eq!((data.url(), data.api_version), ("http://b/v3/p1", Version::parse("3")));
    let error = wait(session.endpoint_data(query, &at_least("2"))).unwrap_err();
    assert_eq!(error.code(), Code::IMPLIED_VERSION_MISMATCH);
}

#[test]
fn sessions_of_one_plugin_share_their_documents_until_they_are_dropped_or_old() {
    let driver = services(&[("compute", "http://c/nova")], |_| Ok(document(&[version("v2.1", "/nova/v2.1/")])));
    let auth = plugin("v3password", json!({})).unwrap();
    let (one, other) = (session(auth.clone(), &driver), session(auth, &driver));
    let discover = |session: &Session| {
        wait(session.endpoint_data(compute(), &at_least("2.1"))).unwrap().unwrap();
        asked(&driver).len()
    };
    assert_eq!((discover(&one), discover(&other)), (1, 1));
    one.drop_discovery();
    assert_eq!((discover(&other), discover(&one)), (1, 2));
    driver.pass(std::time::Duration::from_secs(3000));
    assert_eq!(discover(&one), 2);
    driver.pass(std::time::Duration::from_secs(601));
    assert_eq!(discover(&one), 3);
    let settings = Settings { discovery_age: Some(std::time::Duration::ZERO), ..Settings::default() };
    let forgetful = Session::new(Some(plugin("v3password", json!({})).unwrap()), settings, driver.clone());
    assert_eq!((discover(&forgetful), discover(&forgetful)), (4, 5));
}

#[test]
fn an_explanation_tells_each_url_and_what_came_of_it() {
    let driver = services(&[("compute", "http://c/nova/v2/p1")], |request| match request.url.as_str() {
        "http://c/nova/" => Ok(reply(503, &[], "")),
        "http://c/nova/v2/" => Err(Error::of(Code::CONNECT_FAILURE)),
        _ => Ok(document(&[version("v2.1", "/nova/v2.1/")])),
    });
    let session = logged_in(&driver);
    let range = Resolution { min_version: Version::parse("2"), ..Resolution::default() };
    let told: Value =
        serde_json::from_str(&wait(session.explain_discovery(compute(), &range)).unwrap().text()).unwrap();
    let tried: Vec<(&str, &str, bool)> = told["tried"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["url"].as_str().unwrap(), one["outcome"].as_str().unwrap(), one["taken"].as_bool().unwrap()))
        .collect();
    let expected = [
        ("http://c/nova/", "failure", false),
        ("http://c/nova/v2/", "failure", false),
        ("http://c/nova/v2/p1", "document", true),
    ];
    assert_eq!(tried, expected);
    assert_eq!((&told["tried"][0]["status"], &told["error"]), (&json!(503), &Value::Null));
    assert_eq!(
        (&told["asked"]["versions"], &told["asked"]["interface"]),
        (&json!("version 2.0 or newer"), &json!(["public"]))
    );
    assert_eq!(told["endpoint"]["url"], "http://c/nova/v2.1/p1");
    let told: Value =
        serde_json::from_str(&wait(session.explain_discovery(compute(), &at_least("3"))).unwrap().text()).unwrap();
    assert_eq!((&told["error"]["class"], &told["endpoint"]), (&json!("VersionNotAvailable"), &Value::Null));
}

#[test]
fn an_explanation_does_not_say_that_a_document_was_taken_which_had_nothing_to_use() {
    let driver = services(&[("compute", "http://c/nova/v2.1")], |_| {
        let mut beta = version("v2.1", "/nova/v2.1/");
        beta["status"] = "EXPERIMENTAL".into();
        Ok(document(&[beta]))
    });
    let session = logged_in(&driver);
    let told = wait(session.explain_discovery(compute(), &Resolution::default())).unwrap();
    let told: Value = serde_json::from_str(&told.text()).unwrap();
    let fallback = told["endpoint"]["fallback"].as_str().unwrap();
    assert!(fallback.contains("has no version that may be used; it has 2.1 (EXPERIMENTAL)"), "{fallback}");
    assert_eq!((&told["tried"][0]["taken"], &told["tried"][0]["why"]), (&json!(false), &json!(fallback)));
}

fn client(driver: &Arc<Scripted>, auth_url: &str, options: Value) -> Result<Client> {
    let session = session(plugin("password", json!({"auth_url": auth_url})).unwrap(), driver);
    wait(Client::discover(&session, &params(options)))
}

#[test]
fn a_client_takes_version_3_and_sends_its_requests_where_the_catalog_has_it() {
    let driver = services(&[("identity", "http://catalog/identity/v2.0")], |request| {
        Ok(match request.url.as_str() {
            "http://h/" => document(&[version("v3.14", "http://inside:5000/v3/"), version("v2.0", "/v2.0/")]),
            "http://catalog/identity/" => document(&[version("v3.14", "http://inside:5000/v3/")]),
            _ => reply(200, &[], "{}"),
        })
    });
    let client = client(&driver, "http://h/", json!({})).unwrap();
    assert_eq!((client.version().to_string().as_str(), client.discovered_url()), ("3.14", "http://h/v3/"));
    assert_eq!(driver.asked(), ["GET http://h/"], "a client is made without a login");
    wait(client.request("GET", "users", &RequestOptions::default())).unwrap();
    assert_eq!(driver.asked().pop().unwrap(), "GET http://catalog/identity/v3/users");
    assert_eq!(wait(client.endpoint()).unwrap().as_deref(), Some("http://catalog/identity/v3/"));
}

#[test]
fn a_client_of_a_given_endpoint_stays_there() {
    let driver = services(&[], |request| {
        Ok(if request.url == "http://mine/" { document(&[version("v3.8", "v3")]) } else { reply(200, &[], "{}") })
    });
    // The endpoint comes before auth_url, whatever the reference's manual says.
    let options = json!({"endpoint": "http://mine/", "auth_url": "http://other/"});
    let client = client(&driver, "http://h/v3", options).unwrap();
    wait(client.request("GET", "/users", &RequestOptions { authenticated: Some(false), ..RequestOptions::default() }))
        .unwrap();
    assert_eq!(driver.asked(), ["GET http://mine/", "GET http://mine/v3/users"]);
}

#[test]
fn a_client_of_a_version_that_is_not_there_is_told_what_is() {
    let answer = |_: &Request| {
        let mut beta = version("v4.0", "/v4/");
        beta["status"] = "beta".into();
        Ok(document(&[version("v3.8", "/v3/"), beta]))
    };
    let driver = services(&[], answer);
    let error = client(&driver, "http://h/", json!({"version": "3.9"})).unwrap_err();
    assert_eq!(error.code(), Code::VERSION_NOT_AVAILABLE);
    assert!(error.message().as_str().contains("it has 4.0 (UNKNOWN), 3.8 (CURRENT)"), "{error}");
    assert_eq!(client(&driver, "http://h/", json!({"version": "v3"})).unwrap().version(), Version::new(3, 8));
    assert_eq!(client(&driver, "http://h/", json!({"unstable": true})).unwrap_err().code(), Code::DISCOVERY_FAILURE);
    assert_eq!(client(&driver, "http://h/", json!({"version": "x"})).unwrap_err().code(), Code::INVALID_ARGUMENT);
    assert_eq!(client(&driver, "http://h/", json!({"vers": "3"})).unwrap_err().code(), Code::UNSUPPORTED_PARAMETERS);
}
