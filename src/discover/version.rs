//! Version numbers: `v3.14` is (3, 14).

use std::fmt;

/// A version: major, then minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// What breaks.
    pub major: u32,
    /// What grows.
    pub minor: u32,
}

impl Version {
    /// A version out of its numbers.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Reads `v3.14`, `3.14`, `v3` or `3`; `None` for anything else. `v3.10` is (3, 10).
    pub fn parse(text: &str) -> Option<Self> {
        let numbers = text.strip_prefix('v').unwrap_or(text);
        let (major, minor) = numbers.split_once('.').unwrap_or((numbers, "0"));
        let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        Some(Self::new(number(major)?, number(minor)?))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minor_of_ten_is_ten() {
        assert_eq!(Version::parse("v3.10"), Some(Version::new(3, 10)));
        assert!(Version::parse("v3.10") > Version::parse("v3.9"));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "v", "vv3", "3.", ".3", "3.1.2", "-3", "+3", "3 ", "latest", "99999999999", "٣"] {
            assert_eq!(Version::parse(text), None, "{text:?}");
        }
        assert_eq!(Version::parse("2"), Some(Version::new(2, 0)));
    }
}
