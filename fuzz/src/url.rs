//! URLs: the first line is one, the second another.

use keystoneclient::http::url::{is_absolute, join, resolve, same_origin, shown, with_query};
use url::Url;

use crate::CANARY;

pub fn check(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let (one, other) = text.split_once('\n').unwrap_or((text, ""));
    assert_eq!(same_origin(one, other), same_origin(other, one));
    let is_http = Url::parse(one).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    assert!(!is_http || same_origin(one, one));

    if let Some(target) = resolve(one, other) {
        let parsed = Url::parse(&target).expect("a URL");
        assert!(matches!(parsed.scheme(), "http" | "https") && parsed.host_str().is_some_and(|host| !host.is_empty()));
        assert!(parsed.fragment().is_none() && is_absolute(&target), "{target}");
        assert_eq!(resolve(&target, "").as_deref(), Some(&*target), "what is resolved stays");
        assert_eq!(resolve(one, &target).as_deref(), Some(&*target));
    }

    let joined = join(one, other);
    assert!(joined.starts_with(one.trim_end_matches('/')) && joined.ends_with(other.trim_start_matches('/')));
    assert_eq!(joined, join(&format!("{one}/"), &format!("/{other}")));

    let pairs = [("name", other), (other, "value")];
    let queried = with_query(one, pairs);
    assert_eq!(with_query(one, []), one);
    assert_eq!(with_query(&with_query(one, [pairs[0]]), [pairs[1]]), queried);
    if let (Ok(before), Ok(after)) = (Url::parse(one), Url::parse(&queried))
        && is_http
        // A parser leaves out what stands around a URL, but not within one.
        && one.trim_matches(|c| c <= ' ') == one
    {
        assert_eq!(before.fragment(), after.fragment(), "{queried}");
        assert_eq!(before.path(), after.path(), "{queried}");
        let all: Vec<(String, String)> = after.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
        let added = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert!(all.ends_with(&added), "{queried}");
    }
    hides_secrets(one);
}

fn hides_secrets(url: &str) {
    let _ = shown(url);
    let Ok(parsed) = Url::parse(url) else { return };
    if url.contains(CANARY) || parsed.as_str().contains(CANARY) {
        return;
    }
    // Of what is written otherwise, a parser and a person see different hosts.
    if ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme)) {
        assert_eq!(shown(&shown(url)), shown(url), "what is shown is fit to show");
    }
    let mut with_password = parsed.clone();
    if with_password.set_password(Some(CANARY)).is_ok() {
        assert!(!shown(with_password.as_str()).contains(CANARY), "{with_password}");
    }
    for name in ["token", "access_token", "code", "Password", "SECRET", "signature", "temp_url_sig"] {
        let mut with_pair = parsed.clone();
        with_pair.query_pairs_mut().append_pair(name, CANARY).append_pair("last", "1");
        assert!(!shown(with_pair.as_str()).contains(CANARY), "{with_pair}");
    }
}
