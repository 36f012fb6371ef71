//! What a login is made from.

use std::sync::Arc;

use crate::auth::{Prompter, Source};
use crate::error::{Code, Error, Result};
use crate::options::Options;

/// The options of a login, and whom to ask for what they leave out.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The options.
    pub options: &'a Options,
    /// Whom to ask.
    pub prompter: Option<&'a Arc<dyn Prompter>>,
}

impl Given<'_> {
    /// The secret of this name: as given, or else to be asked for, for each login anew if it is good for one only.
    ///
    /// Fails with `MissingRequiredOptions` where nobody can be asked for it.
    pub fn secret(&self, name: &'static str, once: bool) -> Result<Source> {
        if let Some(secret) = self.options.secret(name) {
            return Ok(Source::Given(secret.clone()));
        }
        match (self.options.prompt(name), self.prompter) {
            (Some(prompt), Some(prompter)) => {
                Ok(Source::Asked { option: name, prompt, once, prompter: Arc::clone(prompter) })
            }
            _ => Err(missing(name)),
        }
    }
}

/// An option without which there is no login.
pub(super) fn missing(name: &str) -> Error {
    Error::new(Code::MISSING_REQUIRED_OPTIONS, format!("the login requires {name}"))
}
