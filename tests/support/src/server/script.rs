//! Which answer belongs to which request.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::{Answer, Received};

/// All that a server is to answer: routes first, in their order, then what is left to every other request.
#[derive(Debug, Default)]
pub struct Script {
    routes: Vec<Route>,
    otherwise: Option<Answers>,
}

/// The answers of one route, or of a whole script.
pub struct Answers(Source);

enum Source {
    Always(Box<Answer>),
    Sequence(Mutex<VecDeque<Answer>>),
    Call(Box<dyn Fn(&Received) -> Answer + Send + Sync>),
}

#[derive(Debug)]
struct Route {
    method: String,
    path: String,
    early: bool,
    answers: Answers,
}

impl Script {
    /// A script without answers: every request is unexpected.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers for a method (`*`: any) and a path, without its query (a `*` at its end: any path that begins so).
    ///
    /// One [`Answer`] answers every such request; a `Vec` or array one after the other, and then none.
    /// The first route that matches counts, also when its sequence is used up.
    #[must_use]
    pub fn route(self, method: &str, path: &str, answers: impl Into<Answers>) -> Self {
        self.with_route(method, path, false, answers.into())
    }

    /// A closure that answers a method and a path.
    #[must_use]
    pub fn call(self, method: &str, path: &str, closure: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        self.route(method, path, Answers::calling(closure))
    }

    /// Answers that are given as soon as the head of the request is there, its body unread; then the connection ends.
    #[must_use]
    pub fn early(self, method: &str, path: &str, answers: impl Into<Answers>) -> Self {
        self.with_route(method, path, true, answers.into())
    }

    /// Answers for every request that no route matches.
    #[must_use]
    pub fn otherwise(mut self, answers: impl Into<Answers>) -> Self {
        self.otherwise = Some(answers.into());
        self
    }

    /// A closure that answers every request.
    #[must_use]
    pub fn calling(closure: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        Self::new().otherwise(Answers::calling(closure))
    }

    fn with_route(mut self, method: &str, path: &str, early: bool, answers: Answers) -> Self {
        self.routes.push(Route { method: method.to_owned(), path: path.to_owned(), early, answers });
        self
    }

    /// The answer to this request; `None` when none is scripted.
    pub(super) fn answer(&self, request: &Received) -> Option<Answer> {
        match self.route_of(&request.method, request.path()) {
            Some(route) => route.answers.next(request),
            None => self.otherwise.as_ref().and_then(|answers| answers.next(request)),
        }
    }

    /// Whether a request is answered before its body is read.
    pub(super) fn is_early(&self, method: &str, path: &str) -> bool {
        self.route_of(method, path).is_some_and(|route| route.early)
    }

    pub(super) fn remaining(&self) -> usize {
        let answers = self.routes.iter().map(|route| &route.answers).chain(&self.otherwise);
        answers.map(Answers::remaining).sum()
    }

    fn route_of(&self, method: &str, path: &str) -> Option<&Route> {
        self.routes.iter().find(|route| {
            let same_path = match route.path.strip_suffix('*') {
                Some(beginning) => path.starts_with(beginning),
                None => path == route.path,
            };
            same_path && (route.method == "*" || route.method == method)
        })
    }
}

impl Answers {
    /// Answers by a closure, which sees the request.
    #[must_use]
    pub fn calling(closure: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        Self(Source::Call(Box::new(closure)))
    }

    fn next(&self, request: &Received) -> Option<Answer> {
        match &self.0 {
            Source::Always(answer) => Some(Answer::clone(answer)),
            Source::Sequence(answers) => answers.lock().unwrap_or_else(PoisonError::into_inner).pop_front(),
            Source::Call(closure) => Some(closure(request)),
        }
    }

    fn remaining(&self) -> usize {
        match &self.0 {
            Source::Sequence(answers) => answers.lock().unwrap_or_else(PoisonError::into_inner).len(),
            Source::Always(_) | Source::Call(_) => 0,
        }
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Always(answer) => f.debug_tuple("Always").field(answer).finish(),
            Source::Sequence(answers) => f.debug_tuple("Sequence").field(answers).finish(),
            Source::Call(_) => f.write_str("Call"),
        }
    }
}

/// This answer, every time.
impl From<Answer> for Answers {
    fn from(answer: Answer) -> Self {
        Self(Source::Always(Box::new(answer)))
    }
}

/// These answers, one after the other.
impl From<Vec<Answer>> for Answers {
    fn from(answers: Vec<Answer>) -> Self {
        Self(Source::Sequence(Mutex::new(answers.into())))
    }
}

/// These answers, one after the other.
impl<const N: usize> From<[Answer; N]> for Answers {
    fn from(answers: [Answer; N]) -> Self {
        Vec::from(answers).into()
    }
}

/// The same answers for every request.
impl<A: Into<Answers>> From<A> for Script {
    fn from(answers: A) -> Self {
        Self::new().otherwise(answers)
    }
}
