//! Domains and their configuration.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Operation, Rest, body, local};
use crate::identity::request::members;
use crate::options::Param;
use crate::value::Json;

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

/// The rows of the configuration at one level: all of it, a group of options, or one option.
macro_rules! level {
    ($suffix:literal, $path:literal, [$($id:literal),+], $what:literal) => {
        [
            Operation::new(concat!("v3.domain_configs.get", $suffix), "GET", $path, Answer::One("config"), concat!("Gets ", $what, "."))
                .ids(&[$($id),+])
                .secret(),
            Operation::new(concat!("v3.domain_configs.head", $suffix), "HEAD", $path, Answer::Exists, concat!("Looks whether ", $what, " is set."))
                .ids(&[$($id),+]),
            Operation::new(concat!("v3.domain_configs.delete", $suffix), "DELETE", $path, Answer::Nothing, concat!("Deletes ", $what, "."))
                .ids(&[$($id),+]),
        ]
    };
}

const ALL: [Operation; 3] = level!("", "/domains/{domain}/config", ["domain"], "the configuration of a domain");
const GROUP: [Operation; 3] = level!(
    "_group",
    "/domains/{domain}/config/{group}",
    ["domain", "group"],
    "a group of options of a domain's configuration"
);
const OPTION: [Operation; 3] = level!(
    "_option",
    "/domains/{domain}/config/{group}/{option}",
    ["domain", "group", "option"],
    "an option of a domain's configuration"
);

const fn row(of: [Operation; 3], at: usize) -> Operation {
    let [get, head, delete] = of;
    match at {
        0 => get,
        1 => head,
        _ => delete,
    }
}

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
    .rest(Rest::Secrets)
    .secret(),
    row(ALL, 0),
    row(ALL, 1),
    Operation::new(
        "v3.domain_configs.update",
        "PATCH",
        "/domains/{domain}/config",
        Answer::One("config"),
        "Changes the options of a domain's configuration that are given.",
    )
    .ids(&["domain"])
    .wrap("config")
    .rest(Rest::Secrets)
    .secret(),
    row(ALL, 2),
    row(GROUP, 0),
    row(GROUP, 1),
    Operation::new(
        "v3.domain_configs.update_group",
        "PATCH",
        "/domains/{domain}/config/{group}",
        Answer::One("config"),
        "Changes the options of a group that are given; the answer is the whole configuration.",
    )
    .ids(&["domain", "group"])
    .wrap("config")
    .rest(Rest::Secrets)
    .body(of_group)
    .secret(),
    row(GROUP, 2),
    row(OPTION, 0),
    row(OPTION, 1),
    Operation::new(
        "v3.domain_configs.update_option",
        "PATCH",
        "/domains/{domain}/config/{group}/{option}",
        Answer::One("config"),
        "Sets an option that has a value already; the answer is the whole configuration.",
    )
    .ids(&["domain", "group", "option"])
    .args(&[local("value").required().sensitive()])
    .wrap("config")
    .body(of_option)
    .secret(),
    row(OPTION, 2),
    Operation::new(
        "v3.domain_configs.get_default",
        "GET",
        "/domains/config/default",
        Answer::One("config"),
        "Gets what holds for a domain that has no configuration.",
    ),
    Operation::new(
        "v3.domain_configs.get_default_group",
        "GET",
        "/domains/config/{group}/default",
        Answer::One("config"),
        "Gets a group of options of the default configuration.",
    )
    .ids(&["group"]),
    Operation::new(
        "v3.domain_configs.get_default_option",
        "GET",
        "/domains/config/{group}/{option}/default",
        Answer::One("config"),
        "Gets an option of the default configuration.",
    )
    .ids(&["group", "option"]),
    standard!(missing, "v3.domain_configs.list", "There is no list of configurations."),
    standard!(missing, "v3.domain_configs.find", "There is no search for configurations."),
];

/// Keystone wants the group around its options, as in the whole configuration.
fn of_group<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let group = arguments.text("group")?.unwrap_or_default();
    Ok(Json::Object(vec![(group, members(arguments))]))
}

fn of_option<'a>(arguments: &Arguments<'a>) -> Result<Json<'a>> {
    let option = arguments.text("option")?.unwrap_or_default();
    let value = arguments.stated("value").map_or(Json::Null, Param::lent);
    Ok(Json::Object(vec![(option, value)]))
}
