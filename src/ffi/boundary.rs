//! Arguments in, results out, and nothing unwinds past this file.

use std::any::Any;
use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::ptr;

use once_cell::sync::OnceCell;

use super::error::ks_error;
use super::result::{KS_OK, ks_result};
use crate::error::{Code, Error, Result};

/// Runs `call`, turns its result into a code, and stores its error where the caller wants it.
pub(super) fn guard(error: *mut *mut ks_error, call: impl FnOnce() -> Result<()>) -> ks_result {
    if !error.is_null() {
        // SAFETY: the caller's pointer is NULL or may be written, as the header demands of every `error`.
        unsafe { error.write(ptr::null_mut()) };
    }
    let failed = match contain(call) {
        Ok(Ok(())) => return KS_OK,
        Ok(Err(failed)) => failed,
        Err(panicked) => Error::new(Code::PANIC, format!("the library panicked: {panicked}")),
    };
    let code = failed.code().number();
    if !error.is_null() {
        // SAFETY: as above.
        unsafe { error.write(ks_error::into_raw(failed)) };
    }
    code
}

/// Runs a getter or setter that has no error; `default` stands for a NULL handle and for a defect.
pub(super) fn value_or<T>(default: T, get: impl FnOnce() -> Option<T>) -> T {
    contain(get).ok().flatten().unwrap_or(default)
}

/// Runs what returns nothing.
pub(super) fn run(call: impl FnOnce()) {
    value_or((), || {
        call();
        Some(())
    });
}

thread_local! {
    /// How many guards this thread is within: a panic there is contained, so that it is not printed.
    static WITHIN: Cell<u32> = const { Cell::new(0) };
}

/// The hook that was there before ours. A static, for a hook that holds it would stay allocated at the end of a program.
static LOUD: OnceCell<Hook> = OnceCell::new();

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// Prints a panic only outside of every guard.
fn hook(info: &PanicHookInfo<'_>) {
    if let Some(loud) = LOUD.get().filter(|_| WITHIN.get() == 0) {
        loud(info);
    }
}

/// Catches a panic and says what it said. Locks heal themselves: what they guard is replaced whole, never edited in place.
fn contain<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    // A thread that panics already, in a destructor of a Rust caller, may not change the hook.
    if LOUD.get().is_none() && !std::thread::panicking() {
        LOUD.get_or_init(|| {
            let loud = panic::take_hook();
            panic::set_hook(Box::new(hook));
            super::fork::notice_forks();
            loud
        });
    }
    // Found once: in a shared library, each look at a thread's own variable is a call.
    let outcome = WITHIN.with(|within| {
        within.set(within.get() + 1);
        let outcome = panic::catch_unwind(AssertUnwindSafe(call));
        within.set(within.get() - 1);
        outcome
    });
    outcome.map_err(|payload| spoken(payload.as_ref()))
}

fn spoken(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message").to_owned()
}

/// A pointer that may not be NULL is.
pub(super) fn null(name: &str) -> Error {
    Error::new(Code::NULL_ARGUMENT, format!("argument '{name}' is NULL"))
}

/// The object behind a pointer that may not be NULL.
pub(super) unsafe fn borrow<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    // SAFETY: not NULL means a live object of this library, as the header demands.
    unsafe { pointer.as_ref() }.ok_or_else(|| null(name))
}

/// The builder behind a pointer that may not be NULL.
pub(super) unsafe fn borrow_mut<'a, T>(pointer: *mut T, name: &str) -> Result<&'a mut T> {
    // SAFETY: not NULL means a live builder that no other thread uses, as the header demands.
    unsafe { pointer.as_mut() }.ok_or_else(|| null(name))
}

/// A string that may not be NULL.
pub(super) unsafe fn string<'a>(pointer: *const c_char, name: &str) -> Result<&'a str> {
    // SAFETY: the caller's promise is handed on.
    unsafe { optional_string(pointer, name) }?.ok_or_else(|| null(name))
}

/// A string that may be NULL.
pub(super) unsafe fn optional_string<'a>(pointer: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: not NULL means a string that ends in NUL, as the header demands.
    let bytes = unsafe { CStr::from_ptr(pointer) };
    bytes.to_str().map(Some).map_err(|_| not_utf8(name))
}

fn not_utf8(name: &str) -> Error {
    Error::new(Code::INVALID_UTF8, format!("argument '{name}' is not UTF-8"))
}

/// A string of so many bytes; NULL is allowed for none.
pub(super) unsafe fn utf8<'a>(pointer: *const c_void, length: usize, name: &str) -> Result<&'a str> {
    // SAFETY: the caller's promise is handed on.
    let bytes = unsafe { bytes(pointer, length, name) }?;
    std::str::from_utf8(bytes).map_err(|_| not_utf8(name))
}

/// More bytes than any process can address: a longer length is a negative number or a mistake, and what copies it would end
/// the process for want of memory.
const LONGEST: usize = isize::MAX.unsigned_abs() >> if cfg!(target_pointer_width = "64") { 7 } else { 0 };

/// So many bytes; NULL is allowed for none.
pub(super) unsafe fn bytes<'a>(pointer: *const c_void, length: usize, name: &str) -> Result<&'a [u8]> {
    if length == 0 {
        return Ok(&[]);
    }
    if pointer.is_null() {
        return Err(null(name));
    }
    if length > LONGEST {
        return Err(Error::new(Code::OUT_OF_RANGE, format!("the length of '{name}' is larger than memory")));
    }
    // SAFETY: the caller says how many bytes there are.
    Ok(unsafe { std::slice::from_raw_parts(pointer.cast(), length) })
}

/// No structure of this library will ever be larger: a larger size is one that was never set.
const LARGEST: usize = 4096;
/// Every member has this size, so that no size may cut one.
const MEMBER: usize = size_of::<usize>();

/// The size of a structure, if it can be one; `initializer` is the macro that sets it.
pub(super) fn checked_size(size: usize, name: &str, initializer: &str) -> Result<usize> {
    if (MEMBER..=LARGEST).contains(&size) && size.is_multiple_of(MEMBER) {
        return Ok(size);
    }
    Err(never_set(size, name, initializer))
}

#[cold]
fn never_set(size: usize, name: &str, initializer: &str) -> Error {
    Error::new(Code::INVALID_ARGUMENT, format!("{name}.size is {size}: begin with {initializer}"))
}

/// The members of a structure of pointers that begins with its size, that one included; None for NULL.
pub(super) unsafe fn members<'a, T>(
    pointer: *const T,
    name: &str,
    initializer: &str,
) -> Result<Option<&'a [*const c_void]>> {
    // SAFETY: NULL or a structure that begins with its size, as the header demands.
    let Some(size) = (unsafe { pointer.cast::<usize>().as_ref() }) else { return Ok(None) };
    let size = checked_size(*size, name, initializer)?;
    // SAFETY: the caller says how large the structure is; whatever its size is, it can be read as a pointer.
    Ok(Some(unsafe { std::slice::from_raw_parts(pointer.cast(), size / MEMBER) }))
}

/// Whether members beyond the `known` bytes are all NULL: a later version's structure that asks for nothing new.
pub(super) fn only_known(members: &[*const c_void], known: usize, name: &str) -> Result<()> {
    if members.iter().skip(known / MEMBER).all(|member| member.is_null()) {
        return Ok(());
    }
    let message = format!("{name} asks for what this version of the library does not know");
    Err(Error::new(Code::UNSUPPORTED_PARAMETERS, message))
}

/// The functions of a structure with these members, as `own` takes them over; those that it does not know yet are those of `none`.
///
/// `own` is called before anything is refused: from then on what the functions are called with has an owner.
pub(super) fn functions<T: Copy, G>(
    given: Result<Option<&[*const c_void]>>,
    none: T,
    name: &str,
    own: impl FnOnce(T) -> G,
) -> Result<G> {
    let given = given?.ok_or_else(|| null(name))?;
    let mut copy = none;
    let length = size_of_val(given).min(size_of::<T>());
    // SAFETY: both have at least so many bytes, and each member is a function of its type or NULL, as the header demands.
    unsafe { ptr::copy_nonoverlapping(given.as_ptr().cast::<u8>(), (&raw mut copy).cast::<u8>(), length) };
    let owned = own(copy);
    only_known(given, size_of::<T>(), name)?;
    Ok(owned)
}

/// An out parameter that may not be NULL; making it clears it. Of several, all are made before one may fail the call.
pub(super) struct Out<T>(*mut T);

impl<T: Cleared> Out<T> {
    pub(super) unsafe fn new(pointer: *mut T, name: &str) -> Result<Self> {
        if pointer.is_null() {
            return Err(null(name));
        }
        // SAFETY: not NULL means that it may be written, as the header demands.
        unsafe { pointer.write(T::CLEARED) };
        Ok(Self(pointer))
    }

    pub(super) fn set(self, value: T) {
        // SAFETY: as in `new`, and the pointer is as good as it was then.
        unsafe { self.0.write(value) };
    }
}

/// What an out parameter holds until there is a result.
pub(super) trait Cleared {
    const CLEARED: Self;
}

impl<T> Cleared for *mut T {
    const CLEARED: Self = ptr::null_mut();
}

impl<T> Cleared for *const T {
    const CLEARED: Self = ptr::null();
}

impl Cleared for i64 {
    const CLEARED: Self = 0;
}

impl Cleared for i32 {
    const CLEARED: Self = 0;
}

impl Cleared for bool {
    const CLEARED: Self = false;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::undocumented_unsafe_blocks, reason = "all pointers are the tests' own")]
    #![allow(clippy::multiple_unsafe_ops_per_block, reason = "as above")]
    #![allow(clippy::panic, reason = "panics are what is tested")]

    use super::*;

    /// Runs a call as C does and returns its result and its error.
    fn called(call: impl FnOnce() -> Result<()>) -> (ks_result, Option<Error>) {
        let mut error = ptr::dangling_mut();
        let result = guard(&raw mut error, call);
        (result, unsafe { ks_error::from_raw(error) })
    }

    #[test]
    fn success_leaves_no_error_behind() {
        let (result, error) = called(|| Ok(()));
        assert_eq!(result, KS_OK);
        assert!(error.is_none());
    }

    #[test]
    fn a_failure_is_the_result_and_the_error() {
        let (result, error) = called(|| Err(Error::new(Code::NOT_FOUND, "no such user")));
        assert_eq!(result, 404);
        assert_eq!(error.map(|error| error.message().to_string()).as_deref(), Some("no such user"));
        assert_eq!(guard(ptr::null_mut(), || Err(Error::of(Code::CONFLICT))), 409, "nobody listens");
    }

    #[test]
    fn a_panic_becomes_an_error_that_says_it() {
        let (result, error) = called(|| panic!("out of {}", "ideas"));
        assert_eq!(result, Code::PANIC.number());
        let message = error.map(|error| error.message().to_string()).unwrap_or_default();
        assert!(message.ends_with("out of ideas"), "{message}");
        let (_, error) = called(|| panic!("plain"));
        assert!(error.is_some_and(|error| error.message().as_str().ends_with("plain")));
        assert_eq!(value_or(7, || panic!("in a getter")), 7);
        run(|| panic!("in a setter"));
        assert_eq!(WITHIN.get(), 0, "a panic outside is loud again");
    }

    #[test]
    fn null_and_nonsense_are_refused_by_name() {
        let message = |error: Error| (error.code(), error.message().to_string());
        let null = (Code::NULL_ARGUMENT, "argument 'x' is NULL".to_owned());
        unsafe {
            assert_eq!(borrow::<u8>(ptr::null(), "x").err().map(message), Some(null.clone()));
            assert_eq!(borrow_mut::<u8>(ptr::null_mut(), "x").err().map(message), Some(null.clone()));
            assert_eq!(string(ptr::null(), "x").err().map(message), Some(null.clone()));
            assert_eq!(bytes(ptr::null(), 1, "x").err().map(message), Some(null.clone()));
            assert_eq!(Out::<*mut u8>::new(ptr::null_mut(), "x").err().map(message), Some(null));
            let not_utf8 = Some((Code::INVALID_UTF8, "argument 'x' is not UTF-8".to_owned()));
            assert_eq!(string(c"\xff".as_ptr(), "x").err().map(message), not_utf8);
            assert_eq!(utf8(c"\xff".as_ptr().cast(), 1, "x").err().map(message), not_utf8);
            for length in [usize::MAX, usize::MAX / 2 + 1, LONGEST + 1] {
                let endless = bytes(c"".as_ptr().cast(), length, "x");
                assert_eq!(endless.err().map(|error| error.code()), Some(Code::OUT_OF_RANGE));
            }
        }
    }

    #[test]
    fn what_may_be_null_is_absent_or_empty() {
        unsafe {
            assert!(matches!(optional_string(ptr::null(), "x"), Ok(None)));
            assert!(matches!(bytes(ptr::null(), 0, "x"), Ok([])));
        }
    }

    #[test]
    fn an_out_parameter_is_cleared_before_anything_can_fail() {
        let mut out = ptr::dangling_mut::<u8>();
        let cleared = unsafe { Out::new(&raw mut out, "out") };
        assert!(out.is_null());
        let mut value = 5;
        if let Ok(cleared) = cleared {
            cleared.set(&raw mut value);
        }
        assert_eq!(out, &raw mut value);
    }
}
