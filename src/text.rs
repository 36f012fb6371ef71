//! Strings that end in NUL, so that the C ABI lends them without a copy, and secrets, which are wiped.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};

use zeroize::Zeroize;

/// An owned string with a NUL behind its last byte.
///
/// The NUL belongs to the buffer, not to the string: [`Text::as_str`] leaves it out.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(Box<str>);

impl Text {
    /// Copies `text` and ends it in NUL.
    pub fn new(text: &str) -> Self {
        let mut owned = String::with_capacity(text.len() + 1);
        owned.push_str(text);
        owned.push('\0');
        Self(owned.into_boxed_str())
    }

    /// The string without its NUL.
    pub fn as_str(&self) -> &str {
        self.0.strip_suffix('\0').unwrap_or(&self.0)
    }

    /// The string with its NUL, for the C ABI.
    pub fn with_nul(&self) -> &str {
        &self.0
    }

    /// Its length in bytes, without the NUL.
    pub fn len(&self) -> usize {
        self.as_str().len()
    }

    /// Overwrites it with zeros.
    pub fn wipe(&mut self) {
        self.0.zeroize();
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Text {
    fn from(mut text: String) -> Self {
        text.reserve_exact(1);
        text.push('\0');
        Self(text.into_boxed_str())
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A password, token or key: never shown, and wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Text);

impl Secret {
    /// Copies `secret`; the caller answers for the copy it holds itself.
    pub fn new(secret: &str) -> Self {
        Self(Text::new(secret))
    }

    /// The secret itself. Whoever copies it out must wipe the copy.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }

    /// The secret with its NUL, for the C ABI.
    pub fn expose_with_nul(&self) -> &str {
        self.0.with_nul()
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

/// Bytes that may hold a secret: wiped when they are dropped, at the speed of memory, where `Zeroizing` goes byte by byte.
#[derive(Default)]
pub struct SecretBytes(Vec<u8>);

impl From<Vec<u8>> for SecretBytes {
    /// Takes the bytes over; what stands behind them in the vector's memory is not touched.
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl SecretBytes {
    /// The bytes, which are the caller's to wipe.
    pub fn into_bytes(mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}

impl Deref for SecretBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl DerefMut for SecretBytes {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl Drop for SecretBytes {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{} bytes>", self.0.len())
    }
}

/// What stands in place of a secret.
const HIDDEN: &str = "***";
/// So much of the beginning of a secret tells something.
const TELLING: usize = 4;

/// `text` without these secrets. Where it was cut off, what its end has of one goes, too.
pub(crate) fn without<'t>(text: &'t str, secrets: &[impl AsRef<str>], is_cut: bool) -> Cow<'t, str> {
    let mut clean = Cow::Borrowed(text);
    // One may be a part of another.
    let mut secrets: Vec<&str> = secrets.iter().map(AsRef::as_ref).filter(|secret| !secret.is_empty()).collect();
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in &secrets {
        if clean.contains(secret) {
            clean = Cow::Owned(clean.replace(secret, HIDDEN));
        }
    }
    if is_cut {
        let begins = |secret: &str, at: usize| secret.get(..at).is_some_and(|part| clean.ends_with(part));
        let left = secrets.iter().filter_map(|secret| (TELLING..secret.len()).rev().find(|at| begins(secret, *at)));
        if let Some(most) = left.max() {
            let end = clean.len() - most;
            clean = Cow::Owned([clean.get(..end).unwrap_or_default(), HIDDEN].concat());
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_in_nul_and_its_string_does_not() {
        let text = Text::new("abc");
        assert_eq!(text.with_nul(), "abc\0");
        assert_eq!((text.as_str(), text.len()), ("abc", 3));
    }

    #[test]
    fn a_nul_that_belongs_to_the_string_stays() {
        assert_eq!(Text::new("a\0").as_str(), "a\0");
        assert_eq!(Text::from(String::from("a\0b")).as_str(), "a\0b");
    }

    #[test]
    fn debug_output_hides_a_secret() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "<secret>");
    }

    #[test]
    fn a_secret_goes_whole_and_cut_off() {
        let secrets = ["pass", "password-1", "\u{fc}\u{fc}\u{fc}"];
        assert_eq!(without("password-1, pass", &secrets, false), "***, ***");
        assert_eq!(without("it is passwor", &secrets, true), "it is ***wor");
        assert_eq!(without("it is a password", &["password-1"], true), "it is a ***");
        assert_eq!(without("it is a password", &["password-1"], false), "it is a password");
        assert_eq!(without("it is \u{fc}\u{fc}", &secrets, true), "it is ***");
        assert!(matches!(without("pas", &secrets, true), Cow::Borrowed("pas")));
    }
}
