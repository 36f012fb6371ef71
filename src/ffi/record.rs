//! Logging
//!
//! The library never prints. What happens it tells in records, to a function of yours: for one session, or for all of the
//! process. Secrets are not in them: a token shows as its hash, other credentials as three stars. While nobody listens, nothing
//! is put into words.

use std::ffi::{c_char, c_void};
use std::ptr;
use std::sync::Arc;

use super::adapter::ks_adapter;
use super::boundary::{borrow, functions, guard, members, value_or};
use super::error::{ks_error, lend};
use super::request_options::{self, ks_request_options};
use super::result::{KS_OK, ks_result};
use super::session::ks_session;
use crate::error::{Code, Error, Result};
use crate::watch::{Filter, Hear, Level, Log, PROCESS, Record};

/// One thing that happened. Lent to a callback until that returns, with all that its getters return.
#[derive(Debug)]
pub struct ks_record {
    // What C holds points to a Record.
    _opaque: [u8; 0],
}

/// How much a record matters: one of the enumerators of ks_level_code.
pub type ks_level = i32;

/// The names of levels.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ks_level_code {
    /// Something failed for good.
    KS_LEVEL_ERROR = 1,
    /// Something failed and was made up for.
    KS_LEVEL_WARNING = 2,
    /// Something that happens seldom: a login, a redirect, a connection that was lost and replaced.
    KS_LEVEL_INFO = 3,
    /// All that goes over the wire.
    KS_LEVEL_DEBUG = 4,
}

/// What a record is about: bits, of which a session's callback may want several.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ks_record_kind_code {
    /// A request as a line for curl.
    KS_RECORD_REQUEST = 1,
    /// Status and header fields of an answer.
    KS_RECORD_RESPONSE = 2,
    /// The body of an answer, as far as it is JSON, a form or plain text. At most 16 KiB of it.
    KS_RECORD_BODY = 4,
    /// The id that a service gave a request.
    KS_RECORD_REQUEST_ID = 8,
    /// Logins, and requests that are sent again because a service refused their token.
    KS_RECORD_AUTH = 16,
    /// Which versions services offer.
    KS_RECORD_DISCOVERY = 32,
    /// Connections that are opened or lost, and requests that failed.
    KS_RECORD_CONNECTION = 64,
    /// Requests that are sent again because they failed.
    KS_RECORD_RETRY = 128,
    /// Redirects that are followed.
    KS_RECORD_REDIRECT = 256,
    /// All of them, and those of later versions.
    KS_RECORD_ALL = 0x00ff_ffff,
}

/// Who hears records. Begin with KS_RECORD_CALLBACKS_INIT.
///
/// They are called with the userdata that they were set with, on threads that are inside a call of this library and on several
/// at once, never under a lock. They must return: no longjmp, no exception and no Lua error may cross them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ks_record_callbacks {
    /// sizeof(ks_record_callbacks), which KS_RECORD_CALLBACKS_INIT sets.
    pub size: usize,
    /// Hears a record, which is lent until it returns. It may call this library; of what happens then nothing is told, or there
    /// would be no end of it. What needs a login that is under way fails with KS_ERROR_REENTRANT.
    pub heard: Option<unsafe extern "C" fn(userdata: *mut c_void, record: *const ks_record)>,
    /// Called once, when nothing will use userdata any more: when another callback has been set, or the session is gone, and the
    /// last thread has returned from heard; also when setting it fails.
    pub destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// Sets who hears what happens in a session, with logins and discovery, in place of who did so before.
///
/// Sessions that share connections, as those that a plugin is lent do, share it.
///
/// - session: the session.
/// - callbacks: the functions; copied. NULL for nobody.
/// - userdata: handed to each of them. It is the library's from this call on, success or not, until destroy is called with it;
///   only where callbacks is NULL, or its size was never set, there is no destroy to call.
/// - level: the least that a record must matter: KS_LEVEL_DEBUG for all, KS_LEVEL_ERROR for the fewest.
/// - kinds: what it may be about: KS_RECORD_ALL, or enumerators of ks_record_kind_code put together with |.
///
/// Errors: KS_ERROR_OUT_OF_RANGE for a level that is none; KS_ERROR_INVALID_ARGUMENT for callbacks whose size was never set or
/// that hear nothing; KS_ERROR_UNSUPPORTED_PARAMETERS for functions that this library does not know; KS_ERROR_NULL_ARGUMENT.
/// Thread-safe, also while other threads are being heard and from within a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_session_set_log(
    session: *const ks_session,
    callbacks: *const ks_record_callbacks,
    userdata: *mut c_void,
    level: ks_level,
    kinds: u32,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let listener = unsafe { listener(callbacks, userdata, level, kinds) };
        // SAFETY: as above.
        let session = unsafe { borrow(session, "session") }?.session();
        set(&session.watch().log, listener?);
        Ok(())
    })
}

/// Sets who hears what happens in all sessions of the process, in place of who did so before.
///
/// What a session's own callback hears this one hears, too. A program clears it with NULL before it ends if it wants destroy to
/// be called.
///
/// - callbacks: the functions; copied. NULL for nobody.
/// - userdata: handed to each of them. It is the library's as in ks_session_set_log.
/// - level: the least that a record must matter.
/// - kinds: what it may be about.
///
/// Errors: as ks_session_set_log. Thread-safe, also while other threads are being heard and from within a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_set_log(
    callbacks: *const ks_record_callbacks,
    userdata: *mut c_void,
    level: ks_level,
    kinds: u32,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        set(&PROCESS, unsafe { listener(callbacks, userdata, level, kinds) }?);
        Ok(())
    })
}

/// Sets who hears of an adapter's requests, in place of who hears of the session and of who did so before.
///
/// Of a login for such a request, and of discovery, hears who hears of the session.
///
/// - adapter: the adapter.
/// - callbacks: the functions; copied. NULL leaves it to the session.
/// - userdata: handed to each of them. It is the library's as in ks_session_set_log.
/// - level: the least that a record must matter.
/// - kinds: what it may be about.
///
/// Errors: as ks_session_set_log. Thread-safe, also while other threads are being heard and from within a callback. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_adapter_set_log(
    adapter: *const ks_adapter,
    callbacks: *const ks_record_callbacks,
    userdata: *mut c_void,
    level: ks_level,
    kinds: u32,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let listener = unsafe { listener(callbacks, userdata, level, kinds) };
        // SAFETY: as above.
        let adapter = unsafe { borrow(adapter, "adapter") }?.adapter();
        set(adapter.log(), listener?);
        Ok(())
    })
}

/// Sets who hears of a request, in place of who hears of the adapter or session.
///
/// Of a login for it hears who hears of the session.
///
/// - options: the options to change.
/// - callbacks: the functions; copied. NULL leaves it to adapter and session.
/// - userdata: handed to each of them. It is the library's as in ks_session_set_log, until the options and all requests that read
///   them have ended, or others took their place.
/// - level: the least that a record must matter.
/// - kinds: what it may be about.
///
/// Errors: as ks_session_set_log. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_log_callbacks(
    options: *mut ks_request_options,
    callbacks: *const ks_record_callbacks,
    userdata: *mut c_void,
    level: ks_level,
    kinds: u32,
) -> ks_result {
    // SAFETY: the caller's promises are handed on.
    let listener = unsafe { listener(callbacks, userdata, level, kinds) };
    // SAFETY: as above.
    unsafe {
        request_options::set(options, |options| {
            let log = Log::new();
            set(&log, listener?);
            options.options_mut().listener = Some(Arc::new(log));
            Ok(())
        })
    }
}

fn set(log: &Log, listener: Option<(Filter, Listener)>) {
    log.set(listener.map(|(filter, listener)| (filter, Arc::new(listener) as Arc<dyn Hear>)));
}

/// The listener that these arguments describe; None for NULL.
unsafe fn listener(
    callbacks: *const ks_record_callbacks,
    userdata: *mut c_void,
    level: ks_level,
    kinds: u32,
) -> Result<Option<(Filter, Listener)>> {
    // SAFETY: the caller's promise is handed on.
    let given = unsafe { members(callbacks, "callbacks", "KS_RECORD_CALLBACKS_INIT") }?;
    if given.is_none() {
        return Ok(None);
    }
    let none = ks_record_callbacks { size: 0, heard: None, destroy: None };
    // From here on userdata has an owner, whatever else goes wrong.
    let listener = functions(Ok(given), none, "callbacks", |callbacks| Listener { callbacks, userdata })?;
    let level = match level {
        1 => Level::Error,
        2 => Level::Warning,
        3 => Level::Info,
        4 => Level::Debug,
        _ => return Err(Error::new(Code::OUT_OF_RANGE, format!("'level' is {level}, which is none"))),
    };
    if listener.callbacks.heard.is_none() {
        return Err(Error::new(Code::INVALID_ARGUMENT, "callbacks.heard is NULL: nobody would hear anything"));
    }
    Ok(Some((Filter::new(level, kinds), listener)))
}

/// The callbacks as a listener.
struct Listener {
    callbacks: ks_record_callbacks,
    userdata: *mut c_void,
}

// SAFETY: the header demands that the callbacks may be called, and userdata used, on any thread.
unsafe impl Send for Listener {}
// SAFETY: as above, on several threads at once.
unsafe impl Sync for Listener {}

impl Hear for Listener {
    fn hear(&self, record: &Record) {
        if let Some(heard) = self.callbacks.heard {
            // SAFETY: the caller's function, called as the header says; the record lives until it returns.
            unsafe { heard(self.userdata, ptr::from_ref(record).cast()) };
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(destroy) = self.callbacks.destroy {
            // SAFETY: the caller's function; nothing uses userdata after this.
            unsafe { destroy(self.userdata) };
        }
    }
}

/// What a getter answers; default for NULL.
unsafe fn get<T>(record: *const ks_record, default: T, get: impl FnOnce(&Record) -> Option<T>) -> T {
    // SAFETY: NULL or a record that is lent, as the header demands.
    value_or(default, || get(unsafe { record.cast::<Record>().as_ref() }?))
}

/// How much it matters; 0 for NULL.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_level(record: *const ks_record) -> ks_level {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, 0, |record| Some(record.level as ks_level)) }
}

/// What it is about: one of the enumerators of ks_record_kind_code, later perhaps one that is not here; 0 for NULL.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_kind(record: *const ks_record) -> u32 {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, 0, |record| Some(record.kind as u32)) }
}

/// What happened, in one line; "" for NULL.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_message(record: *const ks_record) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, c"".as_ptr(), |record| Some(lend(&record.message))) }
}

/// The method of the request that it is about, or NULL.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_method(record: *const ks_record) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, ptr::null(), |record| record.method.as_ref().map(lend)) }
}

/// The URL of that request without its secrets, or NULL.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_url(record: *const ks_record) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, ptr::null(), |record| record.url.as_ref().map(lend)) }
}

/// The status of the answer that it is about; 0 without one.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_status(record: *const ks_record) -> i32 {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, 0, |record| Some(i32::from(record.status))) }
}

/// What failed; KS_OK when it is about no failure.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_code(record: *const ks_record) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, KS_OK, |record| record.code.map(Code::number)) }
}

/// The id that the service gave the request, or NULL.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_request_id(record: *const ks_record) -> *const c_char {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, ptr::null(), |record| record.request_id.as_ref().map(lend)) }
}

/// The seconds that the exchange took; -1 when it is about none that has ended.
///
/// - record: the record. NULL is allowed.
///
/// Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_record_elapsed(record: *const ks_record) -> f64 {
    // SAFETY: the caller's promise is handed on.
    unsafe { get(record, -1.0, |record| record.elapsed.map(|elapsed| elapsed.as_secs_f64())) }
}
