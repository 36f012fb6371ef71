//! Calls over a driver that is stepped by hand, with one fault.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use keystoneclient::auth::registry;
use keystoneclient::driver::scripted::reply;
use keystoneclient::driver::stepped::{Flow, Step, Stepped};
use keystoneclient::error::{Code, Error, Result};
use keystoneclient::http::{Limits, Policy, Request, Response, Retries};
use keystoneclient::options::Params;
use keystoneclient::session::{Session, Settings};

use crate::cases::Case;
use crate::cloud::{Cloud, unauthorized};

/// What happens to one exchange, or to the call that makes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// The transport fails.
    Error(Code),
    /// The peer answers nothing but this.
    Status(u16),
    /// The peer answers what is no answer.
    Garbage,
    /// Whoever made the call gives it up.
    GivenUp,
}

/// How a call ends.
#[derive(Debug)]
pub enum Ends {
    Well(String),
    Failed(Error),
    GivenUp,
}

impl Ends {
    pub fn value(self) -> Option<String> {
        match self {
            Self::Well(value) => Some(value),
            Self::Failed(error) => panic!("{error:?}"),
            Self::GivenUp => None,
        }
    }

    pub fn is(&self, code: Code) -> bool {
        matches!(self, Self::Failed(error) if error.code() == code)
    }
}

/// A session, its driver and its cloud.
pub struct World {
    case: &'static Case,
    driver: Stepped,
    session: Session,
    cloud: Arc<Mutex<Cloud>>,
}

pub fn params(json: &str) -> Params {
    Params::from_json(json.as_bytes()).expect("options")
}

const START: i64 = 1_577_836_800_000_000;

impl World {
    pub fn new(case: &Case) -> Self {
        let case = crate::cases::CASES.iter().find(|known| known.name == case.name).expect("a case");
        let driver = Stepped::new(START);
        let (auth_type, options) = case.plugin;
        let plugin = registry::create(auth_type, &params(options)).expect("a plugin");
        let retries = Retries { connect: case.retries, status: case.retries, ..Retries::default() };
        // A permit that is not given back would be missed by the next call.
        let limits = Limits { concurrency: Some(1), rate: None };
        let policy = Policy { retries, ..Policy::default() };
        let settings = Settings { policy, limits, ..Settings::default() };
        let session = Session::new(Some(plugin), settings, Arc::new(driver.clone()));
        let world = Self { case, driver, session, cloud: Arc::default() };
        if case.warm {
            world.call(1, None);
        }
        world
    }

    /// Drops what the plugin remembers of a refused login.
    pub fn forgive(&self) {
        let _ = self.session.invalidate();
    }

    /// How many logins there were.
    pub fn logins(&self) -> usize {
        self.cloud.lock().unwrap().logins
    }

    /// So many calls at once, of whose requests one meets a fault; how many were sent, and how each call ended.
    pub fn call(&self, calls: usize, fault: Option<(usize, Fault)>) -> (usize, Vec<Ends>) {
        self.go(calls, fault, None)
    }

    /// The same with a shutdown before request number `step` is answered.
    pub fn call_until_shutdown(&self, calls: usize, step: usize) -> (usize, Vec<Ends>) {
        self.go(calls, None, Some(step))
    }

    fn go(&self, calls: usize, fault: Option<(usize, Fault)>, shutdown: Option<usize>) -> (usize, Vec<Ends>) {
        (self.case.prepare)(&mut self.cloud.lock().unwrap());
        let start = |_| Some(Flow::start(&self.driver, (self.case.call)(self.session.clone())));
        let mut flows: Vec<Option<Flow<'_, Result<String>>>> = (0..calls).map(start).collect();
        let mut ends: Vec<Option<Ends>> = (0..calls).map(|_| None).collect();
        let (mut sent, mut ids, mut sleeps) = (0, Vec::new(), BTreeMap::new());
        loop {
            let mut moved = false;
            for (flow, end) in flows.iter_mut().zip(&mut ends) {
                let Some(running) = flow else { continue };
                match running.step() {
                    Step::Send { id, request } => {
                        moved = true;
                        ids.push(id);
                        let here = fault.filter(|(step, _)| *step == sent).map(|(_, fault)| fault);
                        if shutdown == Some(sent) {
                            self.session.shut_down();
                        }
                        sent += 1;
                        if here == Some(Fault::GivenUp) {
                            (*flow, *end) = (None, Some(Ends::GivenUp));
                        } else if self.driver.waits_for(id) {
                            let answer = self.answer(&request, here);
                            self.driver.answer(id, answer).expect("it waits for it");
                        }
                    }
                    Step::Sleep { id, until } => {
                        moved = true;
                        sleeps.insert(id, until);
                    }
                    Step::Done(result) => {
                        moved = true;
                        (*flow, *end) = (None, Some(result.map_or_else(Ends::Failed, Ends::Well)));
                    }
                    Step::Waiting => {}
                }
            }
            if flows.iter().all(Option::is_none) {
                break;
            }
            // One that waited may have been woken by another since.
            if !moved && !flows.iter().flatten().any(Flow::is_ready) {
                sleeps.retain(|id, _| self.driver.waits_for(*id));
                let next = sleeps.values().min().copied();
                self.driver.set_now(next.unwrap_or_else(|| panic!("{}: {fault:?}: nobody goes on", self.case.name)));
            }
        }
        ids.retain(|id| self.driver.waits_for(*id));
        sleeps.retain(|id, _| self.driver.waits_for(*id));
        assert!(ids.is_empty() && sleeps.is_empty(), "{}: {fault:?}: something is still waited for", self.case.name);
        (sent, ends.into_iter().flatten().collect())
    }

    fn answer(&self, request: &Request, fault: Option<Fault>) -> Result<Response> {
        let answered = |mut response: Response| {
            response.url = request.url.as_str().into();
            Ok(response)
        };
        match fault {
            None => answered(self.cloud.lock().unwrap().answer(request)),
            Some(Fault::Error(code)) => Err(Error::new(code, "the transport failed")),
            Some(Fault::Status(401)) => answered(unauthorized()),
            Some(Fault::Status(status)) => answered(reply(status, &[], "")),
            Some(Fault::Garbage | Fault::GivenUp) => {
                answered(reply(200, &[("Content-Type", "application/json")], "<html>"))
            }
        }
    }
}
