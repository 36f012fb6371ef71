//! The head of an answer, as it came: status, reason and fields; and what they say of the body (RFC 9112, 6.3 and 9.3).

use std::borrow::Cow;
use std::mem::MaybeUninit;

use httparse::Status;
use ureq::Timeout;

use super::deadline::Deadline;
use super::fault::Fault;
use super::kept::Kept;
use crate::http::Headers;

/// More fields than this are an error.
pub(super) const MOST_FIELDS: usize = 128;
/// More interim answers (1xx) than this are a peer that never comes to the point.
const MOST_INTERIM: usize = 64;
const SWITCHING_PROTOCOLS: u16 = 101;

/// The head of an answer.
#[derive(Debug)]
pub struct Head {
    /// Its status.
    pub status: u16,
    /// What stands behind the status.
    pub reason: String,
    /// Its fields.
    pub headers: Headers,
    /// How long the body is.
    pub length: Length,
    /// Whether the connection may serve another request when this answer has ended.
    pub keeps: bool,
}

/// How long a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// So many bytes; none at all where an answer has no body.
    Known(u64),
    /// In chunks, of which the last is empty.
    Chunked,
    /// As long as the connection.
    ToTheEnd,
}

/// Reads the head of the final answer to a request of `method`; interim answers are passed over.
pub(super) fn receive(line: &mut Kept, method: &str, deadline: &Deadline) -> Result<Head, ureq::Error> {
    for _ in 0..=MOST_INTERIM {
        let head = one(line, method, deadline)?;
        if !is_interim(head.status) {
            return Ok(head);
        }
    }
    Err(Fault::Interim.into())
}

/// Whether another answer comes after one of this status.
pub(super) fn is_interim(status: u16) -> bool {
    (100..200).contains(&status) && status != SWITCHING_PROTOCOLS
}

fn one(line: &mut Kept, method: &str, deadline: &Deadline) -> Result<Head, ureq::Error> {
    loop {
        // Nothing is tried before there is something: most heads come in one piece.
        if !line.input().is_empty() {
            let most = line.most_header();
            if let Some((used, head)) = parse(line.input(), method, most)? {
                line.consume(used);
                return Ok(head);
            }
            if line.input().len() > most {
                return Err(Fault::LongHeader { most }.into());
            }
        }
        if !line.await_input(deadline.step(Timeout::RecvResponse))? {
            return Err(Fault::Cut("the peer closed the connection".to_owned()).into());
        }
    }
}

/// The head of `most` bytes or less at the beginning of `input`, and its length; `None` when it is not there whole.
pub(super) fn parse(input: &[u8], method: &str, most: usize) -> Result<Option<(usize, Head)>, Fault> {
    let mut fields = [const { MaybeUninit::uninit() }; MOST_FIELDS];
    let mut parsed = httparse::Response::new(&mut []);
    let mut parser = httparse::ParserConfig::default();
    // A value may go on in the next line; whoever receives that must read it as one (RFC 9112, 5.2).
    parser.allow_obsolete_multiline_headers_in_responses(true);
    let used = match parser.parse_response_with_uninit_headers(&mut parsed, input, &mut fields) {
        Ok(Status::Complete(used)) => used,
        Ok(Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(Fault::ManyFields),
        Err(error) => return Err(Fault::NotHttp(error.to_string())),
    };
    if used > most {
        return Err(Fault::LongHeader { most });
    }
    let status = parsed.code.filter(|status| *status >= 100);
    let status = status.ok_or_else(|| Fault::NotHttp("a status below 100".to_owned()))?;
    let mut headers = Headers::with_room(parsed.headers.len(), used);
    for field in &*parsed.headers {
        headers.receive(field.name, &text(field.value));
    }
    let (length, keeps) = framing(&headers, status, method, parsed.version == Some(1))?;
    let reason = parsed.reason.unwrap_or_default().trim_ascii().to_owned();
    Ok(Some((used, Head { status, reason, headers, length, keeps })))
}

/// The value of a field, in one line; what is not UTF-8 is read as Latin-1.
fn text(value: &[u8]) -> Cow<'_, str> {
    let text = std::str::from_utf8(value)
        .map_or_else(|_| Cow::Owned(value.iter().map(|byte| char::from(*byte)).collect()), Cow::Borrowed);
    if value.contains(&b'\n') { Cow::Owned(text.replace(['\r', '\n'], " ")) } else { text }
}

/// Whether the connection ends with this message; old proxies say so in a field of their own.
pub(super) fn says_close(headers: &Headers) -> bool {
    let is_of_it = |name: &str| ["connection", "proxy-connection"].iter().any(|it| name.eq_ignore_ascii_case(it));
    let says = |value: &str| value.split(',').any(|element| element.trim_ascii().eq_ignore_ascii_case("close"));
    headers.iter().any(|(name, value)| is_of_it(name) && says(value))
}

/// How long the body is, and whether the connection can be kept.
fn framing(headers: &Headers, status: u16, method: &str, is_11: bool) -> Result<(Length, bool), Fault> {
    let (mut length, mut chunked, mut coded, mut keep) = (None, false, false, false);
    for (name, value) in headers.iter() {
        let elements = || value.split(',').map(|element| element.trim_matches([' ', '\t']));
        if name.eq_ignore_ascii_case("content-length") {
            // A repeated length is a list: harmless when all say the same.
            for element in elements() {
                let number = Some(element).filter(|element| element.bytes().all(|byte| byte.is_ascii_digit()));
                let number: Option<u64> = number.and_then(|number| number.parse().ok());
                if number.is_none() || length.is_some_and(|length| Some(length) != number) {
                    return Err(Fault::NotHttp("no valid Content-Length".to_owned()));
                }
                length = number;
            }
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            for element in elements().filter(|element| !element.is_empty()) {
                coded = true;
                if chunked || !element.eq_ignore_ascii_case("chunked") {
                    return Err(Fault::NotHttp("a transfer coding that nobody asked for".to_owned()));
                }
                chunked = true;
            }
        } else if name.eq_ignore_ascii_case("connection") {
            keep |= elements().any(|element| element.eq_ignore_ascii_case("keep-alive"));
        }
    }
    let close = says_close(headers);
    // Both a length and chunks, or chunks of HTTP/1.0: somebody on the way may see the end elsewhere.
    let doubtful = coded && (length.is_some() || !is_11);
    let has_no_body = method == "HEAD" || status < 200 || matches!(status, 204 | 304);
    let length = match length {
        _ if has_no_body => Length::Known(0),
        _ if chunked => Length::Chunked,
        Some(length) => Length::Known(length),
        None => Length::ToTheEnd,
    };
    let keeps = if is_11 { !close } else { keep && !close };
    Ok((length, keeps && !doubtful && length != Length::ToTheEnd && status != SWITCHING_PROTOCOLS))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn framed(fields: &str, status: u16, method: &str, version: &str) -> Result<(Length, bool), Fault> {
        let head = format!("HTTP/{version} {status} X\r\n{fields}\r\n");
        parse(head.as_bytes(), method, 1000).map(|parsed| {
            let (_, head) = parsed.unwrap();
            (head.length, head.keeps)
        })
    }

    #[test]
    fn a_head_is_kept_as_it_came() {
        let bytes = b"HTTP/1.1 404 No such thing \r\nX-B: 1\r\nx-A:  2 \r\nX-b:\r\n\r\nrest";
        let (used, head) = parse(bytes, "GET", 1000).unwrap().unwrap();
        assert_eq!((used, head.status, head.reason.as_str()), (bytes.len() - 4, 404, "No such thing"));
        assert_eq!(head.headers.iter().collect::<Vec<_>>(), [("X-B", "1"), ("x-A", "2"), ("X-b", "")]);
        for end in 0..used {
            assert!(parse(bytes.get(..end).unwrap(), "GET", 1000).unwrap().is_none(), "{end}");
        }
        assert_eq!(parse(b"HTTP/1.1 200\r\n\r\n", "GET", 1000).unwrap().unwrap().1.reason, "");
    }

    #[test]
    fn a_folded_value_is_one_line_and_nothing_in_it_is_a_field() {
        let bytes = b"HTTP/1.1 200 OK\r\nX: a\r\n Content-Length: 4\r\n\tb\r\nContent-Length: 5\r\n\r\n";
        let (_, head) = parse(bytes, "GET", 1000).unwrap().unwrap();
        assert_eq!(head.length, Length::Known(5));
        assert_eq!(head.headers.len(), 2);
        let value = head.headers.get("x").unwrap();
        assert_eq!(value.split_ascii_whitespace().collect::<Vec<_>>(), ["a", "Content-Length:", "4", "b"]);
        assert!(!value.contains(['\r', '\n']), "{value:?}");
    }

    #[test]
    fn the_length_is_what_the_fields_say() {
        for (fields, length, keeps) in [
            ("Content-Length: 5\r\n", Length::Known(5), true),
            ("Content-Length: 5\r\ncontent-length: 05, 5\r\n", Length::Known(5), true),
            ("Transfer-Encoding: Chunked\r\n", Length::Chunked, true),
            ("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", Length::Chunked, false),
            ("Content-Length: 5\r\nConnection: x, Close\r\n", Length::Known(5), false),
            ("", Length::ToTheEnd, false),
        ] {
            assert_eq!(framed(fields, 200, "GET", "1.1").unwrap(), (length, keeps), "{fields}");
        }
        for fields in [
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: \r\n",
            "Content-Length: 5,\r\n",
            "Content-Length: 18446744073709551616\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked, chunked\r\n",
        ] {
            assert!(framed(fields, 200, "GET", "1.1").is_err(), "{fields}");
        }
    }

    #[test]
    fn some_answers_have_no_body_whatever_their_fields_say() {
        for (status, method) in [(200, "HEAD"), (204, "GET"), (304, "GET"), (100, "GET"), (103, "PUT")] {
            let length = framed("Content-Length: 5\r\n", status, method, "1.1").unwrap();
            assert_eq!(length, (Length::Known(0), true), "{status} {method}");
        }
        assert!(!framed("", SWITCHING_PROTOCOLS, "GET", "1.1").unwrap().1);
    }

    #[test]
    fn an_old_server_must_say_that_it_keeps_the_connection() {
        let length = "Content-Length: 5\r\n";
        assert_eq!(framed(length, 200, "GET", "1.0").unwrap(), (Length::Known(5), false));
        let keeps = framed(&format!("{length}Connection: Keep-Alive\r\n"), 200, "GET", "1.0");
        assert_eq!(keeps.unwrap(), (Length::Known(5), true));
        assert_eq!(framed("Transfer-Encoding: chunked\r\n", 200, "GET", "1.0").unwrap(), (Length::Chunked, false));
    }
}
