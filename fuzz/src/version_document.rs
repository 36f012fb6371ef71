//! Version documents: `{"asked": "the URL", "document": ...}`.

use keystoneclient::discover::{Allow, Discovery, EndpointData, Hacks, Range, Version, entries};
use keystoneclient::http::url::same_origin;
use keystoneclient::value::{Document, Value};
use url::Url;

pub fn check(input: &[u8]) {
    let Ok(input) = Document::parse(input) else { return };
    let asked = input.root().get("asked").and_then(Value::as_str).unwrap_or("http://h/identity");
    if let Some(version) = Version::parse(asked) {
        assert_eq!(Version::parse(&version.to_string()), Some(version));
    }
    let document = input.root().get("document").unwrap_or(input.root());
    find(document, asked);
    let Some(found) = entries(document, asked) else { return };
    assert!(found.is_sorted_by_key(|entry| entry.version));
    for entry in &found {
        assert_eq!(Version::parse(&entry.version.to_string()), Some(entry.version));
        assert_eq!(Version::parse(&format!("v{}", entry.version)), Some(entry.version));
        let url = Url::parse(&entry.url).expect("a URL");
        assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
        if asked.starts_with("http://") || asked.starts_with("https://") {
            assert!(same_origin(&entry.url, asked), "{url} leaves {asked}");
        }
    }
    assert_eq!(entries(document, asked), Some(found));
}

/// What endpoints make of the document: they stay at the origin that was asked, whatever it says.
fn find(document: Value<'_>, asked: &str) {
    let any = Allow { experimental: true, deprecated: true, unknown: true };
    let Ok(discovery) = Discovery::from_json(document.to_json(), asked) else { return };
    for version in ["2.1", "latest", "2.latest"].map(|version| Version::parse(version).expect("a version")) {
        for range in
            [Range::default(), Range { min: Some(version), max: None }, Range { min: None, max: Some(version) }]
        {
            let mut data = EndpointData { catalog_url: Some(asked.to_owned()), ..EndpointData::at(asked) };
            let candidates = data.candidates(range, true, None, &Hacks::default());
            assert!(!candidates.urls.is_empty() && candidates.urls.len() < 6, "{candidates:?}");
            if data.adopt(&discovery, range, any, candidates.project_id.as_deref()).is_ok() {
                assert!(!asked.starts_with("http") || same_origin(data.url(), asked), "{} leaves {asked}", data.url());
                assert!(data.api_version.is_some());
            }
        }
    }
}
