//! Streams
//!
//! Bodies that are not in memory whole: a request's comes from a function of yours, piece by piece, and an answer's goes to one.
//! Nothing is read ahead of it, so that a slow function slows the service down and memory stays as it is.

use std::ffi::{c_char, c_void};
use std::ptr;

use super::boundary::{functions, members, null, optional_string};
use super::error::{answered, ks_error};
use super::request_options::{ks_request_options, set};
use super::result::ks_result;
use crate::error::{Code, Error, Result};
use crate::http::{Body, Destination, Sink, Source};

/// The functions that give the body of a request.
///
/// They are called with the userdata of ks_request_options_set_body_callbacks, on the thread whose call sends the request, never
/// under a lock. One that fails returns a code of its own from KS_ERROR_USER on, or any other, which the call then returns, and
/// may say more with ks_error_set. They must return: no longjmp, no exception and no Lua error may cross them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ks_body_callbacks {
    /// sizeof(ks_body_callbacks), which KS_BODY_CALLBACKS_INIT sets.
    pub size: usize,
    /// Writes up to capacity bytes into buffer and sets length to their number; leaving it 0 ends the body. Required.
    pub read: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            buffer: *mut c_void,
            capacity: usize,
            length: *mut usize,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Goes back to the first byte, because the request is sent again. Without it a body of which something was read is sent once:
    /// a login after a 401, a redirect or another try that needs it again fails, and the error says so.
    pub rewind: Option<unsafe extern "C" fn(userdata: *mut c_void, error: *mut *mut ks_error) -> ks_result>,
    /// Called once, when nothing will use userdata any more; also when ks_request_options_set_body_callbacks fails.
    pub destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// The functions that take the body of an answer. The rules of ks_body_callbacks hold for them too.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ks_answer_callbacks {
    /// sizeof(ks_answer_callbacks), which KS_ANSWER_CALLBACKS_INIT sets.
    pub size: usize,
    /// Takes all of data, length bytes of the body. A result other than KS_OK ends the request, whose call returns it. Required.
    pub write: Option<
        unsafe extern "C" fn(
            userdata: *mut c_void,
            data: *const c_void,
            length: usize,
            error: *mut *mut ks_error,
        ) -> ks_result,
    >,
    /// Called once, when nothing will use userdata any more; also when ks_request_options_set_answer_callbacks fails.
    pub destroy: Option<unsafe extern "C" fn(userdata: *mut c_void)>,
}

/// Sends what functions of yours give as the body, in place of an earlier body.
///
/// One request at a time can send it. Of requests one after the other the second rewinds it first. A header field
/// "Expect: 100-continue" lets the service refuse the request before anything is read.
///
/// - options: the options to change.
/// - callbacks: the functions; copied.
/// - userdata: handed to each of them. It is the library's from this call on, success or not, until destroy is called with it;
///   only where callbacks is NULL, or its size was never set, there is no destroy to call. That is when the options and all
///   requests that read them have ended, or another body took its place.
/// - length: how many bytes there are; below 0 when only the end tells, and then they go out in chunks.
/// - content_type: their type unless a header field says it; NULL for none.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for callbacks whose size was never set; KS_ERROR_UNSUPPORTED_PARAMETERS for functions that
/// this library does not know; KS_ERROR_INVALID_UTF8, KS_ERROR_NULL_ARGUMENT. The request fails with KS_ERROR_INVALID_ARGUMENT when
/// the body ends before its length, or cannot be sent now. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_body_callbacks(
    options: *mut ks_request_options,
    callbacks: *const ks_body_callbacks,
    userdata: *mut c_void,
    length: i64,
    content_type: *const c_char,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let given = unsafe { members(callbacks, "callbacks", "KS_BODY_CALLBACKS_INIT") };
    let none = ks_body_callbacks { size: 0, read: None, rewind: None, destroy: None };
    // From here on userdata has an owner, whatever else goes wrong.
    let source = functions(given, none, "callbacks", |callbacks| Given { callbacks, userdata });
    // SAFETY: the caller's promise is handed on.
    let content_type = unsafe { optional_string(content_type, "content_type") };
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            let source = source?;
            source.callbacks.read.ok_or_else(|| null("callbacks.read"))?;
            let content_type = content_type?.map(str::to_owned);
            let options = options.options_mut();
            options.body = Body::streamed(source, u64::try_from(length).ok());
            options.content_type = content_type;
            Ok(())
        })
    }
}

/// Hands the body of the answer to a function of yours as it arrives, unpacked if it came as gzip or deflate; the answer is then without one.
///
/// It gets the body of the answer that the call returns and of no other: not that of a 401 that is answered by a login, of a
/// redirect that is followed, of a status that is tried again, or of one that becomes an error, which keeps it. When the call
/// fails nevertheless, because the connection broke for example, it may have had a part; the request is not tried again then.
/// The limit of ks_request_options_set_most_bytes holds if it was set; otherwise there is none.
///
/// - options: the options to change. One request at a time can use them from now on.
/// - callbacks: the functions; copied.
/// - userdata: handed to each of them. It is the library's from this call on, success or not, until destroy is called with it;
///   only where callbacks is NULL, or its size was never set, there is no destroy to call. That is when the options and all
///   requests that read them have ended, or other functions took their place.
///
/// Errors: KS_ERROR_INVALID_ARGUMENT for callbacks whose size was never set; KS_ERROR_UNSUPPORTED_PARAMETERS for functions that
/// this library does not know; KS_ERROR_NULL_ARGUMENT. One thread at a time. Since 0.1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ks_request_options_set_answer_callbacks(
    options: *mut ks_request_options,
    callbacks: *const ks_answer_callbacks,
    userdata: *mut c_void,
) -> ks_result {
    // SAFETY: the caller's promise is handed on.
    let given = unsafe { members(callbacks, "callbacks", "KS_ANSWER_CALLBACKS_INIT") };
    let none = ks_answer_callbacks { size: 0, write: None, destroy: None };
    // From here on userdata has an owner, whatever else goes wrong.
    let sink = functions(given, none, "callbacks", |callbacks| Given { callbacks, userdata });
    // SAFETY: as above.
    unsafe {
        set(options, |options| {
            let sink = sink?;
            sink.callbacks.write.ok_or_else(|| null("callbacks.write"))?;
            options.options_mut().destination = Some(Destination::new(sink));
            Ok(())
        })
    }
}

/// Functions of the caller with what is handed to them.
struct Given<T: Callbacks> {
    callbacks: T,
    userdata: *mut c_void,
}

trait Callbacks: Copy {
    fn destroy(&self) -> Option<unsafe extern "C" fn(userdata: *mut c_void)>;
}

impl Callbacks for ks_body_callbacks {
    fn destroy(&self) -> Option<unsafe extern "C" fn(userdata: *mut c_void)> {
        self.destroy
    }
}

impl Callbacks for ks_answer_callbacks {
    fn destroy(&self) -> Option<unsafe extern "C" fn(userdata: *mut c_void)> {
        self.destroy
    }
}

// SAFETY: the header demands that the functions may be called, and userdata used, on the threads that send requests.
unsafe impl<T: Callbacks> Send for Given<T> {}

impl<T: Callbacks> Drop for Given<T> {
    fn drop(&mut self) {
        if let Some(destroy) = self.callbacks.destroy() {
            // SAFETY: the caller's function; nothing uses userdata after this.
            unsafe { destroy(self.userdata) };
        }
    }
}

impl Source for Given<ks_body_callbacks> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let Some(read) = self.callbacks.read else { return Ok(0) };
        let (mut length, mut error) = (0, ptr::null_mut());
        let (place, capacity) = (buffer.as_mut_ptr().cast(), buffer.len());
        // SAFETY: the caller's function, called as the header says.
        let result = unsafe { read(self.userdata, place, capacity, &raw mut length, &raw mut error) };
        // SAFETY: NULL, or an error of this library that the callback handed over.
        unsafe { answered("read", result, error) }?;
        Ok(length)
    }

    fn can_rewind(&self) -> bool {
        self.callbacks.rewind.is_some()
    }

    fn rewind(&mut self) -> Result<()> {
        let Some(rewind) = self.callbacks.rewind else {
            return Err(Error::new(Code::INVALID_ARGUMENT, "the body cannot be rewound"));
        };
        let mut error = ptr::null_mut();
        // SAFETY: the caller's function, called as the header says.
        let result = unsafe { rewind(self.userdata, &raw mut error) };
        // SAFETY: NULL, or an error of this library that the callback handed over.
        unsafe { answered("rewind", result, error) }
    }
}

impl Sink for Given<ks_answer_callbacks> {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(write) = self.callbacks.write else { return Ok(()) };
        let mut error = ptr::null_mut();
        // SAFETY: the caller's function, called as the header says.
        let result = unsafe { write(self.userdata, bytes.as_ptr().cast(), bytes.len(), &raw mut error) };
        // SAFETY: NULL, or an error of this library that the callback handed over.
        unsafe { answered("write", result, error) }
    }
}
