//! Version documents in the shapes that services send.

use super::Version;
use super::link::locate;
use super::microversion::Bounds;
use crate::value::{Kind, Value};

/// How far a version may be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// `CURRENT`, and `STABLE` as older services call it.
    Current,
    /// `SUPPORTED`.
    Supported,
    /// `DEPRECATED`.
    Deprecated,
    /// `EXPERIMENTAL`.
    Experimental,
    /// Anything else.
    Unknown,
}

impl Status {
    pub(super) fn parse(text: &str) -> Self {
        match text.to_ascii_lowercase().as_str() {
            "current" | "stable" => Self::Current,
            "supported" => Self::Supported,
            "deprecated" => Self::Deprecated,
            "experimental" => Self::Experimental,
            _ => Self::Unknown,
        }
    }

    /// Whether a client may use it without having asked for more.
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Current | Self::Supported | Self::Deprecated)
    }

    /// Its name, which is `CURRENT` for `stable` and `UNKNOWN` for what means nothing here.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "CURRENT",
            Self::Supported => "SUPPORTED",
            Self::Deprecated => "DEPRECATED",
            Self::Experimental => "EXPERIMENTAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// One version that a service offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub version: Version,
    /// Where it is.
    pub url: String,
    /// Where the service says all its versions are.
    pub collection: Option<String>,
    /// How far it may be relied on.
    pub status: Status,
    /// The status as the service writes it.
    pub raw_status: String,
    /// The micro-versions that it answers to.
    pub microversions: Bounds,
    /// What the oldest micro-version will be after `not_before`.
    pub next_min_version: Option<Version>,
    /// The date before which the oldest micro-version stays, as the service writes it.
    pub not_before: Option<String>,
}

/// No service has more versions.
const MOST_ENTRIES: usize = 1000;

/// The versions that a document lists, as it writes them; `None` when it is not a version document.
pub(super) fn listed(document: Value<'_>) -> Option<Vec<Value<'_>>> {
    let versions = document.get("versions");
    let list = versions.and_then(|versions| versions.get("values")).or(versions);
    if let Some(list) = list.filter(|list| list.kind() == Kind::List) {
        return Some(list.iter().take(MOST_ENTRIES).collect());
    }
    if let Some(version) = document.get("version").filter(|version| version.kind() == Kind::Object) {
        return Some(vec![version]);
    }
    is_bare(document).then(|| vec![document])
}

/// Whether the document is a version itself, as older services of Ironic's kind send it.
pub(super) fn is_bare(document: Value<'_>) -> bool {
    let is_list = |key| document.get(key).is_some_and(|value| matches!(value.kind(), Kind::List | Kind::Object));
    !is_list("versions") && !is_list("version") && document.get("id").and_then(Value::as_str).is_some()
}

/// The versions that a document names, in ascending order; `asked` is the URL that it was got from.
///
/// Entries without a number, a status or a link to themselves are left out, as the reference does.
/// `None` when it is not a version document.
pub fn entries(document: Value<'_>, asked: &str) -> Option<Vec<Entry>> {
    let mut found: Vec<Entry> = listed(document)?.into_iter().filter_map(|version| entry(version, asked)).collect();
    found.sort_by_key(|entry| entry.version);
    Some(found)
}

fn entry(version: Value<'_>, asked: &str) -> Option<Entry> {
    let number = Version::of(version.get("id")?)?;
    let raw_status = version.get("status")?.as_str()?.to_owned();
    let links = version.get("links")?;
    // The last one counts, as in the reference.
    let link = |name: &str| {
        let named = |link: &Value<'_>| {
            link.get("rel").and_then(Value::as_str).is_some_and(|rel| rel.eq_ignore_ascii_case(name))
        };
        links.iter().filter(named).filter_map(|link| locate(asked, link.get("href")?.as_str()?)).last()
    };
    // What is empty, or no version, is as good as not there.
    let bound = |key: &str| version.get(key).and_then(Version::of);
    let not_before = version.get("not_before").and_then(Value::as_str).filter(|date| !date.is_empty());
    Some(Entry {
        version: number,
        url: link("self")?,
        collection: link("collection"),
        status: Status::parse(&raw_status),
        raw_status,
        microversions: Bounds { min: bound("min_version"), max: bound("max_version").or_else(|| bound("version")) },
        next_min_version: bound("next_min_version"),
        not_before: not_before.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::value::Document;

    fn found(document: &str, asked: &str) -> Vec<(String, String)> {
        let document = Document::parse(document).unwrap();
        let entries = entries(document.root(), asked).unwrap();
        entries.into_iter().map(|entry| (entry.version.to_string(), entry.url)).collect()
    }

    fn version(id: &str, href: &str) -> String {
        format!(r#"{{"id":"{id}","status":"stable","links":[{{"rel":"self","href":"{href}"}}]}}"#)
    }

    #[test]
    fn each_shape_of_document_is_read() {
        let three = version("v3.14", "http://h/v3/");
        let expected = [("3.14".to_owned(), "http://h/v3/".to_owned())];
        for document in [
            format!(r#"{{"versions":{{"values":[{three}]}}}}"#),
            format!(r#"{{"versions":[{three}]}}"#),
            format!(r#"{{"version":{three}}}"#),
            three.clone(),
        ] {
            assert_eq!(found(&document, "http://h/"), expected, "{document}");
        }
    }

    #[test]
    fn all_that_an_entry_says_is_kept() {
        let text = r#"{"versions":[{"id":"v2.1","status":"stable","version":"2.95","min_version":"2.1","max_version":"",
            "next_min_version":"2.10","not_before":"2030-01-01","updated":"2013","links":[
            {"rel":"self","href":"v2.1/"},{"rel":"collection","href":"/"},{"rel":"describedby"},7]},
            {"id":"v2.0","status":"?","min_version":{},"version":["2.1"],"not_before":1,
             "links":[{"rel":"self","href":"v2/"}]}]}"#;
        let document = Document::parse(text).unwrap();
        let [old, new] = entries(document.root(), "http://h/compute").unwrap().try_into().unwrap();
        let expected = Entry {
            version: Version::new(2, 1),
            url: "http://h/compute/v2.1/".to_owned(),
            collection: Some("http://h/".to_owned()),
            status: Status::Current,
            raw_status: "stable".to_owned(),
            microversions: Bounds { min: Version::parse("2.1"), max: Version::parse("2.95") },
            next_min_version: Version::parse("2.10"),
            not_before: Some("2030-01-01".to_owned()),
        };
        assert_eq!(new, expected);
        assert_eq!((old.status, old.microversions, old.not_before), (Status::Unknown, Bounds::default(), None));
    }

    #[test]
    fn entries_that_say_too_little_are_left_out() {
        let document = r#"{"versions":[{"id":"v3"},{"id":3,"status":"x","links":[]},null,7,
            {"id":"v2.0","status":"CURRENT","links":{"rel":"self","href":"x"}},
            {"id":"v3","status":"CURRENT","links":[{"rel":"next","href":"x"}]}]}"#;
        assert!(found(document, "http://h/").is_empty());
    }

    #[test]
    fn of_thousands_of_versions_a_thousand_are_read() {
        let many: Vec<String> = (0..5000).map(|minor| version(&format!("v2.{minor}"), "v2")).collect();
        assert_eq!(found(&format!(r#"{{"versions":[{}]}}"#, many.join(",")), "http://h/").len(), MOST_ENTRIES);
    }

    #[test]
    fn what_names_no_versions_is_refused() {
        for text in ["[]", "{}", "null", "\"x\"", r#"{"versions":{}}"#, r#"{"version":"v3"}"#, r#"{"id":3}"#] {
            let document = Document::parse(text).unwrap();
            assert_eq!(entries(document.root(), "http://h/"), None, "{text}");
        }
    }
}
