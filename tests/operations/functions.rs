//! From rows of the table to C functions.

use keystoneclient::identity::{Answer, Arg, Manager, Operation, Rest, Usual};

/// The name in C: `v3.users.create` is `ks_v3_users_create`.
pub(crate) fn symbol(operation: &Operation) -> String {
    format!("ks_{}", operation.name.replace('.', "_"))
}

/// Whether there is a function for it: what the API does not have can be asked for by name only.
pub(crate) fn is_exported(operation: &Operation) -> bool {
    operation.answer != Answer::Unimplemented
}

pub(crate) fn has_result(operation: &Operation) -> bool {
    !matches!(operation.answer, Answer::Nothing | Answer::Exists | Answer::Unimplemented)
}

/// Whether its function takes params.
pub(crate) fn takes_params(operation: &Operation) -> bool {
    operation.takes_params() && !operation.only_ids
}

/// The file of a manager.
pub(crate) fn file(manager: &Manager) -> String {
    let exported: Vec<&Operation> = manager.operations.iter().filter(|operation| is_exported(operation)).collect();
    let any_takes_params = exported.iter().any(|operation| takes_params(operation));
    let has_values = exported.iter().any(|operation| has_result(operation));
    let has_ids = exported.iter().any(|operation| !operation.ids.is_empty());
    let mut text = format!("//! {}\n//!\n//! {}\n\n", title(manager), introduction(manager));
    text.push_str("// Written by `KS_BLESS=1 cargo test --test operations` out of src/identity.\n\n");
    if has_ids {
        text.push_str("use std::ffi::c_char;\n");
    }
    if !exported.iter().all(|operation| takes_params(operation)) {
        text.push_str("use std::ptr;\n");
    }
    if text.ends_with("ptr;\n") || text.ends_with("c_char;\n") {
        text.push('\n');
    }
    text.push_str("use super::client::ks_client;\nuse super::error::ks_error;\nuse super::operations::operate;\n");
    if any_takes_params {
        text.push_str("use super::params::ks_params;\n");
    }
    text.push_str("use super::result::ks_result;\n");
    if has_values {
        text.push_str("use super::value::ks_value;\n");
    }
    for operation in exported {
        text.push('\n');
        text.push_str(&function(operation));
    }
    text
}

/// The header has sections about tokens and endpoints of its own, and those of version 2.0.
fn title(manager: &Manager) -> String {
    if manager.name.starts_with("v2") { manager.title.to_owned() } else { format!("{}, version 3", manager.title) }
}

fn introduction(manager: &Manager) -> String {
    let version = if manager.name.starts_with("v2") { "2.0" } else { "3" };
    let mut managers: Vec<&str> =
        manager.operations.iter().filter_map(|one| one.name.rsplit_once('.')).map(|(manager, _)| manager).collect();
    managers.dedup();
    format!("For a client of version {version}. By name: {}.", managers.join(", "))
}

fn function(operation: &Operation) -> String {
    let comment: Vec<String> =
        comment(operation).iter().map(|line| format!("/// {line}").trim_end().to_owned() + "\n").collect();
    let mut parameters = vec!["client: *const ks_client".to_owned()];
    parameters.extend(operation.ids.iter().map(|id| format!("{id}: *const c_char")));
    if takes_params(operation) {
        parameters.push("params: *const ks_params".to_owned());
    }
    if has_result(operation) {
        parameters.push("value: *mut *mut ks_value".to_owned());
    }
    parameters.push("error: *mut *mut ks_error".to_owned());
    let params = if takes_params(operation) { "params" } else { "ptr::null()" };
    let value = if has_result(operation) { "Some(value)" } else { "None" };
    let parameters: Vec<String> = parameters.iter().map(|parameter| format!("    {parameter},\n")).collect();
    let arguments = [
        "client",
        &format!("\"{}\"", operation.name),
        &format!("&[{}]", operation.ids.join(", ")),
        params,
        value,
        "error",
    ];
    format!(
        "{}#[unsafe(no_mangle)]\npub unsafe extern \"C\" fn {}(\n{}) -> ks_result {{\n    \
         // SAFETY: the caller's promises are handed on.\n{}}}\n",
        comment.concat(),
        symbol(operation),
        parameters.concat(),
        call(&arguments)
    )
}

/// The call, broken into lines as rustfmt breaks them.
fn call(arguments: &[&str]) -> String {
    let all = arguments.join(", ");
    let line = format!("    unsafe {{ operate({all}) }}\n");
    let longer = format!("        operate({all})\n");
    if line.len() <= WIDTH + 1 {
        line
    } else if longer.len() <= WIDTH + 1 {
        format!("    unsafe {{\n{longer}    }}\n")
    } else {
        let each: Vec<String> = arguments.iter().map(|argument| format!("            {argument},\n")).collect();
        format!("    unsafe {{\n        operate(\n{}        )\n    }}\n", each.concat())
    }
}

const WIDTH: usize = 120;

/// What the header says of it.
fn comment(operation: &Operation) -> Vec<String> {
    let mut lines = wrapped(operation.help, "");
    lines.push(String::new());
    lines.push("- client: the client.".to_owned());
    for id in operation.ids {
        lines.extend(wrapped(&format!("- {id}: {}", id_help(operation, id)), "  "));
    }
    if takes_params(operation) {
        lines.extend(wrapped(&format!("- params: {}", params_help(operation)), "  "));
    }
    if has_result(operation) {
        lines.extend(wrapped(
            &format!("- value: receives {}; free it with ks_value_free.", result_help(operation)),
            "  ",
        ));
    }
    lines.push(String::new());
    let request = format!("{} {}.", operation.method, operation.path);
    lines.extend(wrapped(&format!("{request} Errors: as ks_client_call. Thread-safe. Since 0.1."), ""));
    lines
}

fn id_help(operation: &Operation, id: &str) -> String {
    let is_own = operation.method == "PUT" && operation.name.ends_with(".create") && operation.ids.last() == Some(&id);
    match id {
        "group" if operation.name.starts_with("v3.domain_configs.") => {
            "the group of options: \"ldap\", \"identity\".".to_owned()
        }
        "option" => "the option: \"url\".".to_owned(),
        "token" => "the token that is asked about.".to_owned(),
        "tag" => "the tag.".to_owned(),
        "access" => "the access key.".to_owned(),
        "prior_role" => "the id of the role that implies the other.".to_owned(),
        "implied_role" => "the id of the role that is implied.".to_owned(),
        "request_token" => "the key of the request token.".to_owned(),
        _ if is_own && operation.wrap == id => format!("the id that the {} is to have.", id.replace('_', " ")),
        _ => format!("the id of the {}.", id.replace('_', " ")),
    }
}

/// The arguments that have a name.
pub(crate) fn params_help(operation: &Operation) -> String {
    let named: Vec<String> = operation.args.iter().map(|arg| argument(operation, arg)).collect();
    let named = named.join(", ");
    let rest = match operation.rest {
        Rest::Refused => "",
        Rest::Query => "others are filters of the server's",
        Rest::Body | Rest::Secrets => "others are attributes and sent as they are",
        Rest::Match => "attributes that the resources must have",
    };
    let both = [named.as_str(), rest].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    // Some need one of several.
    let needs =
        ["v3.roles.grant", "v3.roles.check", "v3.roles.revoke", "v2.tokens.authenticate"].contains(&operation.name);
    let null = if needs || operation.args.iter().any(|arg| arg.required) { "" } else { " NULL for none." };
    format!("by name: {both}.{null}")
}

/// What arguments are whose name does not say it.
const MEANINGS: &[(&str, &str)] = &[
    ("access_rules", "a list of objects of \"path\", \"method\" and \"service\""),
    ("allow_expired", "true: one that has expired, too"),
    ("audit_id_only", "true: their audit ids alone"),
    ("blob", "a text"),
    ("effective", "true: what follows of groups, inheritance and implied roles"),
    ("expires_at", "a time as ks_isotime writes it"),
    ("filters", "an object"),
    ("impersonation", "whether the trustee acts in the trustor's name"),
    ("include_catalog", "false: without the catalog"),
    ("include_names", "true: names beside ids"),
    ("include_subtree", "true: those of the projects below, too"),
    ("interface", "public, internal or admin"),
    ("os_inherit_extension_inherited", "true: for the projects below it"),
    ("os_inherit_extension_inherited_to", "projects"),
    ("parents_as_ids", "true: as a tree of ids"),
    ("parents_as_list", "true: as a list of projects"),
    ("role_ids", "a list"),
    ("role_names", "a list"),
    ("subtree_as_ids", "true: as a tree of ids"),
    ("subtree_as_list", "true: as a list of projects"),
    ("system", "all"),
    ("tags", "a list"),
    ("unrestricted", "whether it may make trusts and other application credentials"),
];

fn argument(operation: &Operation, arg: &Arg) -> String {
    let mut parts = vec![format!("\"{}\"", arg.name)];
    let is_id = arg.wire == format!("{}_id", arg.name);
    if arg.wire != arg.name && !is_id && arg.place != keystoneclient::identity::Place::Header {
        parts.push(format!("(on the wire \"{}\")", arg.wire));
    }
    if let Some((_, meaning)) = MEANINGS.iter().find(|(name, _)| *name == arg.name) {
        parts.push(format!("({meaning})"));
    }
    if arg.required {
        parts.push("(required)".to_owned());
    }
    if arg.name == "user" && operation.own_user {
        parts.push("(default: the user of the token)".to_owned());
    }
    if arg.name == "project" && arg.wire != "project_id" && operation.name.starts_with("v3.users.") {
        parts.push("(the older name of \"default_project\")".to_owned());
    }
    match arg.default {
        Some(Usual::Truth(truth)) => parts.push(format!("(default {truth})")),
        Some(Usual::Text(usual)) => parts.push(format!("(default \"{usual}\")")),
        None => {}
    }
    parts.join(" ")
}

fn result_help(operation: &Operation) -> &'static str {
    match operation.answer {
        Answer::Many(_) => "the list",
        Answer::Text(_) => "the text, a string",
        Answer::Body => "the whole answer",
        _ => "the object",
    }
}

/// Lines of at most 120 characters.
fn wrapped(text: &str, indent: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("a line");
        if line.len() + word.len() + 1 > WIDTH {
            lines.push(format!("{indent}{word}"));
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
