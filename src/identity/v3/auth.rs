//! What a token may be scoped to, and tokens themselves.

use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Arg, Operation, Written, flag, header, local};

/// What the user who is logged in may ask a token for.
pub static AUTH: &[Operation] = &[
    Operation::new(
        "v3.auth.projects",
        "GET",
        "/auth/projects",
        Answer::Many("projects"),
        "Lists the projects that the user may scope a token to.",
    )
    .falls_back(),
    Operation::new(
        "v3.auth.domains",
        "GET",
        "/auth/domains",
        Answer::Many("domains"),
        "Lists the domains that the user may scope a token to.",
    )
    .falls_back(),
    Operation::new(
        "v3.auth.systems",
        "GET",
        "/auth/system",
        Answer::Many("system"),
        "Lists the systems that the user may scope a token to.",
    )
    .falls_back(),
    Operation::new(
        "v3.auth.catalog",
        "GET",
        "/auth/catalog",
        Answer::Many("catalog"),
        "Gets the catalog of the token that asks.",
    )
    .falls_back(),
];

const VALIDATION: &[Arg] = &[
    local("include_catalog"),
    local("allow_expired"),
    header("access_rules_support", "OpenStack-Identity-Access-Rules"),
];

/// Tokens: they are given in a header field, never in a URL.
pub static TOKENS: &[Operation] = &[
    Operation::new(
        "v3.tokens.validate",
        "GET",
        "/auth/tokens",
        Answer::One("token"),
        "Validates a token and gets all that it says.",
    )
    .subject()
    .args(VALIDATION)
    .route(validation)
    .secret(),
    Operation::new(
        "v3.tokens.get_token_data",
        "GET",
        "/auth/tokens",
        Answer::Body,
        "Validates a token and gets the whole answer.",
    )
    .subject()
    .args(VALIDATION)
    .route(validation)
    .secret(),
    Operation::new("v3.tokens.check", "HEAD", "/auth/tokens", Answer::Exists, "Looks whether a token is valid.")
        .subject()
        .args(VALIDATION)
        .route(validation),
    Operation::new("v3.tokens.revoke_token", "DELETE", "/auth/tokens", Answer::Nothing, "Revokes a token.").subject(),
    Operation::new(
        "v3.tokens.get_revoked",
        "GET",
        "/auth/tokens/OS-PKI/revoked",
        Answer::Body,
        "Gets the list of revoked tokens.",
    )
    .args(&[flag("audit_id_only")]),
];

fn validation(arguments: &Arguments<'_>) -> Result<String> {
    let mut query = Vec::new();
    if arguments.get("include_catalog").is_some() && !arguments.is_true("include_catalog")? {
        query.push("nocatalog");
    }
    if arguments.is_true("allow_expired")? {
        query.push("allow_expired=1");
    }
    let mark = if query.is_empty() { "" } else { "?" };
    Ok(format!("/auth/tokens{mark}{}", query.join("&")))
}

/// The certificates that signed tokens once were checked with.
pub static SIMPLE_CERT: &[Operation] = &[
    Operation::new(
        "v3.simple_cert.get_ca_certificates",
        "GET",
        "/OS-SIMPLE-CERT/ca",
        Answer::Text(Written::Pem),
        "Gets the certificate of the authority, in PEM.",
    )
    .unauthenticated(),
    Operation::new(
        "v3.simple_cert.get_certificates",
        "GET",
        "/OS-SIMPLE-CERT/certificates",
        Answer::Text(Written::Pem),
        "Gets the certificates that tokens were signed with, in PEM.",
    )
    .unauthenticated(),
];
