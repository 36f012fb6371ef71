//! What a caller gives to an operation, held against its row.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::operation::{Operation, Place, Rest, Usual};
use crate::error::{Code, Error, Result};
use crate::options::{Param, Params, may_be_misspelt};

/// All that may stand in a segment as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The arguments of one call: known, complete, and none given twice.
pub(super) struct Arguments<'a> {
    operation: &'static Operation,
    /// Of each named argument of the row, in the order of the row.
    named: Vec<Option<&'a Param>>,
    ids: Vec<Option<&'a Param>>,
    rest: Vec<(&'a str, &'a Param)>,
    own_user: Option<Cow<'a, str>>,
}

impl<'a> Arguments<'a> {
    /// Reads `params` as the arguments of `operation`.
    ///
    /// Fails with the failure of `params` itself, `UnsupportedParameters` for arguments that the operation does not take, and
    /// `ValidationError` for those that are missing, empty where they may not be, or given under both of their names.
    pub(super) fn read(operation: &'static Operation, params: &'a Params) -> Result<Self> {
        params.check()?;
        let mut arguments = Self {
            operation,
            named: vec![None; operation.args.len()],
            ids: vec![None; operation.ids.len()],
            rest: Vec::new(),
            own_user: None,
        };
        for (key, value) in params.iter() {
            arguments.take(key, value)?;
        }
        let missing = |name: &&str| invalid(operation, &format!("'{name}' is missing"));
        if let Some(id) = operation.ids.iter().zip(&arguments.ids).find_map(|(id, given)| given.is_none().then_some(id))
        {
            return Err(missing(id));
        }
        let required = operation.args.iter().zip(&arguments.named);
        if let Some(arg) =
            required.into_iter().find_map(|(arg, given)| (arg.required && given.is_none()).then_some(arg))
        {
            return Err(missing(&arg.name));
        }
        for id in operation.ids {
            arguments.id(id)?;
        }
        operation.check.map_or(Ok(()), |check| check(&arguments))?;
        Ok(arguments)
    }

    fn take(&mut self, key: &'a str, value: &'a Param) -> Result<()> {
        let operation = self.operation;
        let twice = || Err(invalid(operation, &format!("'{key}' is given twice, under two names")));
        let named = |id: &&str| *id == key || key.strip_suffix("_id") == Some(*id);
        // The one id of a call may be called just that.
        let alone = (key == "id" && operation.ids.len() == 1 && !operation.is_list()).then_some(0);
        if let Some(place) = operation.ids.iter().position(named).or(alone).and_then(|at| self.ids.get_mut(at)) {
            return if place.replace(value).is_none() { Ok(()) } else { twice() };
        }
        let known = operation.args.iter().position(|arg| arg.wire == key || named(&arg.name));
        if let Some(place) = known.and_then(|at| self.named.get_mut(at)) {
            return if place.replace(value).is_none() { Ok(()) } else { twice() };
        }
        if operation.is_list() && operation.rest != Rest::Match && key == "id" {
            let message = format!("{} takes no 'id', which servers ignore: use get", operation.name);
            return Err(Error::new(Code::UNSUPPORTED_PARAMETERS, message));
        }
        if operation.rest == Rest::Refused {
            return Err(Error::new(Code::UNSUPPORTED_PARAMETERS, self.unknown(key)));
        }
        self.rest.push((key, value));
        Ok(())
    }

    fn unknown(&self, key: &str) -> String {
        let operation = self.operation;
        let names = operation.ids.iter().copied().chain(operation.args.iter().map(|arg| arg.name));
        let names = names.filter(|_| may_be_misspelt(key));
        let near = names.max_by(|one, other| strsim::jaro(one, key).total_cmp(&strsim::jaro(other, key)));
        let near = near.map(|near| format!("; did you mean '{near}'?")).unwrap_or_default();
        format!("{:?} is not an argument of {}{near}", key, operation.name)
    }

    /// The user of the token, for rows that ask for it.
    pub(super) fn set_own_user(&mut self, user: Option<String>) {
        self.own_user = user.map(Cow::Owned);
    }

    /// Whether the row asks for the user of the token, and the caller named none.
    pub(super) fn wants_own_user(&self) -> bool {
        self.operation.own_user && self.get("user").is_none()
    }

    /// A named argument; `None` when it was not given or is null.
    pub(super) fn get(&self, name: &str) -> Option<&'a Param> {
        self.stated(name).filter(|value| !matches!(value, Param::Null))
    }

    /// A named argument, which may be null.
    pub(super) fn stated(&self, name: &str) -> Option<&'a Param> {
        let id = self.operation.ids.iter().position(|id| *id == name).and_then(|at| self.ids.get(at));
        let named = || self.operation.args.iter().position(|arg| arg.name == name).and_then(|at| self.named.get(at));
        *id.or_else(named)?
    }

    /// A named argument that is text. Fails for another kind; empty text is as good as none.
    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>> {
        match self.get(name) {
            None => Ok(None),
            Some(Param::String(text)) if text.expose().is_empty() => Ok(None),
            Some(Param::String(text)) => Ok(Some(text.expose())),
            Some(other) => Err(self.wrong(name, "a string", other)),
        }
    }

    /// Whether a named argument is true.
    pub(super) fn is_true(&self, name: &str) -> Result<bool> {
        match self.get(name) {
            None => Ok(false),
            Some(Param::Bool(truth)) => Ok(*truth),
            Some(other) => Err(self.wrong(name, "true or false", other)),
        }
    }

    fn wrong(&self, name: &str, what: &str, value: &Param) -> Error {
        invalid(self.operation, &format!("'{name}' must be {what}, not {}", value.kind()))
    }

    /// What a caller did wrong, as an error of this operation.
    pub(super) fn invalid(&self, message: &str) -> Error {
        invalid(self.operation, message)
    }

    /// An id, as a segment of the path: it can be no other segment, whatever is in it.
    pub(super) fn id(&self, name: &str) -> Result<String> {
        let own = || if name == "user" { self.own_user.as_deref() } else { None };
        let id = match self.text(name)? {
            Some(id) => id,
            None => own().ok_or_else(|| self.invalid(&format!("'{name}' is empty or missing")))?,
        };
        if id == "." || id == ".." {
            return Err(self.invalid(&format!("'{name}' is {id:?}, which no path can hold")));
        }
        Ok(utf8_percent_encode(id, SEGMENT).to_string())
    }

    /// The path of the request, behind the endpoint.
    pub(super) fn path(&self) -> Result<String> {
        if let Some(route) = self.operation.route {
            return route(self);
        }
        let other = self.operation.other_path.filter(|(argument, _)| self.get(argument).is_some());
        self.fill(other.map_or(self.operation.path, |(_, path)| path))
    }

    /// A path with the ids in it.
    pub(super) fn fill(&self, template: &str) -> Result<String> {
        let mut path = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once('{') {
            let (name, behind) = behind.split_once('}').unwrap_or((behind, ""));
            path.push_str(before);
            path.push_str(&self.id(name)?);
            rest = behind;
        }
        path.push_str(rest);
        Ok(path)
    }

    /// The named arguments that go to `place` and were given: wire name and value.
    pub(super) fn at(&self, place: Place) -> impl Iterator<Item = (&'static str, &'a Param)> {
        let pairs = self.operation.args.iter().zip(&self.named);
        pairs.filter(move |(arg, _)| arg.place == place).filter_map(|(arg, value)| Some((arg.wire, (*value)?)))
    }

    /// The named arguments of the body that were not given and have a default.
    pub(super) fn defaults(&self) -> impl Iterator<Item = (&'static str, Usual)> {
        let pairs = self.operation.args.iter().zip(&self.named);
        pairs
            .filter(|(arg, value)| arg.place == Place::Body && value.is_none())
            .filter_map(|(arg, _)| Some((arg.wire, arg.default?)))
    }

    /// `error` without the arguments that are secrets.
    pub(super) fn kept_out_of(&self, error: Error) -> Error {
        let named = self.operation.args.iter().zip(&self.named).filter(|(arg, _)| arg.sensitive);
        let rest = self.rest.iter().map(|(_, value)| *value).filter(|_| self.operation.rest == Rest::Secrets);
        let mut secrets = Vec::new();
        named.filter_map(|(_, value)| *value).chain(rest).for_each(|value| collect(value, &mut secrets));
        if secrets.is_empty() { error } else { error.without(&secrets) }
    }

    /// The arguments that the row does not name.
    pub(super) fn rest(&self) -> &[(&'a str, &'a Param)] {
        &self.rest
    }

    /// The row.
    pub(super) fn operation(&self) -> &'static Operation {
        self.operation
    }
}

/// The strings of a value.
fn collect<'a>(value: &'a Param, strings: &mut Vec<&'a str>) {
    match value {
        Param::String(text) => strings.push(text.expose()),
        Param::List(list) => list.iter().for_each(|value| collect(value, strings)),
        Param::Params(members) => members.iter().for_each(|(_, value)| collect(value, strings)),
        Param::Null | Param::Bool(_) | Param::Int(_) | Param::Double(_) => {}
    }
}

fn invalid(operation: &Operation, message: &str) -> Error {
    Error::new(Code::VALIDATION_ERROR, format!("{}: {message}", operation.name))
}
