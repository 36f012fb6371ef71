//! The auth types by name, each with its options as data.

use std::sync::Arc;

use super::Plugin;
use super::identity::v3::options::{APPLICATION_CREDENTIAL, DEFAULT_DOMAIN, PASSWORD, SCOPE, TOKEN, USER};
use super::identity::v3::{ApplicationCredential, Method, Methods, Password, Token, V3};
use crate::error::{Code, Error, Result};
use crate::options::{Options, Params, Spec};

/// A way to log in.
#[derive(Debug)]
pub struct AuthType {
    /// The name in `auth_type`.
    pub name: &'static str,
    /// One line that says what it is.
    pub help: &'static str,
    /// Its options.
    pub options: &'static [&'static [Spec]],
    /// Of each group of options one must be given, beside those that are required themselves.
    pub needs: &'static [&'static [&'static str]],
    make: fn(&Options) -> Result<Arc<dyn Plugin>>,
}

/// Who logs in.
const WHO: &[&str] = &["user_id", "username"];

/// Every auth type, sorted by name.
pub static AUTH_TYPES: &[AuthType] = &[
    AuthType {
        name: "password",
        help: "User and password; discovers the version of Identity",
        options: &[SCOPE, USER, DEFAULT_DOMAIN, PASSWORD],
        needs: &[WHO, &["password"]],
        make: |options| generic(options, password),
    },
    AuthType {
        name: "token",
        help: "A token that is there already; discovers the version of Identity",
        options: &[SCOPE, DEFAULT_DOMAIN, TOKEN],
        needs: &[&["token"]],
        make: |options| generic(options, token),
    },
    AuthType {
        name: "v3applicationcredential",
        help: "An application credential",
        options: &[SCOPE, USER, APPLICATION_CREDENTIAL],
        needs: &[&["application_credential_id", "application_credential_name"]],
        make: |options| v3(options, application_credential),
    },
    AuthType {
        name: "v3password",
        help: "User and password, at version 3 of Identity",
        options: &[SCOPE, USER, PASSWORD],
        needs: &[WHO, &["password"]],
        make: |options| v3(options, password),
    },
    AuthType {
        name: "v3token",
        help: "A token that is there already, at version 3 of Identity",
        options: &[SCOPE, TOKEN],
        needs: &[&["token"]],
        make: |options| v3(options, token),
    },
];

fn password(options: &Options) -> Result<Vec<Box<dyn Method>>> {
    Ok(vec![Box::new(Password::new(options)?)])
}

fn token(options: &Options) -> Result<Vec<Box<dyn Method>>> {
    Ok(vec![Box::new(Token::new(options)?)])
}

fn application_credential(options: &Options) -> Result<Vec<Box<dyn Method>>> {
    Ok(vec![Box::new(ApplicationCredential::new(options)?)])
}

fn generic(options: &Options, methods: Methods) -> Result<Arc<dyn Plugin>> {
    Ok(Arc::new(V3::discovered(options, methods(options)?)?))
}

fn v3(options: &Options, methods: Methods) -> Result<Arc<dyn Plugin>> {
    Ok(Arc::new(V3::new(options, methods(options)?)?))
}

/// The auth type of this name. Fails with `NoMatchingPlugin`, naming those that there are.
pub fn find(name: &str) -> Result<&'static AuthType> {
    AUTH_TYPES.iter().find(|auth_type| auth_type.name == name).ok_or_else(|| {
        let known: Vec<&str> = AUTH_TYPES.iter().map(|auth_type| auth_type.name).collect();
        Error::new(Code::NO_MATCHING_PLUGIN, format!("there is no auth type {name:?}; there are {}", known.join(", ")))
    })
}

/// A plugin of the auth type `name` with the options in `params`. No I/O.
pub fn create(name: &str, params: &Params) -> Result<Arc<dyn Plugin>> {
    let auth_type = find(name)?;
    (auth_type.make)(&Options::read_needing(auth_type.options, auth_type.needs, params, name)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auth_types_are_sorted_and_their_options_unique() {
        assert!(AUTH_TYPES.is_sorted_by_key(|auth_type| auth_type.name));
        for auth_type in AUTH_TYPES {
            let mut names: Vec<&str> = auth_type.options.iter().copied().flatten().map(|spec| spec.name).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair.first() != pair.last()), "{}: {names:?}", auth_type.name);
        }
    }

    #[test]
    fn an_unknown_auth_type_is_told_which_there_are() {
        let error = find("v3pasword").err().map(|error| (error.code(), error.message().as_str().to_owned()));
        let (code, message) = error.unwrap_or((Code::PANIC, String::new()));
        assert_eq!(code, Code::NO_MATCHING_PLUGIN);
        assert!(message.contains("v3pasword") && message.contains("v3password, v3token"), "{message}");
    }
}
