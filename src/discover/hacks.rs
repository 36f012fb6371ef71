//! Rules that make a URL of a catalog one where a version document is.

use std::sync::{PoisonError, RwLock};

use regex_lite::{NoExpand, Regex};

use crate::error::{Code, Error, Result};
use crate::process::{Inherit, PerProcess};

/// Rules by service type. The first of a type that changes a URL counts.
#[derive(Debug)]
pub struct Hacks(PerProcess<Own>);

#[derive(Debug, Default)]
struct Own(RwLock<Vec<Hack>>);

#[derive(Clone, Debug)]
struct Hack {
    service_type: String,
    pattern: Regex,
    replacement: Replacement,
}

#[derive(Clone, Debug)]
enum Replacement {
    Text(String),
    Groups(String),
}

impl Inherit for Own {
    fn inherit(&self) -> Self {
        // Whoever adds a rule in the parent adds none here.
        Self(RwLock::new(self.0.try_read().map_or_else(|_| Vec::new(), |hacks| hacks.clone())))
    }
}

impl Default for Hacks {
    fn default() -> Self {
        Self(PerProcess::new(Own::default()))
    }
}

impl Hacks {
    /// Adds a rule: in URLs of services of this type, every match of `pattern` becomes `replacement`, in which `\1` is the
    /// first group.
    ///
    /// Fails with `InvalidArgument` for a pattern that is no regular expression.
    pub fn add(&self, service_type: &str, pattern: &str, replacement: &str) -> Result<()> {
        let pattern = Regex::new(pattern).map_err(|error| {
            Error::new(Code::INVALID_ARGUMENT, format!("{pattern:?} is not a regular expression: {error}"))
        })?;
        let hack = Hack { service_type: service_type.to_owned(), pattern, replacement: Replacement::of(replacement) };
        self.0.0.write().unwrap_or_else(PoisonError::into_inner).push(hack);
        Ok(())
    }

    /// `url` as the first rule that changes it makes it; `url` itself where none does.
    pub fn apply(&self, service_type: &str, url: &str) -> String {
        if service_type == "identity"
            && let Some(front) = url.strip_suffix("/v2.0/").or_else(|| url.strip_suffix("/v2.0"))
        {
            return format!("{front}/");
        }
        let hacks = self.0.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut of_type = hacks.iter().filter(|hack| hack.service_type == service_type);
        of_type.find(|hack| hack.pattern.is_match(url)).map_or_else(|| url.to_owned(), |hack| hack.apply(url))
    }
}

impl Hack {
    fn apply(&self, url: &str) -> String {
        match &self.replacement {
            Replacement::Text(text) => self.pattern.replace_all(url, NoExpand(text)).into_owned(),
            Replacement::Groups(template) => self.pattern.replace_all(url, template.as_str()).into_owned(),
        }
    }
}

impl Replacement {
    /// The reference's `\1` is `${1}` here.
    fn of(text: &str) -> Self {
        if !text.contains('\\') {
            return Self::Text(text.to_owned());
        }
        let mut template = String::new();
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            match (character, characters.peek()) {
                ('$', _) => template.push_str("$$"),
                ('\\', Some(digit)) if digit.is_ascii_digit() => {
                    template.extend(["${", digit.encode_utf8(&mut [0; 4]), "}"]);
                    characters.next();
                }
                ('\\', Some('\\')) => {
                    template.push('\\');
                    characters.next();
                }
                _ => template.push(character),
            }
        }
        Self::Groups(template)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn version_2_of_identity_becomes_its_root() {
        let hacks = Hacks::default();
        for url in ["http://h:5000/v2.0", "http://h:5000/v2.0/"] {
            assert_eq!(hacks.apply("identity", url), "http://h:5000/");
        }
        assert_eq!(hacks.apply("compute", "http://h/v2.0"), "http://h/v2.0");
        assert_eq!(hacks.apply("identity", "http://h/v2.0/x"), "http://h/v2.0/x");
    }

    #[test]
    fn the_first_rule_that_changes_a_url_counts() {
        let hacks = Hacks::default();
        hacks.add("image", "/v7$", "/never").unwrap();
        hacks.add("image", "/v[0-9.]+/?$", "/").unwrap();
        hacks.add("image", "^http", "x").unwrap();
        hacks.add("metric", "^(https?)://([^/]+)/v1", r"\1://\2/$1\\").unwrap();
        assert_eq!(hacks.apply("image", "http://h/image/v2.3/"), "http://h/image/");
        assert_eq!(hacks.apply("image", "http://h/image"), "x://h/image");
        assert_eq!(hacks.apply("metric", "https://h/v1"), r"https://h/$1\");
        assert_eq!(hacks.apply("other", "http://h/v2.3/"), "http://h/v2.3/");
    }

    #[test]
    fn a_pattern_that_is_none_is_refused() {
        let error = Hacks::default().add("image", "/v(", "/").unwrap_err();
        assert_eq!(error.code(), Code::INVALID_ARGUMENT);
        assert!(error.message().as_str().contains("/v("), "{error}");
    }
}
