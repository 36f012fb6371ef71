//! Metrics
//!
//! What a session counts, at a price that nobody notices: numbers that only grow, until they are reset.

use serde_json::Value;

use super::boundary::{Out, borrow, guard, run};
use super::error::ks_error;
use super::result::ks_result;
use super::session::ks_session;
use super::value::ks_value;
use crate::error::{Code, Error, Result};
use crate::value::from_json;

/// What the session has counted so far.
///
/// An object with these members, to which later versions add:
/// "requests": exchanges that were begun, those of logins, discovery, redirects, retries and replays among them;
/// "seconds": the time that they took together;
/// "answers": how many were answered, by the family of the status: "2xx", "3xx", "4xx", "5xx";
/// "failures": how many were not, by class: "ConnectFailure", "ConnectTimeout", "SSLError", "UnknownConnectionError", "other";
/// the difference is under way or was given up;
/// "retries", "redirects", "replays": requests that were sent again after a failure or a status that passes, to another place,
/// and with a new token after a 401;
/// "logins", "login_failures": logins that gave a token, and others;
/// "connections", "reconnects": connections that were opened, and kept ones that turned out to be gone and were replaced;
/// "bytes_sent", "bytes_received": bytes of HTTP, of TLS where a proxy is between;
/// "hosts": a list with "host" (and its port, as in the URL), "requests", "seconds", "answers" and "failures" for each of the
/// first 64 hosts; all others are "".
///
/// Sessions that share connections share the numbers.
///
/// - session: the session.
/// - metrics: receives the object; free it with ks_value_free.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. Thread-safe; the numbers are read one after the other. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_metrics(
    session: *const ks_session,
    metrics: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(metrics, "metrics") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        hand_out(out, &session.watch().metrics.to_json())
    })
}

/// Sets what the session counts to zero.
///
/// - session: the session. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_reset_metrics(session: *const ks_session) {
    // SAFETY: NULL or a live handle, as the header demands.
    run(|| unsafe { session.as_ref() }.into_iter().for_each(|session| session.session().watch().metrics.reset()));
}

/// How long each exchange of the session took that was answered: the latest thousand, if its option "collect_timing" is true.
///
/// - session: the session.
/// - timings: receives a list of objects with "method", "url" without secrets, and "elapsed" in seconds, the oldest first; free
///   it with ks_value_free.
///
/// Errors: KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_timings(
    session: *const ks_session,
    timings: *mut *mut ks_value,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(timings, "timings") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        hand_out(out, &session.watch().timings.to_json())
    })
}

/// Forgets the timings of the session.
///
/// - session: the session. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_reset_timings(session: *const ks_session) {
    // SAFETY: NULL or a live handle, as the header demands.
    run(|| unsafe { session.as_ref() }.into_iter().for_each(|session| session.session().watch().timings.reset()));
}

fn hand_out(out: Out<*mut ks_value>, json: &Value) -> Result<()> {
    let document = from_json(json).map_err(|error| Error::new(Code::PANIC, error.to_string()))?;
    out.set(ks_value::share(document));
    Ok(())
}
