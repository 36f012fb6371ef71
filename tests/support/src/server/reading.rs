//! Reading requests, strictly: what no client of ours may send is an error.

use std::io::{self, BufRead, Read};

/// The most that a head may be long.
const HEAD_LIMIT: u64 = 1 << 20;

/// A request without its body.
pub(super) struct Head {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    http10: bool,
}

impl Head {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.0.eq_ignore_ascii_case(name)).map(|header| header.1.as_str())
    }

    pub(super) fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Whether the client may send another request on this connection.
    pub(super) fn keeps_alive(&self) -> bool {
        let closes = self.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
        !self.http10 && !closes
    }

    /// Whether the client waits for a 100 before it sends the body.
    pub(super) fn expects_continue(&self) -> bool {
        self.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue"))
    }
}

/// The next head; `None` when the client has left between requests.
pub(super) fn head(reader: &mut impl BufRead) -> io::Result<Option<Head>> {
    match reader.fill_buf() {
        Ok([]) => return Ok(None),
        // What begins otherwise is a TLS handshake, which may never come to the end of a line.
        Ok([first, ..]) if !first.is_ascii_uppercase() => return Err(malformed("a request begins with a method")),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut budget = HEAD_LIMIT;
    let first = line(reader, &mut budget)?;
    let mut words = first.split(' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(malformed("a request line has three words"));
    };
    if !matches!(version, "HTTP/1.0" | "HTTP/1.1") || target.is_empty() {
        return Err(malformed("the request line is not one of HTTP/1.x"));
    }
    let http10 = version == "HTTP/1.0";
    let mut head = Head { method: method.to_owned(), target: target.to_owned(), headers: Vec::new(), http10 };
    loop {
        let text = line(reader, &mut budget)?;
        if text.is_empty() {
            return Ok(Some(head));
        }
        let Some((name, value)) = text.split_once(':') else { return Err(malformed("a header has no colon")) };
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(malformed("a header's name is empty or has a space"));
        }
        head.headers.push((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()));
    }
}

/// The body that belongs to a head, freed from chunks.
pub(super) fn body(reader: &mut impl BufRead, head: &Head) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if head.header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        loop {
            let size = chunk_size(reader)?;
            if size == 0 {
                while !line(reader, &mut HEAD_LIMIT.clone())?.is_empty() {}
                return Ok(body);
            }
            take(reader, size, &mut body)?;
            if !line(reader, &mut HEAD_LIMIT.clone())?.is_empty() {
                return Err(malformed("a chunk is longer than its size"));
            }
        }
    }
    if let Some(length) = head.header("content-length") {
        let length = length.parse().map_err(|_| malformed("the length of the body is no number"))?;
        take(reader, length, &mut body)?;
    }
    Ok(body)
}

fn chunk_size(reader: &mut impl BufRead) -> io::Result<u64> {
    let text = line(reader, &mut HEAD_LIMIT.clone())?;
    let digits = text.split(';').next().unwrap_or_default();
    u64::from_str_radix(digits, 16).map_err(|_| malformed("the size of a chunk is no number"))
}

fn take(reader: &mut impl BufRead, size: u64, body: &mut Vec<u8>) -> io::Result<()> {
    let read = reader.take(size).read_to_end(body)?;
    if (read as u64) < size {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the client left within a body"));
    }
    Ok(())
}

/// A line without its end.
fn line(reader: &mut impl BufRead, budget: &mut u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    reader.take(*budget).read_until(b'\n', &mut bytes)?;
    *budget -= bytes.len() as u64;
    match bytes.strip_suffix(b"\r\n") {
        Some(text) => Ok(String::from_utf8_lossy(text).into_owned()),
        None if *budget == 0 => Err(malformed("the head is too long")),
        None if bytes.ends_with(b"\n") => Err(malformed("a line ends without a carriage return")),
        None => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the client left within a head")),
    }
}

fn malformed(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
