//! Projects: their tree and their tags.

use super::standard;
use crate::error::Result;
use crate::identity::arguments::Arguments;
use crate::identity::operation::{Answer, Operation, Rest, body, flag, local, query};

/// Projects.
pub static PROJECTS: &[Operation] = &[
    standard!(create, "v3.projects", "/projects", "project", "a project").args(&[
        body("name").required(),
        body("domain").wire("domain_id"),
        body("description"),
        body("enabled").default(true),
        body("parent").wire("parent_id"),
    ]),
    Operation::new(
        "v3.projects.get",
        "GET",
        "/projects/{project}",
        Answer::One("project"),
        "Gets a project by id, with its parents or its subtree if asked for.",
    )
    .ids(&["project"])
    .args(&[flag("subtree_as_list"), flag("subtree_as_ids"), flag("parents_as_list"), flag("parents_as_ids")])
    .only_ids()
    .check(one_form_of_each),
    Operation::new(
        "v3.projects.get_hierarchy",
        "GET",
        "/projects/{project}",
        Answer::One("project"),
        "Gets a project by id with its parents or its subtree.",
    )
    .ids(&["project"])
    .args(&[flag("subtree_as_list"), flag("subtree_as_ids"), flag("parents_as_list"), flag("parents_as_ids")])
    .check(one_form_of_each),
    standard!(head, "v3.projects", "/projects", "project", "a project"),
    standard!(list, "v3.projects", "/projects", "projects", "projects")
        .args(&[local("user"), query("domain").wire("domain_id"), query("parent").wire("parent_id")])
        .when("user", "/users/{user}/projects")
        .falls_back(),
    standard!(find, "v3.projects", "/projects", "projects", "a project")
        .args(&[query("domain").wire("domain_id"), query("parent").wire("parent_id")]),
    standard!(update, "v3.projects", "/projects", "project", "a project").args(&[
        body("name"),
        body("domain").wire("domain_id"),
        body("description"),
        body("enabled"),
    ]),
    standard!(delete, "v3.projects", "/projects", "project", "a project"),
    Operation::new(
        "v3.projects.add_tag",
        "PUT",
        "/projects/{project}/tags/{tag}",
        Answer::Nothing,
        "Gives a project a tag.",
    )
    .ids(&["project", "tag"]),
    Operation::new(
        "v3.projects.check_tag",
        "HEAD",
        "/projects/{project}/tags/{tag}",
        Answer::Exists,
        "Looks whether a project has a tag.",
    )
    .ids(&["project", "tag"]),
    Operation::new(
        "v3.projects.delete_tag",
        "DELETE",
        "/projects/{project}/tags/{tag}",
        Answer::Nothing,
        "Takes a tag from a project.",
    )
    .ids(&["project", "tag"]),
    Operation::new(
        "v3.projects.delete_all_tags",
        "DELETE",
        "/projects/{project}/tags",
        Answer::Nothing,
        "Takes all tags from a project.",
    )
    .ids(&["project"]),
    Operation::new(
        "v3.projects.list_tags",
        "GET",
        "/projects/{project}/tags",
        Answer::Many("tags"),
        "Lists the tags of a project.",
    )
    .ids(&["project"]),
    Operation::new(
        "v3.projects.update_tags",
        "PUT",
        "/projects/{project}/tags",
        Answer::Many("tags"),
        "Gives a project these tags and no others.",
    )
    .ids(&["project"])
    .args(&[body("tags").required()]),
];

fn one_form_of_each(arguments: &Arguments<'_>) -> Result<()> {
    for (list, ids) in [("subtree_as_list", "subtree_as_ids"), ("parents_as_list", "parents_as_ids")] {
        if arguments.is_true(list)? && arguments.is_true(ids)? {
            return Err(arguments.invalid(&format!("'{list}' and '{ids}' cannot both be true")));
        }
    }
    Ok(())
}
