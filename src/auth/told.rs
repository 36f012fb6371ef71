//! What a login adds to the counters of a session, and tells its listeners.

use crate::access::Access;
use crate::catalog::Lent;
use crate::error::{Code, Error, Result};
use crate::http::Pipeline;
use crate::watch::{Kind, Level, Record, is_within};

/// A login has come to its end.
pub(super) fn login(pipeline: &Pipeline, outcome: Result<&Access, &Error>) {
    let watch = pipeline.watch();
    let (counter, level) = match outcome {
        Ok(_) => (&watch.metrics.logins, Level::Info),
        Err(_) => (&watch.metrics.login_failures, Level::Error),
    };
    counter.add(1);
    if !watch.is_heard(level, Kind::Auth) {
        return;
    }
    let mut record =
        Record::new(level, Kind::Auth, outcome.map_or_else(|error| format!("the login failed: {error}"), who));
    if let Err(error) = outcome {
        record.code = Some(error.code());
        record.method = error.method().cloned();
        record.url = error.url().cloned();
        record.status = error.http_status();
        record.request_id = error.request_id().cloned();
    }
    watch.tell(&record);
}

/// Who has logged in, for what.
fn who(access: &Access) -> String {
    let name = |text: Option<Lent<'_>>| text.map(|text| format!("{:?}", text.as_str()));
    let user = name(access.username()).or(name(access.user_id())).unwrap_or_default();
    let project = name(access.project_name()).or(name(access.project_id()));
    let project = project.map(|project| format!(" for project {project}")).unwrap_or_default();
    format!("logged in as {user}{project}")
}

/// Fails within a listener: the login under way may wait for that very listener to return.
pub(super) fn not_within() -> Result<()> {
    if is_within() {
        let message =
            "a listener of the log cannot wait for a login that is under way: it may be what it is told about";
        return Err(Error::new(Code::REENTRANT, message));
    }
    Ok(())
}
