//! Memory that a login gives back holds no secret: not the password, and not the token.
//!
//! The allocator of this test looks into each block that the thread under test frees.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unsafe_code, reason = "what C calls is what is tested, and an allocator is unsafe")]
#![allow(
    clippy::undocumented_unsafe_blocks,
    clippy::multiple_unsafe_ops_per_block,
    reason = "all pointers are the test's own, and blocks are the system's"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::{CStr, CString};
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::ptr;
use std::sync::Arc;
use std::thread;

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::ffi::access::ks_access_free;
use keystoneclient::ffi::auth::{ks_auth_free, ks_auth_new};
use keystoneclient::ffi::auth_made::ks_auth_add_method;
use keystoneclient::ffi::auth_state::{ks_auth_get_state, ks_auth_set_state};
use keystoneclient::ffi::error::ks_error_free;
use keystoneclient::ffi::params::{ks_params_free, ks_params_new, ks_params_set_string};
use keystoneclient::ffi::response::ks_response_free;
use keystoneclient::ffi::session::{
    ks_session_free, ks_session_get_access, ks_session_get_token, ks_session_invalidate, ks_session_new,
    ks_session_request,
};
use keystoneclient::ffi::text::{ks_text_free, ks_text_string};
use keystoneclient::ffi::value::{ks_value_free, ks_value_parse};
use keystoneclient::http::{Pipeline, Policy};
use keystoneclient::watch::{Filter, Hear, Level, PROCESS, Record};
use ks_testing::server::FakeKeystone;

/// Every secret here has this in it.
const NEEDLE: &[u8] = b"s3cr3t-";

thread_local! {
    /// Whether the thread is under test.
    static LOOKS: Cell<bool> = const { Cell::new(false) };
    /// In how many of its blocks there was a secret when they were freed.
    static FOUND: Cell<usize> = const { Cell::new(0) };
}

struct Looking;

#[global_allocator]
static ALLOCATOR: Looking = Looking;

// Growing is left to the trait, which allocates, copies and frees: what stays behind is seen as well.
unsafe impl GlobalAlloc for Looking {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeros, so that no block has what its owner did not write into it.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if LOOKS.try_with(Cell::get).unwrap_or(false) {
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            if bytes.windows(NEEDLE.len()).any(|window| window == NEEDLE) {
                FOUND.set(FOUND.get() + 1);
            }
        }
        unsafe { System.dealloc(block, layout) }
    }
}

/// How many blocks with a secret the work of this thread gives back.
fn found_in(work: impl FnOnce()) -> usize {
    FOUND.set(0);
    LOOKS.set(true);
    work();
    LOOKS.set(false);
    FOUND.get()
}

/// Where Identity is, and how it is reached.
struct Way {
    url: CString,
    users: CString,
    proxy: CString,
}

/// Logs in with these options, all of which are static, and uses the token in every way. `fails` says that Identity refuses.
unsafe fn log_in(auth_type: &CStr, Way { url, users, proxy }: &Way, options: &[(&CStr, &CStr)], fails: bool) {
    let (mut auth, mut session, mut error) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let none = ptr::null_mut;
    unsafe {
        let params = ks_params_new();
        ks_params_set_string(params, c"auth_url".as_ptr(), url.as_ptr());
        for (name, value) in options {
            ks_params_set_string(params, name.as_ptr(), value.as_ptr());
        }
        assert_eq!(ks_auth_new(auth_type.as_ptr(), params, &raw mut auth, none()), 0);
        ks_params_free(params);
        // The same method once more: the first one is given back, with its secret.
        if auth_type != c"v3multifactor" {
            let method = ks_params_new();
            for (name, value) in options {
                ks_params_set_string(method, name.as_ptr(), value.as_ptr());
            }
            assert_eq!(ks_auth_add_method(auth, auth_type.as_ptr(), method, none()), 0);
            ks_params_free(method);
        }
        let of_session = ks_params_new();
        ks_params_set_string(of_session, c"proxy".as_ptr(), proxy.as_ptr());
        assert_eq!(ks_session_new(auth, of_session, &raw mut session, none()), 0);
        ks_params_free(of_session);
        let (mut access, mut token, mut state, mut response) =
            (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        let result = ks_session_get_access(session, &raw mut access, &raw mut error);
        assert_eq!(result != 0, fails);
        if !fails {
            assert_eq!(ks_session_get_token(session, &raw mut token, none()), 0);
            let get = c"GET".as_ptr();
            assert_eq!(ks_session_request(session, get, users.as_ptr(), ptr::null(), &raw mut response, none()), 0);
            assert_eq!(ks_auth_get_state(auth, &raw mut state, none()), 0);
            assert_eq!(ks_auth_set_state(auth, ks_text_string(state), none()), 0);
            assert!(ks_session_invalidate(session));
        }
        ks_error_free(error);
        ks_response_free(response);
        ks_text_free(token);
        ks_text_free(state);
        ks_access_free(access);
        ks_session_free(session);
        ks_auth_free(auth);
    }
}

/// A proxy that speaks SOCKS 4 and leads to `to`.
fn proxy_to(to: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || {
                let server = TcpStream::connect(to).unwrap();
                (&client).read_exact(&mut [0; 9]).unwrap();
                (&client).write_all(&[0, 90, 0, 0, 0, 0, 0, 0]).unwrap();
                let (mut from, mut into) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || {
                    let _ = io::copy(&mut from, &mut into);
                    let _ = into.shutdown(Shutdown::Write);
                });
                let _ = io::copy(&mut &server, &mut &client);
                let _ = client.shutdown(Shutdown::Both);
            });
        }
    });
    address
}

/// Hears everything.
struct Ear;

impl Hear for Ear {
    fn hear(&self, _: &Record) {}
}

#[test]
fn what_a_peer_repeats_and_no_listener_hears_is_wiped() {
    const BODIES: &[(&str, &str)] = &[
        ("application/json", r#"{"a": ["s3cr3t-token is no good, nor is s3cr3t-else"], "secret": "s3cr3t-new"}"#),
        ("application/x-www-form-urlencoded", "a=s3cr3t-token&b=s3cr3t-else&oauth_token_secret=s3cr3t-new"),
        ("text/plain", "s3cr3t-token and s3cr3t-else"),
    ];
    for (content_type, text) in BODIES {
        let driver = Scripted::answering(|_| {
            let mut body = Vec::with_capacity(1000);
            body.extend(text.bytes());
            Ok(reply(400, &[("Content-Type", content_type)], body))
        });
        let pipeline = Pipeline::new(Arc::new(driver), Policy::default());
        pipeline.watch().log.set(Some((Filter::new(Level::Debug, u32::MAX), Arc::new(Ear))));
        let mut request = pipeline.request("GET", "http://h/").unwrap();
        request.headers.set("X-Auth-Token", "s3cr3t-token").unwrap();
        request.headers.set("X-Service-Token", "s3cr3t-else").unwrap();
        let blocks = found_in(|| drop(pollster::block_on(pipeline.send(&request)).unwrap()));
        assert_eq!(blocks, 0, "{content_type}");
    }
}

#[test]
fn a_value_that_is_parsed_leaves_no_secret_behind() {
    for json in [r#"{"p":"s3cr3t-\"x\u00e9\""}"#, r#"["\n s3cr3t-a","s3cr3t-b\\"]"#, r#"{"s3cr3t-\/key":1}"#] {
        let parse = || unsafe {
            let mut value = ptr::null_mut();
            assert_eq!(ks_value_parse(json.as_ptr().cast(), json.len(), &raw mut value, ptr::null_mut()), 0);
            ks_value_free(value);
        };
        assert_eq!(found_in(parse), 0, "{json}");
    }
}

#[test]
fn what_a_login_gives_back_holds_no_secret() {
    let keystone = FakeKeystone::builder().token_prefix("s3cr3t-token-").start();
    let url = keystone.auth_url();
    let way = |proxy: String| Way {
        url: CString::new(url.as_str()).unwrap(),
        users: CString::new(format!("{url}/users")).unwrap(),
        proxy: CString::new(proxy).unwrap(),
    };
    let socks = proxy_to(url.split('/').nth(2).unwrap().parse().unwrap());
    let user = (c"user_id", c"u");
    // With what JSON escapes, so that it is written and read in parts.
    let password = (c"password", c"s3cr3t-password \"of\" many\twords");
    let passcode = (c"passcode", c"s3cr3t-123456");
    let logins: &[(&CStr, &[(&CStr, &CStr)])] = &[
        (c"v3password", &[user, password]),
        (c"password", &[user, password]),
        (c"v3totp", &[user, passcode]),
        (c"v3multifactor", &[(c"auth_methods", c"v3password,v3totp"), user, password, passcode]),
        (c"v3token", &[(c"token", c"s3cr3t-token")]),
        (
            c"v3applicationcredential",
            &[(c"application_credential_id", c"c"), (c"application_credential_secret", c"s3cr3t-credential")],
        ),
        (
            c"v3oauth1",
            &[
                (c"consumer_key", c"k"),
                (c"consumer_secret", c"s3cr3t-consumer"),
                (c"access_key", c"a"),
                (c"access_secret", c"s3cr3t-access"),
            ],
        ),
    ];
    let mut found = Vec::new();
    for (how, way, listener) in [
        ("", way(String::new()), None),
        (", heard", way(String::new()), Some((Filter::new(Level::Debug, u32::MAX), Arc::new(Ear) as Arc<dyn Hear>))),
        (", by SOCKS", way(format!("socks4://{socks}")), None),
    ] {
        PROCESS.set(listener);
        for fails in [false, true] {
            for (auth_type, options) in logins {
                if fails {
                    keystone.refuse_logins(1);
                }
                let blocks = found_in(|| unsafe { log_in(auth_type, &way, options, fails) });
                if blocks > 0 {
                    let refused = if fails { ", refused" } else { "" };
                    found.push(format!("{auth_type:?}{refused}{how}: {blocks} blocks"));
                }
            }
        }
    }
    // What is not wiped is found.
    assert_eq!(found_in(|| drop(String::from_utf8(NEEDLE.to_vec()).unwrap())), 1);
    assert!(found.is_empty(), "{found:#?}");
}
