//! Header fields: in order, repeated where they were, looked up whatever their case.

use std::fmt;
use std::ops::Range;

use zeroize::Zeroize;

use super::secrets::is_secret_header as is_secret;
use crate::error::{Code, Error, Result};

/// The header fields of a request or an answer: one buffer, and where in it the fields are.
#[derive(Clone, Default)]
pub struct Headers {
    /// Names and values, each with a NUL behind it.
    text: String,
    fields: Vec<Field>,
}

/// Where name and value are, without their NUL.
#[derive(Clone, Copy)]
struct Field {
    start: usize,
    name: usize,
    value: usize,
}

impl Field {
    fn name(self) -> Range<usize> {
        self.start..self.start + self.name
    }

    fn value(self) -> Range<usize> {
        let start = self.start + self.name + 1;
        start..start + self.value
    }
}

impl Headers {
    /// No fields.
    pub fn new() -> Self {
        Self::default()
    }

    /// No fields, and room for so many with so many bytes of names and values.
    pub fn with_room(fields: usize, bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes + 2 * fields), fields: Vec::with_capacity(fields) }
    }

    /// Adds a field behind those that are there.
    ///
    /// Fails with `InvalidArgument` when the name is not a token or the value holds control characters, which could smuggle
    /// another field in.
    pub fn append(&mut self, name: &str, value: &str) -> Result<()> {
        check(name, value)?;
        self.receive(name, value);
        Ok(())
    }

    /// Puts one field in place of all that have its name.
    pub fn set(&mut self, name: &str, value: &str) -> Result<()> {
        check(name, value)?;
        self.remove(name);
        self.receive(name, value);
        Ok(())
    }

    /// Adds a field unless there is one of this name.
    pub fn set_default(&mut self, name: &str, value: &str) -> Result<()> {
        if self.get(name).is_some() { Ok(()) } else { self.append(name, value) }
    }

    /// Adds a field that a peer sent; nothing is refused.
    pub fn receive(&mut self, name: &str, value: &str) {
        self.make_room(name.len() + value.len() + 2);
        self.fields.push(Field { start: self.text.len(), name: name.len(), value: value.len() });
        for part in [name, "\0", value, "\0"] {
            self.text.push_str(part);
        }
    }

    /// Makes sure that the buffer need not grow, which would leave what it holds behind in freed memory.
    fn make_room(&mut self, more: usize) {
        let wanted = self.text.len() + more;
        if wanted > self.text.capacity() {
            let mut larger = String::with_capacity(wanted.max(2 * self.text.capacity()).max(256));
            larger.push_str(&self.text);
            self.wipe_secrets();
            self.text = larger;
        }
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
        let text = &mut self.text;
        self.fields.retain(|field| {
            let keeps = keep(text.get(field.name()).unwrap_or_default());
            if !keeps {
                text.get_mut(field.value()).unwrap_or_default().zeroize();
            }
            keeps
        });
    }

    fn wipe_secrets(&mut self) {
        for field in &self.fields {
            if self.text.get(field.name()).is_some_and(is_secret) {
                self.text.get_mut(field.value()).unwrap_or_default().zeroize();
            }
        }
    }

    /// The value of the first field of this name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name).and_then(|field| self.text.get(field.value()))
    }

    /// The value of the first field of this name, and the NUL behind it, for the C ABI.
    pub fn get_with_nul(&self, name: &str) -> Option<&str> {
        self.find(name).and_then(|field| self.with_nul(field.value()))
    }

    fn find(&self, name: &str) -> Option<Field> {
        let is_it = |field: &&Field| self.text.get(field.name()).is_some_and(|have| have.eq_ignore_ascii_case(name));
        self.fields.iter().find(is_it).copied()
    }

    fn with_nul(&self, range: Range<usize>) -> Option<&str> {
        self.text.get(range.start..range.end + 1)
    }

    /// Name and value of field number `index`, each with the NUL behind it, for the C ABI.
    pub fn at_with_nul(&self, index: usize) -> Option<(&str, &str)> {
        let field = *self.fields.get(index)?;
        Some((self.with_nul(field.name())?, self.with_nul(field.value())?))
    }

    /// How many fields there are.
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// How many bytes names and values take.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// All fields in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|field| {
            let part = |range| self.text.get(range).unwrap_or_default();
            (part(field.name()), part(field.value()))
        })
    }
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
    // Looked at to the end rather than searched: that is done many bytes at a time, and a token is long.
    #[allow(clippy::needless_bitwise_bool, reason = "branches would stop that")]
    let is_control = |byte: u8| (byte < b' ') & (byte != b'\t') | (byte == 0x7f);
    if value.bytes().fold(false, |found, byte| found | is_control(byte)) {
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
        self.wipe_secrets();
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
    fn fields_stand_in_their_order_and_with_a_nul_behind_them() {
        let mut headers = Headers::with_room(1, 4);
        for (name, value) in [("X-One", "1"), ("X-Two", ""), ("x-one", "3")] {
            headers.receive(name, value);
        }
        headers.remove("x-two");
        assert_eq!(headers.iter().collect::<Vec<_>>(), [("X-One", "1"), ("x-one", "3")]);
        assert_eq!((headers.at_with_nul(1), headers.at_with_nul(2)), (Some(("x-one\0", "3\0")), None));
        assert_eq!((headers.get_with_nul("X-ONE"), headers.get_with_nul("X-TWO")), (Some("1\0"), None));
    }

    #[test]
    fn what_was_taken_away_is_no_longer_in_memory() {
        let mut headers = Headers::new();
        headers.append("X-Auth-Token", "gAAAA").unwrap();
        headers.append("Accept", "*/*").unwrap();
        headers.remove_secrets();
        assert!(!headers.text.contains("gAAAA") && headers.text.contains("*/*"));
    }

    #[test]
    fn tokens_are_what_rfc_9110_says() {
        for byte in 0..=127_u8 {
            let expected = byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
            assert_eq!(is_token(&char::from(byte).to_string()), expected, "{byte}");
        }
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
