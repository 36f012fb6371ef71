//! What plugin, caller and session ask of a connection, and which of them is heard.

use std::sync::Arc;

use keystoneclient::auth::{Credentials, Plugin};
use keystoneclient::catalog::EndpointQuery;
use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::driver::stepped::{Flow, Step, Stepped};
use keystoneclient::error::Result;
use keystoneclient::http::{
    ClientCertificate, Connection, Headers, Pending, Pipeline, Policy, Redirects, Request, Response, Verify,
};
use keystoneclient::session::{RequestOptions, Session, Settings};

use crate::support::*;

/// A plugin that authenticates by a client certificate, as far as it says so.
#[derive(Debug)]
struct ByCertificate(Option<Arc<Connection>>);

impl Plugin for ByCertificate {
    fn authenticate<'a>(&'a self, _: &'a Pipeline) -> Pending<'a, Result<Credentials>> {
        Box::pin(async { Ok(Credentials { headers: Arc::new(Headers::new()), generation: 1 }) })
    }

    fn endpoint<'a>(&'a self, _: &'a Pipeline, _: EndpointQuery<'a>) -> Pending<'a, Result<Option<String>>> {
        Box::pin(async { Ok(None) })
    }

    fn connection<'a>(&'a self, _: &'a Pipeline) -> Pending<'a, Result<Option<Arc<Connection>>>> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

fn connection(verify: Option<Verify>, cert: Option<&str>) -> Arc<Connection> {
    let certificate = cert.map(|cert| ClientCertificate { cert: cert.into(), key: None });
    Arc::new(Connection { verify, certificate })
}

fn send(
    plugin: Option<Arc<Connection>>,
    options: RequestOptions,
    answers: Vec<Response>,
    everywhere: bool,
) -> Vec<Request> {
    let driver = Arc::new(Scripted::with(answers));
    let policy = Policy { redirects: Redirects { everywhere, ..Redirects::default() }, ..Policy::default() };
    let settings = Settings { policy, ..Settings::default() };
    let session = Session::new(Some(Arc::new(ByCertificate(plugin))), settings, as_driver(&driver));
    wait(session.request("GET", "http://a/x", &options)).unwrap();
    driver.requests()
}

fn asking(connection: Option<Arc<Connection>>) -> RequestOptions {
    RequestOptions { connection, ..RequestOptions::default() }
}

#[test]
fn the_plugin_comes_before_the_caller_and_either_may_leave_something_open() {
    let ok = || vec![reply(200, &[], "")];
    let of_plugin = || Some(connection(None, Some("plugin.pem")));
    let of_caller = || asking(Some(connection(Some(Verify::Off), Some("caller.pem"))));
    let sent = |plugin, options| send(plugin, options, ok(), false).remove(0).connection;
    assert_eq!(sent(None, asking(None)), None);
    assert_eq!(sent(of_plugin(), asking(None)), of_plugin());
    assert_eq!(sent(None, of_caller()), of_caller().connection);
    assert_eq!(sent(of_plugin(), of_caller()), Some(connection(Some(Verify::Off), Some("plugin.pem"))));
    let unauthenticated = RequestOptions { authenticated: Some(false), ..of_caller() };
    assert_eq!(sent(of_plugin(), unauthenticated), of_caller().connection);
}

#[test]
fn a_certificate_stays_with_the_origin_that_it_was_meant_for() {
    let both = || Some(connection(Some(Verify::Off), Some("x.pem")));
    let sent = |location: &str, everywhere: bool| {
        let answers = vec![reply(302, &[("Location", location)], ""), reply(200, &[], "")];
        let mut requests = send(None, asking(both()), answers, everywhere);
        requests.remove(1).connection
    };
    assert_eq!(sent("/y", false), both());
    assert_eq!(sent("http://b/y", false), Some(connection(Some(Verify::Off), None)));
    assert_eq!(sent("http://b/y", true), both());
}

#[test]
fn who_does_the_io_is_told_what_the_connection_needs() {
    let driver = Stepped::new(0);
    let session = Session::new(None, Settings::default(), Arc::new(driver.clone()));
    let options = asking(Some(connection(None, Some("caller.pem"))));
    let mut flow = Flow::start(&driver, async move { session.request("GET", "http://a/x", &options).await });
    let Step::Send { request, .. } = flow.step() else { panic!("the flow wants no request") };
    assert_eq!(request.connection, Some(connection(None, Some("caller.pem"))));
}
