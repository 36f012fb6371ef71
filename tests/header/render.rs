//! From declarations to the two headers.

use std::fmt::Write as _;

use crate::declarations::{Declaration, Field, Shape};
use crate::source::Section;

/// Longer declarations take a line for each parameter.
const WIDTH: usize = 100;

/// `keystoneclient.h`.
pub(crate) fn header(front: &str, sections: &[Section]) -> String {
    let mut lines: Vec<String> = front.trim().lines().map(str::to_owned).collect();
    lines.extend([String::new(), "Contents".to_owned()]);
    lines.extend(contents(sections.iter().map(|section| section.title.as_str())));
    let mut page = comment(&lines);
    page.push_str("\n#ifndef LIBKEYSTONECLIENT_H\n#define LIBKEYSTONECLIENT_H\n\n");
    page.push_str("#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n\n");
    page.push_str(&version_macros());
    page.push_str("\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n");
    page.push_str(&banner("Types", &["What the library hands out and takes, by pointer only.".to_owned()], &[]));
    for declaration in types(sections) {
        let opaque = declaration.shape == Shape::Opaque;
        let doc = if opaque { declaration.doc.clone() } else { vec![first_sentence(&declaration.doc) + "."] };
        let _ = write!(page, "\n{}{}\n", comment(&doc), forward(declaration));
    }
    for section in sections {
        let _ = write!(page, "\n{}", banner(&section.title, &section.text, &section.declarations));
        for declaration in in_order(section).into_iter().filter(|one| one.shape != Shape::Opaque) {
            let _ = write!(page, "\n{}", documented(declaration));
        }
    }
    page.push_str("\n#ifdef __cplusplus\n}\n#endif\n\n#endif /* LIBKEYSTONECLIENT_H */\n");
    page
}

/// `keystoneclient.cdef`: the same without directives, macros and comments, one line for each function.
pub(crate) fn cdef(sections: &[Section]) -> String {
    let mut text: String = types(sections).map(|declaration| forward(declaration) + "\n").collect();
    let others = sections.iter().flat_map(in_order).filter(|one| one.shape != Shape::Opaque);
    text.extend(others.map(|one| one.text() + "\n"));
    text
}

/// What functions mention comes before them.
fn in_order(section: &Section) -> Vec<&Declaration> {
    let mut all: Vec<&Declaration> = section.declarations.iter().collect();
    all.sort_by_key(|one| match one.shape {
        Shape::Opaque => 0,
        Shape::Alias(_) => 1,
        Shape::Enum(_) => 2,
        Shape::Struct(_) => 3,
        Shape::Function { .. } => 4,
    });
    all
}

/// Structures, which may mention one another.
fn types(sections: &[Section]) -> impl Iterator<Item = &Declaration> {
    let all = sections.iter().flat_map(|section| &section.declarations);
    all.filter(|one| matches!(one.shape, Shape::Opaque | Shape::Struct(_)))
}

fn forward(declaration: &Declaration) -> String {
    format!("typedef struct {0} {0};", declaration.name)
}

fn documented(declaration: &Declaration) -> String {
    let doc = comment(&declaration.doc);
    let name = &declaration.name;
    match &declaration.shape {
        Shape::Enum(enumerators) => {
            let lines = enumerators.iter().map(|one| format!("{}    {},\n", indented(&one.doc), one.text()));
            format!("{doc}typedef enum {name} {{\n{}}} {name};\n", trailing_comma_off(&lines.collect::<String>()))
        }
        Shape::Struct(members) => {
            let lines =
                members.iter().map(|member| format!("{}{}", indented(&member.doc), wrapped("    ", &member.text)));
            format!("{doc}struct {name} {{\n{}}};\n{}", lines.collect::<String>(), init_macro(name, members))
        }
        Shape::Function { .. } => format!("{doc}{}", wrapped("", declaration.text().trim_end_matches(';'))),
        Shape::Opaque | Shape::Alias(_) => format!("{doc}{}\n", declaration.text()),
    }
}

/// A declaration; a long one with a line for each parameter.
fn wrapped(indent: &str, text: &str) -> String {
    match text.rsplit_once('(') {
        Some((head, parameters)) if indent.len() + text.len() >= WIDTH => {
            let parameters =
                parameters.replace(", ", &format!(",\n{indent}    ")).replace(')', &format!("\n{indent})"));
            format!("{indent}{head}(\n{indent}    {parameters};\n")
        }
        _ => format!("{indent}{text};\n"),
    }
}

/// A comma behind the last enumerator is not C89, and some binding generators speak no other.
fn trailing_comma_off(lines: &str) -> String {
    lines.strip_suffix(",\n").map(|lines| lines.to_owned() + "\n").unwrap_or_default()
}

/// The initializer of a structure that tells its size; it lists every member, as -Wextra wants.
pub(crate) fn init_macro(name: &str, members: &[Field]) -> String {
    if members.first().is_none_or(|first| first.text != "size_t size") {
        return String::new();
    }
    let macro_name = name.to_uppercase() + "_INIT";
    let values = members.iter().skip(1).map(|member| match member.of.as_deref() {
        None => "NULL",
        Some(of) if of.ends_with('*') => "NULL",
        Some("bool") => "false",
        Some("double") => "0.0",
        Some(_) => "0",
    });
    let values: String = values.map(|value| format!(", {value}")).collect();
    format!("\n/** A {name} in which only its size is set. */\n#define {macro_name} {{ sizeof({name}){values} }}\n")
}

fn version_macros() -> String {
    let (major, minor, patch) =
        (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"), env!("CARGO_PKG_VERSION_PATCH"));
    format!(
        "/** The version of this header. */\n\
         #define KEYSTONECLIENT_VERSION \"{major}.{minor}.{patch}\"\n\
         #define KEYSTONECLIENT_VERSION_MAJOR {major}\n\
         #define KEYSTONECLIENT_VERSION_MINOR {minor}\n\
         #define KEYSTONECLIENT_VERSION_PATCH {patch}\n\
         \n\
         /** The version as a number that compares; ks_library_version_number is the one at run time. */\n\
         #define KEYSTONECLIENT_VERSION_NUMBER \\\n    \
             ((KEYSTONECLIENT_VERSION_MAJOR << 16) | (KEYSTONECLIENT_VERSION_MINOR << 8) | KEYSTONECLIENT_VERSION_PATCH)\n\
         \n\
         /** Whether this header is of that version or a later one; also in #if. */\n\
         #define KEYSTONECLIENT_VERSION_AT_LEAST(major, minor, patch) \\\n    \
             (KEYSTONECLIENT_VERSION_NUMBER >= (((major) << 16) | ((minor) << 8) | (patch)))\n"
    )
}

/// The titles of all sections, as a paragraph.
fn contents<'t>(titles: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut lines = vec![String::new()];
    for title in titles {
        let last = lines.last_mut().filter(|line| line.len() + title.len() + 3 < WIDTH + 20);
        match last {
            Some(line) if line.is_empty() => *line = format!("    {title}"),
            Some(line) => line.extend(["; ", title]),
            None => {
                if let Some(line) = lines.last_mut() {
                    line.push(';');
                }
                lines.push(format!("    {title}"));
            }
        }
    }
    lines
}

/// The title of a section, its text, and its functions with what each does.
fn banner(title: &str, text: &[String], declarations: &[Declaration]) -> String {
    let mut page = format!("/* {0}\n * {title}\n *\n", "=".repeat(WIDTH - 3));
    for line in text {
        page.push_str(format!(" * {line}").trim_end());
        page.push('\n');
    }
    let functions: Vec<&Declaration> = declarations.iter().filter(|one| one.is_function()).collect();
    let width = functions.iter().map(|function| function.name.len()).max().unwrap_or_default();
    if !functions.is_empty() {
        page.push_str(" *\n");
    }
    for function in functions {
        let _ = writeln!(page, " *   {:width$}  {}", function.name, first_sentence(&function.doc));
    }
    let _ = writeln!(page, " * {} */", "=".repeat(WIDTH - 6));
    page
}

/// The first sentence, up to a colon if it is long.
fn first_sentence(doc: &[String]) -> String {
    let paragraph = doc.iter().take_while(|line| !line.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    let end = [". ", ": ", "; "].iter().filter_map(|end| paragraph.find(end)).min();
    let sentence = paragraph.get(..end.unwrap_or(paragraph.len())).unwrap_or_default();
    sentence.trim_end_matches('.').to_owned()
}

fn comment(lines: &[String]) -> String {
    match lines {
        [] => String::new(),
        [line] => format!("/** {line} */\n"),
        _ => {
            let lines = lines.iter().map(|line| format!(" * {line}").trim_end().to_owned() + "\n");
            format!("/**\n{} */\n", lines.collect::<String>())
        }
    }
}

fn indented(doc: &[String]) -> String {
    comment(doc).lines().map(|line| format!("    {line}\n")).collect()
}
