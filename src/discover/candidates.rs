//! Where the version document of an endpoint may be.

use super::hacks::Hacks;
use super::link::Parts;
use super::version::LATEST;
use super::{Range, Version};

/// The URLs to try, the best first, and what the endpoint's own URL tells.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// Each URL once.
    pub urls: Vec<String>,
    /// The project's id, which the endpoint's URL has at its end, and the URLs to try do not.
    pub project_id: Option<String>,
    /// Whether the version that the URL names is one that is asked for.
    pub matches: bool,
    /// Whether no other one is better.
    pub matches_exactly: bool,
}

/// What an endpoint is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// Its URL, whole.
    pub url: &'q str,
    /// The URL that the catalog has, if any.
    pub catalog_url: Option<&'q str>,
    /// The type of its service.
    pub service_type: Option<&'q str>,
    /// The id of the project in whose scope the session is.
    pub project_id: Option<&'q str>,
    /// The versions that will do.
    pub range: Range,
    /// Whether other URLs than its own may be tried.
    pub version_hack: bool,
}

impl Candidates {
    /// The URLs for a question: the versioned one if it is right, the one without a version, and the catalog's own.
    pub fn of(question: &Question<'_>, hacks: &Hacks) -> Self {
        let Question { url, catalog_url, range, .. } = *question;
        let mut found = Self::default();
        let mut parts = Parts::of(url.trim_end_matches('/'));
        found.project_id = project_id_of(&mut parts, question.project_id);

        let mut versioned = None;
        let mut fitting = None;
        if let Some(version) = parts.segments.last().and_then(|segment| Version::parse(segment)) {
            let whole = parts.to_url();
            let bounds = range.min.zip(range.max).filter(|_| range.holds(version));
            if let Some((_, max)) = bounds {
                found.matches = true;
                found.matches_exactly = max.major == version.major;
                let with_slash = format!("{}/", whole.trim_end_matches('/'));
                let is_high = max.minor != LATEST && version.satisfies(max);
                if is_high || found.matches_exactly {
                    found.add(with_slash);
                } else {
                    fitting = Some(with_slash);
                }
            }
            versioned = Some(whole);
            parts.segments.pop();
        }
        if question.version_hack {
            let parent = parts.to_url();
            let is_catalogs = catalog_url == Some(parent.as_str());
            found.add(if is_catalogs { parent } else { format!("{}/", parent.trim_end_matches('/')) });
            if let Some(fitting) = fitting {
                found.add(fitting);
            }
            found.add(hacks.apply(question.service_type.unwrap_or_default(), url));
        } else if let (Some(versioned), Some(_)) = (versioned, &found.project_id) {
            found.add(versioned);
        }
        if let Some(url) = catalog_url {
            found.add(url.to_owned());
        }
        found
    }

    fn add(&mut self, url: String) {
        if !self.urls.contains(&url) {
            self.urls.push(url);
        }
    }
}

/// Takes the project's id off the end of a path: the one that is known, or else whatever stands behind a version.
fn project_id_of(parts: &mut Parts<'_>, known: Option<&str>) -> Option<String> {
    let segments = &parts.segments;
    let has_one = if let Some(id) = known.filter(|id| !id.is_empty()) {
        segments.last() == Some(&id)
    } else {
        let before = segments.len().checked_sub(2).and_then(|at| segments.get(at));
        before.is_some_and(|segment| Version::parse(segment).is_some())
    };
    if has_one { parts.segments.pop().map(str::to_owned) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(url: &str, project_id: Option<&str>, range: (&str, &str), version_hack: bool) -> Candidates {
        let range = Range { min: Version::parse(range.0), max: Version::parse(range.1) };
        let service_type = Some("identity");
        let question = Question { url, catalog_url: Some(url), service_type, project_id, range, version_hack };
        Candidates::of(&question, &Hacks::default())
    }

    #[test]
    fn a_version_that_fits_is_asked_first_then_the_root() {
        let found = urls("http://h/identity/v3", None, ("3", "3.latest"), true);
        assert_eq!(found.urls, ["http://h/identity/v3/", "http://h/identity/", "http://h/identity/v3"]);
        assert!(found.matches && found.matches_exactly);
        let found = urls("http://h/identity/v2.0", None, ("3", "3.latest"), true);
        assert_eq!(found.urls, ["http://h/identity/", "http://h/identity/v2.0"]);
        assert!(!found.matches);
        let found = urls("http://h/v2", None, ("2", "latest"), true);
        assert_eq!(found.urls, ["http://h/", "http://h/v2/", "http://h/v2"]);
        assert!(found.matches && !found.matches_exactly);
    }

    #[test]
    fn the_projects_id_is_taken_off_whether_it_is_known_or_not() {
        for (url, known) in [("http://h/v2/AUTH_1", None), ("http://h/v2/12/", None), ("http://h/v2/p1", Some("p1"))] {
            let found = urls(url, known, ("2", "2.latest"), true);
            assert_eq!(found.urls.first().map(String::as_str), Some("http://h/v2/"), "{url}");
            assert!(found.project_id.is_some());
        }
        let found = urls("http://h/v2/other", Some("p1"), ("2", "2.latest"), true);
        assert_eq!((found.urls.first().map(String::as_str), found.project_id), (Some("http://h/v2/other"), None));
    }

    #[test]
    fn without_the_hack_nothing_but_the_endpoints_own_url_is_tried() {
        assert_eq!(urls("http://h/v2", None, ("", ""), false).urls, ["http://h/v2"]);
        assert_eq!(urls("http://h/v2/p1", Some("p1"), ("", ""), false).urls, ["http://h/v2", "http://h/v2/p1"]);
    }
}
