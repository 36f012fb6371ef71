//! What of headers and bodies may be shown, and what of them must not.

mod members;

use std::borrow::Cow;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::secrets;
use super::{Headers, Request, url};
use crate::text::{self, HIDDEN, without};
use crate::value::{Document, Limits};

/// So much of a body is shown.
const MOST_SHOWN: usize = 16 << 10;
/// Larger bodies are not looked into.
const LIMITS: Limits = Limits { bytes: 1 << 20, values: 1 << 16, ..Limits::USUAL };
/// Shorter secrets are in any text.
const SHORTEST: usize = 4;

/// The value of a header field as it may be shown. Of a token its hash shows, so that one can tell it from another.
pub(super) fn header<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    if !secrets::is_secret_header(name) {
        // Where a URL stands.
        let is_url = ["location", "content-location", "referer", "link", "refresh"];
        return if is_url.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            url::shown(value)
        } else {
            value.into()
        };
    }
    if secrets::is_guessable(name, value) {
        return HIDDEN.into();
    }
    let mut shown = "{SHA256}".to_owned();
    for byte in Sha256::digest(value) {
        let _ = write!(shown, "{byte:02x}");
    }
    shown.into()
}

/// What a body is, by its content type.
enum Content {
    Json,
    Form,
    Text,
    Other,
}

impl Content {
    fn of(headers: &Headers) -> Self {
        let content_type = headers.get("content-type").unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.as_str() {
            "application/x-www-form-urlencoded" => Self::Form,
            "text/plain" => Self::Text,
            // Of patches and of home documents, too.
            json if json.split(['/', '+', '-']).any(|word| word == "json") => Self::Json,
            _ => Self::Other,
        }
    }
}

/// A body as it may be shown: one line without secrets, those among them that it may repeat, or why it is omitted.
pub(super) fn body(headers: &Headers, url: &str, body: &[u8], secrets: &[Zeroizing<String>]) -> String {
    if secrets::is_secret_place(url) {
        return "Omitted, it is a secret".to_owned();
    }
    let (shown, is_whole) = match (Content::of(headers), std::str::from_utf8(body)) {
        (Content::Json, _) => match Document::parse_secret(body, LIMITS) {
            Ok(document) => {
                let (shown, is_whole) = members::shown(document.root());
                (without(&shown, secrets, !is_whole).into_owned(), is_whole)
            }
            Err(error) => return format!("Omitted, {} bytes that cannot be searched for secrets: {error}", body.len()),
        },
        // Before anything else is hidden or shown otherwise: the secret could not be told any more.
        (Content::Form, Ok(text)) => {
            let known = Zeroizing::new(without(text, secrets, false).into_owned());
            cut(&url::shown_query(&known), secrets)
        }
        (Content::Text, Ok(text)) => cut(&without(text, secrets, false), secrets),
        (Content::Form | Content::Text, Err(_)) => return format!("Omitted, {} bytes that are not UTF-8", body.len()),
        (Content::Other, _) => {
            let content_type = headers.get("content-type").unwrap_or("not set");
            let content_type = cut(content_type, secrets).0;
            return format!("Omitted, Content-Type is {content_type}; only JSON, forms and plain text are shown");
        }
    };
    if is_whole { shown } else { format!("{shown}... ({} bytes)", body.len()) }
}

/// What of a request its answer must not repeat where it shows: credentials in header fields, URL and body. Redirects may have
/// led to the URL that `answered`.
pub(super) fn secrets_of(request: &Request, answered: &str) -> Vec<Zeroizing<String>> {
    let mut found: Vec<Zeroizing<String>> =
        request.headers.secrets().into_iter().map(|secret| Zeroizing::new(secret.to_owned())).collect();
    found.extend(url::secrets(&request.url).chain(url::secrets(answered)).map(Zeroizing::new));
    if let Some(body) = request.body.as_bytes() {
        match Content::of(&request.headers) {
            Content::Json => {
                if let Ok(document) = Document::parse_secret(body, LIMITS) {
                    members::collect(document.root(), &mut found);
                }
            }
            Content::Form => {
                let pairs = std::str::from_utf8(body).into_iter().flat_map(url::secrets_of_query);
                found.extend(pairs.map(Zeroizing::new));
            }
            Content::Text | Content::Other => {}
        }
    }
    found.retain(|secret| secret.len() >= SHORTEST);
    // A peer may repeat it as it stood in JSON, within JSON of its own.
    let once: Vec<_> = found.iter().filter_map(|secret| escaped(secret)).collect();
    let twice: Vec<_> = once.iter().filter_map(|secret| escaped(secret)).collect();
    found.extend(once.into_iter().chain(twice));
    found
}

/// A string as it stands between the quotes of a JSON text, if it stands there otherwise than it is.
fn escaped(text: &str) -> Option<Zeroizing<String>> {
    let differs = text.contains(['"', '\\']) || text.contains(char::is_control);
    differs.then(|| text::escaped(text))
}

/// A text in one line, whatever a peer put into it.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len().min(MOST_SHOWN));
    for letter in text.chars() {
        if line.len() > MOST_SHOWN {
            break;
        }
        if letter.is_control() { line.extend(letter.escape_default()) } else { line.push(letter) }
    }
    line
}

/// `text` in one line that is not endless, and whether that is all of it.
fn cut(text: &str, secrets: &[Zeroizing<String>]) -> (String, bool) {
    let mut line = one_line(text);
    if line.len() <= MOST_SHOWN {
        return (line, true);
    }
    let end = (0..=MOST_SHOWN).rev().find(|end| line.is_char_boundary(*end)).unwrap_or_default();
    line.truncate(end);
    (without(&line, secrets, true).into_owned(), false)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn of_type(content_type: &str) -> Headers {
        let mut headers = Headers::new();
        headers.set("Content-Type", content_type).unwrap();
        headers
    }

    fn shown(content_type: &str, text: &str) -> String {
        body(&of_type(content_type), "http://h/", text.as_bytes(), &[])
    }

    #[test]
    fn json_shows_all_but_its_secrets() {
        for (given, expected) in [
            (r#"{"a": [1, 2.5, true, null, "x"]}"#, r#"{"a":[1,2.5,true,null,"x"]}"#),
            (
                r#"{"user":{"name":"n","password":"s3cret","password_expires_at":"2030"}}"#,
                r#"{"user":{"name":"n","password":"***","password_expires_at":"2030"}}"#,
            ),
            (
                r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"n","password":"s3cret"}}}}}"#,
                r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"n","password":"***"}}}}}"#,
            ),
            (r#"{"auth":{"identity":{"token":{"id":"s3cret"}}}}"#, r#"{"auth":{"identity":{"token":{"id":"***"}}}}"#),
            (
                r#"{"token":{"user":{"id":"u"},"catalog":[{"id":"c"}]}}"#,
                r#"{"token":{"user":{"id":"u"},"catalog":"<removed>"}}"#,
            ),
            (
                r#"{"access":{"token":{"id":"s3cret"},"serviceCatalog":[1]}}"#,
                r#"{"access":{"token":{"id":"***"},"serviceCatalog":"<removed>"}}"#,
            ),
            (
                r#"{"credential":{"blob":{"x":["s3cret"]},"type":"ec2"}}"#,
                r#"{"credential":{"blob":"***","type":"ec2"}}"#,
            ),
            (
                r#"{"credentials":[{"access":"s3cret","secret":"s3cret","trust_id":null}]}"#,
                r#"{"credentials":[{"access":"***","secret":"***","trust_id":null}]}"#,
            ),
            (
                r#"{"password":null,"secret":false,"token":["s3cret"],"pin":12345}"#,
                r#"{"password":null,"secret":false,"token":["***"],"pin":"***"}"#,
            ),
            (
                r#"[{"op":"replace","path":"/x/password","value":{"a":"s3cret"}},{"op":"add","path":"/name","value":"n"}]"#,
                r#"[{"op":"replace","path":"/x/password","value":"***"},{"op":"add","path":"/name","value":"n"}]"#,
            ),
            (
                r#"{"links":{"self":"http://u:s3cret@h/v2.0/tokens/s3cret?token=s3cret#s3cret"}}"#,
                r#"{"links":{"self":"http://h/v2.0/tokens/***?token=***"}}"#,
            ),
            ("\"a\\nb\"", "\"a\\nb\""),
        ] {
            assert_eq!(shown("application/json; charset=utf-8", given), expected);
        }
        assert!(shown("application/vnd.x+json", r#"{"password":"s3cret"}"#).contains("***"));
        assert!(shown("application/openstack-images-v2.1-json-patch", r#"{"password":"s3cret"}"#).contains("***"));
    }

    #[test]
    fn what_cannot_be_searched_is_omitted() {
        for (content_type, text) in [
            ("application/json", r#"{"password": "s3cret"#),
            ("application/json", "s3cret"),
            ("text/html", "s3cret"),
            ("application/octet-stream", "s3cret"),
            ("application/samlassertion+xml", "s3cret"),
        ] {
            let shown = shown(content_type, text);
            assert!(shown.starts_with("Omitted, ") && !shown.contains("s3cret"), "{shown}");
        }
        assert!(body(&Headers::new(), "http://h/", b"s3cret", &[]).starts_with("Omitted, Content-Type is not set"));
        assert!(body(&of_type("text/plain"), "http://h/", b"s3cret\xff", &[]).starts_with("Omitted, 7 bytes"));
        assert_eq!(
            body(&of_type("text/plain"), "http://h/v1/secrets/1/payload", b"s3cret", &[]),
            "Omitted, it is a secret"
        );
    }

    #[test]
    fn a_body_is_one_line_and_not_endless() {
        assert_eq!(shown("text/plain", "a\r\nb\u{1b}c"), "a\\r\\nb\\u{1b}c");
        assert_eq!(
            shown("application/x-www-form-urlencoded", "a=b&client_secret=s&code=c"),
            "a=b&client_secret=***&code=***"
        );
        for content_type in ["text/plain", "application/json"] {
            for letter in ["x", "\u{fc}", "\u{20ac}"] {
                let text = format!("\"{}\"", letter.repeat(20_000));
                let shown = shown(content_type, &text);
                let end = format!("... ({} bytes)", text.len());
                assert!(shown.len() < MOST_SHOWN + 30 && shown.ends_with(&end), "{content_type} {letter}");
                let bare = shown.trim_end_matches(&end).trim_start_matches('"');
                assert_eq!(bare.replace(letter, ""), "", "{content_type}");
            }
        }
        let huge = format!("[{}1]", "1,".repeat(600_000));
        assert!(shown("application/json", &huge).starts_with("Omitted, 1200003 bytes"));
    }

    #[test]
    fn a_secret_that_a_peer_repeats_goes_before_the_body_is_made_fit_to_show() {
        let secrets = [Zeroizing::new("s3cret\u{1b}&{\"token\":=x".to_owned())];
        for (content_type, said) in [("text/plain", "it is ***."), ("application/x-www-form-urlencoded", "a=***.")] {
            let text = said.replace("***", &secrets[0]);
            assert_eq!(body(&of_type(content_type), "http://h/", text.as_bytes(), &secrets), said);
        }
        // Where it is cut off, its beginning goes.
        let text = format!("{}{}", "x".repeat(MOST_SHOWN - 8), "long-s3cret");
        let shown = body(
            &of_type("text/plain"),
            "http://h/",
            text.as_bytes(),
            &[Zeroizing::new("long-s3cret-and-more".to_owned())],
        );
        assert!(!shown.contains("long-s3"), "{}", &shown[MOST_SHOWN - 20..]);
    }

    #[test]
    fn header_values_show_as_hashes_only_where_nobody_can_guess_them() {
        let hash = "{SHA256}9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        assert_eq!(header("X-Auth-Token", "test"), hash);
        assert_eq!(header("set-cookie", "test"), hash);
        assert_eq!(header("Authorization", "Basic bWU6cGFzcw=="), "***");
        assert!(header("Authorization", "Bearer eyJ").starts_with("{SHA256}"));
        assert_eq!(header("Location", "http://h/?token=t"), "http://h/?token=***");
        assert_eq!(header("Accept", "*/*"), "*/*");
    }

    #[test]
    fn the_secrets_of_a_request_are_those_that_its_answer_may_not_repeat() {
        let mut request = Request::new("POST", "http://h/?token=query-secret&x=y#f");
        request.headers = of_type("application/json");
        request.headers.set("X-Auth-Token", "header-secret").unwrap();
        let json = r#"{"user":{"name":"n","password":"body-secret","blob":{"a":["deep-secret"]}},"pin":"123"}"#;
        request.body = super::super::Body::bytes(json);
        let found: Vec<String> = secrets_of(&request, "").iter().map(|secret| secret.to_string()).collect();
        assert_eq!(found, ["header-secret", "query-secret", "body-secret", "deep-secret"]);
        assert_eq!(without("a body-secret b", &secrets_of(&request, ""), false), "a *** b");
    }
}
