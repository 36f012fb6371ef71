//! The auth types and their options are those of keystoneauth1 5.18.1, and more.

use keystoneclient::auth::registry::{self, AUTH_TYPES, MULTI_FACTOR};
use keystoneclient::options::Spec;

const SCOPE: &str = "auth_url! system_scope domain_id domain_name project_id project_name project_domain_id project_domain_name trust_id";
const GENERIC: &str = "default_domain_id default_domain_name project_id<tenant_id project_name<tenant_name";
const USER: &str = "user_id username<user_name user_domain_id user_domain_name";

/// What the reference has, by name: behind an option `!` if it is required, `*` if it is secret, `?` if a person may be asked
/// for it, and `<` before the name that it had.
const REFERENCE: &[(&str, &[&str])] = &[
    ("admin_token", &["endpoint<url token*"]),
    ("http_basic", &["username<user_name password*? endpoint"]),
    ("none", &["endpoint"]),
    ("password", &[SCOPE, GENERIC, USER, "password*?"]),
    ("token", &[SCOPE, GENERIC, "token*"]),
    ("token_endpoint", &["endpoint<url token*"]),
    ("v2password", &["auth_url! tenant_id tenant_name trust_id username<user_name user_id password*?"]),
    ("v2token", &["auth_url! tenant_id tenant_name trust_id token*"]),
    (
        "v3applicationcredential",
        &[SCOPE, USER, "application_credential_secret!* application_credential_id application_credential_name"],
    ),
    (MULTI_FACTOR, &[SCOPE, USER, "auth_methods! password*? passcode*?"]),
    ("v3oauth1", &["auth_url! consumer_key! consumer_secret!* access_key! access_secret!*"]),
    ("v3oauth2clientcredential", &[SCOPE, "oauth2_endpoint! oauth2_client_id! oauth2_client_secret!*"]),
    ("v3oauth2mtlsclientcredential", &[SCOPE, "oauth2_endpoint! oauth2_client_id!"]),
    ("v3password", &[SCOPE, USER, "password*?"]),
    ("v3token", &[SCOPE, "token*"]),
    (
        "v3tokenlessauth",
        &["auth_url! domain_id domain_name project_id project_name project_domain_id project_domain_name"],
    ),
    ("v3totp", &[SCOPE, USER, "passcode*?"]),
];

fn options(name: &str) -> Vec<&'static Spec> {
    let methods: &[&str] = if name == MULTI_FACTOR { &["v3password", "v3totp"] } else { &[] };
    let groups = registry::options_of(registry::find(name).unwrap(), methods).unwrap();
    keystoneclient::options::distinct(&groups)
}

#[test]
fn every_option_of_the_reference_is_there_with_its_old_names() {
    for (auth_type, wanted) in REFERENCE {
        let options = options(auth_type);
        for option in wanted.iter().flat_map(|names| names.split(' ')) {
            let (option, old) = option.split_once('<').unwrap_or((option, ""));
            let name = option.trim_end_matches(['!', '*', '?']);
            let found = options.iter().find(|spec| spec.name == name);
            let spec = found.unwrap_or_else(|| panic!("{auth_type} has no {name}"));
            assert_eq!(spec.secret, option.contains('*'), "{auth_type} {name}");
            assert_eq!(spec.prompt.is_some(), option.contains('?'), "{auth_type} {name}");
            assert!(spec.required || !option.contains('!'), "{auth_type} {name}");
            assert!(old.is_empty() || spec.deprecated.contains(&old), "{auth_type} {name} {old}");
        }
    }
    let missing = AUTH_TYPES.iter().filter(|known| !REFERENCE.iter().any(|(name, _)| *name == known.name));
    assert_eq!(missing.map(|known| known.name).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn every_option_says_what_it_is_and_has_a_name_of_its_own() {
    for auth_type in AUTH_TYPES {
        let mut names: Vec<&str> = Vec::new();
        for spec in options(auth_type.name) {
            assert!(spec.help.len() > 10, "{} {}", auth_type.name, spec.name);
            names.extend([&spec.name].into_iter().chain(spec.deprecated));
        }
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "{}", auth_type.name);
    }
}
