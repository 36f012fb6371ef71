//! Answers that are errors. The input is one as it travels: the status, header fields, an empty line, the body.

use keystoneclient::error::{Code, Error, Failure};
use keystoneclient::text::Text;

const LINE_BYTES: usize = 8 << 10;
const TEXT_BYTES: usize = 64 << 10;
const YEAR: i64 = 365 * 24 * 60 * 60;

pub fn check(answer: &[u8]) {
    let (head, body) = match answer.windows(2).position(|pair| pair == b"\n\n") {
        Some(at) => (&answer[..at], &answer[at + 2..]),
        None => (answer, &[][..]),
    };
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let Some(status) = lines.next().and_then(|line| line.trim().parse::<u16>().ok()) else { return };
    let fields: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
    let header = |name: &str| fields.iter().find(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| *value);
    let now = 784_111_777_000_000;
    let failure = Failure { status, header: &header, body, method: "GET", url: "http://h/v3/users", now };
    let error = Error::from_response(&failure);

    let receipt = header("openstack-auth-receipt").map(str::trim).filter(|receipt| !receipt.is_empty());
    if error.code() == Code::MISSING_AUTH_METHODS {
        let kept = error.receipt().expect("who asks for more methods says for which receipt");
        assert_eq!((status, Some(kept.receipt().expose())), (401, receipt));
        assert!(error.receipt().is_some_and(|kept| kept.methods().iter().all(is_line)));
    } else {
        assert!(error.receipt().is_none());
        let expected = if (300..1000).contains(&status) { i32::from(status) } else { Code::HTTP_ERROR.number() };
        assert_eq!(error.code().number(), expected);
    }
    assert_eq!(error.http_status(), status);
    assert!(is_line(error.message()) && error.message().as_str().contains(&format!("(HTTP {status})")), "{error}");
    assert_eq!(error.body(), Some(&body[..body.len().min(TEXT_BYTES)]));
    assert_eq!(error.body_with_nul().and_then(<[u8]>::last), Some(&0));
    if let Some(details) = error.details() {
        assert!(details.len() <= TEXT_BYTES && !details.as_str().contains('\0') && details.with_nul().ends_with('\0'));
    }
    let request_id = header("x-openstack-request-id").or_else(|| header("x-compute-request-id"));
    assert_eq!(error.request_id().is_some(), request_id.is_some());
    assert!(error.request_id().is_none_or(is_line));
    assert!(error.retry_after().is_none_or(|seconds| (0..=YEAR).contains(&seconds)));
    assert!(error.is_a(Code::CLIENT_EXCEPTION) && !error.code().class_name().is_empty());
    let shown = format!("{error:?}");
    // What cannot be shown all shows alike.
    assert!(receipt.is_none_or(|receipt| receipt.len() < 16
        || receipt.contains(|letter: char| letter == '\u{fffd}' || letter.is_control())
        || !shown.contains(receipt)
        || head.matches(receipt).count() > 1
        || said(body, receipt)));

    // Whatever the peer repeats of a secret goes.
    let secret = "hunter2";
    let clean = error.clone().without(&[secret]);
    let shows = |text: Option<&Text>| text.is_some_and(|text| text.as_str().contains(secret));
    assert!(!shows(Some(clean.message())) && !shows(clean.details()) && !shows(clean.request_id()), "{clean:?}");
    assert!(!clean.body().is_some_and(|body| said(body, secret)));
    assert_eq!((clean.code(), clean.http_status()), (error.code(), status));
    if !said(answer, secret) {
        assert_eq!((clean.message(), clean.details(), clean.body()), (error.message(), error.details(), error.body()));
    }
}

fn is_line(text: &Text) -> bool {
    text.len() <= LINE_BYTES && !text.as_str().chars().any(char::is_control) && text.with_nul().ends_with('\0')
}

fn said(body: &[u8], words: &str) -> bool {
    body.windows(words.len()).any(|window| window == words.as_bytes())
}
