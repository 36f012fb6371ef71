//! Whatever catalog, whatever filter. The input is a token's body with one more member: `filter`, whose members are those of an
//! endpoint filter; its `interface` may be a list, its `size` is that of the structure that C hands over.

use std::ffi::CString;
use std::mem::size_of;
use std::ptr;

use keystoneclient::catalog::{Catalog, Endpoint, EndpointFilter, EndpointQuery, Interfaces, Lent};
use keystoneclient::error::{Code, Error};
use keystoneclient::ffi::catalog::*;
use keystoneclient::ffi::endpoint::{ks_endpoint, ks_endpoint_filter};
use keystoneclient::ffi::error::{ks_error_clear, ks_error_free};
use keystoneclient::ffi::value::ks_value_free;
use keystoneclient::value::{Document, Value};

use crate::endpoints::services;
use crate::oracle::{self, Tree, text};
use crate::{c, endpoints};

pub fn check(body: &[u8]) {
    let (Some(tree), Ok(document)) = (oracle::tree(body), Document::parse(body)) else { return };
    let catalog = match Catalog::from_body(document) {
        Ok(catalog) => catalog,
        Err(error) => {
            assert_eq!(error.code(), Code::INVALID_RESPONSE);
            let is_body = ["token", "access", "catalog"].iter().any(|key| tree.get(key).is_some());
            return if is_body {
                oracle::refusal_is_true(error.message().as_str(), &tree)
            };
        }
    };
    endpoints::check(&catalog, &tree);
    let filter = tree.get("filter").unwrap_or(&Tree::Null);
    let member = |name: &str| text(filter, &format!("/{name}"));
    let list: Vec<String> = match filter.get("interface") {
        Some(Tree::Array(list)) => list.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    let query = EndpointQuery {
        service_type: member("service_type"),
        interface: member("interface").map_or(Interfaces::List(&list), |commas| Some(commas).into()),
        region_name: member("region_name"),
        service_name: member("service_name"),
        service_id: member("service_id"),
        endpoint_id: member("endpoint_id"),
        attr: member("attr"),
        filter_value: member("filter_value"),
    };
    let answer = catalog.endpoint_for(query);
    right(&catalog, &tree, query, &answer);
    assert_eq!(
        catalog.url_for(query).map(Lent::as_str).ok(),
        answer.as_ref().ok().map(|endpoint| endpoint.url().as_str())
    );

    if query.interface.iter().any(|name| name.is_empty() || name.ends_with("URL")) {
        // "URL" and "publicURLURL": whether the short form of these asks for anything, and what, is not settled.
        return;
    }
    lists_agree(&catalog, query, &answer);

    // The same as an owned filter, and behind one that leaves everything open.
    let owned: EndpointFilter = query.to_filter();
    assert_eq!(place(&catalog.endpoint_for(&owned)), place(&answer));
    assert_eq!(place(&catalog.endpoint_for(EndpointQuery::default().or(query))), place(&answer));
    assert_eq!(place(&catalog.endpoint_for(query.or(EndpointQuery::default()))), place(&answer));
    same_in_c(body, query, filter.get("size").and_then(Tree::as_u64), &answer);
}

/// Which endpoint, by where its URL is; or the whole error.
fn place(answer: &Result<Endpoint<'_>, Error>) -> Result<usize, String> {
    match answer {
        Ok(endpoint) => Ok(endpoint.url().as_str().as_ptr().addr()),
        Err(error) => Err(format!("{} {}", error.code().number(), error.message())),
    }
}

/// The name of an interface without the `URL` at its end, which is said or left out alike.
fn short(name: &str, v2: bool) -> &str {
    let mut short = name;
    while let Some(rest) = short.strip_suffix("URL").filter(|rest| !rest.is_empty()) {
        short = rest;
    }
    // What has it twice is a key of version 2 like any other.
    if v2 && (name.matches("URL").count() > 1 || short.contains("URL")) { name } else { short }
}

/// Checks an answer against a search from one end to the other.
fn right(catalog: &Catalog, tree: &Tree, query: EndpointQuery<'_>, answer: &Result<Endpoint<'_>, Error>) {
    let asked = |text: Option<&'_ str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let (services, v2) = services(tree);
    let (name, id) = (asked(query.service_name), asked(query.service_id));
    let fits = |has: Option<&str>, asked: &Option<String>| {
        asked.is_none() || has.is_none_or(str::is_empty) || has == asked.as_deref()
    };
    let mut interfaces: Vec<&str> = query.interface.iter().map(|name| short(name, v2)).collect();
    if interfaces.is_empty() {
        interfaces.push("public");
    }
    let mut kinds: Vec<Option<String>> = match asked(query.service_type) {
        Some(kind) => vec![Some(kind)],
        None => services
            .iter()
            .filter(|service| fits(text(service, "/name"), &name) && fits(text(service, "/id"), &id))
            .map(|service| text(service, "/type").map(str::to_owned))
            .collect(),
    };
    kinds.dedup();
    let is_right = |endpoint: &Endpoint<'_>, kind: Option<&str>, interface: &str| {
        let own = endpoint.interface().map(Lent::as_str);
        // Of version 3 it counts as it is, as in the reference.
        let own = own.map(|own| if v2 { short(own, v2) } else { own });
        let equal =
            |has: Option<Lent<'_>>, asked: Option<String>| asked.is_none() || has.map(Lent::as_str) == asked.as_deref();
        endpoint.service_type().as_deref() == kind
            && own == Some(interface)
            && equal(endpoint.region(), asked(query.region_name))
            && equal(endpoint.id(), asked(query.endpoint_id))
            && has_attribute(endpoint, query)
            && fits(endpoint.service_name().as_deref(), &name)
            && fits(endpoint.service_id().as_deref(), &id)
    };
    let expected = kinds.iter().find_map(|kind| {
        interfaces
            .iter()
            .find_map(|interface| catalog.endpoints().find(|endpoint| is_right(endpoint, kind.as_deref(), interface)))
    });
    match (answer, expected) {
        (Ok(answer), Some(expected)) => {
            assert_eq!(
                answer.url().as_str().as_ptr(),
                expected.url().as_str().as_ptr(),
                "{query:?}: {answer:?}, not {expected:?}"
            );
        }
        (Err(error), None) => {
            for [one, other] in SAME {
                for (asked, kind) in [(one, other), (other, one)] {
                    let is_there = |interface: &&str| {
                        catalog.endpoints().any(|endpoint| is_right(&endpoint, Some(kind), interface))
                    };
                    assert!(
                        query.service_type != Some(asked) || !interfaces.iter().any(is_there),
                        "{query:?}: {error}"
                    );
                }
            }
            let message = error.message().as_str();
            let is_empty = error.code() == Code::EMPTY_CATALOG;
            assert!(is_empty || error.code() == Code::ENDPOINT_NOT_FOUND, "{message}");
            assert!(!is_empty || catalog.endpoint_count() == 0);
            assert!(message.starts_with("no ") && message.len() <= 8192, "{message}");
        }
        (Ok(answer), None) if query.service_type.is_some_and(|asked| !asked.is_empty()) => {
            let (asked, kind) = (query.service_type.unwrap_or_default(), answer.service_type().expect("a type"));
            assert!(!SINGLE.contains(&asked) && !SINGLE.contains(&&*kind) && *kind != *asked, "{query:?}: {answer:?}");
            let best = interfaces
                .iter()
                .find_map(|interface| catalog.endpoints().find(|endpoint| is_right(endpoint, Some(&*kind), interface)));
            assert_eq!(best.and_then(Endpoint::index), answer.index(), "{query:?}: {answer:?}");
        }
        (answer, expected) => panic!("{query:?}: {answer:?}, not {expected:?}"),
    }
}

fn has_attribute(endpoint: &Endpoint<'_>, query: EndpointQuery<'_>) -> bool {
    let Some(asked) = query.filter_value.filter(|asked| !asked.is_empty()) else { return true };
    query.attr.and_then(|attr| endpoint.value()?.get(attr)?.as_str()) == Some(asked)
}

/// Types that have one name only, which stands for nothing else.
const SINGLE: &[&str] = &["compute", "identity", "image", "network", "object-store", "placement"];
/// Types that stand for each other.
const SAME: &[[&str; 2]] = &[
    ["block-storage", "volumev3"],
    ["block-storage", "volumev2"],
    ["shared-file-system", "sharev2"],
    ["workflow", "workflowv2"],
    ["key-manager", "key-manager"],
];

/// Checks what lists and explanations say of the same query.
fn lists_agree(catalog: &Catalog, query: EndpointQuery<'_>, answer: &Result<Endpoint<'_>, Error>) {
    let urls = catalog.urls(query).expect("a list");
    let first = urls.root().at(0).and_then(|url| url.as_str());
    assert_eq!(first, answer.as_ref().ok().map(|endpoint| endpoint.url().as_str()), "{query:?}");
    assert!(urls.root().len() <= catalog.endpoint_count());

    let data = catalog.endpoints_data(query).expect("lists by type");
    let mut told: Vec<u64> = Vec::new();
    for list in data.root().iter() {
        for endpoint in list.iter() {
            let index = endpoint.get("index").and_then(Value::as_i64).expect("a number") as usize;
            told.push(index as u64);
            let known = catalog.endpoint(index).expect("it is there");
            assert_eq!(endpoint.get("url").and_then(Value::as_str), Some(known.url().as_str()));
            assert!(has_attribute(&known, query));
            let kind = known.service_type();
            assert_eq!(kind.as_ref().map_or("null", |kind| kind.as_str()), list.key());
        }
    }
    let count = told.len();
    told.sort_unstable();
    told.dedup();
    assert_eq!(told.len(), count, "an endpoint is told of twice");
    if query.interface.iter().next().is_some() {
        assert_eq!(count > 0, answer.is_ok());
        assert_eq!(count, urls.root().len());
    } else if let Ok(endpoint) = answer {
        let index = endpoint.index().expect("what is found has a number") as u64;
        // Of a type that is asked for by another name, the first that has an endpoint of any interface is told.
        assert!(told.contains(&index) || endpoint.service_type().as_deref() != query.service_type, "{query:?}");
    }
    let by_type = catalog.endpoints_by_type(query).expect("lists by type");
    assert_eq!(by_type.root().len(), data.root().len());

    let explained = catalog.explain(query).expect("an explanation");
    let (root, index) = (explained.root(), answer.as_ref().ok().and_then(|endpoint| endpoint.index()));
    assert_eq!(root.get("chosen").and_then(Value::as_i64).map(|chosen| chosen as usize), index);
    let candidates = root.get("candidates").expect("candidates");
    let taken: Vec<_> =
        candidates.iter().filter(|one| one.get("taken").and_then(Value::as_bool) == Some(true)).collect();
    assert_eq!(taken.len(), usize::from(index.is_some()));
    assert!(taken.iter().all(|one| one.get("index").and_then(Value::as_i64).map(|own| own as usize) == index));
    assert!(candidates.iter().all(|one| one.get("why").and_then(Value::as_str).is_some_and(|why| !why.is_empty())));
    let left_out = root.get("left_out").and_then(Value::as_i64).expect("a number") as usize;
    assert!(candidates.len() + left_out >= catalog.endpoint_count());
}

/// Checks that C gets the same from a structure of whatever size.
fn same_in_c(body: &[u8], query: EndpointQuery<'_>, size: Option<u64>, answer: &Result<Endpoint<'_>, Error>) {
    let commas = match query.interface {
        Interfaces::Commas(commas) => commas.to_owned(),
        Interfaces::List(list) if list.iter().any(|name| name.contains(',')) => return,
        Interfaces::List(list) => list.join(","),
    };
    let strings = [
        query.service_type,
        Some(&commas),
        query.region_name,
        query.service_name,
        query.service_id,
        query.endpoint_id,
        query.attr,
        query.filter_value,
    ];
    let Ok(strings) = strings.into_iter().map(|text| text.map(CString::new).transpose()).collect::<Result<Vec<_>, _>>()
    else {
        return;
    };
    let whole = size_of::<ks_endpoint_filter>();
    let size = size.map_or(whole, |size| usize::try_from(size).unwrap_or(usize::MAX));
    let mut words = c::words(size);
    for (word, string) in words[1..].iter_mut().zip(&strings) {
        *word = string.as_ref().map_or(ptr::null(), |string| string.as_ptr().cast());
    }
    let is_beyond = words.len() > whole / size_of::<usize>() && size.is_multiple_of(16);
    if let Some(last) = words.last_mut().filter(|_| is_beyond) {
        *last = c"more".as_ptr().cast();
    }
    let (mut catalog, mut error, mut url) = (ptr::null_mut(), ptr::null_mut(), ptr::null());
    // SAFETY: all pointers are live, and the structure has as many bytes as it says or a size that is refused.
    unsafe {
        assert_eq!(ks_catalog_from_json(body.as_ptr().cast(), body.len(), &mut catalog, &mut error), 0);
        let mut found = c::words(size_of::<ks_endpoint>());
        let pointer = found.as_mut_ptr().cast::<ks_endpoint>();
        let second = ks_catalog_endpoint_for(catalog, words.as_ptr().cast(), pointer, &mut error);
        ks_error_clear(&mut error);
        let result = ks_catalog_url_for(catalog, words.as_ptr().cast(), &mut url, &mut error);
        assert_eq!((result == 0, result == 0, result), (!url.is_null(), error.is_null(), second));
        assert_eq!(c::text(url), c::text((*pointer).url));
        let mut explanation = ptr::null_mut();
        assert!(
            ks_catalog_explain(catalog, words.as_ptr().cast(), &mut explanation, ptr::null_mut()) == 0 || result != 0
        );
        ks_value_free(explanation);
        let missing =
            strings.iter().skip(words.len() - 1).any(|string| string.as_ref().is_some_and(|string| !string.is_empty()));
        if size < 8 || size > 4096 || !size.is_multiple_of(8) {
            assert_eq!(result, Code::INVALID_ARGUMENT.number());
        } else if is_beyond {
            assert_eq!(result, Code::UNSUPPORTED_PARAMETERS.number());
        } else if !missing {
            match answer {
                Ok(endpoint) => assert_eq!(c::text(url), Some(endpoint.url().as_str())),
                Err(expected) => c::failed(result, std::mem::replace(&mut error, ptr::null_mut()), expected),
            }
        }
        ks_error_free(error);
        ks_catalog_free(catalog);
    }
}
