//! The page that lists all operations.

use keystoneclient::identity::{Answer, MANAGERS, Operation};

use crate::functions;

pub(crate) fn page() -> String {
    let mut parts = vec![
        "# Operations of the Identity API\n\n\
         Written by `KS_BLESS=1 cargo test --test operations` out of the table in `src/identity`.\n\n\
         Each is reached by name through `ks_client_call`, and those that the API has by a function of their own as well.\n"
            .to_owned(),
    ];
    for manager in MANAGERS {
        parts.push(format!(
            "\n## {}\n\n| name | function | request | arguments by name |\n| --- | --- | --- | --- |\n",
            manager.title
        ));
        parts.extend(manager.operations.iter().map(row));
    }
    parts.concat()
}

fn row(operation: &Operation) -> String {
    if operation.answer == Answer::Unimplemented {
        return format!("| {} | none: {} | | |\n", operation.name, operation.help);
    }
    let mut arguments = vec!["client"];
    arguments.extend(operation.ids);
    arguments.extend(functions::takes_params(operation).then_some("params"));
    arguments.extend(functions::has_result(operation).then_some("&value"));
    arguments.push("&error");
    let function = format!("`{}({})`", functions::symbol(operation), arguments.join(", "));
    let by_name = if operation.takes_params() { functions::params_help(operation) } else { String::new() };
    let by_name = by_name.trim_start_matches("by name: ").replace('|', "\\|");
    format!("| {} | {function} | {} {} | {by_name} |\n", operation.name, operation.method, operation.path)
}
