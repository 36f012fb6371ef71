//! What tells the tokens of one plugin from those of another: a digest of the options that they depend on.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::text::Secret;

/// Credentials as far as they can be compared without being kept.
pub(super) type Fingerprint = [u8; 32];

/// A digest in the making. Names and values go in with their lengths, so that no two lists of options read alike.
#[allow(missing_debug_implementations, reason = "secrets went into it")]
#[derive(Clone, Default)]
pub struct CacheId(Sha256);

impl CacheId {
    /// The id of tokens that `kind` of login makes.
    pub fn new(kind: &str) -> Self {
        let mut id = Self::default();
        id.add("kind", kind);
        id
    }

    /// Adds an option, secret or not: the way back is as long as guessing it.
    pub fn add(&mut self, name: &str, value: &str) {
        for part in [name, value] {
            self.0.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            self.0.update(part.as_bytes());
        }
    }

    /// What was added, to be compared with what else was tried.
    pub(super) fn fingerprint(self) -> Fingerprint {
        self.0.finalize().into()
    }

    /// Adds an option if there is one.
    pub fn add_some(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    /// The id: 43 letters, digits, `-` and `_`.
    pub fn finish(self) -> Secret {
        Secret::new(&URL_SAFE_NO_PAD.encode(self.0.finalize()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(options: &[(&str, &str)]) -> Secret {
        let mut id = CacheId::new("test");
        for (name, value) in options {
            id.add(name, value);
        }
        id.finish()
    }

    #[test]
    fn options_that_only_run_together_alike_have_different_ids() {
        assert_eq!(id(&[("a", "bc")]), id(&[("a", "bc")]));
        assert_ne!(id(&[("a", "bc")]), id(&[("ab", "c")]));
        assert_ne!(id(&[("a", "b"), ("c", "d")]), id(&[("a", "bcd")]));
        assert_ne!(id(&[("a", "")]), id(&[]));
        assert_eq!(id(&[]).expose().len(), 43);
    }
}
