//! What options there are: one row for each, from which checks, documentation and bindings follow.

use serde_json::{Map, Value, json};

/// The description of one option. Made in constants: `Spec::string("auth_url", "the URL of Identity").required()`.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The name, words joined by `_`.
    pub name: &'static str,
    /// What kind of value it takes.
    pub kind: Kind,
    /// What it is when it is not given.
    pub default: Option<Scalar>,
    /// Whether nothing works without it.
    pub required: bool,
    /// Whether its value never shows.
    pub secret: bool,
    /// What a program would ask its user who did not give it.
    pub prompt: Option<&'static str>,
    /// What it is for, in a line.
    pub help: &'static str,
    /// Names that it had, the most recent first.
    pub deprecated: &'static [&'static str],
    /// The strings that it may be; empty when any will do.
    pub choices: &'static [&'static str],
    /// The least number that it may be.
    pub minimum: Option<i64>,
}

/// What kind of value an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    String,
    /// A whole number.
    Int,
    /// A number.
    Double,
    /// `true` or `false`.
    Bool,
    /// Strings; one string stands for a list of one.
    List,
    /// Whole numbers; one number stands for a list of one.
    IntList,
    /// Options within an option.
    Params,
    /// Anything.
    Any,
}

/// A default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scalar {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Double(f64),
    /// A string.
    String(&'static str),
}

impl Kind {
    /// The kind's name, for programs that build their own forms and flags out of the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Int => "int",
            Self::Double => "double",
            Self::Bool => "bool",
            Self::List => "list",
            Self::IntList => "int_list",
            Self::Params => "params",
            Self::Any => "any",
        }
    }

    /// What a value of this kind is, for a message that says "must be ...".
    pub(super) fn phrase(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Int => "a whole number",
            Self::Double => "a number",
            Self::Bool => "true or false",
            Self::List => "a list of strings",
            Self::IntList => "a list of whole numbers",
            Self::Params => "an object",
            Self::Any => "a value",
        }
    }
}

impl Spec {
    const fn new(name: &'static str, kind: Kind, help: &'static str) -> Self {
        Self {
            name,
            kind,
            default: None,
            required: false,
            secret: false,
            prompt: None,
            help,
            deprecated: &[],
            choices: &[],
            minimum: None,
        }
    }

    /// An option that takes a string.
    pub const fn string(name: &'static str, help: &'static str) -> Self {
        Self::new(name, Kind::String, help)
    }

    /// An option that takes a whole number.
    pub const fn int(name: &'static str, help: &'static str) -> Self {
        Self::new(name, Kind::Int, help)
    }

    /// An option that takes a number.
    pub const fn double(name: &'static str, help: &'static str) -> Self {
        Self::new(name, Kind::Double, help)
    }

    /// An option that takes `true` or `false`.
    pub const fn bool(name: &'static str, help: &'static str) -> Self {
        Self::new(name, Kind::Bool, help)
    }

    /// An option that takes strings.
    pub const fn list(name: &'static str, help: &'static str) -> Self {
        Self::new(name, Kind::List, help)
    }

    /// An option that takes whole numbers.
    pub const fn int_list(name: &'static str, help: &'static str) -> Self {
        Self::new(name, Kind::IntList, help)
    }

    /// An option that takes options.
    pub const fn params(name: &'static str, help: &'static str) -> Self {
        Self::new(name, Kind::Params, help)
    }

    /// An option that takes anything.
    pub const fn any(name: &'static str, help: &'static str) -> Self {
        Self::new(name, Kind::Any, help)
    }

    /// Nothing works without it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Its value never shows.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// What it is when it is not given.
    #[must_use]
    pub const fn default(mut self, default: Scalar) -> Self {
        self.default = Some(default);
        self
    }

    /// What a program would ask its user who did not give it. The library itself never asks.
    #[must_use]
    pub const fn prompt(mut self, prompt: &'static str) -> Self {
        self.prompt = Some(prompt);
        self
    }

    /// Names that it had, the most recent first.
    #[must_use]
    pub const fn deprecated(mut self, names: &'static [&'static str]) -> Self {
        self.deprecated = names;
        self
    }

    /// The strings that it may be.
    #[must_use]
    pub const fn choices(mut self, choices: &'static [&'static str]) -> Self {
        self.choices = choices;
        self
    }

    /// The least number that it may be.
    #[must_use]
    pub const fn minimum(mut self, minimum: i64) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// The row as data; `choices` and `minimum` only where there are any.
    pub fn describe(&self) -> Value {
        let default = match self.default {
            None => Value::Null,
            Some(Scalar::Bool(truth)) => truth.into(),
            Some(Scalar::Int(number)) => number.into(),
            Some(Scalar::Double(number)) => number.into(),
            Some(Scalar::String(string)) => string.into(),
        };
        let mut row = Map::new();
        row.insert("name".into(), self.name.into());
        row.insert("type".into(), self.kind.name().into());
        row.insert("default".into(), default);
        row.insert("required".into(), self.required.into());
        row.insert("secret".into(), self.secret.into());
        row.insert("prompt".into(), json!(self.prompt));
        row.insert("help".into(), self.help.into());
        row.insert("deprecated".into(), json!(self.deprecated));
        if !self.choices.is_empty() {
            row.insert("choices".into(), json!(self.choices));
        }
        if let Some(minimum) = self.minimum {
            row.insert("minimum".into(), minimum.into());
        }
        Value::Object(row)
    }
}

/// Every option of `groups` once, in order; of two with one name, which methods that log in together may share, the first.
pub fn distinct(groups: &[&'static [Spec]]) -> Vec<&'static Spec> {
    let mut specs: Vec<&'static Spec> = Vec::new();
    for spec in groups.iter().copied().flatten() {
        if !specs.iter().any(|known| known.name == spec.name) {
            specs.push(spec);
        }
    }
    specs
}

/// The options of `groups` as data: a list of rows with name, type, default, required, secret, prompt, help and deprecated names.
pub fn describe(groups: &[&'static [Spec]]) -> Value {
    distinct(groups).into_iter().map(Spec::describe).collect()
}
