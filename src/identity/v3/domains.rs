//! Domains and their configuration.

use super::standard;
use crate::identity::operation::{Answer, Operation, Rest, body};

/// Domains.
pub static DOMAINS: &[Operation] = &[
    standard!(create, "v3.domains", "/domains", "domain", "a domain").args(&[
        body("name").required(),
        body("description"),
        body("enabled").default(true),
    ]),
    standard!(get, "v3.domains", "/domains", "domain", "a domain"),
    standard!(head, "v3.domains", "/domains", "domain", "a domain"),
    standard!(list, "v3.domains", "/domains", "domains", "domains"),
    standard!(find, "v3.domains", "/domains", "domains", "a domain"),
    standard!(update, "v3.domains", "/domains", "domain", "a domain").args(&[
        body("name"),
        body("description"),
        body("enabled"),
    ]),
    standard!(delete, "v3.domains", "/domains", "domain", "a domain"),
];

/// The configuration of domains: where their users come from. Its options may be secrets.
pub static DOMAIN_CONFIGS: &[Operation] = &[
    Operation::new(
        "v3.domain_configs.create",
        "PUT",
        "/domains/{domain}/config",
        Answer::One("config"),
        "Gives a domain this configuration: groups of options by name.",
    )
    .ids(&["domain"])
    .wrap("config")
    .rest(Rest::Body)
    .secret(),
    Operation::new(
        "v3.domain_configs.get",
        "GET",
        "/domains/{domain}/config",
        Answer::One("config"),
        "Gets the configuration of a domain.",
    )
    .ids(&["domain"])
    .secret(),
    Operation::new(
        "v3.domain_configs.update",
        "PATCH",
        "/domains/{domain}/config",
        Answer::One("config"),
        "Changes the options of a domain's configuration that are given.",
    )
    .ids(&["domain"])
    .wrap("config")
    .rest(Rest::Body)
    .secret(),
    Operation::new(
        "v3.domain_configs.delete",
        "DELETE",
        "/domains/{domain}/config",
        Answer::Nothing,
        "Deletes the configuration of a domain.",
    )
    .ids(&["domain"]),
    standard!(missing, "v3.domain_configs.list", "There is no list of configurations."),
    standard!(missing, "v3.domain_configs.find", "There is no search for configurations."),
];
