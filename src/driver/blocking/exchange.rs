//! One request and its answer.

use ureq::Proxy;

use super::agent::Agent;
use super::deadline::Deadline;
use super::fault::{self, Fault, fault_of};
use super::proxy::forwards;
use super::target::Target;
use super::{counted, head, incoming, outgoing};
use crate::error::Result;
use crate::http::{Elapsed, Request, Response, not_sent_again};
use crate::text::Text;
use crate::watch::Watch;

/// Sends `request` and reads the answer to its end.
pub(super) fn exchange(
    agent: &Agent,
    watch: &Watch,
    target: &Target,
    proxy: Option<&Proxy>,
    request: &Request,
) -> Result<Response> {
    outgoing::check(request)?;
    let deadline = Deadline::new(&request.timeouts);
    let failed = |error| fault::error(error, &target.peer(), &request.timeouts);
    match attempt(agent, target, proxy, request, &deadline, true) {
        Err(error) if may_repeat(&error, request.method.as_str()) => {
            if !request.body.can_be_sent() {
                return Err(not_sent_again(&failed(error)));
            }
            counted::reconnects(watch, request);
            attempt(agent, target, proxy, request, &deadline, false).map_err(failed)
        }
        outcome => outcome.map_err(failed),
    }
}

fn attempt(
    agent: &Agent,
    target: &Target,
    proxy: Option<&Proxy>,
    request: &Request,
    deadline: &Deadline,
    kept: bool,
) -> Result<Response, ureq::Error> {
    let begun = deadline.elapsed();
    let mut elapsed = Elapsed::default();
    let found = if kept { agent.kept(target, proxy)? } else { None };
    let mut line = if let Some(line) = found {
        line
    } else {
        let line = agent.open(target, proxy, deadline.connect())?;
        elapsed.connect = deadline.elapsed().saturating_sub(begun);
        line
    };
    let forwarding = proxy.filter(|proxy| forwards(proxy, target));
    let whole = outgoing::send(&mut line.kept, target, forwarding, request, deadline)?;
    let mut head = head::receive(&mut line.kept, request.method.as_str(), deadline)?;
    elapsed.head = deadline.elapsed().saturating_sub(begun);
    let body = incoming::receive(&mut line.kept, &head, request, deadline)?;
    elapsed.whole = deadline.elapsed().saturating_sub(begun);
    let asks_to_close = head::says_close(&request.headers);
    // Bytes that nobody asked for stand behind the answer: what comes next could be anything.
    if whole && head.keeps && !asks_to_close && line.kept.input().is_empty() {
        agent.keep(line);
    }
    let mut response = Response::new(head.status, std::mem::take(&mut head.headers), &request.url, body);
    response.reason = Text::from(head.reason);
    response.elapsed = elapsed;
    Ok(response)
}

/// Whether a request that failed may go out again: it was sent on a kept connection that the peer gave up meanwhile, which is
/// nothing a caller should have to care about, and sending it twice does no harm.
///
/// RFC 9110, 9.2.2: with a method that is not idempotent only when the peer cannot have acted on it, so only when it did not
/// get the whole of it.
fn may_repeat(error: &ureq::Error, method: &str) -> bool {
    const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];
    match fault_of(error) {
        Some(Fault::Lost { reused: true, sent, .. }) => !sent || IDEMPOTENT.contains(&method),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_does_no_harm_is_sent_twice() {
        let lost = |reused, sent| Fault::Lost { reused, sent, cause: String::new() }.into();
        for (method, sent, again) in [
            ("GET", true, true),
            ("HEAD", true, true),
            ("PUT", true, true),
            ("DELETE", true, true),
            ("POST", true, false),
            ("PATCH", true, false),
            ("POST", false, true),
        ] {
            assert_eq!(may_repeat(&lost(true, sent), method), again, "{method} {sent}");
            assert!(!may_repeat(&lost(false, sent), method));
        }
        assert!(!may_repeat(&Fault::Cut(String::new()).into(), "GET"));
        assert!(!may_repeat(&ureq::Error::Timeout(ureq::Timeout::PerRead), "GET"));
    }
}
