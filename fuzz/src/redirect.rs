//! Redirects. The first line of the input is the request, `POST everywhere secret body https://host/path`, each further one an
//! answer, `302 location`, or another status alone.

use std::sync::Arc;

use keystoneclient::driver::scripted::{Scripted, reply};
use keystoneclient::http::{Body, Pipeline, Policy, Redirects, Request};
use pollster::block_on;
use url::Url;

use crate::CANARY;

const SECRETS: [&str; 4] = ["X-Auth-Token", "Authorization", "Cookie", "X-Service-Token"];

pub fn check(text: &[u8]) {
    let Ok(text) = std::str::from_utf8(text) else { return };
    let mut lines = text.lines();
    let mut words = lines.next().unwrap_or_default().split(' ').collect::<Vec<_>>();
    let Some(first) = words.pop() else { return };
    let says = |word: &str| words.contains(&word);
    let method = ["POST", "PUT", "DELETE", "HEAD"].into_iter().find(|method| says(method)).unwrap_or("GET");
    let mut request = Request::new(method, first);
    for name in SECRETS {
        request.headers.set(name, CANARY).expect("a field");
    }
    request.headers.set("X-Harmless", "1").expect("a field");
    if says("body") {
        request.body = Body::bytes(CANARY);
        request.headers.set("Content-Type", "application/json").expect("a field");
    }
    request.secret = says("secret");
    let answers = lines.take(40).map(|line| {
        let (status, location) = line.split_once(' ').unwrap_or((line, ""));
        let location = [("Location", location)];
        let has_one = !location[0].1.is_empty();
        reply(status.parse().unwrap_or(302), if has_one { &location } else { &[] }, "")
    });
    let driver = Arc::new(Scripted::with(answers));
    let redirects = Redirects { everywhere: says("everywhere"), ..Redirects::default() };
    let pipeline = Pipeline::new(driver.clone(), Policy { redirects, ..Policy::default() });
    let outcome = block_on(pipeline.send(&request));

    let sent = driver.requests();
    assert!(!sent.is_empty() && sent.len() <= 31, "30 redirects are followed, not {}", sent.len() - 1);
    // Where the credentials were meant to go, by another reader of URLs.
    let home = Url::parse(first).ok().map(|url| url.origin());
    let mut left = false;
    for (before, next) in sent.iter().zip(&sent[1..]) {
        let (from, to) =
            (Url::parse(&before.url).expect("it was sent"), Url::parse(&next.url).expect("it is absolute"));
        assert!(matches!(to.scheme(), "http" | "https") && to.fragment().is_none(), "{to}");
        left |= Some(to.origin()) != home;
        let has_secrets = SECRETS.iter().any(|name| next.headers.get(name).is_some());
        let may = redirects.everywhere && !request.secret;
        let downgraded = from.scheme() == "https" && to.scheme() == "http";
        if left && !may || downgraded {
            assert!(!has_secrets && next.body.is_none(), "credentials of {first} went to {to}");
        }
        if !left {
            assert!(has_secrets, "credentials were lost on the way to {to}");
        }
        assert!(!next.secret || !left, "a login went to {to}");
        assert!(next.headers.get("X-Harmless").is_some());
        let kept = next.method == before.method && next.body.is_none() == before.body.is_none();
        assert!(
            kept || next.method.as_str() == "GET" && next.body.is_none() && next.headers.get("content-type").is_none()
        );
    }
    match outcome {
        Ok(response) => {
            assert_eq!(response.history.len() + 1, sent.len());
            assert_eq!(response.left_origin, left);
        }
        Err(error) => {
            assert!(!error.message().as_str().contains(CANARY) || text.contains(CANARY), "{error}");
            // What has another scheme is no place to log in to.
            let shown = error.url().and_then(|url| Url::parse(url.as_str()).ok());
            if let Some(shown) = shown.filter(|shown| matches!(shown.scheme(), "http" | "https")) {
                assert!(shown.username().is_empty() && shown.password().is_none(), "{shown}");
            }
        }
    }
}
