//! Micro-versions: which one to ask a service for.

use super::Version;
use crate::error::{Code, Error, Result};

/// What a service says of its micro-versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// The oldest that it answers to.
    pub min: Option<Version>,
    /// The newest that it answers to.
    pub max: Option<Version>,
}

impl Bounds {
    /// The newest micro-version from `low` to `high` that the service at `place` answers to.
    ///
    /// Fails with `UnsupportedVersion`, telling both ranges, and with `InvalidArgument` when `high` is below `low`.
    pub fn negotiate(self, low: Version, high: Version, place: &str) -> Result<Version> {
        if high < low {
            let message = format!("the highest micro-version, {high}, is below the lowest, {low}");
            return Err(Error::new(Code::INVALID_ARGUMENT, message));
        }
        let (min, max) = match self {
            Self { max: Some(max), min } => (min.unwrap_or(Version::new(max.major, 0)), max),
            // One end alone is all that there is.
            Self { max: None, min: Some(min) } => (min, min),
            Self { max: None, min: None } => {
                let message = format!("{place} tells no micro-versions; asked for are {low} to {high}");
                return Err(Error::new(Code::UNSUPPORTED_VERSION, message));
            }
        };
        // "latest" asks for the newest that there is, so that it does as a lower end, too.
        let low = if low.is_open() && (low == Version::LATEST || low.major == max.major) { max } else { low };
        let found = high.min(max);
        if found < min || found < low || found.is_open() {
            let message = format!("{place} has micro-versions {min} to {max}; asked for are {low} to {high}");
            return Err(Error::new(Code::UNSUPPORTED_VERSION, message));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    fn negotiated(bounds: (&str, &str), low: &str, high: &str) -> Result<String> {
        let bounds = Bounds { min: Version::parse(bounds.0), max: Version::parse(bounds.1) };
        bounds.negotiate(version(low), version(high), "compute at http://h/").map(|found| found.to_string())
    }

    #[test]
    fn the_highest_that_both_have_is_taken() {
        for (low, high, found) in [
            ("2.1", "2.79", "2.79"),
            ("2.1", "2.200", "2.95"),
            ("2.90", "latest", "2.95"),
            ("2.1", "2.latest", "2.95"),
            ("latest", "latest", "2.95"),
            ("1.0", "2.1", "2.1"),
            ("2.95", "3.0", "2.95"),
        ] {
            assert_eq!(negotiated(("2.1", "2.95"), low, high).unwrap(), found, "{low} to {high}");
        }
        assert_eq!(negotiated(("", "1.39"), "1.6", "1.10").unwrap(), "1.10");
        assert_eq!(negotiated(("1.6", ""), "1.1", "latest").unwrap(), "1.6");
    }

    #[test]
    fn ranges_that_do_not_meet_are_both_told() {
        for (low, high) in [("2.96", "2.99"), ("1.0", "2.0"), ("3.0", "latest")] {
            let error = negotiated(("2.1", "2.95"), low, high).unwrap_err();
            assert_eq!(error.code(), Code::UNSUPPORTED_VERSION, "{low} to {high}");
            let message = error.message().as_str();
            assert!(message.contains("2.1 to 2.95") && message.contains(&format!("{low} to {high}")), "{message}");
        }
        let error = negotiated(("", ""), "1.1", "1.2").unwrap_err();
        assert!(error.message().as_str().contains("http://h/ tells no micro-versions"), "{error}");
        assert_eq!(negotiated(("2.1", "2.95"), "2.9", "2.8").unwrap_err().code(), Code::INVALID_ARGUMENT);
    }
}
