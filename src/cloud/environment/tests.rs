#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::os::unix::ffi::OsStringExt;

use super::*;
use crate::options::{Options, Scalar};

const V3: &[Spec] = &[
    Spec::string("auth_url", "").required(),
    Spec::string("system_scope", ""),
    Spec::string("domain_id", ""),
    Spec::string("domain_name", ""),
    Spec::string("project_id", ""),
    Spec::string("project_name", ""),
    Spec::string("project_domain_id", ""),
    Spec::string("project_domain_name", ""),
    Spec::string("trust_id", ""),
];
const GENERIC: &[Spec] = &[
    Spec::string("auth_url", "").required(),
    Spec::string("domain_id", ""),
    Spec::string("project_id", "").deprecated(&["tenant_id"]),
    Spec::string("project_name", "").deprecated(&["tenant_name"]),
    Spec::string("project_domain_id", ""),
    Spec::string("default_domain_id", ""),
];
const USER: &[Spec] = &[
    Spec::string("user_id", ""),
    Spec::string("username", "").deprecated(&["user_name"]),
    Spec::string("user_domain_id", ""),
    Spec::string("user_domain_name", ""),
];
const PASSWORD: &[Spec] = &[Spec::string("password", "").secret().prompt("Password: ")];
const TOKEN: &[Spec] = &[Spec::string("token", "").secret()];
const CREDENTIAL: &[Spec] = &[
    Spec::string("application_credential_secret", "").secret().required(),
    Spec::string("application_credential_id", ""),
    Spec::string("application_credential_name", ""),
];
const METHODS: &[Spec] = &[Spec::list("auth_methods", "").required()];
const ENDPOINT: &[Spec] = &[Spec::string("endpoint", "").deprecated(&["url"])];
const PORT: &[Spec] = &[Spec::int("redirect_port", "").default(Scalar::Int(9990))];

fn specs(auth_type: &str) -> Option<Vec<&'static [Spec]>> {
    Some(match auth_type {
        "password" => vec![GENERIC, USER, PASSWORD],
        "token" => vec![GENERIC, TOKEN],
        "v3password" => vec![V3, USER, PASSWORD],
        "v3token" => vec![V3, TOKEN],
        "v3applicationcredential" => vec![V3, USER, CREDENTIAL],
        "v3multifactor" => vec![V3, METHODS],
        "v3websso" => vec![V3, PORT],
        "admin_token" => vec![ENDPOINT, TOKEN],
        _ => return None,
    })
}

const LOGIN: &[(&str, &str)] =
    &[("OS_AUTH_URL", "http://keystone/v3"), ("OS_USERNAME", "alice"), ("OS_PASSWORD", "hunter2")];

fn read(variables: &[(&str, &str)]) -> Result<FromEnvironment> {
    let lookup = |name: &str| {
        let found = variables.iter().rfind(|(variable, _)| *variable == name);
        found.map(|(_, value)| OsString::from(value))
    };
    from_environment(&lookup, &specs)
}

/// A complete login by password, and what stands beside it.
fn read_with(more: &[(&str, &str)]) -> Result<FromEnvironment> {
    read(&[LOGIN, more].concat())
}

fn text<'p>(params: &'p Params, key: &str) -> Option<&'p str> {
    match params.get(key) {
        Some(Param::String(string)) => Some(string.expose()),
        Some(other) => panic!("{key}: {other:?}"),
        None => None,
    }
}

fn refusal(result: Result<FromEnvironment>) -> (Code, String) {
    let failure = result.unwrap_err();
    (failure.code(), failure.message().as_str().to_owned())
}

#[test]
fn a_login_by_password_is_read_whole() {
    let found =
        read_with(&[("OS_PROJECT_NAME", "demo"), ("OS_PROJECT_DOMAIN_ID", "p"), ("OS_USER_DOMAIN_NAME", "Default")]);
    let found = found.unwrap();
    assert_eq!(found.auth_type, "password");
    let given: Vec<&str> = found.auth.iter().map(|(key, _)| key).collect();
    assert_eq!(given, ["auth_url", "project_name", "project_domain_id", "username", "user_domain_name", "password"]);
    assert_eq!(text(&found.auth, "auth_url"), Some("http://keystone/v3"));
    assert_eq!(text(&found.auth, "password"), Some("hunter2"));
    assert!(found.session.is_empty());
    assert_eq!(found.filter, Filter::default());
}

#[test]
fn an_empty_environment_names_the_variables_that_are_needed() {
    let (code, message) = refusal(read(&[]));
    assert_eq!(code, Code::MISSING_REQUIRED_OPTIONS);
    assert_eq!(
        message,
        "the environment lacks OS_AUTH_URL, OS_PASSWORD for a login of type 'password', as there is no OS_AUTH_TYPE"
    );
}

#[test]
fn an_empty_variable_is_not_set_and_the_next_name_counts() {
    let found =
        read_with(&[("OS_USERNAME", ""), ("OS_USER_NAME", "bob"), ("OS_AUTH_TYPE", ""), ("OS_CLOUD", "")]).unwrap();
    assert_eq!((found.auth_type.as_str(), text(&found.auth, "username")), ("password", Some("bob")));
    let (_, message) = refusal(read_with(&[("OS_AUTH_URL", "")]));
    assert!(message.starts_with("the environment lacks OS_AUTH_URL for"), "{message}");
}

#[test]
fn the_current_name_wins_over_the_deprecated_one() {
    let found = read_with(&[("OS_USER_NAME", "bob"), ("OS_TENANT_NAME", "old"), ("OS_PROJECT_NAME", "new")]).unwrap();
    assert_eq!((text(&found.auth, "username"), text(&found.auth, "project_name")), (Some("alice"), Some("new")));
}

#[test]
fn variables_of_other_programs_are_understood() {
    let others = [("OS_USERID", "u"), ("OS_TENANT_ID", "t"), ("OS_TENANT_NAME", "n")];
    for auth_type in ["password", "v3password"] {
        let found = read_with(&[&others[..], &[("OS_AUTH_TYPE", auth_type)]].concat()).unwrap();
        let auth = &found.auth;
        let read = (text(auth, "user_id"), text(auth, "project_id"), text(auth, "project_name"));
        assert_eq!(read, (Some("u"), Some("t"), Some("n")), "{auth_type}");
    }
    let found = read_with(&[("OS_USERID", "other"), ("OS_USER_ID", "ours")]).unwrap();
    assert_eq!(text(&found.auth, "user_id"), Some("ours"));
    let found = read(&[("OS_AUTH_TYPE", "admin_token"), ("OS_URL", "http://x"), ("OS_TOKEN", "t")]).unwrap();
    assert_eq!(text(&found.auth, "endpoint"), Some("http://x"));
}

#[test]
fn the_auth_type_is_named_by_either_variable_and_the_newer_wins() {
    assert_eq!(read_with(&[("OS_AUTH_PLUGIN", "v3password")]).unwrap().auth_type, "v3password");
    let found = read_with(&[("OS_AUTH_PLUGIN", "password"), ("OS_AUTH_TYPE", "v3password")]).unwrap();
    assert_eq!(found.auth_type, "v3password");
}

#[test]
fn an_auth_type_that_there_is_not_is_named_with_its_origin() {
    let expected = "there is no authentication type 'v3passwrod' here, as OS_AUTH_TYPE says";
    assert_eq!(refusal(read_with(&[("OS_AUTH_TYPE", "v3passwrod")])), (Code::NO_MATCHING_PLUGIN, expected.to_owned()));
    let (_, message) = refusal(read_with(&[("OS_AUTH_PLUGIN", "nope")]));
    assert!(message.ends_with("as OS_AUTH_PLUGIN says"), "{message}");
}

#[test]
fn a_token_without_an_auth_type_is_a_login_by_token() {
    for variable in ["OS_TOKEN", "OS_AUTH_TOKEN"] {
        let found = read(&[("OS_AUTH_URL", "http://x"), (variable, "gAAA")]).unwrap();
        assert_eq!((found.auth_type.as_str(), text(&found.auth, "token")), ("token", Some("gAAA")), "{variable}");
    }
    let found = read(&[("OS_AUTH_URL", "x"), ("OS_AUTH_TOKEN", "other"), ("OS_TOKEN", "ours")]).unwrap();
    assert_eq!(text(&found.auth, "token"), Some("ours"));
}

#[test]
fn a_password_beside_a_token_is_a_login_by_password() {
    let found = read_with(&[("OS_TOKEN", "gAAA")]).unwrap();
    assert_eq!((found.auth_type.as_str(), text(&found.auth, "token")), ("password", None));
}

#[test]
fn application_credential_variables_without_an_auth_type_are_that_login() {
    for id in ["OS_APPLICATION_CREDENTIAL_ID", "OS_APPLICATION_CREDENTIAL_NAME"] {
        let credential = [(id, "c"), ("OS_APPLICATION_CREDENTIAL_SECRET", "s")];
        let found = read(&[&[("OS_AUTH_URL", "x")], &credential[..]].concat()).unwrap();
        assert_eq!(found.auth_type, "v3applicationcredential", "{id}");
        assert_eq!(text(&found.auth, "application_credential_secret"), Some("s"));
        assert_eq!(read_with(&credential).unwrap().auth_type, "v3applicationcredential", "{id} beside a password");
    }
}

#[test]
fn half_an_application_credential_says_what_is_missing_unless_another_login_is_complete() {
    let (code, message) = refusal(read(&[("OS_AUTH_URL", "x"), ("OS_APPLICATION_CREDENTIAL_ID", "c")]));
    assert_eq!(code, Code::MISSING_REQUIRED_OPTIONS);
    assert!(message.starts_with("the environment lacks OS_APPLICATION_CREDENTIAL_SECRET for"), "{message}");
    assert_eq!(read_with(&[("OS_APPLICATION_CREDENTIAL_ID", "c")]).unwrap().auth_type, "password");
    let token = [("OS_AUTH_URL", "x"), ("OS_TOKEN", "t"), ("OS_APPLICATION_CREDENTIAL_SECRET", "s")];
    assert_eq!(read(&token).unwrap().auth_type, "token");
}

#[test]
fn an_application_credential_drops_the_scope_that_stands_beside_it() {
    let scope: Vec<String> = SCOPE.iter().map(|name| format!("OS_{}", name.to_ascii_uppercase())).collect();
    let mut variables = vec![
        ("OS_AUTH_URL", "x"),
        ("OS_APPLICATION_CREDENTIAL_NAME", "c"),
        ("OS_APPLICATION_CREDENTIAL_SECRET", "s"),
        ("OS_USERNAME", "alice"),
        ("OS_USER_DOMAIN_ID", "d"),
        ("OS_TENANT_ID", "stray"),
    ];
    variables.extend(scope.iter().map(|variable| (variable.as_str(), "stray")));
    for auth_type in ["", "v3applicationcredential"] {
        variables.push(("OS_AUTH_TYPE", auth_type));
        let found = read(&variables).unwrap();
        let given: Vec<&str> = found.auth.iter().map(|(key, _)| key).collect();
        let expected =
            ["auth_url", "username", "user_domain_id", "application_credential_secret", "application_credential_name"];
        assert_eq!(given, expected);
    }
}

#[test]
fn a_domain_beside_a_project_is_the_domain_of_user_and_project() {
    for project in ["OS_PROJECT_NAME", "OS_PROJECT_ID", "OS_TENANT_NAME"] {
        let found = read_with(&[("OS_AUTH_TYPE", "v3password"), (project, "demo"), ("OS_DOMAIN_ID", "d")]).unwrap();
        let auth = &found.auth;
        assert_eq!(
            (text(auth, "user_domain_id"), text(auth, "project_domain_id")),
            (Some("d"), Some("d")),
            "{project}"
        );
        assert_eq!(text(auth, "domain_id"), None, "{project}");
    }
}

#[test]
fn a_domain_of_the_users_or_projects_own_stays() {
    let common = [("OS_AUTH_TYPE", "v3password"), ("OS_PROJECT_NAME", "demo")];
    let domains = [("OS_DOMAIN_ID", "d"), ("OS_USER_DOMAIN_NAME", "mine"), ("OS_DOMAIN_NAME", "D")];
    let found = read_with(&[&common[..], &domains[..]].concat()).unwrap();
    let auth = &found.auth;
    assert_eq!((text(auth, "user_domain_id"), text(auth, "user_domain_name")), (None, Some("mine")));
    assert_eq!((text(auth, "project_domain_id"), text(auth, "project_domain_name")), (Some("d"), None));
    assert_eq!((text(auth, "domain_id"), text(auth, "domain_name")), (None, None));

    let found = read_with(&[&common[..], &[("OS_DOMAIN_NAME", "D")]].concat()).unwrap();
    let auth = &found.auth;
    assert_eq!((text(auth, "user_domain_name"), text(auth, "project_domain_name")), (Some("D"), Some("D")));
}

#[test]
fn a_domain_without_a_project_is_the_scope() {
    let found = read_with(&[("OS_AUTH_TYPE", "v3password"), ("OS_DOMAIN_ID", "d")]).unwrap();
    assert_eq!((text(&found.auth, "domain_id"), text(&found.auth, "user_domain_id")), (Some("d"), None));
}

#[test]
fn a_login_without_user_options_gets_no_user_domain() {
    let found =
        read(&[("OS_AUTH_URL", "x"), ("OS_TOKEN", "t"), ("OS_PROJECT_NAME", "demo"), ("OS_DOMAIN_ID", "d")]).unwrap();
    assert_eq!((text(&found.auth, "project_domain_id"), text(&found.auth, "user_domain_id")), (Some("d"), None));
    assert!(Options::read(&specs("token").unwrap(), &found.auth, "token").is_ok());
}

#[test]
fn the_default_domain_belongs_to_the_types_that_know_it() {
    let variable = ("OS_DEFAULT_DOMAIN_ID", "d");
    assert_eq!(text(&read_with(&[variable]).unwrap().auth, "default_domain_id"), Some("d"));
    let found = read_with(&[variable, ("OS_AUTH_TYPE", "v3password"), ("OS_PROJECT_NAME", "demo")]).unwrap();
    assert_eq!(found.auth.get("default_domain_id"), None);
    assert_eq!(found.auth.get("user_domain_id"), None);
}

#[test]
fn a_list_is_split_at_its_commas_and_a_password_is_not() {
    let variables = [("OS_AUTH_TYPE", "v3multifactor"), ("OS_AUTH_METHODS", "v3password, v3totp,")];
    let found = read_with(&variables).unwrap();
    let expected: Vec<Param> = vec!["v3password".into(), "v3totp".into()];
    assert_eq!(found.auth.get("auth_methods"), Some(&Param::List(expected)));
    let found = read_with(&[("OS_PASSWORD", " a,b ")]).unwrap();
    assert_eq!(text(&found.auth, "password"), Some(" a,b "));
}

#[test]
fn numbers_arrive_as_text_that_the_options_take() {
    let found = read_with(&[("OS_AUTH_TYPE", "v3websso"), ("OS_REDIRECT_PORT", "1234")]).unwrap();
    let options = Options::read(&specs("v3websso").unwrap(), &found.auth, "v3websso").unwrap();
    assert_eq!(options.int("redirect_port"), Some(1234));
}

#[test]
fn a_cloud_by_name_is_refused_even_beside_a_complete_login() {
    for variables in [&[("OS_CLOUD", "devstack")][..], &[LOGIN, &[("OS_CLOUD", "devstack")]].concat()] {
        let (code, message) = refusal(read(variables));
        assert_eq!(code, Code::OPTION_ERROR);
        assert!(message.starts_with("OS_CLOUD names the cloud 'devstack', but clouds.yaml is not read"), "{message}");
    }
}

#[test]
fn the_cloud_that_stands_for_the_environment_is_the_environment() {
    assert!(read_with(&[("OS_CLOUD", "envvars")]).is_ok());
    assert!(read_with(&[("OS_CLOUD", "mine"), ("OS_CLOUD_NAME", "mine")]).is_ok());
    assert_eq!(refusal(read_with(&[("OS_CLOUD", "envvars"), ("OS_CLOUD_NAME", "mine")])).0, Code::OPTION_ERROR);
}

#[test]
fn the_session_gets_its_tls_files_and_timeout() {
    let variables = [
        ("OS_CACERT", "/ca.pem"),
        ("OS_CERT", "/c.pem"),
        ("OS_KEY", "/k.pem"),
        ("OS_API_TIMEOUT", " 2.5"),
        ("OS_TIMEOUT", "9"),
    ];
    let session = read_with(&variables).unwrap().session;
    assert_eq!((text(&session, "cacert"), text(&session, "cert")), (Some("/ca.pem"), Some("/c.pem")));
    assert_eq!(text(&session, "key"), Some("/k.pem"));
    assert_eq!(session.get("timeout"), Some(&Param::Double(2.5)));
    assert_eq!(session.get("insecure"), None);
    assert_eq!(read_with(&[("OS_TIMEOUT", "9")]).unwrap().session.get("timeout"), Some(&Param::Double(9.0)));
}

#[test]
fn a_timeout_that_is_no_time_is_refused_by_the_variable_that_holds_it() {
    for (variable, value) in [
        ("OS_API_TIMEOUT", "soon"),
        ("OS_TIMEOUT", "0"),
        ("OS_API_TIMEOUT", "-1"),
        ("OS_TIMEOUT", "inf"),
        ("OS_TIMEOUT", "nan"),
    ] {
        let expected = format!("{variable} must be a number of seconds above 0");
        assert_eq!(refusal(read_with(&[(variable, value)])), (Code::OPTION_ERROR, expected), "{value}");
    }
}

#[test]
fn insecure_has_many_words_for_yes_and_no_and_no_other_word() {
    let insecure = |word: &str| read_with(&[("OS_INSECURE", word)]).map(|found| found.session.get("insecure").cloned());
    for word in ["1", "true", "True", "yes", "on"] {
        assert_eq!(insecure(word).unwrap(), Some(Param::Bool(true)), "{word}");
    }
    for word in ["0", "false", "no", "OFF"] {
        assert_eq!(insecure(word).unwrap(), Some(Param::Bool(false)), "{word}");
    }
    assert_eq!(insecure("").unwrap(), None);
    for word in ["maybe", "2", "None"] {
        let failure = insecure(word).unwrap_err();
        assert_eq!(failure.code(), Code::OPTION_ERROR);
        assert!(failure.message().as_str().starts_with("OS_INSECURE must be"), "{failure}");
    }
}

#[test]
fn the_endpoint_filter_takes_region_and_interface() {
    let variables = [("OS_REGION_NAME", "r"), ("OS_ENDPOINT_TYPE", "internalURL")];
    let filter = read_with(&variables).unwrap().filter;
    assert_eq!(filter.region_name.as_deref(), Some("r"));
    assert_eq!(filter.interface.as_deref(), Some("internalURL"));
    let filter = read_with(&[("OS_ENDPOINT_TYPE", "admin"), ("OS_INTERFACE", "internal")]).unwrap().filter;
    assert_eq!(filter.interface.as_deref(), Some("internal"));
}

#[test]
fn a_variable_that_is_not_utf8_is_named_if_it_matters_and_only_then() {
    let read_garbled = |garbled: &'static str, auth_type: &'static str| {
        let lookup = move |name: &str| match name {
            name if name == garbled => Some(OsString::from_vec(b"hunter2\xff".to_vec())),
            "OS_AUTH_TYPE" => Some(auth_type.into()),
            "OS_AUTH_URL" | "OS_PASSWORD" | "OS_TOKEN" => Some("x".into()),
            _ => None,
        };
        from_environment(&lookup, &specs)
    };
    for variable in ["OS_PASSWORD", "OS_CACERT", "OS_REGION_NAME", "OS_CLOUD", "OS_AUTH_TYPE"] {
        let expected = format!("the value of {variable} is not UTF-8");
        assert_eq!(refusal(read_garbled(variable, "v3password")), (Code::INVALID_UTF8, expected));
    }
    assert!(read_garbled("OS_PASSWORD", "v3token").is_ok());
    assert!(read_garbled("OS_UNRELATED", "v3password").is_ok());
}

#[test]
fn no_secret_shows_in_debug_output_or_in_a_failure() {
    let found = read_with(&[]).unwrap();
    assert!(!format!("{found:?}").contains("hunter2"));
    for more in [("OS_INSECURE", "hunter2"), ("OS_API_TIMEOUT", "hunter2"), ("OS_AUTH_URL", "")] {
        let failure = read_with(&[more]).unwrap_err();
        assert!(!format!("{failure} {failure:?}").contains("hunter2"), "{failure}");
    }
}
