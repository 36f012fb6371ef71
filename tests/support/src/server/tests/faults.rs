//! Each fault does what it says.

use std::time::Duration;

use super::client::{Client, get, get_all, get_for_a_moment, timed};
use crate::server::{Answer, Server};

/// A pause long enough to be told from none.
const PAUSE: Duration = Duration::from_millis(60);

#[test]
fn a_delayed_answer_waits_and_then_comes_whole() {
    let server = Server::start(Answer::text(200, "late").delay(PAUSE * 2));
    let (heard, time) = timed(|| get(&server, "/"));
    assert_eq!(heard.text(), "late");
    assert!(time >= PAUSE * 2, "{time:?}");
}

#[test]
fn a_slow_answer_comes_piece_by_piece_from_its_head_on() {
    let server = Server::start(Answer::bytes(200, "0123456789").slowly(10, Duration::from_millis(10)));
    let (heard, time) = timed(|| get(&server, "/"));
    assert_eq!(heard.text(), "0123456789");
    let pieces = (heard.head.len() + heard.body.len()) / 10;
    assert!(time >= Duration::from_millis(10) * u32::try_from(pieces).unwrap(), "{time:?} for {pieces} pieces");
}

#[test]
fn a_slow_body_follows_a_head_that_is_not() {
    let server = Server::start(Answer::bytes(200, "abc").slow_body(1, PAUSE));
    let mut client = Client::connect(&server);
    client.ask("GET", "/");
    let (head, head_time) = timed(|| client.head());
    assert!(head.contains("Content-Length: 3\r\n") && head_time < PAUSE * 20, "{head_time:?}");
    let mut body = [0; 3];
    let (read, time) = timed(|| std::io::Read::read_exact(&mut client.stream, &mut body));
    read.unwrap();
    assert_eq!(&body, b"abc");
    assert!(time >= PAUSE * 3 / 2, "two pauses lie between three bytes: {time:?}");
}

#[test]
fn a_truncated_body_is_shorter_than_announced_and_the_end_is_orderly() {
    let server = Server::start(Answer::bytes(200, "0123456789").truncated(4));
    let rest = get_all(&server);
    assert!(rest.text().contains("Content-Length: 10\r\n"), "{rest:?}");
    assert_eq!(rest.body(), "0123");
    assert!(rest.ended_in_order());
}

#[test]
fn a_truncated_chunked_body_lacks_its_last_chunk() {
    let server = Server::start(Answer::bytes(200, "0123456789").chunked(4).truncated(12));
    let rest = get_all(&server);
    assert_eq!(rest.body(), "4\r\n0123\r\n4\r\n");
    assert!(rest.ended_in_order());
}

#[test]
fn a_truncated_head_is_only_its_beginning() {
    let server = Server::start(Answer::text(200, "never seen").head_truncated(12));
    let rest = get_all(&server);
    assert!(rest.ended_in_order() && rest.text() == "HTTP/1.1 200", "{rest:?}");
}

#[test]
fn a_reset_comes_without_an_answer() {
    let rest = get_all(&Server::start(Answer::reset()));
    assert!(rest.was_reset() && rest.bytes.is_empty(), "{rest:?}");
}

#[test]
fn a_reset_may_come_within_the_body() {
    let server = Server::start(Answer::bytes(200, "0123456789").reset_after(3));
    let rest = get_all(&server);
    assert!(rest.was_reset(), "{rest:?}");
    assert_eq!(rest.body(), "012");
}

#[test]
fn a_stalled_answer_stays_open_and_says_no_more() {
    let server = Server::start(Answer::bytes(200, "0123456789").stalled_after(6));
    let rest = get_for_a_moment(&server);
    assert!(rest.is_silent(), "{rest:?}");
    assert_eq!(rest.body(), "012345");
    server.wait_for_closed_connections(1);
}

#[test]
fn silence_lasts_until_the_client_leaves() {
    let server = Server::start(Answer::silence());
    let rest = get_for_a_moment(&server);
    assert!(rest.is_silent() && rest.bytes.is_empty(), "{rest:?}");
    server.wait_for_closed_connections(1);
}

#[test]
fn a_connection_may_be_closed_without_an_answer() {
    let rest = get_all(&Server::start(Answer::close()));
    assert!(rest.ended_in_order() && rest.bytes.is_empty(), "{rest:?}");
}

#[test]
fn a_stale_connection_was_closed_without_being_announced() {
    let server = Server::start(Answer::text(200, "ok").closing_silently());
    let mut client = Client::connect(&server);
    let heard = client.get("/");
    assert_eq!((heard.text(), heard.header("connection")), ("ok", None));
    server.wait_for_closed_connections(1);
    assert!(client.rest().ended_in_order());
}

#[test]
fn an_announced_end_follows_the_answer() {
    let server = Server::start(Answer::text(200, "ok").closing());
    let mut client = Client::connect(&server);
    assert_eq!(client.get("/").header("connection"), Some("close"));
    assert!(client.rest().ended_in_order());
}

#[test]
fn a_wrong_length_is_claimed_as_given() {
    for claim in ["3", "-1", "1e3", "99999999999999999999999"] {
        let server = Server::start(Answer::bytes(200, "0123456789").length(claim).closing_silently());
        let rest = get_all(&server);
        assert!(rest.text().contains(&format!("Content-Length: {claim}\r\n")), "{rest:?}");
        assert_eq!(rest.body(), "0123456789");
    }
}

#[test]
fn two_lengths_may_differ() {
    let server = Server::start(Answer::bytes(200, "01234").header("Content-Length", "3"));
    let mut client = Client::connect(&server);
    client.ask("GET", "/");
    let head = client.head();
    assert!(head.contains("Content-Length: 3\r\n") && head.contains("Content-Length: 5\r\n"), "{head}");
}

#[test]
fn a_body_without_a_length_lasts_until_the_end() {
    let rest = get_all(&Server::start(Answer::bytes(200, "all of it").without_length()));
    assert_eq!(rest.text(), "HTTP/1.1 200 OK\r\n\r\nall of it");
    assert!(rest.ended_in_order());
}

#[test]
fn a_chunked_body_has_chunks_of_the_size_asked_for() {
    let rest = get_all(&Server::start(Answer::bytes(200, "0123456").chunked(3).closing_silently()));
    assert_eq!(
        rest.text(),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n012\r\n3\r\n345\r\n1\r\n6\r\n0\r\n\r\n"
    );
}

#[test]
fn garbage_is_no_http() {
    let rest = get_all(&Server::start(Answer::garbage()));
    assert!(rest.ended_in_order() && !rest.bytes.is_empty() && !rest.bytes.starts_with(b"HTTP"), "{rest:?}");
    let rest = get_all(&Server::start(Answer::raw("HTTP/1.1 2x0 OK\r\n\r\n")));
    assert_eq!(rest.text(), "HTTP/1.1 2x0 OK\r\n\r\n");
}

#[test]
fn a_header_may_be_huge_and_headers_many() {
    let server = Server::start(Answer::new(200).huge_header(3_000_000).many_headers(1000));
    let mut client = Client::connect(&server);
    client.ask("GET", "/");
    let head = std::io::BufRead::lines(std::io::BufReader::new(&client.stream));
    let lines: Vec<String> = head.map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
    assert_eq!(lines.iter().find(|line| line.starts_with("X-Huge")).unwrap().len(), "X-Huge: ".len() + 3_000_000);
    assert_eq!(lines.iter().filter(|line| line.starts_with("X-Many-")).count(), 1000);
}

#[test]
fn a_header_line_may_be_anything() {
    let server =
        Server::start(Answer::new(200).raw_header("no colon").raw_header(b"X-Nul: a\0b").raw_header("X-Fold: a\r\n b"));
    let mut client = Client::connect(&server);
    client.ask("GET", "/");
    assert!(client.head().ends_with("no colon\r\nX-Nul: a\0b\r\nX-Fold: a\r\n b\r\n\r\n"));
}

#[test]
fn a_huge_body_has_exactly_its_size() {
    let server = Server::start(Answer::huge(200, 20_000_001));
    let heard = get(&server, "/");
    assert_eq!(heard.body.len(), 20_000_001);
    assert!(heard.body.iter().all(|&byte| byte == b'a'));
}

#[test]
fn a_huge_json_body_is_valid_and_has_exactly_its_size() {
    let server = Server::start(Answer::huge_json(200, 1_000_000));
    let heard = get(&server, "/");
    assert_eq!(heard.body.len(), 1_000_000);
    assert_eq!(heard.json()["filler"].as_str().unwrap().len(), 1_000_000 - r#"{"filler":""}"#.len());
}

#[test]
fn a_client_that_will_not_read_a_huge_body_is_noted_and_no_failure() {
    let server = Server::start(Answer::huge(200, u64::MAX / 2));
    let mut client = Client::connect(&server);
    client.ask("GET", "/");
    client.head();
    drop(client);
    server.wait_for_closed_connections(1);
    assert!(server.connection_errors()[0].contains("answering GET /"), "{:?}", server.connection_errors());
}

#[test]
fn an_http10_answer_says_so_and_ends_the_connection() {
    let rest = get_all(&Server::start(Answer::text(200, "old").http10()));
    assert!(rest.text().starts_with("HTTP/1.0 200 OK\r\n") && rest.ended_in_order(), "{rest:?}");
}

#[test]
fn interim_answers_come_before_and_extra_bytes_behind() {
    let server = Server::start(Answer::text(200, "real").interim(100).interim(103).followed_by("extra").closing());
    let mut client = Client::connect(&server);
    client.ask("GET", "/");
    assert_eq!(client.head(), "HTTP/1.1 100 Continue\r\n\r\n");
    assert_eq!(client.head(), "HTTP/1.1 103 Early Hints\r\n\r\n");
    assert_eq!(client.hear().text(), "real");
    assert_eq!(client.rest().text(), "extra");
}

#[test]
fn a_storm_of_401_lasts_as_long_as_it_is_scripted() {
    let server = Server::start(Answer::keystone_error(401, "The request you have made requires authentication."));
    let mut client = Client::connect(&server);
    assert!((0..50).all(|_| client.get("/").status == 401));
    assert_eq!(server.recorded().last().unwrap().request, 50);
}

#[test]
fn a_redirect_has_exactly_the_location_given() {
    for location in ["../relative", "//other/path", "http://other:1/x?y#z", ""] {
        let heard = get(&Server::start(Answer::redirect(307, location)), "/");
        assert_eq!((heard.status, heard.header("location")), (307, Some(location)));
    }
}

#[test]
fn a_reason_may_be_any_phrase() {
    assert!(
        get(&Server::start(Answer::new(200).reason("Fine By Me")), "/").head.starts_with("HTTP/1.1 200 Fine By Me\r\n")
    );
}
