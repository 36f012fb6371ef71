//! What a row of the table says.

use super::arguments::Arguments;
use crate::auth::identity::v3::Signed;
use crate::error::Result;
use crate::text::Secret;
use crate::value::Json;

/// Makes `Authorization` for a request that is signed by what its arguments say, not by the session.
pub(super) type Signature = fn(&Arguments<'_>, Signed<'_>) -> Result<Secret>;

/// An operation of the Identity API.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact about the operation")]
pub struct Operation {
    /// Version, manager and verb: `v3.users.create`.
    pub name: &'static str,
    /// One sentence that says what it does.
    pub help: &'static str,
    /// The method of its request.
    pub method: &'static str,
    /// The path behind the endpoint of its version; `{user}` stands for the argument `user`.
    pub path: &'static str,
    /// The path in its place when this argument is given.
    pub other_path: Option<(&'static str, &'static str)>,
    /// The arguments that a C function takes one by one, before its params. Each must be given, and not be empty.
    pub ids: &'static [&'static str],
    /// The arguments that have a name.
    pub args: &'static [Arg],
    /// Whether its C function has no params: what may be given by name is rarely wanted.
    pub only_ids: bool,
    /// What becomes of those that have none.
    pub rest: Rest,
    /// The key under which the body is wrapped; empty for none.
    pub wrap: &'static str,
    /// Whether the body is an object within a list of one under `wrap`.
    pub wraps_list: bool,
    /// What of the answer is the result.
    pub answer: Answer,
    /// Whether its id is a token, and goes into `X-Subject-Token` rather than into the path.
    pub subject: bool,
    /// Whether it goes out without a token.
    pub unauthenticated: bool,
    /// Whether its bodies hold secrets, and never reach a log.
    pub secret: bool,
    /// Whether it is asked of the URL of the login when the catalog has no Identity.
    pub falls_back: bool,
    /// Whether `user` stands for the user of the token when it is not given.
    pub own_user: bool,
    /// The interface of the endpoint; by default the client's.
    pub interface: Option<&'static str>,
    pub(super) check: Option<fn(&Arguments<'_>) -> Result<()>>,
    pub(super) route: Option<fn(&Arguments<'_>) -> Result<String>>,
    pub(super) body: Option<for<'a> fn(&Arguments<'a>) -> Result<Json<'a>>>,
    pub(super) signature: Option<Signature>,
}

/// A named argument.
#[derive(Clone, Copy, Debug)]
pub struct Arg {
    /// Its name, as the reference has it.
    pub name: &'static str,
    /// Its name on the wire, by which it may be given, too.
    pub wire: &'static str,
    /// Where it goes.
    pub place: Place,
    /// Whether the call makes no sense without it.
    pub required: bool,
    /// What is sent when it is not given.
    pub default: Option<Usual>,
    /// Whether it is a secret, which no error repeats.
    pub sensitive: bool,
}

/// What is sent for an argument that is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usual {
    /// True or false.
    Truth(bool),
    /// A text.
    Text(&'static str),
}

/// Where an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into the body.
    Body,
    /// Into the query, with its value.
    Query,
    /// Into the query without a value, when it is true.
    Flag,
    /// Into the query as `True`, when it is true.
    Truth,
    /// Into a header field.
    Header,
    /// Nowhere by itself: path, body or check of the row look at it.
    Local,
}

/// What becomes of arguments that the row does not name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// They are refused.
    Refused,
    /// They are filters, in the query.
    Query,
    /// They are attributes, in the body.
    Body,
    /// The same, and each may be a secret, whatever its name.
    Secrets,
    /// They must equal what the resources of the list say: the server does not filter.
    Match,
}

/// What of the answer is the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The object under this key.
    One(&'static str),
    /// The list under this key, of all pages.
    Many(&'static str),
    /// The only object of the list under this key: `NotFound` without one, `NoUniqueMatch` with more.
    Only(&'static str),
    /// The last object of the list under this key.
    Last(&'static str),
    /// The whole body.
    Body,
    /// The body as a text that is written so.
    Text(Written),
    /// The pairs of a form.
    Form,
    /// That it succeeded.
    Nothing,
    /// That it is there: otherwise it fails with `NotFound`.
    Exists,
    /// None: the reference does not implement it, nor does the API.
    Unimplemented,
}

/// How a text is written: a page of a proxy in its place is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// In XML, with a root element of one of these names.
    Xml(&'static [&'static str]),
    /// In PEM.
    Pem,
}

impl Operation {
    pub(super) const fn new(
        name: &'static str,
        method: &'static str,
        path: &'static str,
        answer: Answer,
        help: &'static str,
    ) -> Self {
        Self {
            name,
            help,
            method,
            path,
            other_path: None,
            ids: &[],
            args: &[],
            only_ids: false,
            rest: Rest::Refused,
            wrap: "",
            wraps_list: false,
            answer,
            subject: false,
            unauthenticated: false,
            secret: false,
            falls_back: false,
            own_user: false,
            interface: None,
            check: None,
            route: None,
            body: None,
            signature: None,
        }
    }

    pub(super) const fn ids(mut self, ids: &'static [&'static str]) -> Self {
        self.ids = ids;
        self
    }

    pub(super) const fn args(mut self, args: &'static [Arg]) -> Self {
        self.args = args;
        self
    }

    pub(super) const fn only_ids(mut self) -> Self {
        self.only_ids = true;
        self
    }

    pub(super) const fn rest(mut self, rest: Rest) -> Self {
        self.rest = rest;
        self
    }

    pub(super) const fn wrap(mut self, wrap: &'static str) -> Self {
        self.wrap = wrap;
        self
    }

    pub(super) const fn wrap_list(mut self, wrap: &'static str) -> Self {
        self.wrap = wrap;
        self.wraps_list = true;
        self
    }

    pub(super) const fn when(mut self, argument: &'static str, path: &'static str) -> Self {
        self.other_path = Some((argument, path));
        self
    }

    pub(super) const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    pub(super) const fn subject(mut self) -> Self {
        self.ids = &["token"];
        self.subject = true;
        self
    }

    pub(super) const fn unauthenticated(mut self) -> Self {
        self.unauthenticated = true;
        self
    }

    pub(super) const fn falls_back(mut self) -> Self {
        self.falls_back = true;
        self
    }

    pub(super) const fn own_user(mut self) -> Self {
        self.own_user = true;
        self
    }

    pub(super) const fn interface(mut self, interface: &'static str) -> Self {
        self.interface = Some(interface);
        self
    }

    pub(super) const fn check(mut self, check: fn(&Arguments<'_>) -> Result<()>) -> Self {
        self.check = Some(check);
        self
    }

    pub(super) const fn route(mut self, route: fn(&Arguments<'_>) -> Result<String>) -> Self {
        self.route = Some(route);
        self
    }

    pub(super) const fn body(mut self, body: for<'a> fn(&Arguments<'a>) -> Result<Json<'a>>) -> Self {
        self.body = Some(body);
        self
    }

    pub(super) const fn signed(mut self, signature: Signature) -> Self {
        self.signature = Some(signature);
        self
    }

    /// Whether anything can be given by name beside the ids.
    pub fn takes_params(&self) -> bool {
        !self.args.is_empty() || self.rest != Rest::Refused
    }

    /// Whether it reads only, so that it may be asked for page after page.
    pub fn is_list(&self) -> bool {
        matches!(self.answer, Answer::Many(_))
    }
}

impl Arg {
    const fn at(name: &'static str, place: Place) -> Self {
        Self { name, wire: name, place, required: false, default: None, sensitive: false }
    }

    /// In the body, under the name `wire`.
    pub(super) const fn wire(mut self, wire: &'static str) -> Self {
        self.wire = wire;
        self
    }

    pub(super) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(super) const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }

    pub(super) const fn default(mut self, truth: bool) -> Self {
        self.default = Some(Usual::Truth(truth));
        self
    }

    pub(super) const fn default_text(mut self, text: &'static str) -> Self {
        self.default = Some(Usual::Text(text));
        self
    }
}

pub(super) const fn body(name: &'static str) -> Arg {
    Arg::at(name, Place::Body)
}

pub(super) const fn query(name: &'static str) -> Arg {
    Arg::at(name, Place::Query)
}

pub(super) const fn flag(name: &'static str) -> Arg {
    Arg::at(name, Place::Flag)
}

pub(super) const fn truth(name: &'static str) -> Arg {
    Arg::at(name, Place::Truth)
}

pub(super) const fn header(name: &'static str, wire: &'static str) -> Arg {
    Arg::at(name, Place::Header).wire(wire)
}

pub(super) const fn local(name: &'static str) -> Arg {
    Arg::at(name, Place::Local)
}
