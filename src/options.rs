//! Named options: what a caller gives ([`Params`]), what there is ([`Spec`]), and the one checked against the other ([`Options`]).

mod convert;
mod params;
mod spec;

use std::fmt;

pub(crate) use convert::truth;
pub use params::{Param, Params};
pub use spec::{Kind, Scalar, Spec, describe, distinct};

use crate::error::{Code, Error, Result};
use crate::text::Secret;
use params::quoted;

/// Options that were checked: each one known, of its kind, and none missing that is required.
///
/// A getter answers with what was given or else the default. `null` stands for neither: it takes the default away. A name that
/// is not in the table, or a getter of another kind, is a defect of the code that asks: `None`, and debug builds say so.
#[derive(Clone)]
pub struct Options(Vec<Slot>);

#[derive(Clone)]
struct Slot {
    spec: &'static Spec,
    value: Option<Param>,
    given: bool,
}

impl Options {
    /// Checks `params` against the options in `groups`. `what` takes them, as in "'x' is not an option of v3password".
    ///
    /// Keys may have `-` for `_`. A deprecated name counts while the current one is not given. Text that reads as a number or
    /// truth value is taken for one, and a whole number for a string.
    ///
    /// Fails with the first failure of `params` itself, with `UnsupportedParameters` naming every key that is not known and
    /// every value of another kind, with `OptionError` for values out of their range, with `MissingRequiredOptions` naming
    /// all that is missing.
    pub fn read(groups: &[&'static [Spec]], params: &Params, what: &str) -> Result<Self> {
        let (options, missing) = Self::read_incomplete(groups, &[], params, what)?;
        missing.map_or(Ok(options), Err)
    }

    /// The same, where of each group of names in `needs` one must be given. What is missing comes beside the options, for those who
    /// have more to say about them.
    pub fn read_incomplete(
        groups: &[&'static [Spec]],
        needs: &[&[&str]],
        params: &Params,
        what: &str,
    ) -> Result<(Self, Option<Error>)> {
        params.check()?;
        let specs = distinct(groups);
        let mut complaints = Complaints::default();
        // What was given for each option, and how old the name was under which it was: 0 is the current one.
        let mut found: Vec<Option<(usize, &Param)>> = vec![None; specs.len()];
        for (key, value) in params.iter() {
            let name = key.replace('-', "_");
            match find(&specs, &name).and_then(|(at, age)| Some((found.get_mut(at)?, age))) {
                Some((place, age)) if place.is_none_or(|(known, _)| age <= known) => *place = Some((age, value)),
                Some(_) => {}
                None => complaints.add(|| unknown(&specs, key, &name, what)),
            }
        }
        let mut slots = Vec::with_capacity(specs.len());
        for (spec, found) in specs.iter().zip(found) {
            let value = match found {
                None => convert::default_of(spec),
                Some((_, Param::Null)) => None,
                Some((_, value)) => convert::convert(spec, value).map_err(|error| complaints.add(|| error)).ok(),
            };
            let given = found.is_some_and(|(_, value)| !matches!(value, Param::Null));
            slots.push(Slot { spec, value, given });
        }
        complaints.check()?;
        let has = |name: &&str| slots.iter().any(|slot| slot.spec.name == *name && slot.value.is_some());
        let required = slots.iter().filter(|slot| slot.is_missing()).map(|slot| quoted(slot.spec.name));
        let needed = needs.iter().filter(|names| !names.iter().any(has)).map(|names| {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            names.join(" or ")
        });
        let missing: Vec<String> = required.chain(needed).collect();
        let missing = (!missing.is_empty())
            .then(|| Error::new(Code::MISSING_REQUIRED_OPTIONS, format!("{what} requires {}", missing.join(", "))));
        Ok((Self(slots), missing))
    }

    fn slot(&self, name: &str, kind: Kind) -> Option<&Slot> {
        let slot = self.0.iter().find(|slot| slot.spec.name == name);
        debug_assert!(slot.is_some(), "there is no option '{name}'");
        debug_assert!(slot.is_none_or(|slot| slot.spec.kind == kind || kind == Kind::Any), "'{name}' is not {kind:?}");
        slot
    }

    /// Whether the caller gave it, under any of its names, and not `null`.
    pub fn given(&self, name: &str) -> bool {
        self.slot(name, Kind::Any).is_some_and(|slot| slot.given)
    }

    /// Whether there is an option of this name.
    pub fn knows(&self, name: &str) -> bool {
        self.0.iter().any(|slot| slot.spec.name == name)
    }

    /// What to ask a person who did not give it.
    pub fn prompt(&self, name: &str) -> Option<&'static str> {
        self.slot(name, Kind::Any)?.spec.prompt
    }

    /// A string.
    pub fn string(&self, name: &str) -> Option<&str> {
        self.secret(name).map(Secret::expose)
    }

    /// A string that is to be kept as a secret.
    pub fn secret(&self, name: &str) -> Option<&Secret> {
        match self.slot(name, Kind::String)?.value.as_ref()? {
            Param::String(string) => Some(string),
            _ => None,
        }
    }

    /// A whole number.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.slot(name, Kind::Int)?.value.as_ref()? {
            Param::Int(number) => Some(*number),
            _ => None,
        }
    }

    /// A number.
    pub fn double(&self, name: &str) -> Option<f64> {
        match self.slot(name, Kind::Double)?.value.as_ref()? {
            Param::Double(number) => Some(*number),
            _ => None,
        }
    }

    /// A truth value; `default` where there is neither a value nor a default in the table.
    pub fn bool(&self, name: &str, default: bool) -> bool {
        match self.slot(name, Kind::Bool).and_then(|slot| slot.value.as_ref()) {
            Some(Param::Bool(truth)) => *truth,
            _ => default,
        }
    }

    /// The strings of a list; none for an option that was not given, which [`Options::given`] tells from an empty list.
    pub fn strings(&self, name: &str) -> Vec<&str> {
        let strings = self.list(name, Kind::List).iter();
        strings
            .filter_map(|element| if let Param::String(string) = element { Some(string.expose()) } else { None })
            .collect()
    }

    /// The whole numbers of a list; none for an option that was not given, as with [`Options::strings`].
    pub fn ints(&self, name: &str) -> Vec<i64> {
        let numbers = self.list(name, Kind::IntList).iter();
        numbers.filter_map(|element| if let Param::Int(number) = element { Some(*number) } else { None }).collect()
    }

    fn list(&self, name: &str, kind: Kind) -> &[Param] {
        match self.slot(name, kind).and_then(|slot| slot.value.as_ref()) {
            Some(Param::List(list)) => list,
            _ => &[],
        }
    }

    /// Options within an option.
    pub fn params(&self, name: &str) -> Option<&Params> {
        match self.slot(name, Kind::Params)?.value.as_ref()? {
            Param::Params(params) => Some(params),
            _ => None,
        }
    }

    /// The value as it is, whatever its kind.
    pub fn value(&self, name: &str) -> Option<&Param> {
        self.slot(name, Kind::Any)?.value.as_ref()
    }
}

impl Slot {
    fn is_missing(&self) -> bool {
        self.spec.required && self.value.is_none()
    }
}

/// The option that has or had this name, and how old the name is.
fn find(specs: &[&Spec], name: &str) -> Option<(usize, usize)> {
    let current = specs.iter().position(|spec| spec.name == name).map(|at| (at, 0));
    current.or_else(|| {
        specs.iter().enumerate().find_map(|(at, spec)| {
            let age = spec.deprecated.iter().position(|old| *old == name)?;
            Some((at, age + 1))
        })
    })
}

fn unknown(specs: &[&Spec], key: &str, name: &str, what: &str) -> Error {
    let mut message = format!("{} is not an option of {what}", quoted(key));
    if let Some(near) = nearest(specs, name) {
        message.push_str("; did you mean ");
        message.push_str(&quoted(near));
        message.push('?');
    }
    Error::new(Code::UNSUPPORTED_PARAMETERS, message)
}

/// Whether a name may be another one misspelt: longer ones are no slips, and comparing takes time by length.
pub(crate) fn may_be_misspelt(name: &str) -> bool {
    name.len() <= 64
}

/// The option whose name, or old name, is but a few slips away from `name`.
fn nearest(specs: &[&Spec], name: &str) -> Option<&'static str> {
    if !may_be_misspelt(name) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let names = specs.iter().flat_map(|spec| {
        let all = std::iter::once(&spec.name).chain(spec.deprecated);
        all.map(|known| (spec.name, *known))
    });
    let slips = names.map(|(current, known)| (strsim::damerau_levenshtein(&name, known), current, known));
    let near = slips.filter(|(slips, _, known)| *slips <= name.len().max(known.len()) / 3);
    near.min_by_key(|(slips, ..)| *slips).map(|(_, current, _)| current)
}

/// What is wrong with what was given.
#[derive(Default)]
struct Complaints {
    shown: Vec<Error>,
    more: usize,
}

impl Complaints {
    /// Who gives hundreds of wrong names has one cause to find, not hundreds.
    const MOST: usize = 16;

    fn add(&mut self, complaint: impl FnOnce() -> Error) {
        if self.shown.len() < Self::MOST {
            self.shown.push(complaint());
        } else {
            self.more += 1;
        }
    }

    /// One error out of all: the weightiest code, and every message.
    fn check(self) -> Result<()> {
        match self.shown.as_slice() {
            [] => return Ok(()),
            [single] => return Err(single.clone()),
            _ => {}
        }
        // A name that is not known explains more than a value that does not fit: it may be the cause of it.
        let is_unsupported = self.shown.iter().any(|complaint| complaint.code() == Code::UNSUPPORTED_PARAMETERS);
        let code = if is_unsupported { Code::UNSUPPORTED_PARAMETERS } else { Code::OPTION_ERROR };
        let mut sentences: Vec<String> = self.shown.iter().map(|shown| sentence(shown.message().as_str())).collect();
        if self.more > 0 {
            sentences.push(format!("And {} more.", self.more));
        }
        Err(Error::new(code, sentences.join(" ")))
    }
}

fn sentence(message: &str) -> String {
    if message.ends_with('?') { message.to_owned() } else { format!("{message}.") }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = self.0.iter().filter_map(|slot| Some((slot.spec.name, slot.value.as_ref()?)));
        f.debug_map().entries(values).finish()
    }
}

#[cfg(test)]
mod tests;
