//! Which fields hold secrets, by name: in headers, in JSON, in forms and in the queries of URLs. All that hides anything looks here.

/// Header fields whose values are secrets: they never show, and never leave the origin that they were meant for.
const HEADERS: &[&str] = &[
    "authentication-info",
    "authorization",
    "cookie",
    "openstack-auth-receipt",
    "proxy-authorization",
    "set-cookie",
    "set-cookie2",
    "x-account-meta-temp-url-key-2",
    "x-auth-token",
    "x-container-meta-temp-url-key-2",
    "x-service-token",
    "x-storage-pass",
    "x-storage-token",
    "x-subject-token",
];

/// What the names of further secret header fields end in.
const HEADER_ENDS: &[&str] = &["-token", "-secret", "-password", "-auth-key", "-api-key", "-temp-url-key"];

/// Header fields whose secrets a person may have thought of: their hashes could be tried out.
const GUESSABLE: &[&str] = &["authorization", "proxy-authorization", "x-auth-key", "x-storage-pass"];

/// The last two letters of all of them as bits, whatever their case, so that a look at those of a name tells most that are none:
/// every field is looked at.
#[allow(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const LAST: [u32; 32] = {
    let mut last = [0; 32];
    let mut at = 0;
    while at < HEADERS.len() + HEADER_ENDS.len() {
        let name = if at < HEADERS.len() { HEADERS[at] } else { HEADER_ENDS[at - HEADERS.len()] };
        let [.., one, two] = name.as_bytes() else { break };
        last[(*one & 31) as usize] |= 1 << (*two & 31);
        at += 1;
    }
    last
};

/// Whether the value of a header field of this name is a secret.
pub(super) fn is_secret_header(name: &str) -> bool {
    let [.., one, two] = name.as_bytes() else { return false };
    let seconds = LAST.get(usize::from(*one & 31)).copied().unwrap_or_default();
    seconds >> (*two & 31) & 1 == 1 && is_listed(name)
}

fn is_listed(name: &str) -> bool {
    let ends = |end: &&str| {
        name.len()
            .checked_sub(end.len())
            .and_then(|at| name.get(at..))
            .is_some_and(|have| have.eq_ignore_ascii_case(end))
    };
    HEADERS.iter().any(|secret| secret.eq_ignore_ascii_case(name)) || HEADER_ENDS.iter().any(ends)
}

/// Whether even the hash of the value of this secret header field says too much.
pub(super) fn is_guessable(name: &str, value: &str) -> bool {
    let scheme = value.split(' ').next().unwrap_or_default();
    GUESSABLE.iter().any(|known| known.eq_ignore_ascii_case(name)) && !scheme.eq_ignore_ascii_case("bearer")
        || HEADER_ENDS
            .iter()
            .any(|end| !end.ends_with("token") && name.len() > end.len() && name.to_ascii_lowercase().ends_with(end))
}

// The names below are compared without case, `-`, `_` and `.`: adminPass is admin_pass.

/// Fields that are secrets whatever is in them, structures too.
const WHOLE: &[&str] = &[
    "adminpass",
    "blob",
    "clientassertion",
    "payload",
    "privatekey",
    "samlresponse",
    "secret",
    "signature",
    "userdata",
];
/// Fields that are secrets when they are strings or numbers.
const EXACT: &[&str] = &[
    "access",
    "accesskey",
    "apikey",
    "assertion",
    "authreceipt",
    "devicecode",
    "keymaterial",
    "otp",
    "pass",
    "passwd",
    "pin",
    "pwd",
    "receipt",
    "sig",
    "tempurlkey",
    "tempurlsig",
    "totp",
    "verifier",
];
/// What is in the names of further secrets.
const PARTS: &[&str] = &[
    "accesskey",
    "apikey",
    "credentials",
    "passcode",
    "passphrase",
    "password",
    "privatekey",
    "secret",
    "signature",
    "verifier",
];
/// Names that look like secrets and are none.
const HARMLESS: &[&str] = &[
    "ignorepasswordexpiry",
    "passwordexpiresat",
    "passwordexpiry",
    "secretref",
    "secretrefs",
    "secrettype",
    "signaturemethod",
];
/// Query parameters and form fields that are secrets beside those: a `code` in JSON is mostly that of an error.
const QUERY: &[&str] = &["code"];

/// What a name says about what stands under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing.
    Open,
    /// A string or number is a secret.
    Scalar,
    /// Everything is.
    Whole,
}

/// What the name of a JSON member says.
pub(super) fn of_member(name: &str) -> Said {
    let name = plain(name);
    let name = name.as_str();
    if HARMLESS.contains(&name) {
        Said::Open
    } else if WHOLE.contains(&name) {
        Said::Whole
    } else if EXACT.contains(&name) || name.ends_with("token") || PARTS.iter().any(|part| name.contains(part)) {
        Said::Scalar
    } else {
        Said::Open
    }
}

/// Whether the value of a query parameter or form field of this name is a secret.
pub(super) fn is_secret_parameter(name: &str) -> bool {
    of_member(name) != Said::Open || QUERY.contains(&plain(name).as_str())
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, '-' | '_' | '.')).flat_map(char::to_lowercase).collect()
}

/// Segments of a URL's path behind which an id stands that is a secret, each with those that are no ids.
const BEFORE_SECRETS: &[(&str, &[&str])] =
    &[("tokens", &["OS-PKI", "revoked"]), ("access_tokens", &[]), ("request_tokens", &[]), ("OS-EC2", &[])];
/// Segments of a URL's path whose bodies are secrets as they are.
const SECRET_PLACES: &[&str] = &["secrets"];

/// Whether the segment `id` behind `segment` in a path is a secret.
pub(super) fn is_secret_id(segment: &str, id: &str) -> bool {
    !id.is_empty() && BEFORE_SECRETS.iter().any(|(before, ids)| *before == segment && !ids.contains(&id))
}

/// Whether what is at this URL is a secret whatever its type: Barbican hands secrets out as plain text.
pub(super) fn is_secret_place(url: &str) -> bool {
    url.split(['?', '#']).next().unwrap_or_default().split('/').any(|segment| SECRET_PLACES.contains(&segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_tables_is_found() {
        for name in HEADERS {
            assert!(is_secret_header(name) && is_secret_header(&name.to_uppercase()), "{name}");
        }
        for end in HEADER_ENDS {
            assert!(
                is_secret_header(&format!("X{end}")) && is_secret_header(&format!("X{}", end.to_uppercase())),
                "{end}"
            );
        }
    }

    #[test]
    fn header_fields_are_secret_by_name_or_ending() {
        for name in
            ["X-Auth-Token", "COOKIE", "x-vault-token", "X-Auth-Key", "X-Account-Meta-Temp-URL-Key", "X-My-Secret"]
        {
            assert!(is_secret_header(name), "{name}");
        }
        for name in ["Accept", "X-Tokens", "token", "X-Key", "Idempotency-Key", "", "\u{e4}-token\u{e4}"] {
            assert!(!is_secret_header(name), "{name}");
        }
        assert!(is_guessable("Authorization", "Basic bTpl") && is_guessable("x-auth-key", "k"));
        assert!(!is_guessable("Authorization", "Bearer eyJ") && !is_guessable("X-Auth-Token", "gAAAA"));
    }

    #[test]
    fn members_are_secret_however_their_name_is_written() {
        for name in [
            "password",
            "original_password",
            "adminPass",
            "ADMIN-PASS",
            "client_secret",
            "refresh_token",
            "X-Amz-Signature",
            "private_key",
        ] {
            assert_ne!(of_member(name), Said::Open, "{name}");
        }
        for name in ["name", "password_expires_at", "passage", "tokens", "code", "secret_ref", "methods", ""] {
            assert_eq!(of_member(name), Said::Open, "{name}");
        }
        assert!(is_secret_parameter("code") && is_secret_parameter("temp_url_sig") && !is_secret_parameter("name"));
    }
}
