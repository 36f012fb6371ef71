//! What the pipeline tells about each exchange, and counts. Nothing is put into words when nobody listens.

use std::fmt::Write as _;
use std::time::Duration;

use super::redaction::{self, one_line};
use super::{Limiter, Pem, Pipeline, Request, Response, Tls, Verify, url};
use crate::error::{Error, Result};
use crate::text::{HIDDEN, Text};
use crate::watch::{Kind, Level, Record, Timing};

impl Pipeline {
    /// One exchange, with a permit if it needs one, and told. No listener is called while the permit is held but by the driver.
    pub(super) async fn exchange(&self, request: &Request, limiter: Option<&Limiter>) -> Result<Response> {
        let watch = self.watch();
        if request.log && watch.is_heard_by(request.own_listener(), Level::Debug, Kind::Request) {
            let line = curl(request, self.driver().tls());
            watch.tell_to(request.own_listener(), &about(request, Level::Debug, Kind::Request, line));
        }
        let (response, elapsed) = self.permitted(request, limiter).await?;
        if request.log {
            self.tell_answer(request, &response, elapsed);
        }
        if watch.timings.are_collected() {
            let url = url::shown(&request.url).into_owned();
            watch.timings.push(Timing { method: request.method.clone(), url, elapsed });
        }
        Ok(response)
    }

    /// Sends a request and counts it; says how long that took.
    pub(super) async fn counted(&self, request: &Request) -> Result<(Response, Duration)> {
        let host = self.watch().metrics.host(url::host(&request.url));
        host.asked();
        let begun = self.driver().monotonic();
        let outcome = self.until_shut(self.driver().send(request)).await.and_then(|outcome| outcome);
        let elapsed = self.driver().monotonic().saturating_sub(begun);
        match &outcome {
            Ok(response) => host.answered(response.status, elapsed),
            Err(error) => host.failed(error.code(), elapsed),
        }
        outcome.map(|response| (response, elapsed))
    }

    fn tell_answer(&self, request: &Request, response: &Response, elapsed: Duration) {
        let watch = self.watch();
        if watch.is_heard_by(request.own_listener(), Level::Debug, Kind::Response) {
            watch.tell_to(
                request.own_listener(),
                &answered(request, response, elapsed, Kind::Response, status_line(response)),
            );
        }
        if !request.secret && watch.is_heard_by(request.own_listener(), Level::Debug, Kind::Body) {
            self.tell_body(request, response, elapsed);
        }
        if watch.is_heard_by(request.own_listener(), Level::Debug, Kind::RequestId) {
            self.tell_request_id(request, response, elapsed);
        }
    }

    fn tell_body(&self, request: &Request, response: &Response, elapsed: Duration) {
        if response.body().is_empty() {
            return;
        }
        let secrets = redaction::secrets_of(request, response.url.as_str());
        let shown = redaction::body(&response.headers, &request.url, response.body(), &secrets);
        self.watch().tell_to(request.own_listener(), &answered(request, response, elapsed, Kind::Body, shown));
    }

    fn tell_request_id(&self, request: &Request, response: &Response, elapsed: Duration) {
        let Some(id) = response.request_id() else { return };
        let line = format!("{} call for {} used request id {}", request.method, shown(request), one_line(id));
        self.watch().tell_to(request.own_listener(), &answered(request, response, elapsed, Kind::RequestId, line));
    }

    /// An exchange failed for good.
    pub(super) fn tell_failure(&self, request: &Request, error: &Error) {
        if self.watch().is_heard_by(request.own_listener(), Level::Error, Kind::Connection) {
            let line = format!("{} {} failed: {error}", request.method, shown(request));
            let mut record = about(request, Level::Error, Kind::Connection, line);
            record.code = Some(error.code());
            self.watch().tell_to(request.own_listener(), &record);
        }
    }

    /// A request is about to be sent again after an answer or an error.
    pub(super) fn tell_retry(&self, request: &Request, why: &Result<&Response, &Error>, delay: Duration) {
        self.watch().metrics.retries.add(1);
        if !self.watch().is_heard_by(request.own_listener(), Level::Warning, Kind::Retry) {
            return;
        }
        let (reason, code, status) = match why {
            Ok(response) => (format!("was answered with {}", response.status), None, response.status),
            Err(error) => (format!("failed: {error}"), Some(error.code()), 0),
        };
        let line = format!("{} {} {reason}; it is sent again in {delay:?}", request.method, shown(request));
        let mut record = about(request, Level::Warning, Kind::Retry, line);
        (record.code, record.status) = (code, status);
        self.watch().tell_to(request.own_listener(), &record);
    }

    /// A redirect from `request` to `next` is about to be followed.
    pub(super) fn tell_redirect(&self, request: &Request, response: &Response, next: &Request) {
        self.watch().metrics.redirects.add(1);
        if self.watch().is_heard_by(request.own_listener(), Level::Info, Kind::Redirect) {
            let leaves = if url::same_origin(&request.url, &next.url) { "" } else { ", another origin" };
            let line = format!(
                "{} {} redirects with {} to {} {}{leaves}",
                request.method,
                shown(request),
                response.status,
                next.method,
                shown(next)
            );
            let mut record = about(request, Level::Info, Kind::Redirect, line);
            record.status = response.status;
            self.watch().tell_to(request.own_listener(), &record);
        }
    }

    /// A request was refused with 401, and is about to be sent again with a new token.
    pub fn tell_replay(&self, request: &Request) {
        self.watch().metrics.replays.add(1);
        if self.watch().is_heard_by(request.own_listener(), Level::Info, Kind::Auth) {
            let line = format!(
                "{} {} was refused with 401; it is sent again with a new token",
                request.method,
                shown(request)
            );
            let mut record = about(request, Level::Info, Kind::Auth, line);
            record.status = 401;
            self.watch().tell_to(request.own_listener(), &record);
        }
    }
}

fn shown(request: &Request) -> String {
    one_line(&url::shown(&request.url))
}

fn about(request: &Request, level: Level, kind: Kind, line: String) -> Record {
    let mut record = Record::new(level, kind, line);
    record.method = Some(request.method.clone());
    record.url = Some(shown(request).into());
    record
}

fn answered(request: &Request, response: &Response, elapsed: Duration, kind: Kind, line: String) -> Record {
    let mut record = about(request, Level::Debug, kind, line);
    record.status = response.status;
    record.request_id = response.request_id().map(|id| Text::from(one_line(id)));
    record.elapsed = Some(elapsed);
    record
}

/// A file's name. PEM that is text stays out of the line: it may hold a key.
fn file_option(line: &mut String, name: &str, pem: &Pem) {
    if let Some(file) = pem.file() {
        option(line, name, &file.to_string_lossy());
    }
}

/// A request as a line for a shell, which says the same but for the secrets.
fn curl(request: &Request, session: Option<&Tls>) -> String {
    let mut line = "curl -g -i".to_owned();
    let own = request.connection.as_deref();
    let verify = own.and_then(|own| own.verify.as_ref()).or(session.map(|tls| &tls.verify));
    match verify {
        Some(Verify::Off) => line.push_str(" --insecure"),
        Some(Verify::Authorities(pem) | Verify::SystemAnd(pem)) => file_option(&mut line, "--cacert", pem),
        Some(Verify::System) | None => {}
    }
    let certificate = own.and_then(|own| own.certificate.as_ref()).or(session.and_then(|tls| tls.certificate.as_ref()));
    if let Some(certificate) = certificate {
        file_option(&mut line, "--cert", &certificate.cert);
        if let Some(key) = &certificate.key {
            file_option(&mut line, "--key", key);
        }
    }
    let _ = write!(line, " -X {} ", request.method);
    let address = shown(request);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/@%+,=[]".contains(&byte);
    if address.bytes().all(is_plain) {
        line.push_str(&address);
    } else {
        quoted(&mut line, &address);
    }
    for (name, value) in request.headers.iter() {
        option(&mut line, "-H", &format!("{name}: {}", redaction::header(name, value)));
    }
    if let Some(body) = request.body.as_bytes() {
        let body =
            if request.secret { HIDDEN.to_owned() } else { redaction::body(&request.headers, &request.url, body, &[]) };
        let _ = write!(line, " -d '{}'", body.replace('\'', "'\\''"));
    }
    line
}

fn option(line: &mut String, name: &str, value: &str) {
    line.extend([" ", name, " "]);
    quoted(line, value);
}

/// In double quotes, as a shell reads them.
fn quoted(line: &mut String, text: &str) {
    line.push('"');
    for letter in one_line(text).chars() {
        if matches!(letter, '"' | '\\' | '$' | '`') {
            line.push('\\');
        }
        line.push(letter);
    }
    line.push('"');
}

fn status_line(response: &Response) -> String {
    let mut line = format!("[{}]", response.status);
    for (name, value) in response.headers.iter() {
        let _ = write!(line, " {}: {}", one_line(name), one_line(&redaction::header(name, value)));
    }
    line
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use super::*;
    use crate::http::{Body, ClientCertificate, Connection};

    #[test]
    fn a_request_is_a_line_that_a_shell_takes() {
        let mut request = Request::new("POST", "http://h:5000/v3/users?name=a b&x=$y");
        request.headers.set("Content-Type", "application/json").unwrap();
        request.headers.set("X-Note", "a \"b\" `c` \\d").unwrap();
        request.headers.set("X-Auth-Token", "test").unwrap();
        request.body = Body::bytes(r#"{"name": "it's", "password": "s3cret"}"#);
        let expected = concat!(
            r#"curl -g -i -X POST "http://h:5000/v3/users?name=a b&x=\$y" -H "Content-Type: application/json""#,
            r#" -H "X-Note: a \"b\" \`c\` \\d""#,
            r#" -H "X-Auth-Token: {SHA256}9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08""#,
            r#" -d '{"name":"it'\''s","password":"***"}'"#
        );
        assert_eq!(curl(&request, Some(&Tls::default())), expected);
        request.secret = true;
        assert!(curl(&request, None).ends_with(" -d '***'"));
    }

    #[test]
    fn what_secures_the_connection_stands_in_the_line() {
        let certificate = ClientCertificate { cert: "c.pem".into(), key: Some("my key.pem".into()) };
        let verify = Verify::Authorities("/etc/ca.pem".into());
        let tls = Tls { verify, certificate: Some(certificate), ..Tls::default() };
        let mut request = Request::new("GET", "https://h/");
        assert_eq!(
            curl(&request, Some(&tls)),
            r#"curl -g -i --cacert "/etc/ca.pem" --cert "c.pem" --key "my key.pem" -X GET https://h/"#
        );
        request.connection = Some(Arc::new(Connection { verify: Some(Verify::Off), certificate: None }));
        assert!(curl(&request, Some(&tls)).starts_with(r#"curl -g -i --insecure --cert "c.pem""#));
        let key = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n".into();
        let certificate = Some(ClientCertificate { cert: "c.pem".into(), key: Some(key) });
        request.connection = Some(Arc::new(Connection { verify: None, certificate }));
        let line = curl(&request, None);
        assert!(line.contains(r#"--cert "c.pem""#) && !line.contains("--key") && !line.contains("hunter2"), "{line}");
    }
}
