//! Where version 3 of Identity is, for auth types that name no version.

use crate::discover::{Entry, discover};
use crate::error::{Code, Error, Result};
use crate::http::{Pipeline, url};

/// Where version 3 is: as discovered, or as the URL itself says where discovery fails.
///
/// It lies within the origin of `auth_url`: credentials go nowhere else, wherever redirects and documents point.
pub(super) async fn locate(pipeline: &Pipeline, auth_url: &str) -> Result<String> {
    let found = discover(pipeline, auth_url).await.and_then(|entries| newest_v3(&entries, auth_url));
    match found {
        Ok(url) => Ok(url),
        Err(error) if error.is_a(Code::HTTP_ERROR) || error.is_a(Code::DISCOVERY_FAILURE) => {
            if let Some(url) = v3_within(auth_url) {
                return Ok(url.to_owned());
            }
            if error.is_a(Code::DISCOVERY_FAILURE) {
                return Err(error);
            }
            let shown = url::shown(auth_url);
            let message = format!("cannot tell which versions of Identity there are at {shown}: {error}");
            Err(Error::new(Code::DISCOVERY_FAILURE, message).with_request("GET", &shown).with_cause(error))
        }
        // Whoever cannot be reached cannot be logged in to either.
        Err(error) => Err(error),
    }
}

fn newest_v3(entries: &[Entry], asked: &str) -> Result<String> {
    let usable = |entry: &&Entry| entry.version.major == 3 && entry.status.is_usable();
    let refused =
        |message: String| Error::new(Code::DISCOVERY_FAILURE, message).with_request("GET", &url::shown(asked));
    let shown = url::shown(asked);
    let Some(newest) = entries.iter().rev().find(usable) else {
        let offered: Vec<String> = entries.iter().map(|entry| format!("v{}", entry.version)).collect();
        let offered = if offered.is_empty() { "none".to_owned() } else { offered.join(", ") };
        return Err(refused(format!(
            "Identity at {shown} offers no version 3 that this library may use; offered: {offered}"
        )));
    };
    if !url::same_origin(&newest.url, asked) {
        let there = url::shown(&newest.url);
        return Err(refused(format!(
            "Identity at {shown} is at {there}, another origin, where credentials must not go: set auth_url to it if it is right"
        )));
    }
    Ok(newest.url.clone())
}

/// `url` as far as its segment `v3`, if it has one.
pub(super) fn v3_within(url: &str) -> Option<&str> {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let host = url.find("//").map_or(0, |at| at + 2);
    let path = host + url.get(host..)?.find('/')?;
    let mut end = path;
    for segment in url.get(path + 1..)?.split('/') {
        end += 1 + segment.len();
        if segment == "v3" {
            return url.get(..end);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_in_the_path_is_found_behind_any_prefix() {
        for (url, within) in [
            ("http://h/v3", "http://h/v3"),
            ("http://h/identity/v3/", "http://h/identity/v3"),
            ("http://h/v3/auth/tokens?x=v2#f", "http://h/v3"),
        ] {
            assert_eq!(v3_within(url), Some(within), "{url}");
        }
        for url in
            ["http://h/", "http://h", "http://h/v2.0", "http://h/foov3", "http://h/?v3=/v3/", "http://v3/", "v3", ""]
        {
            assert_eq!(v3_within(url), None, "{url}");
        }
    }
}
