//! A plugin in C, as the core knows plugins.

mod entered;
mod refusals;

use std::ffi::c_void;
use std::fmt;
use std::ptr;
use std::sync::Arc;

use super::access::ks_access;
use super::auth_callbacks::ks_auth_callbacks;
use super::endpoint::Asked;
use super::error::{answered, ks_error};
use super::handle::release;
use super::params::ks_params;
use super::result::ks_result;
use super::session::ks_session;
use super::text::ks_text;
use crate::access::Access;
use crate::auth::{Credentials, Generation, Lack, Plugin, answers, connection};
use crate::catalog::{EndpointQuery, Lent};
use crate::error::{Code, Error, Result};
use crate::http::{Connection, Headers, Pending, Pipeline};
use crate::options::Param;
use crate::process::PerProcess;
use crate::session::Session;
use crate::text::Secret;
use entered::Entered;
use refusals::Refusals;

/// The callbacks as a plugin.
pub(super) struct Custom {
    callbacks: ks_auth_callbacks,
    userdata: *mut c_void,
    refusals: PerProcess<Refusals>,
}

// SAFETY: the header demands that the callbacks may be called, and userdata used, on any thread.
unsafe impl Send for Custom {}
// SAFETY: as above, on several threads at once.
unsafe impl Sync for Custom {}

impl Custom {
    pub(super) fn new(callbacks: ks_auth_callbacks, userdata: *mut c_void) -> Self {
        Self { callbacks, userdata, refusals: PerProcess::new(Refusals::default()) }
    }

    /// The token in use, once no thread is within `invalidate`.
    fn settled(&self) -> Result<Generation> {
        // Within a callback of this plugin, the thread within `invalidate` may be this very one.
        if Entered::is_within(self) {
            return Err(itself());
        }
        Ok(self.refusals.settled())
    }

    /// Calls a callback of this name, which may fail and says more about it then.
    fn call<T>(&self, name: &str, call: impl FnOnce(*mut *mut ks_error) -> (ks_result, T)) -> Result<T> {
        let mut error = ptr::null_mut();
        let (result, answer) = Entered::run(self, || call(&raw mut error))?;
        // SAFETY: NULL, or an error of this library that the callback handed over.
        unsafe { answered(name, result, error) }?;
        Ok(answer)
    }

    /// The same, lending it a session.
    fn ask<T>(
        &self,
        pipeline: &Pipeline,
        name: &str,
        call: impl FnOnce(*mut ks_session, *mut *mut ks_error) -> (ks_result, T),
    ) -> Result<T> {
        self.call(name, |error| {
            let session = ks_session::into_raw(Session::for_plugin(pipeline, Arc::new(Itself)));
            let answer = call(session, error);
            // SAFETY: made above; a callback that keeps it has taken a reference of its own.
            unsafe { release(session) };
            answer
        })
    }

    /// What a request carries.
    fn headers(&self, pipeline: &Pipeline) -> Result<Headers> {
        let mut headers = Headers::new();
        if let Some(get_headers) = self.callbacks.get_headers {
            let fields = self.ask(pipeline, "get_headers", |session, error| {
                // SAFETY: the caller's function, called as the header says.
                ks_params::filled_by(|headers| unsafe { get_headers(self.userdata, session, headers, error) })
            })?;
            fields.check()?;
            for (name, value) in fields.iter() {
                let Param::String(value) = value else {
                    let message = format!("callback get_headers set field {name:?} to something else than a string");
                    return Err(Error::new(Code::WRONG_TYPE, message));
                };
                headers.set(name, value.expose())?;
            }
            return Ok(headers);
        }
        let token = match self.callbacks.get_token {
            None => None,
            Some(get_token) => self.ask(pipeline, "get_token", |session, error| {
                // SAFETY: the caller's function, called as the header says.
                ks_text::filled_by(|out| unsafe { get_token(self.userdata, session, out, error) })
            })?,
        };
        let token =
            token.ok_or_else(|| Error::new(Code::AUTHORIZATION_FAILURE, "the authentication plugin gave no token"))?;
        headers.set("X-Auth-Token", token.expose())?;
        Ok(headers)
    }

    fn credentials(&self, pipeline: &Pipeline) -> Result<Credentials> {
        loop {
            let generation = self.settled()?;
            let headers = self.headers(pipeline)?;
            // A token from before or within an invalidate must not pass for one from behind it.
            if self.refusals.is_settled(generation) {
                return Ok(Credentials { headers: Arc::new(headers), generation });
            }
        }
    }

    fn found_access(&self, pipeline: &Pipeline) -> Result<Option<Arc<Access>>> {
        let Some(get_access) = self.callbacks.get_access else { return Ok(None) };
        self.ask(pipeline, "get_access", |session, error| {
            let mut access = ptr::null_mut();
            // SAFETY: the caller's function, called as the header says.
            let result = unsafe { get_access(self.userdata, session, &raw mut access, error) };
            // SAFETY: NULL, or a token of this library that the callback handed over.
            (result, unsafe { ks_access::taken(access) })
        })
    }

    fn fact(&self, pipeline: &Pipeline, fact: impl FnOnce(&Access) -> Option<Lent<'_>>) -> Result<Option<String>> {
        let access = self.found_access(pipeline)?;
        Ok(access.and_then(|access| answers::fact(&access, fact)))
    }
}

fn string(text: Option<Secret>) -> Option<String> {
    text.map(|text| text.expose().to_owned())
}

impl Plugin for Custom {
    fn authenticate<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { self.credentials(pipeline) })
    }

    fn endpoint<'a>(
        &'a self,
        pipeline: &'a Pipeline,
        filter: EndpointQuery<'a>,
    ) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            let Some(get_endpoint) = self.callbacks.get_endpoint else { return Ok(None) };
            let asked = Asked::new(filter);
            let url = self.ask(pipeline, "get_endpoint", |session, error| {
                // SAFETY: the caller's function, called as the header says; the filter lives until it returns.
                ks_text::filled_by(|out| unsafe { get_endpoint(self.userdata, session, asked.as_ptr(), out, error) })
            })?;
            Ok(string(url))
        })
    }

    fn access<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Arc<Access>>> {
        Box::pin(async { self.found_access(pipeline)?.map_or_else(|| Lack::Access.said(), Ok) })
    }

    fn user_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async {
            let Some(get_user_id) = self.callbacks.get_user_id else { return self.fact(pipeline, Access::user_id) };
            let id = self.ask(pipeline, "get_user_id", |session, error| {
                // SAFETY: the caller's function, called as the header says.
                ks_text::filled_by(|out| unsafe { get_user_id(self.userdata, session, out, error) })
            })?;
            Ok(string(id))
        })
    }

    fn project_id<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async {
            let Some(get_project_id) = self.callbacks.get_project_id else {
                return self.fact(pipeline, Access::project_id);
            };
            let id = self.ask(pipeline, "get_project_id", |session, error| {
                // SAFETY: the caller's function, called as the header says.
                ks_text::filled_by(|out| unsafe { get_project_id(self.userdata, session, out, error) })
            })?;
            Ok(string(id))
        })
    }

    fn sp_auth_url<'a>(&'a self, pipeline: &'a Pipeline, id: &'a str) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            let Some(get_sp_auth_url) = self.callbacks.get_sp_auth_url else { return Ok(None) };
            let id = Secret::new(id);
            let url = self.ask(pipeline, "get_sp_auth_url", |session, error| {
                let id = id.expose_with_nul().as_ptr().cast();
                // SAFETY: the caller's function, called as the header says; the id lives until it returns.
                ks_text::filled_by(|out| unsafe { get_sp_auth_url(self.userdata, session, id, out, error) })
            })?;
            Ok(string(url))
        })
    }

    fn sp_url<'a>(&'a self, pipeline: &'a Pipeline, id: &'a str) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async move {
            let Some(get_sp_url) = self.callbacks.get_sp_url else { return Ok(None) };
            let id = Secret::new(id);
            let url = self.ask(pipeline, "get_sp_url", |session, error| {
                let id = id.expose_with_nul().as_ptr().cast();
                // SAFETY: the caller's function, called as the header says; the id lives until it returns.
                ks_text::filled_by(|out| unsafe { get_sp_url(self.userdata, session, id, out, error) })
            })?;
            Ok(string(url))
        })
    }

    fn connection<'a>(&'a self, pipeline: &'a Pipeline) -> Pending<'a, Result<Option<Arc<Connection>>>> {
        Box::pin(async {
            let Some(get_connection_params) = self.callbacks.get_connection_params else { return Ok(None) };
            let params = self.ask(pipeline, "get_connection_params", |session, error| {
                // SAFETY: the caller's function, called as the header says.
                ks_params::filled_by(|params| unsafe { get_connection_params(self.userdata, session, params, error) })
            })?;
            connection::read(&params).map(|connection| connection.map(Arc::new))
        })
    }

    fn cache_id(&self) -> Result<Option<Secret>> {
        let Some(get_cache_id) = self.callbacks.get_cache_id else { return Ok(None) };
        self.call("get_cache_id", |error| {
            // SAFETY: the caller's function, called as the header says.
            ks_text::filled_by(|out| unsafe { get_cache_id(self.userdata, out, error) })
        })
    }

    fn state(&self) -> Result<Option<Secret>> {
        let Some(get_state) = self.callbacks.get_state else { return Lack::State.said() };
        self.call("get_state", |error| {
            // SAFETY: the caller's function, called as the header says.
            ks_text::filled_by(|out| unsafe { get_state(self.userdata, out, error) })
        })
    }

    fn set_state(&self, state: Option<&str>) -> Result<()> {
        let Some(set_state) = self.callbacks.set_state else { return Lack::SetState.said() };
        let state = state.map(Secret::new);
        self.call("set_state", |error| {
            let state = state.as_ref().map_or(ptr::null(), |state| state.expose_with_nul().as_ptr().cast());
            // SAFETY: the caller's function, called as the header says; the state lives until it returns.
            (unsafe { set_state(self.userdata, state, error) }, ())
        })
    }

    fn is_entered(&self) -> bool {
        Entered::is_within(self)
    }

    fn invalidate(&self, refused: Option<Generation>) -> bool {
        let Some(invalidate) = self.callbacks.invalidate else { return false };
        // Within a callback of this plugin, the thread within `invalidate` may be this very one.
        if Entered::is_within(self) {
            return false;
        }
        self.refusals.refuse(refused, || {
            // SAFETY: the caller's function, called as the header says.
            Entered::run(self, || unsafe { invalidate(self.userdata) }).unwrap_or(false)
        })
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
