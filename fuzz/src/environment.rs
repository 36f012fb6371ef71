//! Variables: each line of the input is one, `OS_USERNAME=me`.

use std::ffi::OsString;

use keystoneclient::auth::registry;
use keystoneclient::cloud::environment::from_environment;
use keystoneclient::error::Code;
use keystoneclient::options::Param;

use crate::CANARY;

pub fn check(text: &[u8]) {
    let variables: Vec<(&[u8], &[u8])> = text
        .split(|byte| *byte == b'\n')
        .filter_map(|line| line.iter().position(|byte| *byte == b'=').map(|at| (&line[..at], &line[at + 1..])))
        .collect();
    let lookup = |name: &str| -> Option<OsString> {
        let found = variables.iter().rev().find(|(known, _)| *known == name.as_bytes())?.1;
        // SAFETY: on this platform any bytes will do, as they come from the environment.
        Some(unsafe { OsString::from_encoded_bytes_unchecked(found.to_vec()) })
    };
    let specs = |name: &str| registry::options_of(registry::find(name).ok()?, &[]).ok();
    let found = match from_environment(&lookup, &specs) {
        Ok(found) => found,
        Err(error) => {
            let known = [
                Code::MISSING_REQUIRED_OPTIONS,
                Code::NO_MATCHING_PLUGIN,
                Code::INVALID_UTF8,
                Code::OPTION_ERROR,
                Code::UNSUPPORTED_PARAMETERS,
            ];
            assert!(known.contains(&error.code()), "{:?}: {error}", error.code());
            return hides(&error.to_string(), &variables);
        }
    };
    assert!(registry::find(&found.auth_type).is_ok());
    // What is a login's comes from some variable, and is said as it stands there.
    let values: Vec<&[u8]> = variables.iter().map(|(_, value)| *value).collect();
    for (name, value) in found.auth.iter() {
        let text = match value {
            Param::String(text) => text.expose().to_owned(),
            Param::List(_) | Param::Params(_) => continue,
            Param::Bool(_) | Param::Int(_) | Param::Double(_) | Param::Null => continue,
        };
        assert!(values.contains(&text.as_bytes()), "{name} is nobody's");
        assert!(!text.is_empty(), "{name} is empty, which counts as not set");
    }
    let region = lookup("OS_REGION_NAME").filter(|region| !region.is_empty());
    assert_eq!(found.filter.region_name.map(OsString::from), region);
    hides(&format!("{:?}", found.auth), &variables);
    if let Err(error) = registry::create(&found.auth_type, &found.auth) {
        hides(&error.to_string(), &variables);
    }
}

/// Secrets show nowhere: those of the variables that hold nothing but one.
fn hides(shown: &str, variables: &[(&[u8], &[u8])]) {
    let of = |value: &[u8]| value.windows(CANARY.len()).filter(|window| *window == CANARY.as_bytes()).count();
    let is_secret = |name: &[u8]| {
        ["OS_PASSWORD", "OS_TOKEN", "OS_AUTH_TOKEN", "OS_PASSCODE", "OS_APPLICATION_CREDENTIAL_SECRET"]
            .iter()
            .any(|secret| secret.as_bytes() == name)
    };
    let open: usize =
        variables.iter().map(|(name, value)| of(name) + if is_secret(name) { 0 } else { of(value) }).sum();
    assert!(open > 0 || !shown.contains(CANARY), "{shown}");
}
