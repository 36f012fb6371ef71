//! A version document, and what it has for whoever asks.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::document::{Entry, entries, is_bare, listed};
use super::{Allow, Range, Status, Version};
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Response, url};
use crate::value::{Document, Limits, Value};

/// A version document. Immutable, and shared by all who asked for its URL.
pub struct Discovery {
    url: String,
    document: Arc<Document>,
    entries: Vec<Entry>,
    /// Where it came from in the end, if that is another origin than the one that was asked.
    moved: Option<String>,
}

/// No version document is larger.
pub(crate) const LIMITS: Limits = Limits { bytes: 1 << 20, values: 1 << 16, ..Limits::USUAL };

impl Discovery {
    /// The document in a text that was got from `url`, or is treated as if.
    ///
    /// Fails with `DiscoveryFailure` when it is none, and with `InvalidArgument` when `url` is no URL.
    pub fn from_json(json: impl Into<Vec<u8>>, url: &str) -> Result<Self> {
        if url::resolve(url, "").is_none() {
            let message = format!("{:?} is not the URL of a version document", url::shown(url));
            return Err(Error::new(Code::INVALID_ARGUMENT, message));
        }
        let document = Document::parse_within(json, LIMITS).map_err(|error| {
            Error::new(Code::DISCOVERY_FAILURE, format!("the version document cannot be read: {error}"))
        })?;
        Self::new(document, url, &Headers::new()).ok_or_else(|| {
            Error::new(Code::DISCOVERY_FAILURE, "the text is not a version document: it names no versions")
        })
    }

    /// The document in an answer to a request for `asked`. Its links lead nowhere but to the origin that was asked,
    /// wherever redirects led.
    ///
    /// Fails with `DiscoveryFailure` when it is none.
    pub(crate) fn of_answer(response: &Response, asked: &str) -> Result<Self> {
        let answered = response.url.as_str();
        let stayed = url::same_origin(asked, answered);
        let found = Self::within(response, if stayed { answered } else { asked })?;
        Ok(Self { moved: (!stayed).then(|| answered.to_owned()), ..found })
    }

    fn within(response: &Response, url: &str) -> Result<Self> {
        let shown = url::shown(response.url.as_str());
        let refused = |why: &str| {
            let message = format!("the answer of {shown} is not a version document: {why}");
            Err(response.describe(Error::new(Code::DISCOVERY_FAILURE, message)).with_request("GET", &shown))
        };
        match Document::parse_within(response.body(), LIMITS) {
            Ok(document) => match Self::new(document, url, &response.headers) {
                Some(discovery) => Ok(discovery),
                None => refused("it names no versions"),
            },
            Err(error) => refused(&error.to_string()),
        }
    }

    fn new(document: Arc<Document>, url: &str, headers: &Headers) -> Option<Self> {
        let document = if is_bare(document.root()) { completed(&document, headers)? } else { document };
        let entries = entries(document.root(), url)?;
        Some(Self { url: url.to_owned(), document, entries, moved: None })
    }

    /// The URL that its links were resolved against.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The URL that redirects led to, if it is of another origin than the one that was asked: credentials must not go there unasked.
    pub fn moved(&self) -> Option<&str> {
        self.moved.as_deref()
    }

    /// All versions in ascending order, whatever their status.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The usable versions, in ascending order.
    pub fn versions(&self, allow: Allow) -> impl DoubleEndedIterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| allow.allows(entry.status))
    }

    /// The usable versions as the document writes them, in its order. Those without a status are left out.
    pub fn raw_version_data(&self, allow: Allow) -> Result<Arc<Document>> {
        let status = |version: &Value<'_>| version.get("status").and_then(Value::as_str).map(Status::parse);
        let usable = |version: &Value<'_>| status(version).is_some_and(|status| allow.allows(status));
        let list = listed(self.document.root()).unwrap_or_default();
        let list: Vec<Json> =
            list.into_iter().filter(usable).filter_map(|version| serde_json::to_value(version).ok()).collect();
        document(&Json::Array(list))
    }

    /// The usable versions as objects, in ascending order.
    pub fn version_data(&self, allow: Allow) -> Result<Arc<Document>> {
        document(&self.versions(allow).map(Entry::to_json).collect())
    }

    /// The newest usable version that serves whoever asks for `version`: of the same major version, and no older.
    pub fn data_for(&self, version: Version, allow: Allow) -> Option<&Entry> {
        let asked = Range { min: Some(version), max: None };
        let serves = |entry: &&Entry| asked.takes_as_latest(entry.version) || entry.version.satisfies(version);
        self.versions(allow).rev().find(serves)
    }

    /// The best usable version: the one at `url`, or else the newest within `range`. Without a range, and with none at `url`,
    /// the newest.
    pub fn versioned_data_for(&self, url: Option<&str>, range: Range, allow: Allow) -> Option<&Entry> {
        let mut newest_first = self.versions(allow).rev();
        if range.is_latest() || (range.is_any() && url.is_none()) {
            return newest_first.next();
        }
        let url = url.map(|url| url.trim_end_matches('/'));
        let is_at = |entry: &Entry| url.is_some_and(|url| entry.url.trim_end_matches('/') == url);
        let bounded = range.min.is_some() && range.max.is_some();
        let serves = |entry: &&Entry| {
            is_at(entry) || range.takes_as_latest(entry.version) || (bounded && range.holds(entry.version))
        };
        match newest_first.find(serves) {
            None if range.is_any() => self.versions(allow).next_back(),
            // An upper end alone asks for the newest that is not above it.
            None if range.min.is_none() => self.versions(allow).rev().find(|entry| range.holds(entry.version)),
            found => found,
        }
    }

    /// The versions that it has, for a message.
    pub(crate) fn offered(&self) -> String {
        /// Whoever has more is told of the newest.
        const MOST: usize = 8;
        let newest = self.entries.iter().rev().take(MOST);
        let mut shown: Vec<String> =
            newest.map(|entry| format!("{} ({})", entry.version, entry.status.name())).collect();
        if self.entries.len() > MOST {
            shown.push("older ones".to_owned());
        }
        if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
    }
}

/// A version that stands alone, with the status and the micro-versions that it has in header fields if at all.
fn completed(bare: &Document, headers: &Headers) -> Option<Arc<Document>> {
    let Json::Object(mut version) = serde_json::to_value(bare.root()).ok()? else { return None };
    version.insert("status".to_owned(), "CURRENT".into());
    for (name, value) in headers.iter() {
        let name = name.to_ascii_lowercase();
        if !name.starts_with("x-openstack") {
            continue;
        }
        let key = if name.ends_with("api-minimum-version") {
            "min_version"
        } else if name.ends_with("api-maximum-version") {
            "version"
        } else {
            continue;
        };
        version.entry(key).or_insert_with(|| value.into());
    }
    document(&Json::Object(version)).ok()
}

impl Entry {
    /// All that is known of it, versions as strings.
    pub fn to_json(&self) -> Json {
        let version = |version: Option<Version>| version.map(|version| version.to_string());
        json!({
            "version": self.version.to_string(),
            "url": self.url,
            "collection": self.collection,
            "min_microversion": version(self.microversions.min),
            "max_microversion": version(self.microversions.max),
            "next_min_version": version(self.next_min_version),
            "not_before": self.not_before,
            "status": self.status.name(),
            "raw_status": self.raw_status,
        })
    }
}

impl Entry {
    /// The same as a document.
    pub fn to_document(&self) -> Result<Arc<Document>> {
        document(&self.to_json())
    }
}

/// `json` as a document.
pub(crate) fn document(json: &Json) -> Result<Arc<Document>> {
    Document::parse(json.to_string()).map_err(|error| {
        Error::new(Code::LIMIT_EXCEEDED, format!("what is known of the versions is too large: {error}"))
    })
}

impl fmt::Debug for Discovery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discovery")
            .field("url", &url::shown(&self.url))
            .field("versions", &self.offered())
            .finish_non_exhaustive()
    }
}
