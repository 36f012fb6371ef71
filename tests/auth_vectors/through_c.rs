//! A sample of every kind through the C ABI, with servers on loopback in place of the recorded ones.

use std::collections::BTreeSet;
use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::{Arc, Mutex};

use keystoneclient::ffi::access::{ks_access, ks_access_auth_token, ks_access_free};
use keystoneclient::ffi::access_state::ks_access_from_json;
use keystoneclient::ffi::auth::{ks_auth, ks_auth_free, ks_auth_new};
use keystoneclient::ffi::auth_made::{ks_auth_new_from_access, ks_auth_new_service_token};
use keystoneclient::ffi::auth_questions::*;
use keystoneclient::ffi::auth_state::*;
use keystoneclient::ffi::error::ks_error;
use keystoneclient::ffi::headers::{ks_headers, ks_headers_count, ks_headers_free, ks_headers_name, ks_headers_value};
use keystoneclient::ffi::params::{ks_params_free, ks_params_from_json};
use keystoneclient::ffi::session::{ks_session, ks_session_free, ks_session_new};
use keystoneclient::ffi::text::{ks_text, ks_text_free, ks_text_string};
use keystoneclient::http::{Body, Request};
use ks_testing::server::{Answer, Received, Script, Server};
use serde_json::{Value, json};
use url::Url;

use super::peer::{self, Record};
use super::replay::{cases, replayed};

/// Where the services of a case are.
fn origins(case: &Value) -> BTreeSet<String> {
    let exchanges = ["exchanges", "prior"].into_iter().flat_map(|list| case[list].as_array().into_iter().flatten());
    let asked = exchanges.map(|exchange| &exchange["request"]["url"]);
    let options = [&case["options"], &case["user"]["options"], &case["service"]["options"]];
    let named = options.into_iter().flat_map(|options| [&options["auth_url"], &options["oauth2_endpoint"]]);
    let urls = asked.chain(named).filter_map(|url| Url::parse(url.as_str()?).ok());
    urls.map(|url| url.origin().ascii_serialization()).collect()
}

/// What a service answers, as the recorded one did.
fn answer(record: &Mutex<Record>, origin: &str, received: &Received) -> Answer {
    let mut request = Request::new(&received.method, format!("{origin}{}", received.target));
    for (name, value) in &received.headers {
        request.headers.receive(name, value);
    }
    request.body = Body::bytes(received.body.clone());
    let Ok(response) = peer::answer(&mut record.lock().unwrap(), &request) else { return Answer::close() };
    let answer = Answer::bytes(response.status, response.body().to_vec());
    response.headers.iter().fold(answer, |answer, (name, value)| answer.header(name, value))
}

/// The case with its services on loopback, and those.
fn served(case: &Value, record: &Arc<Mutex<Record>>) -> (Value, Vec<Server>) {
    let mut text = case.to_string();
    let mut servers = Vec::new();
    for origin in origins(case) {
        let record = Arc::clone(record);
        let server = Server::start_with(|own| {
            let own = own.to_owned();
            Script::calling(move |received| answer(&record, &own, received))
        });
        text = text.replace(&origin, server.origin());
        servers.push(server);
    }
    let case: Value = serde_json::from_str(&text).unwrap();
    *record.lock().unwrap() = Record::of(&case);
    (case, servers)
}

/// What a call gave, or its code.
type Outcome<T> = Result<T, i32>;

fn outcome<T>(result: i32, value: T) -> Outcome<T> {
    if result == 0 { Ok(value) } else { Err(result) }
}

fn text(string: *const c_char) -> Value {
    if string.is_null() { Value::Null } else { json!(unsafe { CStr::from_ptr(string) }.to_str().unwrap()) }
}

/// A plugin and a session that asks for it, both freed at the end.
struct Handles {
    auth: *mut ks_auth,
    session: *mut ks_session,
}

impl Drop for Handles {
    fn drop(&mut self) {
        unsafe {
            ks_auth_free(self.auth);
            ks_session_free(self.session);
        }
    }
}

fn plugin(case: &Value) -> Outcome<*mut ks_auth> {
    let (none, mut auth) = (ptr::null_mut(), ptr::null_mut());
    let result = match case["auth_type"].as_str().unwrap() {
        "service_token" => unsafe {
            let (user, service) = (plugin(&case["user"])?, plugin(&case["service"])?);
            let result = ks_auth_new_service_token(user, service, &raw mut auth, none);
            ks_auth_free(user);
            ks_auth_free(service);
            result
        },
        "access" => unsafe {
            let (body, token) = (case["body"].to_string(), CString::new(case["auth_token"].as_str().unwrap()).unwrap());
            let mut access = ptr::null_mut();
            assert_eq!(ks_access_from_json(body.as_ptr().cast(), body.len(), token.as_ptr(), &raw mut access, none), 0);
            let result = ks_auth_new_from_access(access, ptr::null(), &raw mut auth, none);
            ks_access_free(access);
            result
        },
        name => unsafe {
            let (name, options) = (CString::new(name).unwrap(), case["options"].to_string());
            let mut params = ptr::null_mut();
            assert_eq!(ks_params_from_json(options.as_ptr().cast(), options.len(), &raw mut params, none), 0);
            let result = ks_auth_new(name.as_ptr(), params, &raw mut auth, none);
            ks_params_free(params);
            result
        },
    };
    outcome(result, auth)
}

type AskText = unsafe extern "C" fn(*const ks_auth, *const ks_session, *mut *mut ks_text, *mut *mut ks_error) -> i32;
type AskState = unsafe extern "C" fn(*const ks_auth, *mut *mut ks_text, *mut *mut ks_error) -> i32;

impl Handles {
    fn text(result: i32, text: *mut ks_text) -> Outcome<Value> {
        let value = self::text(unsafe { ks_text_string(text) });
        unsafe { ks_text_free(text) };
        outcome(result, value)
    }

    fn asked(&self, ask: AskText) -> Outcome<Value> {
        let mut text = ptr::null_mut();
        let result = unsafe { ask(self.auth, self.session, &raw mut text, ptr::null_mut()) };
        Self::text(result, text)
    }

    fn kept(&self, ask: AskState) -> Outcome<Value> {
        let mut text = ptr::null_mut();
        let result = unsafe { ask(self.auth, &raw mut text, ptr::null_mut()) };
        Self::text(result, text)
    }

    fn access(&self) -> Outcome<Value> {
        let mut access: *mut ks_access = ptr::null_mut();
        let result = unsafe { ks_auth_get_access(self.auth, self.session, &raw mut access, ptr::null_mut()) };
        let value = json!({"auth_token": text(unsafe { ks_access_auth_token(access) })});
        unsafe { ks_access_free(access) };
        outcome(result, value)
    }

    fn headers(&self) -> Outcome<Value> {
        let mut headers: *mut ks_headers = ptr::null_mut();
        let result = unsafe { ks_auth_get_headers(self.auth, self.session, &raw mut headers, ptr::null_mut()) };
        let field = |index| unsafe { (ks_headers_name(headers, index), ks_headers_value(headers, index)) };
        let all = (0..unsafe { ks_headers_count(headers) }).map(field);
        let value = all.map(|(name, value)| (text(name).as_str().unwrap().to_owned(), text(value))).collect();
        unsafe { ks_headers_free(headers) };
        outcome(result, value)
    }
}

/// The answer to the question of the case, as [`replayed`] gives it.
fn ask(case: &Value) -> Outcome<Value> {
    let mut handles = Handles { auth: plugin(case)?, session: ptr::null_mut() };
    let made = unsafe { ks_session_new(ptr::null(), ptr::null(), &raw mut handles.session, ptr::null_mut()) };
    assert_eq!(made, 0);
    if case["state"].get("cached_token").is_some() {
        handles.access()?;
    }
    match case["op"].as_str().unwrap() {
        "get_auth_ref" | "get_access" => handles.access(),
        "client_login" => {
            let mut answer = handles.access()?;
            answer["user_id"] = handles.asked(ks_auth_get_user_id)?;
            answer["project_id"] = handles.asked(ks_auth_get_project_id)?;
            Ok(answer)
        }
        "get_user_id" => handles.asked(ks_auth_get_user_id),
        "get_project_id" => handles.asked(ks_auth_get_project_id),
        "get_token" => handles.asked(ks_auth_get_token),
        "get_headers" => handles.headers(),
        "get_auth_state" => {
            let state = handles.kept(ks_auth_get_state)?;
            Ok(state.as_str().map_or(Value::Null, |state| serde_json::from_str(state).unwrap()))
        }
        "get_cache_id" => handles.kept(ks_auth_cache_id).map(|id| json!(id.is_string())),
        "invalidate" => Ok(json!(unsafe { ks_auth_invalidate(handles.auth) })),
        "load_from_options" => Ok(Value::Null),
        "set_auth_state" => {
            let state = CString::new(case["argument"].as_str().unwrap()).unwrap();
            outcome(unsafe { ks_auth_set_state(handles.auth, state.as_ptr(), ptr::null_mut()) }, Value::Null)
        }
        op @ ("get_sp_url" | "get_sp_auth_url") => {
            let ask = if op == "get_sp_url" { ks_auth_get_sp_url } else { ks_auth_get_sp_auth_url };
            let id = CString::new(case["argument"].as_str().unwrap()).unwrap();
            let mut text = ptr::null_mut();
            let result = unsafe { ask(handles.auth, handles.session, id.as_ptr(), &raw mut text, ptr::null_mut()) };
            Handles::text(result, text)
        }
        other => panic!("no such question: {other}"),
    }
}

#[test]
fn a_sample_of_every_kind_comes_to_the_same_through_c() {
    let mut kinds = BTreeSet::new();
    let mut wrong = Vec::new();
    for case in cases() {
        let fails = case["outcome"].get("exception").is_some();
        if !kinds.insert(format!("{} {} {fails}", case["auth_type"], case["op"])) {
            continue;
        }
        let record = Arc::new(Mutex::new(Record::default()));
        let (case, servers) = served(&case, &record);
        let through_c = ask(&case);
        let record = record.lock().unwrap();
        let (driver, other) = peer::driver(&case);
        let in_core = replayed(&case, driver).map_err(|error| error.code().number());
        let other = other.lock().unwrap();
        if through_c != in_core || record.left() != other.left() || record.strange != other.strange {
            wrong.push(format!("{} {}: {through_c:?} is not {in_core:?}; {record:?}", case["id"], case["op"]));
        }
        drop(servers);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(kinds.len() > 30, "{} kinds", kinds.len());
}
