//! Federation: identity providers, mappings, protocols, service providers, and SAML assertions.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Operation, Rest, Written, body, local};
use crate::value::Json;

/// A manager of resources that are created under an id of the caller's.
macro_rules! manager {
    ($manager:literal, $path:literal, $key:literal, $plural:literal, $one:literal, $many:literal) => {
        &[
            Operation::new(
                concat!($manager, ".create"),
                "PUT",
                concat!($path, "/{", $key, "}"),
                Answer::One($key),
                concat!("Creates ", $one, " under this id."),
            )
            .ids(&[$key])
            .wrap($key)
            .rest(Rest::Body),
            standard!(get, $manager, $path, $key, $one),
            standard!(head, $manager, $path, $key, $one),
            standard!(list, $manager, $path, $plural, $many),
            standard!(find, $manager, $path, $plural, $one),
            standard!(update, $manager, $path, $key, $one),
            standard!(delete, $manager, $path, $key, $one),
        ]
    };
}

/// Identity providers.
pub static IDENTITY_PROVIDERS: &[Operation] = manager!(
    "v3.federation.identity_providers",
    "/OS-FEDERATION/identity_providers",
    "identity_provider",
    "identity_providers",
    "an identity provider",
    "identity providers"
);

/// Mappings: who of an identity provider is who.
pub static MAPPINGS: &[Operation] =
    manager!("v3.federation.mappings", "/OS-FEDERATION/mappings", "mapping", "mappings", "a mapping", "mappings");

/// Protocols by which identity providers tell who somebody is.
pub static PROTOCOLS: &[Operation] = &[
    Operation::new(
        "v3.federation.protocols.create",
        "PUT",
        PROTOCOL,
        Answer::One("protocol"),
        "Creates a protocol of an identity provider.",
    )
    .ids(&["identity_provider", "protocol"])
    .args(&[body("mapping").wire("mapping_id").required()])
    .wrap("protocol")
    .rest(Rest::Body),
    Operation::new(
        "v3.federation.protocols.get",
        "GET",
        PROTOCOL,
        Answer::One("protocol"),
        "Gets a protocol of an identity provider.",
    )
    .ids(&["identity_provider", "protocol"]),
    Operation::new(
        "v3.federation.protocols.head",
        "HEAD",
        PROTOCOL,
        Answer::Exists,
        "Looks whether an identity provider has a protocol.",
    )
    .ids(&["identity_provider", "protocol"]),
    Operation::new(
        "v3.federation.protocols.list",
        "GET",
        "/OS-FEDERATION/identity_providers/{identity_provider}/protocols",
        Answer::Many("protocols"),
        "Lists the protocols of an identity provider.",
    )
    .ids(&["identity_provider"])
    .rest(Rest::Query),
    Operation::new(
        "v3.federation.protocols.find",
        "GET",
        "/OS-FEDERATION/identity_providers/{identity_provider}/protocols",
        Answer::Only("protocols"),
        "Finds a protocol of an identity provider by filters that only one matches.",
    )
    .ids(&["identity_provider"])
    .rest(Rest::Query),
    Operation::new(
        "v3.federation.protocols.update",
        "PATCH",
        PROTOCOL,
        Answer::One("protocol"),
        "Changes a protocol of an identity provider.",
    )
    .ids(&["identity_provider", "protocol"])
    .args(&[body("mapping").wire("mapping_id")])
    .wrap("protocol")
    .rest(Rest::Body),
    Operation::new(
        "v3.federation.protocols.delete",
        "DELETE",
        PROTOCOL,
        Answer::Nothing,
        "Deletes a protocol of an identity provider.",
    )
    .ids(&["identity_provider", "protocol"]),
];

/// Service providers: where this Keystone is the identity provider.
pub static SERVICE_PROVIDERS: &[Operation] = manager!(
    "v3.federation.service_providers",
    "/OS-FEDERATION/service_providers",
    "service_provider",
    "service_providers",
    "a service provider",
    "service providers"
);

/// What a federated user may ask a token for.
pub static FEDERATED_SCOPES: &[Operation] = &[
    Operation::new(
        "v3.federation.projects.list",
        "GET",
        "/auth/projects",
        Answer::Many("projects"),
        "Lists the projects that a federated user may scope a token to.",
    )
    .falls_back(),
    Operation::new(
        "v3.federation.domains.list",
        "GET",
        "/auth/domains",
        Answer::Many("domains"),
        "Lists the domains that a federated user may scope a token to.",
    )
    .falls_back(),
];

/// SAML assertions.
pub static SAML: &[Operation] = &[
    Operation::new(
        "v3.federation.saml.create_saml_assertion",
        "POST",
        "/auth/OS-FEDERATION/saml2",
        Answer::Text(Written::Xml(&["Response"])),
        "Gets a SAML assertion about the user of a token for a service provider, in XML.",
    )
    .args(&[local("service_provider").required(), local("token_id").required().sensitive()])
    .body(assertion)
    .secret(),
    Operation::new(
        "v3.federation.saml.create_ecp_assertion",
        "POST",
        "/auth/OS-FEDERATION/saml2/ecp",
        Answer::Text(Written::Xml(&["Envelope"])),
        "Gets the same assertion in an envelope for enhanced clients, in XML.",
    )
    .args(&[local("service_provider").required(), local("token_id").required().sensitive()])
    .body(assertion)
    .secret(),
    Operation::new(
        "v3.federation.saml.get_metadata",
        "GET",
        "/OS-FEDERATION/saml2/metadata",
        Answer::Text(Written::Xml(&["EntityDescriptor", "EntitiesDescriptor"])),
        "Gets the SAML metadata of this Keystone as an identity provider, in XML.",
    )
    .unauthenticated(),
];

const PROTOCOL: &str = "/OS-FEDERATION/identity_providers/{identity_provider}/protocols/{protocol}";

fn assertion<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let named = |id: &'a str| Json::Object(vec![("id", Json::String(id))]);
    let provider =
        arguments.text("service_provider")?.ok_or_else(|| arguments.invalid("'service_provider' is empty"))?;
    let token = arguments.text("token_id")?.ok_or_else(|| arguments.invalid("'token_id' is empty"))?;
    let identity = Json::Object(vec![("methods", Json::List(vec!["token".into()])), ("token", named(token))]);
    let scope = Json::Object(vec![("service_provider", named(provider))]);
    Ok(Json::Object(vec![("auth", Json::Object(vec![("identity", identity), ("scope", scope)]))]))
}
