//! Where the links of a version document lead, and which version a URL names.

use url::Url;

use super::Version;

/// Where a link of the document at `asked` leads. It never leaves the origin that was asked: services behind a proxy
/// name hosts and schemes of their own.
pub(super) fn locate(asked: &str, link: &str) -> Option<String> {
    let mut base = Url::parse(asked).ok()?;
    base.set_query(None);
    base.set_fragment(None);
    let here = base.path().to_owned();
    if !here.ends_with('/') {
        base.set_path(&format!("{here}/"));
    }
    let target = base.join(link).ok()?;
    if (target.host_str(), target.port()) == (base.host_str(), base.port()) {
        base.set_path(target.path());
        let mut url = String::from(base);
        if target.path() == "/" && !link.ends_with('/') {
            url.pop();
        }
        return Some(url);
    }
    // Another host: its prefix means nothing here, so that only the version itself is taken over.
    let trimmed = target.path().trim_end_matches('/');
    let segment = trimmed.rsplit('/').next().unwrap_or_default();
    let front = here.trim_end_matches('/');
    if segment.is_empty() || front.rsplit('/').next() == Some(segment) {
        base.set_path(&here);
    } else {
        let slash = if target.path().ends_with('/') { "/" } else { "" };
        base.set_path(&format!("{front}/{segment}{slash}"));
    }
    Some(base.into())
}

/// The version that the path of `url` names: in its last segment that is `v` and a number.
pub fn version_in(url: &str) -> Option<Version> {
    let segments = Parts::of(url).segments;
    segments.iter().rev().filter(|segment| segment.starts_with('v')).find_map(|segment| Version::parse(segment))
}

/// A URL in the pieces that matter here; any text has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts<'u> {
    /// Scheme and host.
    origin: &'u str,
    /// The segments of the path, the first of them empty for one that begins with a slash.
    pub(super) segments: Vec<&'u str>,
    /// Query and fragment.
    rest: &'u str,
}

impl<'u> Parts<'u> {
    pub(super) fn of(url: &'u str) -> Self {
        let (front, rest) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
        let host = front.find("//").map_or(0, |at| at + 2);
        let path = front.get(host..).and_then(|host| host.find('/')).map_or(front.len(), |at| host + at);
        let (origin, path) = if host == 0 { ("", front) } else { front.split_at(path) };
        Self { origin, segments: path.split('/').collect(), rest }
    }

    pub(super) fn to_url(&self) -> String {
        format!("{}{}{}", self.origin, self.segments.join("/"), self.rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_with_the_origin_that_was_asked() {
        let at = |asked: &str, href: &str| locate(asked, href).unwrap_or_default();
        assert_eq!(at("https://front/identity", "http://front/v3/"), "https://front/v3/");
        assert_eq!(at("https://front/identity", "http://front:5000/v3/"), "https://front/identity/v3/");
        assert_eq!(at("https://front/identity", "http://inner:5000/v3/"), "https://front/identity/v3/");
        assert_eq!(at("https://front/identity/v3", "http://inner:5000/v3"), "https://front/identity/v3");
        assert_eq!(at("https://front/identity/v3/", "http://inner:5000/v3"), "https://front/identity/v3/");
        assert_eq!(at("https://front/identity", "http://inner:5000/"), "https://front/identity");
        assert_eq!(at("http://h/identity", "http://h"), "http://h");
        assert_eq!(at("http://h/identity", "v3"), "http://h/identity/v3");
        assert_eq!(at("http://h/identity", "/v3/"), "http://h/v3/");
        assert_eq!(at("http://h?x=1", "v3/"), "http://h/v3/");
        assert_eq!(at("http://h/a", "//evil.example/v3"), "http://h/a/v3");
        assert_eq!(at("http://h/a", "http://user:word@h/v3"), "http://h/v3");
        for nonsense in ["javascript:alert(1)", "data:,v3", "mailto:v3@h"] {
            assert!(at("http://h/a", nonsense).starts_with("http://h/"), "{nonsense}");
        }
        assert_eq!(locate("no URL", "v3"), None);
    }

    #[test]
    fn the_last_segment_that_is_a_version_counts() {
        for (url, version) in [
            ("http://h/v3", Some("3.0")),
            ("https://h/compute/v2.1/3456?x=/v9#/v8", Some("2.1")),
            ("http://v3/", None),
            ("http://h/volume/3/45", None),
            ("http://h/vault/x", None),
            ("public-1", None),
            ("", None),
        ] {
            assert_eq!(version_in(url).map(|version| version.to_string()).as_deref(), version, "{url}");
        }
    }

    #[test]
    fn a_url_in_parts_is_the_same_url() {
        for url in ["http://h", "http://h/", "http://h/a/b?c=/d#e", "h/a", "", "//h/x"] {
            assert_eq!(Parts::of(url).to_url(), url);
        }
        assert_eq!(Parts::of("http://h/v3/x").segments, ["", "v3", "x"]);
        assert_eq!(Parts::of("http://h").segments, [""]);
    }
}
