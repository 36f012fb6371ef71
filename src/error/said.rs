//! What the body of an answer says about its failure, in each of the shapes that OpenStack services give it.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::words::TEXT_BYTES;

/// A body beyond this is no error that somebody wrote; it is not parsed.
const JSON_BYTES: usize = 1 << 20;

/// The words of the peer, as far as there are any.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) message: Option<String>,
    pub(super) details: Option<String>,
}

type Object = Map<String, Value>;

/// Reads `body` as its content type says; without one nothing is believed.
pub(super) fn said(content_type: Option<&str>, body: &[u8]) -> Said {
    let media_type = content_type.unwrap_or_default().trim_start().to_ascii_lowercase();
    if is_json(&media_type) {
        json(body).as_ref().and_then(Value::as_object).and_then(shapes).unwrap_or_default()
    } else if media_type.starts_with("text/") {
        // A character more than an error keeps, so that it shows the cut.
        Said { message: None, details: Some(decode(body, TEXT_BYTES + 4).into_owned()) }
    } else {
        Said::default()
    }
}

/// The body as JSON, whatever its content type; `None` when it is not JSON.
pub(super) fn json(body: &[u8]) -> Option<Value> {
    if body.len() > JSON_BYTES {
        return None;
    }
    let text = decode(body, JSON_BYTES);
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(&text)).ok()
}

/// By prefix, so that `application/json-home` counts, and by suffix, as in `application/problem+json`.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim_end();
    essence.starts_with("application/json") || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// The first `most` bytes as UTF-8, or else as Latin-1, which is never wrong about its bytes.
fn decode(body: &[u8], most: usize) -> Cow<'_, str> {
    let head = body.get(..most).unwrap_or(body);
    let whole_characters = match std::str::from_utf8(head) {
        Err(error) if error.error_len().is_none() && head.len() < body.len() => head.get(..error.valid_up_to()),
        _ => None,
    };
    match std::str::from_utf8(whole_characters.unwrap_or(head)) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(head.iter().map(|&byte| char::from(byte)).collect()),
    }
}

fn shapes(body: &Object) -> Option<Said> {
    error_object(body)
        .or_else(|| errors_list(body))
        .or_else(|| error_code(body))
        .or_else(|| problem(body))
        .or_else(|| fault_string(body))
        .or_else(|| named_fault(body))
}

/// Keystone: `{"error": {"message": .., "details": ..}}`. It need not say anything to be the shape.
fn error_object(body: &Object) -> Option<Said> {
    let error = body.get("error")?.as_object()?;
    Some(Said {
        message: words(error.get("message")).or_else(|| words(error.get("title"))),
        details: error.get("details").filter(|details| !details.is_null()).map(plain),
    })
}

/// The API guidelines, Placement: `{"errors": [{"title": .., "detail": ..}]}`. The first speaks for all.
fn errors_list(body: &Object) -> Option<Said> {
    let errors = body.get("errors")?.as_array()?;
    let first = errors.first()?;
    let detail = first.get("detail");
    let message = words(first.get("title")).or_else(|| words(detail)).or_else(|| string(Some(first)));
    Some(Said {
        message: match errors.len() {
            1 => message,
            count => message.map(|message| format!("{message} (the first of {count} errors)")),
        },
        details: detail.filter(|detail| !detail.is_null()).map(plain),
    })
}

/// OAuth 2.0: `{"error": "invalid_grant", "error_description": ..}`; others put the description into `message`.
fn error_code(body: &Object) -> Option<Said> {
    let code = string(body.get("error"))?;
    let description = string(body.get("error_description")).or_else(|| string(body.get("message")));
    Some(Said { message: Some(description.map_or(code.clone(), |words| format!("{code}: {words}"))), details: None })
}

/// Barbican, and RFC 9457: `{"title": .., "detail": ..}`; many others: `{"message": ..}`.
fn problem(body: &Object) -> Option<Said> {
    let message = string(body.get("message")).or_else(|| string(body.get("title")))?;
    let details = string(body.get("detail")).or_else(|| string(body.get("description")));
    Some(Said { message: Some(message), details })
}

/// WSME: `{"faultstring": ..}`, which Ironic wraps in `error_message`, as an object or as the text of one.
fn fault_string(body: &Object) -> Option<Said> {
    let wrapped = body.get("error_message");
    let message = string(body.get("faultstring"))
        .or_else(|| string(wrapped?.get("faultstring")))
        .or_else(|| {
            let text = wrapped?.as_str()?;
            let inner = serde_json::from_str::<Value>(text).ok();
            string(inner.as_ref().and_then(|inner| inner.get("faultstring")))
        })
        .or_else(|| string(wrapped))?;
    Some(Said { message: Some(message), details: None })
}

/// Nova and Neutron: `{"itemNotFound": {"message": ..}}`, one member named after the fault.
fn named_fault(body: &Object) -> Option<Said> {
    let fault = body.values().next().filter(|_| body.len() == 1)?.as_object()?;
    let message = string(fault.get("message"))?;
    Some(Said { message: Some(message), details: string(fault.get("details")).or_else(|| string(fault.get("detail"))) })
}

/// A string that says something.
fn string(value: Option<&Value>) -> Option<String> {
    value?.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// A string that says something, or whatever else stands where one belongs.
fn words(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::Array(list) if list.is_empty() => None,
        Value::Object(members) if members.is_empty() => None,
        Value::String(_) => string(value),
        other => Some(other.to_string()),
    }
}

/// A string as it is, and anything else as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &str) -> Option<String> {
        said(Some("application/json"), body.as_bytes()).message
    }

    #[test]
    fn an_oauth_error_says_its_code_and_description() {
        for (body, words) in [
            (r#"{"error": "invalid_grant", "error_description": "Bad password"}"#, "invalid_grant: Bad password"),
            (r#"{"error": "invalid_grant", "error_description": " "}"#, "invalid_grant"),
            (r#"{"error": "unauthorized", "message": "Full authentication"}"#, "unauthorized: Full authentication"),
        ] {
            assert_eq!(message(body).as_deref(), Some(words), "{body}");
        }
    }

    #[test]
    fn a_problem_document_says_its_title_and_detail() {
        let body = br#"{"type": "about:blank", "title": "Out of credit", "status": 403, "detail": "30 of 50"}"#;
        let expected = Said { message: Some("Out of credit".into()), details: Some("30 of 50".into()) };
        assert_eq!(said(Some("application/problem+json; charset=utf-8"), body), expected);
        assert_eq!(said(Some("text+json"), body), Said::default());
    }

    #[test]
    fn an_empty_errors_list_leaves_the_word_to_other_members() {
        assert_eq!(message(r#"{"errors": [], "message": "No"}"#).as_deref(), Some("No"));
        assert_eq!(message(r#"{"errors": [null, null]}"#), None);
        assert_eq!(message(r#"{"errors": [[]]}"#), None);
    }

    #[test]
    fn two_faults_in_one_body_are_not_guessed_between() {
        assert_eq!(message(r#"{"a": {"message": "one"}, "b": {"message": "two"}}"#), None);
    }

    #[test]
    fn a_body_too_deep_or_too_large_says_nothing() {
        assert_eq!(message(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), None);
        assert_eq!(message(&format!(r#"{{"message": "{}"}}"#, "x".repeat(JSON_BYTES))), None);
    }

    #[test]
    fn a_text_cut_within_a_character_is_still_utf_8() {
        let text = format!("x{}", "ä".repeat(TEXT_BYTES));
        let details = said(Some("text/plain"), text.as_bytes()).details.unwrap_or_default();
        assert!(text.starts_with(&details) && details.len() == TEXT_BYTES + 3, "{}", details.len());
        assert_eq!(said(Some("text/plain"), b"x\xc3").details.as_deref(), Some("xÃ"), "not cut by us, so not UTF-8");
    }
}
