//! A catalog as a C program has it.

use std::ffi::{CStr, CString, c_char};
use std::mem::size_of;
use std::ptr;

use keystoneclient::ffi::catalog::{
    ks_catalog, ks_catalog_data, ks_catalog_endpoint, ks_catalog_endpoint_count, ks_catalog_endpoint_for,
    ks_catalog_explain, ks_catalog_free, ks_catalog_from_json, ks_catalog_get_endpoints, ks_catalog_get_endpoints_data,
    ks_catalog_get_urls, ks_catalog_url_for,
};
use keystoneclient::ffi::endpoint::{ks_endpoint, ks_endpoint_filter};
use keystoneclient::ffi::error::{ks_error, ks_error_class, ks_error_free};
use keystoneclient::ffi::text::{ks_text, ks_text_free, ks_text_string};
use keystoneclient::ffi::value::{
    ks_value, ks_value_at, ks_value_free, ks_value_get, ks_value_length, ks_value_to_json,
};
use serde_json::{Map, Value, json};

pub(crate) struct Catalog(*mut ks_catalog);

impl Drop for Catalog {
    fn drop(&mut self) {
        unsafe { ks_catalog_free(self.0) };
    }
}

type Listing =
    unsafe extern "C" fn(*const ks_catalog, *const ks_endpoint_filter, *mut *mut ks_value, *mut *mut ks_error) -> i32;

impl Catalog {
    /// Reads a body; the class of the error where it is refused.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let (mut catalog, mut error) = (ptr::null_mut(), ptr::null_mut());
        let result =
            unsafe { ks_catalog_from_json(text.as_ptr().cast(), text.len(), &raw mut catalog, &raw mut error) };
        if result == 0 { Ok(Self(catalog)) } else { Err(class(error)) }
    }

    /// All endpoints as the vectors write them: an object from type to list, what is absent left out.
    pub(crate) fn endpoint_data(&self) -> Value {
        let mut types = Map::new();
        // Types without an endpoint are there as well.
        let listed = self.listing(ks_catalog_get_endpoints_data, &filter(&Strings::default())).unwrap();
        for (kind, list) in listed.as_object().unwrap() {
            let list = list.as_array().unwrap().iter().map(|one| {
                let endpoint = self.endpoint(usize::try_from(one["index"].as_u64().unwrap()).unwrap());
                let members = [
                    ("catalog_url", endpoint.url, "url"),
                    ("service_type", endpoint.service_type, "service_type"),
                    ("service_name", endpoint.service_name, "service_name"),
                    ("service_id", endpoint.service_id, "service_id"),
                    ("interface", endpoint.interface, "interface"),
                    ("region_name", endpoint.region, "region"),
                    ("endpoint_id", endpoint.id, "id"),
                ];
                let mut object = Map::new();
                for (key, value, listed) in members {
                    assert_eq!(one[listed], text(value), "the structure and the list say the same");
                    if !value.is_null() {
                        object.insert(key.to_owned(), text(value));
                    }
                }
                Value::Object(object)
            });
            types.insert(kind.clone(), list.collect());
        }
        Value::Object(types)
    }

    /// What the reference's four questions are answered.
    pub(crate) fn answer(&self, asked: &Map<String, Value>) -> Map<String, Value> {
        let strings = Strings::of(asked);
        let filter = filter(&strings);
        let data = self.listing(ks_catalog_get_endpoints_data, &filter);
        let by_type = |data: &Value, place: &dyn Fn(&ks_endpoint, usize, usize) -> Value| -> Value {
            let list = |list: &Value| -> Value {
                list.as_array()
                    .unwrap()
                    .iter()
                    .map(|one| {
                        let endpoint = self.endpoint(usize::try_from(one["index"].as_u64().unwrap()).unwrap());
                        let (service, number) = self.place(&endpoint);
                        place(&endpoint, service, number)
                    })
                    .collect()
            };
            data.as_object().unwrap().iter().map(|(kind, one)| (kind.clone(), list(one))).collect()
        };
        let url_for = self.url_for(&filter);
        let urls = self.listing(ks_catalog_get_urls, &filter);
        self.agree(&filter, &url_for, &urls);
        let raised = |error: String| json!({ "raises": error });
        let mut answers = Map::new();
        let endpoints = self.listing(ks_catalog_get_endpoints, &filter);
        answers.insert("endpoints".to_owned(), endpoints.unwrap_or_else(raised));
        let places = |endpoint: &ks_endpoint, service, number| json!([service, number, text(endpoint.interface)]);
        answers.insert("endpoints_data".to_owned(), data.map_or_else(raised, |data| by_type(&data, &places)));
        answers.insert("urls".to_owned(), urls.unwrap_or_else(raised));
        answers.insert("url_for".to_owned(), url_for.map_or_else(raised, Value::String));
        answers
    }

    /// All functions that look an endpoint up find the same one.
    fn agree(&self, filter: &ks_endpoint_filter, url_for: &Result<String, String>, urls: &Result<Value, String>) {
        let first = urls.as_ref().ok().and_then(|urls| urls[0].as_str().map(str::to_owned));
        assert_eq!(url_for.as_ref().ok(), first.as_ref(), "the first of the URLs is the URL, {filter:?}");
        let mut endpoint = endpoint();
        let result = unsafe { ks_catalog_endpoint_for(self.0, filter, &raw mut endpoint, ptr::null_mut()) };
        assert_eq!(result == 0, url_for.is_ok());
        assert_eq!(text(endpoint.url).as_str(), url_for.as_ref().ok().map(String::as_str));
        let explained = self.listing(ks_catalog_explain, filter).unwrap();
        let candidates = explained["candidates"].as_array().unwrap();
        let taken: Vec<_> = candidates.iter().filter(|one| one["taken"] == true).collect();
        match url_for {
            Ok(url) => {
                assert_eq!((taken.len(), &taken[0]["url"], &taken[0]["index"]), (1, &json!(url), &explained["chosen"]));
            }
            Err(_) => assert!(taken.is_empty() && explained["chosen"].is_null()),
        }
        for one in candidates {
            let fits = one["why"].as_str().unwrap().starts_with("it fits");
            assert!(!fits || url_for.is_ok(), "what fits is taken: {one}");
        }
    }

    fn url_for(&self, filter: &ks_endpoint_filter) -> Result<String, String> {
        let (mut url, mut error) = (ptr::null(), ptr::null_mut());
        let result = unsafe { ks_catalog_url_for(self.0, filter, &raw mut url, &raw mut error) };
        if result == 0 { Ok(text(url).as_str().unwrap().to_owned()) } else { Err(class(error)) }
    }

    fn listing(&self, list: Listing, filter: &ks_endpoint_filter) -> Result<Value, String> {
        let (mut value, mut error) = (ptr::null_mut(), ptr::null_mut());
        if unsafe { list(self.0, filter, &raw mut value, &raw mut error) } != 0 {
            return Err(class(error));
        }
        let json = json_of(value);
        unsafe { ks_value_free(value) };
        Ok(json)
    }

    fn endpoint(&self, index: usize) -> ks_endpoint {
        assert!(index < unsafe { ks_catalog_endpoint_count(self.0) });
        let mut endpoint = endpoint();
        assert!(unsafe { ks_catalog_endpoint(self.0, index, &raw mut endpoint) });
        endpoint
    }

    /// Where an endpoint stands in the body: which service, and which of its endpoints.
    fn place(&self, endpoint: &ks_endpoint) -> (usize, usize) {
        let data = unsafe { ks_catalog_data(self.0) };
        for service in 0..unsafe { ks_value_length(data) } {
            let endpoints = unsafe { ks_value_get(ks_value_at(data, service), c"endpoints".as_ptr()) };
            for number in 0..unsafe { ks_value_length(endpoints) } {
                if unsafe { ks_value_at(endpoints, number) } == endpoint.value {
                    return (service, number);
                }
            }
        }
        panic!("an endpoint is not in its catalog");
    }
}

/// The strings that a filter points to.
#[derive(Default)]
struct Strings([Option<CString>; 8]);

const KEYS: [&str; 8] =
    ["service_type", "interface", "region_name", "service_name", "service_id", "endpoint_id", "attr", "filter_value"];

impl Strings {
    fn of(asked: &Map<String, Value>) -> Self {
        assert!(asked.keys().all(|key| KEYS.contains(&key.as_str())), "{asked:?}");
        Self(KEYS.map(|key| {
            let text = match asked.get(key)? {
                Value::Null => return None,
                Value::Array(list) => list.iter().map(|one| one.as_str().unwrap()).collect::<Vec<_>>().join(","),
                one => one.as_str().unwrap().to_owned(),
            };
            Some(CString::new(text).unwrap())
        }))
    }
}

fn filter(strings: &Strings) -> ks_endpoint_filter {
    let [service_type, interface, region_name, service_name, service_id, endpoint_id, attr, filter_value] =
        strings.0.each_ref().map(|text| text.as_ref().map_or(ptr::null(), |text| text.as_ptr()));
    ks_endpoint_filter {
        size: size_of::<ks_endpoint_filter>(),
        service_type,
        interface,
        region_name,
        service_name,
        service_id,
        endpoint_id,
        attr,
        filter_value,
    }
}

fn endpoint() -> ks_endpoint {
    ks_endpoint {
        size: size_of::<ks_endpoint>(),
        service_type: ptr::null(),
        service_name: ptr::null(),
        service_id: ptr::null(),
        interface: ptr::null(),
        region: ptr::null(),
        url: ptr::null(),
        id: ptr::null(),
        value: ptr::null(),
    }
}

fn text(text: *const c_char) -> Value {
    if text.is_null() { Value::Null } else { json!(unsafe { CStr::from_ptr(text) }.to_str().unwrap()) }
}

fn class(error: *mut ks_error) -> String {
    let class = text(unsafe { ks_error_class(error) }).as_str().unwrap().to_owned();
    unsafe { ks_error_free(error) };
    class
}

fn json_of(value: *const ks_value) -> Value {
    let mut json: *mut ks_text = ptr::null_mut();
    assert_eq!(unsafe { ks_value_to_json(value, &raw mut json, ptr::null_mut()) }, 0);
    let value = serde_json::from_str(text(unsafe { ks_text_string(json) }).as_str().unwrap()).unwrap();
    unsafe { ks_text_free(json) };
    value
}
