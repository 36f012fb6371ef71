//! The same through the C ABI: results, strings and ownership as a C program has them.

use std::ffi::{CStr, c_char, c_void};
use std::ptr;

use keystoneclient::access::Access;
use keystoneclient::catalog::Lent;
use keystoneclient::ffi::access::*;
use keystoneclient::ffi::access_state::*;
use keystoneclient::ffi::catalog::*;
use keystoneclient::ffi::delegation::*;
use keystoneclient::ffi::error::*;
use keystoneclient::ffi::federation::*;
use keystoneclient::ffi::scope::*;
use keystoneclient::ffi::text::*;
use keystoneclient::ffi::value::*;
use keystoneclient::value::Value;

/// The string behind a pointer that the library lent.
pub fn text<'a>(pointer: *const c_char) -> Option<&'a str> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: the library promises a NUL behind each string; the sanitizer sees where that is not so.
    Some(unsafe { CStr::from_ptr(pointer) }.to_str().expect("a string from the library is UTF-8"))
}

/// Checks that a call failed with this code and message, and gives the error back.
pub fn failed(result: i32, error: *mut ks_error, expected: &keystoneclient::error::Error) {
    // SAFETY: the error is NULL or live.
    unsafe {
        assert_eq!(result, expected.code().number());
        assert_eq!(ks_error_code(error), result);
        assert_eq!(text(ks_error_message(error)), Some(expected.message().as_str()));
        assert!(text(ks_error_class(error)).is_some_and(|class| !class.is_empty()));
        let _ = (text(ks_error_details(error)), text(ks_error_url(error)), text(ks_error_method(error)));
        ks_error_free(error);
    }
}

type Getter = unsafe extern "C" fn(*const ks_access) -> *const c_char;
type Indexed = unsafe extern "C" fn(*const ks_access, usize) -> *const c_char;
type Truth = unsafe extern "C" fn(*const ks_access) -> bool;
type Moment = unsafe extern "C" fn(*const ks_access, *mut i64) -> bool;
type Strings = for<'a> fn(&'a Access) -> Option<Lent<'a>>;
type Elements = for<'a> fn(&'a Access, usize) -> Option<Lent<'a>>;

const STRINGS: &[(Getter, Strings)] = &[
    (ks_access_user_id, Access::user_id),
    (ks_access_username, Access::username),
    (ks_access_user_domain_id, Access::user_domain_id),
    (ks_access_user_domain_name, Access::user_domain_name),
    (ks_access_project_id, Access::project_id),
    (ks_access_project_name, Access::project_name),
    (ks_access_project_domain_id, Access::project_domain_id),
    (ks_access_project_domain_name, Access::project_domain_name),
    (ks_access_domain_id, Access::domain_id),
    (ks_access_domain_name, Access::domain_name),
    (ks_access_trust_id, Access::trust_id),
    (ks_access_audit_id, Access::audit_id),
    (ks_access_audit_chain_id, Access::audit_chain_id),
    (ks_access_initial_audit_id, Access::initial_audit_id),
    (ks_access_tenant_id, Access::project_id),
    (ks_access_tenant_name, Access::project_name),
    (ks_access_trustor_user_id, Access::trustor_user_id),
    (ks_access_trustee_user_id, Access::trustee_user_id),
    (ks_access_oauth_access_token_id, Access::oauth_access_token_id),
    (ks_access_oauth_consumer_id, Access::oauth_consumer_id),
    (ks_access_application_credential_id, Access::application_credential_id),
    (ks_access_application_credential_name, Access::application_credential_name),
    (ks_access_oauth2_credential_thumbprint, Access::oauth2_credential_thumbprint),
    (ks_access_federation_identity_provider_id, Access::federation_identity_provider_id),
    (ks_access_federation_protocol_id, Access::federation_protocol_id),
    (ks_access_password_expires_text, Access::password_expires_text),
    (ks_access_auth_url, |access| access.identity_url("public")),
    (ks_access_management_url, |access| access.identity_url("admin")),
    (ks_access_expires_text, Access::expires_text),
    (ks_access_issued_text, Access::issued_text),
];

const TRUTHS: &[(Truth, fn(&Access) -> bool)] = &[
    (ks_access_project_scoped, Access::project_scoped),
    (ks_access_domain_scoped, Access::domain_scoped),
    (ks_access_system_scoped, Access::system_scoped),
    (ks_access_trust_scoped, Access::trust_scoped),
    (ks_access_unscoped, Access::unscoped),
    (ks_access_has_service_catalog, Access::has_service_catalog),
    (ks_access_is_federated, Access::is_federated),
    (ks_access_is_admin_project, Access::is_admin_project),
    (ks_access_scoped, |access| !access.unscoped()),
];

const MOMENTS: &[(Moment, fn(&Access) -> Option<i64>)] = &[
    (ks_access_expires, Access::expires),
    (ks_access_issued, Access::issued),
    (ks_access_password_expires, Access::password_expires),
];

type Unsure = unsafe extern "C" fn(*const ks_access, bool) -> bool;

const UNSURE: &[(Unsure, fn(&Access) -> Option<bool>)] = &[
    (ks_access_trust_impersonation, Access::trust_impersonation),
    (ks_access_project_is_domain, Access::project_is_domain),
    (ks_access_application_credential_restricted, Access::application_credential_restricted),
];

type Whole = unsafe extern "C" fn(*const ks_access) -> *const ks_value;

const VALUES: &[(Whole, for<'a> fn(&'a Access) -> Option<Value<'a>>)] = &[
    (ks_access_body, |access| Some(access.body())),
    (ks_access_bind, Access::bind),
    (ks_access_system, Access::system),
    (ks_access_application_credential, Access::application_credential),
    (ks_access_application_credential_access_rules, Access::application_credential_access_rules),
    (ks_access_oauth2_credential, Access::oauth2_credential),
];

const COUNTS: &[(unsafe extern "C" fn(*const ks_access) -> usize, fn(&Access) -> usize)] = &[
    (ks_access_role_count, Access::role_count),
    (ks_access_method_count, Access::method_count),
    (ks_access_audit_id_count, Access::audit_id_count),
    (ks_access_federation_group_count, Access::federation_group_count),
    (ks_access_service_provider_count, Access::service_provider_count),
];

const ELEMENTS: &[(Indexed, Elements)] = &[
    (ks_access_role_id, Access::role_id),
    (ks_access_role_name, Access::role_name),
    (ks_access_method, Access::method),
    (ks_access_audit_id_at, Access::audit_id_at),
    (ks_access_federation_group_id, Access::federation_group_id),
    (ks_access_service_provider_id, |access, index| access.service_provider(index)?.id),
    (ks_access_service_provider_auth_url, |access, index| access.service_provider(index)?.auth_url),
    (ks_access_service_provider_sp_url, |access, index| access.service_provider(index)?.sp_url),
];

/// Reads the token; `None` with the error.
pub fn read(body: &[u8], token: Option<&CStr>) -> Result<*mut ks_access, (i32, *mut ks_error)> {
    let (mut access, mut error) = (ptr::null_mut(), ptr::null_mut());
    let token = token.map_or(ptr::null(), CStr::as_ptr);
    // SAFETY: all pointers are NULL or live.
    let result = unsafe { ks_access_from_json(body.as_ptr().cast(), body.len(), token, &mut access, &mut error) };
    assert_eq!(result == 0, error.is_null());
    assert_eq!(result == 0, !access.is_null());
    if result == 0 { Ok(access) } else { Err((result, error)) }
}

/// Checks that C is told what Rust is told.
pub fn same(body: &[u8], token: Option<&CStr>, expected: &Result<Access, keystoneclient::error::Error>) {
    let (access, expected) = match (read(body, token), expected) {
        (Ok(access), Ok(expected)) => (access, expected),
        (Err((result, error)), Err(expected)) => return failed(result, error, expected),
        (got, expected) => panic!("C and Rust differ: {got:?} {expected:?}"),
    };
    // SAFETY: `access` is live until it is freed below.
    unsafe {
        assert_eq!(text(ks_access_version(access)), Some(expected.version().name()));
        assert_eq!(
            text(ks_access_auth_token(access)),
            expected.auth_token().map(|token| token.expose().split('\0').next().unwrap())
        );
        assert_eq!(ks_access_auth_token_length(access), expected.auth_token().map_or(0, |token| token.expose().len()));
        for (c, rust) in STRINGS {
            assert_eq!(text(c(access)), rust(expected).map(Lent::as_str));
        }
        for (c, rust) in TRUTHS {
            assert_eq!(c(access), rust(expected));
        }
        for (c, rust) in MOMENTS {
            let mut micros = 17;
            assert_eq!(c(access, &mut micros).then_some(micros), rust(expected));
            assert!(rust(expected).is_some() || micros == 0);
        }
        for (c, rust) in COUNTS {
            assert_eq!(c(access), rust(expected));
        }
        for (c, rust) in UNSURE {
            assert_eq!(
                [c(access, false), c(access, true)],
                [false, true].map(|unsure| rust(expected).unwrap_or(unsure))
            );
        }
        for (c, rust) in VALUES {
            assert_eq!(json(c(access)), rust(expected).map(|value| value.to_json()));
        }
        for (c, rust) in ELEMENTS {
            for index in 0..=COUNTS.iter().map(|(_, count)| count(expected)).max().unwrap_or(0) {
                assert_eq!(text(c(access, index)), rust(expected, index).map(Lent::as_str));
            }
            assert!(c(access, usize::MAX).is_null());
        }
        let (mut catalog, mut error) = (ptr::null_mut(), ptr::null_mut());
        let result = ks_access_get_catalog(access, &mut catalog, &mut error);
        let second = ks_access_ref(access);
        ks_access_free(access);
        assert_eq!(text(ks_access_user_id(second)), expected.user_id().map(Lent::as_str));
        ks_access_free(second);
        match expected.catalog() {
            Err(expected) => failed(result, error, &expected),
            Ok(expected) => {
                assert_eq!(result, 0);
                assert_eq!(ks_catalog_endpoint_count(catalog), expected.endpoint_count());
                crate::endpoints::same_in_c(catalog, &expected);
                ks_catalog_free(catalog);
            }
        }
    }
}

/// A value as JSON.
pub fn json(value: *const ks_value) -> Option<String> {
    if value.is_null() {
        return None;
    }
    let (mut json, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: the value is live.
    unsafe {
        assert_eq!(ks_value_to_json(value, &mut json, &mut error), 0);
        let copy = text(ks_text_string(json)).map(str::to_owned);
        ks_text_free(json);
        copy
    }
}

/// Checks that C reads the same state, and writes it.
pub fn same_state(state: &[u8], expected: &Result<Access, keystoneclient::error::Error>) {
    let (mut access, mut error, mut saved) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: all pointers are live.
    unsafe {
        let result = ks_access_from_state(state.as_ptr().cast(), state.len(), &mut access, &mut error);
        let expected = match expected {
            Ok(expected) => expected,
            Err(expected) => return failed(result, error, expected),
        };
        assert_eq!(result, 0);
        assert_eq!(ks_access_to_state(access, &mut saved, &mut error), 0);
        assert_eq!(text(ks_text_string(saved)), Some(expected.to_state().expose()));
        ks_text_free(saved);
        ks_access_free(access);
    }
}

/// A buffer of exactly `size` bytes, so that the sanitizer sees who reads or writes beyond; in whole words.
pub fn words(size: usize) -> Vec<*const c_void> {
    let mut words = vec![ptr::null(); (size / size_of::<usize>()).clamp(1, 512)];
    words[0] = ptr::without_provenance(size);
    words
}
