//! Which versions will do.

use super::version::LATEST;
use super::{Status, Version};
use crate::error::{Code, Error, Result};

/// A range of versions, both ends included; an end that is not there has no bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The oldest that will do.
    pub min: Option<Version>,
    /// The newest that will do.
    pub max: Option<Version>,
}

impl Range {
    /// The range that callers mean by `version`, or by `min_version` and `max_version`; empty strings say nothing.
    ///
    /// A version means all of its major version from it on; a lower end without an upper one has none. A service type that
    /// names a version, such as `volumev3`, implies it.
    ///
    /// Fails with `InvalidArgument` for what contradicts itself, and with `ImpliedVersionMismatch` and its kinds for what
    /// contradicts the service type.
    pub fn read(
        version: Option<&str>,
        min_version: Option<&str>,
        max_version: Option<&str>,
        service_type: Option<&str>,
    ) -> Result<Self> {
        let version = Version::read_given(version, "version")?;
        let min = Version::read_given(min_version, "min_version")?;
        let max = Version::read_given(max_version, "max_version")?;
        Self::of(version, min, max, service_type)
    }

    /// The same out of numbers.
    pub fn of(
        version: Option<Version>,
        min: Option<Version>,
        max: Option<Version>,
        service_type: Option<&str>,
    ) -> Result<Self> {
        let refused = |message: String| Err(Error::new(Code::INVALID_ARGUMENT, message));
        let implied = service_type.and_then(implied);
        let mismatch = |code, what: &str, given: Version| {
            let service_type = service_type.unwrap_or_default();
            let message = format!("service type '{service_type}' does not go with {what} {given}");
            Err(Error::new(code, message))
        };
        let other = |given: Version| implied.is_some_and(|implied| given.major != implied);
        if let Some(version) = version {
            if min.is_some() || max.is_some() {
                return refused("'version' excludes 'min_version' and 'max_version'".to_owned());
            }
            if other(version) {
                return mismatch(Code::IMPLIED_VERSION_MISMATCH, "version", version);
            }
            return Ok(Self { min: Some(version), max: Some(Version::new(version.major, LATEST)) });
        }
        if min == Some(Version::LATEST) && max.is_some_and(|max| max != Version::LATEST) {
            return refused("with a 'min_version' of 'latest', 'max_version' can only be 'latest', too".to_owned());
        }
        let max = if min.is_some() { max.or(Some(Version::LATEST)) } else { max };
        if let (Some(low), Some(high)) = (min, max)
            && high < low
        {
            return refused(format!("'min_version' {low} is above 'max_version' {high}"));
        }
        let Some(implied) = implied else { return Ok(Self { min, max }) };
        if let Some(min) = min.filter(|min| other(*min)) {
            return mismatch(Code::IMPLIED_MIN_VERSION_MISMATCH, "min_version", min);
        }
        let max = max.filter(|max| max.major != LATEST);
        if let Some(max) = max.filter(|max| other(*max)) {
            return mismatch(Code::IMPLIED_MAX_VERSION_MISMATCH, "max_version", max);
        }
        Ok(Self { min: min.or(Some(Version::new(implied, 0))), max: max.or(Some(Version::new(implied, LATEST))) })
    }

    /// Whether every version will do.
    pub fn is_any(self) -> bool {
        self.min.is_none() && self.max.is_none()
    }

    /// Whether this version is within.
    pub fn holds(self, version: Version) -> bool {
        self.min.is_none_or(|min| version >= min) && self.max.is_none_or(|max| version <= max)
    }

    /// Whether only the newest of all will do.
    pub(super) fn is_latest(self) -> bool {
        self.max == Some(Version::LATEST) && self.min.is_none_or(|min| min == Version::LATEST)
    }

    /// Whether the lower end asks for the latest of this version's major version.
    pub(super) fn takes_as_latest(self, version: Version) -> bool {
        self.min.is_some_and(|min| min.is_open() && (min.major == LATEST || min.major == version.major))
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (None, None) => f.write_str("any version"),
            (Some(min), None | Some(Version::LATEST)) => write!(f, "version {min} or newer"),
            (None, Some(max)) => write!(f, "version {max} or older"),
            (Some(min), Some(max)) => write!(f, "versions {min} to {max}"),
        }
    }
}

/// The major version that a service type names.
fn implied(service_type: &str) -> Option<u32> {
    let (name, digit) = service_type.split_at_checked(service_type.len().checked_sub(1)?)?;
    let digit = digit.parse().ok()?;
    (name.ends_with('v') && crate::catalog::official(service_type).is_some()).then_some(digit)
}

/// Which versions are usable at all, by their status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allow {
    /// Those that are being tried out.
    pub experimental: bool,
    /// Those that will go away.
    pub deprecated: bool,
    /// Those whose status means nothing to this library.
    pub unknown: bool,
}

impl Default for Allow {
    fn default() -> Self {
        Self { experimental: false, deprecated: true, unknown: false }
    }
}

impl Allow {
    /// Whether a version of this status is usable.
    pub fn allows(self, status: Status) -> bool {
        match status {
            Status::Current | Status::Supported => true,
            Status::Deprecated => self.deprecated,
            Status::Experimental => self.experimental,
            Status::Unknown => self.unknown,
        }
    }
}
