//! The auth types by name, each with its options as data.

mod table;

use std::sync::Arc;

use super::identity::v3::{MakeMethod, Method, V3};
use super::identity::{Given, Scope};
use super::{Identity, Plugin, Prompter};
use crate::error::{Code, Error, Result};
use crate::options::{Options, Param, Params, Spec};

pub use table::AUTH_TYPES;

/// A way to log in.
#[derive(Debug)]
pub struct AuthType {
    /// The name in `auth_type`.
    pub name: &'static str,
    /// Other names that programs know it by.
    pub aliases: &'static [&'static str],
    /// One line that says what it is.
    pub help: &'static str,
    /// Its options, without those of its method.
    options: &'static [&'static [Spec]],
    /// Of each group of options one must be given, beside those that are required themselves.
    needs: &'static [&'static [&'static str]],
    /// The method of version 3 that it logs in by, if that is all that it does.
    method: Option<&'static MethodType>,
    make: MakePlugin,
}

type MakePlugin = fn(&Given<'_>, Vec<Box<dyn Method>>) -> Result<Arc<dyn Plugin>>;

/// A method of version 3, and what it is made from.
#[derive(Debug)]
pub struct MethodType {
    options: &'static [&'static [Spec]],
    needs: &'static [&'static [&'static str]],
    make: MakeMethod,
}

/// The auth type whose methods are those of others.
pub const MULTI_FACTOR: &str = "v3multifactor";

/// The auth type of this name. Fails with `NoMatchingPlugin`, naming those that there are.
pub fn find(name: &str) -> Result<&'static AuthType> {
    let named = |auth_type: &&AuthType| auth_type.name == name || auth_type.aliases.contains(&name);
    AUTH_TYPES.iter().find(named).ok_or_else(|| {
        let known: Vec<&str> = AUTH_TYPES.iter().map(|auth_type| auth_type.name).collect();
        Error::new(Code::NO_MATCHING_PLUGIN, format!("there is no auth type {name:?}; there are {}", known.join(", ")))
    })
}

/// The options of an auth type; for `v3multifactor` also those of the methods that `methods` name.
pub fn options_of(auth_type: &AuthType, methods: &[&str]) -> Result<Vec<&'static [Spec]>> {
    let mut options = auth_type.options.to_vec();
    for method in method_types(auth_type, methods)? {
        options.extend(method.options);
    }
    Ok(options)
}

/// The options of the auth type `name`, those of the methods that `params` name among them.
pub fn options_given(name: &str, params: &Params) -> Result<Vec<&'static [Spec]>> {
    params.check()?;
    let auth_type = find(name)?;
    let methods = methods_of(auth_type, params);
    options_of(auth_type, &methods.iter().map(String::as_str).collect::<Vec<_>>())
}

/// A plugin of the auth type `name` with the options in `params`. No I/O.
pub fn create(name: &str, params: &Params) -> Result<Arc<dyn Plugin>> {
    create_asking(name, params, None)
}

/// The same; `prompter` is asked at the login for what a person would type and the options leave out.
pub fn create_asking(name: &str, params: &Params, prompter: Option<&Arc<dyn Prompter>>) -> Result<Arc<dyn Plugin>> {
    let auth_type = find(name)?;
    let methods = methods_of(auth_type, params);
    let methods: Vec<&str> = methods.iter().map(String::as_str).collect();
    let types = method_types(auth_type, &methods)?;
    let needs: Vec<&[&str]> =
        auth_type.needs.iter().chain(types.iter().flat_map(|method| method.needs)).copied().collect();
    let (options, missing) = read(&options_of(auth_type, &methods)?, &needs, params, auth_type.name, prompter)?;
    let given = Given { options: &options, prompter };
    let mut complaints = Vec::from_iter(missing);
    let mut made = Vec::new();
    for method in types {
        match (method.make)(&given) {
            Ok(method) => made.push(method),
            // What is missing was said already.
            Err(error) if error.code() == Code::MISSING_REQUIRED_OPTIONS && !complaints.is_empty() => {}
            Err(error) => complaints.push(error),
        }
    }
    if !complaints.is_empty() {
        complaints.extend(Scope::read(&options).err().filter(|error| is_certain(error, &options)));
    }
    all(&complaints)?;
    (auth_type.make)(&given, made)
}

/// Whether this is wrong with a scope, whatever version of Identity it is for.
fn is_certain(error: &Error, options: &Options) -> bool {
    // Where the version is discovered, a project's name may do without a domain.
    error.code() == Code::AUTHORIZATION_FAILURE || !options.knows("default_domain_id")
}

/// Fails with all that is wrong, each told once, and the code of the first.
fn all(complaints: &[Error]) -> Result<()> {
    let Some(first) = complaints.first() else { return Ok(()) };
    let mut sentences: Vec<&str> = Vec::new();
    for complaint in complaints {
        let message = complaint.message().as_str();
        if !sentences.contains(&message) {
            sentences.push(message);
        }
    }
    Err(if sentences.len() == 1 { first.clone() } else { Error::new(first.code(), sentences.join("; ")) })
}

/// The method that the auth type `name` logs in by, for a plugin that is to log in by several.
pub fn method(name: &str, params: &Params, prompter: Option<&Arc<dyn Prompter>>) -> Result<Box<dyn Method>> {
    let method = method_named(name)?;
    let (options, missing) = read(method.options, method.needs, params, name, prompter)?;
    missing.map_or(Ok(()), Err)?;
    (method.make)(&Given { options: &options, prompter })
}

fn read(
    groups: &[&'static [Spec]],
    needs: &[&[&str]],
    params: &Params,
    name: &str,
    prompter: Option<&Arc<dyn Prompter>>,
) -> Result<(Options, Option<Error>)> {
    let can_be_asked = |names: &[&str]| {
        let mut specs = groups.iter().copied().flatten();
        prompter.is_some() && specs.any(|spec| names.contains(&spec.name) && spec.prompt.is_some())
    };
    let needs: Vec<&[&str]> = needs.iter().copied().filter(|names| !can_be_asked(names)).collect();
    Options::read_incomplete(groups, &needs, params, name)
}

fn method_types(auth_type: &AuthType, methods: &[&str]) -> Result<Vec<&'static MethodType>> {
    let own = auth_type.method.into_iter().map(Ok);
    own.chain(methods.iter().map(|name| method_named(name))).collect()
}

fn method_named(name: &str) -> Result<&'static MethodType> {
    let auth_type = find(name)?;
    // The generic types discover the version; their methods are those of version 3.
    let of_v3 = || find(&format!("v3{name}")).ok()?.method;
    auth_type.method.or_else(of_v3).ok_or_else(|| {
        let known: Vec<&str> =
            AUTH_TYPES.iter().filter(|known| known.method.is_some()).map(|known| known.name).collect();
        let message =
            format!("{name:?} is no method that logs in together with others; there are {}", known.join(", "));
        Error::new(Code::NO_MATCHING_PLUGIN, message)
    })
}

/// The names in `auth_methods`, which may be a list or names with commas between them. What is neither is left to the reading.
fn methods_of(auth_type: &AuthType, params: &Params) -> Vec<String> {
    if auth_type.name != MULTI_FACTOR {
        return Vec::new();
    }
    let split = |param: &Param| match param {
        Param::String(names) => names_in(names.expose()),
        _ => Vec::new(),
    };
    match params.get("auth_methods").or_else(|| params.get("auth-methods")) {
        Some(Param::List(list)) => list.iter().flat_map(split).collect(),
        Some(single) => split(single),
        None => Vec::new(),
    }
}

/// The names in a list that is written with commas.
pub fn names_in(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A plugin that logs in by version 3 with these methods.
fn v3(given: &Given<'_>, methods: Vec<Box<dyn Method>>) -> Result<Arc<dyn Plugin>> {
    if methods.is_empty() {
        return Err(Error::new(Code::OPTION_ERROR, "'auth_methods' names no method"));
    }
    V3::new(given, methods).map(|login| identity(given, login))
}

fn identity(given: &Given<'_>, login: impl super::Login + 'static) -> Arc<dyn Plugin> {
    Arc::new(Identity::new(login, given.options.bool("reauthenticate", true)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn auth_types_are_sorted_and_their_names_and_options_unique() {
        assert!(AUTH_TYPES.is_sorted_by_key(|auth_type| auth_type.name));
        let mut names: Vec<&str> =
            AUTH_TYPES.iter().flat_map(|known| [known.name].into_iter().chain(known.aliases.iter().copied())).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair.first() != pair.last()), "{names:?}");
        for auth_type in AUTH_TYPES {
            let groups = options_of(auth_type, &[]).unwrap();
            let mut names: Vec<&str> = groups.iter().copied().flatten().map(|spec| spec.name).collect();
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
