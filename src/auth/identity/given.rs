//! What a login is made from.

use std::sync::Arc;

use crate::auth::{Prompter, Source};
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
    pub fn secret(&self, name: &'static str, once: bool) -> Option<Source> {
        if let Some(secret) = self.options.secret(name) {
            return Some(Source::Given(secret.clone()));
        }
        let prompt = self.options.prompt(name)?;
        Some(Source::Asked { option: name, prompt, once, prompter: Arc::clone(self.prompter?) })
    }
}
