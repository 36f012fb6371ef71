//! Version documents in the shapes that services send.

use url::Url;

use super::Version;
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
    fn parse(text: &str) -> Self {
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
}

/// One version that a service offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub version: Version,
    /// Where it is.
    pub url: String,
    /// How far it may be relied on.
    pub status: Status,
}

/// No service has more versions.
const MOST_ENTRIES: usize = 1000;

/// The versions that a document names, in ascending order; `asked` is the URL that it was got from.
///
/// Entries without a number, a status or a link to themselves are left out, as the reference does.
/// `None` when it is not a version document.
pub fn entries(document: Value<'_>, asked: &str) -> Option<Vec<Entry>> {
    let versions = document.get("versions");
    let listed = versions.and_then(|versions| versions.get("values")).or(versions);
    let mut found: Vec<Entry> = if let Some(list) = listed.filter(|list| list.kind() == Kind::List) {
        list.iter().take(MOST_ENTRIES).filter_map(|version| entry(version, asked)).collect()
    } else if let Some(version) = document.get("version").filter(|version| version.kind() == Kind::Object) {
        entry(version, asked).into_iter().collect()
    } else if document.get("id").and_then(Value::as_str).is_some() {
        entry(document, asked).into_iter().collect()
    } else {
        return None;
    };
    found.sort_by_key(|entry| entry.version);
    Some(found)
}

fn entry(version: Value<'_>, asked: &str) -> Option<Entry> {
    let number = Version::parse(version.get("id")?.as_str()?)?;
    let status = Status::parse(version.get("status")?.as_str()?);
    let links = version.get("links")?;
    let link = links.iter().find(|link| link.get("rel").and_then(Value::as_str) == Some("self"))?;
    Some(Entry { version: number, url: locate(asked, link.get("href")?.as_str()?)?, status })
}

/// Where a link of the document at `asked` leads. It never leaves the origin that was asked: services behind a proxy
/// name hosts and schemes of their own.
fn locate(asked: &str, link: &str) -> Option<String> {
    let mut base = Url::parse(asked).ok()?;
    base.set_query(None);
    base.set_fragment(None);
    if !base.path().ends_with('/') {
        let path = format!("{}/", base.path());
        base.set_path(&path);
    }
    let target = base.join(link).ok()?;
    if target.host_str() == base.host_str() {
        base.set_path(target.path());
        return Some(base.into());
    }
    // Another host: its prefix means nothing here, so that only the version itself is taken over.
    let trimmed = target.path().trim_end_matches('/');
    let segment = trimmed.rsplit('/').next().unwrap_or_default();
    let here = base.path().trim_end_matches('/').to_owned();
    let path = if here.rsplit('/').next() == Some(segment) { here } else { format!("{here}/{segment}") };
    base.set_path(&format!("{path}{}", if target.path().ends_with('/') { "/" } else { "" }));
    Some(base.into())
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
    fn links_stay_with_the_origin_that_was_asked() {
        let at = |asked: &str, href: &str| found(&version("v3", href), asked).remove(0).1;
        assert_eq!(at("https://front/identity", "http://front:5000/v3/"), "https://front/v3/");
        assert_eq!(at("https://front/identity", "http://inner:5000/v3/"), "https://front/identity/v3/");
        assert_eq!(at("https://front/identity/v3", "http://inner:5000/v3"), "https://front/identity/v3");
        assert_eq!(at("http://h/identity", "v3"), "http://h/identity/v3");
        assert_eq!(at("http://h/identity", "/v3/"), "http://h/v3/");
        assert_eq!(at("http://h?x=1", "v3/"), "http://h/v3/");
    }

    #[test]
    fn entries_that_say_too_little_are_left_out() {
        let document = r#"{"versions":[{"id":"v3"},{"id":3,"status":"x","links":[]},null,7,
            {"id":"v2.0","status":"CURRENT","links":{"rel":"self","href":"x"}},
            {"id":"v3","status":"CURRENT","links":[{"rel":"next","href":"x"}]}]}"#;
        assert!(found(document, "http://h/").is_empty());
    }

    #[test]
    fn what_names_no_versions_is_refused() {
        for text in ["[]", "{}", "null", "\"x\"", r#"{"versions":{}}"#, r#"{"version":"v3"}"#, r#"{"id":3}"#] {
            let document = Document::parse(text).unwrap();
            assert_eq!(entries(document.root(), "http://h/"), None, "{text}");
        }
    }
}
