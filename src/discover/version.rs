//! Version numbers: `v3.14` is (3, 14), and `latest` is above all others.

use std::fmt;

use crate::error::{Code, Error, Result};
use crate::value::{Kind, Value};

/// A version: major, minor, and for some a third number. Compared number by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// What breaks.
    pub major: u32,
    /// What grows.
    pub minor: u32,
    /// What is mended; hardly any service has it.
    pub patch: Option<u32>,
}

/// The number that `latest` stands for.
pub const LATEST: u32 = u32::MAX;

impl Version {
    /// Newer than every other.
    pub const LATEST: Self = Self::new(LATEST, LATEST);

    /// A version out of its numbers.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor, patch: None }
    }

    /// Reads `v3.14`, `3.14`, `v3`, `1.20.3`, `2.latest` or `latest`; `None` for anything else. `v3.10` is (3, 10).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('v');
        if text == "latest" {
            return Some(Self::LATEST);
        }
        let mut numbers = text.split('.');
        let major = number(numbers.next()?)?;
        let minor = numbers.next().map_or(Some(0), number)?;
        let patch = numbers.next().map(number);
        if numbers.next().is_some() {
            return None;
        }
        // Above the latest there is nothing to count.
        if major == LATEST {
            return Some(Self::LATEST);
        }
        Some(Self { major, minor, patch: patch.map_or(Some(None), |patch| patch.map(Some))? })
    }

    /// The same, where anything else is an error that names `what` it was to be.
    ///
    /// Fails with `InvalidArgument`.
    pub fn read(text: &str, what: &str) -> Result<Self> {
        Self::parse(text).ok_or_else(|| {
            let message =
                format!("{what} {text:?} is not a version: it must be like 'v3', '2.79', '2.latest' or 'latest'");
            Error::new(Code::INVALID_ARGUMENT, message)
        })
    }

    /// The same for what need not be there; empty is as good as not there.
    pub fn read_given(text: Option<&str>, what: &str) -> Result<Option<Self>> {
        text.filter(|text| !text.is_empty()).map(|text| Self::read(text, what)).transpose()
    }

    /// A version as a document has it: a string, or a number.
    pub fn of(value: Value<'_>) -> Option<Self> {
        match value.kind() {
            Kind::String => Self::parse(value.as_str()?),
            Kind::Int => Some(Self::new(value.as_i64()?.try_into().ok().filter(|major| *major != LATEST)?, 0)),
            // Where a service writes 2.1 as a number, its digits are the version.
            Kind::Double => Self::parse(&value.as_f64()?.to_string()),
            _ => None,
        }
    }

    /// Whether a service that has this version does what was written for `required`: the same major version, and no older.
    pub fn satisfies(self, required: Self) -> bool {
        self.major == required.major && self >= required
    }

    /// Whether it is `latest`, or the latest of a major version.
    pub fn is_open(self) -> bool {
        self.minor == LATEST
    }
}

fn number(text: &str) -> Option<u32> {
    if text == "latest" {
        return Some(LATEST);
    }
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok().filter(|number| *number != LATEST) } else { None }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.major == LATEST {
            return f.write_str("latest");
        }
        write(f, self.major)?;
        for number in [Some(self.minor), self.patch].into_iter().flatten() {
            f.write_str(".")?;
            write(f, number)?;
        }
        Ok(())
    }
}

fn write(f: &mut fmt::Formatter<'_>, number: u32) -> fmt::Result {
    if number == LATEST { f.write_str("latest") } else { write!(f, "{number}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::value::Document;

    #[test]
    fn a_minor_of_ten_is_ten() {
        assert_eq!(Version::parse("v3.10"), Some(Version::new(3, 10)));
        assert!(Version::parse("v3.10") > Version::parse("v3.9"));
        assert_eq!(Version::parse("vv3"), Some(Version::new(3, 0)));
        assert_eq!(Version::parse("1.20.3"), Some(Version { major: 1, minor: 20, patch: Some(3) }));
        assert!(Version::parse("1.20.3") > Version::parse("1.20"));
    }

    #[test]
    fn latest_is_above_all_and_within_a_major_version_above_its_own() {
        let latest = Version::parse("latest").unwrap();
        let two = Version::parse("v2.latest").unwrap();
        assert!(latest > two && two > Version::new(2, 4_000_000_000) && two < Version::new(3, 0));
        assert_eq!((latest.to_string(), two.to_string()), ("latest".to_owned(), "2.latest".to_owned()));
        assert_eq!(Version::parse("latest.latest.latest"), Some(latest));
        assert!(two.is_open() && latest.is_open() && !Version::new(2, 1).is_open());
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in
            ["", "v", "V3", "3.", ".3", "1.2.3.4", "-3", "+3", "3 ", "v 3", "4294967295", "99999999999", "٣", "1.a"]
        {
            assert_eq!(Version::parse(text), None, "{text:?}");
        }
        assert_eq!(Version::parse("2"), Some(Version::new(2, 0)));
        let error = Version::read("bogus", "min_version").unwrap_err();
        assert_eq!(error.code(), Code::INVALID_ARGUMENT);
        assert!(error.message().as_str().contains("min_version \"bogus\""), "{error}");
    }

    #[test]
    fn documents_may_write_versions_as_numbers() {
        let of = |json: &str| Version::of(Document::parse(json).unwrap().root()).map(|version| version.to_string());
        assert_eq!(of("2").as_deref(), Some("2.0"));
        assert_eq!(of("2.1").as_deref(), Some("2.1"));
        for wrong in ["-2", "1e300", "99999999999", "4294967295", "null", "[2]", "true"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_same_major_version_serves_from_the_minor_on() {
        let serves = |required: &str, candidate: &str| {
            Version::parse(candidate).unwrap().satisfies(Version::parse(required).unwrap())
        };
        assert!(serves("3.1", "3.3") && serves("3", "3.0"));
        assert!(!serves("3.1", "4.1") && !serves("3.4", "3.3") && !serves("2", "3"));
    }
}
