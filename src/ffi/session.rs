//! Sessions
//!
//! Connections, and a plugin that authenticates what goes over them.

use std::ffi::c_char;

use super::access::ks_access;
use super::auth::ks_auth;
use super::boundary::{Out, borrow, guard, run, string, value_or};
use super::endpoint::{filter, ks_endpoint_filter};
use super::error::ks_error;
use super::handle::{release, retain, share};
use super::params::{given, ks_params};
use super::questions;
use super::request_options::ks_request_options;
use super::response::ks_response;
use super::result::ks_result;
use super::text::ks_text;
use super::wait;
use crate::error::Result;
use crate::session::Session;
use crate::text::Secret;

/// Connections, and a plugin that authenticates what goes over them.
///
/// The token is renewed before it ends, and once more when a service refuses it with 401: one login, however many threads ask.
/// Thread-safe; reference counted.
#[derive(Debug)]
pub struct ks_session(Session);

impl ks_session {
    pub(super) fn into_raw(session: Session) -> *mut ks_session {
        share(Self(session))
    }

    pub(super) fn session(&self) -> &Session {
        &self.0
    }
}

/// Makes a session. No I/O but for the certificate files that the options name.
///
/// - auth: the plugin; the session takes a reference of its own. NULL for a session that asks without a token.
/// - options: by name, NULL for none; read, not kept. Seconds may have fractions.
///   "timeout": to connect, and between bytes, in place of "connect_timeout" (10) and "read_timeout" (60);
///   "request_timeout": for one whole exchange, for another thread's login, and for a turn where requests are limited (0, for
///   ever);
///   "connect_retries" (0), "connect_retry_delay": after connections that failed or timed out, which a service that is slow to
///   answer may do after it did what it was asked;
///   "status_code_retries" (0), "status_code_retry_delay", "retriable_status_codes" (503): after statuses that pass;
///   "redirect" (30): a number, true for all, false for none; "redirect_credentials" (false): whether credentials and bodies
///   follow to another origin, which those of a login never do, and nothing does from https to http;
///   "most_answer_bytes" (64 MiB): the most that the body of an answer may have; "most_header_bytes" (65536): the same for its
///   status line and header, which never has more than 128 fields;
///   "verify" (true), "insecure" (false): whether the peer's certificate is checked; "cacert", or the same as "verify": the CAs
///   to check it with, a file, a directory or PEM text, in place of the system's or with "cacert_with_system" (false) beside them;
///   files that change are read again for new connections;
///   "cert", "key": a client certificate, files or PEM text; "min_tls_version": "1.2" (the default) or "1.3";
///   "proxy": the URL of the proxy of all requests, http, https, socks4, socks4a, socks5 or socks5h, with user and password if it
///   wants them; empty for none; "proxy_from_environment" (true): whether http_proxy, https_proxy, all_proxy and no_proxy count,
///   which are read now and never lead to this machine itself; "no_proxy": a list of hosts, domains, addresses and networks that
///   are reached directly, in place of the environment's. An HTTP proxy gets requests to http URLs to forward, and sees them;
///   for https URLs it is asked for a tunnel, as one that speaks SOCKS always is;
///   "tcp_keepalive_idle" (60; 0 for never), "tcp_keepalive_interval" (15), "tcp_keepalive_count" (4): after how many seconds of
///   silence a peer is asked for a sign of life, how often, and how many questions without an answer end the connection;
///   "most_idle_connections" (64), "most_idle_connections_per_host" (16), "most_idle_seconds" (60): which unused connections are
///   kept;
///   "app_name", "app_version", "additional_user_agent" (a list of name/version): who asks, in User-Agent in front of the
///   library's name, the running program when nobody is named; "user_agent": in place of these;
///   "original_ip": the address of whom requests are made for, which Forwarded names; "additional_headers" (an object): fields
///   for requests that have none of the same name; "global_request_id": the operation that requests are part of;
///   "rate_limit", "concurrency": how many requests to each service type may begin in a second, and be under way at once; who
///   comes first goes first, and logins are not counted;
///   "raise_exc" (true): whether a status of 400 and above is an error;
///   "collect_timing" (false): whether ks_session_get_timings has anything to say;
///   "region_name", "interface": of services that are asked for without one;
///   "discovery_age" (3600): for how long a version document is kept.
/// - session: receives the session; free it with ks_session_free.
///
/// Errors: KS_ERROR_UNSUPPORTED_PARAMETERS, KS_ERROR_OPTION_ERROR; KS_ERROR_CERTIFICATE_CONFIG_ERROR for certificate files that
/// cannot be used; KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_new(
    auth: *const ks_auth,
    options: *const ks_params,
    session: *mut *mut ks_session,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(session, "session") }?;
        // SAFETY: as above.
        let auth = unsafe { auth.as_ref() };
        // SAFETY: as above.
        let options = unsafe { given(options) };
        let plugin = auth.map(|auth| auth.plugin().clone());
        out.set(ks_session::into_raw(Session::open(plugin, &options)?));
        Ok(())
    })
}

/// Makes a session out of the OS_* variables of the environment. No I/O but for the certificate files that they name.
///
/// OS_AUTH_TYPE, else OS_AUTH_PLUGIN, says how to log in; without them an application credential, several methods (OS_AUTH_METHODS),
/// a passcode, a client of OAuth, a token or a password is recognized by its own variables. Options of the auth type are OS_ and their name: OS_AUTH_URL, OS_USERNAME, OS_PROJECT_NAME.
/// OS_CACERT, OS_CERT, OS_KEY and OS_INSECURE say how to connect, OS_API_TIMEOUT or OS_TIMEOUT the seconds of the option
/// "timeout"; OS_REGION_NAME and OS_INTERFACE which endpoints to take. Empty ones do not count. OS_CLOUD is refused: clouds.yaml
/// is not read yet. OS_SERVICE_TYPE and its like belong to an adapter, and are not read.
///
/// - session: receives the session; free it with ks_session_free.
///
/// Errors: as ks_auth_new and ks_session_new, naming the variables; KS_ERROR_OPTION_ERROR for OS_CLOUD and for values that make
/// no sense; KS_ERROR_INVALID_UTF8; KS_ERROR_NULL_ARGUMENT. Do not change the environment in another thread meanwhile; otherwise
/// thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_from_env(session: *mut *mut ks_session, error: *mut *mut ks_error) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(session, "session") }?;
        out.set(ks_session::into_raw(crate::cloud::session_from_environment()?));
        Ok(())
    })
}

/// The token with all that it says; logs in when there is none or it is about to end.
///
/// - session: the session.
/// - access: receives it; free it with ks_access_free. It does not change when the token is renewed.
///
/// Errors: KS_ERROR_UNAUTHORIZED and other refusals of Identity; KS_ERROR_CONNECT_FAILURE, KS_ERROR_CONNECT_TIMEOUT,
/// KS_ERROR_SSL_ERROR, KS_ERROR_UNKNOWN_CONNECTION_ERROR; KS_ERROR_DISCOVERY_FAILURE; KS_ERROR_INVALID_RESPONSE;
/// KS_ERROR_MISSING_AUTH_PLUGIN without a plugin; KS_ERROR_METHOD_NOT_IMPLEMENTED for a plugin that holds no such token;
/// KS_ERROR_NULL_ARGUMENT. Thread-safe: of all threads that need a login one does it. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_access(
    session: *const ks_session,
    access: *mut *mut ks_access,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(session, access, "access", error, questions::access) }
}

/// The token itself, for callers who send requests of their own; logs in when need be.
///
/// - session: the session.
/// - token: receives it; free it with ks_text_free, which wipes it. NULL when the plugin authenticates by other means.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_token(
    session: *const ks_session,
    token: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(session, token, "token", error, questions::token) }
}

/// The id of the user who is logged in.
///
/// - session: the session.
/// - user_id: receives it; free it with ks_text_free. NULL when the plugin does not know it.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_user_id(
    session: *const ks_session,
    user_id: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(session, user_id, "user_id", error, questions::user_id) }
}

/// The id of the project that the token is for.
///
/// - session: the session.
/// - project_id: receives it; free it with ks_text_free. NULL when the token is for no project, or the plugin does not know.
///
/// Errors: as ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_project_id(
    session: *const ks_session,
    project_id: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { ask(session, project_id, "project_id", error, questions::project_id) }
}

/// The URL of a service, out of the catalog of the session's token.
///
/// - session: the session.
/// - filter: which service; NULL for whatever the plugin answers to that, which is none for a plugin with a catalog.
/// - url: receives it; free it with ks_text_free. NULL when the plugin knows of none.
///
/// Errors: KS_ERROR_ENDPOINT_NOT_FOUND, saying what was asked for and what there is; KS_ERROR_EMPTY_CATALOG;
/// KS_ERROR_INVALID_ARGUMENT, KS_ERROR_UNSUPPORTED_PARAMETERS and KS_ERROR_INVALID_UTF8 for the filter; as
/// ks_session_get_access. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_get_endpoint(
    session: *const ks_session,
    filter: *const ks_endpoint_filter,
    url: *mut *mut ks_text,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(url, "url") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let query = unsafe { self::filter(filter) }?.unwrap_or_default();
        set_text(out, wait(session.endpoint(query))?.map(|url| Secret::new(&url)));
        Ok(())
    })
}

/// Drops the session's token, so that the next request logs in, also after a login that was refused (see ks_auth_get_access).
/// True when there was one and the plugin can get another.
///
/// - session: the session. NULL is allowed.
///
/// The token stays valid at the server. NULL gives false. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_invalidate(session: *const ks_session) -> bool {
    // SAFETY: NULL or a live handle, as the header demands.
    value_or(false, || unsafe { session.as_ref() }?.session().invalidate().ok())
}

/// Sends a request and reads its answer.
///
/// - session: the session.
/// - method: "GET", "POST" or any other.
/// - url: with a host, or the rest of the URL of the service that the options' endpoint filter or override names.
/// - options: NULL for none; read, not kept.
/// - response: receives the answer; free it with ks_response_free.
///
/// A 401 makes the session log in again and send the request once more. A status of 400 and above is an error whose code is the
/// status, unless the options say otherwise.
///
/// Errors: the status; KS_ERROR_ENDPOINT_NOT_FOUND, KS_ERROR_EMPTY_CATALOG; KS_ERROR_CONNECT_FAILURE, KS_ERROR_CONNECT_TIMEOUT,
/// KS_ERROR_SSL_ERROR, KS_ERROR_UNKNOWN_CONNECTION_ERROR; KS_ERROR_LIMIT_EXCEEDED for an answer larger than the limit; those of
/// a login, see ks_session_get_access; KS_ERROR_SHUT_DOWN after ks_session_shutdown; KS_ERROR_INVALID_ARGUMENT,
/// KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_request(
    session: *const ks_session,
    method: *const c_char,
    url: *const c_char,
    options: *const ks_request_options,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(response, "response") }?;
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        // SAFETY: as above.
        let method = unsafe { string(method, "method") }?;
        // SAFETY: as above.
        let url = unsafe { string(url, "url") }?;
        // SAFETY: as above.
        let options = ks_request_options::read(unsafe { options.as_ref() })?;
        out.set(ks_response::into_raw(wait(session.request(method, url, &options))?));
        Ok(())
    })
}

/// Sends one request without a token, over a connection of its own, and waits for the answer.
///
/// Who sends more than one makes a session, which keeps connections.
///
/// - method: "GET", "POST" or any other.
/// - url: with a host.
/// - options: NULL for none; read, not kept. A plugin in them authenticates the request.
/// - session_options: those of ks_session_new, NULL for none; read, not kept.
/// - response: receives the answer; free it with ks_response_free.
///
/// Errors: as ks_session_new and ks_session_request. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_once(
    method: *const c_char,
    url: *const c_char,
    options: *const ks_request_options,
    session_options: *const ks_params,
    response: *mut *mut ks_response,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointers are the caller's, as the header demands.
        let out = unsafe { Out::new(response, "response") }?;
        // SAFETY: as above.
        let method = unsafe { string(method, "method") }?;
        // SAFETY: as above.
        let url = unsafe { string(url, "url") }?;
        // SAFETY: as above.
        let options = ks_request_options::read(unsafe { options.as_ref() })?;
        // SAFETY: as above.
        let session_options = unsafe { given(session_options) };
        let session = Session::open(None, &session_options)?;
        out.set(ks_response::into_raw(wait(session.request(method, url, &options))?));
        Ok(())
    })
}

/// Ends the session: what other threads are doing with it and its adapters ends at once, and all that comes later, with
/// KS_ERROR_SHUT_DOWN.
///
/// Requests, waiting for a login or a turn, and pauses between retries end; only who is looking up a name gets to the end of
/// that first. The session is still to be freed. Plugins that it shares with others are not touched: the token stays.
///
/// - session: the session. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_shutdown(session: *const ks_session) {
    run(|| {
        // SAFETY: NULL or a live handle, as the header demands.
        if let Some(session) = unsafe { session.as_ref() } {
            session.session().shut_down();
        }
    });
}

/// Takes one more reference to the session; give it back with ks_session_free. NULL stays NULL.
///
/// - session: a session. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_ref(session: *const ks_session) -> *mut ks_session {
    // SAFETY: NULL or a live handle, as the header demands.
    unsafe { retain(session) }
}

/// Gives a reference back; with the last one the connections are closed. NULL is fine. Adapters keep their session alive.
///
/// - session: a session that is yours. NULL does nothing.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_free(session: *mut ks_session) {
    // SAFETY: NULL or a handle whose reference ends here, as the header demands.
    run(|| unsafe { release(session) });
}

/// Asks the session.
pub(super) unsafe fn ask<T>(
    session: *const ks_session,
    out: *mut *mut T,
    name: &str,
    error: *mut *mut ks_error,
    answer: impl FnOnce(&Session) -> Result<*mut T>,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let session = || unsafe { borrow(session, "session") }.map(ks_session::session);
    // SAFETY: as above.
    unsafe { questions::ask(out, name, error, session, answer) }
}

pub(super) fn set_text(out: Out<*mut ks_text>, text: Option<Secret>) {
    if let Some(text) = text {
        out.set(ks_text::into_raw(text));
    }
}
