//! Header fields: in order, repeated where they were, looked up whatever their case.

use std::fmt;

use crate::error::{Code, Error, Result};
use crate::text::Text;

/// The header fields of a request or an answer.
#[derive(Clone, Default)]
pub struct Headers(Vec<(Text, Text)>);

/// Fields whose values are secrets: they never show, and never leave the origin that they were meant for.
const SECRET: &[&str] = &[
    "authorization",
    "cookie",
    "openstack-auth-receipt",
    "proxy-authorization",
    "set-cookie",
    "x-auth-token",
    "x-service-token",
    "x-storage-token",
    "x-subject-token",
];

impl Headers {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field behind those that are there.
    ///
    /// Fails with `InvalidArgument` when the name is not a token or the value holds control characters, which could smuggle
    /// another field in.
    pub fn append(&mut self, name: &str, value: &str) -> Result<()> {
        check(name, value)?;
        self.0.push((Text::new(name), Text::new(value)));
        Ok(())
    }

    /// Puts one field in place of all that have its name.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        check(name, value)?;
        self.remove(name);
        self.0.push((Text::new(name), Text::new(value)));
        Ok(())
    }

    /// Adds a field unless there is one of this name.
    pub fn set_default(&mut self, name: &str, value: &str) -> Result<()> {
        if self.get(name).is_some() { Ok(()) } else { self.append(name, value) }
    }

    /// Adds a field that a peer sent; nothing is refused.
    pub fn receive(&mut self, name: &str, value: &str) {
        self.0.push((Text::new(name), Text::new(value)));
    }

    /// Takes all fields of this name away.
    pub fn remove(&mut self, name: &str) {
        self.retain(|have| !have.eq_ignore_ascii_case(name));
    }

    /// Takes all secret fields away.
    pub fn remove_secrets(&mut self) {
        self.retain(|name| !is_secret(name));
    }

    /// The secret values.
    pub fn secrets(&self) -> Vec<&str> {
        self.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| value).collect()
    }

    fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain_mut(|(name, value)| {
            let keeps = keep(name.as_str());
            if !keeps && is_secret(name.as_str()) {
                value.wipe();
            }
            keeps
        });
    }

    /// The value of the first field of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_text(name).map(Text::as_str)
    }

    /// The value of the first field of this name, as it is kept.
    pub fn get_text(&self, name: &str) -> Option<&Text> {
        self.0.iter().find(|(have, _)| have.as_str().eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Name and value of field number `index`.
    pub fn at(&self, index: usize) -> Option<(&Text, &Text)> {
        self.0.get(index).map(|(name, value)| (name, value))
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Whether the value of a field of this name is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// Whether `text` can be the name of a field or a request method.
pub fn is_token(text: &str) -> bool {
    let punctuation =
        |byte| matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~');
    let token = |byte: u8| byte.is_ascii_alphanumeric() || punctuation(byte);
    !text.is_empty() && text.bytes().all(token)
}

fn check(name: &str, value: &str) -> Result<()> {
    if !is_token(name) {
        return Err(Error::new(Code::INVALID_ARGUMENT, format!("{name:?} is not the name of a header field")));
    }
    // Counted rather than searched: that is done many bytes at a time, and a token is long.
    if value.bytes().filter(|byte| *byte < b' ' && *byte != b'\t' || *byte == 0x7f).count() > 0 {
        let message = format!("the value of header field {name} holds a control character");
        return Err(Error::new(Code::INVALID_ARGUMENT, message));
    }
    Ok(())
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |(name, value): (&str, &str)| {
            (name.to_owned(), if is_secret(name) { "<secret>".to_owned() } else { value.to_owned() })
        };
        f.debug_map().entries(self.iter().map(shown)).finish()
    }
}

impl Drop for Headers {
    fn drop(&mut self) {
        for (name, value) in &mut self.0 {
            if is_secret(name.as_str()) {
                value.wipe();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn names_are_found_whatever_their_case() {
        let mut headers = Headers::new();
        headers.append("X-One", "1").unwrap();
        headers.append("x-one", "2").unwrap();
        assert_eq!(headers.get("X-ONE"), Some("1"));
        headers.set("x-oNe", "3").unwrap();
        headers.set_default("X-ONE", "4").unwrap();
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("x-oNe", "3")]);
    }

    #[test]
    fn a_field_cannot_smuggle_another_one_in() {
        let mut headers = Headers::new();
        for (name, value) in [("X", "a\r\nY: b"), ("X", "a\0"), ("X: Y", "a"), ("", "a"), ("Ä", "a"), ("X", "\u{7f}")]
        {
            assert_eq!(headers.append(name, value).unwrap_err().code(), Code::INVALID_ARGUMENT, "{name:?} {value:?}");
        }
        assert!(headers.is_empty());
        headers.append("X", "tab\tand blank").unwrap();
    }

    #[test]
    fn debug_output_hides_secret_values() {
        let mut headers = Headers::new();
        headers.append("X-Auth-TOKEN", "gAAAA").unwrap();
        headers.append("Accept", "*/*").unwrap();
        let shown = format!("{headers:?}");
        assert!(!shown.contains("gAAAA") && shown.contains("*/*"), "{shown}");
    }
}
