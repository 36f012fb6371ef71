//! Strings that end in NUL, so that the C ABI lends them without a copy, and secrets, which are wiped.

use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut, Range};

use zeroize::{Zeroize, Zeroizing};

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
pub(crate) const HIDDEN: &str = "***";
/// So much of the beginning of a secret tells something.
const TELLING: usize = 4;

/// `text` without these secrets. Where it was cut off, what its end has of one goes, too.
pub(crate) fn without<'t>(text: &'t str, secrets: &[impl AsRef<str>], is_cut: bool) -> Cow<'t, str> {
    let secrets = || secrets.iter().map(AsRef::as_ref).filter(|secret: &&str| !secret.is_empty());
    // All are found first: a copy without one of them would still hold the others.
    let places = secrets().flat_map(|secret| text.match_indices(secret)).map(|(at, found)| at..at + found.len());
    let mut hidden: Vec<Range<usize>> = places.collect();
    if is_cut {
        let begins = |secret: &str, at: usize| secret.get(..at).is_some_and(|part| text.ends_with(part));
        let left = secrets().filter_map(|secret| (TELLING..secret.len()).rev().find(|at| begins(secret, *at)));
        hidden.extend(left.max().map(|most| text.len() - most..text.len()));
    }
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    hidden.sort_unstable_by_key(|place| (place.start, place.end));
    let (mut clean, mut shown) = (String::with_capacity(text.len()), 0);
    for place in hidden {
        // One may be a part of another, or begin within it.
        if place.start >= shown {
            clean.extend([text.get(shown..place.start).unwrap_or_default(), HIDDEN]);
        }
        shown = shown.max(place.end);
    }
    clean.push_str(text.get(shown..).unwrap_or_default());
    Cow::Owned(clean)
}

/// A string as it stands between the quotes of a JSON text.
pub(crate) fn escaped(text: &str) -> Zeroizing<String> {
    // An escaped byte takes at most six: the buffer never moves, so that no copy is left behind.
    let mut quoted = Zeroizing::new(Vec::with_capacity(2 + 6 * text.len()));
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(&mut *quoted, text);
    let inner = quoted.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or_default();
    Zeroizing::new(String::from_utf8_lossy(inner).into_owned())
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
        assert_eq!(without("it is passwor", &secrets, true), "it is ***");
        assert_eq!(without("it is a password", &["password-1"], true), "it is a ***");
        assert_eq!(without("it is a password", &["password-1"], false), "it is a password");
        assert_eq!(without("it is \u{fc}\u{fc}", &secrets, true), "it is ***");
        assert!(matches!(without("pas", &secrets, true), Cow::Borrowed("pas")));
    }

    #[test]
    fn secrets_that_overlap_go_whole() {
        assert_eq!(without("-abcdef-abc-", &["abc", "bcdef", "cd"], false), "-***-***-");
        assert_eq!(without("abab-ab", &["ab"], false), "******-***");
        assert_eq!(without("key-1key-", &["key-1", "1key-2"], true), "***");
        assert_eq!(without("", &["", "a"], true), "");
    }
}
