//! Answers as they stand on the wire. The first line of the input is the method of the request, the rest what came.

use keystoneclient::driver::blocking::wire::{Body, Head, Length, head};

/// The bounds that the header of the library names.
const MOST_FIELDS: usize = 128;

pub fn check(input: &[u8]) {
    let (method, wire) = match input.iter().position(|byte| *byte == b'\n') {
        Some(at) => (&input[..at], &input[at + 1..]),
        None => (&b"GET"[..], input),
    };
    let method = if method == b"HEAD" { "HEAD" } else { "GET" };
    let (used, found) = match head(wire, method) {
        Ok(Some(found)) => found,
        Ok(None) => {
            // What is not there whole ends nowhere in it.
            assert!(head(&wire[..wire.len() / 2], method).is_ok_and(|head| head.is_none()));
            return;
        }
        Err(why) => {
            assert!(!why.is_empty());
            return;
        }
    };
    let (start, rest) = wire.split_at(used);
    assert!(used > 0 && (100..1000).contains(&found.status) && found.headers.len() <= MOST_FIELDS);
    for end in [0, start.len() / 3, start.len() / 2, start.len() - 1] {
        assert!(head(&start[..end], method).is_ok_and(|head| head.is_none()), "whole after {end} bytes already");
    }
    let (used_again, again) = head(start, method).expect("it was one").expect("it was whole");
    assert_eq!((used_again, again.length, again.keeps), (used, found.length, found.keeps), "of what follows");
    is_what_stands_there(&found, start);
    is_framed(&found, start, method);
    read(&found, rest);
}

/// The lines of a head, read by hand.
fn lines(start: &[u8]) -> Vec<&[u8]> {
    let lines = start.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect()
}

fn latin(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A field may go on in the next line; what ends a line is a blank then (RFC 9112, 5.2).
fn unfolded(start: &[u8]) -> Vec<u8> {
    let mut text = start.to_vec();
    for at in 1..text.len() {
        if matches!(text[at], b' ' | b'\t') && text[at - 1] == b'\n' {
            text[at - 1] = b' ';
            if at > 1 && text[at - 2] == b'\r' {
                text[at - 2] = b' ';
            }
        }
    }
    text
}

fn is_what_stands_there(found: &Head, start: &[u8]) {
    let start = unfolded(start);
    let lines = lines(&start);
    let status: Vec<&[u8]> = lines[0].splitn(3, |byte| *byte == b' ').collect();
    assert_eq!(latin(status[1]).trim_end(), found.status.to_string());
    // The reason is for people; a parser may leave one out that is no text.
    let reason = latin(status.get(2).unwrap_or(&&b""[..]));
    assert!(found.reason.is_empty() || found.reason == reason.trim_matches([' ', '\t']), "{reason:?}");
    let fields: Vec<(String, String)> = lines[1..]
        .iter()
        .map(|line| {
            let colon = line.iter().position(|byte| *byte == b':').expect("a field has a colon");
            let value = line[colon + 1..].trim_ascii();
            (latin(&line[..colon]), latin(value))
        })
        .collect();
    let have: Vec<(String, String)> =
        found.headers.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    assert_eq!(have, fields);
    for (index, (name, value)) in fields.iter().enumerate() {
        assert!(keystoneclient::http::is_token(name), "{name:?}");
        assert!(!value.contains(['\0', '\r', '\n']), "{value:?}");
        let with_nul = found.headers.at_with_nul(index).expect("it is there");
        assert_eq!(with_nul, (&*format!("{name}\0"), &*format!("{value}\0")));
    }
}

/// RFC 9112, 6.3: of two ends that a peer could mean, none is guessed.
fn is_framed(found: &Head, start: &[u8], method: &str) {
    let all = |wanted: &str| -> Vec<String> {
        let fields = found.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        fields
            .flat_map(|(_, value)| value.split(','))
            .map(|part| part.trim_matches([' ', '\t']).to_ascii_lowercase())
            .collect()
    };
    let (lengths, codings, connection) = (all("content-length"), all("transfer-encoding"), all("connection"));
    let codings: Vec<_> = codings.into_iter().filter(|coding| !coding.is_empty()).collect();
    assert!(codings.is_empty() || codings == ["chunked"], "{codings:?}");
    let mut numbers: Vec<u64> = lengths.iter().map(|length| length.parse().expect("a number")).collect();
    numbers.dedup();
    assert!(numbers.len() <= 1, "{lengths:?}");
    let has_none = method == "HEAD" || found.status < 200 || [204, 304].contains(&found.status);
    let expected = match (has_none, codings.is_empty(), numbers.first()) {
        (true, ..) => Length::Known(0),
        (_, false, _) => Length::Chunked,
        (_, true, Some(number)) => Length::Known(*number),
        (_, true, None) => Length::ToTheEnd,
    };
    assert_eq!(found.length, expected);
    if found.keeps {
        assert!(codings.is_empty() || numbers.is_empty(), "kept, though its end is doubtful");
        assert!(!connection.contains(&"close".to_owned()) && expected != Length::ToTheEnd && found.status != 101);
        let is_11 = lines(start)[0].starts_with(b"HTTP/1.1");
        assert!(is_11 || connection.contains(&"keep-alive".to_owned()) && codings.is_empty());
    }
}

/// What a body comes to when it arrives in pieces of `size`.
fn in_pieces(length: Length, wire: &[u8], size: usize) -> (Result<Vec<u8>, ()>, usize, bool, bool) {
    let (mut body, mut read, mut input, mut consumed) = (Body::new(length), Vec::new(), Vec::new(), 0);
    for piece in wire.chunks(size) {
        input.extend_from_slice(piece);
        loop {
            let Ok((used, taken)) = body.next(&input) else { return (Err(()), consumed, false, false) };
            assert!(taken.len() <= used && used <= input.len() && input[..used].ends_with(taken));
            read.extend_from_slice(taken);
            consumed += used;
            input.drain(..used);
            if used == 0 {
                break;
            }
        }
    }
    (Ok(read), consumed, body.is_complete(), body.may_end())
}

fn read(found: &Head, wire: &[u8]) {
    let whole = in_pieces(found.length, wire, wire.len().max(1));
    for size in [1, 2, 7] {
        let pieces = in_pieces(found.length, wire, size);
        // A fault may show before or after what else is there.
        assert_eq!((&pieces.0, pieces.2, pieces.3), (&whole.0, whole.2, whole.3), "in pieces of {size}");
        assert!(whole.0.is_err() || pieces.1 == whole.1);
    }
    let (Ok(body), consumed, complete, may_end) = whole else { return };
    assert!(!complete || may_end);
    match found.length {
        Length::Known(length) => {
            let most = usize::try_from(length).unwrap_or(usize::MAX).min(wire.len());
            assert_eq!((body.as_slice(), consumed), (&wire[..most], most));
            assert_eq!(complete, most as u64 == length);
        }
        Length::ToTheEnd => assert_eq!((body.as_slice(), complete, may_end), (wire, false, true)),
        Length::Chunked => {
            let (expected, ends) = chunks(wire);
            assert_eq!(body, expected);
            assert_eq!(ends, complete.then_some(consumed));
        }
    }
}

/// The body in sound chunks, and where they end if they do.
fn chunks(wire: &[u8]) -> (Vec<u8>, Option<usize>) {
    let (mut body, mut at) = (Vec::new(), 0);
    let line = |at: usize| wire[at..].windows(2).position(|pair| pair == b"\r\n").map(|end| &wire[at..at + end]);
    loop {
        let Some(size_line) = line(at) else { return (body, None) };
        let digits: String =
            size_line.iter().map(|byte| char::from(*byte)).take_while(char::is_ascii_hexdigit).collect();
        let size = usize::try_from(u64::from_str_radix(&digits, 16).expect("a size")).expect("64 bits");
        at += size_line.len() + 2;
        if size == 0 {
            break;
        }
        let end = at.saturating_add(size).min(wire.len());
        body.extend_from_slice(&wire[at..end]);
        at = end;
        match wire.get(at..at + 2) {
            Some(end) => assert_eq!(end, b"\r\n"),
            None => return (body, None),
        }
        at += 2;
    }
    while let Some(trailer) = line(at) {
        at += trailer.len() + 2;
        if trailer.is_empty() {
            return (body, Some(at));
        }
    }
    (body, None)
}
