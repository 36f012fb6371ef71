//! Version documents: `{"asked": "the URL", "document": ...}`.

use keystoneclient::discover::{Version, entries};
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
