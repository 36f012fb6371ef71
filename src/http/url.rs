//! URLs: joining, origins, and what of them may be shown.

use std::borrow::Cow;

use url::Url;

use super::secrets::{is_secret_id, is_secret_parameter};
use crate::text::HIDDEN;

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

/// Host and port as `url` writes them, without user information.
pub fn host(url: &str) -> &str {
    let Some(rest) = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://")) else {
        return taken_apart(url).1.rsplit('@').next().unwrap_or_default();
    };
    // Asked of every request.
    let end = rest.bytes().position(|byte| matches!(byte, b'/' | b'\\' | b'?' | b'#')).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    if authority.as_bytes().contains(&b'@') { authority.rsplit('@').next().unwrap_or_default() } else { authority }
}

/// What stands before the host with its user information, that, and what stands behind it: for URLs that are none, too.
fn taken_apart(url: &str) -> (&str, &str, &str) {
    let scheme =
        url.find([':', '/', '\\', '?', '#']).filter(|at| url.get(*at..).is_some_and(|rest| rest.starts_with(':')));
    // The user information of "u:p@h" is no scheme.
    let scheme = scheme.map(|at| at + 1).filter(|at| url.get(*at..).is_some_and(|rest| rest.starts_with(['/', '\\'])));
    let start = scheme.unwrap_or(0);
    let slashes = url.get(start..).unwrap_or_default().bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count();
    let (before, rest) = url.split_at(start + slashes);
    if slashes == 1 && start == 0 {
        // A path alone.
        return ("", "", url);
    }
    let (authority, rest) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
    (before, authority, rest)
}

/// `url` as it may be shown: without user information, fragment, and the values of secret query parameters; an id that is a
/// secret does not show either. It need not be a URL.
pub fn shown(url: &str) -> Cow<'_, str> {
    let whole = url.split('#').next().unwrap_or_default();
    let (before, mut authority, mut rest) = taken_apart(whole);
    let mut host = authority.rsplit('@').next().unwrap_or_default();
    // Who leaves the host out may have meant what comes next.
    while host.is_empty() && !authority.is_empty() && rest.starts_with(['/', '\\']) {
        let (_, next, behind) = taken_apart(rest);
        (authority, rest) = (next, behind);
        host = authority.rsplit('@').next().unwrap_or_default();
    }
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let path = shown_path(path);
    let query = query.map(shown_query);
    if before.len() + host.len() + rest.len() == whole.len()
        && matches!(path, Cow::Borrowed(_))
        && query.as_ref().is_none_or(|query| matches!(query, Cow::Borrowed(_)))
    {
        return Cow::Borrowed(whole);
    }
    let mark = if query.is_some() { "?" } else { "" };
    Cow::Owned([before, host, &path, mark, query.as_deref().unwrap_or_default()].concat())
}

fn shown_path(path: &str) -> Cow<'_, str> {
    let mut segments = path.split('/').zip(path.split('/').skip(1));
    if !segments.any(|(segment, id)| is_secret_id(segment, id)) {
        return Cow::Borrowed(path);
    }
    let mut before = "";
    let shown: Vec<&str> = path
        .split('/')
        .map(|segment| if is_secret_id(std::mem::replace(&mut before, segment), segment) { HIDDEN } else { segment })
        .collect();
    Cow::Owned(shown.join("/"))
}

/// The pairs of a query or a form, `***` in place of values that are secrets.
pub(super) fn shown_query(query: &str) -> Cow<'_, str> {
    let is_secret = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or_default();
        // A URL with a password may be a value, too.
        is_secret_parameter(&decoded(name))
            || value.contains('@') && decoded(value).contains("://")
            || value.contains("%40") && decoded(value).contains("://")
    };
    if !query.split(['&', ';']).any(is_secret) {
        return Cow::Borrowed(query);
    }
    let hide = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if is_secret(pair) => format!("{name}={HIDDEN}"),
        _ => pair.to_owned(),
    };
    let shown: Vec<String> =
        query.split('&').map(|part| part.split(';').map(hide).collect::<Vec<_>>().join(";")).collect();
    Cow::Owned(shown.join("&"))
}

/// What [`shown`] hides of user information, path and query.
pub(super) fn secrets(url: &str) -> impl Iterator<Item = String> {
    let (_, authority, rest) = taken_apart(url.split('#').next().unwrap_or_default());
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let segments = path.split('/').zip(path.split('/').skip(1));
    let ids = segments.filter(|(segment, id)| is_secret_id(segment, id)).map(|(_, id)| id.to_owned());
    let password = authority.rsplit_once('@').map(|(user, _)| user.rsplit(':').next().unwrap_or_default().to_owned());
    password.into_iter().chain(ids).chain(secrets_of_query(query))
}

/// The values that [`shown_query`] hides.
pub(super) fn secrets_of_query(query: &str) -> impl Iterator<Item = String> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.filter(|(name, _)| is_secret_parameter(name)).map(|(_, value)| value.into_owned())
}

fn decoded(text: &str) -> String {
    url::form_urlencoded::parse(text.as_bytes()).map(|(name, _)| name.into_owned()).next().unwrap_or_default()
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
        for (url, expected) in [
            ("http://h/v3/users?name=x", "http://h/v3/users?name=x"),
            ("/v3/users@x?a", "/v3/users@x?a"),
            ("http://h/x@y?mail=a@b", "http://h/x@y?mail=a@b"),
            ("http://me:hunter2@h/v3", "http://h/v3"),
            ("HTTP:\\\\me:hunter2@h/v3", "HTTP:\\\\h/v3"),
            ("//me:hunter2@h/v3", "//h/v3"),
            ("me:hunter2@h/v3", "h/v3"),
            ("http://me:hunter2@a@h:port/", "http://h:port/"),
            ("http://h/?a=1&TOKEN=hunter2", "http://h/?a=1&TOKEN=***"),
            ("http://h/?%74oken=hunter2;b=2&code=hunter2", "http://h/?%74oken=***;b=2&code=***"),
            ("http://h/?to=http%3A%2F%2Fu%3Ahunter2%40h", "http://h/?to=***"),
            ("//[?token=hunter2", "//[?token=***"),
            ("?token=hunter2", "?token=***"),
            ("http://h/p#access_token=hunter2", "http://h/p"),
            ("http://h#?token=hunter2", "http://h"),
            ("http://h/v2.0/tokens/hunter2/endpoints?x", "http://h/v2.0/tokens/***/endpoints?x"),
            ("http://h/v2.0/tokens/revoked", "http://h/v2.0/tokens/revoked"),
            ("http://h/v3/auth/tokens", "http://h/v3/auth/tokens"),
            ("http://h/v3/auth/tokens/", "http://h/v3/auth/tokens/"),
            ("http://u:hunter2@//u:hunter2@h/", "http://h/"),
            ("", ""),
        ] {
            assert_eq!(shown(url), expected, "{url}");
        }
    }

    #[test]
    fn the_host_of_a_url_is_what_names_it_in_counters() {
        for (url, expected) in [
            ("http://Host:5000/v3?x", "Host:5000"),
            ("https://u:p@h", "h"),
            ("HTTP://u:p@h\\x", "h"),
            ("https://[::1]:80?x", "[::1]:80"),
            ("/path", ""),
            ("", ""),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
    }
}
