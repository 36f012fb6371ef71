//! URLs: joining, origins, and what of them may be shown.

use std::borrow::Cow;

use url::Url;

/// Whether `url` names a host, and so needs no endpoint in front of it.
pub fn is_absolute(url: &str) -> bool {
    let rest = url.split_once(':').map_or(url, |(scheme, rest)| {
        let named = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        if named { rest } else { url }
    });
    rest.starts_with("//")
}

/// `path` behind `base` with exactly one slash between them.
pub fn join(base: &str, path: &str) -> String {
    [base.trim_end_matches('/'), "/", path.trim_start_matches('/')].concat()
}

/// `url` with more pairs at the end of its query.
pub fn with_query<'a>(url: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let (url, fragment) = url.split_once('#').map_or((url, None), |(url, fragment)| (url, Some(fragment)));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        query.append_pair(name, value);
    }
    let query = query.finish();
    let mut whole = url.to_owned();
    if !query.is_empty() {
        whole.push(if url.contains('?') { '&' } else { '?' });
        whole.push_str(&query);
    }
    if let Some(fragment) = fragment {
        whole.push('#');
        whole.push_str(fragment);
    }
    whole
}

/// Where `location` leads from `base`; `None` when that is no `http` or `https` URL.
pub fn resolve(base: &str, location: &str) -> Option<String> {
    let mut target = Url::parse(base).ok()?.join(location).ok()?;
    target.set_fragment(None);
    matches!(target.scheme(), "http" | "https").then(|| target.into())
}

/// Whether both URLs have the same scheme, host and port.
pub fn same_origin(one: &str, other: &str) -> bool {
    match (Url::parse(one), Url::parse(other)) {
        (Ok(one), Ok(other)) => one.origin() == other.origin() && one.origin().is_tuple(),
        _ => false,
    }
}

/// Whether the way from `one` to `other` leaves https.
pub fn is_downgrade(one: &str, other: &str) -> bool {
    let is_https = |url: &str| url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"));
    is_https(one) && !is_https(other)
}

/// Names of query parameters whose values are secrets.
const SECRET_QUERY: &[&str] = &["access_token", "code", "password", "secret", "signature", "temp_url_sig", "token"];

/// `url` as it may be shown: without user information, and without the values of secret query parameters.
pub fn shown(url: &str) -> Cow<'_, str> {
    let lower = url.to_ascii_lowercase();
    if !url.contains('@') && !SECRET_QUERY.iter().any(|name| lower.contains(name)) {
        return Cow::Borrowed(url);
    }
    let Ok(mut parsed) = Url::parse(url) else {
        // What cannot be taken apart is cut before anything that may be secret.
        let end = url.find(['?', '@']).unwrap_or(url.len());
        let start = if url.get(end..).is_some_and(|rest| rest.starts_with('@')) { 0 } else { end };
        return Cow::Owned(url.get(..start).unwrap_or_default().to_owned());
    };
    if !parsed.username().is_empty() || parsed.password().is_some() {
        // Both fail only for URLs without a host, which have no user information.
        let _ = parsed.set_password(None);
        let _ = parsed.set_username("");
    }
    if parsed.query().is_some() {
        let is_secret = |name: &str| SECRET_QUERY.iter().any(|secret| name.eq_ignore_ascii_case(secret));
        let pairs: Vec<(String, String)> = parsed
            .query_pairs()
            .map(|(name, value)| {
                let value = if is_secret(&name) { "***".to_owned() } else { value.into_owned() };
                (name.into_owned(), value)
            })
            .collect();
        parsed.query_pairs_mut().clear().extend_pairs(pairs);
    }
    Cow::Owned(parsed.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_with_a_host_is_absolute() {
        for url in ["http://h", "https://h/p", "//h/p", "HTTP://h"] {
            assert!(is_absolute(url), "{url}");
        }
        for url in ["/p", "p", "", "http:/p", "/p?u=http://h", "v2.0//x", "a b://x"] {
            assert!(!is_absolute(url), "{url}");
        }
    }

    #[test]
    fn joining_leaves_one_slash() {
        for (base, path) in [("http://h/v3", "users"), ("http://h/v3/", "/users"), ("http://h/v3//", "//users")] {
            assert_eq!(join(base, path), "http://h/v3/users");
        }
    }

    #[test]
    fn query_pairs_are_encoded_and_appended() {
        assert_eq!(with_query("http://h/p", [("a b", "c&d"), ("e", "é")]), "http://h/p?a+b=c%26d&e=%C3%A9");
        assert_eq!(with_query("http://h/p?x=1#f", [("y", "2")]), "http://h/p?x=1&y=2#f");
        assert_eq!(with_query("http://h/p", []), "http://h/p");
    }

    #[test]
    fn locations_resolve_as_rfc_3986_says() {
        let base = "http://h:5000/v3/users?x=1";
        assert_eq!(resolve(base, "/v3/").as_deref(), Some("http://h:5000/v3/"));
        assert_eq!(resolve(base, "groups#f").as_deref(), Some("http://h:5000/v3/groups"));
        assert_eq!(resolve(base, "//other/x").as_deref(), Some("http://other/x"));
        assert_eq!(resolve(base, "https://h/").as_deref(), Some("https://h/"));
        assert_eq!(resolve(base, "file:///etc/passwd"), None);
        assert_eq!(resolve(base, "http://["), None);
    }

    #[test]
    fn origins_differ_by_scheme_host_and_port() {
        assert!(same_origin("http://h/a", "http://H:80/b?c"));
        assert!(same_origin("https://h", "https://h:443/"));
        for other in ["https://h/", "http://h:81/", "http://h.example/", "http://h@evil/", "h"] {
            assert!(!same_origin("http://h/", other), "{other}");
        }
        assert!(!same_origin("file:///a", "file:///a"));
    }

    #[test]
    fn what_is_shown_of_a_url_holds_no_secret() {
        assert_eq!(shown("http://h/v3/users?name=x"), "http://h/v3/users?name=x");
        assert_eq!(shown("http://me:hunter2@h/v3"), "http://h/v3");
        assert_eq!(shown("http://h/?a=1&TOKEN=hunter2"), "http://h/?a=1&TOKEN=***");
        assert!(!shown("http://me:hunter2@h:port/").contains("hunter2"));
        assert!(!shown("//[?token=hunter2").contains("hunter2"));
    }
}
