//! Reads C declarations as cbindgen writes them, and the `.cdef`: regular enough that no C parser is needed.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeSet;

/// What one declaration declares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    /// A type whose members C does not see.
    Opaque,
    /// Another name for a type: all that stands between `typedef` and `;`.
    Alias(String),
    Enum(Vec<Enumerator>),
    Struct(Vec<Field>),
    Function {
        returns: String,
        parameters: Vec<Field>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Enumerator {
    pub(crate) doc: Vec<String>,
    pub(crate) name: String,
    pub(crate) value: i64,
}

/// A member or a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) doc: Vec<String>,
    pub(crate) name: String,
    /// The declaration without its semicolon, in one line.
    pub(crate) text: String,
    /// The type of one that is no function pointer; `const char *`.
    pub(crate) of: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declaration {
    pub(crate) doc: Vec<String>,
    pub(crate) name: String,
    pub(crate) shape: Shape,
}

impl Declaration {
    /// The declaration in one line, or one for each member, without comments.
    pub(crate) fn text(&self) -> String {
        let name = &self.name;
        match &self.shape {
            Shape::Opaque => format!("typedef struct {name} {name};"),
            Shape::Alias(text) => format!("typedef {text};"),
            Shape::Enum(enumerators) => {
                let lines = enumerators.iter().map(|enumerator| format!("    {},\n", enumerator.text()));
                format!("typedef enum {name} {{\n{}}} {name};", lines.collect::<String>())
            }
            Shape::Struct(members) => {
                let lines = members.iter().map(|member| format!("    {};\n", member.text));
                format!("struct {name} {{\n{}}};", lines.collect::<String>())
            }
            Shape::Function { parameters, .. } => {
                let parameters: Vec<&str> = parameters.iter().map(|parameter| parameter.text.as_str()).collect();
                format!(
                    "{}({});",
                    self.head(),
                    if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") }
                )
            }
        }
    }

    /// What stands before the parameters of a function.
    pub(crate) fn head(&self) -> String {
        let Shape::Function { returns, .. } = &self.shape else { return String::new() };
        let space = if returns.ends_with('*') { "" } else { " " };
        format!("{returns}{space}{}", self.name)
    }

    pub(crate) fn is_function(&self) -> bool {
        matches!(self.shape, Shape::Function { .. })
    }
}

impl Enumerator {
    pub(crate) fn text(&self) -> String {
        format!("{} = {}", self.name, self.value)
    }
}

/// Every name that these declare or this header defines: functions, types, enumerators and macros.
pub(crate) fn names(declarations: &[Declaration], header: &str) -> BTreeSet<String> {
    let macros = header.lines().filter_map(|line| line.strip_prefix("#define ")?.split([' ', '(']).next());
    let mut names: BTreeSet<String> = macros.map(str::to_owned).collect();
    for declaration in declarations {
        if let Shape::Enum(enumerators) = &declaration.shape {
            names.extend(enumerators.iter().map(|one| one.name.clone()));
        }
        names.insert(declaration.name.clone());
    }
    names
}

/// Every declaration in `text`, in its order.
pub(crate) fn read(text: &str) -> Vec<Declaration> {
    statements(text).into_iter().map(|(doc, statement)| declaration(doc, &statement)).collect()
}

/// What of `old` is missing in `new`, or has changed: enumerations may only gain names, structures only members at their end.
pub(crate) fn lost(old: &[Declaration], new: &[Declaration]) -> Vec<String> {
    let mut lost = Vec::new();
    for old in old {
        // An opaque type and its structure have the same name.
        let opaque = |one: &Declaration| one.shape == Shape::Opaque;
        let new = new.iter().find(|new| new.name == old.name && opaque(new) == opaque(old));
        match (&old.shape, new.map(|new| &new.shape)) {
            (Shape::Enum(old_names), Some(Shape::Enum(new_names))) => {
                let new_names: Vec<String> = new_names.iter().map(Enumerator::text).collect();
                lost.extend(old_names.iter().map(Enumerator::text).filter(|name| !new_names.contains(name)));
            }
            (Shape::Struct(old_members), Some(Shape::Struct(new_members))) => {
                let mut pairs = old_members.iter().zip(new_members);
                if new_members.len() < old_members.len() || pairs.any(|(old, new)| old.text != new.text) {
                    lost.push(old.text());
                }
            }
            _ if new.is_none_or(|new| new.text() != old.text()) => lost.push(old.text()),
            _ => {}
        }
    }
    lost
}

fn declaration(doc: Vec<String>, statement: &str) -> Declaration {
    let body = statement.split_once('{').and_then(|(_, rest)| rest.rsplit_once('}'));
    let plain = one_line(&without_comments(statement));
    let words: Vec<&str> = plain.split_whitespace().collect();
    let last = || words.last().map(|word| (*word).to_owned()).unwrap_or_default();
    let (name, shape) = match (words.as_slice(), body) {
        (["typedef", "enum", ..], Some((body, _))) => (last(), Shape::Enum(enumerators(body))),
        (["typedef", "struct", ..], Some((body, _))) => (last(), Shape::Struct(members(body))),
        (["struct", name, ..], Some((body, _))) => ((*name).to_owned(), Shape::Struct(members(body))),
        (["typedef", "struct", tag, name], None) if tag == name => (last(), Shape::Opaque),
        (["typedef", ..], None) => {
            let alias = plain.trim_start_matches("typedef ").to_owned();
            (field(Vec::new(), &alias).name, Shape::Alias(alias))
        }
        _ => {
            let (head, parameters) = plain.split_once('(').unwrap_or_else(|| panic!("what is this? {plain}"));
            let head = field(Vec::new(), head);
            let parameters = parameters.trim_end().trim_end_matches(')');
            let parameters =
                split(parameters, ',').into_iter().filter(|one| one != "void").map(|one| field(Vec::new(), &one));
            (head.name, Shape::Function { returns: head.of.unwrap_or_default(), parameters: parameters.collect() })
        }
    };
    Declaration { doc, name, shape }
}

fn enumerators(body: &str) -> Vec<Enumerator> {
    let mut next = 0;
    let mut all = Vec::new();
    for (doc, text) in separated(body, ',') {
        let (name, value) = text.split_once('=').map_or((text.as_str(), None), |(name, value)| (name, Some(value)));
        let value = value.map_or(next, |value| value.trim().parse().unwrap_or_else(|_| panic!("no number: {text}")));
        next = value + 1;
        all.push(Enumerator { doc, name: name.trim().to_owned(), value });
    }
    all
}

fn members(body: &str) -> Vec<Field> {
    separated(body, ';').into_iter().map(|(doc, text)| field(doc, &text)).collect()
}

/// `const char *name` or `int (*name)(void)`.
fn field(doc: Vec<String>, text: &str) -> Field {
    let text = one_line(text);
    let name_of = |text: &str| {
        text.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
    };
    if let Some((_, rest)) = text.split_once("(*") {
        let name = rest.split(')').next().unwrap_or_default().to_owned();
        return Field { doc, name, text, of: None };
    }
    let name = name_of(&text);
    let of = text.strip_suffix(name.as_str()).unwrap_or_default().trim().to_owned();
    Field { doc, name, text, of: Some(of) }
}

/// The statements of a text, each with the comment before it.
fn statements(text: &str) -> Vec<(Vec<String>, String)> {
    separated(text, ';')
}

/// What `separator` separates outside of brackets and comments, each with the comment before it.
fn separated(text: &str, separator: char) -> Vec<(Vec<String>, String)> {
    let mut all = Vec::new();
    let (mut doc, mut piece, mut depth) = (Vec::new(), String::new(), 0);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            let (comment, after) = comment.split_once("*/").unwrap_or((comment, ""));
            if piece.trim().is_empty() {
                doc = comment_lines(comment);
            } else {
                piece.extend(["/*", comment, "*/"]);
            }
            rest = after;
            continue;
        }
        match first {
            '{' | '(' => depth += 1,
            '}' | ')' => depth -= 1,
            _ => {}
        }
        if first == separator && depth == 0 {
            all.push((std::mem::take(&mut doc), std::mem::take(&mut piece).trim().to_owned()));
        } else {
            piece.push(first);
        }
        rest = &rest[first.len_utf8()..];
    }
    if !piece.trim().is_empty() {
        all.push((doc, piece.trim().to_owned()));
    }
    all
}

fn split(text: &str, separator: char) -> Vec<String> {
    separated(text, separator).into_iter().map(|(_, piece)| piece).collect()
}

fn comment_lines(comment: &str) -> Vec<String> {
    let star = |line: &str| {
        let line = line.trim();
        let line = line.strip_prefix('*').unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line).to_owned()
    };
    comment.trim_start_matches('*').trim().lines().map(star).collect()
}

fn without_comments(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain + rest
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
