//! Authentication of your own
//!
//! A plugin may be a few functions in C: what they answer authenticates the requests of a session.

use std::cell::Cell;
use std::ffi::c_void;
use std::fmt;
use std::mem::{size_of, size_of_val};
use std::ptr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::auth::ks_auth;
use super::boundary::{Out, guard, members, null, only_known};
use super::endpoint::{Asked, ks_endpoint_filter};
use super::error::{answered, ks_error};
use super::handle::release;
use super::result::ks_result;
use super::session::ks_session;
use super::text::ks_text;
use crate::auth::{Credentials, Generation, Plugin};
use crate::catalog::EndpointQuery;
use crate::error::{Code, Error, Result};
use crate::http::{Headers, Pending, Pipeline};
use crate::process::{Inherit, PerProcess};
use crate::session::Session;
use crate::text::Secret;

/// The functions of a plugin. Each may be NULL, which means what is said there.
///
/// They are called with the userdata of ks_auth_new_custom, on threads that are inside a call of this library and on several at
/// once, never under a lock. One that fails returns a code of its own from KS_ERROR_USER on, or any other, and may say more with
/// ks_error_set. They must return: no longjmp, no exception and no Lua error may cross them.
///
/// A session that is lent to a function has the connections of the session that asks, and does not authenticate: a plugin that
/// would authenticate itself gets KS_ERROR_REENTRANT.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ks_auth_callbacks {
    /// sizeof(ks_auth_callbacks), which KS_AUTH_CALLBACKS_INIT sets.
    pub size: usize,
    /// Sets out to the token. Without it, or when it leaves out as it is, requests fail with KS_ERROR_AUTHORIZATION_FAILURE.
    pub get_token: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Sets out to the URL of the service that filter asks for. Without it, or when it leaves out as it is, there is none.
    pub get_endpoint: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            session: *mut ks_session,
            filter: *const ks_endpoint_filter,
            out: *mut ks_text,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// The token was refused: drop it. Returns whether get_token would now give another one. Without it that is never so.
    /// Requests of other threads wait for it; it must not wait for them, nor for another plugin that does.
    pub invalidate: Option<unsafe extern "C" fn(userdata: *mut c_void) -> bool>,
    /// Called once, when nothing will use userdata any more; also when ks_auth_new_custom fails.
    pub destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// Makes a plugin out of functions of your own.
///
/// - callbacks: the functions; copied.
/// - userdata: handed to each of them. It is the library's from this call on, success or not, until destroy is called with it;
///   only where callbacks is NULL, or its size was never set, there is no destroy to call.
/// - auth: receives the plugin; free it with ks_auth_free.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for callbacks whose size was never set; KS_ERROR_UNSUPPORTED_PARAMETERS for functions that
/// this library does not know; KS_ERROR_NULL_ARGUMENT. Thread-safe. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_auth_new_custom(
    callbacks: *const ks_auth_callbacks,
    userdata: *mut c_void,
    auth: *mut *mut ks_auth,
    error: *mut *mut ks_error,
) -> ks_result {
    guard(error, || {
        // SAFETY: the pointer is the caller's, as the header demands.
        let out = unsafe { Out::new(auth, "auth") };
        // SAFETY: as above.
        let given =
            unsafe { members(callbacks, "callbacks", "KS_AUTH_CALLBACKS_INIT") }?.ok_or_else(|| null("callbacks"))?;
        // From here on userdata has an owner, whatever else goes wrong.
        let custom = Custom::new(copy(given), userdata);
        only_known(given, size_of::<ks_auth_callbacks>(), "callbacks")?;
        out?.set(ks_auth::into_raw(Arc::new(custom)));
        Ok(())
    })
}

/// The callbacks of a structure with these members; those that it does not know yet are NULL.
fn copy(members: &[*const c_void]) -> ks_auth_callbacks {
    let mut copy = ks_auth_callbacks { size: 0, get_token: None, get_endpoint: None, invalidate: None, destroy: None };
    let length = size_of_val(members).min(size_of::<ks_auth_callbacks>());
    // SAFETY: both have at least so many bytes, and each member is a function of its type or NULL, as the header demands.
    unsafe { ptr::copy_nonoverlapping(members.as_ptr().cast::<u8>(), (&raw mut copy).cast::<u8>(), length) };
    copy
}

/// The callbacks as a plugin.
struct Custom {
    callbacks: ks_auth_callbacks,
    userdata: *mut c_void,
    refusals: PerProcess<Refusals>,
}

/// Which token was refused, so that of the threads whose requests were refused together one calls `invalidate`.
#[derive(Default)]
struct Refusals {
    state: Mutex<Refused>,
    told: Condvar,
}

#[derive(Clone, Copy, Default)]
struct Refused {
    /// Counts them: the token in use.
    generation: Generation,
    /// A thread is within `invalidate`.
    asking: bool,
    /// What `invalidate` said the last time.
    renews: bool,
}

impl Refusals {
    fn state(&self) -> MutexGuard<'_, Refused> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inherit for Refusals {
    fn inherit(&self) -> Self {
        // Whoever is asking in the parent will never tell here.
        let state =
            self.state.try_lock().map_or_else(|_| Refused::default(), |state| Refused { asking: false, ..*state });
        Self { state: Mutex::new(state), told: Condvar::new() }
    }
}

// SAFETY: the header demands that the callbacks may be called, and userdata used, on any thread.
unsafe impl Send for Custom {}
// SAFETY: as above, on several threads at once.
unsafe impl Sync for Custom {}

impl Custom {
    fn new(callbacks: ks_auth_callbacks, userdata: *mut c_void) -> Self {
        Self { callbacks, userdata, refusals: PerProcess::new(Refusals::default()) }
    }

    /// The token in use, once no thread is within `invalidate`.
    fn settled(&self) -> Result<Generation> {
        // Within a callback of this plugin, `asking` may be this very thread.
        if Entered::is_within(self) {
            return Err(itself());
        }
        let refusals = &*self.refusals;
        let mut state = refusals.state();
        while state.asking {
            state = refusals.told.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(state.generation)
    }

    /// Calls a callback that sets a text, lending it a session.
    fn ask(
        &self,
        pipeline: &Pipeline,
        name: &str,
        call: impl FnOnce(*mut ks_session, *mut ks_text, *mut *mut ks_error) -> ks_result,
    ) -> Result<Option<Secret>> {
        let mut error = ptr::null_mut();
        let (result, text) = Entered::run(self, || {
            let session = ks_session::into_raw(Session::for_plugin(pipeline, Arc::new(Itself)));
            let returned = ks_text::filled_by(|text| call(session, text, &raw mut error));
            // SAFETY: made above; a callback that keeps it has taken a reference of its own.
            unsafe { release(session) };
            returned
        })?;
        // SAFETY: NULL, or an error of this library that the callback handed over.
        unsafe { answered(name, result, error) }?;
        Ok(text)
    }
}

impl Plugin for Custom {
    fn authenticate<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async move {
            let (token, generation) = loop {
                let generation = self.settled()?;
                let token = match self.callbacks.get_token {
                    None => None,
                    // SAFETY: the caller's function, called as the header says.
                    Some(get_token) => self.ask(pipeline, "get_token", |session, out, error| unsafe {
                        get_token(self.userdata, session, out, error)
                    })?,
                };
                // A token from before or within an invalidate must not pass for one from behind it.
                let state = *self.refusals.state();
                if state.generation == generation && !state.asking {
                    break (token, generation);
                }
            };
            let token = token
                .ok_or_else(|| Error::new(Code::AUTHORIZATION_FAILURE, "the authentication plugin gave no token"))?;
            let mut headers = Headers::new();
            headers.set("X-Auth-Token", token.expose())?;
            Ok(Credentials { headers: Arc::new(headers), generation })
        })
    }

    fn endpoint<'a>(
        &'a self,
        pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            let Some(get_endpoint) = self.callbacks.get_endpoint else { return Ok(None) };
            let asked = Asked::new(filter);
            // SAFETY: the caller's function, called as the header says; the filter lives until it returns.
            let url = self.ask(pipeline, "get_endpoint", |session, out, error| unsafe {
                get_endpoint(self.userdata, session, asked.as_ptr(), out, error)
            })?;
            Ok(url.map(|url| url.expose().to_owned()))
        })
    }

    fn invalidate(&self, refused: Option<Generation>) -> bool {
        let Some(invalidate) = self.callbacks.invalidate else { return false };
        let refusals = &*self.refusals;
        // Within a callback of this plugin, `asking` may be this very thread.
        if Entered::is_within(self) {
            return false;
        }
        let mut state = refusals.state();
        let refused = refused.unwrap_or(state.generation);
        while state.asking && state.generation == refused {
            state = refusals.told.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.generation != refused {
            return state.renews;
        }
        state.asking = true;
        drop(state);
        // SAFETY: the caller's function, called as the header says.
        let renews = Entered::run(self, || unsafe { invalidate(self.userdata) }).unwrap_or(false);
        let mut state = refusals.state();
        *state = Refused { generation: refused + 1, asking: false, renews };
        drop(state);
        refusals.told.notify_all();
        renews
    }
}

impl Drop for Custom {
    fn drop(&mut self) {
        if let Some(destroy) = self.callbacks.destroy {
            // SAFETY: the caller's function; nothing uses userdata after this.
            unsafe { destroy(self.userdata) };
        }
    }
}

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Custom").finish_non_exhaustive()
    }
}

thread_local! {
    /// The innermost callback that this thread is within.
    static WITHIN: Cell<*const Entered> = const { Cell::new(ptr::null()) };
}

/// A thread is within a callback of a plugin; a second time would go on for ever. Lives on the stack, below the callback.
struct Entered {
    plugin: *const Custom,
    outer: *const Entered,
}

impl Entered {
    /// Whether this thread is within a callback of `plugin`.
    fn is_within(plugin: &Custom) -> bool {
        let mut at = WITHIN.get();
        // SAFETY: what WITHIN leads to stands on this thread's stack until its `call` returns, which is later.
        while let Some(entered) = unsafe { at.as_ref() } {
            if ptr::eq(entered.plugin, plugin) {
                return true;
            }
            at = entered.outer;
        }
        false
    }

    /// Runs `call`, within which this thread cannot enter `plugin` again.
    fn run<T>(plugin: &Custom, call: impl FnOnce() -> T) -> Result<T> {
        if Self::is_within(plugin) {
            return Err(itself());
        }
        let outer = WITHIN.get();
        let entered = Self { plugin, outer };
        WITHIN.set(&raw const entered);
        // Whatever happens in `call`: WITHIN must not lead to a stack that is gone.
        let _leave = Leave(outer);
        Ok(call())
    }
}

/// Puts WITHIN back.
struct Leave(*const Entered);

impl Drop for Leave {
    fn drop(&mut self) {
        WITHIN.set(self.0);
    }
}

fn itself() -> Error {
    Error::new(
        Code::REENTRANT,
        "an authentication plugin cannot authenticate itself: ask for its own requests with 'authenticated' false",
    )
}

/// The plugin of the session that is lent to callbacks.
#[derive(Debug)]
struct Itself;

impl Plugin for Itself {
    fn authenticate<'a>(&'a self, _pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { Err(itself()) })
    }

    fn endpoint<'a>(
        &'a self,
        _pipeline: &'a Pipeline,
        _filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Err(itself()) })
    }
}
