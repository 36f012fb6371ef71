//! What a plugin keeps from one login to the next: what somebody typed, a receipt, and credentials that were refused.

use std::fmt;
use std::sync::Arc;

use super::cache_id::{CacheId, Fingerprint};
use crate::error::{Code, Error, Receipt, Result};
use crate::text::Secret;

/// Whoever can be asked for a secret that the options leave out.
pub trait Prompter: Send + Sync + fmt::Debug {
    /// The value of the option. `prompt` is what to show to who is to type it.
    fn ask(&self, option: &'static str, prompt: &'static str) -> Result<Secret>;
}

/// Where a secret comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The options.
    Given(Secret),
    /// Somebody who is asked at the first login.
    Asked {
        /// The option that it would be.
        option: &'static str,
        /// What to show.
        prompt: &'static str,
        /// Whether it is good for one login only.
        once: bool,
        /// Whom to ask.
        prompter: Arc<dyn Prompter>,
    },
}

impl Source {
    /// Adds a secret that was given to an id; one that is asked for is not known yet, and so not a part of it.
    pub(super) fn tell(&self, id: &mut CacheId) {
        if let Self::Given(secret) = self {
            id.add("secret", secret.expose());
        }
    }
}

/// What is kept from one login to the next. Only the one login that is under way touches it.
#[derive(Clone, Default)]
pub struct Kept {
    typed: Vec<(&'static str, Secret)>,
    refused: Option<(Fingerprint, Error)>,
    /// The last login failed as one before it, without being tried.
    pub(super) repeats: bool,
    /// The methods that were passed, where Identity wants more of them.
    pub(super) receipt: Option<Arc<Receipt>>,
}

impl Kept {
    /// The secret, which somebody types if need be.
    pub fn secret(&mut self, source: &Source) -> Result<Secret> {
        let (option, prompt, prompter) = match source {
            Source::Given(secret) => return Ok(secret.clone()),
            Source::Asked { option, prompt, prompter, .. } => (*option, *prompt, prompter),
        };
        if let Some((_, typed)) = self.typed.iter().find(|(known, _)| *known == option) {
            return Ok(typed.clone());
        }
        let typed = prompter.ask(option, prompt)?;
        self.typed.push((option, typed.clone()));
        Ok(typed)
    }

    /// Forgets what was typed for this login alone, and what none of `sources` asks for any more.
    pub fn forget_typed(&mut self, sources: &[&Source]) {
        self.typed.retain(|(typed, _)| {
            let lasts =
                |source: &&Source| matches!(source, Source::Asked { option, once: false, .. } if option == typed);
            sources.iter().any(lasts)
        });
    }

    /// Fails as it did before if these credentials were refused.
    pub(super) fn check(&mut self, credentials: &Fingerprint) -> Result<()> {
        self.repeats = false;
        match &self.refused {
            Some((refused, error)) if refused == credentials => {
                self.repeats = true;
                // What was typed may be typed anew.
                self.typed.clear();
                Err(error.clone())
            }
            _ => Ok(()),
        }
    }

    /// Takes notice of what became of a login with these credentials; `secrets` must not show in its error.
    ///
    /// A 401 stands until the credentials are others: who tries again and again is locked out in the end.
    pub(super) fn noted<T>(&mut self, credentials: Fingerprint, outcome: Result<T>, secrets: &[&str]) -> Result<T> {
        let outcome = outcome.map_err(|error| error.without(secrets));
        self.receipt = outcome.as_ref().err().and_then(Error::receipt).cloned().map(Arc::new);
        match &outcome {
            Ok(_) => self.refused = None,
            Err(error) if error.code() == Code::UNAUTHORIZED => {
                self.typed.clear();
                self.refused = Some((credentials, error.clone()));
            }
            Err(_) => {}
        }
        outcome
    }

    /// The next login is to be tried, whatever became of the last one.
    pub(super) fn forget_refusal(&mut self) {
        self.refused = None;
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept")
            .field("typed", &self.typed.iter().map(|(option, _)| option).collect::<Vec<_>>())
            .field("refused", &self.refused.as_ref().map(|(_, error)| error))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[derive(Debug)]
    struct Typist;

    impl Prompter for Typist {
        fn ask(&self, option: &'static str, _prompt: &'static str) -> Result<Secret> {
            Ok(option.into())
        }
    }

    #[test]
    fn what_was_typed_is_kept_while_somebody_asks_for_it_and_it_is_good_for_more_than_once() {
        let asked = |option, once| Source::Asked { option, prompt: option, once, prompter: Arc::new(Typist) };
        let (password, passcode) = (asked("password", false), asked("passcode", true));
        let mut kept = Kept::default();
        for source in [&password, &passcode] {
            kept.secret(source).unwrap();
        }
        assert_eq!(kept.typed.len(), 2);
        kept.forget_typed(&[&password, &passcode]);
        assert_eq!(kept.typed.iter().map(|(option, _)| *option).collect::<Vec<_>>(), ["password"]);
        // Its method was replaced by one that has its secret.
        kept.forget_typed(&[&Source::Given("given".into()), &passcode]);
        assert!(kept.typed.is_empty());
    }
}
