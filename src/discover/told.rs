//! What discovery tells those who listen.

use super::Entry;
use crate::error::{Error, Result};
use crate::http::{Pipeline, url};
use crate::watch::{Kind, Level, Record};

/// A version document was asked for at `asked`.
pub(super) fn versions(pipeline: &Pipeline, asked: &str, outcome: Result<&[Entry], &Error>) {
    let level = if outcome.is_ok() { Level::Debug } else { Level::Warning };
    if !pipeline.watch().is_heard(level, Kind::Discovery) {
        return;
    }
    let shown = url::shown(asked);
    let line = match outcome {
        Ok(entries) => {
            let found: Vec<String> =
                entries.iter().map(|entry| format!("v{} {:?}", entry.version, entry.status)).collect();
            format!("{shown} offers {}", if found.is_empty() { "no version".to_owned() } else { found.join(", ") })
        }
        Err(error) => format!("{shown} does not say which versions it offers: {error}"),
    };
    let mut record = Record::new(level, Kind::Discovery, line);
    record.method = Some("GET".into());
    record.url = Some(shown.as_ref().into());
    record.code = outcome.err().map(Error::code);
    pipeline.watch().tell(&record);
}
