//! As much of HTTP/1.1 as the tests' own calls to Keystone take: one connection for each request.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use serde_json::Value;

const TIMEOUT: Duration = Duration::from_secs(60);

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    /// The first header of this name, in small letters.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body; null when there is none.
    pub(super) fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in what Keystone answered: {text}"))
    }
}

/// Send one request to the Keystone at this port and read all of its answer.
pub(super) fn send(port: u16, method: &str, target: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
    exchange(port, &request(method, target, headers, body))
        .unwrap_or_else(|error| panic!("{method} {target} at Keystone's port {port}: {error}"))
}

fn request(method: &str, target: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Vec<u8> {
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut text = format!(
        "{method} {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nUser-Agent: ks_testing\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text += "\r\n";
    text += &body;
    text.into_bytes()
}

fn exchange(port: u16, request: &[u8]) -> Result<Answer, String> {
    let told = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(told)?;
    stream.set_read_timeout(Some(TIMEOUT)).map_err(told)?;
    stream.set_write_timeout(Some(TIMEOUT)).map_err(told)?;
    stream.write_all(request).map_err(told)?;
    let mut received = Vec::new();
    stream.read_to_end(&mut received).map_err(told)?;
    parse(&received)
}

fn parse(received: &[u8]) -> Result<Answer, String> {
    let end = received.windows(4).position(|four| four == b"\r\n\r\n").ok_or("the answer has no end of headers")?;
    let (head, body) = received.split_at(end + 4);
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status_line = lines.next().unwrap_or_default();
    let status = status_line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| format!("a strange status line: {status_line}"))?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let answer = Answer { status, headers, body: body.to_vec() };
    if answer.header("transfer-encoding").is_some() {
        return Err("the answer is chunked, which this client does not read".to_owned());
    }
    match answer.header("content-length").map(str::parse::<usize>) {
        Some(Ok(length)) if answer.body.len() != length => {
            Err(format!("the answer has {} bytes of {length}", answer.body.len()))
        }
        _ => Ok(answer),
    }
}
