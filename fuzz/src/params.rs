//! Options out of JSON, and whatever they hold given to each auth type.

use std::ptr;

use keystoneclient::auth::registry::{self, AUTH_TYPES};
use keystoneclient::error::Code;
use keystoneclient::ffi::error::ks_error_free;
use keystoneclient::ffi::params::{ks_params_free, ks_params_from_json, ks_params_length};
use keystoneclient::options::{Options, Param, Params};

use crate::CANARY;
use crate::oracle::{self, Tree};

pub fn check(text: &[u8]) {
    let tree = oracle::tree(text);
    let result = Params::from_json(text);
    in_c(text, &result);
    let params = match result {
        Ok(params) => params,
        Err(error) => {
            assert!(!error.message().as_str().contains(CANARY), "{error}");
            return match (&tree, error.code()) {
                (None, Code::INVALID_JSON) => assert!(std::str::from_utf8(text).is_ok()),
                (None, Code::INVALID_UTF8) => assert!(std::str::from_utf8(text).is_err()),
                (None, Code::LIMIT_EXCEEDED) => {}
                (Some(_), Code::LIMIT_EXCEEDED) => assert!(oracle::is_too_deep(text)),
                (Some(tree), Code::WRONG_TYPE) => assert!(!tree.is_object()),
                // A repeated key that does not count may hide one that is too large.
                (Some(tree), Code::OUT_OF_RANGE) => assert!(has_large(tree)),
                (_, code) => panic!("{code:?}: {error}"),
            };
        }
    };
    let tree = tree.expect("what is read is JSON");
    assert_eq!(params.to_json_value().as_ref().ok(), Some(&tree));
    assert_eq!(Some(params.len()), tree.as_object().map(serde_json::Map::len));
    assert!(params.check().is_ok() && params == params.clone());
    assert!(!has_large(&tree));

    let mut copy = Params::new();
    for (key, value) in params.iter() {
        assert_eq!(params.get(key), Some(value));
        copy.set(key, value.clone());
    }
    assert!(copy == params && copy.check().is_ok(), "{copy:?} {params:?}");
    for (key, _) in params.iter() {
        assert!(copy.unset(key).is_some() && copy.unset(key).is_none());
    }
    assert!(copy.is_empty());
    let shown = format!(
        "{:?}",
        params.iter().map(|(_, value)| value).filter(|value| !matches!(value, Param::Params(_))).collect::<Vec<_>>()
    );
    assert!(shown.matches(CANARY).count() <= keys_with_canary(&tree), "{shown}");

    for auth_type in AUTH_TYPES {
        let groups = registry::options_given(auth_type.name, &params);
        let error = match groups
            .and_then(|groups| Options::read(&groups, &params, auth_type.name).map(|options| (groups, options)))
        {
            Ok((groups, options)) => {
                for spec in groups.iter().copied().flatten() {
                    assert!(options.knows(spec.name));
                    let _ = options.given(spec.name);
                }
                match registry::create(auth_type.name, &params) {
                    Ok(_) => continue,
                    Err(error) => error,
                }
            }
            Err(error) => error,
        };
        let known = [
            Code::UNSUPPORTED_PARAMETERS,
            Code::OPTION_ERROR,
            Code::MISSING_REQUIRED_OPTIONS,
            Code::AUTHORIZATION_FAILURE,
            Code::AUTH_PLUGIN_OPTIONS_MISSING,
            Code::NO_MATCHING_PLUGIN,
        ];
        assert!(known.contains(&error.code()), "{:?}: {error}", error.code());
        assert!(error.message().as_str().matches(CANARY).count() <= keys_with_canary(&tree), "{error}");
    }
}

fn has_large(tree: &Tree) -> bool {
    match tree {
        Tree::Number(number) => number.is_u64() && !number.is_i64(),
        Tree::Array(list) => list.iter().any(has_large),
        Tree::Object(members) => members.values().any(has_large),
        _ => false,
    }
}

/// Keys may show.
fn keys_with_canary(tree: &Tree) -> usize {
    match tree {
        Tree::Array(list) => list.iter().map(keys_with_canary).sum(),
        Tree::Object(members) => {
            members.iter().map(|(key, member)| key.matches(CANARY).count() + keys_with_canary(member)).sum()
        }
        _ => 0,
    }
}

fn in_c(text: &[u8], expected: &Result<Params, keystoneclient::error::Error>) {
    let (mut params, mut error) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: all pointers are live.
    unsafe {
        let result = ks_params_from_json(text.as_ptr().cast(), text.len(), &mut params, &mut error);
        match expected {
            Ok(expected) => {
                assert!(result == 0 && error.is_null());
                assert_eq!(ks_params_length(params), expected.len());
            }
            Err(expected) => {
                assert!(params.is_null());
                crate::c::failed(result, std::mem::replace(&mut error, ptr::null_mut()), expected);
            }
        }
        ks_params_free(params);
        ks_error_free(error);
    }
}
