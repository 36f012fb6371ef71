//! Where an answer differs from the reference's on purpose: one table, each row with its reason.

use std::fmt;

use serde_json::Value;

/// An answer that is not the reference's.
pub(crate) struct Disagreement {
    pub(crate) id: String,
    pub(crate) body: String,
    pub(crate) filter: Value,
    pub(crate) what: String,
    pub(crate) expected: Value,
    pub(crate) ours: Value,
}

impl Disagreement {
    pub(crate) fn new(case: &Value, question: &Value, what: &str, expected: &Value, ours: &Value) -> Self {
        Self {
            id: case["id"].as_str().unwrap().to_owned(),
            body: case["body"].as_str().unwrap().to_owned(),
            filter: question["filter"].clone(),
            what: what.to_owned(),
            expected: expected.clone(),
            ours: ours.clone(),
        }
    }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, filter, what, expected, ours, .. } = self;
        write!(f, "{id} {filter}\n  {what}: {expected}\n  here: {ours}")
    }
}

/// A reason to differ.
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) holds: fn(&Disagreement) -> bool,
}

impl Disagreement {
    /// Whether the reference raises one of these.
    fn raises(&self, classes: &[&str]) -> bool {
        self.expected["raises"].as_str().is_some_and(|class| classes.contains(&class))
    }

    /// Whether a URL is that of a service of another type than the one that is asked for.
    fn is_of_another_type(&self, url: &Value) -> bool {
        let body: Value = serde_json::from_str(&self.body).unwrap();
        let services = body["token"]["catalog"].as_array().or_else(|| body["access"]["serviceCatalog"].as_array());
        let mut services = services.unwrap().iter();
        url.as_str().is_some_and(|url| {
            services
                .any(|one| one["type"] != self.filter["service_type"] && one.to_string().contains(&format!("{url:?}")))
        })
    }

    /// Whether python-keystoneclient was asked, which alone knows `attr`.
    fn is_of_keystoneclient(&self) -> bool {
        self.filter.get("attr").is_some()
    }
}

pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "a slip of Python",
        reason: "odd bodies raise TypeError, KeyError or AttributeError there; here what is sound is found, or InvalidResponse",
        holds: |one| one.raises(&["TypeError", "KeyError", "AttributeError"]),
    },
    Difference {
        name: "several names, no endpoint",
        reason: "the reference raises ValueError, 'Programming error', where a type and its alias both have no such endpoint",
        holds: |one| {
            let nothing = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
            one.raises(&["ValueError"])
                && match one.what.as_str() {
                    "url_for" => one.ours["raises"] == "EndpointNotFound",
                    "urls" => nothing(&one.ours),
                    _ => one.ours.as_object().is_some_and(|types| types.values().all(nothing)),
                }
        },
    },
    Difference {
        name: "no URL",
        reason: "python-keystoneclient finds endpoints whose URL is empty or null; nobody can use those",
        holds: |one| {
            let is_none = |url: &Value| url.is_null() || url == "";
            one.is_of_keystoneclient()
                && match (one.what.as_str(), &one.expected) {
                    ("url_for", url) => is_none(url),
                    (_, Value::Array(urls)) => {
                        urls.iter().filter(|url| !is_none(url)).collect::<Vec<_>>()
                            == one.ours.as_array().map(Vec::as_slice).unwrap_or_default().iter().collect::<Vec<_>>()
                    }
                    _ => false,
                }
        },
    },
    Difference {
        name: "other names of a type",
        reason: "python-keystoneclient takes a service type literally; keystoneauth1 and this library know its other names",
        holds: |one| {
            let urls = if one.ours.is_array() { one.ours.as_array().cloned() } else { Some(vec![one.ours.clone()]) };
            one.is_of_keystoneclient() && urls.unwrap().iter().all(|url| one.is_of_another_type(url))
        },
    },
    Difference {
        name: "a catalog for one region",
        reason: "these catalogs of python-keystoneclient were made for another region, an argument that is deprecated since 1.7",
        holds: |one| {
            let made_for_a_region = ["494fbbe77aa80528", "71e0f2ba4fea8af3", "c165771273422c05", "d732fbadae56db24"]
                .contains(&one.id.as_str());
            let nothing = one.raises(&["EndpointNotFound"]) || one.expected.as_array().is_some_and(Vec::is_empty);
            made_for_a_region && one.is_of_keystoneclient() && nothing
        },
    },
];
