//! Bodies that nobody should send: each ends in an error that names its place, or in a value; never in a wrong one.

#![allow(clippy::indexing_slicing, clippy::semicolon_if_nothing_returned, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use super::super::*;
use super::{read, refused, text, v3};

/// Every fact of version 3 with a value that it cannot have, and the place that the error names.
const WRONG: &[(&str, &str)] = &[
    (r#""user":{"OS-FEDERATION":"x"}"#, "token.user.OS-FEDERATION is a string, not an object"),
    (r#""user":{"OS-FEDERATION":{"protocol":5}}"#, "token.user.OS-FEDERATION.protocol is a number, not an object"),
    (
        r#""user":{"OS-FEDERATION":{"identity_provider":{"id":[1]}}}"#,
        "token.user.OS-FEDERATION.identity_provider.id is a list, not a string",
    ),
    (
        r#""user":{"OS-FEDERATION":{"groups":[{"id":"g"},{"id":1}]}}"#,
        "token.user.OS-FEDERATION.groups[1].id is a number, not a string",
    ),
    (r#""user":{"OS-FEDERATION":{"groups":["a\u0000"]}}"#, "token.user.OS-FEDERATION.groups[0] holds a NUL"),
    (r#""user":{"password_expires_at":"never"}"#, "token.user.password_expires_at is not a time in ISO 8601"),
    (r#""service_providers":{"a":1}"#, "token.service_providers is an object, not a list"),
    (r#""service_providers":[{"id":"a"},7]"#, "token.service_providers[1] is a number, not an object"),
    (r#""service_providers":[{"auth_url":["x"]}]"#, "token.service_providers[0].auth_url is a list, not a string"),
    (r#""service_providers":[{"sp_url":"a\u0000b"}]"#, "token.service_providers[0].sp_url holds a NUL"),
    (r#""audit_ids":["a","b",{"c":1}]"#, "token.audit_ids[2] is an object, not a string"),
    (r#""application_credential":"x""#, "token.application_credential is a string, not an object"),
    (r#""application_credential":{"name":true}"#, "token.application_credential.name is a truth value, not a string"),
    (r#""oauth2_credential":[1]"#, "token.oauth2_credential is a list, not an object"),
    (r#""oauth2_credential":{"x5t#S256":1.5}"#, "token.oauth2_credential.x5t#S256 is a number, not a string"),
    (r#""OS-OAUTH1":{"consumer_id":{"id":"x"}}"#, "token.OS-OAUTH1.consumer_id is an object, not a string"),
    (r#""system":true"#, "token.system is a truth value, not an object"),
    (r#""project":{"domain":{"id":0}}"#, "token.project.domain.id is a number, not a string"),
    (r#""domain":{"name":["x"]}"#, "token.domain.name is a list, not a string"),
];

#[test]
fn a_wrong_type_is_named_by_its_path() {
    for (members, message) in WRONG {
        assert_eq!(refused(&format!(r#"{{"token":{{{members}}}}}"#)), *message);
    }
}

#[test]
fn absent_null_and_empty_stay_apart_in_values() {
    let kinds = |access: &Access| {
        let values = [access.bind(), access.system(), access.application_credential(), access.oauth2_credential()];
        values.map(|value| value.map(crate::value::Value::to_json))
    };
    assert_eq!(kinds(&v3("")), [None, None, None, None]);
    let null = Some("null".to_owned());
    let nulls = r#""bind":null,"system":null,"application_credential":null,"oauth2_credential":null"#;
    assert_eq!(kinds(&v3(nulls)), [null.clone(), null.clone(), null.clone(), null]);
    let empty = Some("{}".to_owned());
    let empties = r#""bind":{},"system":{},"application_credential":{},"oauth2_credential":{}"#;
    assert_eq!(kinds(&v3(empties)), [empty.clone(), empty.clone(), empty.clone(), empty]);

    let rules = |members: &str| {
        let access = v3(&format!(r#""application_credential":{{{members}}}"#));
        access.application_credential_access_rules().map(crate::value::Value::to_json)
    };
    assert_eq!(rules(""), None);
    assert_eq!(rules(r#""access_rules":null"#).as_deref(), Some("null"));
    assert_eq!(rules(r#""access_rules":[]"#).as_deref(), Some("[]"));
    let restricted =
        |member: &str| v3(&format!(r#""application_credential":{{{member}}}"#)).application_credential_restricted();
    assert_eq!([restricted(""), restricted(r#""restricted":null"#)], [None, None]);
    assert_eq!([restricted(r#""restricted":true"#), restricted(r#""restricted":0"#)], [Some(true), Some(false)]);
}

#[test]
fn a_federated_user_tells_where_it_comes_from() {
    let objects =
        r#"{"identity_provider":{"id":"idp"},"protocol":{"id":"saml2"},"groups":[{"id":"g1"},{"id":"g2"},{}]}"#;
    let bare = r#"{"identity_provider":"idp","protocol":"saml2","groups":["g1",{"id":"g2"},[]]}"#;
    for federation in [objects, bare] {
        let access = v3(&format!(r#""user":{{"OS-FEDERATION":{federation}}}"#));
        assert!(access.is_federated());
        assert_eq!(text(access.federation_identity_provider_id()), Some("idp"));
        assert_eq!(text(access.federation_protocol_id()), Some("saml2"));
        let groups: Vec<_> =
            (0..access.federation_group_count()).map(|index| text(access.federation_group_id(index))).collect();
        assert_eq!(groups, [Some("g1"), Some("g2"), None]);
    }
    for federation in ["null", "{}", "[]"] {
        let access = v3(&format!(r#""user":{{"OS-FEDERATION":{federation}}}"#));
        assert!(access.is_federated() && access.federation_identity_provider_id().is_none());
        assert_eq!(access.federation_group_count(), 0);
    }
}

#[test]
fn a_service_provider_is_found_by_its_id() {
    let access = v3(
        r#""service_providers":[{"id":"a","auth_url":"http://a/auth","sp_url":"http://a/sp"},{"id":"b"},{},{"id":"a","sp_url":"http://a2/sp"}]"#,
    );
    assert_eq!(access.service_provider_count(), 4);
    assert_eq!(text(access.service_provider(0).unwrap().auth_url), Some("http://a/auth"));
    assert_eq!(access.service_provider(2).unwrap().id, None);
    assert_eq!(access.service_provider(4), None);
    let last = access.find_service_provider("a").unwrap();
    assert_eq!((last.auth_url, text(last.sp_url)), (None, Some("http://a2/sp")));
    for (access, id) in [(&access, "c"), (&access, ""), (&v3(""), "a"), (&read(r#"{"access":{}}"#), "a")] {
        let error = access.find_service_provider(id).unwrap_err();
        assert_eq!(error.code(), Code::SERVICE_PROVIDER_NOT_FOUND);
        assert!(error.message().as_str().contains(&format!("{id:?}")), "{error}");
    }
}

#[test]
fn a_trust_counts_before_the_project_that_it_lends() {
    for (members, scope) in [
        ("", Scope::Unscoped),
        (r#""project":{"id":"p"}"#, Scope::Project),
        (r#""domain":{"id":"d"}"#, Scope::Domain),
        (r#""system":{"all":true}"#, Scope::System),
        (r#""OS-TRUST:trust":{"id":"t"},"project":{"id":"p"}"#, Scope::Trust),
        (r#""OS-TRUST:trust":{"id":"t"}"#, Scope::Trust),
        (r#""OS-TRUST:trust":{},"project":{"id":"p"}"#, Scope::Project),
    ] {
        assert_eq!(v3(members).scope(), scope, "{members}");
    }
}

#[test]
fn the_old_identity_urls_are_the_catalogs_first() {
    let access = v3(
        r#""catalog":[{"type":"compute","endpoints":[{"interface":"public","url":"http://no"}]},{"type":"identity","endpoints":[
            {"interface":"admin","url":"http://admin"},{"interface":"public","url":""},{"interface":"public","url":"http://k"}]}]"#,
    );
    assert_eq!(text(access.identity_url("public")), Some("http://k"));
    assert_eq!(text(access.identity_url("admin")), Some("http://admin"));
    assert_eq!(v3("").identity_url("public"), None);
    assert_eq!(v3(r#""catalog":5"#).identity_url("public"), None);
}

#[test]
fn nesting_is_bounded_and_what_is_within_the_bound_is_no_trouble() {
    let nested = |levels: usize| format!(r#"{{"token":{{"bind":{}{}}}}}"#, "[".repeat(levels), "]".repeat(levels));
    let access = read(&nested(50));
    assert_eq!(Access::from_state(access.to_state().expose()).unwrap().body().to_json(), access.body().to_json());
    for levels in [70, 100_000] {
        assert!(refused(&nested(levels)).contains("nested more deeply"));
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn megabytes_are_read_and_too_many_are_refused() {
    let mut groups = String::new();
    for index in 0..200_000 {
        let _ = write!(groups, r#"{}{{"id":"group-{index}"}}"#, if index == 0 { "" } else { "," });
    }
    let access = v3(&format!(r#""user":{{"id":"u","OS-FEDERATION":{{"groups":[{groups}]}}}}"#));
    assert_eq!(access.federation_group_count(), 200_000);
    assert_eq!(text(access.federation_group_id(199_999)), Some("group-199999"));
    let long = "x".repeat(5 << 20);
    assert_eq!(v3(&format!(r#""user":{{"name":"{long}"}}"#)).username().unwrap().len(), long.len());
    let error = Access::from_json(vec![b' '; (64 << 20) + 1], None).unwrap_err();
    assert_eq!(error.code(), Code::INVALID_RESPONSE);
    let many = format!(r#"{{"token":{{"bind":[{}0]}}}}"#, "0,".repeat(5 << 20));
    assert!(refused(&many).contains("more values than the limit"));
}

#[test]
fn a_repeated_key_counts_by_its_last_value_whatever_came_before() {
    let access = v3(r#""user":5,"user":{"id":"u"},"project":{"id":"p"},"project":null"#);
    assert_eq!((text(access.user_id()), access.project_id()), (Some("u"), None));
    assert!(access.unscoped());
    assert_eq!(read(r#"{"token":null,"token":{"user":{"id":"u"}}}"#).version(), Version::V3);
    assert_eq!(refused(r#"{"token":{},"token":null}"#), "token is null, not an object");
}

#[test]
fn odd_dates_are_the_moment_that_they_name_or_none() {
    for (date, moment) in [
        ("2026-01-15T13:00:00.1234567Z", Some(1_768_482_000_123_456)),
        ("2026-01-15 13:00", Some(1_768_482_000_000_000)),
        ("2026-01-15T13:00:00-00:30", Some(1_768_483_800_000_000)),
        ("0001-01-01T00:00:00Z", Some(-62_135_596_800_000_000)),
        ("2026-02-30T00:00:00Z", None),
        ("2026-01-15T13:00:00Z\\u0000", None),
        ("1768482000", None),
        ("", None),
    ] {
        for (key, get) in [("expires_at", Access::expires as fn(&Access) -> _), ("issued_at", Access::issued)] {
            let body = format!(r#"{{"token":{{"{key}":"{date}"}}}}"#);
            match (Access::from_json(body, None), moment) {
                (Ok(access), Some(moment)) => assert_eq!(get(&access), Some(moment), "{date}"),
                (Err(error), None) => {
                    assert!(error.message().as_str().starts_with(&format!("token.{key} ")), "{error}")
                }
                (read, _) => assert!(moment.is_none() && read.is_err(), "{date}"),
            }
        }
    }
}

const V2: &str = r#"{"access":{"token":{"id":"t","expires":"2026-01-15T13:00:00Z","issued_at":"2026-01-15","audit_ids":["a","c"],
    "bind":{"kerberos":"x"},"tenant":{"id":"p","name":"pn"},"tenantId":"old"},
    "user":{"id":"u","name":"n","username":"login","tenantId":"p","tenantName":"pn","roles":[{"name":"admin"}]},
    "metadata":{"roles":["r"]},"trust":{"id":"t","trustee_user_id":"tee","impersonation":true},
    "serviceCatalog":[{"type":"identity","name":"k","endpoints":[{"region":"r","id":"e","publicURL":"http://k"}]}]}}"#;

#[test]
#[cfg_attr(miri, ignore = "takes minutes under Miri")]
fn no_part_of_a_body_makes_it_panic_or_leak() {
    for whole in [super::SCOPED, V2] {
        take_apart(whole);
    }
}

fn take_apart(whole: &str) {
    for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
        assert!(Access::from_json(&whole.as_bytes()[..end], None).is_err(), "{end}");
    }
    // Each value in turn is replaced by each kind of another.
    let body: serde_json::Value = serde_json::from_str(whole).unwrap();
    let mut paths = vec![String::new()];
    let mut index = 0;
    while let Some(path) = paths.get(index).cloned() {
        match body.pointer(&path).unwrap() {
            serde_json::Value::Object(object) => {
                paths.extend(object.keys().map(|key| format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"))));
            }
            serde_json::Value::Array(list) => paths.extend((0..list.len()).map(|number| format!("{path}/{number}"))),
            _ => {}
        }
        index += 1;
    }
    assert!(paths.len() > 30, "{}", paths.len());
    for path in &paths {
        for other in
            ["null", "true", "0", "1.5", r#""""#, r#""hunter2""#, "[]", r#"["hunter2"]"#, "{}", r#"{"hunter2":1}"#]
        {
            let mut changed = body.clone();
            *changed.pointer_mut(path).unwrap() = serde_json::from_str(other).unwrap();
            match Access::from_json(changed.to_string(), None) {
                Ok(access) => {
                    let again = Access::from_state(access.to_state().expose()).unwrap();
                    assert_eq!(again.to_state(), access.to_state(), "{path} {other}");
                    let _ = access.catalog();
                }
                Err(error) => {
                    assert_eq!(error.code(), Code::INVALID_RESPONSE);
                    assert!(!error.message().as_str().contains("hunter2"), "{error}");
                }
            }
        }
    }
}
