//! What the C ABI tells of a token, under the names that the reference gives its properties.

use std::ffi::{CStr, c_char};
use std::ptr;

use keystoneclient::ffi::access::*;
use keystoneclient::ffi::access_state::*;
use keystoneclient::ffi::delegation::*;
use keystoneclient::ffi::error::{ks_error_free, ks_error_message};
use keystoneclient::ffi::federation::*;
use keystoneclient::ffi::scope::*;
use keystoneclient::ffi::text::{ks_text_free, ks_text_length, ks_text_string};
use keystoneclient::ffi::value::{ks_value, ks_value_to_json};
use serde_json::{Map, Value, json};

/// A token that C would hold.
pub(crate) struct Token(*mut ks_access);

/// The result and the message of a refusal.
pub(crate) type Refused = (i32, String);

impl Token {
    pub(crate) fn read(body: &str, id: Option<&str>) -> Result<Self, Refused> {
        let id = id.map(|id| std::ffi::CString::new(id).unwrap());
        let id = id.as_ref().map_or(ptr::null(), |id| id.as_ptr());
        let mut access = ptr::null_mut();
        let mut error = ptr::null_mut();
        let result =
            unsafe { ks_access_from_json(body.as_ptr().cast(), body.len(), id, &raw mut access, &raw mut error) };
        Self::of(result, access, error)
    }

    pub(crate) fn from_state(state: &str) -> Result<Self, Refused> {
        let mut access = ptr::null_mut();
        let mut error = ptr::null_mut();
        let result =
            unsafe { ks_access_from_state(state.as_ptr().cast(), state.len(), &raw mut access, &raw mut error) };
        Self::of(result, access, error)
    }

    fn of(
        result: i32,
        access: *mut ks_access,
        error: *mut keystoneclient::ffi::error::ks_error,
    ) -> Result<Self, Refused> {
        if result == 0 {
            return Ok(Self(access));
        }
        assert!(access.is_null(), "no partial results");
        let message = text(unsafe { ks_error_message(error) }).as_str().unwrap().to_owned();
        unsafe { ks_error_free(error) };
        Err((result, message))
    }

    pub(crate) fn state(&self) -> String {
        let mut state = ptr::null_mut();
        assert_eq!(unsafe { ks_access_to_state(self.0, &raw mut state, ptr::null_mut()) }, 0);
        let json = text(unsafe { ks_text_string(state) }).as_str().unwrap().to_owned();
        assert_eq!(unsafe { ks_text_length(state) }, json.len());
        unsafe { ks_text_free(state) };
        json
    }

    pub(crate) fn body(&self) -> Value {
        value(unsafe { ks_access_body(self.0) })
    }

    /// Every property that the version of this token has, or none where the reference does not know it.
    pub(crate) fn facts(&self) -> Map<String, Value> {
        let it = self.0;
        let mut facts = Map::new();
        let mut add = |name: &str, fact: Value| {
            facts.insert(name.to_owned(), fact);
        };
        for (name, get) in TEXTS {
            add(name, text(unsafe { get(it) }));
        }
        for (name, get) in FLAGS {
            add(name, json!(unsafe { get(it) }));
        }
        for (name, get) in TRUTHS {
            add(name, truth(it, *get));
        }
        for (name, get) in MOMENTS {
            let mut micros = -1;
            add(name, if unsafe { get(it, &raw mut micros) } { json!(micros) } else { Value::Null });
        }
        for (name, get) in VALUES {
            add(name, value(unsafe { get(it) }));
        }
        for (name, count, get) in LISTS {
            add(name, (0..unsafe { count(it) }).map(|index| text(unsafe { get(it, index) })).collect());
        }
        add("service_providers", self.service_providers());
        facts
    }

    /// The providers by their ids; what the reference answers for one that is not there comes from our own look-up.
    fn service_providers(&self) -> Value {
        let it = self.0;
        let mut providers = Map::new();
        for index in 0..unsafe { ks_access_service_provider_count(it) } {
            let id = text(unsafe { ks_access_service_provider_id(it, index) });
            // One without an id cannot be asked for.
            let Some(id) = id.as_str() else { continue };
            let found = self.find_service_provider(id);
            let urls = json!({
                "auth_url": text(unsafe { ks_access_service_provider_auth_url(it, index) }),
                "sp_url": text(unsafe { ks_access_service_provider_sp_url(it, index) }),
            });
            assert_eq!(found, urls, "the one by its number is the one by its id");
            providers.insert(id.to_owned(), found);
        }
        providers.insert("no-such-provider".to_owned(), self.find_service_provider("no-such-provider"));
        Value::Object(providers)
    }

    fn find_service_provider(&self, id: &str) -> Value {
        let id = std::ffi::CString::new(id).unwrap();
        let (mut auth_url, mut sp_url) = (ptr::null(), ptr::null());
        let found = unsafe {
            ks_access_find_service_provider(self.0, id.as_ptr(), &raw mut auth_url, &raw mut sp_url, ptr::null_mut())
        };
        match found {
            0 => json!({"auth_url": text(auth_url), "sp_url": text(sp_url)}),
            161 => json!({"raises": "ServiceProviderNotFound"}),
            other => panic!("{other}"),
        }
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        unsafe { ks_access_free(self.0) };
    }
}

type Get<T> = unsafe extern "C" fn(*const ks_access) -> T;
type GetAt = unsafe extern "C" fn(*const ks_access, usize) -> *const c_char;

const TEXTS: &[(&str, Get<*const c_char>)] = &[
    ("version", ks_access_version),
    ("auth_token", ks_access_auth_token),
    ("user_id", ks_access_user_id),
    ("username", ks_access_username),
    ("user_domain_id", ks_access_user_domain_id),
    ("user_domain_name", ks_access_user_domain_name),
    ("project_id", ks_access_project_id),
    ("project_name", ks_access_project_name),
    ("tenant_id", ks_access_tenant_id),
    ("tenant_name", ks_access_tenant_name),
    ("project_domain_id", ks_access_project_domain_id),
    ("project_domain_name", ks_access_project_domain_name),
    ("domain_id", ks_access_domain_id),
    ("domain_name", ks_access_domain_name),
    ("trust_id", ks_access_trust_id),
    ("trustor_user_id", ks_access_trustor_user_id),
    ("trustee_user_id", ks_access_trustee_user_id),
    ("audit_id", ks_access_audit_id),
    ("audit_chain_id", ks_access_audit_chain_id),
    ("initial_audit_id", ks_access_initial_audit_id),
    ("oauth_access_token_id", ks_access_oauth_access_token_id),
    ("oauth_consumer_id", ks_access_oauth_consumer_id),
    ("application_credential_id", ks_access_application_credential_id),
    ("oauth2_credential_thumbprint", ks_access_oauth2_credential_thumbprint),
    ("auth_url", ks_access_auth_url),
    ("management_url", ks_access_management_url),
];

const FLAGS: &[(&str, Get<bool>)] = &[
    ("project_scoped", ks_access_project_scoped),
    ("domain_scoped", ks_access_domain_scoped),
    ("system_scoped", ks_access_system_scoped),
    ("trust_scoped", ks_access_trust_scoped),
    ("scoped", ks_access_scoped),
    ("is_federated", ks_access_is_federated),
    ("is_admin_project", ks_access_is_admin_project),
    ("has_service_catalog", ks_access_has_service_catalog),
];

const TRUTHS: &[(&str, unsafe extern "C" fn(*const ks_access, bool) -> bool)] =
    &[("project_is_domain", ks_access_project_is_domain)];

const MOMENTS: &[(&str, unsafe extern "C" fn(*const ks_access, *mut i64) -> bool)] =
    &[("expires", ks_access_expires), ("issued", ks_access_issued)];

const VALUES: &[(&str, Get<*const ks_value>)] = &[
    ("bind", ks_access_bind),
    ("system", ks_access_system),
    ("application_credential", ks_access_application_credential),
    ("application_credential_access_rules", ks_access_application_credential_access_rules),
    ("oauth2_credential", ks_access_oauth2_credential),
];

const LISTS: &[(&str, Get<usize>, GetAt)] =
    &[("role_ids", ks_access_role_count, ks_access_role_id), ("role_names", ks_access_role_count, ks_access_role_name)];

fn text(text: *const c_char) -> Value {
    if text.is_null() { Value::Null } else { json!(unsafe { CStr::from_ptr(text) }.to_str().unwrap()) }
}

fn value(value: *const ks_value) -> Value {
    if value.is_null() {
        return Value::Null;
    }
    let mut json = ptr::null_mut();
    assert_eq!(unsafe { ks_value_to_json(value, &raw mut json, ptr::null_mut()) }, 0);
    let read = serde_json::from_str(text(unsafe { ks_text_string(json) }).as_str().unwrap()).unwrap();
    unsafe { ks_text_free(json) };
    read
}

/// Null where both fallbacks come back.
fn truth(access: *const ks_access, get: unsafe extern "C" fn(*const ks_access, bool) -> bool) -> Value {
    match unsafe { (get(access, true), get(access, false)) } {
        (true, false) => Value::Null,
        (one, other) => {
            assert_eq!(one, other);
            json!(one)
        }
    }
}
