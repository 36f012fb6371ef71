//! The table of faults: what goes wrong between a session and its peer, and what the caller gets, code and words.
//!
//! What a peer may say in an answer that is none stands in `hostile`, what goes along with a redirect in `redirects`.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::thread;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use ks_testing::c::Compilation;
use ks_testing::server::{Answer, Answers, AtConnect, ClosedPort, FullPort, Script, Server};
use ks_testing::tls::{Authority, Identity};
use serde_json::{Value, json};

use crate::support::{PASSWORD, TOKEN, keystone, passes, program};

const OK: i32 = 0;
const LIMIT_EXCEEDED: i32 = 7;
const CONNECT_TIMEOUT: i32 = 140;
const CONNECT_FAILURE: i32 = 141;
const SSL_ERROR: i32 = 142;
const BROKEN: i32 = 143;

/// One fault: its name, where it is, the options of the session that meets it; the code and words that the caller gets.
struct Fault {
    name: &'static str,
    url: String,
    options: Value,
    code: i32,
    says: &'static str,
    /// The seconds that the error asks to wait; `None` for an error that asks for none.
    retry_after: Option<std::ops::RangeInclusive<i32>>,
}

impl Fault {
    fn new(name: &'static str, url: impl Into<String>, code: i32, says: &'static str) -> Self {
        Self { name, url: url.into(), options: json!({}), code, says, retry_after: None }
    }

    fn with(self, options: Value) -> Self {
        Self { options, ..self }
    }
}

/// Runs all faults in one program, and compares.
#[track_caller]
fn check(faults: &[Fault]) {
    let Some(program) = program("faults") else { return };
    let arguments = faults.iter().flat_map(|row| [row.name.to_owned(), row.url.clone(), row.options.to_string()]);
    let outcome = passes(&program.with(arguments));
    assert_eq!(outcome.stdout.lines().count(), faults.len(), "{outcome}");
    for (line, row) in outcome.stdout.lines().zip(faults) {
        let fields: Vec<&str> = line.splitn(4, '|').collect();
        let right = fields[0] == row.name && fields[1] == row.code.to_string() && fields[3].contains(row.says);
        assert!(right, "wanted {} {} {:?}, got {line}", row.name, row.code, row.says);
        let seconds = fields[2].parse().unwrap();
        assert!(row.retry_after.clone().unwrap_or(-1..=-1).contains(&seconds), "{line}");
    }
}

#[test]
fn a_peer_that_cannot_be_reached() {
    let (closed, full) = (ClosedPort::new(), FullPort::new());
    let resetting = Server::builder().at_connect(|_| AtConnect::Reset).start(Script::new());
    let closing = Server::builder().at_connect(|_| AtConnect::Close).start(Script::new());
    let proxy = Server::start(Answer::new(403));
    let proxied = |url: &str| json!({"proxy": url});
    let nowhere = "http://keystone.invalid/v3";
    check(&[
        Fault::new("refused", closed.origin(), CONNECT_FAILURE, "connection refused"),
        Fault::new("unknown-name", nowhere, CONNECT_FAILURE, "cannot connect to keystone.invalid:80: "),
        Fault::new("no-connection-in-time", full.origin(), CONNECT_TIMEOUT, "no connection within 300ms")
            .with(json!({"connect_timeout": 0.3})),
        // The system may tell it as an attempt that failed, or as a connection that ended.
        Fault::new("reset-at-once", resetting.origin(), CONNECT_FAILURE, "127.0.0.1:"),
        Fault::new("closed-at-once", closing.origin(), CONNECT_FAILURE, "127.0.0.1:"),
        Fault::new("proxy-refuses", nowhere, 403, "").with(proxied(proxy.origin())),
        Fault::new("proxy-refuses-a-tunnel", "https://keystone.invalid/v3", CONNECT_FAILURE, "403")
            .with(proxied(proxy.origin())),
        Fault::new("proxy-not-there", nowhere, CONNECT_FAILURE, "refused").with(proxied(&closed.origin())),
        Fault::new("proxy-unknown", nowhere, CONNECT_FAILURE, "proxy.invalid").with(proxied("http://proxy.invalid:1")),
        Fault::new("socks-not-there", nowhere, CONNECT_FAILURE, "refused")
            .with(proxied(&closed.origin().replace("http", "socks5h"))),
    ]);
    assert_eq!(proxy.recorded().len(), 2);
}

/// A peer that reads a request, ends its half of the connection without a word, and goes on reading.
fn half_closing() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 4096];
            let _ = stream.read(&mut bytes);
            let _ = stream.shutdown(Shutdown::Write);
            while stream.read(&mut bytes).is_ok_and(|count| count > 0) {}
        }
    });
    origin
}

#[test]
fn an_answer_that_does_not_come_or_breaks_off() {
    let hundred = || Answer::text(200, &"x".repeat(100));
    let server = Server::start(
        Script::new()
            .route("GET", "/closed", Answer::close())
            .route("GET", "/reset", Answer::reset())
            .route("GET", "/reset-within", hundred().reset_after(50))
            .route("GET", "/truncated", hundred().truncated(50))
            .route("GET", "/silent", Answer::silence())
            .route("GET", "/stalled", hundred().stalled_after(50))
            .route("GET", "/trickling", hundred().slowly(1, Duration::from_millis(50)))
            .route("GET", "/too-long-a-length", hundred().length(200).closing_silently())
            .route(
                "GET",
                "/broken-chunks",
                Answer::raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n"),
            )
            .route("GET", "/too-short-a-length", hundred().length(50))
            .route("GET", "/no-length", hundred().length("many"))
            .route("GET", "/cut-chunks", hundred().chunked(30).truncated(50)),
    );
    let url = |path: &str| server.url(path);
    check(&[
        Fault::new("closed", url("/closed"), CONNECT_FAILURE, "did not answer: it closed the connection"),
        Fault::new("reset", url("/reset"), CONNECT_FAILURE, "did not answer: connection reset by peer"),
        Fault::new("half-closed", half_closing(), CONNECT_FAILURE, "did not answer: it closed the connection"),
        Fault::new("reset-within", url("/reset-within"), BROKEN, "broke off: connection reset by peer"),
        Fault::new("truncated", url("/truncated"), BROKEN, "broke off: the peer closed the connection"),
        Fault::new("too-long-a-length", url("/too-long-a-length"), BROKEN, "broke off: the peer closed the connection"),
        Fault::new("too-short-a-length", url("/too-short-a-length"), OK, ""),
        Fault::new("no-length", url("/no-length"), BROKEN, "no valid Content-Length"),
        Fault::new("broken-chunks", url("/broken-chunks"), BROKEN, "sent something that is not HTTP"),
        Fault::new("cut-chunks", url("/cut-chunks"), BROKEN, "broke off"),
        Fault::new("silent", url("/silent"), CONNECT_TIMEOUT, "sent nothing for 300ms")
            .with(json!({"read_timeout": 0.3})),
        Fault::new("stalled", url("/stalled"), CONNECT_TIMEOUT, "sent nothing for 300ms").with(json!({"timeout": 0.3})),
        Fault::new("trickling", url("/trickling"), CONNECT_TIMEOUT, "took longer than 500ms")
            .with(json!({"request_timeout": 0.5})),
    ]);
}

/// So many zeros in gzip, which is a thousandth of it.
fn bomb(bytes: usize) -> Answer {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..bytes >> 13 {
        encoder.write_all(&[0; 1 << 13]).unwrap();
    }
    Answer::bytes(200, encoder.finish().unwrap()).header("Content-Encoding", "gzip")
}

#[test]
fn an_answer_that_is_too_much() {
    let hundred = || Answer::text(200, &"x".repeat(100));
    let server = Server::start(
        Script::new()
            .route("GET", "/huge", Answer::huge(200, 200 << 20))
            .route("GET", "/huge-chunks", Answer::huge(200, 200 << 20).chunked(1 << 16))
            .route("GET", "/bomb", bomb(200 << 20))
            .route("GET", "/header", hundred().huge_header(200_000))
            .route("GET", "/header-of-less", hundred().huge_header(2000))
            .route("GET", "/headers", hundred().many_headers(1000))
            .route("GET", "/100", hundred().interim(100).interim(100))
            .route("GET", "/103", hundred().interim(103)),
    );
    let url = |path: &str| server.url(path);
    let megabyte = || json!({"most_answer_bytes": 1 << 20});
    check(&[
        Fault::new("huge", url("/huge"), LIMIT_EXCEEDED, "exceeds 1048576 bytes").with(megabyte()),
        Fault::new("huge-chunks", url("/huge-chunks"), LIMIT_EXCEEDED, "exceeds 1048576 bytes").with(megabyte()),
        Fault::new("bomb", url("/bomb"), LIMIT_EXCEEDED, "exceeds 1048576 bytes").with(megabyte()),
        Fault::new("header", url("/header"), LIMIT_EXCEEDED, "the header of the answer"),
        Fault::new("header-of-less", url("/header-of-less"), LIMIT_EXCEEDED, "exceeds 1000 bytes")
            .with(json!({"most_header_bytes": 1000})),
        Fault::new("header-allowed", url("/header"), OK, "").with(json!({"most_header_bytes": 1 << 20})),
        Fault::new("headers", url("/headers"), LIMIT_EXCEEDED, "header fields"),
        Fault::new("100-first", url("/100"), OK, ""),
        Fault::new("103-first", url("/103"), OK, ""),
    ]);
}

#[test]
fn a_redirect_that_leads_nowhere_and_one_that_leads_away() {
    let plain = Server::start(Answer::new(200));
    let authority = Authority::new();
    let target = plain.url("/landing");
    let server = Server::start(
        Script::new()
            .route("GET", "/loop", Answer::redirect(302, "/loop"))
            .route("GET", "/away", Answer::redirect(302, &target))
            .route("GET", "/file", Answer::redirect(302, "file:///etc/passwd")),
    );
    let secure = Server::tls(Answer::redirect(307, &target), authority.server().server_config());
    check(&[
        Fault::new("loop", server.url("/loop"), 302, "more than 30 redirects"),
        Fault::new("loop-not-followed", server.url("/loop"), OK, "").with(json!({"redirect": false})),
        Fault::new("no-http", server.url("/file"), 302, "which is no HTTP URL"),
        Fault::new("another-origin", server.url("/away"), OK, ""),
        Fault::new("https-to-http", secure.url("/"), OK, "").with(json!({"cacert": authority.file()})),
    ]);
    assert_eq!(plain.recorded().len(), 2);
}

/// The moment that many seconds from now as a header field says it.
fn date(seconds: u64) -> String {
    let then = DateTime::<Utc>::from(SystemTime::now() + Duration::from_secs(seconds));
    then.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[test]
fn a_service_that_asks_to_come_again_later() {
    let later = |status: u16, when: &str| Answer::keystone_error(status, "later").header("Retry-After", when);
    // The first request is put off, the second one is answered.
    let once = |status: u16, when: fn() -> String| {
        let put_off = std::sync::atomic::AtomicBool::new(true);
        Answers::calling(move |_| {
            let first = put_off.swap(false, std::sync::atomic::Ordering::SeqCst);
            if first { later(status, &when()) } else { Answer::new(200) }
        })
    };
    let server = Server::start(
        Script::new()
            .route("GET", "/503", later(503, "7"))
            .route("GET", "/429", Answers::calling(move |_| later(429, &date(100))))
            .route("GET", "/429/seconds", later(429, "7"))
            .route("GET", "/503/date", Answers::calling(move |_| later(503, &date(100))))
            .route("GET", "/503/nonsense", later(503, "soon"))
            .route("GET", "/503/once", once(503, || "1".to_owned()))
            .route("GET", "/429/once", once(429, || date(2))),
    );
    let again =
        || json!({"status_code_retries": 1, "status_code_retry_delay": 0, "retriable_status_codes": [429, 503]});
    let asking = |fault: Fault, seconds| Fault { retry_after: Some(seconds), ..fault };
    check(&[
        asking(Fault::new("503", server.url("/503"), 503, "later"), 7..=7),
        asking(Fault::new("429", server.url("/429"), 429, "later"), 60..=100),
        asking(Fault::new("429-seconds", server.url("/429/seconds"), 429, "later"), 7..=7),
        asking(Fault::new("503-date", server.url("/503/date"), 503, "later"), 60..=100),
        Fault::new("503-nonsense", server.url("/503/nonsense"), 503, "later"),
        Fault::new("503-once", server.url("/503/once"), OK, "").with(again()),
        Fault::new("429-once", server.url("/429/once"), OK, "").with(again()),
    ]);
    for path in ["/503/once", "/429/once"] {
        let times: Vec<_> =
            server.recorded().iter().filter(|asked| asked.path() == path).map(|asked| asked.at).collect();
        assert_eq!(times.len(), 2, "{path}");
        // A date has no fractions of a second: of two seconds it leaves one at least.
        let waited = times[1] - times[0];
        assert!((Duration::from_millis(950)..Duration::from_secs(20)).contains(&waited), "{path} {waited:?}");
    }
}

#[test]
fn a_peer_that_is_not_whom_its_certificate_names_or_wants_one() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let serving = |identity: Identity| Server::tls(Answer::new(200), identity.server_config());
    let (expired, future) = (serving(authority.expired_server()), serving(authority.future_server()));
    let (other_host, unknown) = (serving(authority.wrong_host_server()), serving(stranger.server()));
    let self_signed = serving(Identity::self_signed());
    let clients_only = Server::tls(Answer::new(200), authority.server().server_config_requiring_clients_of(&authority));
    let plain = Server::start(Answer::new(200));
    let builder = || Server::builder().tls(authority.server().server_config());
    let silent = builder().at_connect(|_| AtConnect::Silence).start(Script::new());
    let reset = builder().at_connect(|_| AtConnect::Reset).start(Script::new());
    let garbage = builder().at_connect(|_| AtConnect::Say(b"220 ready\r\n".to_vec())).start(Script::new());
    let fault =
        |name, url: &str, code, says| Fault::new(name, url, code, says).with(json!({"cacert": authority.file()}));
    check(&[
        fault("expired", expired.origin(), SSL_ERROR, "its certificate expired on "),
        fault("not-valid-yet", future.origin(), SSL_ERROR, "its certificate is not valid before "),
        fault("another-host", other_host.origin(), SSL_ERROR, "its certificate is not for 127.0.0.1 but for "),
        fault("unknown-authority", unknown.origin(), SSL_ERROR, "an authority that is not trusted"),
        fault("self-signed", self_signed.origin(), SSL_ERROR, "its certificate "),
        fault("client-certificate-required", clients_only.origin(), SSL_ERROR, "the server wants a client certificate"),
        fault("no-tls", &plain.origin().replace("http", "https"), SSL_ERROR, "does not speak TLS"),
        fault("garbage", garbage.origin(), SSL_ERROR, "does not speak TLS"),
        fault("reset-in-the-handshake", reset.origin(), CONNECT_FAILURE, "cannot connect to "),
        fault("silent-in-the-handshake", silent.origin(), CONNECT_TIMEOUT, "no connection within 300ms")
            .with(json!({"connect_timeout": 0.3, "verify": false})),
        fault(
            "tls-to-a-plain-url",
            &expired.origin().replace("https", "http"),
            BROKEN,
            "answers with TLS: its URL starts with https://",
        ),
    ]);
    assert!(plain.recorded().is_empty() && clients_only.recorded().is_empty());
}

#[test]
fn a_storm_of_401_costs_one_login_and_nobodys_request() {
    let program = Compilation::new("tests/c/threads_logins.c").flag("-DTHREADS=64").compile("threads_storm");
    let Some(program) = program else { return };
    for auth_type in ["v3password", "password"] {
        let keystone = keystone().login_delay(Duration::from_millis(100)).start();
        keystone.revoke_after(1);
        let run = program.execution().env("TEST_PASSWORD", PASSWORD).env("TEST_TOKEN", TOKEN);
        let outcome = run.args(["storm", auth_type, &keystone.auth_url(), "1"]).run();
        outcome.assert_success().assert_no_secrets(&[PASSWORD, TOKEN]);
        assert_eq!((keystone.accepted(), keystone.logins(), keystone.login_attempts()), (65, 2, 2));
        assert!(keystone.refused() >= 1 && keystone.refused() <= 64, "{}", keystone.refused());
    }
}
