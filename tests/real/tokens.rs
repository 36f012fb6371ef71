//! What real tokens say through the C ABI, one of each scope and kind, and that they can be saved.

use std::ffi::{CStr, CString, c_char};
use std::ptr;

use keystoneclient::ffi::access::*;
use keystoneclient::ffi::access_state::*;
use keystoneclient::ffi::auth::{ks_auth_free, ks_auth_new};
use keystoneclient::ffi::delegation::*;
use keystoneclient::ffi::federation::*;
use keystoneclient::ffi::params::{ks_params_free, ks_params_from_json};
use keystoneclient::ffi::request_options::{
    ks_request_options_free, ks_request_options_new, ks_request_options_set_header,
};
use keystoneclient::ffi::response::ks_response_free;
use keystoneclient::ffi::scope::*;
use keystoneclient::ffi::session::{ks_session_free, ks_session_get_access, ks_session_new, ks_session_request};
use keystoneclient::ffi::text::{ks_text_free, ks_text_length, ks_text_string};
use keystoneclient::ffi::value::{ks_value, ks_value_pointer, ks_value_string};
use ks_testing::keystone::Keystone;
use serde_json::{Value, json};

/// A token that C would hold.
struct Token(*mut ks_access);

impl Drop for Token {
    fn drop(&mut self) {
        unsafe { ks_access_free(self.0) };
    }
}

type Get = unsafe extern "C" fn(*const ks_access) -> *const c_char;

impl Token {
    /// Logs in, and checks what holds for every token.
    fn of(keystone: &'static Keystone, auth_type: &str, more: &Value) -> Self {
        let token = Self::log_in(keystone, auth_type, more).unwrap();
        token.is_whole();
        token.is_told_again(keystone);
        token
    }

    /// Logs in, or tells the result.
    fn log_in(keystone: &Keystone, auth_type: &str, more: &Value) -> Result<Self, i32> {
        let mut options = json!({"auth_url": keystone.url()});
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let json = options.to_string();
        let auth_type = CString::new(auth_type).unwrap();
        let (mut params, mut auth, mut session, mut access) =
            (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        unsafe {
            let none = ptr::null_mut;
            assert_eq!(ks_params_from_json(json.as_ptr().cast(), json.len(), &raw mut params, none()), 0);
            assert_eq!(ks_auth_new(auth_type.as_ptr(), params, &raw mut auth, none()), 0);
            assert_eq!(ks_session_new(auth, ptr::null(), &raw mut session, none()), 0);
            let result = ks_session_get_access(session, &raw mut access, none());
            ks_session_free(session);
            ks_auth_free(auth);
            ks_params_free(params);
            if result == 0 { Ok(Self(access)) } else { Err(result) }
        }
    }

    fn is_whole(&self) {
        let it = self.0;
        unsafe {
            assert_eq!(self.text(ks_access_version).unwrap(), "v3");
            assert!(ks_access_auth_token_length(it) > 100);
            assert!(!ks_access_user_id(it).is_null() && !ks_access_user_domain_name(it).is_null());
            let (mut expires, mut issued) = (0, 0);
            assert!(ks_access_expires(it, &raw mut expires) && ks_access_issued(it, &raw mut issued));
            assert!(issued > 1_700_000_000_000_000 && expires > issued);
            for (text, moment) in [(ks_access_expires_text as Get, expires), (ks_access_issued_text, issued)] {
                assert_eq!(keystoneclient::time::parse(&self.text(text).unwrap()), Some(moment));
            }
            assert!(!ks_access_will_expire_soon(it, -1) && ks_access_will_expire_soon(it, 10_000_000_000));
            assert!(ks_access_audit_id_count(it) >= 1);
            assert!(!ks_access_is_federated(it) && ks_access_federation_group_count(it) == 0);
            assert_eq!(ks_access_service_provider_count(it), 0);
        }
        let again = self.saved();
        for get in EVERY_TEXT {
            assert_eq!(self.text(*get), again.text(*get));
        }
    }

    fn saved(&self) -> Self {
        let (mut state, mut again) = (ptr::null_mut(), ptr::null_mut());
        unsafe {
            assert_eq!(ks_access_to_state(self.0, &raw mut state, ptr::null_mut()), 0);
            let (text, length) = (ks_text_string(state), ks_text_length(state));
            assert_eq!(ks_access_from_state(text, length, &raw mut again, ptr::null_mut()), 0);
            ks_text_free(state);
        }
        Self(again)
    }

    /// Asks Keystone, as the admin, what the token says: the same.
    fn is_told_again(&self, keystone: &'static Keystone) {
        let url = CString::new(format!("{}/auth/tokens", keystone.url())).unwrap();
        let (mut session, mut response, mut told) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        unsafe {
            let none = ptr::null_mut;
            assert_eq!(ks_session_new(ptr::null(), ptr::null(), &raw mut session, none()), 0);
            let options = ks_request_options_new();
            let admin = CString::new(keystone.admin().token()).unwrap();
            for (name, value) in [
                (c"X-Auth-Token", admin.as_ptr()),
                (c"X-Subject-Token", ks_access_auth_token(self.0)),
                // Without it Keystone denies that there is a token with access rules.
                (c"OpenStack-Identity-Access-Rules", c"1.0".as_ptr()),
            ] {
                assert_eq!(ks_request_options_set_header(options, name.as_ptr(), value), 0);
            }
            let asked = ks_session_request(session, c"GET".as_ptr(), url.as_ptr(), options, &raw mut response, none());
            assert_eq!(asked, 0);
            assert_eq!(ks_access_from_response(response, &raw mut told, none()), 0);
            ks_response_free(response);
            ks_request_options_free(options);
            ks_session_free(session);
        }
        let told = Self(told);
        for get in EVERY_TEXT {
            assert_eq!(self.text(*get), told.text(*get));
        }
        unsafe {
            assert_eq!(ks_access_scope(self.0), ks_access_scope(told.0));
            assert_eq!(ks_access_role_count(self.0), ks_access_role_count(told.0));
        }
    }

    fn text(&self, get: Get) -> Option<String> {
        text(unsafe { get(self.0) })
    }

    fn scope(&self) -> ks_scope {
        let (project, domain, system, unscoped) = unsafe {
            let it = self.0;
            (
                ks_access_project_scoped(it),
                ks_access_domain_scoped(it),
                ks_access_system_scoped(it),
                ks_access_unscoped(it),
            )
        };
        assert_eq!(u8::from(project) + u8::from(domain) + u8::from(system) + u8::from(unscoped), 1);
        assert_eq!(unsafe { ks_access_scoped(self.0) }, !unscoped);
        unsafe { ks_access_scope(self.0) }
    }

    fn roles(&self) -> Vec<String> {
        let count = unsafe { ks_access_role_count(self.0) };
        (0..count).map(|index| text(unsafe { ks_access_role_name(self.0, index) }).unwrap()).collect()
    }
}

const EVERY_TEXT: &[Get] = &[
    ks_access_auth_token,
    ks_access_user_id,
    ks_access_username,
    ks_access_user_domain_id,
    ks_access_user_domain_name,
    ks_access_project_id,
    ks_access_project_name,
    ks_access_project_domain_id,
    ks_access_domain_id,
    ks_access_domain_name,
    ks_access_trust_id,
    ks_access_trustor_user_id,
    ks_access_trustee_user_id,
    ks_access_audit_id,
    ks_access_initial_audit_id,
    ks_access_expires_text,
    ks_access_issued_text,
    ks_access_application_credential_id,
    ks_access_application_credential_name,
    ks_access_auth_url,
    ks_access_management_url,
];

fn text(text: *const c_char) -> Option<String> {
    if text.is_null() { None } else { Some(unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned()) }
}

fn at(value: *const ks_value, pointer: &CStr) -> Option<String> {
    text(unsafe { ks_value_string(ks_value_pointer(value, pointer.as_ptr())) })
}

#[test]
fn a_project_token() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let token = Token::of(keystone, "v3password", &user.options(&json!({"project_id": user.project_id})));
    assert_eq!(token.scope(), ks_scope_code::KS_SCOPE_PROJECT as ks_scope);
    assert_eq!(
        (token.text(ks_access_user_id), token.text(ks_access_username)),
        (Some(user.id.clone()), Some(user.name.clone()))
    );
    for (id, name) in
        [(ks_access_project_id as Get, ks_access_project_name as Get), (ks_access_tenant_id, ks_access_tenant_name)]
    {
        assert_eq!(
            (token.text(id), token.text(name)),
            (Some(user.project_id.clone()), Some(user.project_name.clone()))
        );
    }
    assert_eq!(token.text(ks_access_project_domain_name), Some("Default".to_owned()));
    assert!(token.roles().contains(&"member".to_owned()));
    assert_eq!(text(unsafe { ks_access_method(token.0, 0) }), Some("password".to_owned()));
    assert_eq!(token.text(ks_access_initial_audit_id), token.text(ks_access_audit_id));
    assert_eq!(
        token.text(ks_access_auth_url).as_deref(),
        Some(keystone.url()),
        "the catalog's public identity endpoint"
    );
    unsafe {
        assert!(!ks_access_project_is_domain(token.0, true), "a real token says so");
        assert!(ks_access_has_service_catalog(token.0));
        assert!(!ks_access_password_expires(token.0, ptr::null_mut()), "passwords do not expire here");
        assert!(ks_access_application_credential(token.0).is_null() && ks_access_bind(token.0).is_null());
    }
}

#[test]
fn a_domain_a_system_and_an_unscoped_token() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("admin");
    let admin = keystone.admin();
    let role = admin.role_id("admin");
    for path in
        [format!("/domains/default/users/{}/roles/{role}", user.id), format!("/system/users/{}/roles/{role}", user.id)]
    {
        assert_eq!(admin.call("PUT", &path, None).0, 204, "{path}");
    }
    let token = Token::of(keystone, "v3password", &user.options(&json!({"domain_id": "default"})));
    assert_eq!(token.scope(), ks_scope_code::KS_SCOPE_DOMAIN as ks_scope);
    assert_eq!(
        (token.text(ks_access_domain_id), token.text(ks_access_domain_name)),
        (Some("default".to_owned()), Some("Default".to_owned()))
    );
    assert_eq!(token.text(ks_access_project_id), None);

    let token = Token::of(keystone, "v3password", &user.options(&json!({"system_scope": "all"})));
    assert_eq!(token.scope(), ks_scope_code::KS_SCOPE_SYSTEM as ks_scope);
    assert!(!unsafe { ks_access_system(token.0) }.is_null());
    assert!(token.roles().contains(&"admin".to_owned()));

    let token = Token::of(keystone, "v3password", &user.options(&json!({"unscoped": true})));
    assert_eq!(token.scope(), ks_scope_code::KS_SCOPE_UNSCOPED as ks_scope);
    assert!(token.roles().is_empty() && unsafe { ks_access_system(token.0) }.is_null());
    assert!(!unsafe { ks_access_has_service_catalog(token.0) });
    assert_eq!(token.text(ks_access_auth_url), None);
}

#[test]
fn a_trusts_token() {
    let Some(keystone) = Keystone::running() else { return };
    let (trustor, trustee) = (keystone.user("member"), keystone.user("member"));
    for impersonation in [false, true] {
        let trust = trustor.login().create(
            "trust",
            json!({"trustor_user_id": trustor.id, "trustee_user_id": trustee.id, "project_id": trustor.project_id,
                   "impersonation": impersonation, "roles": [{"name": "member"}]}),
        );
        let id = trust["id"].as_str().unwrap();
        let token = Token::of(keystone, "v3password", &trustee.options(&json!({"trust_id": id})));
        assert_eq!(token.scope(), ks_scope_code::KS_SCOPE_TRUST as ks_scope);
        assert_eq!(token.text(ks_access_trust_id), Some(id.to_owned()));
        assert_eq!(token.text(ks_access_trustor_user_id), Some(trustor.id.clone()));
        assert_eq!(token.text(ks_access_trustee_user_id), Some(trustee.id.clone()));
        assert_eq!(unsafe { ks_access_trust_impersonation(token.0, !impersonation) }, impersonation);
        assert_eq!(token.text(ks_access_project_id), Some(trustor.project_id.clone()));
        let acts_as = if impersonation { &trustor.id } else { &trustee.id };
        assert_eq!(token.text(ks_access_user_id), Some(acts_as.to_owned()));
    }
}

#[test]
fn an_application_credentials_token() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let path = format!("/users/{}/application_credentials", user.id);
    let rules = json!([{"path": "/v2.1/servers", "method": "GET", "service": "compute"}]);
    for (name, rules, unrestricted) in [("free", None, true), ("bound", Some(rules), false)] {
        let mut wanted = json!({"name": name, "secret": "cr3dential", "unrestricted": unrestricted});
        if let Some(rules) = &rules {
            wanted["access_rules"] = rules.clone();
        }
        let (status, made) = user.login().call("POST", &path, Some(json!({"application_credential": wanted})));
        assert_eq!(status, 201, "{made}");
        let id = made["application_credential"]["id"].as_str().unwrap();
        let options = json!({"application_credential_id": id, "application_credential_secret": "cr3dential"});
        let token = Token::of(keystone, "v3applicationcredential", &options);
        assert_eq!(token.scope(), ks_scope_code::KS_SCOPE_PROJECT as ks_scope);
        assert_eq!(token.text(ks_access_application_credential_id), Some(id.to_owned()));
        assert_eq!(token.text(ks_access_application_credential_name), Some(name.to_owned()));
        assert_eq!(unsafe { ks_access_application_credential_restricted(token.0, unrestricted) }, !unrestricted);
        let told = unsafe { ks_access_application_credential_access_rules(token.0) };
        assert_eq!(told.is_null(), rules.is_none(), "no rules are not an empty list of them");
        assert_eq!(at(told, c"/0/path"), rules.map(|_| "/v2.1/servers".to_owned()));
        assert_eq!(at(unsafe { ks_access_application_credential(token.0) }, c"/id"), Some(id.to_owned()));
    }
}

/// Keystone looks for the domain that the project is in, and a project that is a domain is in none; by whatever way the project is
/// named, be it by a trust or as the user's default. What such tokens said while it gave them is in the vectors.
#[test]
fn keystone_gives_no_token_for_a_project_that_is_a_domain() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let admin = keystone.admin();
    let domain = admin.create("domain", json!({"name": format!("domain-{}", user.name)}));
    let id = domain["id"].as_str().unwrap();
    let (status, project) = admin.call("GET", &format!("/projects/{id}"), None);
    assert_eq!((status, &project["project"]["is_domain"]), (200, &json!(true)), "every domain is a project as well");
    admin.grant("member", &user.id, id);
    let refused = Token::log_in(keystone, "v3password", &user.options(&json!({"project_id": id})));
    assert_eq!(refused.err(), Some(401));
    admin.delete("domain", id);
}

#[test]
fn a_token_from_a_token_keeps_the_first_audit_id() {
    let Some(keystone) = Keystone::running() else { return };
    let user = keystone.user("member");
    let first = Token::of(keystone, "v3password", &user.options(&json!({"unscoped": true})));
    let options = json!({"token": first.text(ks_access_auth_token), "project_id": user.project_id});
    let next = Token::of(keystone, "v3token", &options);
    assert_eq!(next.text(ks_access_initial_audit_id), first.text(ks_access_audit_id));
    assert_eq!(unsafe { ks_access_audit_id_count(next.0) }, 2);
    assert_eq!(text(unsafe { ks_access_audit_id_at(next.0, 0) }), next.text(ks_access_audit_id));
    assert_ne!(next.text(ks_access_audit_id), first.text(ks_access_audit_id));
}
